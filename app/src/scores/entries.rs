//! What moved a score: the ledger's entries, each with its ticket.

use domain::UnitCode;
use domain::evaluation::{Cause, Line, Lines, Month, Rule};
use leptos::prelude::*;

use super::wording::{reason_word, rule_word, signed};
use crate::account::remote::{Answered, ask};
use crate::administration::escaped;
use crate::components::When;
use crate::device::use_device;
use crate::text::{scores as words, use_words};

/// Entries shown at first, and how many more at a time; the server gives so many at most.
const PAGE: usize = 20;
const MOST: usize = 200;

/// A unit's entries of a month, the newest first; of one rule where one is chosen.
#[component]
pub(super) fn Entries(unit: Signal<UnitCode>, month: RwSignal<Month>, rule: RwSignal<Option<Rule>>) -> impl IntoView {
    let t = use_words();
    let shown = RwSignal::new(PAGE);
    let answer = ask::<Lines>(move || {
        let rule = rule.get().map_or("", Rule::as_str);
        let unit = unit.get();
        format!(
            "/api/v1/scores/{}/entries?month={}&rule={rule}&limit={}",
            escaped(unit.as_str()),
            month.get(),
            shown.get(),
        )
    });
    let title = move || match rule.get() {
        Some(rule) => t.fill(words::MOVED_BY, &[("rule", &rule_word(rule, t))]),
        None => t.say(words::MOVED).to_owned(),
    };
    view! {
        <section class="scores__entries">
            <h2>{title}</h2>
            <Answered
                answer
                children=move |Lines { entries, next }: Lines| {
                    if entries.is_empty() {
                        return view! { <p class="office__hint">{t.say(words::NO_ENTRIES)}</p> }.into_any();
                    }
                    let rows = entries.into_iter().map(|line| view! { <Row line /> }).collect_view();
                    let more = next.is_some() && shown.get_untracked() < MOST;
                    view! {
                        <ol class="scores__lines">{rows}</ol>
                        <Show when=move || more>
                            <button
                                type="button"
                                class="button"
                                on:click=move |_| shown.update(|shown| *shown = (*shown + 2 * PAGE).min(MOST))
                            >
                                {t.say(words::MORE)}
                            </button>
                        </Show>
                    }
                        .into_any()
                }
            />
        </section>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let address = match line.cause {
        Cause::Ticket(id) => format!("/tickets/{id}"),
        Cause::Proposal(id) => format!("/proposals/{id}"),
    };
    let township = line.township.map(|code| {
        device.directory.with(|it| it.unit(&code).map_or_else(|| code.to_string(), |unit| unit.name.clone()))
    });
    // What a rating gives is of full marks, and adds nothing by itself.
    let points = if township.is_some() { line.points.to_string() } else { signed(line.points) };
    view! {
        <li class="scores__line" data-testid="entry" data-reason=line.reason.as_str()>
            <span class="scores__points" data-sign=(line.points.0.signum() * i64::from(township.is_none())).to_string()>
                {points}
            </span>
            <p class="scores__what">
                <strong>{rule_word(line.rule, t)}</strong>
                " · "
                {reason_word(line.reason, t)}
                {township.map(|township| view! { " · " {township} })}
                " "
                <small><When at=line.at now=device.now /></small>
            </p>
            <a href=address>{line.number.map(|number| view! { {number} " " })} {line.title}</a>
        </li>
    }
}
