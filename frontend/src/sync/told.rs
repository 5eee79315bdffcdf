//! What a pass tells while it runs, and who hears it.

use std::rc::Rc;

use domain::pass::{self, Sending};
use leptos::prelude::*;
use wasm_bindgen_futures::spawn_local;

use crate::fault::Outcome;
use crate::page::Page;
use crate::tabs::{self, Word};
use crate::{build, service_worker};

/// What a pass tells.
pub(super) enum Told {
    /// What one of its steps brought.
    News(pass::Told),
    /// This is being sent, or nothing any more.
    Sending(Option<Sending>),
}

pub(super) type Tell = Rc<dyn Fn(Told)>;

/// For a pass in a page: it shows what it hears, and tells other tabs.
pub(super) fn to_page(page: &Rc<Page>) -> Tell {
    let page = Rc::clone(page);
    Rc::new(move |told| {
        to_tabs(&told);
        match told {
            Told::Sending(sending) => page.show_sending(sending),
            Told::News(pass::Told::Outbox) => reload(&page, async |page| page.reload_outbox().await),
            Told::News(pass::Told::Pulled(changes)) => page.pulled(&changes),
            Told::News(pass::Told::Rebuilt) => reload(&page, async |page| page.reload_replica().await),
            Told::News(pass::Told::Fresh(at)) => reload(&page, async move |page| page.is_fresh(at).await),
            Told::News(pass::Told::ClockLead(milliseconds)) => page.set_clock_lead(milliseconds),
            Told::News(pass::Told::ReadThrough(at)) => page.device.read_through.set(Some(at)),
            Told::News(pass::Told::Build(served)) => {
                if build::is_known_and_not(&served) {
                    service_worker::look_for_update();
                }
            }
        }
    })
}

/// For a pass without a page.
pub(super) fn to_other_tabs() -> Tell {
    Rc::new(|told| to_tabs(&told))
}

fn to_tabs(told: &Told) {
    match told {
        Told::News(pass::Told::Outbox) => tabs::tell(Word::Outbox),
        Told::News(pass::Told::Rebuilt) => tabs::tell(Word::Replica),
        Told::News(pass::Told::Pulled(changes)) if !changes.is_empty() => tabs::tell(Word::Replica),
        _ => {}
    }
}

/// Reading again can only fail where the browser has closed its database; the next change reads anew.
fn reload(page: &Rc<Page>, read: impl AsyncFnOnce(&Page) -> Outcome<()> + 'static) {
    let page = Rc::clone(page);
    spawn_local(async move {
        if let Err(fault) = read(&page).await {
            web_sys::console::warn_1(&format!("{fault:?}").into());
        }
    });
}
