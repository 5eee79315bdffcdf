//! Choosing an item of the list by what people call it.

use domain::Item;
use leptos::prelude::*;

use crate::device::use_device;
use crate::list::use_finder;
use crate::text::{ticket as words, use_words};

/// Items offered at once.
const OFFERED: usize = 8;

/// One item out of the list: those used most until something is typed.
#[component]
pub fn ItemChoice(
    /// Code of the item chosen.
    chosen: RwSignal<Option<String>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let typed = RwSignal::new(String::new());
    let finder = use_finder();
    // The chosen item first, then what answers to the words.
    let offered = Memo::new(move |_| {
        let found = typed.with(|typed| finder.find(typed, OFFERED));
        let code = chosen.get();
        let chosen = device.directory.with(|directory| code.as_deref().and_then(|code| directory.item(code)).cloned());
        let others = found.into_iter().filter(|item| code.as_ref() != Some(&item.code));
        chosen.into_iter().chain(others).take(OFFERED).collect::<Vec<_>>()
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
                on:focus=move |_| finder.prepare()
                on:input=move |event| typed.set(event_target_value(&event))
            />
            <div class="item-choice__list">
                <For each=move || offered.get() key=|item| item.code.clone() children=choice />
            </div>
        </fieldset>
    }
}
