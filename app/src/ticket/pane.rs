//! The ticket itself, as a page and as the right side of the desk.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::{Person, Status, Ticket, TicketId};
use leptos::prelude::*;

use super::actions::Actions;
use super::appeal::Appealed;
use super::arbitration::Arbitrated;
use super::candidates::Candidates;
use super::clock::ClockNotices;
use super::facts::{Facts, ReturnAsked};
use super::merging::Twins;
use super::parts::Parts;
use super::photos::Gallery;
use super::refused::RefusedSteps;
use super::supervision::Asked;
use super::timeline::Timeline;
use super::verification::Found;
use crate::components::words::ticket_kind_word;
use crate::components::{Due, EmptyState, Glyph, LightMark, StatusBadge};
use crate::desk::queues::turn;
use crate::device::use_device;
use crate::office;
use crate::text::{self, ticket as words, use_words};

/// Where a ticket is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shown {
    /// As a page of its own: whoever opened it works on it.
    Page,
    /// Beside a list that is being looked through: whoever opens the form of a step works on it.
    Beside,
}

/// A ticket of the replica; follows it as it changes.
#[component]
pub fn TicketPane(id: TicketId, shown: Shown) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let open = RwSignal::new(None::<CommandKind>);
    let at_work = Signal::derive(move || shown == Shown::Page || open.with(Option::is_some));
    let ticket = Memo::new(move |_| device.tickets.with(|tickets| tickets.get(&id).cloned()));
    let here = Memo::new(move |_| ticket.with(Option::is_some));
    view! {
        <article class="ticket" data-testid="ticket-pane" tabindex="-1" aria-labelledby="ticket-title">
            <Show
                when=move || here.get()
                fallback=move || {
                    if device.is_whole() {
                        view! { <NoTicket /> }.into_any()
                    } else {
                        view! { <p class="office__loading" role="status">{t.say(text::common::LOADING)}</p> }.into_any()
                    }
                }
            >
                <div class="ticket__body" tabindex="0">
                    <Head ticket />
                    <Company id at_work />
                    <RefusedSteps id ticket />
                    <Twins ticket />
                    <Asked ticket />
                    <ReturnAsked ticket />
                    <Arbitrated ticket />
                    <Appealed ticket />
                    <ClockNotices ticket />
                    <Found ticket />
                    <Candidates id ticket />
                    <Gallery ticket />
                    <Words ticket />
                    <Parts ticket />
                    <Facts ticket />
                    <Timeline id ticket />
                </div>
                <Actions id ticket open />
            </Show>
        </article>
    }
}

/// Who else of the centre works on it, for those of the centre. Its code is of the office, so it comes once the page is
/// alive.
#[component]
fn Company(id: TicketId, at_work: Signal<bool>) -> impl IntoView {
    let device = use_device();
    let alive = RwSignal::new(false);
    Effect::new(move |_| alive.set(true));
    let shown =
        Memo::new(move |_| alive.get() && device.me.with(|me| me.as_ref().is_some_and(Person::is_of_the_centre)));
    view! { <Show when=move || shown.get()>{Suspend::new(office::presence(id, at_work))}</Show> }
}

/// What stands here instead of a ticket that is not in the replica.
#[component]
pub fn NoTicket() -> impl IntoView {
    let t = use_words();
    view! { <EmptyState glyph=Glyph::Inbox title=t.say(words::NOT_HERE) hint=t.say(words::NOT_HERE_HINT) /> }
}

/// Number, status, title and due time.
#[component]
fn Head(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let role = move || device.me.with(|me| me.as_ref().map(|me| me.role));
    let light = Signal::derive(move || {
        let now = device.now.get();
        ticket.with(|ticket| {
            let ticket = ticket.as_ref()?;
            turn(ticket, role()?).map(|turn| turn.light(now)).or_else(|| ticket.light(now))
        })
    });
    move || {
        ticket.get().map(|ticket| {
            let number = ticket.number.clone().unwrap_or_else(|| t.say(words::NO_NUMBER_YET).to_owned());
            // Where the clock stands still, only the light tells how it went.
            let running = matches!(ticket.status, Status::Handling { .. }) && ticket.paused_since().is_none();
            let turn = role().and_then(|role| turn(&ticket, role));
            let due = ticket.due_at.filter(|_| running).or(turn.map(|turn| turn.due_at));
            view! {
                <header class="ticket__head">
                    <p class="ticket__line">
                        <span class="ticket__number">{number}</span>
                        // The centre does not have it yet.
                        {ticket.number.is_some().then(|| view! { <StatusBadge status=ticket.status.clone() /> })}
                        <span>{ticket_kind_word(ticket.kind, t)}</span>
                        {(ticket.urgency == domain::Urgency::Urgent)
                            .then(|| view! { <span class="ticket__urgent">{t.say(text::common::URGENCY_URGENT)}</span> })}
                    </p>
                    <h1 class="ticket__title" id="ticket-title">
                        {ticket.title.clone()}
                    </h1>
                    <p class="ticket__due">
                        <LightMark light /> {due.map(|due_at| view! { <Due due_at now=device.now /> })}
                    </p>
                </header>
            }
        })
    }
}

/// Characters of a description that are in sight; a longer one is opened.
const IN_SIGHT: usize = 300;

/// What the reporter wrote, unless the title says all of it.
#[component]
fn Words(ticket: Memo<Option<Arc<Ticket>>>) -> impl IntoView {
    let description = Memo::new(move |_| {
        ticket.with(|ticket| {
            let ticket = ticket.as_ref()?;
            (ticket.description != ticket.title).then(|| ticket.description.clone())
        })
    });
    let t = use_words();
    move || {
        description.get().map(|text| match text.char_indices().nth(IN_SIGHT) {
            None => view! { <p class="ticket__description">{text}</p> }.into_any(),
            Some((end, _)) => view! {
                <details class="ticket__long">
                    <summary class="ticket__description">
                        <span class="ticket__beginning">{format!("{}…", &text[..end])}</span>
                        <span class="ticket__more">{t.say(words::WHOLE_TEXT)}</span>
                        <span class="ticket__less">{t.say(words::LESS_TEXT)}</span>
                    </summary>
                    <p class="ticket__description">{text.clone()}</p>
                </details>
            }
            .into_any(),
        })
    }
}
