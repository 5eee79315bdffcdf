//! My steps on this ticket that the centre did not take: why, and what can be done with what they say.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::outbox::State;
use domain::{CommandId, Problem, Ticket, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::meanwhile::Meanwhile;
use crate::components::words::{command_word, error_text};
use crate::components::{Confirm, Notice, Tone};
use crate::device::{Calls, DeviceError, Task, use_device};
use crate::text::{ticket as words, use_words};

/// Steps of others that are told: the first are those that were in the way.
const FEW: usize = 3;

/// One notice for each refused step.
#[component]
pub fn RefusedSteps(id: TicketId, ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let refused = Memo::new(move |_| {
        let refused = |entry: &domain::outbox::Entry| match &entry.state {
            State::Rejected { problem } if entry.sealed.ticket_id == id => Some((
                entry.sealed.command_id,
                CommandKind::parse(&entry.sealed.kind),
                problem.clone(),
                entry.sealed.based_on,
            )),
            _ => None,
        };
        device.outbox.with(|entries| entries.iter().filter_map(refused).collect::<Vec<_>>())
    });
    view! {
        <For each=move || refused.get() key=|(id, ..)| *id let((id, kind, problem, based_on))>
            <RefusedStep id kind problem based_on ticket />
        </For>
    }
}

#[component]
fn RefusedStep(
    id: CommandId,
    kind: Option<CommandKind>,
    problem: Problem,
    based_on: Option<u64>,
    ticket: Memo<Option<Arc<Ticket>>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let meanwhile = Memo::new(move |_| {
        let (Some(me), Some(based_on)) = (device.my_id(), based_on) else { return Vec::new() };
        ticket.with(|ticket| {
            let done = ticket.iter().flat_map(|ticket| ticket.done_by_others(me));
            done.filter(|(revision, _)| *revision > based_on).map(|(_, event)| event.clone()).take(FEW).collect()
        })
    });
    let trouble = RwSignal::new(None::<DeviceError>);
    let run = move |call: fn(&Calls, CommandId) -> Task<()>| {
        spawn_local(async move { trouble.set(device.call(|calls| call(calls, id)).await.err()) });
    };
    let step = kind.map_or("", |kind| command_word(kind, t));
    view! {
        <Notice tone=Tone::Error>
            <p>
                <strong>{t.fill(words::STEP_REFUSED, &[("step", &step)])}</strong>
                " "
                {problem.detail}
            </p>
            <Meanwhile events=meanwhile ticket />
            <div class="notice__actions">
                <button
                    type="button"
                    class="button"
                    data-testid="turn-into-note"
                    on:click=move |_| run(|calls, id| (calls.turn_into_note)(id))
                >
                    {t.say(words::TURN_INTO_NOTE)}
                </button>
                <Confirm
                    label=t.say(words::DISMISS)
                    question=t.say(words::DISMISS_QUESTION)
                    on_confirm=Callback::new(move |()| run(|calls, id| (calls.dismiss)(id)))
                />
            </div>
            {move || trouble.get().map(|error| view! { <p role="alert">{error_text(&error, t)}</p> })}
        </Notice>
    }
}
