//! The administrator's first page.

use leptos::prelude::*;

/// People, their sessions and passwords.
#[component]
pub fn People() -> impl IntoView {
    view! { <h1>"People"</h1> }
}
