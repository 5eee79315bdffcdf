//! Writing a handover note. What is typed stays on the device until the server has it.

use domain::PersonId;
use domain::shift::Handover;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;
use uuid::Uuid;

use crate::account::remote::send;
use crate::components::words::error_text;
use crate::components::{Field, Notice, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::frame::kept;
use crate::frame::offers::hold_offers;
use crate::text::{shift as words, use_words};
use crate::ticket::journal::new_id;

/// The form of a note.
#[component]
pub(super) fn Write() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let text = RwSignal::new(String::new());
    let saving = RwSignal::new(false);
    let saved = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeviceError>);
    // What was sent last and may have arrived, though no answer came: sent again, it is the same note.
    let tried = StoredValue::new(None::<(String, Uuid)>);
    Effect::new(move |_| {
        if let Some(left) = device.my_id().and_then(|person| kept::read(&key(person))) {
            text.set(left);
        }
    });
    hold_offers(move || text.with(|text| !text.trim().is_empty()));
    let typed = move |event| {
        text.set(event_target_value(&event));
        saved.set(false);
        problem.set(None);
        if let Some(person) = untrack(|| device.my_id()) {
            text.with_untracked(|text| kept::write(&key(person), text));
        }
    };
    let submitted = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(me) = device.me.get_untracked() else { return };
        let said = text.get_untracked();
        let known = tried.with_value(|tried| tried.clone().filter(|(before, _)| *before == said).map(|(_, id)| id));
        let id = known.unwrap_or_else(|| new_id().0);
        if let Err(code) = Handover::write(id, &said, &me, device.now.get_untracked()) {
            let refused = domain::Problem::new(code, t.0);
            return problem.set(Some(DeviceError::Refused(refused)));
        }
        tried.set_value(Some((said.clone(), id)));
        saving.set(true);
        spawn_local(async move {
            let answer =
                send(device, Method::Put, format!("/api/v1/handovers/{id}"), Some(json!({"text": said}))).await;
            if answer.is_ok() {
                kept::forget(&key(me.id));
                text.try_set(String::new());
                saved.try_set(true);
                device.with(|calls| (calls.sync_now)());
            }
            problem.try_set(answer.err());
            saving.try_set(false);
        });
    };
    view! {
        <form class="office__form shift__write" novalidate on:submit=submitted>
            <Field id="handover-text" label=t.say(words::WRITE) hint=t.say(words::WRITE_HINT)>
                <textarea
                    id="handover-text"
                    class="input"
                    rows="4"
                    aria-describedby="handover-text-hint handover-text-error"
                    prop:value=text
                    on:input=typed
                ></textarea>
            </Field>
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
            <Show when=move || saved.get()>
                <Notice tone=Tone::Done>{t.say(words::HANDED_OVER)}</Notice>
            </Show>
            <button type="submit" class="button button--primary" data-testid="hand-over" disabled=saving>
                {t.say(words::HAND_OVER)}
            </button>
        </form>
    }
}

fn key(person: PersonId) -> String {
    format!("handover:{person}")
}
