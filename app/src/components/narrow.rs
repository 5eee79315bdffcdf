//! Narrowing a list to one of several things, or to none.

use leptos::prelude::*;

/// A choice that stands for a filter: everything, or one of the options (value and name).
#[component]
pub fn Narrow(
    label: &'static str,
    /// What it is called while nothing is left out.
    every: &'static str,
    #[prop(into)] options: Signal<Vec<(String, String)>>,
    #[prop(into)] chosen: Signal<Option<String>>,
    choose: Callback<Option<String>>,
    #[prop(optional)] name: &'static str,
) -> impl IntoView {
    let option = move |(value, name): (String, String)| {
        let own = value.clone();
        let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(&own));
        view! { <option value=value prop:selected=is_chosen>{name}</option> }
    };
    view! {
        <select
            class="input"
            aria-label=label
            data-testid=name
            on:change=move |event| choose.run(Some(event_target_value(&event)).filter(|value| !value.is_empty()))
        >
            <option value="" prop:selected=move || chosen.with(Option::is_none)>
                {every}
            </option>
            {move || options.get().into_iter().map(option).collect_view()}
        </select>
    }
}
