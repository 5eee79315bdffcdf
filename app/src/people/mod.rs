//! People and their sessions, for the administrator.

mod add;
mod first_password;
mod form;
pub mod import;
pub mod person;
pub mod roster;
mod table;

use domain::Role;
use leptos::prelude::*;

use crate::account::remote::{Answered, ask};
use crate::administration::Pages;
use crate::components::words::role_word;
use crate::text::{people, use_words};
use add::Add;
use import::Import;
use person::PersonRow;
use roster::{Filter, Listed, Roster};

/// Rows shown at first, and with each "more".
const PAGE: usize = 100;

/// The list of people, to search and to act on.
#[component]
pub fn People() -> impl IntoView {
    let t = use_words();
    let answer = ask::<Roster>(|| "/api/v1/people".to_owned());
    let filter = RwSignal::new(Filter::default());
    let shown = RwSignal::new(PAGE);
    let roster = Memo::new(move |_| match answer.get().flatten() {
        Some(Ok(roster)) => roster.people,
        _ => Vec::new(),
    });
    let found = Memo::new(move |_| filter.with(|filter| roster.with(|people| filter.choose(people))));
    let units = Memo::new(move |_| roster.with(|people| roster::units(people)));
    let page = move || found.with(|found| found.iter().take(shown.get()).cloned().collect::<Vec<_>>());
    let narrow = move |change: &dyn Fn(&mut Filter)| {
        filter.update(change);
        shown.set(PAGE);
    };
    view! {
        <div class="page office people">
            <header class="page__head">
                <h1 class="page__title">{t.say(people::TITLE)}</h1>
                <p class="office__hint" role="status">
                    {move || {
                        let known = roster.with(|people| !people.is_empty());
                        known.then(|| t.fill(people::COUNT, &[("n", &found.with(Vec::len))]))
                    }}
                </p>
            </header>
            <Pages />
            <Add answer />
            <form class="people__filter" role="search" on:submit=|event| event.prevent_default()>
                <input
                    type="search"
                    class="input"
                    aria-label=t.say(people::SEARCH)
                    placeholder=t.say(people::SEARCH)
                    data-testid="people-search"
                    prop:value=move || filter.with(|filter| filter.typed.clone())
                    on:input=move |event| narrow(&|filter| filter.typed = event_target_value(&event))
                />
                <select
                    class="input"
                    aria-label=t.say(people::ROLE)
                    on:change=move |event| narrow(&|filter| filter.role = Role::parse(&event_target_value(&event)))
                >
                    <option value="">{t.say(people::EVERY_ROLE)}</option>
                    {Role::ALL.map(|role| view! { <option value=role.as_str()>{role_word(role, t)}</option> })}
                </select>
                <select
                    class="input"
                    aria-label=t.say(people::UNIT)
                    on:change=move |event| narrow(&|filter| filter.unit = event_target_value(&event))
                >
                    <option value="">{t.say(people::EVERY_UNIT)}</option>
                    {move || {
                        let option = |(code, name): &(String, String)| {
                            view! { <option value=code.clone()>{name.clone()}</option> }
                        };
                        units.with(|units| units.iter().map(option).collect_view())
                    }}
                </select>
            </form>
            <Answered answer children=|_: Roster| () />
            <ul class="people__list">
                <For each=page key=|person: &Listed| person.id let(person)>
                    <PersonRow id=person.id roster answer />
                </For>
            </ul>
            <Show when=move || { found.with(Vec::len) > shown.get() }>
                <button type="button" class="button" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                    {t.say(people::MORE)}
                </button>
            </Show>
            <Show when=move || { found.with(Vec::is_empty) && roster.with(|people| !people.is_empty()) }>
                <p class="office__hint">{t.say(people::NOBODY)}</p>
            </Show>
            <Import />
        </div>
    }
}
