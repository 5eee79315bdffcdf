//! Who else of the centre has a ticket open, and telling them that I have. Without coverage both are silent.

use domain::TicketId;
use domain::presence::{BEAT_SECONDS, Present};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::{Notice, Tone, when_text};
use crate::device::{Device, Method, Network, use_device};
use crate::text::{ticket as words, use_words};

/// Those beside me who have this ticket open, whoever opened it first on top; nobody without coverage.
pub fn others(device: Device, id: TicketId) -> Vec<Present> {
    if device.network.get() != Network::Online {
        return Vec::new();
    }
    let me = device.my_id();
    let is_another = |present: &&Present| present.ticket_id == id && Some(present.person_id) != me;
    device.present.with(|present| present.iter().filter(is_another).cloned().collect())
}

/// Says who else works on this ticket; while I do, the server is told so.
#[component]
pub fn Presence(id: TicketId, at_work: Signal<bool>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let is_open = Memo::new(move |_| at_work.get() && device.network.get() == Network::Online);
    // The page's clock moves on while it is looked at.
    let beat = Memo::new(move |_| device.now.get().as_second().div_euclid(BEAT_SECONDS));
    Effect::new(move |was_open: Option<bool>| {
        beat.track();
        let is_open = is_open.get();
        if is_open && !document().hidden() {
            tell(device, Method::Put, id);
        } else if was_open == Some(true) && !is_open {
            tell(device, Method::Delete, id);
        }
        is_open
    });
    on_cleanup(move || {
        if is_open.try_get_untracked() == Some(true) {
            tell(device, Method::Delete, id);
        }
    });
    let others = Memo::new(move |_| others(device, id));
    move || {
        let others = others.get();
        (!others.is_empty()).then(move || {
            let line = move |other: Present| {
                let words = move || {
                    let when = when_text(other.since, device.now.get(), t);
                    t.fill(words::WORKS_ON_IT_SINCE, &[("name", &other.name), ("when", &when)])
                };
                view! { <p data-testid="present">{words}</p> }
            };
            view! { <Notice tone=Tone::Info>{others.into_iter().map(line).collect_view()}</Notice> }
        })
    }
}

fn tell(device: Device, method: Method, id: TicketId) {
    spawn_local(async move {
        // Where it fails there is nothing to do: the next beat says it again, and what is not said again expires.
        drop(device.call(|calls| (calls.request)(method, format!("/api/v1/tickets/{id}/presence"), None)).await);
    });
}
