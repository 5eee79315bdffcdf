//! Progress and parts: what the units that help have to do, and how far everybody has come.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::Part;
use domain::ticket::{PartWay, TicketPart};
use domain::{Command, Ticket, UnitCode};
use leptos::prelude::*;

use super::facts::unit_name;
use super::handling::PhotoField;
use super::step::{Step, StepForm};
use super::text_box::TextBox;
use crate::components::Field;
use crate::device::use_device;
use crate::text::{Words, common, ticket as words, use_words};

/// What the dispatch form says of each helping unit's part, by the unit's code.
pub type PartTexts = BTreeMap<String, String>;

/// The parts of the units that help, as they are filled in.
pub fn parts_of(helpers: &[UnitCode], texts: &PartTexts) -> Vec<Part> {
    let part = |unit: &UnitCode| {
        let text = texts.get(unit.as_str()).map(|text| text.trim()).filter(|text| !text.is_empty())?;
        Some(Part { unit: unit.clone(), text: text.to_owned() })
    };
    helpers.iter().filter_map(part).collect()
}

/// A line for the part of each unit that helps.
#[component]
pub fn PartFields(
    /// The units that help.
    helpers: Signal<Vec<UnitCode>>,
    texts: RwSignal<PartTexts>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let field = move |code: UnitCode| {
        let id = format!("dispatch-part-{code}");
        let label = t.fill(words::PART_FOR, &[("unit", &unit_name(&code, &device.directory.get_untracked()))]);
        let code = StoredValue::new(code.to_string());
        let filled = move || code.with_value(|code| texts.with(|texts| texts.get(code).cloned().unwrap_or_default()));
        view! {
            <Field id=id.clone() label hint=t.say(words::PART_MEANS)>
                <input
                    id=id.clone()
                    type="text"
                    class="input"
                    maxlength=domain::command::MAX_REASON.to_string()
                    aria-describedby=format!("{id}-hint {id}-error")
                    prop:value=filled
                    on:input=move |event| {
                        texts.update(|texts| drop(texts.insert(code.get_value(), event_target_value(&event))));
                    }
                />
            </Field>
        }
    };
    view! {
        <For each=move || helpers.get() key=|code| code.clone() let(code)>
            {field(code)}
        </For>
    }
}

/// The parts of this ticket, and what came of each.
#[component]
pub fn Parts(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let parts =
        Memo::new(move |_| ticket.with(|ticket| ticket.as_ref().map(|it| it.parts.clone()).unwrap_or_default()));
    let row = move |TicketPart { part, end }: TicketPart| {
        let state = match &end {
            None => t.say(words::PART_OPEN).to_owned(),
            Some(end) => t.fill(way_word(end.way), &[("name", &end.by_name)]),
        };
        view! {
            <li class="parts__row" data-testid="part" data-unit=part.unit.to_string()>
                <p>
                    <strong>{unit_name(&part.unit, &device.directory.get())}</strong>
                    " "
                    <span class="quiet">{state}</span>
                </p>
                <p class="ticket__words">{part.text}</p>
            </li>
        }
    };
    view! {
        <Show when=move || !parts.with(Vec::is_empty)>
            <section aria-labelledby="parts-title">
                <h2 class="ticket__section" id="parts-title">{t.say(words::PARTS)}</h2>
                <ul class="parts">{move || parts.get().into_iter().map(row).collect_view()}</ul>
            </section>
        </Show>
    }
}

fn way_word(way: PartWay) -> crate::text::Text {
    match way {
        PartWay::Finished => words::PART_FINISHED,
        PartWay::Waived => words::PART_WAIVED,
    }
}

/// 报告进展, by the lead or a unit that helps.
#[component]
pub fn ReportProgress(step: Step) -> impl IntoView {
    let t = use_words();
    let text = step.words("text");
    let command = move || Command::ReportProgress { text: text.get(), photos: step.named_photos() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_REPORT_PROGRESS) fields=&["text", "photos"] command>
            <TextBox step id="progress-text" field="text" label=t.say(words::PROGRESS_TEXT) value=text />
            <PhotoField step label=t.say(words::NOTE_PHOTOS) />
        </StepForm>
    }
}

/// 完成分工, by the unit whose part it is.
#[component]
pub fn FinishPart(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let text = step.words("text");
    let mine = device.me.with_untracked(|me| me.as_ref().map(|me| me.unit.code.clone()));
    let part = step.at_first(|ticket| {
        let part = ticket.open_parts().find(|part| Some(&part.part.unit) == mine.as_ref())?;
        Some(t.fill(words::PART_IS, &[("text", &part.part.text)]))
    });
    let command = move || Command::FinishPart { text: text.get(), photos: step.named_photos() };
    view! {
        <StepForm step submit=t.say(common::COMMAND_FINISH_PART) fields=&["text", "photos"] command>
            {part.flatten().map(|part| view! { <p class="ticket__words">{part}</p> })}
            <PhotoField step label=t.say(words::AFTER_PHOTOS) />
            <TextBox step id="part-text" field="text" label=t.say(words::WHAT_WAS_DONE) value=text />
        </StepForm>
    }
}

/// 免除分工, by the lead.
#[component]
pub fn WaivePart(step: Step) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let open = step.at_first(|ticket| ticket.open_parts().map(|part| part.part.unit.clone()).collect::<Vec<_>>());
    let open = open.unwrap_or_default();
    let only = match open.as_slice() {
        [only] => only.to_string(),
        _ => String::new(),
    };
    let unit = step.field("unit", only);
    let reason = step.words("reason");
    let command = move || Command::WaivePart { unit: UnitCode(unit.get()), reason: reason.get() };
    let missing = Signal::derive(move || unit.with(String::is_empty).then_some(words::CHOOSE_PART));
    view! {
        <StepForm step submit=t.say(common::COMMAND_WAIVE_PART) missing fields=&["reason"] command>
            <Field id="waive-unit" label=t.say(words::WHICH_PART)>
                <select
                    id="waive-unit"
                    class="input"
                    aria-describedby="waive-unit-hint waive-unit-error"
                    on:change=move |event| unit.set(event_target_value(&event))
                >
                    <option value="" prop:selected=move || unit.with(String::is_empty)>
                        {t.say(words::CHOOSE_UNIT)}
                    </option>
                    {open
                        .into_iter()
                        .map(|code| {
                            let name = unit_name(&code, &device.directory.get_untracked());
                            let value = code.to_string();
                            let is_chosen = move || unit.with(|unit| unit == code.as_str());
                            view! { <option value=value prop:selected=is_chosen>{name}</option> }
                        })
                        .collect_view()}
                </select>
            </Field>
            <TextBox step id="waive-reason" field="reason" label=t.say(words::REASON) value=reason />
        </StepForm>
    }
}

/// What a dispatch asked of each unit that helps, a line for each.
pub fn part_lines(parts: &[Part], directory: &domain::Directory, t: Words) -> Vec<String> {
    let line = |part: &Part| [&unit_name(&part.unit, directory), t.say(words::COLON), &part.text].concat();
    parts.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_units_that_help_and_have_something_to_do_have_a_part() {
        let texts: PartTexts =
            [("D02", " 围挡 "), ("D03", "  "), ("D04", "断电")].map(|(code, text)| (code.into(), text.into())).into();
        let parts = parts_of(&["D02".into(), "D03".into(), "D05".into()], &texts);
        assert_eq!(parts, [Part { unit: "D02".into(), text: "围挡".into() }]);
    }
}
