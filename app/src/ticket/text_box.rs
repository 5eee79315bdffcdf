use leptos::prelude::*;

use super::step::Step;
use crate::components::Field;

/// A text of a step, with its fault beneath.
#[component]
pub fn TextBox(
    step: Step,
    /// Id in the page, such as `decline-reason`.
    id: &'static str,
    /// The command's field that it fills.
    field: &'static str,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    #[prop(default = 4)] rows: u8,
    value: RwSignal<String>,
) -> impl IntoView {
    let error = step.fault_at(field);
    view! {
        <Field id label hint error>
            <textarea
                id=id
                class="input"
                rows=rows.to_string()
                aria-describedby=format!("{id}-hint {id}-error")
                aria-invalid=move || error.with(Option::is_some).then_some("true")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        </Field>
    }
}
