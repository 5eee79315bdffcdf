//! What others did that concerns me, newest first.

use std::sync::Arc;

use domain::{Ticket, TicketId};
use jiff::Timestamp;
use leptos::prelude::*;

use super::PAGE;
use super::digest::Today;
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

/// What is news to me and happened after `since`, the newest first.
fn messages(device: Device, since: Timestamp) -> Vec<Message> {
    let Some(me) = device.me.get() else { return Vec::new() };
    let of = |ticket: &Arc<Ticket>| {
        let events = ticket.events.iter().enumerate();
        let news = events.filter(|(_, event)| event.at > since && ticket.is_news(event, &me));
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
    let count = Memo::new(move |_| mark.0.get().map_or(0, |mark| messages(device, mark).len()));
    count.into()
}

/// 消息: what became of my whistles, and what the centre, the clock and other units did with what my unit handles.
#[component]
pub fn Messages() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let all = Memo::new(move |_| messages(device, Timestamp::UNIX_EPOCH));
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
            <Today />
            <h2>{t.say(mine::NEWS)}</h2>
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
