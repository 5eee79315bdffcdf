//! The leader's first page.

use leptos::prelude::*;

/// Figures of the day.
#[component]
pub fn Figures() -> impl IntoView {
    view! { <h1>"Figures"</h1> }
}
