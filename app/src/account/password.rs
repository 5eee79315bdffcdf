//! Changing my password.

use domain::{Code, Problem};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::remote::send;
use crate::components::words::error_text;
use crate::components::{Field, Notice, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{account, use_words};

/// The form that changes my password.
#[component]
pub fn Password() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let current = RwSignal::new(String::new());
    let new = RwSignal::new(String::new());
    let saving = RwSignal::new(false);
    let changed = RwSignal::new(false);
    let error = RwSignal::new(None::<DeviceError>);
    hold_offers(move || !current.with(String::is_empty) || !new.with(String::is_empty));

    let refused = move |code: Code| {
        Signal::derive(move || {
            error.with(|error| match error {
                Some(DeviceError::Refused(problem)) if problem.is(code) => Some(problem.detail.clone()),
                _ => None,
            })
        })
    };
    let elsewhere = move || {
        let at_a_field = |problem: &Problem| problem.is(Code::WrongPassword) || problem.is(Code::WeakPassword);
        error.get().filter(|error| !matches!(error, DeviceError::Refused(problem) if at_a_field(problem)))
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if saving.get_untracked() {
            return;
        }
        saving.set(true);
        changed.set(false);
        let body = json!({ "current": current.get_untracked(), "new": new.get_untracked() });
        spawn_local(async move {
            let answer = send(device, Method::Post, "/api/v1/password".to_owned(), Some(body)).await;
            saving.set(false);
            if answer.is_ok() {
                current.set(String::new());
                new.set(String::new());
                changed.set(true);
            }
            error.set(answer.err());
        });
    };
    let username = move || device.me.with(|me| me.as_ref().map(|me| me.username.clone()));
    view! {
        <section class="office__section" aria-labelledby="password-title">
            <h2 id="password-title">{t.say(account::PASSWORD)}</h2>
            <form class="office__form" method="post" on:submit=submit>
                // For password managers, which file a password under its name.
                <input type="hidden" autocomplete="username" prop:value=username />
                <Field id="password-current" label=t.say(account::CURRENT_PASSWORD) error=refused(Code::WrongPassword)>
                    <input
                        id="password-current"
                        class="input"
                        type="password"
                        autocomplete="current-password"
                        aria-describedby="password-current-hint password-current-error"
                        required
                        prop:value=current
                        on:input=move |event| current.set(event_target_value(&event))
                    />
                </Field>
                <Field
                    id="password-new"
                    label=t.say(account::NEW_PASSWORD)
                    hint=t.say(account::NEW_PASSWORD_HINT)
                    error=refused(Code::WeakPassword)
                >
                    <input
                        id="password-new"
                        class="input"
                        type="password"
                        autocomplete="new-password"
                        aria-describedby="password-new-hint password-new-error"
                        required
                        prop:value=new
                        on:input=move |event| new.set(event_target_value(&event))
                    />
                </Field>
                {move || {
                    elsewhere().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })
                }}
                <Show when=move || changed.get()>
                    <Notice tone=Tone::Done>{t.say(account::PASSWORD_CHANGED)}</Notice>
                </Show>
                <button type="submit" class="button" data-testid="submit-password" disabled=move || saving.get()>
                    {t.say(account::CHANGE_PASSWORD)}
                </button>
            </form>
        </section>
    }
}
