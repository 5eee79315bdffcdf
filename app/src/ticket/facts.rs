//! What is known of a ticket, as a list of names and values.

use std::sync::Arc;

use domain::list::proposal::proposes;
use domain::{Change, Directory, Flag, Place, Ticket, UnitCode};
use jiff::Timestamp;
use leptos::prelude::*;

use crate::components::words::{closing_word, role_word, satisfaction_word, urgency_word};
use crate::components::{Notice, Tone, When};
use crate::device::use_device;
use crate::list;
use crate::text::{Text, Words, admission, ticket as words, use_words};

/// Item, place, units and the rest.
#[component]
pub fn Facts(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let now = Signal::from(device.now);
    let rows = move || ticket.get().map(|ticket| rows(&ticket, &device.directory.get(), now, t));
    let proposal = move || {
        let address = ticket.with(|ticket| proposal_address(ticket.as_deref()?, &device.directory.get()))?;
        let may = device.me.with(|me| me.as_ref().is_some_and(|me| proposes(me.role)));
        may.then(|| view! { <a class="button button--quiet" href=address>{t.say(admission::PROPOSE_FROM)}</a> })
    };
    view! {
        <section aria-labelledby="facts-title">
            <h2 class="ticket__section" id="facts-title">{t.say(words::FACTS)}</h2>
            <dl class="facts">{rows}</dl>
            {proposal}
        </section>
    }
}

/// Where a change of the list can be proposed, for a ticket that shows that it wants one: it was handed back, or the list
/// has no item for it. After a ruling the form begins with the unit that it names.
fn proposal_address(ticket: &Ticket, directory: &Directory) -> Option<String> {
    let item = ticket.item_code.as_ref().filter(|code| directory.item(code).is_some());
    let was_returned = ticket.events.iter().any(|event| matches!(event.change, Change::RequestReturn { .. }));
    let lead = ticket.ruling().map(|ruling| format!("&lead={}", ruling.unit)).unwrap_or_default();
    match item {
        Some(code) => was_returned.then(|| format!("/proposals/new?item={code}&ticket={}{lead}", ticket.id)),
        None => Some(format!("/proposals/new?ticket={}{lead}", ticket.id)),
    }
}

fn rows(ticket: &Ticket, directory: &Directory, now: Signal<Timestamp>, t: Words) -> Vec<AnyView> {
    let row = |name: Text, value: AnyView| view! { <div><dt>{t.say(name)}</dt><dd>{value}</dd></div> }.into_any();
    let moment = |at: Timestamp| view! { <When at now /> }.into_any();
    let item = match (&ticket.item_name, &ticket.item_code) {
        (Some(name), Some(code)) => format!("{name}（{code}）"),
        (None, Some(code)) => t.fill(words::UNKNOWN_ITEM, &[("code", code)]),
        _ => t.say(words::NO_ITEM).to_owned(),
    };
    let place = [ticket.address.clone(), ticket.place.as_ref().map(|place| position(place, t))];
    let place: Vec<_> =
        place.into_iter().flatten().map(|line| view! { <span class="facts__line">{line}</span> }).collect();
    let helpers: Vec<_> = ticket.co_responsible.iter().map(|code| unit_name(code, directory)).collect();
    let reporter = format!("{} · {}", ticket.reporter_name, role_word(ticket.reporter_role, t));
    let doubts = ticket.flags.iter().map(|flag| match flag {
        Flag::UnknownItem => t.say(words::FLAG_UNKNOWN_ITEM),
        Flag::Clock => t.say(words::FLAG_CLOCK),
    });
    let closing = match ticket.status {
        domain::Status::Closed { closing, .. } => Some(closing_word(closing, t)),
        _ => None,
    };
    let mut rows = vec![row(words::ITEM, item.into_any())];
    if place.is_empty() {
        rows.push(row(words::PLACE, t.say(words::NO_PLACE).into_any()));
    } else {
        rows.push(row(words::PLACE, place.into_any()));
    }
    rows.extend(ticket.township.as_ref().map(|code| row(words::TOWNSHIP, unit_name(code, directory).into_any())));
    rows.extend(ticket.ground.as_ref().zip(ticket.grid_name.as_ref()).map(|(ground, grid)| {
        let ground = unit_name(ground, directory);
        row(words::GRID, t.fill(words::GRID_OF, &[("township", &ground), ("grid", grid)]).into_any())
    }));
    rows.push(row(words::URGENCY, urgency_word(ticket.urgency, t).into_any()));
    rows.extend(ticket.lead_name.clone().map(|name| row(words::LEAD, name.into_any())));
    rows.extend(ticket.handler.as_ref().map(|it| row(words::HANDLER, it.name.clone().into_any())));
    rows.extend(ticket.duty.map(|duty| {
        let limit = ticket.limit.map(|limit| list::limit_words(limit, t));
        let by = list::reference(ticket.list_version.as_deref(), duty, t);
        row(words::BY_ENTRY, [Some(by), limit].into_iter().flatten().collect::<Vec<_>>().join(" · ").into_any())
    }));
    if !helpers.is_empty() {
        rows.push(row(words::CO_RESPONSIBLE, helpers.join(t.say(words::LIST_COMMA)).into_any()));
    }
    rows.push(row(words::REPORTER, reporter.into_any()));
    rows.extend(ticket.contact.clone().map(|contact| row(words::CONTACT, contact.into_any())));
    rows.push(row(words::CAPTURED_AT, moment(ticket.captured_at)));
    rows.push(row(words::RECEIVED_AT, moment(ticket.received_at)));
    if ticket.rework_count > 0 {
        rows.push(row(words::REWORKED, t.fill(words::TIMES, &[("n", &ticket.rework_count)]).into_any()));
    }
    if ticket.extensions > 0 {
        rows.push(row(words::EXTENDED, t.fill(words::TIMES, &[("n", &ticket.extensions)]).into_any()));
    }
    rows.extend(ticket.check.as_ref().map(|check| {
        let word = match check.passed {
            None => words::CHECK_ASKED,
            Some(true) => words::SOLVED,
            Some(false) => words::NOT_SOLVED,
        };
        row(words::CHECK, t.say(word).into_any())
    }));
    rows.extend(ticket.rating.as_ref().map(|rating| {
        let scores = t.fill(
            words::SCORES_ARE,
            &[("response", &rating.response), ("quality", &rating.quality), ("result", &rating.result)],
        );
        row(words::RATING, format!("{} · {scores}", satisfaction_word(rating.satisfaction, t)).into_any())
    }));
    if ticket.exempt {
        rows.push(row(words::LATENESS, t.say(words::EXEMPT).into_any()));
    }
    rows.extend(closing.map(|word| row(words::CLOSING, word.into_any())));
    rows.extend(doubts.map(|doubt| row(words::DOUBT, doubt.into_any())));
    rows
}

/// The name of the unit with this code; the code itself where the directory does not have it.
pub fn unit_name(code: &UnitCode, directory: &Directory) -> String {
    directory.unit(code).map_or_else(|| code.to_string(), |unit| unit.name.clone())
}

/// `37.16512, 122.48830 ±8 米`
fn position(place: &Place, t: Words) -> String {
    let at = format!("{:.5}, {:.5}", place.lat, place.lon);
    match place.accuracy_m {
        Some(metres) => format!("{at} {}", t.fill(words::ACCURACY, &[("n", &metres.round())])),
        None => at,
    }
}

/// The return that waits for a decision, with its reason.
#[component]
pub fn ReturnAsked(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let pending = Memo::new(move |_| {
        ticket.with(|ticket| {
            let ticket = ticket.as_ref()?;
            Some((ticket.lead_name.clone().unwrap_or_default(), ticket.pending_return.clone()?))
        })
    });
    move || {
        pending.get().map(|(unit, pending)| {
            let suggested = pending.suggested_unit.map(|code| unit_name(&code, &device.directory.get()));
            view! {
                <Notice tone=Tone::Warning>
                    <p>
                        <strong>{t.fill(words::RETURN_ASKED, &[("unit", &unit)])}</strong>
                        " "
                        <When at=pending.at now=device.now />
                    </p>
                    <p class="ticket__words">{pending.text}</p>
                    {pending.clause.map(|clause| view! { <p>{t.fill(words::CLAUSE_IS, &[("clause", &clause)])}</p> })}
                    {suggested.map(|unit| view! { <p>{t.fill(words::SUGGESTED_IS, &[("unit", &unit)])}</p> })}
                </Notice>
            }
        })
    }
}
