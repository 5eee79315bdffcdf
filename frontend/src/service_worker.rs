//! The service worker: registering it, offering an update, and keeping pages of a person who signed out from view.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use domain::time::seconds_between;
use gloo_timers::callback::{Interval, Timeout};
use jiff::Timestamp;
use js_sys::{Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{
    RegistrationOptions, ServiceWorkerContainer, ServiceWorkerRegistration, ServiceWorkerState,
    ServiceWorkerUpdateViaCache,
};

use crate::fault::{Fault, Outcome, cast};
use crate::page::Page;
use crate::{build, clock};

/// While a cache of this name exists, the worker answers navigations with the empty shell only. It knows the name.
const SIGNED_OUT: &str = "signed-out";
const HOUR: u32 = 3_600_000;
/// Seconds between two looks for an update.
const PAUSE: i64 = 60;
/// What the worker keeps beside the files of a build that has been active. It knows the name.
const ACTIVATED: &str = "/activated";
/// Milliseconds that the worker of the build before may still take: browsers let it finish what it is at, for minutes
/// if a request hangs.
const PATIENCE: u32 = 3_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = caches, js_name = open)]
    pub(crate) fn open_cache(name: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = caches, js_name = delete)]
    fn delete_cache(name: &str) -> Result<Promise, JsValue>;
    #[wasm_bindgen(catch, js_namespace = caches, js_name = match)]
    fn match_caches(address: &str, options: &Object) -> Result<Promise, JsValue>;
}

thread_local! {
    static REGISTRATION: RefCell<Option<ServiceWorkerRegistration>> = const { RefCell::new(None) };
    static LOOKED_AT: Cell<Option<Timestamp>> = const { Cell::new(None) };
}

fn registration() -> Option<ServiceWorkerRegistration> {
    REGISTRATION.with_borrow(Clone::clone)
}

/// The registration, as soon as a worker of it is active.
pub(crate) async fn ready() -> Outcome<ServiceWorkerRegistration> {
    let container = container().ok_or_else(|| Fault::Failed("no service worker".into()))?;
    cast(JsFuture::from(container.ready()?).await?)
}

/// Registers the worker, and offers its newer builds.
pub(crate) fn register(page: &Rc<Page>) {
    let page = Rc::clone(page);
    spawn_local(async move {
        if let Err(fault) = registered(&page).await {
            // Without it the app works, only not from the cache.
            web_sys::console::warn_1(&format!("service worker: {fault:?}").into());
        }
    });
}

async fn registered(page: &Rc<Page>) -> Outcome<()> {
    let Some(container) = container() else { return Ok(()) };
    let options = RegistrationOptions::new();
    options.set_scope("/");
    options.set_type("module");
    options.set_update_via_cache(ServiceWorkerUpdateViaCache::None);
    let asked = container.register_with_options("/sw.js", &options);
    let registration: ServiceWorkerRegistration = cast(JsFuture::from(asked).await?)?;
    REGISTRATION.set(Some(registration.clone()));

    if registration.waiting().is_some() && container.controller().is_some() {
        offer(page).await?;
    }
    let (watched, page) = (registration.clone(), Rc::clone(page));
    let found = Closure::<dyn Fn()>::new(move || watch_installing(&watched, &container, &page));
    registration.set_onupdatefound(Some(found.as_ref().unchecked_ref()));
    found.forget();
    Interval::new(HOUR, look_for_update).forget();
    Ok(())
}

fn watch_installing(registration: &ServiceWorkerRegistration, container: &ServiceWorkerContainer, page: &Rc<Page>) {
    let Some(worker) = registration.installing() else { return };
    let (watched, container, page) = (worker.clone(), container.clone(), Rc::clone(page));
    let changed = Closure::<dyn Fn()>::new(move || {
        // The first worker of all updates nothing.
        if watched.state() == ServiceWorkerState::Installed && container.controller().is_some() {
            let page = Rc::clone(&page);
            spawn_local(async move {
                if let Err(fault) = offer(&page).await {
                    web_sys::console::warn_1(&format!("service worker: {fault:?}").into());
                }
            });
        }
    });
    worker.set_onstatechange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
}

/// Offers the build that waits, unless it is this page's own: the server's pages may be ahead of the worker.
async fn offer(page: &Page) -> Outcome<()> {
    let Some(build) = build::id() else { return Ok(()) };
    let options = Object::new();
    Reflect::set(&options, &"cacheName".into(), &format!("build-{build}").into())?;
    let mark = JsFuture::from(match_caches(ACTIVATED, &options)?).await?;
    if !mark.is_undefined() {
        page.device.update_ready.set(true);
    }
    Ok(())
}

/// Looks whether the server has a newer build; not more often than is good for it.
pub(crate) fn look_for_update() {
    let now = clock::now();
    if LOOKED_AT.get().is_some_and(|at| seconds_between(at, now).abs() < PAUSE) {
        return;
    }
    let Some(registration) = registration() else { return };
    LOOKED_AT.set(Some(now));
    if let Ok(asked) = registration.update() {
        spawn_local(async move {
            // Offline: next time.
            let _ = JsFuture::from(asked).await;
        });
    }
}

/// Goes over to the build that waits, and loads the page anew with it.
pub(crate) fn update() {
    let waiting = registration().and_then(|registration| registration.waiting());
    let (Some(waiting), Some(container)) = (waiting, container()) else { return reload() };
    let changed = Closure::<dyn Fn()>::new(reload);
    container.set_oncontrollerchange(Some(changed.as_ref().unchecked_ref()));
    changed.forget();
    let message = Object::new();
    let told = Reflect::set(&message, &"type".into(), &"skip-waiting".into());
    let told = told.and_then(|_| waiting.post_message(&message));
    // A page that was loaded before there was a worker has none that could change.
    if told.is_err() || container.controller().is_none() {
        return reload();
    }
    // The server's page is the new build's in any case; without coverage the old one is shown once more.
    Timeout::new(PATIENCE, reload).forget();
}

/// From now on no page that the server rendered for somebody is shown: they signed out, and the server does not know.
pub(crate) async fn stop_serving_pages() {
    if let Ok(opened) = open_cache(SIGNED_OUT) {
        let _ = JsFuture::from(opened).await;
    }
}

/// The server knows.
pub(crate) async fn serve_pages_again() {
    if let Ok(deleted) = delete_cache(SIGNED_OUT) {
        let _ = JsFuture::from(deleted).await;
    }
}

fn reload() {
    if let Some(window) = web_sys::window() {
        let _ = window.location().reload();
    }
}

/// There is none on a page without HTTPS, nor in some private windows.
fn container() -> Option<ServiceWorkerContainer> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let container = Reflect::get(&navigator, &"serviceWorker".into()).ok()?;
    (!container.is_undefined()).then(|| container.unchecked_into())
}
