//! The desk of callers, specialists and supervisors: queues, list and ticket side by side.

mod bulk;
mod filter;
pub mod keys;
pub mod list;
mod narrowing;
pub mod queues;
pub mod row;
pub mod view;

use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{EmptyState, Glyph, Icon};
use crate::device::use_device;
use crate::text::{desk as words, use_words};
use crate::ticket::{Shown, TicketPane};
use keys::Keys;
use list::List;
use queues::Queue;
use view::{DeskView, use_desk};

/// Queues, list and ticket side by side.
#[component]
pub fn Desk() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let desk = DeskView::new(device, use_query_map());
    provide_context(desk);
    let pane = move || match desk.picked.get() {
        Some(id) => view! {
            <a class="desk__back" href=move || desk.address(desk.queue.get(), None)>
                <Icon glyph=Glyph::ChevronLeft />
                {t.say(words::BACK_TO_LIST)}
            </a>
            <TicketPane id shown=Shown::Beside />
        }
        .into_any(),
        None => view! {
            <EmptyState glyph=Glyph::List title=t.say(words::PICK_ONE) hint=t.say(words::PICK_ONE_HINT) />
        }
        .into_any(),
    };
    view! {
        <div
            class="desk"
            data-role=move || desk.seat.with(|seat| seat.as_ref().map(|seat| seat.role.as_str()))
            data-picked=move || desk.picked.with(Option::is_some).then_some("")
        >
            // Of the list; a ticket has its own.
            <Show when=move || desk.picked.with(Option::is_none)>
                <h1 class="visually-hidden">{t.say(words::TITLE)}</h1>
            </Show>
            <div class="desk__side">
                <Queues />
                <Show when=move || desk.may_whistle()>
                    <a class="button button--primary desk__whistle" href="/report" data-testid="whistle">
                        <Icon glyph=Glyph::Whistle />
                        {t.say(words::WHISTLE)}
                    </a>
                </Show>
            </div>
            <List />
            <div class="desk__ticket">{pane}</div>
            <Keys />
        </div>
    }
}

/// The role's queues with their counts; chips on a tablet, a column on a desktop.
#[component]
fn Queues() -> impl IntoView {
    let desk = use_desk();
    let t = use_words();
    let count = move |queue| {
        let counts = desk.device.is_whole().then(|| desk.counts.get())?;
        counts.get(&queue).copied()
    };
    let entry = move |queue: Queue| {
        view! {
            <li>
                <a
                    class="desk-queue"
                    href=move || desk.address(queue, desk.picked.get())
                    attr:data-noscroll="true"
                    aria-current=move || (desk.queue.get() == queue && !desk.is_searching()).then_some("true")
                    data-testid=format!("queue-{}", queue.name())
                    data-queue=queue.name()
                    on:click=move |_| desk.stop_searching()
                >
                    <span class="desk-queue__name">{t.say(queue.title())}</span>
                    <span class="desk-queue__count">{move || count(queue)}</span>
                </a>
            </li>
        }
    };
    let queues = move || desk.seat.with(|seat| seat.as_ref().map(|seat| Queue::of(seat.role)).unwrap_or_default());
    view! {
        <nav class="queues" aria-label=t.say(words::QUEUES)>
            <ul>
                <For each=move || queues().iter().copied() key=|queue| *queue children=entry />
            </ul>
        </nav>
    }
}
