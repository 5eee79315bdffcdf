//! The desk of callers, specialists and supervisors: queues, list and ticket side by side.

mod bulk;
mod filter;
pub mod keys;
pub mod list;
mod map;
mod narrowing;
mod older;
pub mod queues;
pub mod row;
pub mod view;

use domain::Person;
use domain::shift::takes_shifts;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use crate::components::{EmptyState, Glyph, Icon};
use crate::device::use_device;
use crate::shift::count_unread;
use crate::text::{desk as words, shift, use_words};
use crate::ticket::{Shown, TicketPane};
use keys::Keys;
use list::List;
use map::DeskMap;
use queues::Queue;
use view::{DeskView, use_desk};

/// Queues, list and ticket side by side.
#[component]
pub fn Desk() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let desk = DeskView::new(device, use_query_map());
    provide_context(desk);
    let of_the_centre = Memo::new(move |_| device.me.with(|me| me.as_ref().is_some_and(Person::is_of_the_centre)));
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
            data-map=move || desk.on_map.get().then_some("")
        >
            // Of the list; a ticket has its own.
            <Show when=move || desk.picked.with(Option::is_none)>
                <h1 class="visually-hidden">{t.say(words::TITLE)}</h1>
            </Show>
            <div class="desk__side">
                <Queues />
                <Show when=move || of_the_centre.get()>
                    <ToShift />
                </Show>
                <Show when=move || desk.may_whistle()>
                    <a class="button button--primary desk__whistle" href="/report" data-testid="whistle">
                        <Icon glyph=Glyph::Whistle />
                        {t.say(words::WHISTLE)}
                    </a>
                </Show>
            </div>
            <List />
            <Show when=move || desk.on_map.get()>
                <DeskMap />
            </Show>
            <div class="desk__ticket">{pane}</div>
            <Keys />
        </div>
    }
}

/// The way to the shift's page, with how many handover notes wait for me.
#[component]
fn ToShift() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let unread = Memo::new(move |_| {
        let takes_part = device.me.with(|me| me.as_ref().is_some_and(|me| takes_shifts(me.role)));
        if takes_part { count_unread(device) } else { 0 }
    });
    view! {
        <a class="desk__shift" href="/shift" data-testid="to-shift">
            <Icon glyph=Glyph::People />
            {t.say(shift::TITLE)}
            {move || match unread.get() {
                0 => None,
                n => Some(view! { <span class="desk__unread">{t.fill(shift::UNREAD, &[("n", &n)])}</span> }),
            }}
        </a>
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
