//! A password that was just made, shown once.

use leptos::prelude::*;

use crate::components::{Notice, Tone};
use crate::text::{Text, people, use_words};

/// The password, and what to do with it.
#[component]
pub fn FirstPassword(
    /// What it is: 新密码, or whose.
    title: Text,
    /// With whose username, where the title says so.
    #[prop(into, optional)]
    username: String,
    password: String,
) -> impl IntoView {
    let t = use_words();
    view! {
        <Notice tone=Tone::Done>
            <p>{t.fill(title, &[("username", &username)])}</p>
            <output class="person__password" data-testid="new-password">
                {password}
            </output>
            <p>{t.say(people::NEW_PASSWORD_HINT)}</p>
        </Notice>
    }
}
