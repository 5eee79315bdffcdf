//! One ticket.

use leptos::prelude::*;

/// One ticket at any stage.
#[component]
pub fn TicketPage() -> impl IntoView {
    view! { <h1>"TicketPage"</h1> }
}
