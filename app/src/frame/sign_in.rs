//! Signing in.

use domain::Language;
use leptos::ev::SubmitEvent;
use leptos::html::Input;
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use super::alive;
use super::preferences::speak;
use crate::components::words::error_text;
use crate::components::{Field, Notice, Tone};
use crate::device::{DeviceError, Network, use_device};
use crate::text::{common, tag, use_words};

/// Where the form is a page of its own.
pub(super) const SIGN_IN: &str = "/sign-in";

/// Name and password.
#[component]
pub fn SignIn() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let username = NodeRef::<Input>::new();
    let password = NodeRef::<Input>::new();
    let shown = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let problem = RwSignal::new(None::<DeviceError>);
    // Until then a press of Enter would be the browser's own submission.
    let alive = alive();
    let path = use_location().pathname;
    let navigate = use_navigate();
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        let (Some(name), Some(secret)) = (username.get(), password.get()) else { return };
        if busy.get() {
            return;
        }
        busy.set(true);
        problem.set(None);
        let (name, secret) = (name.value().trim().to_owned(), secret.value());
        let navigate = navigate.clone();
        spawn_local(async move {
            match device.call(|calls| (calls.sign_in)(name, secret)).await {
                // Where the form stands in for another page, that page appears by itself.
                Ok(_) if path.try_get_untracked().as_deref() == Some(SIGN_IN) => {
                    navigate("/", NavigateOptions { replace: true, ..NavigateOptions::default() });
                }
                Ok(_) => {}
                Err(error) => {
                    problem.try_set(Some(error));
                }
            }
            busy.try_set(false);
        });
    };
    let wrong = move || {
        problem.get().map(|error| match error {
            DeviceError::Offline => t.say(common::SIGN_IN_OFFLINE).to_owned(),
            error => error_text(&error, t),
        })
    };
    let offline = move || device.network.get() == Network::Offline && problem.with(Option::is_none);
    view! {
        <div class="sign-in">
            <div class="sign-in__brand">
                <img src="/icon.svg" alt="" width="72" height="72" />
                <h1>{t.say(common::APP_NAME)}</h1>
                <p class="quiet">{t.say(common::APP_TAGLINE)}</p>
            </div>
            <Show when=offline>
                <Notice tone=Tone::Info>{t.say(common::SIGN_IN_OFFLINE)}</Notice>
            </Show>
            <form class="sign-in__form" method="post" on:submit=submit>
                {move || wrong().map(|text| view! { <Notice tone=Tone::Error>{text}</Notice> })}
                <Field id="username" label=t.say(common::USERNAME)>
                    <input
                        class="input"
                        id="username"
                        name="username"
                        type="text"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck="false"
                        required
                        node_ref=username
                    />
                </Field>
                <Field id="password" label=t.say(common::PASSWORD)>
                    <input
                        class="input"
                        id="password"
                        name="password"
                        type=move || if shown.get() { "text" } else { "password" }
                        autocomplete="current-password"
                        autocapitalize="none"
                        spellcheck="false"
                        enterkeyhint="go"
                        required
                        node_ref=password
                    />
                </Field>
                <label class="sign-in__show">
                    <input
                        type="checkbox"
                        prop:checked=shown
                        on:change=move |event| shown.set(event_target_checked(&event))
                    />
                    {t.say(common::SHOW_PASSWORD)}
                </label>
                <button
                    type="submit"
                    class="button button--primary button--wide"
                    data-testid="sign-in"
                    disabled=move || !alive.get() || busy.get()
                >
                    {move || t.say(if busy.get() { common::SIGNING_IN } else { common::SIGN_IN })}
                </button>
            </form>
            <div class="sign-in__languages">
                <LanguageButton language=Language::Chinese name="简体中文" />
                <LanguageButton language=Language::English name="English" />
            </div>
        </div>
    }
}

#[component]
fn LanguageButton(language: Language, name: &'static str) -> impl IntoView {
    let chosen = use_words().0 == language;
    view! {
        <button
            type="button"
            class="button button--quiet"
            lang=tag(language)
            aria-pressed=chosen.to_string()
            on:click=move |_| {
                if !chosen {
                    speak(language);
                }
            }
        >
            {name}
        </button>
    }
}
