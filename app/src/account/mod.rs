//! My account.

use leptos::prelude::*;

/// Password, devices and sessions of the person signed in.
#[component]
pub fn Account() -> impl IntoView {
    view! { <h1>"Account"</h1> }
}
