//! The list's versions: what there was, what differs between any two, and any of them whole.

use std::collections::BTreeMap;

use domain::Item;
use domain::list::{Difference, Version};
use leptos::prelude::*;
use serde::Deserialize;

use super::Differences;
use super::who::day_words;
use crate::account::remote::{Answered, ask};
use crate::components::words::item_kind_word;
use crate::text::{admission as words, use_words};

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Versions {
    versions: Vec<Listed>,
}

/// A version as the server lists it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Listed {
    #[serde(flatten)]
    version: Version,
    made_by: String,
    in_force: bool,
    changes: u64,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Found {
    differences: Vec<Difference>,
}

#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Whole {
    items: Vec<Item>,
}

/// What is shown beneath the versions.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Shown {
    #[default]
    Nothing,
    /// The difference of two, by serial; 0 is before the first.
    Pair(u32, u32),
    /// One whole.
    Whole(u32),
}

/// The page of the versions.
#[component]
pub fn VersionsPage() -> impl IntoView {
    let t = use_words();
    let answer = ask::<Versions>(|| "/api/v1/list/versions".to_owned());
    let versions = Memo::new(move |_| match answer.get().flatten() {
        Some(Ok(Versions { versions })) => versions,
        _ => Vec::new(),
    });
    let shown = RwSignal::new(Shown::default());
    // The first in the list is the newest: what came with it is what people look for.
    let newest = move || versions.with(|versions| versions.first().map_or(0, |listed| listed.version.serial));
    let pair = move || match shown.get() {
        Shown::Pair(from, to) => (from, to),
        Shown::Nothing | Shown::Whole(_) => (newest().saturating_sub(1), newest()),
    };
    let name = move |serial: u32| versions.with(|versions| number(versions, serial, t.say(words::BEFORE_FIRST)));
    let beneath = move || match shown.get() {
        Shown::Nothing => None,
        Shown::Pair(from, to) => Some(view! { <Between from to names=(name(from), name(to)) /> }.into_any()),
        Shown::Whole(serial) => Some(view! { <All serial name=name(serial) /> }.into_any()),
    };
    view! {
        <div class="page office admission">
            <a class="list-item__back" href="/list">
                {t.say(words::BACK_TO_LIST)}
            </a>
            <header class="page__head">
                <h1 class="page__title">{t.say(words::VERSIONS)}</h1>
                <p class="office__hint">{t.say(words::VERSIONS_HINT)}</p>
            </header>
            <Answered answer children=|_: Versions| () />
            <form class="admission__compare" on:submit=|event| event.prevent_default()>
                <Choose label=t.say(words::COMPARE_FROM) versions before_first=true chosen=Signal::derive(move || pair().0)
                    choose=Callback::new(move |from| shown.set(Shown::Pair(from, pair().1))) />
                <Choose label=t.say(words::COMPARE_TO) versions before_first=false chosen=Signal::derive(move || pair().1)
                    choose=Callback::new(move |to| shown.set(Shown::Pair(pair().0, to))) />
                <button
                    type="button"
                    class="button button--primary"
                    data-testid="compare"
                    disabled=move || versions.with(Vec::is_empty)
                    on:click=move |_| shown.set(Shown::Pair(pair().0, pair().1))
                >
                    {t.say(words::COMPARE)}
                </button>
            </form>
            <Table versions shown />
            {beneath}
        </div>
    }
}

fn number(versions: &[Listed], serial: u32, before_first: &str) -> String {
    let found = versions.iter().find(|listed| listed.version.serial == serial);
    found.map_or_else(|| before_first.to_owned(), |listed| listed.version.number.clone())
}

#[component]
fn Choose(
    #[prop(into)] label: String,
    versions: Memo<Vec<Listed>>,
    before_first: bool,
    chosen: Signal<u32>,
    choose: Callback<u32>,
) -> impl IntoView {
    let t = use_words();
    let option = move |serial: u32, name: String| {
        view! { <option value=serial.to_string() prop:selected=move || chosen.get() == serial>{name}</option> }
    };
    let options = move || {
        let none = before_first.then(|| option(0, t.say(words::BEFORE_FIRST).to_owned()));
        let each = versions.get().into_iter().map(|listed| option(listed.version.serial, listed.version.number));
        (each.collect_view(), none)
    };
    view! {
        <label class="field">
            <span class="field__label">{label}</span>
            <select
                class="input"
                on:change=move |event| choose.run(event_target_value(&event).parse().unwrap_or_default())
            >
                {options}
            </select>
        </label>
    }
}

#[component]
fn Table(versions: Memo<Vec<Listed>>, shown: RwSignal<Shown>) -> impl IntoView {
    let t = use_words();
    let row = move |listed: Listed, is_newest_in_force: bool| {
        let serial = listed.version.serial;
        let state = match (listed.in_force, is_newest_in_force) {
            (false, _) => Some(t.say(words::WAITING)),
            (true, true) => Some(t.say(words::IN_FORCE)),
            (true, false) => None,
        };
        view! {
            <tr>
                <th scope="row">{listed.version.number} {state.map(|state| view! { <small>{state}</small> })}</th>
                <td>{listed.version.title}</td>
                <td>{day_words(listed.version.effective_on, t)}</td>
                <td>{listed.made_by}</td>
                <td class="number">{listed.changes}</td>
                <td>
                    <button type="button" class="button button--quiet" on:click=move |_| shown.set(Shown::Whole(serial))>
                        {t.say(words::SHOW_VERSION)}
                    </button>
                </td>
            </tr>
        }
    };
    let rows = move || {
        let versions = versions.get();
        let current = versions.iter().find(|listed| listed.in_force).map(|listed| listed.version.serial);
        let is_current = |listed: &Listed| Some(listed.version.serial) == current;
        versions
            .into_iter()
            .map(|listed| (is_current(&listed), listed))
            .map(|(is, listed)| row(listed, is))
            .collect_view()
    };
    view! {
        <div class="office__scroll">
            <table class="office__table" data-testid="versions">
                <thead>
                    <tr>
                        <th scope="col">{t.say(words::VERSION)}</th>
                        <th scope="col">{t.say(words::REASON)}</th>
                        <th scope="col">{t.say(words::EFFECTIVE)}</th>
                        <th scope="col">{t.say(words::MADE_BY)}</th>
                        <th scope="col" class="number">{t.say(words::ITEMS_CHANGED)}</th>
                        <td></td>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

/// What differs between two versions.
#[component]
fn Between(from: u32, to: u32, names: (String, String)) -> impl IntoView {
    let t = use_words();
    let answer = ask::<Found>(move || format!("/api/v1/list/differences?from={from}&to={to}"));
    let names = StoredValue::new(names);
    view! {
        <section class="office__section" data-testid="between">
            <Answered
                answer
                children=move |Found { differences }: Found| {
                    let (from, to) = names.get_value();
                    let title = match differences.len() {
                        0 => t.say(words::SAME).to_owned(),
                        n => t.fill(words::DIFFERENCES, &[("from", &from), ("to", &to), ("n", &n)]),
                    };
                    view! {
                        <h2>{title}</h2>
                        <Differences changes=differences />
                    }
                }
            />
        </section>
    }
}

/// One version whole, class by class.
#[component]
fn All(serial: u32, name: String) -> impl IntoView {
    let t = use_words();
    let answer = ask::<Whole>(move || format!("/api/v1/list/versions/{serial}"));
    let name = StoredValue::new(name);
    let class = move |(class, items): (String, Vec<Item>)| {
        let rows = items.into_iter().map(|item| {
            let facts = format!("{} · {}", item.code, item_kind_word(item.kind, t));
            view! { <li><a href=format!("/list/{}", item.code)>{item.name}</a> " " <small>{facts}</small></li> }
        });
        let rows = rows.collect::<Vec<_>>();
        view! {
            <details>
                <summary>{t.fill(words::FOLD_CLASS, &[("class", &class), ("n", &rows.len())])}</summary>
                <ul>{rows}</ul>
            </details>
        }
    };
    view! {
        <section class="office__section">
            <Answered
                answer
                children=move |Whole { items }: Whole| {
                    let title = t.fill(words::ALL_OF_VERSION, &[("version", &name.get_value()), ("n", &items.len())]);
                    let mut classes: BTreeMap<String, Vec<Item>> = BTreeMap::new();
                    for item in items {
                        classes.entry(item.class_name.clone()).or_default().push(item);
                    }
                    view! {
                        <h2>{title}</h2>
                        {classes.into_iter().map(class).collect_view()}
                    }
                }
            />
        </section>
    }
}
