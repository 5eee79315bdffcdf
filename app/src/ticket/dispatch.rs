//! 派遣: who leads, by the list or against it with a reason, and who helps.

use domain::command::CommandKind;
use domain::routing::{Assignment, Routing};
use domain::{Change, Command, Directory, Dispatch, Duty, Ticket, UnitCode};
use leptos::prelude::*;

use super::choose_unit::{UnitChecks, UnitSelect};
use super::facts::unit_name;
use super::parts::{PartFields, PartTexts, parts_of};
use super::step::{Step, StepForm, some};
use super::text_box::TextBox;
use crate::components::{Field, Notice, Tone};
use crate::device::use_device;
use crate::list;
use crate::text::{Words, common, ticket as words, use_words};

/// 派遣.
#[component]
pub fn DispatchForm(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let directory = device.directory.get_untracked();
    let entries = StoredValue::new(step.at_first(|ticket| entries(ticket, &directory, t)).unwrap_or_default());
    let only = entries.with_value(|entries| match entries.as_slice() {
        [entry] => Some(entry.clone()),
        _ => None,
    });
    let proposed = only.as_ref().and_then(|entry| entry.lead.clone());
    let returned = step.at_first(last_return).flatten();
    let township = step.at_first(|ticket| ticket.township.clone()).flatten();
    let nearby = township.clone();
    let refusers = step.at_first(|ticket| ticket.returned_by.clone()).unwrap_or_default();
    let first = proposed.clone().filter(|code| !refusers.contains(code));
    let first = first.or_else(|| returned.as_ref().and_then(|(_, suggested)| suggested.clone()));
    let lead = step.field("lead", first.map(|code| code.0).unwrap_or_default());
    let helpers = only.as_ref().map(|entry| entry.helpers.clone()).unwrap_or_default();
    let helpers = step.field("co_responsible", helpers);
    let duty = step.field("duty", only.map(|entry| entry.number));
    let reason = step.words("reason");
    let note = step.words("note");
    let part_texts = step.field("parts", PartTexts::new());

    // As the ticket's rules have it: none of the entries that may apply has this unit lead.
    let against_list = move || {
        let lead = UnitCode(lead.get());
        entries.with_value(|entries| {
            let may_apply = || entries.iter().filter(|entry| duty.get().is_none_or(|number| number == entry.number));
            let mut leads = may_apply().filter_map(|entry| entry.lead.as_ref()).peekable();
            !lead.as_str().is_empty() && leads.peek().is_some() && leads.all(|proposed| *proposed != lead)
        })
    };
    let co_responsible = Signal::derive(move || {
        let lead = UnitCode(lead.get());
        helpers.get().into_iter().filter(|code| *code != lead).collect::<Vec<_>>()
    });
    let command = move || {
        let lead = UnitCode(lead.get());
        let co_responsible = co_responsible.get();
        Command::Dispatch(Dispatch {
            parts: part_texts.with(|texts| parts_of(&co_responsible, texts)),
            co_responsible,
            note: some(note),
            reason: against_list().then(|| some(reason)).flatten(),
            lead,
            duty: duty.get(),
        })
    };
    let choose = move |entry: Entry| {
        duty.set(Some(entry.number));
        if let Some(code) = entry.lead {
            lead.set(code.0);
            helpers.set(entry.helpers);
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
    let hint = entries.with_value(|entries| match entries.as_slice() {
        [] => t.say(words::LIST_PROPOSES_NOTHING).to_owned(),
        [entry] => entry.words.clone(),
        _ => String::new(),
    });
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
            {entries.with_value(|entries| (entries.len() > 1).then(|| entry_choice(entries, duty, choose, t)))}
            <Field id="dispatch-lead" label=t.say(words::LEAD) hint error=lead_error>
                <UnitSelect id="dispatch-lead" value=lead none=t.say(words::CHOOSE_UNIT) township=nearby marked />
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
            <UnitChecks chosen=helpers lead township />
            <PartFields helpers=co_responsible texts=part_texts />
            <TextBox step id="dispatch-note" field="note" label=t.say(words::NOTE_TO_UNITS) rows=2 value=note />
        </StepForm>
    }
}

/// One entry of the list that may apply.
#[derive(Clone)]
struct Entry {
    number: u32,
    /// Who leads; none while it is not known, such as the agency of a township that has none.
    lead: Option<UnitCode>,
    helpers: Vec<UnitCode>,
    words: String,
}

fn entries(ticket: &Ticket, directory: &Directory, t: Words) -> Vec<Entry> {
    let entry = |duty: &Duty, assignment: Option<&Assignment<'_>>, words: String| Entry {
        number: duty.number,
        lead: assignment.map(|assignment| assignment.lead.code.clone()),
        helpers: assignment
            .map(|assignment| assignment.co_responsible.iter().map(|unit| unit.code.clone()).collect())
            .unwrap_or_default(),
        words: [list::reference(list::version_number(directory), duty.number, t), words].join(t.say(words::COLON)),
    };
    match directory.route(ticket.item_code.as_deref(), None, ticket.township_of_place()) {
        Routing::NotListed => Vec::new(),
        Routing::Assigned(it) => vec![entry(it.duty, Some(&it), list::assignment_words(&it, t))],
        Routing::Unclear(candidates) => candidates
            .iter()
            .map(|it| entry(it.duty, it.outcome.as_ref().ok(), list::candidate_words(it, directory, t)))
            .collect(),
    }
}

/// Which of several entries applies.
fn entry_choice(
    entries: &[Entry],
    duty: RwSignal<Option<u32>>,
    choose: impl Fn(Entry) + Copy + 'static,
    t: Words,
) -> AnyView {
    let choice = |entry: &Entry| {
        let entry = entry.clone();
        let (number, words) = (entry.number, entry.words.clone());
        view! {
            <label class="choice">
                <input
                    type="radio"
                    name="duty"
                    prop:checked=move || duty.get() == Some(number)
                    on:change=move |_| choose(entry.clone())
                />
                <span>{words}</span>
            </label>
        }
    };
    view! {
        <fieldset class="choices" data-testid="entries">
            <legend>{t.say(words::WHICH_ENTRY)}</legend>
            {entries.iter().map(choice).collect_view()}
        </fieldset>
    }
    .into_any()
}

/// Who sent the ticket back last, and whom they suggested.
fn last_return(ticket: &Ticket) -> Option<(String, Option<UnitCode>)> {
    let asked = ticket.last_by(CommandKind::RequestReturn)?;
    match &asked.change {
        Change::RequestReturn { suggested_unit, .. } => Some((asked.by_unit.clone(), suggested_unit.clone())),
        _ => None,
    }
}
