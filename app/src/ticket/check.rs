//! Checking: asked for, done on site, and decided.

use domain::Command;
use domain::command::CommandKind;
use leptos::prelude::*;

use super::either_or::EitherOr;
use super::handling::PhotoField;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::text::{common, ticket as words, use_words};

/// 要求核查: a grid worker goes and looks.
#[component]
pub fn RequestCheck(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::RequestCheck { text: some(text) };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REQUEST_CHECK) fields=&["text"] command>
            <p>{t.say(words::CHECK_GOES_TO)}</p>
            <TextBox step id="request-check-text" field="text" label=t.say(words::WHAT_TO_LOOK_AT) rows=2 value=text />
        </StepForm>
    }
}

/// 核查, on site: solved or not, with photos.
#[component]
pub fn Check(step: Step) -> impl IntoView {
    let t = use_words();
    let passed = step.field("passed", None::<bool>);
    let text = step.words("text");
    let wish = step.at_first(|ticket| {
        let asked = ticket.last_by(CommandKind::RequestCheck)?;
        asked.change.text().map(|text| t.fill(words::ASKED_TO_LOOK_AT, &[("text", &text)]))
    });
    let command =
        move || Command::Check { passed: passed.get() == Some(true), text: some(text), photos: step.named_photos() };
    let missing = Signal::derive(move || passed.get().is_none().then_some(words::IS_IT_SOLVED));
    let submit = Signal::derive(move || {
        t.say(match passed.get() {
            Some(true) => words::SUBMIT_SOLVED,
            Some(false) => words::SUBMIT_NOT_SOLVED,
            None => common::COMMAND_CHECK,
        })
        .to_owned()
    });
    view! {
        <StepForm step submit missing fields=&["text", "photos"] command>
            {wish.flatten().map(|wish| view! { <p>{wish}</p> })}
            <EitherOr
                question=words::IS_IT_SOLVED
                name="passed"
                value=passed
                yes=(words::SOLVED, "check-passed")
                no=(words::NOT_SOLVED, "check-failed")
            />
            <PhotoField step label=t.say(words::SITE_PHOTOS) />
            <TextBox step id="check-text" field="text" label=t.say(words::WHAT_WAS_SEEN) rows=2 value=text />
        </StepForm>
    }
}

/// 核查通过: on to the rating.
#[component]
pub fn Pass(step: Step) -> impl IntoView {
    let t = use_words();
    view! {
        <StepForm step submit=t.say(common::COMMAND_PASS) command=|| Command::Pass {}>
            <p>{t.say(words::PASS_MEANS)}</p>
        </StepForm>
    }
}

/// 返工: the same unit does it again.
#[component]
pub fn Rework(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::Rework { reason: reason.get() };
    let unit = step.at_first(|ticket| ticket.lead_name.clone()).flatten().unwrap_or_default();
    view! {
        <StepForm step submit=t.fill(words::REWORK_BY, &[("unit", &unit)]) fields=&["reason"] command>
            <TextBox step id="rework-reason" field="reason" label=t.say(words::WHAT_IS_MISSING) value=reason />
        </StepForm>
    }
}
