//! Every proposal: those that wait for me, those under way, those that have ended; and what was whistled for that the list
//! does not have.

use std::sync::Arc;

use domain::list::proposal::{ActKind, Proposal, Turn, proposes};
use domain::{Person, Role, Ticket};
use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;

use super::hand;
use super::words::{signed_words, stage_words};
use crate::account::remote::{Answered, ask};
use crate::components::{EmptyState, Glyph, Icon};
use crate::device::use_device;
use crate::text::{Text, admission as words, use_words};

/// Tickets shown that are not on the list.
const CANDIDATES: usize = 20;

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct All {
    proposals: Vec<Proposal>,
}

/// Where a proposal stands on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    /// Waits for me.
    Mine,
    /// Waits for somebody else.
    UnderWay,
    /// Has ended.
    Ended,
}

fn place(proposal: &Proposal, me: &Person, now: Timestamp) -> Place {
    let turns = [ActKind::Opinion, ActKind::Review, ActKind::Decide];
    if turns.into_iter().any(|kind| proposal.admits(kind, hand(me, now)).is_ok()) {
        Place::Mine
    } else if proposal.turn(now) == Turn::Nobody {
        Place::Ended
    } else {
        Place::UnderWay
    }
}

/// The page of all proposals.
#[component]
pub fn Proposals() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<All>(|| "/api/v1/list/proposals".to_owned());
    let may = move || device.me.with(|me| me.as_ref().is_some_and(|me| proposes(me.role)));
    view! {
        <div class="page office admission">
            <a class="list-item__back" href="/list">{t.say(words::BACK_TO_LIST)}</a>
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint">{t.say(words::HINT)}</p>
            </header>
            <Show when=may>
                <p class="admission__ways">
                    <a class="button button--primary" href="/proposals/new" data-testid="propose">{t.say(words::PROPOSE)}</a>
                    <a class="button" href="/list/import">{t.say(words::IMPORT)}</a>
                </p>
            </Show>
            <Answered
                answer
                children=move |All { proposals }: All| {
                    if proposals.is_empty() {
                        let (title, hint) = (t.say(words::NONE), t.say(words::NONE_HINT));
                        return view! { <EmptyState glyph=Glyph::List title hint /> }.into_any();
                    }
                    let (now, me) = (device.now.get(), device.me.get());
                    let part = |wanted: Place| -> Vec<Proposal> {
                        let here = |proposal: &&Proposal| me.as_ref().is_some_and(|me| place(proposal, me, now) == wanted);
                        proposals.iter().filter(here).cloned().collect()
                    };
                    view! {
                        <Part title=words::MINE proposals=part(Place::Mine) />
                        <Part title=words::UNDER_WAY proposals=part(Place::UnderWay) />
                        <Part title=words::ENDED proposals=part(Place::Ended) />
                    }
                        .into_any()
                }
            />
            <Candidates />
        </div>
    }
}

#[component]
fn Part(title: Text, proposals: Vec<Proposal>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let row = move |proposal: Proposal| {
        let address = format!("/proposals/{}", proposal.id);
        let proposed = proposal.proposed.clone();
        let by = move || device.directory.with(|directory| signed_words(&proposed, directory, device.now.get(), t));
        view! {
            <li>
                <a class="list__row" href=address data-testid="proposal-row">
                    <span class="list__name">{proposal.title.clone()}</span>
                    <span class="list__facts">{by}</span>
                    <span class="list__who">{move || stage_words(&proposal, device.now.get(), t)}</span>
                    <Icon glyph=Glyph::ChevronRight />
                </a>
            </li>
        }
    };
    (!proposals.is_empty()).then(|| {
        view! {
            <section class="office__section">
                <h2>{t.say(title)} " " <span class="admission__count">{proposals.len()}</span></h2>
                <ul class="list__rows">{proposals.into_iter().map(row).collect_view()}</ul>
            </section>
        }
    })
}

/// What was whistled for that the list does not have: candidates for admission, for the centre.
#[component]
fn Candidates() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let is_centre = move || device.me.with(|me| me.as_ref().is_some_and(|me| me.role == Role::Supervisor));
    let found = Memo::new(move |_| {
        let mut found: Vec<Arc<Ticket>> = device.tickets.with(|tickets| {
            let unlisted = |ticket: &&Arc<Ticket>| ticket.item_code.is_none();
            tickets.values().filter(unlisted).cloned().collect()
        });
        found.sort_by_key(|ticket| std::cmp::Reverse(ticket.received_at));
        found
    });
    let row = move |ticket: &Arc<Ticket>| {
        view! {
            <li>
                <a class="list__row" href=format!("/proposals/new?ticket={}", ticket.id)>
                    <span class="list__name">{ticket.title.clone()}</span>
                    <span class="list__facts">{ticket.number.clone()}</span>
                    <span class="list__who">{t.say(words::PROPOSE_FROM_TICKET)}</span>
                    <Icon glyph=Glyph::ChevronRight />
                </a>
            </li>
        }
    };
    view! {
        <Show when=move || is_centre() && found.with(|found| !found.is_empty())>
            <section class="office__section" data-testid="candidates">
                <h2>
                    {t.say(words::CANDIDATES)} " " <span class="admission__count">{move || found.with(Vec::len)}</span>
                </h2>
                <p class="office__hint">{t.say(words::CANDIDATES_HINT)}</p>
                <ul class="list__rows">
                    {move || found.with(|found| found.iter().take(CANDIDATES).map(row).collect_view())}
                </ul>
            </section>
        </Show>
    }
}
