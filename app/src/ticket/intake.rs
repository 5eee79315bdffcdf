//! Intake: 立案 and 不予受理.

use domain::{Command, DeclineReason, Urgency};
use leptos::prelude::*;

use super::choose_item::ItemChoice;
use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::components::words::urgency_word;
use crate::device::use_device;
use crate::text::{Text, Words, common, ticket as words, use_words};

fn reason_word(reason: DeclineReason) -> Text {
    match reason {
        DeclineReason::NotCounty => words::DECLINE_NOT_COUNTY,
        DeclineReason::Duplicate => words::DECLINE_DUPLICATE,
        DeclineReason::NotFound => words::DECLINE_NOT_FOUND,
        DeclineReason::Solved => words::DECLINE_SOLVED,
        DeclineReason::Incomplete => words::DECLINE_INCOMPLETE,
        DeclineReason::Other => words::DECLINE_OTHER,
    }
}

/// The reason of this code; the code itself where a newer release has more.
pub fn decline_word(code: &str, t: Words) -> String {
    DeclineReason::parse(code).map_or_else(|| code.to_owned(), |reason| t.say(reason_word(reason)).to_owned())
}

/// 立案, with another item or urgency where the reporter was wrong.
#[component]
pub fn Accept(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let before = step.at_first(|ticket| (ticket.item_code.clone(), ticket.urgency)).unwrap_or_default();
    let known = before.0.clone().filter(|code| device.directory.with_untracked(|list| list.item(code).is_some()));
    let item = step.field("item_code", known);
    let urgency = step.field("urgency", before.1);
    let command = move || Command::Accept {
        item_code: item.get_untracked().filter(|code| before.0.as_ref() != Some(code)),
        urgency: Some(urgency.get_untracked()).filter(|urgency| *urgency != before.1),
    };
    let degree = move |degree: Urgency| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="urgency"
                    prop:checked=move || urgency.get() == degree
                    on:change=move |_| urgency.set(degree)
                />
                <span>{urgency_word(degree, t)}</span>
            </label>
        }
    };
    view! {
        <StepForm step submit=t.say(common::COMMAND_ACCEPT) command>
            <ItemChoice chosen=item />
            <fieldset class="choices">
                <legend>{t.say(words::URGENCY)}</legend>
                {degree(Urgency::Normal)} {degree(Urgency::Urgent)}
            </fieldset>
        </StepForm>
    }
}

/// 不予受理, with a reason from the list and one in words.
#[component]
pub fn Decline(step: Step) -> impl IntoView {
    let t = use_words();
    let code = step.words("reason_code");
    let chosen = move || code.with(|code| DeclineReason::parse(code));
    let reason = step.words("reason");
    let missing = Signal::derive(move || chosen().is_none().then_some(words::CHOOSE_REASON));
    let command =
        move || Command::Decline { reason_code: chosen().unwrap_or(DeclineReason::Other), reason: reason.get() };
    let choice = move |value: DeclineReason| {
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="decline"
                    value=value.as_str()
                    prop:checked=move || chosen() == Some(value)
                    on:change=move |_| code.set(value.as_str().to_owned())
                />
                <span>{t.say(reason_word(value))}</span>
            </label>
        }
    };
    view! {
        <StepForm step submit=t.say(common::COMMAND_DECLINE) missing fields=&["reason"] command>
            <fieldset class="choices">
                <legend>{t.say(words::REASON)}</legend>
                {DeclineReason::ALL.map(choice)}
            </fieldset>
            <TextBox
                step
                id="decline-reason"
                field="reason"
                label=t.say(words::REASON_IN_WORDS)
                hint=t.say(words::REPORTER_READS_THIS)
                value=reason
            />
        </StepForm>
    }
}
