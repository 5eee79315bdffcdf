//! Puts life into the page's [`Device`].

use std::future::Future;
use std::rc::Rc;

use app::device::{Calls, Device, DeviceError, Network, Task};
use domain::Language;
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::database::{self, META, Tx};
use crate::fault::{Fault, Outcome};
use crate::page::{Page, page};
use crate::session::{self, Origin};
use crate::sync::{self, Why};
use crate::tabs::{self, Word};
use crate::{canary, install, meta, office, outbox, persist, photos, request, room, service_worker, upload};

/// Connects a page that the server rendered.
pub(crate) fn to_rendered_page(device: Device) {
    connect(device, Origin::Server);
}

/// Connects the empty shell.
pub(crate) fn to_shell(device: Device) {
    connect(device, Origin::Shell);
}

fn connect(device: Device, origin: Origin) {
    office::keep_for_whom_it_concerns(device);
    let page = Page::open(device, use_context::<Language>().unwrap_or_default());
    device.connect(calls(&page));
    spawn_local(async move {
        if let Err(fault) = begin(&page, origin).await {
            web_sys::console::error_1(&format!("device: {fault:?}").into());
        }
        // Even where the database is out of reach: what came along can be read.
        page.device.loaded.set(true);
        sync::listen(&page);
        service_worker::register(&page);
        install::listen(&page);
    });
}

async fn begin(page: &Rc<Page>, origin: Origin) -> Outcome<()> {
    page.tick();
    session::begin(page, origin).await?;
    canary::look(page).await?;
    let is_online = web_sys::window().is_none_or(|window| window.navigator().on_line());
    if origin == Origin::Shell && !is_online {
        page.show_network(Network::Offline);
    }
    page.reload().await?;
    let lead = database::read(&[META], async |tx: &Tx<'_>| meta::clock_lead(tx).await).await?;
    page.set_clock_lead(lead);
    persist::begin().await;
    // For what was left by pages before this one.
    sync::ask_for_background_pass();
    note_language(page.language).await
}

/// For the service worker, which sends where no page is open to tell it.
async fn note_language(language: Language) -> Outcome<()> {
    let noted = database::read(&[META], async |tx: &Tx<'_>| meta::language(tx).await).await?;
    if noted == Some(language) {
        return Ok(());
    }
    database::write_relaxed(&[META], async |tx: &Tx<'_>| meta::set_language(tx, language)).await
}

/// Another tab runs a newer build: this page should follow, when it suits the person.
pub(crate) fn outdated() {
    if let Some(page) = page() {
        page.device.outdated.set(true);
    }
}

/// Begins once more, in a page that was open when the browser threw its database away.
pub(crate) fn begin_anew() {
    let Some(page) = page() else { return };
    canary::pause();
    spawn_local(async move {
        if let Err(fault) = begin(&page, Origin::Shell).await {
            web_sys::console::error_1(&format!("device: {fault:?}").into());
        }
        sync::start(Why::AtOnce);
    });
}

fn calls(page: &Rc<Page>) -> Calls {
    let here = || Rc::clone(page);
    let (enqueue, take, local, sign_in, sign_out) = (here(), here(), here(), here(), here());
    let (dismiss, note, recall, export, import) = (here(), here(), here(), here(), here());
    let (author, plain, upload, lost) = (here(), here(), here(), here());
    Calls {
        enqueue: Box::new(move |command_id, ticket_id, command| {
            let page = Rc::clone(&enqueue);
            task(async move {
                let me = page.me()?.id;
                let put = async || outbox::enqueue(me, command_id, ticket_id, &command, page.language).await;
                let mut saved = put().await;
                if saved == Err(Fault::Full) {
                    room::make(room::Need::Now, None).await?;
                    saved = put().await;
                }
                saved?;
                changed(&page).await
            })
        }),
        take_photo: Box::new(move |file, watermark| {
            let page = Rc::clone(&take);
            task(async move { photos::take(&page, &file, &watermark).await })
        }),
        local_photo: Box::new(move |hash| {
            let page = Rc::clone(&local);
            task(async move { photos::local_address(page.me()?.id, &hash).await })
        }),
        sign_in: Box::new(move |username, password| {
            let page = Rc::clone(&sign_in);
            task(async move {
                let person = session::sign_in(&page, username, password).await?;
                sync::ask_for_background_pass();
                sync::start(Why::AtOnce);
                Ok(person)
            })
        }),
        sign_out: Box::new(move || {
            let page = Rc::clone(&sign_out);
            task(async move { session::sign_out(&page).await })
        }),
        sync_now: Box::new(|| sync::start(Why::AtOnce)),
        dismiss: Box::new(move |id| {
            let page = Rc::clone(&dismiss);
            task(async move {
                outbox::dismiss(page.me()?.id, id, page.language).await?;
                changed(&page).await
            })
        }),
        turn_into_note: Box::new(move |id| {
            let page = Rc::clone(&note);
            task(async move {
                outbox::turn_into_note(page.me()?.id, id, page.language).await?;
                changed(&page).await
            })
        }),
        recall: Box::new(move |id| {
            let page = Rc::clone(&recall);
            task(async move {
                outbox::recall(page.me()?.id, id, page.language).await?;
                changed(&page).await
            })
        }),
        export: Box::new(move || {
            let page = Rc::clone(&export);
            task(async move { outbox::export(page.me()?.id).await })
        }),
        import: Box::new(move |file| {
            let page = Rc::clone(&import);
            task(async move {
                let new = outbox::import(page.me()?.id, &file, page.language).await?;
                changed(&page).await?;
                Ok(new)
            })
        }),
        import_for_author: Box::new(move |file| {
            let page = Rc::clone(&author);
            task(async move { outbox::import_for_author(&file, page.language).await })
        }),
        request: Box::new(move |method, path, body| {
            let page = Rc::clone(&plain);
            task(async move { request::request(&page, method, &path, body).await })
        }),
        send_file: Box::new(move |file, tell| {
            let page = Rc::clone(&upload);
            task(async move { upload::send(&page, file, tell).await })
        }),
        install: Box::new(install::ask),
        update: Box::new(service_worker::update),
        forget_loss: Box::new(move || canary::understood(&lost)),
    }
}

/// The outbox has changed for good: shows it here and elsewhere, and sends what is new.
async fn changed(page: &Page) -> Outcome<()> {
    tabs::tell(Word::Outbox);
    sync::ask_for_background_pass();
    sync::start(Why::News);
    page.reload_outbox().await
}

fn task<T: 'static>(work: impl Future<Output = Outcome<T>> + 'static) -> Task<T> {
    Box::pin(async move { work.await.map_err(DeviceError::from) })
}
