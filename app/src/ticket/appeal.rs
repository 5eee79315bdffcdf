//! 申诉: that a ticket was late was not the unit's fault, and two supervisors who say so or not.

use std::sync::Arc;

use domain::ticket::AppealOpinion;
use domain::{Command, Ticket};
use leptos::prelude::*;

use super::either_or::EitherOr;
use super::handling::PhotoField;
use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::components::{Notice, Tone, When};
use crate::device::use_device;
use crate::text::{common, ticket as words, use_words};

/// 申诉, by the unit that leads.
#[component]
pub fn Appeal(step: Step) -> impl IntoView {
    let t = use_words();
    let reason = step.words("reason");
    let command = move || Command::Appeal { reason: reason.get(), photos: step.named_photos() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_APPEAL) fields=&["reason", "photos"] command>
            <p class="sheet__hint">{t.say(words::APPEAL_MEANS)}</p>
            <TextBox step id="appeal-reason" field="reason" label=t.say(words::WHY_LATE) value=reason />
            <PhotoField step label=t.say(words::NOTE_PHOTOS) />
        </StepForm>
    }
}

/// 评议, by one of two reviewers.
#[component]
pub fn RuleAppeal(step: Step) -> impl IntoView {
    let t = use_words();
    let granted = step.field("granted", None::<bool>);
    let reason = step.words("reason");
    let asked = step.at_first(|ticket| ticket.pending_appeal().map(|appeal| appeal.text.clone())).flatten();
    let command = move || Command::RuleAppeal { granted: granted.get() == Some(true), reason: reason.get() };
    let missing = Signal::derive(move || granted.get().is_none().then_some(words::IS_IT_EXEMPT));
    view! {
        <StepForm step submit=t.say(common::COMMAND_RULE_APPEAL) fields=&["reason"] missing command>
            <blockquote class="ticket__words">{asked}</blockquote>
            <p>{t.say(words::TWO_REVIEWERS)}</p>
            <EitherOr
                question=words::IS_IT_EXEMPT
                name="granted"
                value=granted
                yes=(words::EXEMPT, "appeal-grant")
                no=(words::NOT_EXEMPT, "appeal-deny")
            />
            <TextBox step id="appeal-opinion" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}

/// The appeal with what the reviewers said so far, and what came of it.
#[component]
pub fn Appealed(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let appeal = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref()?.appeal.clone()));
    move || {
        appeal.get().map(|appeal| {
            let (tone, title) = match appeal.outcome() {
                None => (Tone::Warning, words::APPEAL_WAITS),
                Some(true) => (Tone::Info, words::APPEAL_GRANTED),
                Some(false) => (Tone::Info, words::APPEAL_DENIED),
            };
            let opinion = |opinion: AppealOpinion| {
                let said = if opinion.granted { words::EXEMPT } else { words::NOT_EXEMPT };
                let names: [(&str, &dyn ToString); 2] = [("name", &opinion.by_name), ("opinion", &t.say(said))];
                view! { <p>{t.fill(words::REVIEWER_SAYS, &names)}</p> }
            };
            let opinions = appeal.opinions.into_iter().map(opinion).collect_view();
            view! {
                <Notice tone>
                    <p data-testid="appeal">
                        <strong>{t.say(title)}</strong>
                        " "
                        <When at=appeal.at now=device.now />
                    </p>
                    <p class="ticket__words">{appeal.text}</p>
                    {opinions}
                </Notice>
            }
        })
    }
}
