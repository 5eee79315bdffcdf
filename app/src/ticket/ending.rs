//! Ends out of turn: 作废 and 强制结案.

use domain::Command;
use leptos::prelude::*;

use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::text::{common, ticket as words, use_words};

/// 作废: the ticket should not have been.
#[component]
pub fn Void(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::Void { reason: reason.get() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_VOID) fields=&["reason"] command>
            <p>{t.say(words::VOID_MEANS)}</p>
            <TextBox step id="void-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}

/// 强制结案: without check and rating, by a leader.
#[component]
pub fn ForceClose(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::ForceClose { reason: reason.get() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_FORCE_CLOSE) fields=&["reason"] command>
            <p>{t.say(words::FORCE_CLOSE_MEANS)}</p>
            <TextBox step id="force-close-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}
