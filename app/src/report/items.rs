//! What it is: the commonest items as large buttons, the rest by what people call it.

use std::sync::Arc;

use domain::{Directory, Item, UnitCode};
use leptos::prelude::*;

use crate::components::{Glyph, Icon};
use crate::device::use_device;
use crate::list::{FoundItems, Who, after_frame, use_finder};
use crate::text::{report, use_words};

/// Large buttons at most.
const COMMONEST: usize = 8;
/// Search results at most.
const FOUND: usize = 12;

fn commonest(directory: &Directory) -> Vec<Item> {
    let mut items: Vec<Item> = directory.items().filter(|item| item.common.is_some()).cloned().collect();
    items.sort_by_key(|item| item.common);
    items.truncate(COMMONEST);
    items
}

/// Chooses an item of the catalogue, or none: what the list does not cover can be whistled all the same.
#[component]
pub(super) fn Items(
    chosen: RwSignal<Option<String>>,
    /// Where it is.
    #[prop(into)]
    township: Signal<Option<UnitCode>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let searching = RwSignal::new(false);
    let typed = RwSignal::new(String::new());
    // A letter is seen before anything is looked for.
    let sought = RwSignal::new(String::new());
    Effect::new(move || {
        let typed = typed.get();
        after_frame(move || drop(sought.try_set(typed)));
    });
    let directory = move || -> Arc<Directory> { device.directory.get() };
    // The commonest, and the chosen one where it is not among them.
    let buttons = Memo::new(move |_| {
        let directory = directory();
        let mut items = commonest(&directory);
        if let Some(item) = chosen.get().and_then(|code| directory.item(&code).cloned())
            && !items.contains(&item)
        {
            items.push(item);
        }
        items
    });
    let finder = use_finder();
    let found =
        Memo::new(move |_| if searching.get() { sought.with(|sought| finder.find(sought, FOUND)) } else { Vec::new() });
    let none_found = Memo::new(move |_| !sought.with(|sought| sought.trim().is_empty()) && found.with(Vec::is_empty));
    let choose = move |code: String| {
        chosen.update(|chosen| *chosen = (chosen.as_ref() != Some(&code)).then_some(code));
        searching.set(false);
        typed.set(String::new());
    };
    let button = move |item: Item| {
        let code = StoredValue::new(item.code);
        let is_chosen = move || chosen.with(|chosen| chosen.as_deref() == Some(code.get_value().as_str()));
        view! {
            <button
                type="button"
                class="item"
                data-testid="item"
                aria-pressed=move || is_chosen().to_string()
                on:click=move |_| choose(code.get_value())
            >
                {item.name}
            </button>
        }
    };
    view! {
        <fieldset class="report__part">
            <legend class="field__label">{t.say(report::WHAT)}</legend>
            <div class="items">
                <For each=move || buttons.get() key=|item| item.code.clone() children=button />
                <button
                    type="button"
                    class="item item--more"
                    aria-expanded=move || searching.get().to_string()
                    aria-controls="item-search"
                    on:click=move |_| searching.update(|on| *on = !*on)
                >
                    <Icon glyph=Glyph::Search />
                    {t.say(report::MORE_ITEMS)}
                </button>
            </div>
            <div class="item-search" id="item-search" hidden=move || !searching.get()>
                <input
                    class="input"
                    type="search"
                    aria-label=t.say(report::SEARCH_ITEMS)
                    placeholder=t.say(report::SEARCH_ITEMS)
                    autocomplete="off"
                    enterkeyhint="search"
                    prop:value=typed
                    on:focus=move |_| finder.prepare()
                    on:input=move |event| typed.set(event_target_value(&event))
                />
                <ul class="item-search__found" aria-live="polite">
                    <FoundItems found most=FOUND choose=Callback::new(choose) />
                </ul>
                <p class="field__hint">{move || none_found.get().then(|| t.say(report::NO_ITEM))}</p>
            </div>
            <Who item=chosen township />
        </fieldset>
    }
}

#[cfg(test)]
mod tests {
    use domain::ItemKind;

    use super::*;

    fn item(code: &str, name: &str, common: Option<u32>) -> Item {
        Item { common, ..Item::new(ItemKind::Component, code, name, "公用设施", "GBT30428.2-2013") }
    }

    fn names(items: &[Item]) -> Vec<&str> {
        items.iter().map(|item| item.name.as_str()).collect()
    }

    fn directory() -> Directory {
        let items =
            [item("0101", "上水井盖", Some(2)), item("0102", "污水井盖", None), item("0201", "井盖座", Some(1))];
        Directory::new([], items)
    }

    #[test]
    fn the_commonest_stand_in_their_order() {
        assert_eq!(names(&commonest(&directory())), ["井盖座", "上水井盖"]);
    }
}
