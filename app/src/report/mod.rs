//! Reporting.

use leptos::prelude::*;

/// The report form.
#[component]
pub fn Report() -> impl IntoView {
    view! { <h1>"Report"</h1> }
}
