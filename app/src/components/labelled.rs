//! A form field whose form may stand on the page several times.

use leptos::prelude::*;

/// A label around its control, and what is wrong: it needs no id, which several forms would share.
#[component]
pub fn Labelled(
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    #[prop(into, optional)] error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <label class="field" class:field--wrong=move || error.with(Option::is_some)>
            <span class="field__label">{label}</span>
            {(!hint.is_empty()).then(|| view! { <span class="field__hint">{hint}</span> })}
            {children()}
            <span class="field__error" role="alert">
                {move || error.get()}
            </span>
        </label>
    }
}
