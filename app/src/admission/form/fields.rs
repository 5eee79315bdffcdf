//! The plain fields of the form.

use domain::Directory;
use domain::list::Responsible;
use domain::{UnitCode, UnitKind};
use leptos::prelude::*;

use crate::components::Field;
use crate::components::words::unit_kind_word;
use crate::device::use_device;
use crate::list::responsible_words;
use crate::text::{Words, use_words};

/// A line, or several where `rows` says so.
#[component]
pub(super) fn TextField(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    #[prop(into, optional)] hint: String,
    value: RwSignal<String>,
    #[prop(optional)] rows: u8,
    #[prop(optional)] fixed: bool,
) -> impl IntoView {
    let control = if rows == 0 {
        view! {
            <input
                id=id.clone()
                class="input"
                autocomplete="off"
                aria-describedby=format!("{id}-hint {id}-error")
                readonly=fixed
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
        .into_any()
    } else {
        view! {
            <textarea
                id=id.clone()
                class="input"
                rows=rows.to_string()
                aria-describedby=format!("{id}-hint {id}-error")
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            ></textarea>
        }
        .into_any()
    };
    view! {
        <Field id label hint>
            {control}
        </Field>
    }
}

/// Whoever can be responsible, in the order of the lists: the township of the place, departments, their agencies, townships.
fn everybody(directory: &Directory) -> Vec<(Option<UnitKind>, Vec<Responsible>)> {
    let of_kind = |kind| directory.units().filter(move |unit| unit.kind == kind).map(|unit| unit.code.clone());
    let departments: Vec<UnitCode> = of_kind(UnitKind::Department).collect();
    vec![
        (None, vec![Responsible::Township]),
        (Some(UnitKind::Department), departments.iter().cloned().map(Responsible::Unit).collect()),
        (Some(UnitKind::Agency), departments.into_iter().map(Responsible::Agency).collect()),
        (Some(UnitKind::Township), of_kind(UnitKind::Township).map(Responsible::Unit).collect()),
    ]
}

/// Options for whoever can be responsible; `chosen` says which is.
pub(super) fn responsible_options(t: Words, chosen: impl Fn(&str) -> bool + Copy + Send + 'static) -> impl IntoView {
    let directory = use_device().directory.get_untracked();
    let option = |responsible: &Responsible| {
        let (value, name) = (responsible.to_string(), responsible_words(responsible, &directory, t));
        let is_chosen = {
            let value = value.clone();
            move || chosen(&value)
        };
        view! { <option value=value prop:selected=is_chosen>{name}</option> }
    };
    let groups = everybody(&directory).into_iter().map(|(kind, all)| {
        let options = all.iter().map(option).collect_view();
        match kind {
            None => options.into_any(),
            Some(kind) => view! { <optgroup label=unit_kind_word(kind, t)>{options}</optgroup> }.into_any(),
        }
    });
    groups.collect_view()
}

/// Who helps: those chosen, each to be taken out, and a list to choose another from.
#[component]
pub(super) fn Helpers(
    #[prop(into)] id: String,
    #[prop(into)] label: String,
    /// What the list to choose from says.
    #[prop(into)]
    add: String,
    chosen: RwSignal<Vec<Responsible>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let choose = move |event: leptos::ev::Event| {
        if let Ok(helper) = event_target_value(&event).parse::<Responsible>() {
            chosen.update(|chosen| {
                if !chosen.contains(&helper) {
                    chosen.push(helper);
                }
            });
        }
        event_target::<web_sys::HtmlSelectElement>(&event).set_value("");
    };
    let chip = move |helper: &Responsible| {
        let name = device.directory.with(|directory| responsible_words(helper, directory, t));
        let helper = helper.clone();
        let remove = move |_| chosen.update(|chosen| chosen.retain(|known| *known != helper));
        let label = t.fill(crate::text::admission::REMOVE, &[("what", &name)]);
        view! {
            <button type="button" class="chip" aria-label=label on:click=remove>
                {name}
                " ×"
            </button>
        }
    };
    view! {
        <Field id=id.clone() label>
            <div class="admission__chips">{move || chosen.with(|chosen| chosen.iter().map(chip).collect_view())}</div>
            <select id=id.clone() class="input" aria-describedby=format!("{id}-hint {id}-error") on:change=choose>
                <option value="">{add}</option>
                {responsible_options(t, |_| false)}
            </select>
        </Field>
    }
}
