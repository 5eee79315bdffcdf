//! What stands around every page.

use leptos::prelude::*;

/// The role's own first page.
#[component]
pub fn Home() -> impl IntoView {
    view! { <h1>"Home"</h1> }
}

/// Signing in.
#[component]
pub fn SignIn() -> impl IntoView {
    view! { <h1>"SignIn"</h1> }
}

/// No such page.
#[component]
pub fn NotFound() -> impl IntoView {
    view! { <h1>"NotFound"</h1> }
}

/// The frame around the page.
#[component]
pub fn Frame(children: Children) -> impl IntoView {
    view! { <main>{children()}</main> }
}
