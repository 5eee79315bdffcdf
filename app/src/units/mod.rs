//! Units as a tree, for the administrator.

mod form;
mod row;
mod tree;

use std::collections::BTreeMap;

use domain::UnitCode;
use leptos::prelude::*;
use serde_json::Value;

use crate::account::remote::ask;
use crate::administration::Pages;
use crate::components::{EmptyState, Glyph, Notice, Skeleton, Tone};
use crate::device::use_device;
use crate::people::roster::Roster;
use crate::text::{units as words, use_words};
use form::UnitForm;
use row::UnitRow;

/// How many open accounts each unit has; none while it is not known.
pub(crate) type Counts = Memo<Option<BTreeMap<UnitCode, usize>>>;

/// The page of all units. The tree is the device's own; what is changed goes to the server.
#[component]
pub fn Units() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<Roster>(|| "/api/v1/people".to_owned());
    let counts = Memo::new(move |_| match answer.get().flatten() {
        Some(Ok(roster)) => Some(tree::count(&roster.people)),
        _ => None,
    });
    let typed = RwSignal::new(String::new());
    let added = RwSignal::new(None::<String>);
    let found = Memo::new(move |_| {
        device.directory.with(|directory| {
            typed.with(|typed| match typed.trim() {
                "" => tree::roots(directory),
                typed => tree::find(directory, typed),
            })
        })
    });
    let total = move || device.directory.with(|directory| directory.units().count());
    let done = Callback::new(move |unit: Value| {
        let name = unit.get("name").and_then(Value::as_str);
        row::follow(device);
        added.set(name.map(|name| t.fill(words::ADDED, &[("name", &name)])));
    });
    view! {
        <div class="page office units">
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint" role="status">
                    {move || t.fill(words::COUNT, &[("n", &total())])}
                </p>
            </header>
            <Pages />
            <div class="administration__folds">
                <details class="fold" data-testid="add-fold">
                    <summary>{t.say(words::ADD_TITLE)}</summary>
                    <div class="fold__body">
                        <UnitForm on_done=done />
                        {move || {
                            added.get().map(|words| view! { <Notice tone=Tone::Done>{words}</Notice> })
                        }}
                    </div>
                </details>
            </div>
            <form class="people__filter" role="search" on:submit=|event| event.prevent_default()>
                <input
                    type="search"
                    class="input"
                    aria-label=t.say(words::SEARCH)
                    placeholder=t.say(words::SEARCH)
                    data-testid="units-search"
                    prop:value=typed
                    on:input=move |event| typed.set(event_target_value(&event))
                />
            </form>
            <Show when=move || { total() > 0 } fallback=Skeleton>
                <ul class="units__tree">
                    <For each=move || found.get() key=UnitCode::clone let(code)>
                        <UnitRow code counts />
                    </For>
                </ul>
                <Show when=move || found.with(Vec::is_empty)>
                    <EmptyState glyph=Glyph::Search title=t.say(words::NOTHING) hint=t.say(words::NOTHING_HINT) />
                </Show>
            </Show>
        </div>
    }
}
