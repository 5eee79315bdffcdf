//! Verifying: asked for before a ticket is accepted, and done on site.

use std::sync::Arc;

use domain::ticket::Finding;
use domain::{Command, Status, Ticket};
use leptos::prelude::*;

use super::either_or::EitherOr;
use super::handling::PhotoField;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::{Notice, Tone, When};
use crate::device::use_device;
use crate::text::{Words, common, ticket as words, use_words};

/// 要求核实: a grid worker of the place goes and looks.
#[component]
pub fn RequestVerification(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::RequestVerification { text: some(text) };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REQUEST_VERIFICATION) fields=&["text"] command>
            <p>{t.say(words::VERIFICATION_GOES_TO)}</p>
            <TextBox
                step
                id="request-verification-text"
                field="text"
                label=t.say(words::WHAT_TO_LOOK_AT)
                rows=2
                value=text
            />
        </StepForm>
    }
}

/// 核实, on site: there or not, with photos.
#[component]
pub fn Verify(step: Step) -> impl IntoView {
    let t = use_words();
    let found = step.field("found", None::<bool>);
    let text = step.words("text");
    let wish = step.at_first(|ticket| {
        let text = ticket.verification.as_ref()?.text.as_ref()?;
        Some(t.fill(words::ASKED_TO_LOOK_AT, &[("text", text)]))
    });
    let command =
        move || Command::Verify { found: found.get() == Some(true), text: some(text), photos: step.named_photos() };
    let missing = Signal::derive(move || found.get().is_none().then_some(words::IS_IT_THERE));
    let submit = Signal::derive(move || {
        t.say(match found.get() {
            Some(true) => words::SUBMIT_THERE,
            Some(false) => words::SUBMIT_NOT_THERE,
            None => common::COMMAND_VERIFY,
        })
        .to_owned()
    });
    view! {
        <StepForm step submit missing fields=&["text", "photos"] command>
            {wish.flatten().map(|wish| view! { <p>{wish}</p> })}
            <EitherOr
                question=words::IS_IT_THERE
                name="found"
                value=found
                yes=(words::THERE, "verify-there")
                no=(words::NOT_THERE, "verify-not-there")
            />
            <PhotoField step label=t.say(words::SITE_PHOTOS) />
            <TextBox step id="verify-text" field="text" label=t.say(words::WHAT_WAS_SEEN) rows=2 value=text />
        </StepForm>
    }
}

/// What was found, while the ticket has not been accepted.
pub fn finding(ticket: &Ticket) -> Option<&Finding> {
    matches!(ticket.status, Status::Received {}).then_some(ticket.verification.as_ref()?.finding.as_ref()?)
}

/// What was found, for whoever decides now.
#[component]
pub fn Found(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let found = Memo::new(move |_| ticket.with(|ticket| finding(ticket.as_ref()?).cloned()));
    move || {
        found.get().map(|finding| {
            let words = found_words(&finding, t);
            view! {
                <Notice tone=if finding.found { Tone::Info } else { Tone::Warning }>
                    <p data-testid="finding">
                        <strong>{words}</strong>
                        " "
                        <When at=finding.at now=device.now />
                    </p>
                    {finding.text.map(|text| view! { <p class="ticket__words">{text}</p> })}
                </Notice>
            }
        })
    }
}

fn found_words(finding: &Finding, t: Words) -> String {
    let what = t.say(if finding.found { words::THERE } else { words::NOT_THERE });
    t.fill(words::VERIFIED_BY, &[("name", &finding.by_name), ("finding", &what)])
}
