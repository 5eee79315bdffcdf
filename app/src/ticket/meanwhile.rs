//! What others did to a ticket while I was at it.

use std::sync::Arc;

use domain::{Event, Ticket};
use leptos::prelude::*;

use crate::components::words::{event_word, who_words};
use crate::components::{StatusBadge, When};
use crate::device::use_device;
use crate::text::{ticket as words, use_words};

/// Who did what, the newest last, and where the ticket stands now; nothing where nobody did anything.
#[component]
pub fn Meanwhile(events: Memo<Vec<Event>>, ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let line = move |event: Event| {
        view! {
            <li>
                <strong>{event_word(&event.change, t)}</strong>
                " "
                {who_words(&event, t)}
                " · "
                <When at=event.at now=device.now />
            </li>
        }
    };
    move || {
        let events = events.get();
        let ticket = ticket.get().filter(|_| !events.is_empty())?;
        Some(view! {
            <div class="meanwhile" role="status" data-testid="meanwhile">
                <p>{t.say(words::MEANWHILE)} " " <StatusBadge status=ticket.status.clone() /></p>
                <ul>{events.into_iter().map(line).collect_view()}</ul>
            </div>
        })
    }
}
