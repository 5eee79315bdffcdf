//! One unit in the tree: what stands under it, and what can be changed of it.

use domain::{Unit, UnitCode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use super::form::UnitForm;
use super::{Counts, tree};
use crate::account::remote::send;
use crate::components::words::{error_text, unit_kind_word};
use crate::components::{Confirm, Notice, Tone};
use crate::device::{Device, DeviceError, Method, use_device};
use crate::people::person::event_target_open;
use crate::text::{Words, units as words, use_words};

/// A row that opens onto the units under it and its form.
#[component]
pub(super) fn UnitRow(code: UnitCode, counts: Counts) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let id = code.to_string();
    let code = StoredValue::new(code);
    let unit = Memo::new(move |_| device.directory.with(|units| code.with_value(|code| units.unit(code).cloned())));
    let below =
        Memo::new(move |_| device.directory.with(|directory| code.with_value(|code| tree::below(directory, code))));
    let open = RwSignal::new(false);
    let summary = move || {
        unit.get().map(|unit| {
            let people = counts.with(|counts| {
                let counts = counts.as_ref()?;
                Some(t.fill(words::PEOPLE, &[("n", &counts.get(&unit.code).copied().unwrap_or_default())]))
            });
            let parts = below.with(Vec::len);
            view! {
                <span class="unit__name">{unit.name}</span>
                <span class="unit__code">{unit.code.to_string()}</span>
                <span class="unit__kind">{unit_kind_word(unit.kind, t)}</span>
                <span class="unit__parts">{(parts > 0).then(|| t.fill(words::PARTS, &[("n", &parts)]))}</span>
                <span class="unit__people">{people}</span>
                <span class="unit__state">{unit.disabled.then(|| t.say(words::DISABLED))}</span>
            }
        })
    };
    view! {
        <li class="unit" data-testid="unit-row" data-unit=id data-disabled=move || unit.with(is_closed).then_some("")>
            <details on:toggle=move |event| open.set(event_target_open(&event))>
                <summary>{summary}</summary>
                <Show when=move || open.get()>
                    <div class="unit__body">{move || unit.get().map(|unit| view! { <UnitActions unit /> })}</div>
                    <ul class="units__tree">
                        <For each=move || below.get() key=UnitCode::clone let(code)>
                            // A component that holds itself has to hide its type somewhere.
                            {view! { <UnitRow code counts /> }.into_any()}
                        </For>
                    </ul>
                </Show>
            </details>
        </li>
    }
}

#[expect(clippy::ref_option, reason = "what a signal lends")]
fn is_closed(unit: &Option<Unit>) -> bool {
    unit.as_ref().is_some_and(|unit| unit.disabled)
}

#[component]
fn UnitActions(unit: Unit) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let problem = RwSignal::new(None::<DeviceError>);
    let is_closed = unit.disabled;
    let place = place_words(&unit, device.directory.get_untracked().as_ref(), t);
    let switched = StoredValue::new(Unit { disabled: !is_closed, ..unit.clone() });
    let switch = move |()| {
        let unit = switched.get_value();
        spawn_local(async move {
            let path = format!("/api/v1/units/{}", unit.code);
            let answer = send(device, Method::Put, path, Some(json!(unit))).await;
            follow(device);
            problem.try_set(answer.err());
        });
    };
    view! {
        <p class="office__hint">{place}</p>
        <UnitForm before=Some(unit) on_done=Callback::new(move |_| follow(device)) />
        {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
        {if is_closed {
            view! {
                <button type="button" class="button" on:click=move |_| switch(())>
                    {t.say(words::ENABLE)}
                </button>
            }
                .into_any()
        } else {
            view! {
                <Confirm
                    label=t.say(words::DISABLE)
                    question=t.say(words::DISABLE_QUESTION)
                    on_confirm=Callback::new(switch)
                />
            }
                .into_any()
        }}
    }
}

/// Fetches what was changed, for the tree is the device's own.
pub(super) fn follow(device: Device) {
    device.with(|calls| (calls.sync_now)());
}

/// `派驻机构 · 公安局 · 崖头街道`: kind, the unit above and the ground.
fn place_words(unit: &Unit, directory: &domain::Directory, t: Words) -> String {
    let name = |code: &UnitCode| directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone());
    let above = unit.parent.as_ref().filter(|parent| unit.township.as_ref() != Some(*parent));
    let others = above.into_iter().chain(&unit.township).map(name);
    [unit_kind_word(unit.kind, t).to_owned()].into_iter().chain(others).collect::<Vec<_>>().join(" · ")
}
