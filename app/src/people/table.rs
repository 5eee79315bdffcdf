//! Bringing in many people from a table: first what would be done, then doing it.

use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;
use web_sys::File;

use super::roster::Roster;
use crate::account::remote::{Answer, read, send_file};
use crate::administration::escaped;
use crate::components::words::error_text;
use crate::components::{FileButton, Notice, Tone};
use crate::device::{Device, DeviceResult, use_device};
use crate::frame::offers::hold_offers;
use crate::text::{common, people, use_words};

/// What a file has to be.
const ACCEPT: &str = ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What the server says of a table.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Read {
    people: Vec<Added>,
    faults: Vec<Fault>,
}

/// Somebody of the table.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Added {
    username: String,
    name: String,
    unit: String,
    password: Option<String>,
}

/// What is wrong in one cell, in words.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Fault {
    detail: String,
}

/// The button, what the table holds, and the passwords of those who were added.
#[component]
pub fn TableImport(answer: Answer<Roster>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let file = RwSignal::new_local(None::<File>);
    let reading = RwSignal::new(false);
    let outcome = RwSignal::new(None::<DeviceResult<Read>>);
    let added = move || {
        let is_done = |read: &Read| read.people.iter().any(|person| person.password.is_some());
        outcome.with(|outcome| matches!(outcome, Some(Ok(read)) if is_done(read)))
    };
    hold_offers(added);
    let ask = move |chosen: File, check: bool| {
        reading.set(true);
        outcome.set(None);
        spawn_local(async move {
            let read = send(device, chosen, check).await;
            if !check && read.is_ok() {
                file.try_set(None);
                answer.refetch();
            }
            outcome.try_set(Some(read));
            reading.try_set(false);
        });
    };
    let take = move |chosen: File| {
        file.set(Some(chosen.clone()));
        ask(chosen, true);
    };
    let confirm = move |_| {
        if let Some(chosen) = file.get_untracked() {
            ask(chosen, false);
        }
    };
    let shown = move |read: Read| {
        let n = read.people.len();
        if added() {
            return view! { <Passwords people=read.people /> }.into_any();
        }
        if read.faults.is_empty() {
            let names = read.people.into_iter().map(|person| {
                view! { <li>{format!("{} {} {}", person.name, person.username, person.unit)}</li> }
            });
            return view! {
                <p role="status">{t.fill(people::TABLE_READY, &[("n", &n)])}</p>
                <ul class="table-people">{names.collect_view()}</ul>
                <button type="button" class="button button--primary" data-testid="import-people" on:click=confirm>
                    {t.fill(people::TABLE_IMPORT, &[("n", &n)])}
                </button>
            }
            .into_any();
        }
        let faults = read.faults.into_iter().map(|fault| view! { <li>{fault.detail}</li> }).collect_view();
        view! {
            <Notice tone=Tone::Error>
                <p>{t.say(people::TABLE_FAULTS)}</p>
                <ul class="table-faults" data-testid="table-faults">
                    {faults}
                </ul>
            </Notice>
        }
        .into_any()
    };
    view! {
        <p class="office__hint">{t.say(people::TABLE_HINT)}</p>
        <FileButton label=t.say(people::TABLE_CHOOSE) accept=ACCEPT testid="people-table" on_file=take />
        <Show when=move || reading.get()>
            <p class="office__loading" role="status">
                {t.say(common::LOADING)}
            </p>
        </Show>
        {move || match outcome.get() {
            None => ().into_any(),
            Some(Ok(read)) => shown(read),
            Some(Err(error)) => view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> }.into_any(),
        }}
    }
}

/// What was made, to be saved once.
#[component]
fn Passwords(people: Vec<Added>) -> impl IntoView {
    let t = use_words();
    let href = data_url(&csv(&people));
    let n = people.len();
    view! {
        <Notice tone=Tone::Done>
            <p>{t.fill(people::TABLE_DONE, &[("n", &n)])}</p>
            <a class="button" href=href download="accounts.csv" rel="external" data-testid="save-passwords">
                {t.say(people::TABLE_SAVE)}
            </a>
        </Notice>
    }
}

async fn send(device: Device, file: File, check: bool) -> DeviceResult<Read> {
    let path = format!("/api/v1/people/imports?check={check}");
    let answer = send_file(device, path, file).await?;
    read(answer)
}

/// A table that spreadsheets open with the right letters. Names and usernames begin with a letter or a digit, so that no
/// cell is a formula; none has a comma or a quote of its own that would not be quoted.
fn csv(people: &[Added]) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let line = |person: &Added| {
        let password = person.password.as_deref().unwrap_or_default();
        [&person.name, &person.username, &person.unit, password].map(quoted).join(",")
    };
    let head = "姓名,用户名,单位,初始密码".to_owned();
    let lines: Vec<_> = std::iter::once(head).chain(people.iter().map(line)).collect();
    format!("\u{feff}{}\r\n", lines.join("\r\n"))
}

fn data_url(text: &str) -> String {
    format!("data:text/csv;charset=utf-8,{}", escaped(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_passwords_reads_back_in_a_spreadsheet() {
        let person =
            Added {
                username: "wang".into(), name: "王\"明".into(), unit: "T01".into(), password: Some("a-b".into())
            };
        assert_eq!(csv(&[person]), "\u{feff}姓名,用户名,单位,初始密码\r\n\"王\"\"明\",\"wang\",\"T01\",\"a-b\"\r\n");
        assert_eq!(data_url("a,"), "data:text/csv;charset=utf-8,%61%2C");
    }
}
