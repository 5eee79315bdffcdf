//! What a reporter follows.

use leptos::prelude::*;

/// My whistles.
#[component]
pub fn Mine() -> impl IntoView {
    view! { <h1>"Mine"</h1> }
}

/// What is asked of me.
#[component]
pub fn Tasks() -> impl IntoView {
    view! { <h1>"Tasks"</h1> }
}

/// What became of my whistles.
#[component]
pub fn Messages() -> impl IntoView {
    view! { <h1>"Messages"</h1> }
}
