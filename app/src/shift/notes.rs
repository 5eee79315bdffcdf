//! What was handed over: what I have still to confirm on top of each, and who has read it.

use domain::shift::Handover;
use leptos::prelude::*;
use leptos::task::spawn_local;
use uuid::Uuid;

use crate::account::remote::send;
use crate::components::words::error_text;
use crate::components::{EmptyState, Glyph, Notice, Tone, When};
use crate::device::{Device, DeviceError, Method, use_device};
use crate::text::{shift as words, ticket, use_words};

/// Notes shown at first, and with each "more".
const PAGE: usize = 20;

/// All notes, the newest first.
#[component]
pub(super) fn Notes(notes: Memo<Vec<Handover>>, takes_part: Memo<bool>) -> impl IntoView {
    let t = use_words();
    let most = RwSignal::new(PAGE);
    let shown = move || notes.with(|notes| notes.iter().take(most.get()).cloned().collect::<Vec<_>>());
    let has_more = move || notes.with(Vec::len) > most.get();
    view! {
        <section aria-labelledby="handovers-title">
            <h2 id="handovers-title">{t.say(words::HANDOVERS)}</h2>
            <Show
                when=move || notes.with(|notes| !notes.is_empty())
                fallback=move || {
                    view! {
                        <EmptyState
                            glyph=Glyph::List
                            title=t.say(words::NO_HANDOVERS)
                            hint=t.say(words::NO_HANDOVERS_HINT)
                        />
                    }
                }
            >
                <ol class="handovers">
                    <For each=shown key=|note| (note.id, note.readings.len()) let(note)>
                        <Note note takes_part />
                    </For>
                </ol>
                <Show when=has_more>
                    <button type="button" class="button" on:click=move |_| most.update(|most| *most += PAGE)>
                        {t.say(words::MORE)}
                    </button>
                </Show>
            </Show>
        </section>
    }
}

#[component]
fn Note(note: Handover, takes_part: Memo<bool>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let id = note.id;
    let saving = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeviceError>);
    let waits = {
        let note = note.clone();
        Memo::new(move |_| takes_part.get() && device.my_id().is_some_and(|me| note.waits_for(me)))
    };
    let names: Vec<_> = note.readings.iter().map(|reading| reading.by_name.clone()).collect();
    let read_by =
        (!names.is_empty()).then(|| t.fill(words::READ_BY, &[("names", &names.join(t.say(ticket::LIST_COMMA)))]));
    view! {
        <li class="handover" data-testid="handover" data-unread=move || waits.get().then_some("")>
            <p class="handover__who">
                <strong>{note.by_name}</strong>
                " "
                <When at=note.at now=device.now />
            </p>
            <p class="handover__text">{note.text}</p>
            {read_by.map(|words| view! { <p class="office__hint">{words}</p> })}
            <Show when=move || waits.get()>
                <button
                    type="button"
                    class="button"
                    data-testid="confirm-reading"
                    disabled=saving
                    on:click=move |_| confirm(device, id, saving, problem)
                >
                    {t.say(words::CONFIRM)}
                </button>
            </Show>
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
        </li>
    }
}

fn confirm(device: Device, id: Uuid, saving: RwSignal<bool>, problem: RwSignal<Option<DeviceError>>) {
    saving.set(true);
    spawn_local(async move {
        let answer = send(device, Method::Post, format!("/api/v1/handovers/{id}/readings"), None).await;
        // It comes back with what is pulled.
        device.with(|calls| (calls.sync_now)());
        problem.try_set(answer.err());
        saving.try_set(false);
    });
}
