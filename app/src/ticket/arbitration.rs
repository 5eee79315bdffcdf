//! 仲裁: several units have handed a ticket back, and the panel says whose it is.

use std::sync::Arc;

use domain::{Command, Ticket, UnitCode};
use leptos::prelude::*;

use super::choose_unit::UnitSelect;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::{Field, Notice, Tone, When};
use crate::device::use_device;
use crate::text::{common, ticket as words, use_words};

/// 裁定: which unit leads, by which clause, and why.
#[component]
pub fn RuleArbitration(step: Step) -> impl IntoView {
    let t = use_words();
    let (unit, clause, reason) = (step.words("unit"), step.words("clause"), step.words("reason"));
    let (asked, township, marked) = step
        .at_first(|ticket| {
            let asked = ticket.open_arbitration().map(|arbitration| arbitration.text.clone());
            let marked = ticket.returned_by.iter().map(|code| (code.clone(), t.say(words::HAS_RETURNED)));
            (asked, ticket.township.clone(), marked.collect::<Vec<_>>())
        })
        .unwrap_or_default();
    let command =
        move || Command::RuleArbitration { unit: UnitCode(unit.get()), reason: reason.get(), clause: some(clause) };
    let missing = Signal::derive(move || unit.with(String::is_empty).then_some(words::CHOOSE_LEAD));
    let error = step.fault_at("unit");
    view! {
        <StepForm
            step
            submit=t.say(common::COMMAND_RULE_ARBITRATION)
            fields=&["unit", "clause", "reason"]
            missing
            command
        >
            <blockquote class="ticket__words">{asked}</blockquote>
            <p>{t.say(words::RULING_MEANS)}</p>
            <Field id="ruling-unit" label=t.say(words::LEAD) error>
                <UnitSelect id="ruling-unit" value=unit none=t.say(words::CHOOSE_UNIT) township marked />
            </Field>
            <TextBox step id="ruling-clause" field="clause" label=t.say(words::CLAUSE) rows=1 value=clause />
            <TextBox step id="ruling-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}

/// The arbitration that is open, or how it was ruled.
#[component]
pub fn Arbitrated(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let arbitration = Memo::new(move |_| ticket.with(|ticket| ticket.as_ref()?.arbitration.clone()));
    move || {
        let arbitration = arbitration.get()?;
        let (tone, title, at, text, clause) = match arbitration.ruling {
            None => (Tone::Warning, t.say(words::ARBITRATION_OPEN).to_owned(), arbitration.at, arbitration.text, None),
            Some(ruling) => {
                let names: [(&str, &dyn ToString); 2] = [("name", &ruling.by_name), ("unit", &ruling.unit_name)];
                (Tone::Info, t.fill(words::RULED_BY, &names), ruling.at, ruling.text, ruling.clause)
            }
        };
        Some(view! {
            <Notice tone>
                <p data-testid="arbitration">
                    <strong>{title}</strong>
                    " "
                    <When at now=device.now />
                </p>
                <p class="ticket__words">{text}</p>
                {clause.map(|clause| view! { <p>{t.fill(words::CLAUSE_IS, &[("clause", &clause)])}</p> })}
            </Notice>
        })
    }
}
