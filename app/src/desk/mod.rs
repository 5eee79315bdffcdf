//! The desk of callers, specialists and supervisors.

use leptos::prelude::*;

/// Queues, list and ticket side by side.
#[component]
pub fn Desk() -> impl IntoView {
    view! { <h1>"Desk"</h1> }
}
