//! Choosing a catalogue item by name, class or code.

use domain::{Directory, Item};
use leptos::prelude::*;

use crate::device::use_device;
use crate::text::{ticket as words, use_words};

/// Items offered at once.
const OFFERED: usize = 8;

/// One item out of the catalogue: the commonest until something is typed.
#[component]
pub fn ItemChoice(
    /// Code of the item chosen.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let typed = RwSignal::new(String::new());
    let offered = Memo::new(move |_| {
        let directory = device.directory.get();
        typed.with(|typed| chosen.with(|chosen| offer(&directory, typed, chosen.as_deref())))
    });
    let choice = move |item: Item| {
        let (code, shown) = (item.code.clone(), item.code.clone());
        let is_chosen = move || chosen.with(|chosen| chosen.as_deref() == Some(&shown));
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="item"
                    prop:checked=is_chosen
                    on:change=move |_| chosen.set(Some(code.clone()))
                />
                <span>
                    {item.name} <small>{item.class_name} " " {item.code}</small>
                </span>
            </label>
        }
    };
    view! {
        <fieldset class="choices item-choice">
            <legend>{t.say(words::ITEM)}</legend>
            <input
                type="search"
                class="input"
                aria-label=t.say(words::FIND_ITEM)
                placeholder=t.say(words::FIND_ITEM)
                prop:value=typed
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <div class="item-choice__list">
                <For each=move || offered.get() key=|item| item.code.clone() children=choice />
            </div>
        </fieldset>
    }
}

/// The chosen item first, then what answers to the words, then the commonest.
fn offer(directory: &Directory, typed: &str, chosen: Option<&str>) -> Vec<Item> {
    let typed = typed.trim().to_lowercase();
    let answers = |item: &&Item| {
        [&item.name, &item.class_name, &item.code].into_iter().any(|text| text.to_lowercase().contains(&typed))
    };
    let mut items: Vec<&Item> =
        directory.items().filter(answers).filter(|item| chosen != Some(item.code.as_str())).collect();
    items.sort_by_key(|item| item.common.unwrap_or(u32::MAX));
    let chosen = chosen.and_then(|code| directory.item(code));
    chosen.into_iter().chain(items).take(OFFERED).cloned().collect()
}
