//! A form field.

use leptos::prelude::*;

/// A label, a hint, what is wrong, and the control between them.
///
/// The control is the child: give it `id=id`, `aria-describedby=format!("{id}-hint {id}-error")` and, while there is an error,
/// `aria-invalid="true"`.
#[component]
pub fn Field(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    #[prop(into, optional)] error: Signal<Option<String>>,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="field" class:field--wrong=move || error.with(Option::is_some)>
            <label class="field__label" for=id.clone()>
                {label}
            </label>
            <p class="field__hint" id=format!("{id}-hint")>
                {(!hint.is_empty()).then_some(hint)}
            </p>
            {children()}
            <p class="field__error" id=format!("{id}-error") role="alert">
                {move || error.get()}
            </p>
        </div>
    }
}
