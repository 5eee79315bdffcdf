//! What starts a pass in an open page.

use std::rc::Rc;

use app::device::Network;
use gloo_timers::callback::Interval;
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{Event, EventTarget, PageTransitionEvent, VisibilityState};

use super::{Why, events, start};
use crate::fault::Fault;
use crate::page::Page;
use crate::tabs::{self, Word};
use crate::{service_worker, session};

/// Milliseconds between two steps of the page's clock.
const TICK: u32 = 30_000;
/// Milliseconds between two passes that nothing asked for: events don't get through every proxy.
const ROUND: u32 = 300_000;

/// Starts listening, for as long as the page lives.
pub(crate) fn listen(page: &Rc<Page>) {
    let Some(window) = web_sys::window() else { return };
    let Some(document) = window.document() else { return };

    on(&window, "online", |_| start(Why::AtOnce));
    let here = Rc::clone(page);
    // A hint: a pass finds out, and one that is under way may have had all its answers before.
    on(&window, "offline", move |_| {
        if here.device.network.get_untracked() == Network::Online {
            here.show_network(Network::Offline);
        }
        start(Why::News);
    });
    let here = Rc::clone(page);
    on(&window, "pageshow", move |event| {
        if event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted) {
            follow(&here, Word::Session);
        }
    });
    let here = Rc::clone(page);
    on(&document, "visibilitychange", move |_| look(&here));
    let here = Rc::clone(page);
    tabs::listen(move |word| follow(&here, word));

    let here = Rc::clone(page);
    Interval::new(TICK, move || here.tick()).forget();
    Interval::new(ROUND, || {
        if is_visible() {
            start(Why::News);
        }
    })
    .forget();
    look(page);
}

/// Somebody else is signed in, or nobody: the server's word is meant for one person.
pub(crate) fn listen_anew(page: &Page) {
    events::close();
    listen_for_news(page);
}

/// Hears the server's word from now on, if somebody looks and the server would speak to them.
pub(super) fn listen_for_news(page: &Page) {
    let is_asked_in = page.device.network.get_untracked() == Network::SignInNeeded;
    if is_visible() && page.me().is_ok() && !is_asked_in {
        events::open();
    }
}

fn look(page: &Page) {
    if is_visible() {
        page.tick();
        listen_for_news(page);
        service_worker::look_for_update();
        start(Why::AtOnce);
    } else {
        events::close();
    }
}

/// Another tab did something: shows it here too.
fn follow(page: &Rc<Page>, word: Word) {
    let page = Rc::clone(page);
    spawn_local(async move {
        let followed: Result<(), Fault> = match word {
            Word::Outbox => page.reload_outbox().await,
            Word::Replica => page.reload_replica().await,
            Word::Session => session::look_again(&page).await,
        };
        if let Err(fault) = followed {
            web_sys::console::warn_1(&format!("{fault:?}").into());
        }
    });
}

fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_some_and(|document| document.visibility_state() == VisibilityState::Visible)
}

fn on(target: &EventTarget, name: &str, heard: impl Fn(Event) + 'static) {
    let heard = Closure::<dyn Fn(Event)>::new(heard);
    let _ = target.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
    heard.forget();
}
