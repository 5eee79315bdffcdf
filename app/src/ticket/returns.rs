//! Returns: "not ours", and the supervisor's decision.

use domain::{Command, UnitCode};
use leptos::prelude::*;

use super::choose_unit::UnitSelect;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::Field;
use crate::text::{common, ticket as words, use_words};

/// 申请退单: why, by which clause, and whose it is instead.
#[component]
pub fn RequestReturn(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let clause = step.words("clause");
    let suggested = step.words("suggested");
    let township = step.at_first(|ticket| ticket.township.clone()).flatten();
    let command = move || Command::RequestReturn {
        reason: reason.get(),
        clause: some(clause),
        suggested_unit: some(suggested).map(UnitCode),
    };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REQUEST_RETURN) fields=&["reason", "clause"] command>
            <p class="sheet__hint">{t.say(words::RETURN_ONCE)}</p>
            <TextBox step id="return-reason" field="reason" label=t.say(words::WHY_NOT_OURS) value=reason />
            <TextBox step id="return-clause" field="clause" label=t.say(words::CLAUSE) rows=1 value=clause />
            <Field id="return-unit" label=t.say(words::SUGGESTED_UNIT)>
                <UnitSelect id="return-unit" value=suggested none=t.say(words::NO_SUGGESTION) township />
            </Field>
        </StepForm>
    }
}

/// 同意退单: back to dispatch.
#[component]
pub fn ApproveReturn(step: Step) -> impl IntoView {
    let t = use_words();
    let asked = step.at_first(|ticket| ticket.pending_return.as_ref().map(|asked| asked.text.clone())).flatten();
    view! {
        <StepForm step submit=t.say(common::COMMAND_APPROVE_RETURN) command=|| Command::ApproveReturn {}>
            <blockquote class="ticket__words">{asked}</blockquote>
            <p>{t.say(words::APPROVED_RETURN_MEANS)}</p>
        </StepForm>
    }
}

/// 不同意退单: the unit keeps it, and its clock goes on.
#[component]
pub fn RefuseReturn(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::RefuseReturn { reason: reason.get() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REFUSE_RETURN) fields=&["reason"] command>
            <p>{t.say(words::REFUSED_RETURN_MEANS)}</p>
            <TextBox step id="refuse-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}
