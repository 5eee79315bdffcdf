//! Adding people: one by a form, many from a table.

use leptos::prelude::*;
use serde_json::Value;

use super::first_password::FirstPassword;
use super::form::PersonForm;
use super::roster::Roster;
use super::table::TableImport;
use crate::account::remote::Answer;
use crate::frame::offers::hold_offers;
use crate::text::{people, use_words};

/// Both ways, folded away until they are wanted.
#[component]
pub fn Add(answer: Answer<Roster>) -> impl IntoView {
    let t = use_words();
    let added = RwSignal::new(None::<(String, String)>);
    hold_offers(move || added.with(Option::is_some));
    let done = Callback::new(move |value: Value| {
        let text = |at: &str| value.pointer(at).and_then(Value::as_str).map(str::to_owned);
        added.set(text("/person/username").zip(text("/password")));
        answer.refetch();
    });
    view! {
        <div class="administration__folds">
            <details class="fold" data-testid="add-fold">
                <summary>{t.say(people::ADD_TITLE)}</summary>
                <div class="fold__body">
                    <PersonForm on_done=done />
                    {move || {
                        added
                            .get()
                            .map(|(username, password)| {
                                view! { <FirstPassword title=people::FIRST_PASSWORD username password /> }
                            })
                    }}
                </div>
            </details>
            <details class="fold" data-testid="table-fold">
                <summary>{t.say(people::TABLE_TITLE)}</summary>
                <div class="fold__body">
                    <TableImport answer />
                </div>
            </details>
        </div>
    }
}
