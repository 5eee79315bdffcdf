//! 撤销, by whoever reported it and before it is signed for.

use domain::Command;
use leptos::prelude::*;

use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::text::{common, ticket as words, use_words};

/// 撤销.
#[component]
pub fn Withdraw(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::Withdraw { reason: reason.get() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_WITHDRAW) fields=&["reason"] command>
            <p>{t.say(words::WITHDRAW_MEANS)}</p>
            <TextBox step id="withdraw-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}
