//! The record of changes, for the administrator.

mod difference;
mod entry;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::account::remote::{Answered, ask, read, send};
use crate::administration::{Pages, escaped};
use crate::components::words::error_text;
use crate::components::{EmptyState, Glyph, Notice, Tone};
use crate::device::{DeviceError, Method, use_device};
use crate::text::{audit as words, use_words};
use entry::{Entry, EntryRow, Page};

/// Who changed what, when, from what to what.
#[component]
pub fn Audit() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let subject = RwSignal::new(String::new());
    let by = RwSignal::new(String::new());
    // What was typed counts once it is sent.
    let asked = RwSignal::new((String::new(), String::new()));
    let older = RwSignal::new(Vec::<Entry>::new());
    let next = RwSignal::new(None::<String>);
    let problem = RwSignal::new(None::<DeviceError>);
    let address = move |after: &str| asked.with(|(subject, by)| path(subject, by, after));
    let answer = ask::<Page>(move || address(""));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        older.set(Vec::new());
        next.set(None);
        asked.set((subject.get_untracked(), by.get_untracked()));
    };
    let first = Memo::new(move |_| match answer.get().flatten() {
        Some(Ok(page)) => Some(page),
        _ => None,
    });
    let mark = move || {
        let of_first = || first.with(|first| first.as_ref().and_then(|first| first.next.clone()));
        if older.with(Vec::is_empty) { of_first() } else { next.get() }
    };
    let more = move |_| {
        let Some(after) = untrack(mark) else { return };
        let path = untrack(|| address(&after));
        spawn_local(async move {
            let answer = send(device, Method::Get, path, None).await;
            match answer.and_then(read::<Page>) {
                Ok(page) => {
                    older.try_update(|older| older.extend(page.entries));
                    next.try_set(page.next);
                    problem.try_set(None);
                }
                Err(error) => drop(problem.try_set(Some(error))),
            }
        });
    };
    let entries = move || {
        let first = first.get().map(|page| page.entries).unwrap_or_default();
        first.into_iter().chain(older.get()).collect::<Vec<_>>()
    };
    let is_empty = move || first.with(|first| first.as_ref().is_some_and(|first| first.entries.is_empty()));
    let field = move |label, testid: &'static str, value: RwSignal<String>| {
        view! {
            <input
                type="search"
                class="input"
                aria-label=label
                placeholder=label
                data-testid=testid
                prop:value=value
                on:input=move |event| value.set(event_target_value(&event))
            />
        }
    };
    view! {
        <div class="page office audit">
            <header class="page__head">
                <h1 class="page__title">{t.say(words::TITLE)}</h1>
                <p class="office__hint">{t.say(words::HINT)}</p>
            </header>
            <Pages />
            <form class="people__filter audit__filter" role="search" on:submit=submit>
                {field(t.say(words::SUBJECT), "audit-subject", subject)}
                {field(t.say(words::BY), "audit-by", by)}
                <button type="submit" class="button">
                    {t.say(words::FIND)}
                </button>
            </form>
            <Answered answer children=|_: Page| () />
            <ol class="audit__entries">
                <For each=entries key=|entry| entry.id let(entry)>
                    <EntryRow entry />
                </For>
            </ol>
            {move || problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })}
            <Show when=move || mark().is_some()>
                <button type="button" class="button" data-testid="audit-more" on:click=more>
                    {t.say(words::MORE)}
                </button>
            </Show>
            <Show when=is_empty>
                <EmptyState glyph=Glyph::List title=t.say(words::NOTHING) hint=t.say(words::NOTHING_HINT) />
            </Show>
        </div>
    }
}

fn path(subject: &str, by: &str, after: &str) -> String {
    format!("/api/v1/audit?subject={}&by={}&after={after}", escaped(subject), escaped(by))
}
