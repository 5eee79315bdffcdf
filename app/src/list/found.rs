//! What was found, to be chosen.

use std::time::Duration;

use domain::Item;
use leptos::prelude::*;

/// Rows that are drawn with the letter typed, which is what a phone shows above its keyboard. What a keystroke takes is
/// mostly the browser setting these texts, so the others follow when these are seen.
const AT_ONCE: usize = 5;

/// A row for each: name, and where it stands in the list. Rows stay from one keystroke to the next, seen or not, and only
/// say something else: making them anew is what would take the time.
#[component]
pub fn FoundItems(
    found: Memo<Vec<Item>>,
    /// Rows at most.
    most: usize,
    choose: Callback<String>,
) -> impl IntoView {
    let seen = RwSignal::new(Vec::new());
    Effect::new(move || {
        let found = found.get();
        request_animation_frame(move || set_timeout(move || drop(seen.try_set(found)), Duration::ZERO));
    });
    let row = move |n: usize| {
        let found: Signal<Vec<Item>> = if n < AT_ONCE { found.into() } else { seen.into() };
        let read = move |of: fn(&Item) -> String| found.with(|found| found.get(n).map(of));
        let choose = move |_| {
            if let Some(code) = untrack(|| read(|item| item.code.clone())) {
                choose.run(code);
            }
        };
        view! {
            <li hidden=move || found.with(|found| n >= found.len())>
                <button type="button" class="found" data-testid="found-item" on:click=choose>
                    <span class="found__name">{move || read(|item| item.name.clone())}</span>
                    <span class="found__facts">
                        {move || read(|item| format!("{} {}", item.code, item.class_name))}
                    </span>
                </button>
            </li>
        }
    };
    (0..most).map(row).collect_view()
}
