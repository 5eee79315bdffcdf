//! What is at risk: the unit's tickets that are due within a week, or overdue, counted on this device.

use std::sync::Arc;

use domain::time::after;
use domain::{Status, Ticket, UnitCode};
use leptos::prelude::*;

use crate::components::{Due, StatusBadge};
use crate::device::use_device;
use crate::text::{scores as words, use_words};

const WEEK: i64 = 7 * 86_400;
/// Tickets shown.
const MOST: usize = 20;

/// When the ticket's next step is due, if it is the unit's.
fn due_at(ticket: &Ticket) -> Option<jiff::Timestamp> {
    match ticket.status {
        Status::AwaitingSignature { .. } => ticket.turn().map(|turn| turn.due_at),
        Status::Handling { .. } if ticket.paused_since().is_none() => ticket.due_at,
        _ => None,
    }
}

/// Tickets that the unit leads and that are soon due, the most urgent first.
#[component]
pub(super) fn AtRisk(unit: Signal<UnitCode>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let due = Memo::new(move |_| {
        let until = after(device.now.get(), WEEK);
        let unit = unit.get();
        let is_at_risk = |ticket: &Arc<Ticket>| {
            let at = (ticket.lead.as_ref() == Some(&unit)).then(|| due_at(ticket)).flatten();
            at.filter(|at| *at <= until).map(|at| (at, ticket.clone()))
        };
        let mut due: Vec<_> = device.tickets.with(|tickets| tickets.values().filter_map(is_at_risk).collect());
        due.sort_by_key(|(at, ticket)| (*at, ticket.id));
        due
    });
    let row = move |(at, ticket): (jiff::Timestamp, Arc<Ticket>)| {
        view! {
            <li class="scores__line">
                <StatusBadge status=ticket.status.clone() />
                <p class="scores__what"><Due due_at=at now=device.now /></p>
                <a href=format!("/tickets/{}", ticket.id)>{ticket.title.clone()}</a>
            </li>
        }
    };
    view! {
        <section class="scores__entries" data-testid="at-risk">
            <h2>{move || t.fill(words::AT_RISK, &[("n", &due.with(Vec::len))])}</h2>
            <Show
                when=move || due.with(|due| !due.is_empty())
                fallback=move || view! { <p class="office__hint">{t.say(words::NOTHING_AT_RISK)}</p> }
            >
                <ol class="scores__lines">
                    {move || due.get().into_iter().take(MOST).map(row).collect_view()}
                </ol>
            </Show>
        </section>
    }
}
