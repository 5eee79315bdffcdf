//! One entry of an item, to be altered.

use domain::list::{Limit, LimitKind, Responsible};
use domain::{Duty, Urgency};
use leptos::prelude::*;

use super::fields::{Helpers, TextField, responsible_options};
use crate::components::Field;
use crate::components::words::urgency_word;
use crate::text::{Text, admission as words, list as list_words, use_words};

/// Kinds of limit as they are written in the form, with their words.
const LIMITS: [(&str, LimitKind, Text); 4] = [
    ("urgent_hours", LimitKind::UrgentHours, words::URGENT_HOURS),
    ("working_hours", LimitKind::WorkingHours, words::WORKING_HOURS),
    ("working_days", LimitKind::WorkingDays, words::WORKING_DAYS),
    ("days", LimitKind::Days, words::NATURAL_DAYS),
];

/// An entry as it is being altered.
#[derive(Clone, Copy)]
pub(super) struct EditedDuty {
    /// Tells the entries of a form apart.
    pub(super) key: usize,
    number: u32,
    condition: RwSignal<String>,
    lead: RwSignal<String>,
    helpers: RwSignal<Vec<Responsible>>,
    amount: RwSignal<String>,
    kind: RwSignal<String>,
    urgent: RwSignal<bool>,
    standard: RwSignal<String>,
    evidence: RwSignal<String>,
    basis: RwSignal<String>,
}

impl EditedDuty {
    /// This entry, or a new one.
    pub(super) fn of(key: usize, duty: Option<&Duty>) -> Self {
        let text = |read: fn(&Duty) -> &str| RwSignal::new(duty.map(read).unwrap_or_default().to_owned());
        let limit = duty.and_then(|duty| duty.limit);
        let kind = limit.and_then(|limit| LIMITS.iter().find(|(_, kind, _)| *kind == limit.kind)).map(|found| found.0);
        Self {
            key,
            number: duty.map_or(0, |duty| duty.number),
            condition: text(|duty| duty.condition.as_deref().unwrap_or_default()),
            lead: RwSignal::new(duty.map(|duty| duty.lead.to_string()).unwrap_or_default()),
            helpers: RwSignal::new(duty.map(|duty| duty.co_responsible.clone()).unwrap_or_default()),
            amount: RwSignal::new(limit.map(|limit| limit.amount.to_string()).unwrap_or_default()),
            kind: RwSignal::new(kind.unwrap_or(LIMITS[1].0).to_owned()),
            urgent: RwSignal::new(duty.is_some_and(|duty| duty.urgency == Urgency::Urgent)),
            standard: text(|duty| &duty.standard),
            evidence: text(|duty| &duty.evidence),
            basis: text(|duty| &duty.basis),
        }
    }

    /// The entry as it is filled in. Whoever leads is asked for by the browser; what does not read names nobody, and the
    /// server says so.
    pub(super) fn duty(self) -> Duty {
        let trimmed = |text: RwSignal<String>| text.with_untracked(|text| text.trim().to_owned());
        let lead = self.lead.with_untracked(|lead| lead.parse().unwrap_or(Responsible::Unit("".into())));
        let kind = self.kind.get_untracked();
        let kind = LIMITS.iter().find(|(name, ..)| *name == kind).map(|found| found.1);
        let amount = trimmed(self.amount);
        // A number that does not read is told as one that is out of bounds.
        let limit = (!amount.is_empty())
            .then_some(kind)
            .flatten()
            .map(|kind| Limit { amount: amount.parse().unwrap_or_default(), kind });
        Duty {
            condition: Some(trimmed(self.condition)).filter(|condition| !condition.is_empty()),
            co_responsible: self.helpers.get_untracked(),
            limit,
            standard: trimmed(self.standard),
            evidence: trimmed(self.evidence),
            basis: trimmed(self.basis),
            urgency: if self.urgent.get_untracked() { Urgency::Urgent } else { Urgency::Normal },
            ..Duty::new(self.number, lead)
        }
    }
}

/// The fields of an entry; `remove` takes it out.
#[component]
pub(super) fn DutyForm(edited: EditedDuty, remove: Callback<()>) -> impl IntoView {
    let t = use_words();
    let id = move |name: &str| format!("duty-{}-{name}", edited.key);
    let title = match edited.number {
        0 => t.say(words::NEW_ENTRY).to_owned(),
        number => t.fill(list_words::ENTRY, &[("n", &number)]),
    };
    let limit_kind = move |(value, _, word): (&'static str, LimitKind, Text)| {
        view! {
            <option value=value prop:selected=move || edited.kind.with(|kind| kind == value)>
                {t.say(word)}
            </option>
        }
    };
    view! {
        <fieldset class="admission__duty" data-testid="duty">
            <legend>{title.clone()}</legend>
            <TextField
                id=id("condition")
                label=t.say(words::CONDITION)
                hint=t.say(words::CONDITION_HINT)
                value=edited.condition
            />
            <Field id=id("lead") label=t.say(list_words::LEAD)>
                <select
                    id=id("lead")
                    class="input"
                    required
                    aria-describedby=format!("{0}-hint {0}-error", id("lead"))
                    on:change=move |event| edited.lead.set(event_target_value(&event))
                >
                    <option value="" prop:selected=move || edited.lead.with(String::is_empty)>
                        {t.say(words::CHOOSE_UNIT)}
                    </option>
                    {responsible_options(t, move |value| edited.lead.with(|lead| lead == value))}
                </select>
            </Field>
            <Helpers id=id("helpers") label=t.say(list_words::HELPERS) add=t.say(words::ADD_HELPER) chosen=edited.helpers />
            <Field id=id("amount") label=t.say(list_words::LIMIT) hint=t.say(words::LIMIT_HINT)>
                <div class="admission__limit">
                    <input
                        id=id("amount")
                        type="number"
                        class="input"
                        min="1"
                        max=Limit::MOST.to_string()
                        aria-describedby=format!("{0}-hint {0}-error", id("amount"))
                        prop:value=edited.amount
                        on:input=move |event| edited.amount.set(event_target_value(&event))
                    />
                    <select
                        class="input"
                        aria-label=t.say(words::LIMIT_KIND)
                        on:change=move |event| edited.kind.set(event_target_value(&event))
                    >
                        {LIMITS.map(limit_kind)}
                    </select>
                </div>
            </Field>
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=edited.urgent
                    on:change=move |event| edited.urgent.set(event_target_checked(&event))
                />
                <span>{urgency_word(Urgency::Urgent, t)}</span>
            </label>
            <TextField id=id("standard") label=t.say(list_words::STANDARD) value=edited.standard rows=2 />
            <TextField id=id("evidence") label=t.say(list_words::EVIDENCE) value=edited.evidence rows=2 />
            <TextField id=id("basis") label=t.say(list_words::BASIS) value=edited.basis rows=2 />
            <button type="button" class="button button--quiet" on:click=move |_| remove.run(())>
                {t.fill(words::REMOVE, &[("what", &title)])}
            </button>
        </fieldset>
    }
}
