//! Signing out here.

use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use crate::components::words::error_text;
use crate::components::{Notice, Tone};
use crate::device::use_device;
use crate::text::{account, use_words};

/// Signs out; says what is not sent and that it stays.
#[component]
pub fn SignOut() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let navigate = use_navigate();
    let problem = RwSignal::new(None::<String>);
    let leave = move |_| {
        let navigate = navigate.clone();
        spawn_local(async move {
            match device.call(|calls| (calls.sign_out)()).await {
                Ok(()) => navigate("/sign-in", NavigateOptions::default()),
                Err(error) => problem.set(Some(error_text(&error, t))),
            }
        });
    };
    let unsent = move || {
        let n = device.waiting_items();
        let name = device.me.with(|me| me.as_ref().map(|me| me.name.clone()).unwrap_or_default());
        (n > 0).then(|| t.fill(account::UNSENT_STAY, &[("n", &n), ("name", &name)]))
    };
    let refused = move || {
        let n = device.refused_items();
        (n > 0).then(|| t.fill(account::REFUSED_STAY, &[("n", &n)]))
    };
    view! {
        <section class="office__section" aria-labelledby="sign-out-title">
            <h2 id="sign-out-title">{t.say(account::SIGN_OUT_HERE)}</h2>
            {move || unsent().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
            {move || refused().map(|text| view! { <Notice tone=Tone::Warning>{text}</Notice> })}
            {move || problem.get().map(|problem| view! { <Notice tone=Tone::Error>{problem}</Notice> })}
            <button type="button" class="button button--danger" data-testid="sign-out" on:click=leave>
                {t.say(account::SIGN_OUT)}
            </button>
        </section>
    }
}
