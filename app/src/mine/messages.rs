//! What others did on my whistles, newest first.

use std::sync::Arc;

use domain::{Change, Event, PersonId, Ticket, TicketId};
use jiff::Timestamp;
use leptos::prelude::*;

use super::PAGE;
use super::freshness::{Freshness, Nothing};
use super::read_mark::ReadMark;
use crate::components::words::{event_word, who_words};
use crate::components::{EmptyState, Glyph, When};
use crate::device::{Device, use_device};
use crate::text::{mine, use_words};

/// One event that is news to me: the ticket, and the event's place in it.
#[derive(Clone, PartialEq)]
struct Message {
    ticket: Arc<Ticket>,
    index: usize,
    at: Timestamp,
}

impl Message {
    fn key(&self) -> (TicketId, usize) {
        (self.ticket.id, self.index)
    }
}

/// Whether this is news to `me`: others' steps on my whistles and on what I follow, what I am asked to look at on site, a photo of mine
/// that was refused.
fn is_news(ticket: &Ticket, event: &Event, me: PersonId) -> bool {
    match &event.change {
        Change::PhotoRefused { .. } => event.by == me,
        // The clock's reminders are for the unit.
        Change::PhotoReceived { .. } | Change::Warn { .. } | Change::SetDue { .. } => false,
        Change::RequestCheck { .. } | Change::RequestVerification { .. } => event.by != me,
        _ => event.by != me && (ticket.reported_by == me || ticket.is_followed_by(me)),
    }
}

fn messages(device: Device) -> Vec<Message> {
    let Some(me) = device.my_id() else { return Vec::new() };
    let of = |ticket: &Arc<Ticket>| {
        // What happened before I followed it is no news to me.
        let since = ticket.followed_since(me).filter(|_| ticket.reported_by != me).unwrap_or_default();
        let news = ticket.events.iter().enumerate().skip(since).filter(|(_, event)| is_news(ticket, event, me));
        news.map(|(index, event)| Message { ticket: ticket.clone(), index, at: event.at }).collect::<Vec<_>>()
    };
    let mut messages: Vec<_> = device.tickets.with(|tickets| tickets.values().flat_map(of).collect());
    messages.sort_by_key(|message| std::cmp::Reverse((message.at, message.index)));
    messages
}

/// How many messages have not been read; none while that is not known.
pub fn count_unread() -> Signal<usize> {
    let device = use_device();
    let mark = ReadMark::here();
    let count = Memo::new(move |_| {
        let Some(mark) = mark.0.get() else { return 0 };
        messages(device).iter().take_while(|message| message.at > mark).count()
    });
    count.into()
}

/// What became of my whistles.
#[component]
pub fn Messages() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let all = Memo::new(move |_| messages(device));
    let shown = RwSignal::new(PAGE);
    let mark = ReadMark::here();
    // What was unread when the page opened stays marked while it is open.
    let before = mark.0.get_untracked();
    Effect::new(move |_| {
        if let (Some(me), Some(newest)) = (device.my_id(), all.with(|all| all.first().map(|message| message.at))) {
            mark.move_to(me, newest);
        }
    });
    let has_more = move || all.with(Vec::len) > shown.get();
    view! {
        <div class="page">
            <h1 class="page__title">{t.say(mine::MESSAGES)}</h1>
            <Freshness />
            <Show
                when=move || !all.with(Vec::is_empty)
                fallback=move || {
                    view! {
                        <Nothing>
                            <EmptyState
                                glyph=Glyph::Bell
                                title=t.say(mine::MESSAGES_EMPTY)
                                hint=t.say(mine::MESSAGES_EMPTY_HINT)
                            />
                        </Nothing>
                    }
                }
            >
                <ol class="messages">
                    <For
                        each=move || all.with(|all| all.iter().take(shown.get()).cloned().collect::<Vec<_>>())
                        key=Message::key
                        let(message)
                    >
                        <MessageRow unread=before.is_some_and(|mark| message.at > mark).into() message />
                    </For>
                </ol>
                <Show when=has_more>
                    <button type="button" class="button button--wide" on:click=move |_| shown.update(|n| *n += PAGE)>
                        {t.say(mine::MORE)}
                    </button>
                </Show>
            </Show>
        </div>
    }
}

/// Whether a message has been read.
#[derive(Clone, Copy)]
enum Reading {
    Read,
    Unread,
}

impl From<bool> for Reading {
    fn from(unread: bool) -> Self {
        if unread { Self::Unread } else { Self::Read }
    }
}

#[component]
fn MessageRow(message: Message, unread: Reading) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let Message { ticket, index, at } = message;
    let event = ticket.events.get(index).cloned();
    let (state, words) = match unread {
        Reading::Read => ("read", None),
        Reading::Unread => ("unread", Some(view! { <span class="visually-hidden">{t.say(mine::UNREAD)}</span> })),
    };
    event.map(|event| {
        let who = who_words(&event, t);
        let text = event.change.text().map(str::to_owned);
        view! {
            <li>
                <a class="message" href=format!("/tickets/{}", ticket.id) data-state=state data-testid="message">
                    <span class="message__what">{words} {event_word(&event.change, t)}</span>
                    <span class="message__when">
                        <When at now=device.now />
                    </span>
                    <span class="message__ticket">{ticket.title.clone()}</span>
                    {text.map(|text| view! { <span class="message__text">{text}</span> })}
                    <span class="message__who">{who}</span>
                </a>
            </li>
        }
    })
}
