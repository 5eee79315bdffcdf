//! The middle of the desk: searching, the list, and what has changed since its order was held.

use leptos::prelude::*;

use super::bulk::Bulk;
use super::map::MapToggle;
use super::narrowing::Narrowing;
use super::older::Older;
use super::row::Row;
use super::view::use_desk;
use crate::components::{EmptyState, Glyph, Icon};
use crate::text::{common, desk as words, use_words};

/// Rows drawn at first, and with each "more".
const PAGE: usize = 100;

/// The tickets of the queue, or those that answer to what is typed.
#[component]
pub fn List() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    // Counted anew for each queue.
    let drawn = RwSignal::new((desk.queue.get_untracked(), PAGE));
    let most = Memo::new(move |_| {
        let (queue, most) = drawn.get();
        if queue == desk.queue.get() { most } else { PAGE }
    });
    let rows = move || desk.shown.with(|shown| shown.iter().take(most.get()).copied().collect::<Vec<_>>());
    let more = move |_| drawn.set((desk.queue.get_untracked(), most.get_untracked() + PAGE));
    let empty = Memo::new(move |_| desk.shown.with(Vec::is_empty));
    let heading = move || {
        let n = desk.shown.with(Vec::len);
        if !desk.device.is_whole() {
            format!("{} {}", t.say(desk.queue.get().title()), t.say(common::LOADING))
        } else if desk.is_searching() {
            t.fill(words::FOUND, &[("typed", &desk.typed.with(|typed| typed.trim().to_owned())), ("n", &n)])
        } else {
            format!("{} {n}", t.say(desk.queue.get().title()))
        }
    };
    let nothing = move || {
        if !desk.device.is_whole() {
            view! { <p class="office__loading" role="status">{t.say(common::LOADING)}</p> }.into_any()
        } else if desk.is_searching() {
            view! { <EmptyState glyph=Glyph::Search title=t.say(words::NOT_FOUND) hint=t.say(words::NOT_FOUND_HINT) /> }
                .into_any()
        } else {
            view! {
                <EmptyState
                    glyph=Glyph::Inbox
                    title=t.say(words::EMPTY)
                    hint=t.say(desk.queue.get().when_empty())
                />
            }
            .into_any()
        }
    };
    view! {
        <section class="desk__list" aria-labelledby="desk-heading">
            <div class="desk__bar">
                <h2 class="desk__heading" id="desk-heading">
                    {heading}
                </h2>
                <label class="desk__search">
                    <Icon glyph=Glyph::Search />
                    <input
                        type="search"
                        id="desk-search"
                        class="input"
                        aria-label=t.say(words::SEARCH)
                        placeholder=t.say(words::SEARCH)
                        data-testid="desk-search"
                        prop:value=desk.typed
                        on:input=move |event| desk.typed.set(event_target_value(&event))
                    />
                </label>
                <Narrowing />
                <Bulk />
                <MapToggle />
            </div>
            <button
                type="button"
                class="desk__changes"
                data-testid="desk-changes"
                aria-hidden=move || (desk.changes.get() == 0).to_string()
                tabindex=move || if desk.changes.get() == 0 { "-1" } else { "0" }
                on:click=move |_| desk.catch_up()
            >
                {move || match desk.changes.get() {
                    0 => String::new(),
                    n => t.fill(words::CHANGES, &[("n", &n)]),
                }}
            </button>
            <div class="desk__scroll">
            <Show when=move || !empty.get() fallback=nothing>
                <ul
                    class="rows"
                    data-queue=move || desk.queue.get().name()
                    data-mixed=move || (desk.queue.get().is_mixed() || desk.is_searching()).then_some("")
                    on:pointerenter=move |_| desk.hovered.set(true)
                    on:pointerleave=move |_| desk.hovered.set(false)
                >
                    <For each=rows key=|id| *id let(id)>
                        <Row id />
                    </For>
                </ul>
            </Show>
            <Show when=move || { desk.shown.with(Vec::len) > most.get() }>
                <button type="button" class="button desk__more" on:click=more>
                    {move || t.fill(words::MORE, &[("n", &(desk.shown.with(Vec::len) - most.get()))])}
                </button>
            </Show>
            <Older />
            </div>
        </section>
    }
}
