//! What is asked of me.

use domain::command::CommandKind;
use domain::{Ticket, TicketId};
use leptos::prelude::*;

use super::freshness::{Freshness, Nothing};
use super::route::Route;
use super::row::TicketRow;
use crate::components::{EmptyState, Glyph};
use crate::device::{Device, use_device};
use crate::text::{Text, mine, use_words};

/// Tickets on which I may take this step now, oldest first.
fn awaiting(device: Device, kind: CommandKind, ours: impl Fn(&Ticket) -> bool) -> Vec<TicketId> {
    let due = |ticket: &&std::sync::Arc<Ticket>| ours(ticket) && device.admits(ticket, kind).is_ok();
    let mut due: Vec<_> = device
        .tickets
        .with(|tickets| tickets.values().filter(due).map(|ticket| (ticket.received_at, ticket.id)).collect());
    due.sort_unstable();
    due.into_iter().map(|(_, id)| id).collect()
}

fn checks(device: Device) -> Vec<TicketId> {
    awaiting(device, CommandKind::Check, |_| true)
}

fn verifications(device: Device) -> Vec<TicketId> {
    awaiting(device, CommandKind::Verify, |_| true)
}

fn ratings(device: Device) -> Vec<TicketId> {
    let me = device.my_id();
    awaiting(device, CommandKind::Rate, |ticket| Some(ticket.reported_by) == me)
}

/// How many things are asked of me.
pub fn count_tasks() -> Signal<usize> {
    let device = use_device();
    let asked = move || checks(device).len() + verifications(device).len() + ratings(device).len();
    Memo::new(move |_| asked() + device.refused_items()).into()
}

/// What is asked of me: to verify and check on site, ratings, and what was refused.
#[component]
pub fn Tasks() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let checks = Memo::new(move |_| checks(device));
    let verifications = Memo::new(move |_| verifications(device));
    let ratings = Memo::new(move |_| ratings(device));
    let refused = Memo::new(move |_| device.refused_items());
    let nothing =
        move || [checks, verifications, ratings].iter().all(|tasks| tasks.with(Vec::is_empty)) && refused.get() == 0;
    view! {
        <div class="page">
            <h1 class="page__title">{t.say(mine::TASKS)}</h1>
            <Freshness />
            <Show when=move || refused.get() != 0>
                <a class="task-refused" href="/queue">
                    {move || t.fill(mine::TASK_REFUSED, &[("n", &refused.get())])}
                </a>
            </Show>
            <Route tickets=Signal::derive(move || [verifications.get(), checks.get()].concat()) />
            <TaskGroup title=mine::TASK_VERIFICATIONS tickets=verifications />
            <TaskGroup title=mine::TASK_CHECKS tickets=checks />
            <TaskGroup title=mine::TASK_RATINGS tickets=ratings />
            <Show when=nothing>
                <Nothing>
                    <EmptyState glyph=Glyph::Check title=t.say(mine::TASKS_EMPTY) hint=t.say(mine::TASKS_EMPTY_HINT) />
                </Nothing>
            </Show>
        </div>
    }
}

#[component]
fn TaskGroup(title: Text, tickets: Memo<Vec<TicketId>>) -> impl IntoView {
    let t = use_words();
    view! {
        <Show when=move || !tickets.with(Vec::is_empty)>
            <section class="task-group">
                <h2>
                    {t.say(title)} " " <span class="quiet number">{move || tickets.with(Vec::len)}</span>
                </h2>
                <ol class="ticket-rows">
                    <For each=move || tickets.get() key=|id| *id let(id)>
                        <TicketRow id />
                    </For>
                </ol>
            </section>
        </Show>
    }
}
