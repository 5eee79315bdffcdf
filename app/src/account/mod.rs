//! My account: who I am here, my password, my devices, language and look, and signing out.

pub mod install;
pub mod password;
pub mod remote;
pub mod sessions;
pub mod settings;
pub mod sign_out;

use leptos::prelude::*;

use crate::components::words::role_word;
use crate::device::use_device;
use crate::text::{account, use_words};
use install::Install;
use password::Password;
use sessions::Sessions;
use settings::Settings;
use sign_out::SignOut;

/// Password, devices and sessions of the person signed in.
#[component]
pub fn Account() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let me = move || {
        device.me.get().map(|me| {
            view! {
                <dl class="account__me">
                    <dt>{t.say(account::NAME)}</dt>
                    <dd>{me.name}</dd>
                    <dt>{t.say(account::USERNAME)}</dt>
                    <dd>{me.username}</dd>
                    <dt>{t.say(account::ROLE)}</dt>
                    <dd>{role_word(me.role, t)}</dd>
                    <dt>{t.say(account::UNIT)}</dt>
                    <dd>{me.unit.name}</dd>
                </dl>
            }
        })
    };
    view! {
        <div class="page office account">
            <header class="page__head">
                <h1 class="page__title">{t.say(account::TITLE)}</h1>
            </header>
            {me}
            <Settings />
            <Install />
            <Password />
            <section class="office__section" aria-labelledby="sessions-title">
                <h2 id="sessions-title">{t.say(account::SESSIONS)}</h2>
                <p class="office__hint">{t.say(account::SESSIONS_HINT)}</p>
                <Sessions path="/api/v1/sessions" />
            </section>
            <SignOut />
        </div>
    }
}
