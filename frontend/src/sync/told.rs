//! What a pass tells while it runs, and who hears it.

use std::rc::Rc;

use app::device::Sending;
use domain::sync::ReplicaChange;
use jiff::Timestamp;
use wasm_bindgen_futures::spawn_local;

use crate::fault::Outcome;
use crate::page::Page;
use crate::service_worker;
use crate::tabs::{self, Word};

/// What a pass tells.
pub(super) enum Told {
    /// Entries of the outbox changed.
    Outbox,
    /// The replica that counts took in these changes.
    Pulled(Vec<ReplicaChange>),
    /// Another replica counts now.
    Rebuilt,
    /// The replica is as new as the server's view was then.
    Fresh(Timestamp),
    /// This is being sent, or nothing any more.
    Sending(Option<Sending>),
    /// Milliseconds by which the server's clock is ahead.
    ClockLead(i64),
    /// The server serves another build than the one that runs here.
    OtherBuild,
}

pub(super) type Tell = Rc<dyn Fn(Told)>;

/// For a pass in a page: it shows what it hears, and tells other tabs.
pub(super) fn to_page(page: &Rc<Page>) -> Tell {
    let page = Rc::clone(page);
    Rc::new(move |told| {
        to_tabs(&told);
        match told {
            Told::Outbox => reload(&page, async |page| page.reload_outbox().await),
            Told::Pulled(changes) => page.pulled(&changes),
            Told::Rebuilt => reload(&page, async |page| page.reload_replica().await),
            Told::Fresh(at) => reload(&page, async move |page| page.is_fresh(at).await),
            Told::Sending(sending) => page.show_sending(sending),
            Told::ClockLead(milliseconds) => page.set_clock_lead(milliseconds),
            Told::OtherBuild => service_worker::look_for_update(),
        }
    })
}

/// For a pass without a page.
pub(super) fn to_other_tabs() -> Tell {
    Rc::new(|told| to_tabs(&told))
}

fn to_tabs(told: &Told) {
    match told {
        Told::Outbox => tabs::tell(Word::Outbox),
        Told::Rebuilt => tabs::tell(Word::Replica),
        Told::Pulled(changes) if !changes.is_empty() => tabs::tell(Word::Replica),
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
