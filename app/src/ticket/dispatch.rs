//! 派遣: who leads, by the list or against it with a reason, and who helps.

use domain::command::CommandKind;
use domain::{Change, Command, Dispatch, Ticket, UnitCode};
use leptos::prelude::*;

use super::choose_unit::{UnitChecks, UnitSelect};
use super::facts::unit_name;
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::{Field, Notice, Tone};
use crate::device::use_device;
use crate::text::{common, ticket as words, use_words};

/// 派遣.
#[component]
pub fn DispatchForm(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let directory = device.directory.get_untracked();
    let proposed = step
        .at_first(|ticket| directory.proposed_lead(ticket.item_code.as_deref()).map(|unit| unit.code.clone()))
        .flatten();
    let returned = step.at_first(last_return).flatten();
    let refusers = step.at_first(|ticket| ticket.returned_by.clone()).unwrap_or_default();
    let first = proposed.clone().filter(|code| !refusers.contains(code));
    let first = first.or_else(|| returned.as_ref().and_then(|(_, suggested)| suggested.clone()));
    let lead = step.field("lead", first.map(|code| code.0).unwrap_or_default());
    let helpers = step.field("co_responsible", Vec::<UnitCode>::new());
    let reason = step.words("reason");
    let note = step.words("note");

    let against_list = {
        let proposed = proposed.clone();
        move || proposed.as_ref().is_some_and(|code| lead.with(|lead| !lead.is_empty() && lead != code.as_str()))
    };
    let command = {
        let against_list = against_list.clone();
        move || {
            let lead = UnitCode(lead.get());
            Command::Dispatch(Dispatch {
                co_responsible: helpers.get().into_iter().filter(|code| *code != lead).collect(),
                note: some(note),
                reason: against_list().then(|| some(reason)).flatten(),
                lead,
            })
        }
    };
    let submit = {
        let directory = directory.clone();
        Signal::derive(move || {
            let code = UnitCode(lead.get());
            match directory.unit(&code) {
                Some(unit) => t.fill(words::DISPATCH_TO, &[("unit", &unit.name)]),
                None => t.say(common::COMMAND_DISPATCH).to_owned(),
            }
        })
    };
    let hint = match &proposed {
        Some(code) => t.fill(words::LIST_PROPOSES, &[("unit", &unit_name(code, &directory))]),
        None => t.say(words::LIST_PROPOSES_NOTHING).to_owned(),
    };
    let came_back = returned.map(|(unit, suggested)| {
        let suggested = suggested.map(|code| t.fill(words::SUGGESTED_IS, &[("unit", &unit_name(&code, &directory))]));
        view! {
            <Notice tone=Tone::Info>
                <p>{t.fill(words::CAME_BACK_FROM, &[("unit", &unit)])} " " {suggested}</p>
            </Notice>
        }
    });
    let marked = refusers.into_iter().map(|code| (code, t.say(words::HAS_RETURNED))).collect();
    let lead_error = step.fault_at("lead");
    let lead_error = Signal::derive(move || lead_error.get().map(|_| t.say(words::CHOOSE_LEAD).to_owned()));
    view! {
        <StepForm step submit fields=&["lead", "reason", "note"] command>
            {came_back}
            <Field id="dispatch-lead" label=t.say(words::LEAD) hint error=lead_error>
                <UnitSelect id="dispatch-lead" value=lead none=t.say(words::CHOOSE_UNIT) marked />
            </Field>
            <Show when=against_list>
                <TextBox
                    step
                    id="dispatch-reason"
                    field="reason"
                    label=t.say(words::WHY_NOT_THE_LIST)
                    rows=2
                    value=reason
                />
            </Show>
            <UnitChecks chosen=helpers lead />
            <TextBox step id="dispatch-note" field="note" label=t.say(words::NOTE_TO_UNITS) rows=2 value=note />
        </StepForm>
    }
}

/// Who sent the ticket back last, and whom they suggested.
fn last_return(ticket: &Ticket) -> Option<(String, Option<UnitCode>)> {
    let asked = ticket.last_by(CommandKind::RequestReturn)?;
    match &asked.change {
        Change::RequestReturn { suggested_unit, .. } => Some((asked.by_unit.clone(), suggested_unit.clone())),
        _ => None,
    }
}
