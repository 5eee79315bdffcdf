//! The queue on this device.

use leptos::prelude::*;

/// Each item of the outbox and its state.
#[component]
pub fn Queue() -> impl IntoView {
    view! { <h1>"Queue"</h1> }
}
