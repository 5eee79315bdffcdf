//! 责任清单: every item with who is responsible, to search, to narrow to one unit, and to print.

use domain::list::proposal::reads_proposals;
use domain::{Directory, Item, ItemKind, Role, UnitCode};
use leptos::prelude::*;

use super::filter::Filter;
use super::import::Exports;
use super::use_finder;
use super::who::{day_words, limit_words, responsible_words};
use crate::components::words::item_kind_word;
use crate::components::{EmptyState, Glyph, Icon, Narrow, Skeleton};
use crate::device::use_device;
use crate::text::{Words, admission, list as words, use_words};

/// Rows shown at first, and with each "more".
const PAGE: usize = 60;
/// Most that a search brings.
const FOUND: usize = 400;

/// The page of the whole list.
#[component]
pub fn List() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let finder = use_finder();
    // A department opens it to see what it is responsible for.
    let own = device
        .me
        .with_untracked(|me| me.as_ref().filter(|me| me.role == Role::Specialist).map(|me| me.unit.code.clone()));
    let filter = RwSignal::new(Filter { unit: own.clone(), ..Filter::default() });
    let shown = RwSignal::new(PAGE);
    let found = Memo::new(move |_| {
        let typed = filter.with(|filter| filter.typed.clone());
        let items = if typed.trim().is_empty() {
            device.directory.with(|directory| directory.items().cloned().collect())
        } else {
            finder.find(&typed, FOUND)
        };
        device.directory.with(|directory| filter.with(|filter| filter.choose(items, directory)))
    });
    let narrow = move |change: &dyn Fn(&mut Filter)| {
        filter.update(change);
        shown.set(PAGE);
    };
    let kinds = ItemKind::ALL.map(|kind| (kind.as_str().to_owned(), item_kind_word(kind, t).to_owned())).to_vec();
    let classes = Signal::derive(move || {
        let kind = filter.with(|filter| filter.kind);
        let classes = device.directory.with(|directory| super::filter::classes(directory, kind));
        classes.into_iter().map(|class| (class.clone(), class)).collect::<Vec<_>>()
    });
    let units = Signal::derive(move || {
        let units = device.directory.with(|directory| super::filter::units(directory, own.as_ref()));
        units.into_iter().map(|(code, name)| (code.to_string(), name)).collect::<Vec<_>>()
    });
    let print = move |_| {
        // What is printed is the whole of it.
        shown.set(usize::MAX);
        request_animation_frame(|| drop(window().print()));
    };
    let page = move || found.with(|found| found.iter().take(shown.get()).cloned().collect::<Vec<_>>());
    let reads = move || device.me.with(|me| me.as_ref().is_some_and(|me| reads_proposals(me.role)));
    view! {
        <div class="page office list">
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint" role="status">{move || device.directory.with(|list| version_line(list, t))}</p>
                <Show when=reads>
                    <p class="list__ways">
                        <a class="button" href="/proposals">{t.say(admission::TITLE)}</a>
                        <a class="button" href="/list/versions">{t.say(admission::VERSIONS)}</a>
                    </p>
                </Show>
                <p class="list__ways">
                    <Exports />
                </p>
            </header>
            <form class="people__filter list__filter" role="search" on:submit=|event| event.prevent_default()>
                <input
                    type="search"
                    class="input"
                    aria-label=t.say(words::SEARCH)
                    placeholder=t.say(words::SEARCH)
                    data-testid="list-search"
                    prop:value=move || filter.with(|filter| filter.typed.clone())
                    on:focus=move |_| finder.prepare()
                    on:input=move |event| narrow(&|filter| filter.typed = event_target_value(&event))
                />
                <Narrow
                    label=t.say(words::KIND)
                    every=t.say(words::EVERY_KIND)
                    options=Signal::stored(kinds)
                    chosen=Signal::derive(move || filter.with(|filter| filter.kind.map(|kind| kind.as_str().to_owned())))
                    choose=Callback::new(move |kind: Option<String>| {
                        narrow(&|filter| filter.kind = kind.as_deref().and_then(ItemKind::parse));
                    })
                />
                <Narrow
                    label=t.say(words::CLASS)
                    every=t.say(words::EVERY_CLASS)
                    options=classes
                    chosen=Signal::derive(move || filter.with(|filter| filter.class.clone()))
                    choose=Callback::new(move |class| narrow(&|filter| filter.class.clone_from(&class)))
                />
                <Narrow
                    label=t.say(words::RESPONSIBLE)
                    every=t.say(words::EVERY_UNIT)
                    options=units
                    chosen=Signal::derive(move || filter.with(|filter| filter.unit.as_ref().map(ToString::to_string)))
                    choose=Callback::new(move |unit: Option<String>| {
                        narrow(&|filter| filter.unit = unit.clone().map(UnitCode));
                    })
                    name="list-unit"
                />
                <button type="button" class="button" on:click=print>
                    {t.say(words::PRINT)}
                </button>
            </form>
            <Show when=move || device.list_is_whole.get() fallback=Skeleton>
                <p class="office__hint" data-testid="list-count">
                    {move || t.fill(words::COUNT, &[("n", &found.with(Vec::len))])}
                </p>
                <ul class="list__rows">
                    <For each=page key=|item| item.code.clone() let(item)>
                        <Row item />
                    </For>
                </ul>
                <Show when=move || { found.with(Vec::len) > shown.get() }>
                    <button type="button" class="button list__more" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                        {t.say(words::MORE)}
                    </button>
                </Show>
                <Show when=move || found.with(Vec::is_empty)>
                    <EmptyState glyph=Glyph::Search title=t.say(words::NOTHING) hint=t.say(words::NOTHING_HINT) />
                </Show>
            </Show>
        </div>
    }
}

/// `清单 2026-1 · 自 2026-01-01 起`
fn version_line(directory: &Directory, t: Words) -> Option<String> {
    let version = directory.version()?;
    Some(t.fill(words::VERSION_SINCE, &[("version", &version.number), ("day", &day_words(version.effective_on, t))]))
}

#[component]
fn Row(item: Item) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let address = format!("/list/{}", item.code);
    let facts = format!("{} · {} · {}", item.code, item_kind_word(item.kind, t), item.class_name);
    let code = item.code;
    let who = move || device.directory.with(|directory| in_short(&code, directory, t));
    view! {
        <li>
            <a class="list__row" href=address data-testid="list-row">
                <span class="list__name">{item.name}</span>
                <span class="list__facts">{facts}</span>
                <span class="list__who">{who}</span>
                <Icon glyph=Glyph::ChevronRight />
            </a>
        </li>
    }
}

/// Who leads and by when; where that depends, in how many ways.
fn in_short(code: &str, directory: &Directory, t: Words) -> String {
    match directory.duties(Some(code)) {
        [] => t.say(words::NOBODY).to_owned(),
        [duty] => {
            let lead = responsible_words(&duty.lead, directory, t);
            let limit = duty.limit.map(|limit| limit_words(limit, t));
            [Some(lead), limit].into_iter().flatten().collect::<Vec<_>>().join(" · ")
        }
        duties => t.fill(words::CASES, &[("n", &duties.len())]),
    }
}
