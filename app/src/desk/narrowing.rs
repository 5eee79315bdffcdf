//! Narrowing the desk's list, and the filters that somebody keeps.

use domain::{PersonId, UnitCode, UnitKind};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::filter::{Filter, LIGHTS, light_name};
use super::view::use_desk;
use crate::components::Narrow;
use crate::components::light::light_word;
use crate::frame::kept;
use crate::text::{desk as words, use_words};

/// Choices of township, unit and light, and the filters kept on this device.
#[component]
pub fn Narrowing() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let navigate = use_navigate();
    let go = Callback::new(move |filter: Filter| {
        let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
        navigate(&desk.address_with(desk.queue.get_untracked(), desk.picked.get_untracked(), &filter), options);
    });
    let narrow = move |change: fn(&mut Filter, Option<String>)| {
        Callback::new(move |value| {
            let mut filter = desk.filter.get_untracked();
            change(&mut filter, value);
            go.run(filter);
        })
    };
    let units = move |kinds: &'static [UnitKind]| {
        Signal::derive(move || {
            desk.device.directory.with(|directory| {
                let units = directory.units().filter(|unit| !unit.disabled && kinds.contains(&unit.kind));
                units.map(|unit| (unit.code.to_string(), unit.name.clone())).collect::<Vec<_>>()
            })
        })
    };
    let lights = LIGHTS.map(|(light, name)| (name.to_owned(), t.say(light_word(light)).to_owned())).to_vec();
    let code = |code: Option<UnitCode>| code.map(|code| code.to_string());
    let saved = Saved::here();
    let active = move || desk.filter.with(|filter| !filter.is_empty());
    let in_words = move |filter: &Filter| desk.device.directory.with(|directory| filter.words(directory, t));
    let kept = move |filter: Filter| {
        let (shown, chosen, removed) = (filter.clone(), filter.clone(), filter);
        let is_current = move || desk.filter.with(|current| *current == shown).to_string();
        let text = in_words(&chosen);
        let remove = t.fill(words::FORGET_FILTER, &[("filter", &text)]);
        view! {
            <li class="narrowing__kept">
                <button type="button" class="chip" aria-pressed=is_current on:click=move |_| go.run(chosen.clone())>
                    {text}
                </button>
                <button
                    type="button"
                    class="narrowing__forget"
                    aria-label=remove
                    on:click=move |_| saved.forget(&removed)
                >
                    "×"
                </button>
            </li>
        }
    };
    view! {
        <details class="narrowing" data-testid="narrowing">
            <summary>
                {t.say(words::NARROW)}
                <span class="narrowing__words">{move || desk.filter.with(in_words)}</span>
            </summary>
            <div class="narrowing__choices">
                <Narrow
                    label=t.say(words::TOWNSHIP)
                    every=t.say(words::EVERY_TOWNSHIP)
                    options=units(&[UnitKind::Township])
                    chosen=Signal::derive(move || code(desk.filter.get().township))
                    choose=narrow(|filter, value| filter.township = value.map(UnitCode))
                    name="narrow-township"
                />
                <Narrow
                    label=t.say(words::UNIT)
                    every=t.say(words::EVERY_UNIT)
                    options=units(&[UnitKind::Department, UnitKind::Agency])
                    chosen=Signal::derive(move || code(desk.filter.get().unit))
                    choose=narrow(|filter, value| filter.unit = value.map(UnitCode))
                    name="narrow-unit"
                />
                <Narrow
                    label=t.say(words::LIGHT)
                    every=t.say(words::EVERY_LIGHT)
                    options=Signal::stored(lights)
                    chosen=Signal::derive(move || desk.filter.get().light.map(|light| light_name(light).to_owned()))
                    choose=narrow(|filter, value| {
                        filter.light = LIGHTS.into_iter().find(|(_, name)| value.as_deref() == Some(*name)).map(|(light, _)| light);
                    })
                    name="narrow-light"
                />
            </div>
            <Show when=active>
                <div class="narrowing__acts">
                    <button type="button" class="button button--quiet" on:click=move |_| go.run(Filter::default())>
                        {t.say(words::SHOW_ALL)}
                    </button>
                    <button
                        type="button"
                        class="button button--quiet"
                        data-testid="keep-filter"
                        on:click=move |_| saved.keep(desk.filter.get_untracked())
                    >
                        {t.say(words::KEEP_FILTER)}
                    </button>
                </div>
            </Show>
            <ul class="narrowing__list">
                <For each=move || saved.filters.get() key=Filter::query children=kept />
            </ul>
        </details>
    }
}

/// The filters that this person keeps on this device.
#[derive(Clone, Copy)]
struct Saved {
    person: Memo<Option<PersonId>>,
    filters: RwSignal<Vec<Filter>>,
}

impl Saved {
    fn here() -> Self {
        let desk = use_desk();
        let (person, filters) = (Memo::new(move |_| desk.device.my_id()), RwSignal::new(Vec::new()));
        // What is kept is read where there is a browser.
        Effect::new(move |_| {
            filters.set(person.get().and_then(|person| kept::read(&key(person))).unwrap_or_default());
        });
        Self { person, filters }
    }

    fn keep(self, filter: Filter) {
        self.change(|filters| {
            filters.retain(|known| *known != filter);
            filters.push(filter);
        });
    }

    fn forget(self, filter: &Filter) {
        self.change(|filters| filters.retain(|known| known != filter));
    }

    fn change(self, change: impl FnOnce(&mut Vec<Filter>)) {
        self.filters.update(change);
        if let Some(person) = self.person.get_untracked() {
            self.filters.with_untracked(|filters| kept::write(&key(person), filters));
        }
    }
}

fn key(person: PersonId) -> String {
    format!("desk-filters:{person}")
}
