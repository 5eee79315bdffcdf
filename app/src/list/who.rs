//! Who will be responsible, by when, and by which entry of the list.

use domain::list::{Limit, LimitKind, Responsible};
use domain::routing::{Assignment, Candidate, Routing, Unknown};
use domain::{Directory, UnitCode};
use jiff::civil::Date;
use leptos::prelude::*;

use crate::device::use_device;
use crate::text::{Words, list as words, use_words};

/// A time limit: 4 个工作时.
pub fn limit_words(limit: Limit, t: Words) -> String {
    let text = match limit.kind {
        LimitKind::UrgentHours => words::LIMIT_URGENT_HOURS,
        LimitKind::WorkingHours => words::LIMIT_WORKING_HOURS,
        LimitKind::WorkingDays => words::LIMIT_WORKING_DAYS,
        LimitKind::Days => words::LIMIT_DAYS,
    };
    t.fill(text, &[("n", &limit.amount)])
}

/// Who it is, before the place is known: a unit's name, 属地镇街, or 派驻机构 of a department.
pub fn responsible_words(responsible: &Responsible, directory: &Directory, t: Words) -> String {
    let name = |code: &UnitCode| directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone());
    match responsible {
        Responsible::Unit(code) => name(code),
        Responsible::Township => t.say(words::TOWNSHIP_OF_PLACE).to_owned(),
        Responsible::Agency(department) => t.fill(words::AGENCY_OF, &[("unit", &name(department))]),
    }
}

/// 清单2026-3第118条
pub fn reference(version: Option<&str>, duty: u32, t: Words) -> String {
    match version {
        Some(version) => t.fill(words::REFERENCE, &[("version", &version), ("n", &duty)]),
        None => t.fill(words::REFERENCE_WITHOUT_VERSION, &[("n", &duty)]),
    }
}

/// A day: 2026年11月25日.
pub fn day_words(day: Date, t: Words) -> String {
    t.fill(words::DAY, &[("y", &day.year()), ("m", &day.month()), ("d", &day.day())])
}

/// The number of the version of the list that holds.
pub fn version_number(directory: &Directory) -> Option<&str> {
    directory.version().map(|version| version.number.as_str())
}

/// Who leads, by when, and who helps.
pub fn assignment_words(assignment: &Assignment<'_>, t: Words) -> String {
    let limit = limit_words(assignment.limit(), t);
    let led = t.fill(words::LED_BY, &[("unit", &assignment.lead.name), ("limit", &limit)]);
    if assignment.co_responsible.is_empty() {
        return led;
    }
    let helpers: Vec<_> = assignment.co_responsible.iter().map(|unit| unit.name.as_str()).collect();
    t.fill(words::HELPED_BY, &[("led", &led), ("units", &helpers.join(t.say(words::COMMA)))])
}

/// The same of an entry that may apply, with its condition.
pub fn candidate_words(candidate: &Candidate<'_>, directory: &Directory, t: Words) -> String {
    let who = match &candidate.outcome {
        Ok(assignment) => assignment_words(assignment, t),
        Err(Unknown::Unit(code)) => t.fill(words::NO_SUCH_UNIT, &[("unit", code)]),
        Err(Unknown::Township | Unknown::Agency(_)) => responsible_words(&candidate.duty.lead, directory, t),
    };
    match &candidate.duty.condition {
        Some(condition) => t.fill(words::IN_CASE, &[("condition", condition), ("who", &who)]),
        None => who,
    }
}

/// What the list says of an item, line by line.
#[component]
pub fn Who(
    /// Code of the item.
    #[prop(into)]
    item: Signal<Option<String>>,
    /// Where it is.
    #[prop(into)]
    township: Signal<Option<UnitCode>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let lines = move || {
        let item = item.get()?;
        let directory = device.directory.get();
        Some(match directory.route(Some(&item), None, township.get().as_ref()) {
            Routing::NotListed => vec![t.say(words::NOT_LISTED).to_owned()],
            Routing::Assigned(assignment) => {
                vec![assignment_words(&assignment, t), reference(version_number(&directory), assignment.duty.number, t)]
            }
            Routing::Unclear(candidates) => {
                candidates.iter().map(|candidate| candidate_words(candidate, &directory, t)).collect()
            }
        })
    };
    view! {
        <div class="who" aria-live="polite" data-testid="who">
            {move || lines().map(|lines| lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view())}
        </div>
    }
}
