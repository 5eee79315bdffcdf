//! My steps on this ticket that the centre did not take: why, and what can be done with what they say.

use domain::command::CommandKind;
use domain::outbox::State;
use domain::{CommandId, Problem, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::words::{command_word, error_text};
use crate::components::{Confirm, Notice, Tone};
use crate::device::{Calls, DeviceError, Task, use_device};
use crate::text::{ticket as words, use_words};

/// One notice for each refused step.
#[component]
pub fn RefusedSteps(id: TicketId) -> impl IntoView {
    let device = use_device();
    let refused = Memo::new(move |_| {
        let refused = |entry: &domain::outbox::Entry| match &entry.state {
            State::Rejected { problem } if entry.sealed.ticket_id == id => {
                Some((entry.sealed.command_id, CommandKind::parse(&entry.sealed.kind), problem.clone()))
            }
            _ => None,
        };
        device.outbox.with(|entries| entries.iter().filter_map(refused).collect::<Vec<_>>())
    });
    view! {
        <For each=move || refused.get() key=|(id, ..)| *id let((id, kind, problem))>
            <RefusedStep id kind problem />
        </For>
    }
}

#[component]
fn RefusedStep(id: CommandId, kind: Option<CommandKind>, problem: Problem) -> impl IntoView {
    let device = use_device();
    let t = use_words();
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
