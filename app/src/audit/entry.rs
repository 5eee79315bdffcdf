//! One change in the record.

use jiff::Timestamp;
use leptos::prelude::*;
use serde::Deserialize;
use serde_json::Value;
use uuid::Uuid;

use super::difference::{differences, field_words, value_words};
use crate::components::When;
use crate::device::use_device;
use crate::text::{Text, audit as words, use_words};

/// Some of the record, as the server sends it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Page {
    /// The newest first.
    pub(super) entries: Vec<Entry>,
    /// Where it goes on.
    pub(super) next: Option<String>,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub(super) struct Entry {
    /// Id.
    pub(super) id: Uuid,
    at: Timestamp,
    by: String,
    action: String,
    subject: String,
    before: Option<Value>,
    after: Option<Value>,
}

/// What was done; none for what a newer server does.
fn action_word(action: &str) -> Option<Text> {
    Some(match action {
        "person.add" => words::PERSON_ADD,
        "person.change" => words::PERSON_CHANGE,
        "person.disable" => words::PERSON_DISABLE,
        "person.enable" => words::PERSON_ENABLE,
        "person.password" => words::PERSON_PASSWORD,
        "unit.add" => words::UNIT_ADD,
        "unit.change" => words::UNIT_CHANGE,
        "calendar.change" => words::CALENDAR_CHANGE,
        "grids.import" => words::GRIDS_IMPORT,
        "list.propose" => words::LIST_PROPOSE,
        "list.opinion" => words::LIST_OPINION,
        "list.review" => words::LIST_REVIEW,
        "list.approve" => words::LIST_APPROVE,
        "list.reject" => words::LIST_REJECT,
        "list.withdraw" => words::LIST_WITHDRAW,
        "outbox.import" => words::OUTBOX_IMPORT,
        "rules.decide" => words::RULES_DECIDE,
        "rules.withdraw" => words::RULES_WITHDRAW,
        "demo.seed" => words::DEMO_SEED,
        _ => return None,
    })
}

/// When, who, what, about whom, and each field from what to what.
#[component]
pub(super) fn EntryRow(entry: Entry) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let action = action_word(&entry.action).map_or_else(|| entry.action.clone(), |word| t.say(word).to_owned());
    let directory = device.directory.get_untracked();
    let said = |value: Option<Value>| {
        value.map_or_else(|| t.say(words::NONE).to_owned(), |value| value_words(&value, &directory, t))
    };
    let is_new = entry.before.is_none();
    let lines = differences(entry.before.as_ref(), entry.after.as_ref()).into_iter().map(|difference| {
        let after = said(difference.after);
        let before = (!is_new).then(|| {
            view! {
                <del>{said(difference.before)}</del>
                " → "
            }
        });
        view! {
            <li>
                <span class="audit__field">{field_words(&difference.field, t)}</span>
                {before}
                <ins>{after}</ins>
            </li>
        }
    });
    let lines = lines.collect_view();
    let by = if entry.by == "console" { t.say(words::CONSOLE).to_owned() } else { entry.by };
    view! {
        <li class="audit__entry" data-testid="audit-entry" data-action=entry.action>
            <p class="audit__what">
                <strong>{action}</strong>
                " "
                <span>{entry.subject}</span>
            </p>
            <p class="audit__who">
                <span>{by}</span>
                " · "
                <When at=entry.at now=device.now />
            </p>
            <ul class="audit__fields">{lines}</ul>
        </li>
    }
}
