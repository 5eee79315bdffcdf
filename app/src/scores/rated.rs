//! What a township has rated, and what came of it: from the tickets that its device holds, so it is there without coverage.

use std::cmp::Reverse;
use std::sync::Arc;

use domain::evaluation::Month;
use domain::{Change, Rating, Satisfaction, Ticket};
use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::words::satisfaction_word;
use crate::components::{EmptyState, Glyph, StatusBadge, When};
use crate::device::use_device;
use crate::scores::month::NoLongerHeld;
use crate::text::{scores as words, use_words};

/// A rating, and the ticket as it stands by now.
#[derive(Clone, PartialEq)]
struct Given {
    at: Timestamp,
    /// The unit that had handled it.
    unit: String,
    rating: Rating,
    ticket: Arc<Ticket>,
}

/// The ratings of a ticket, each with the unit that led it then.
fn given(ticket: &Arc<Ticket>) -> Vec<Given> {
    let (mut unit, mut given) = (String::new(), Vec::new());
    for event in &ticket.events {
        match &event.change {
            Change::Dispatch(dispatched) | Change::RuleArbitration { dispatched: Some(dispatched), .. } => {
                unit.clone_from(&dispatched.lead_name);
            }
            Change::Rate(rating) => {
                let (rating, ticket) = (rating.clone(), ticket.clone());
                given.push(Given { at: event.at, unit: unit.clone(), rating, ticket });
            }
            _ => {}
        }
    }
    given
}

/// The township's ratings of a month, the newest first.
#[component]
pub(super) fn Rated(month: RwSignal<Month>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let all = Memo::new(move |_| {
        let month = month.get();
        let mut all: Vec<_> = device.tickets.with(|tickets| tickets.values().flat_map(given).collect());
        all.retain(|given| month.contains(given.at));
        all.sort_by_key(|given| (Reverse(given.at), given.ticket.id));
        all
    });
    let dissatisfied = move || {
        let is_it = |given: &&Given| given.rating.satisfaction == Satisfaction::Dissatisfied;
        all.with(|all| all.iter().filter(is_it).count())
    };
    let row = move |given: Given| {
        let Given { at, unit, rating, ticket } = given;
        let stars = [
            (words::RULE_RESPONSE, rating.response),
            (words::RULE_QUALITY, rating.quality),
            (words::RULE_OUTCOME, rating.result),
        ];
        let stars = stars.map(|(word, stars)| format!("{} {stars}", t.say(word))).join(" · ");
        view! {
            <li class="scores__line" data-testid="given" data-ticket=ticket.id.to_string()>
                <StatusBadge status=ticket.status.clone() />
                <p class="scores__what">
                    <strong>{satisfaction_word(rating.satisfaction, t)}</strong>
                    " · "
                    {unit}
                    " · "
                    {stars}
                    " "
                    <small><When at now=device.now /></small>
                </p>
                <a href=format!("/tickets/{}", ticket.id)>{ticket.title.clone()}</a>
            </li>
        }
    };
    let summary = move || t.fill(words::RATED_SUMMARY, &[("n", &all.with(Vec::len)), ("not", &dissatisfied())]);
    view! {
        <p class="office__hint">{t.say(words::RATED_HINT)}</p>
        <NoLongerHeld month />
        <Show
            when=move || all.with(|all| !all.is_empty())
            fallback=move || {
                view! { <EmptyState glyph=Glyph::Star title=t.say(words::NOT_RATED) hint=t.say(words::NOT_RATED_HINT) /> }
            }
        >
            <p role="status">{summary}</p>
            <ol class="scores__lines">{move || all.get().into_iter().map(row).collect_view()}</ol>
        </Show>
    }
}
