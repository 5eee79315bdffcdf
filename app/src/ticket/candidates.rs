//! Whether it is one that is here already: the tickets that are most like it, for whoever takes it in.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::duplicates::{Candidate, Reason, Sighting, candidates};
use domain::{Command, PersonId, Status, Ticket, TicketId};
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde::Deserialize;

use super::journal::new_id;
use crate::account::remote::ask;
use crate::components::words::{error_text, numbered};
use crate::components::{Confirm, Notice, PhotoThumb, StatusBadge, Tone, When};
use crate::device::{Device, DeviceError, use_device};
use crate::frame::kept;
use crate::put_away::put_away;
use crate::text::{Words, ticket as words, use_words};

/// The server's answer.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Answer {
    candidates: Vec<Proposal>,
}

/// A ticket that may be of the same thing, and what speaks for it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
struct Proposal {
    #[serde(flatten)]
    candidate: Candidate,
    ticket: Arc<Ticket>,
}

/// The candidates of a ticket that has not been accepted yet and that I might merge.
#[component]
pub fn Candidates(id: TicketId, ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let is_asked = Memo::new(move |_| {
        ticket.with(|ticket| {
            let Some(ticket) = ticket else { return false };
            let is_new = matches!(ticket.status, Status::Received {} | Status::Verifying { .. });
            is_new && device.admits(ticket, CommandKind::MergeInto).is_ok()
        })
    });
    view! {
        <Show when=move || is_asked.get()>
            <Proposed id ticket />
        </Show>
    }
}

#[component]
fn Proposed(id: TicketId, ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let answer = ask::<Answer>(move || format!("/api/v1/tickets/{id}/candidates"));
    let others = RwSignal::new(Vec::<TicketId>::new());
    Effect::new(move |_| {
        let left = device.my_id().and_then(|person| kept::read::<Vec<TicketId>>(&key(person, id)));
        others.set(left.unwrap_or_default());
    });
    let found = Memo::new(move |_| {
        let mut found = match answer.get().flatten() {
            None => Vec::new(),
            Some(Ok(answer)) => answer.candidates,
            // Without the server, what is here is looked through.
            Some(Err(_)) => {
                ticket.with(|ticket| ticket.as_ref().map(|ticket| held(ticket, device))).unwrap_or_default()
            }
        };
        others.with(|others| found.retain(|proposal| !others.contains(&proposal.candidate.id)));
        found
    });
    let problem = RwSignal::new(None::<DeviceError>);
    let merge = move |into: TicketId| {
        spawn_local(async move {
            let saved = put_away(device, new_id(), id, Command::MergeInto { into }, &[]).await;
            problem.set(saved.err());
        });
    };
    let is_another = move |other: TicketId| {
        others.update(|others| others.push(other));
        if let Some(person) = device.my_id() {
            kept::write(&key(person, id), &others.get_untracked());
        }
    };
    let row = move |Proposal { candidate, ticket }: Proposal| {
        let other = candidate.id;
        let is_open = !ticket.status.is_terminal();
        view! {
            <Lookalike candidate ticket>
                {is_open
                    .then(|| {
                        view! {
                            <Confirm
                                label=t.say(words::MERGE_THERE)
                                question=t.say(words::MERGE_QUESTION)
                                on_confirm=Callback::new(move |()| merge(other))
                            />
                        }
                    })}
                <button type="button" class="button button--quiet" on:click=move |_| is_another(other)>
                    {t.say(words::NOT_THE_SAME)}
                </button>
            </Lookalike>
        }
    };
    view! {
        <Show when=move || !found.with(Vec::is_empty)>
            <section aria-labelledby="candidates-title">
                <h2 class="ticket__section" id="candidates-title">{t.say(words::IS_IT_THIS)}</h2>
                {move || {
                    problem.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })
                }}
                <ul class="candidates">
                    <For
                        each=move || found.get()
                        key=|proposal| (proposal.candidate.id, proposal.ticket.revision)
                        children=row
                    />
                </ul>
            </section>
        </Show>
    }
}

/// One ticket that is like another, with what speaks for it and what can be done.
#[component]
pub fn Lookalike(candidate: Candidate, ticket: Arc<Ticket>, children: Children) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let photo = ticket.photos.first().cloned();
    let is_here = ticket.reported_by != PersonId::NOBODY;
    view! {
        <li class="candidate" data-testid="candidate">
            {photo
                .map(|photo| {
                    view! {
                        <span class="candidate__photo">
                            <PhotoThumb photo alt="" />
                        </span>
                    }
                })}
            <div class="candidate__text">
                <p>
                    // One that is only nearby has no page here.
                    <a class="number" href=is_here.then(|| format!("/tickets/{}", ticket.id))>
                        {numbered(ticket.number.as_ref())}
                    </a>
                    " "
                    <StatusBadge status=ticket.status.clone() />
                    " "
                    <When at=ticket.captured_at now=device.now />
                </p>
                <p>{ticket.description.clone()}</p>
                <p class="candidate__reasons">{reasons(&candidate, t)}</p>
                <div class="notice__actions">{children()}</div>
            </div>
        </li>
    }
}

/// The candidates among the tickets of this device.
fn held(ticket: &Ticket, device: Device) -> Vec<Proposal> {
    let (directory, now) = (device.directory.get(), device.now.get());
    let Some(sighting) = Sighting::of_ticket(ticket, &directory) else { return Vec::new() };
    device.tickets.with(|tickets| {
        let others = tickets.values().map(|other| &**other).filter(|other| other.id != ticket.id);
        let found = candidates(&sighting, others, &directory, now).into_iter();
        found.filter_map(|it| Some(Proposal { ticket: tickets.get(&it.id)?.clone(), candidate: it })).collect()
    })
}

/// How far away, and what else speaks for it.
fn reasons(candidate: &Candidate, t: Words) -> String {
    let mut said = vec![t.fill(words::METRES_AWAY, &[("n", &candidate.metres)])];
    said.extend(candidate.reasons.iter().filter_map(|reason| match reason {
        // Said already, in metres.
        Reason::Near { .. } => None,
        Reason::SameItem => Some(t.say(words::SAME_ITEM).to_owned()),
        Reason::KindredItem => Some(t.say(words::KINDRED_ITEM).to_owned()),
        Reason::SameWords => Some(t.say(words::SAME_WORDS).to_owned()),
        Reason::AlikePhotos => Some(t.say(words::ALIKE_PHOTOS).to_owned()),
        Reason::Soon { minutes } if *minutes < 60 => Some(t.fill(words::MINUTES_APART, &[("n", minutes)])),
        Reason::Soon { minutes } => Some(t.fill(words::HOURS_APART, &[("n", &(minutes / 60))])),
    }));
    said.join(" · ")
}

fn key(person: PersonId, ticket: TicketId) -> String {
    format!("not-the-same:{person}:{ticket}")
}
