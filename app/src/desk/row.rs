//! One row of the list.

use domain::{Status, Ticket, TicketId};
use leptos::prelude::*;

use super::queues::{self, turn};
use super::view::use_desk;
use crate::components::{LightMark, StatusBadge, When, due_text};
use crate::text::{Words, common, desk as words, ticket, use_words};
use crate::ticket::presence::others;
use crate::ticket::supervision::marks;

/// A ticket in one line on a desktop, in two elsewhere. It is a link, so it opens beside the list or in a tab.
#[component]
pub fn Row(id: TicketId) -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let shown = desk.ticket(id);
    let role = move || desk.device.me.with(|me| me.as_ref().map(|me| me.role));
    let light = Signal::derive(move || {
        let now = desk.device.now.get();
        shown.with(|ticket| queues::light(ticket.as_ref()?, role()?, now))
    });
    let unsent = Memo::new(move |_| desk.unsent.with(|unsent| unsent.contains(&id)));
    let refused = Memo::new(move |_| desk.refused.with(|refused| refused.contains(&id)));
    let names = Memo::new(move |_| others(desk.device, id).into_iter().map(|other| other.name).collect::<Vec<_>>());
    let present = move || {
        let names = names.get();
        (!names.is_empty()).then(|| {
            let names = names.join(t.say(ticket::LIST_COMMA));
            view! { <span class="row__present">{t.fill(ticket::WORKS_ON_IT, &[("name", &names)])}</span> }
        })
    };
    let content = move || {
        shown.get().map(|ticket| {
            let place = ticket.address.clone().or_else(|| {
                let code = ticket.township.as_ref()?;
                desk.device.directory.with(|directory| directory.unit(code).map(|unit| unit.name.clone()))
            });
            let running = matches!(ticket.status, Status::Handling { .. }) && ticket.paused_since().is_none();
            let turn = role().and_then(|role| turn(&ticket, role)).filter(|_| desk.queue.get().waits());
            let time = match ticket.due_at.filter(|_| running).or(turn.map(|turn| turn.due_at)) {
                Some(due_at) => view! {
                    <time class="row__due" datetime=due_at.to_string()>
                        {move || due_text(due_at, desk.device.now.get(), t).1}
                    </time>
                }
                .into_any(),
                None => view! { <When at=desk.queue.get().time(&ticket) now=desk.device.now /> }.into_any(),
            };
            view! {
                <span class="row__number">{number(ticket.number.as_deref(), t)}</span>
                <span class="row__title">
                    {present}
                    {(ticket.urgency == domain::Urgency::Urgent)
                        .then(|| view! { <span class="ticket__urgent">{t.say(common::URGENCY_URGENT)}</span> })}
                    {ticket
                        .item_code
                        .is_none()
                        .then(|| view! { <span class="ticket__unlisted">{t.say(words::UNLISTED)}</span> })}
                    {marks(&ticket, t)} {ticket.title.clone()}
                </span>
                <span class="row__place">{place}</span>
                <span class="row__unit">{unit_and_handler(&ticket)}</span>
                <span class="row__status">
                    <StatusBadge status=ticket.status.clone() />
                </span>
                <span class="row__time">{time} <LightMark light /></span>
            }
        })
    };
    view! {
        <li
            class="row"
            class:row--choosable=move || desk.chosen.is_on()
            hidden=move || shown.with(Option::is_none)
            data-testid="ticket-row"
            data-ticket=id.to_string()
        >
            <Show when=move || desk.chosen.is_on()>
                <label class="row__choose">
                    <input
                        type="checkbox"
                        aria-label=move || shown.with(|ticket| ticket.as_ref().map(|ticket| ticket.title.clone()))
                        prop:checked=move || desk.chosen.has(id)
                        on:change=move |event| desk.chosen.set(id, event_target_checked(&event))
                    />
                </label>
            </Show>
            <a
                class="row__link"
                href=move || desk.address(desk.queue.get(), Some(id))
                data-noscroll="true"
                aria-current=move || (desk.picked.get() == Some(id)).then_some("true")
                on:pointerenter=move |_| desk.pointed.set(Some(id))
                on:pointerleave=move |_| desk.pointed.set(None)
                on:focus=move |_| desk.pointed.set(Some(id))
                on:blur=move |_| desk.pointed.set(None)
                on:click=move |_| desk.touched.set(true)
            >
                {content}
                {move || match (refused.get(), unsent.get()) {
                    (true, _) => {
                        Some(view! { <span class="row__unsent" data-refused="">{t.say(common::ITEM_REFUSED)}</span> }.into_any())
                    }
                    (false, true) => Some(view! { <span class="row__unsent">{t.say(words::UNSENT)}</span> }.into_any()),
                    (false, false) => None,
                }}
            </a>
        </li>
    }
}

/// Who leads, and who of them has it in hand.
fn unit_and_handler(ticket: &Ticket) -> String {
    let names = [ticket.lead_name.clone(), ticket.handler.as_ref().map(|handler| handler.name.clone())];
    names.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

fn number(number: Option<&str>, t: Words) -> String {
    number.map_or_else(|| t.say(words::NO_NUMBER).to_owned(), str::to_owned)
}
