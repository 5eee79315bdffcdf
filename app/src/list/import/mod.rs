//! The list out of a file: chosen, its columns understood, checked, put right, and proposed as a change.

mod columns;
mod faults;
mod memory;
mod propose;
mod run;

use domain::list::file::{Checked, Progress, Work};
use domain::list::proposal::proposes;
use leptos::prelude::*;

use self::columns::Columns;
use self::faults::Faults;
use self::propose::Propose;
use self::run::Run;
use super::Differences;
use crate::components::words::error_text;
use crate::components::{EmptyState, FileButton, Glyph, Notice, Tone};
use crate::device::{DeviceError, Network, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{Words, admission, list_import as words, use_words};

/// What can be chosen.
const KINDS: &str = ".xlsx,.csv,.txt,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The page.
#[component]
pub fn ListImport() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let may = move || device.me.with(|me| me.as_ref().is_none_or(|me| proposes(me.role)));
    view! {
        <div class="page office admission list-import">
            <a class="list-item__back" href="/proposals">{t.say(admission::BACK)}</a>
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint">{t.say(words::HINT)}</p>
            </header>
            <Show
                when=may
                fallback=move || view! { <EmptyState glyph=Glyph::Warning title=t.say(words::NOT_FOR_YOU) /> }
            >
                <Import />
            </Show>
        </div>
    }
}

#[component]
fn Import() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let run = Run::new(device);
    provide_context(run);
    hold_offers(move || run.name.with(Option::is_some));
    view! {
        <section class="office__section">
            <p class="office__hint">{t.say(words::START_FROM)}</p>
            <div class="list__ways">
                <FileButton label=t.say(words::CHOOSE) testid="list-file" accept=KINDS on_file=move |file| run.choose(file, t) />
                <Exports />
            </div>
            <Show when=move || device.network.get() == Network::Offline>
                <Notice tone=Tone::Warning>{t.say(words::OFFLINE)}</Notice>
            </Show>
            {move || run.progress.get().map(|progress| view! { <Bar progress /> })}
            {move || run.error.get().map(|error| view! { <Notice tone=Tone::Error>{failure_text(&error, t)}</Notice> })}
        </section>
        {move || run.checked.get().map(|checked| view! { <Found checked /> })}
    }
}

/// What went wrong with a file on its way.
fn failure_text(error: &DeviceError, t: Words) -> String {
    match error {
        DeviceError::Offline => t.say(words::UNREACHABLE).to_owned(),
        error => error_text(error, t),
    }
}

/// The list as it holds, to take along.
#[component]
pub(super) fn Exports() -> impl IntoView {
    let t = use_words();
    view! {
        <a class="button" href="/api/v1/list/export.xlsx" rel="external" download>{t.say(words::EXPORT_XLSX)}</a>
        <a class="button" href="/api/v1/list/export.csv" rel="external" download>{t.say(words::EXPORT_CSV)}</a>
    }
}

#[component]
fn Bar(progress: Progress) -> impl IntoView {
    let t = use_words();
    let Progress { work, done, of } = progress;
    let said = match work {
        Work::Sending => t.say(words::SENDING).to_owned(),
        Work::Reading => t.fill(words::READING, &[("n", &done)]),
        Work::Checking => t.fill(words::CHECKING, &[("n", &done), ("of", &of)]),
    };
    view! {
        <label class="list-import__progress" data-testid="list-progress">
            <span>{said}</span>
            <progress max=of.max(1).to_string() value=done.to_string() />
        </label>
    }
}

/// What a file was found to hold: its columns, then what is wrong with it, or what it would change.
#[component]
fn Found(checked: Checked) -> impl IntoView {
    let run = expect_context::<Run>();
    let t = use_words();
    let name = run.name.get_untracked().unwrap_or_default();
    let (rows, items) = (checked.rows, checked.items);
    let chosen = match &checked.sheet {
        Some(sheet) => {
            t.fill(words::CHOSEN_SHEET, &[("name", &name), ("sheet", sheet), ("rows", &rows), ("items", &items)])
        }
        None => t.fill(words::CHOSEN, &[("name", &name), ("rows", &rows), ("items", &items)]),
    };
    let what = if checked.fault_count > 0 {
        view! { <Faults faults=checked.faults.clone() count=checked.fault_count /> }.into_any()
    } else {
        view! { <Change checked=checked.clone() /> }.into_any()
    };
    view! {
        <Columns chosen columns=checked.columns unnamed=checked.unnamed />
        {what}
    }
}

#[component]
fn Change(checked: Checked) -> impl IntoView {
    let t = use_words();
    let Checked { added, changed, removed, differences, .. } = checked;
    let (all, shown) = (added + changed + removed, differences.len());
    if all == 0 {
        return view! {
            <section class="office__section">
                <Notice tone=Tone::Info>{t.say(words::NOTHING)}</Notice>
            </section>
        }
        .into_any();
    }
    let first = (shown < all).then(|| t.fill(words::DIFFERENCE_FIRST, &[("n", &shown)]));
    view! {
        <section class="office__section" data-testid="list-difference">
            <h2>{t.fill(words::DIFFERENCE, &[("added", &added), ("changed", &changed), ("removed", &removed)])}</h2>
            {first.map(|first| view! { <p class="office__hint">{first}</p> })}
            <Differences changes=differences />
        </section>
        <Propose />
    }
    .into_any()
}
