//! The server's word that there is news. Only while somebody looks: a phone in a pocket keeps no connection open.

use std::cell::{Cell, RefCell};

use domain::presence::Present;
use gloo_timers::callback::Timeout;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventSource, MessageEvent};

use super::{Why, start};
use crate::clock;
use crate::page::page;

const ADDRESS: &str = "/sync/v1/events";
/// Milliseconds until a pass finds out why a connection was refused, beside chance; after it we listen again.
const PAUSE: u32 = 10_000;

thread_local! {
    static OPEN: RefCell<Option<EventSource>> = const { RefCell::new(None) };
    static RETRY: RefCell<Option<Timeout>> = const { RefCell::new(None) };
    static OPENED_BEFORE: Cell<bool> = const { Cell::new(false) };
}

/// Listens, if it does not yet.
pub(super) fn open() {
    if OPEN.with_borrow(Option::is_some) {
        return;
    }
    let Ok(source) = EventSource::new(ADDRESS) else { return };
    on(&source, "wake", |_| start(Why::News));
    on(&source, "presence", |event| {
        let said = event.dyn_ref::<MessageEvent>().and_then(|event| event.data().as_string());
        show_present(said.and_then(|said| serde_json::from_str(&said).ok()).unwrap_or_default());
    });
    on(&source, "open", |_| {
        // What happened while nobody listened was not told.
        if OPENED_BEFORE.replace(true) {
            start(Why::News);
        }
    });
    on(&source, "error", |event| {
        // Whoever is there is told anew once we listen again.
        show_present(Vec::new());
        let source = event.target().and_then(|target| target.dyn_into::<EventSource>().ok());
        // Otherwise the browser connects again by itself.
        if source.is_some_and(|source| source.ready_state() == EventSource::CLOSED) {
            close();
            let pause = PAUSE + (f64::from(PAUSE) * 3.0 * clock::jitter()) as u32;
            RETRY.set(Some(Timeout::new(pause, || start(Why::News))));
        }
    });
    OPEN.set(Some(source));
}

/// Stops listening.
pub(super) fn close() {
    RETRY.set(None);
    if let Some(source) = OPEN.take() {
        source.close();
        show_present(Vec::new());
    }
}

fn show_present(present: Vec<Present>) {
    if let Some(page) = page() {
        page.show_present(present);
    }
}

fn on(source: &EventSource, name: &str, heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard);
    let _ = source.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    // A handful an hour, as people look and look away.
    heard.forget();
}
