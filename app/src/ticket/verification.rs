//! Verifying: asked for before a ticket is accepted, and done on site.

use std::sync::Arc;

use domain::ticket::Finding;
use domain::{Command, Status, Ticket};
use leptos::prelude::*;

use super::on_site::{Answer, AskToLook, OnSite};
use super::step::Step;
use crate::components::{Notice, Tone, When};
use crate::device::use_device;
use crate::text::{Words, common, ticket as words, use_words};

/// 要求核实: a grid worker of the place goes and looks.
#[component]
pub fn RequestVerification(step: Step) -> impl IntoView {
    view! {
        <AskToLook
            step
            id="request-verification-text"
            submit=common::COMMAND_REQUEST_VERIFICATION
            goes_to=words::VERIFICATION_GOES_TO
            command=|text| Command::RequestVerification { text }
        />
    }
}

/// 核实, on site: there or not, with photos.
#[component]
pub fn Verify(step: Step) -> impl IntoView {
    view! {
        <OnSite
            step
            id="verify-text"
            field="found"
            question=words::IS_IT_THERE
            yes=Answer { word: words::THERE, submit: words::SUBMIT_THERE, name: "verify-there" }
            no=Answer { word: words::NOT_THERE, submit: words::SUBMIT_NOT_THERE, name: "verify-not-there" }
            wish=step.at_first(|ticket| ticket.verification.as_ref()?.text.clone()).flatten()
            command=|found, text, photos| Command::Verify { found, text, photos }
        />
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
