//! Choosing units that take tickets: one from a list, or several.

use domain::{Directory, Unit, UnitCode, UnitKind};
use leptos::prelude::*;

use crate::components::words::unit_kind_word;
use crate::device::use_device;
use crate::text::{ticket as words, use_words};

/// Kinds of unit in the order of the lists.
const KINDS: [UnitKind; 3] = [UnitKind::Department, UnitKind::Township, UnitKind::Agency];

/// Those of a kind that take tickets; of agencies, where the place is known, those that are seated there.
fn of_kind<'a>(
    directory: &'a Directory,
    kind: UnitKind,
    township: Option<&UnitCode>,
) -> impl Iterator<Item = &'a Unit> {
    let is_near = move |unit: &Unit| {
        kind != UnitKind::Agency || township.is_none_or(|township| unit.township.as_ref() == Some(township))
    };
    directory.units().filter(move |unit| unit.kind == kind && unit.takes_tickets() && is_near(unit))
}

/// One unit out of all, by kind; empty is none.
#[component]
pub fn UnitSelect(
    id: &'static str,
    value: RwSignal<String>,
    /// What "none" is called.
    none: &'static str,
    /// The township of the ticket.
    township: Option<UnitCode>,
    /// Units that have a word beside their name, such as 已退单.
    #[prop(optional)]
    marked: Vec<(UnitCode, &'static str)>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let directory = device.directory.get_untracked();
    let option = |unit: &Unit| {
        let code = unit.code.to_string();
        let mark = marked.iter().find(|(marked, _)| *marked == unit.code).map(|(_, mark)| *mark);
        let name = mark.map_or_else(|| unit.name.clone(), |mark| format!("{}（{mark}）", unit.name));
        let is_chosen = {
            let code = code.clone();
            move || value.with(|value| *value == code)
        };
        view! { <option value=code prop:selected=is_chosen>{name}</option> }
    };
    let groups = KINDS.map(|kind| {
        let options: Vec<_> = of_kind(&directory, kind, township.as_ref()).map(option).collect();
        (!options.is_empty()).then(|| view! { <optgroup label=unit_kind_word(kind, t)>{options}</optgroup> })
    });
    view! {
        <select
            id=id
            class="input"
            aria-describedby=format!("{id}-hint {id}-error")
            on:change=move |event| value.set(event_target_value(&event))
        >
            <option value="" prop:selected=move || value.with(String::is_empty)>{none}</option>
            {groups}
        </select>
    }
}

/// Any number of units, folded away until they are wanted.
#[component]
pub fn UnitChecks(
    /// The units chosen.
    chosen: RwSignal<Vec<UnitCode>>,
    /// The code of the one that leads, which does not also help.
    lead: RwSignal<String>,
    /// The township of the ticket.
    township: Option<UnitCode>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let directory = device.directory.get_untracked();
    let check = |unit: &Unit| {
        let code = StoredValue::new(unit.code.clone());
        let toggle = move |_| {
            chosen.update(|chosen| match chosen.iter().position(|known| code.with_value(|code| known == code)) {
                Some(at) => drop(chosen.remove(at)),
                None => chosen.push(code.get_value()),
            });
        };
        view! {
            <label class="choice" hidden=move || lead.with(|lead| code.with_value(|code| lead == code.as_str()))>
                <input
                    type="checkbox"
                    prop:checked=move || chosen.with(|chosen| code.with_value(|code| chosen.contains(code)))
                    on:change=toggle
                />
                <span>{unit.name.clone()}</span>
            </label>
        }
    };
    let checks: Vec<_> =
        KINDS.into_iter().flat_map(|kind| of_kind(&directory, kind, township.as_ref())).map(check).collect();
    let names = {
        let directory = directory.clone();
        move || {
            let name = |code: &UnitCode| super::facts::unit_name(code, &directory);
            let names: Vec<_> = chosen.with(|chosen| chosen.iter().map(name).collect());
            if names.is_empty() { t.say(words::NO_HELPERS).to_owned() } else { names.join(t.say(words::LIST_COMMA)) }
        }
    };
    view! {
        <details class="unit-checks">
            <summary>
                {t.say(words::CO_RESPONSIBLE)} " " <span class="unit-checks__chosen">{names}</span>
            </summary>
            <div class="unit-checks__list" role="group" aria-label=t.say(words::CO_RESPONSIBLE)>
                {checks}
            </div>
        </details>
    }
}
