//! What was found, to be chosen.

use std::sync::Arc;
use std::time::Duration;

use domain::Item;
use leptos::prelude::*;

/// Rows that are drawn together. Setting twelve would hold up the next letter on a cheap phone, so a few come with each
/// frame, those above the keyboard first.
const TOGETHER: usize = 3;

type Shown = RwSignal<Arc<Vec<Item>>>;

/// Runs once the frame to come is seen.
pub fn after_frame(run: impl FnOnce() + 'static) {
    request_animation_frame(move || set_timeout(run, Duration::ZERO));
}

/// Shows part by part what was found, each after a frame.
fn show(mut parts: impl Iterator<Item = Shown> + 'static, found: Arc<Vec<Item>>) {
    let Some(part) = parts.next() else { return };
    after_frame(move || {
        // None is left where the page has gone.
        if part.try_set(Arc::clone(&found)).is_none() {
            show(parts, found);
        }
    });
}

/// A row for each: name, and where it stands in the list. Rows stay from one keystroke to the next, seen or not, and only
/// say something else: making them anew is what would take the time.
#[component]
pub fn FoundItems(
    found: Memo<Vec<Item>>,
    /// Rows at most.
    most: usize,
    choose: Callback<String>,
) -> impl IntoView {
    let parts: Vec<Shown> = (0..most.div_ceil(TOGETHER)).map(|_| Shown::default()).collect();
    let row = |n: usize| {
        let shown = parts[n / TOGETHER];
        let read = move |of: fn(&Item) -> String| shown.with(|shown| shown.get(n).map(of));
        let choose = move |_| {
            if let Some(code) = untrack(|| read(|item| item.code.clone())) {
                choose.run(code);
            }
        };
        view! {
            <li hidden=move || shown.with(|shown| n >= shown.len())>
                <button type="button" class="found" data-testid="found-item" on:click=choose>
                    <span class="found__name">{move || read(|item| item.name.clone())}</span>
                    <span class="found__facts">
                        {move || read(|item| format!("{} {}", item.code, item.class_name))}
                    </span>
                </button>
            </li>
        }
    };
    let rows = (0..most).map(row).collect_view();
    Effect::new(move || show(parts.clone().into_iter(), Arc::new(found.get())));
    rows
}
