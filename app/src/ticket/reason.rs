use domain::Command;
use leptos::prelude::*;

use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::text::{Text, ticket as words, use_words};

/// A step for which a reason is all that is asked.
#[component]
pub fn Reason(
    step: Step,
    /// Id of the text in the page, such as `refuse-time-reason`.
    id: &'static str,
    submit: Text,
    /// What it brings about.
    means: Text,
    command: fn(String) -> Command,
) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    view! {
        <StepForm step submit=t.say(submit) fields=&["reason"] command=move || command(reason.get())>
            <p>{t.say(means)}</p>
            <TextBox step id field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}
