//! Checking: asked for, done on site, and decided.

use domain::command::CommandKind;
use domain::{Command, Ticket};
use leptos::prelude::*;

use super::on_site::{Answer, AskToLook, OnSite};
use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::text::{common, ticket as words, use_words};

/// 要求核查: a grid worker goes and looks.
#[component]
pub fn RequestCheck(step: Step) -> impl IntoView {
    view! {
        <AskToLook
            step
            id="request-check-text"
            submit=common::COMMAND_REQUEST_CHECK
            goes_to=words::CHECK_GOES_TO
            command=|text| Command::RequestCheck { text }
        />
    }
}

/// 核查, on site: solved or not, with photos.
#[component]
pub fn Check(step: Step) -> impl IntoView {
    let asked = |ticket: &Ticket| ticket.last_by(CommandKind::RequestCheck)?.change.text().map(str::to_owned);
    view! {
        <OnSite
            step
            id="check-text"
            field="passed"
            question=words::IS_IT_SOLVED
            yes=Answer { word: words::SOLVED, submit: words::SUBMIT_SOLVED, name: "check-passed" }
            no=Answer { word: words::NOT_SOLVED, submit: words::SUBMIT_NOT_SOLVED, name: "check-failed" }
            wish=step.at_first(asked).flatten()
            command=|passed, text, photos| Command::Check { passed, text, photos }
        />
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
