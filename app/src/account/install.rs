//! Installing the app on this device.

use leptos::prelude::*;

use crate::device::use_device;
use crate::text::{account, common, use_words};

/// Why to install, and the button where the browser has one.
#[component]
pub fn Install() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let install = move |_| {
        device.with(|calls| (calls.install)());
    };
    view! {
        <section class="office__section" aria-labelledby="install-title">
            <h2 id="install-title">{t.say(account::INSTALL_TITLE)}</h2>
            <p class="office__hint">{t.say(account::INSTALL_HINT)}</p>
            <Show when=move || device.installable.get()>
                <button type="button" class="button" data-testid="install" on:click=install>
                    {t.say(common::INSTALL)}
                </button>
            </Show>
        </section>
    }
}
