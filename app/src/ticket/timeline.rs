//! What happened, in order, with what people wrote and showed. My own steps that are not sent yet are marked.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::outbox::Entry;
use domain::ticket::{Deadline, TicketPhoto};
use domain::{Change, Directory, Event, PersonId, Ticket, TicketId};
use leptos::prelude::*;

use super::facts::unit_name;
use super::intake::decline_word;
use super::parts::part_lines;
use crate::components::words::{event_word, urgency_word, who_words};
use crate::components::{ItemState, PhotoStrip, Standing, When, due_text};
use crate::device::use_device;
use crate::text::{Words, ticket as words, use_words};

/// One event as it is shown.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    index: usize,
    event: Event,
    photos: Vec<TicketPhoto>,
    unsent: bool,
}

/// All events, the first on top.
#[component]
pub fn Timeline(id: TicketId, ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let waiting = Memo::new(move |_| device.outbox.with(|entries| waiting_kinds(entries, id)));
    let lines = Memo::new(move |_| {
        ticket.with(|ticket| {
            let me = device.my_id();
            ticket.as_ref().map(|ticket| waiting.with(|waiting| lines(ticket, me, waiting))).unwrap_or_default()
        })
    });
    let key = |line: &Line| {
        let settled = line.photos.iter().filter(|photo| photo.received || photo.refused.is_some()).count();
        (line.index, line.event.at, line.unsent, settled)
    };
    view! {
        <section aria-labelledby="timeline-title">
            <h2 class="ticket__section" id="timeline-title">{t.say(words::TIMELINE)}</h2>
            <ol class="timeline">
                <For each=move || lines.get() key=key let(line)>
                    <TimelineRow line />
                </For>
            </ol>
        </section>
    }
}

#[component]
fn TimelineRow(line: Line) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let Line { event, photos, unsent, .. } = line;
    // The reporter's words already stand above.
    let text = event.change.text().filter(|_| !matches!(event.change, Change::Whistle(_))).map(str::to_owned);
    let details = details(&event.change, &device.directory.get_untracked(), device, t);
    view! {
        <li class="timeline__row" data-kind=event.change.command_kind().map(CommandKind::as_str)>
            <p class="timeline__what">
                <strong>{event_word(&event.change, t)}</strong>
                {unsent.then(|| view! { <ItemState standing=Standing::Saved /> })}
            </p>
            <p class="timeline__who">
                {who_words(&event, t)} " · " <When at=event.at now=device.now />
            </p>
            {text.map(|text| view! { <p class="ticket__words">{text}</p> })}
            {details.into_iter().map(|detail| view! { <p class="timeline__detail">{detail}</p> }).collect_view()}
            <PhotoStrip photos />
        </li>
    }
}

/// Kinds of my steps on this ticket that the server does not have yet.
fn waiting_kinds(entries: &[Entry], id: TicketId) -> Vec<CommandKind> {
    let mine = entries.iter().filter(|entry| entry.sealed.ticket_id == id && entry.is_pending());
    mine.filter_map(|entry| CommandKind::parse(&entry.sealed.kind)).collect()
}

/// The events worth showing. Unsent commands stand last, so the newest of mine of each waiting kind are the unsent.
fn lines(ticket: &Ticket, me: Option<PersonId>, waiting: &[CommandKind]) -> Vec<Line> {
    let mut waiting = waiting.to_vec();
    let mut lines: Vec<Line> = Vec::new();
    for (index, event) in ticket.events.iter().enumerate().rev() {
        let kind = event.change.command_kind();
        let at = waiting.iter().position(|wait| Some(*wait) == kind && Some(event.by) == me);
        if let Some(at) = at {
            waiting.swap_remove(at);
        }
        if !matches!(event.change, Change::PhotoReceived { .. } | Change::PhotoRefused { .. }) {
            let photos = photos_of(event, ticket);
            lines.push(Line { index, event: event.clone(), photos, unsent: at.is_some() });
        }
    }
    lines.reverse();
    lines
}

/// The ticket's photos that came with this event.
fn photos_of(event: &Event, ticket: &Ticket) -> Vec<TicketPhoto> {
    // The whistle's photos already stand on top, large.
    let (Change::AddNote { photos: named, .. }
    | Change::AddPhotos { photos: named, .. }
    | Change::ReportResult { photos: named, .. }
    | Change::Check { photos: named, .. }
    | Change::ReplySupervision { photos: named, .. }
    | Change::Verify { photos: named, .. }
    | Change::ReportProgress { photos: named, .. }
    | Change::FinishPart { photos: named, .. }
    | Change::Appeal { photos: named, .. }
    | Change::Follow { photos: named, .. }) = &event.change
    else {
        return Vec::new();
    };
    let is_named =
        |photo: &&TicketPhoto| photo.by == event.by && named.iter().any(|named| named.sha256 == photo.photo.sha256);
    ticket.photos.iter().filter(is_named).cloned().collect()
}

/// What a step says beside its text.
fn details(change: &Change, directory: &Directory, device: crate::device::Device, t: Words) -> Vec<String> {
    let mut details = Vec::new();
    let due = |deadline: &Deadline| {
        t.fill(words::DUE_IS, &[("due", &due_text(deadline.due_at, device.now.get_untracked(), t).0)])
    };
    match change {
        Change::Accept { item_name, urgency, .. } => {
            details.extend(item_name.as_ref().map(|item| t.fill(words::ITEM_NOW, &[("item", item)])));
            details
                .extend(urgency.map(|urgency| t.fill(words::URGENCY_NOW, &[("urgency", &urgency_word(urgency, t))])));
        }
        Change::Decline { reason_code, .. } => details.push(decline_word(reason_code, t)),
        Change::Dispatch(dispatched) => {
            let helpers: Vec<_> =
                dispatched.dispatch.co_responsible.iter().map(|code| unit_name(code, directory)).collect();
            if !helpers.is_empty() {
                let helpers = helpers.join(t.say(words::LIST_COMMA));
                details.push(t.fill(words::HELPERS_ARE, &[("units", &helpers)]));
            }
            details.extend(part_lines(&dispatched.dispatch.parts, directory, t));
            details.extend(dispatched.dispatch.reason.as_ref().map(|why| t.fill(words::REASON_IS, &[("reason", why)])));
        }
        Change::Sign { deadline } | Change::ReHandle { deadline, .. } => details.push(match deadline {
            Some(deadline) => due(deadline),
            None => t.say(words::DUE_UNKNOWN).to_owned(),
        }),
        Change::RefuseReturn { deadline, .. } | Change::Rework { deadline, .. } | Change::Resume { deadline } => {
            details.extend(deadline.as_ref().map(due));
        }
        Change::ApproveExtension { deadline } | Change::SetDue { deadline } => details.push(due(deadline)),
        Change::OpenArbitration { deadline, .. } => details.extend(deadline.as_ref().map(due)),
        Change::RuleArbitration { clause, .. } => {
            details.extend(clause.as_ref().map(|clause| t.fill(words::CLAUSE_IS, &[("clause", clause)])));
        }
        Change::WaivePart { unit, .. } => details.push(unit_name(unit, directory)),
        Change::Supervise { reply_by, .. } => {
            let (due, _) = due_text(*reply_by, device.now.get_untracked(), t);
            details.push(t.fill(words::REPLY_BY_IS, &[("due", &due)]));
        }
        Change::RequestReturn { clause, suggested_unit, .. } => {
            details.extend(clause.as_ref().map(|clause| t.fill(words::CLAUSE_IS, &[("clause", clause)])));
            let suggested = suggested_unit.as_ref().map(|code| unit_name(code, directory));
            details.extend(suggested.map(|unit| t.fill(words::SUGGESTED_IS, &[("unit", &unit)])));
        }
        Change::Rate(rating) => details.push(t.fill(
            words::SCORES_ARE,
            &[("response", &rating.response), ("quality", &rating.quality), ("result", &rating.result)],
        )),
        _ => {}
    }
    details
}
