//! One item that was found, to be chosen.

use domain::Item;
use leptos::prelude::*;

/// A row: name, and where it stands in the list.
#[component]
pub fn FoundItem(item: Item, choose: Callback<String>) -> impl IntoView {
    let Item { code, name, class_name, .. } = item;
    let facts = format!("{code} {class_name}");
    view! {
        <li>
            <button type="button" class="found" data-testid="found-item" on:click=move |_| choose.run(code.clone())>
                <span class="found__name">{name}</span>
                <span class="found__facts">{facts}</span>
            </button>
        </li>
    }
}
