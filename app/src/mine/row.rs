//! One ticket in a list on the phone.

use std::sync::Arc;

use domain::{Status, Ticket, TicketId};
use leptos::prelude::*;

use crate::components::{Due, Glyph, Icon, ItemState, LightMark, PhotoThumb, Standing, StatusBadge, When};
use crate::device::{Device, use_device};
use crate::text::{Words, mine, use_words};
use crate::ticket::supervision::marks;

/// How far my newest open step on this ticket has come; none where everything is through. A refusal outweighs the rest.
fn standing(device: Device, id: TicketId) -> Option<Standing> {
    let sending = device.sending.get();
    device.outbox.with(|entries| {
        let open = entries.iter().filter(|entry| entry.sealed.ticket_id == id && entry.is_open());
        let standings: Vec<_> = open.map(|entry| Standing::of(entry, sending.as_ref())).collect();
        standings.iter().find(|it| **it == Standing::Refused).or(standings.last()).copied()
    })
}

/// Where it stands, as the reporter would tell it: “住建局正在处置”.
fn plain_status(ticket: &Ticket, t: Words) -> String {
    let text = match &ticket.status {
        Status::Received {} if ticket.number.is_none() => mine::PLAIN_UNSENT,
        Status::Received {} => mine::PLAIN_RECEIVED,
        Status::Verifying { .. } => mine::PLAIN_VERIFYING,
        Status::AwaitingDispatch { .. } => mine::PLAIN_AWAITING_DISPATCH,
        Status::AwaitingSignature { .. } => mine::PLAIN_AWAITING_SIGNATURE,
        Status::Handling { .. } => mine::PLAIN_HANDLING,
        Status::AwaitingCheck { .. } => mine::PLAIN_AWAITING_CHECK,
        Status::AwaitingRating { .. } => mine::PLAIN_AWAITING_RATING,
        Status::Dissatisfied { .. } => mine::PLAIN_DISSATISFIED,
        Status::Closed { .. } => mine::PLAIN_CLOSED,
        Status::Declined { .. } => mine::PLAIN_DECLINED,
        Status::Withdrawn { .. } => mine::PLAIN_WITHDRAWN,
        Status::Voided { .. } => mine::PLAIN_VOIDED,
        Status::Merged { .. } => mine::PLAIN_MERGED,
    };
    let unit = ticket.lead_name.clone().unwrap_or_else(|| t.say(mine::THE_UNIT).to_owned());
    t.fill(text, &[("unit", &unit)])
}

/// A ticket in a list; drawn anew when the ticket changes, in its place.
#[component]
pub(super) fn TicketRow(id: TicketId) -> impl IntoView {
    let device = use_device();
    let ticket = Memo::new(move |_| device.tickets.with(|tickets| tickets.get(&id).cloned()));
    move || ticket.get().map(|ticket| view! { <Row ticket /> })
}

#[component]
fn Row(ticket: Arc<Ticket>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let id = ticket.id;
    let now = device.now;
    let thumb = ticket.photos.first().cloned();
    let due = ticket.due_at.filter(|_| matches!(ticket.status, Status::Handling { .. }));
    let ours = Memo::new(move |_| standing(device, id));
    let light = {
        let ticket = ticket.clone();
        Signal::derive(move || ticket.light(now.get()))
    };
    view! {
        <li>
            <a class="ticket-row" href=format!("/tickets/{id}") data-testid="ticket-row" data-status=ticket.status.name()>
                <span class="ticket-row__photo">
                    {match thumb {
                        Some(photo) => view! { <PhotoThumb photo alt="" /> }.into_any(),
                        None => {
                            view! {
                                <span class="photo photo--missing">
                                    <Icon glyph=Glyph::Whistle />
                                </span>
                            }
                                .into_any()
                        }
                    }}
                </span>
                <span class="ticket-row__title">{marks(&ticket, t)} {ticket.title.clone()}</span>
                // The centre does not have it yet.
                {ticket.number.is_some().then(|| view! { <StatusBadge status=ticket.status.clone() /> })}
                <span class="ticket-row__plain">{plain_status(&ticket, t)}</span>
                <span class="ticket-row__facts">
                    {due
                        .map(|due_at| {
                            view! {
                                <Due due_at now />
                                <LightMark light />
                            }
                        })}
                    {move || ours.get().map(|standing| view! { <ItemState standing=Signal::stored(standing) /> })}
                </span>
                <span class="ticket-row__facts quiet">
                    <span class="number">{ticket.number.clone()}</span>
                    <When at=ticket.captured_at now />
                </span>
            </a>
        </li>
    }
}
