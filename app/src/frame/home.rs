//! The first page.

use domain::Role;
use leptos::prelude::*;

use super::SignIn;
use crate::components::{EmptyState, Glyph};
use crate::device::use_device;
use crate::mine::Mine;
use crate::office::Office;
use crate::report::Report;
use crate::text::{common, use_words};

/// The role's own first page.
#[component]
pub fn Home() -> impl IntoView {
    let device = use_device();
    let role = Memo::new(move |_| device.me.with(|me| me.as_ref().map(|me| me.role)));
    move || match role.get() {
        Some(Role::GridWorker) => view! { <Report /> }.into_any(),
        Some(Role::ServiceTeam) => view! { <Mine /> }.into_any(),
        Some(role) => Office::home(role).map(|page| Suspend::new(page.draw())).into_any(),
        None => view! { <SignIn /> }.into_any(),
    }
}

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    let t = use_words();
    view! {
        <div class="page">
            <h1 class="page__title">{t.say(common::NOT_FOUND)}</h1>
            <EmptyState glyph=Glyph::Search title=t.say(common::NOT_FOUND) hint=t.say(common::NOT_FOUND_HINT)>
                <a class="button button--primary" href="/">
                    {t.say(common::TO_HOME)}
                </a>
            </EmptyState>
        </div>
    }
}
