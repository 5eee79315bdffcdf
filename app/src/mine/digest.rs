//! 今日要点: what waits for me, what is due, what is late and what has changed, from the tickets that are here.

use domain::TicketId;
use domain::digest::Digest;
use domain::ticket::Context;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::Element;

use super::PAGE;
use super::row::TicketRow;
use crate::device::{Device, use_device};
use crate::text::{Text, mine, use_words};

fn digest(device: Device) -> Digest {
    let Some(me) = device.me.get() else { return Digest::default() };
    let directory = device.directory.get();
    let context = Context { actor: &me, now: device.now.get(), directory: &directory };
    device.tickets.with(|tickets| Digest::of(tickets.values().map(AsRef::as_ref), context))
}

/// The four lists with their lengths; each opens in its place.
#[component]
pub(super) fn Today() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let digest = Memo::new(move |_| digest(device));
    let list =
        move |pick: fn(&Digest) -> &Vec<TicketId>| Memo::new(move |_| digest.with(|digest| pick(digest).clone()));
    view! {
        <section class="digest" aria-labelledby="digest-title" data-testid="digest">
            <h2 id="digest-title">{t.say(mine::TODAY)}</h2>
            <Group name="waiting" title=mine::TODAY_WAITING tickets=list(|digest| &digest.waiting) />
            <Group name="due-soon" title=mine::TODAY_DUE_SOON tickets=list(|digest| &digest.due_soon) />
            <Group name="overdue" title=mine::TODAY_OVERDUE tickets=list(|digest| &digest.overdue) />
            <Group name="changed" title=mine::TODAY_CHANGED tickets=list(|digest| &digest.changed) />
        </section>
    }
}

/// A list that is drawn once it is opened.
#[component]
fn Group(name: &'static str, title: Text, tickets: Memo<Vec<TicketId>>) -> impl IntoView {
    let t = use_words();
    let open = RwSignal::new(false);
    let most = RwSignal::new(PAGE);
    let toggled = move |event: leptos::ev::Event| {
        let group = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        open.set(group.is_some_and(|group| group.has_attribute("open")));
    };
    let shown = move || tickets.with(|tickets| tickets.iter().take(most.get()).copied().collect::<Vec<_>>());
    let has_more = move || tickets.with(Vec::len) > most.get();
    view! {
        <details class="digest__group" data-testid=format!("digest-{name}") on:toggle=toggled>
            <summary>
                {t.say(title)} " " <span class="number">{move || tickets.with(Vec::len)}</span>
            </summary>
            <Show when=move || open.get()>
                <ol class="ticket-rows">
                    <For each=shown key=|id| *id let(id)>
                        <TicketRow id />
                    </For>
                </ol>
                <Show when=has_more>
                    <button type="button" class="button button--wide" on:click=move |_| most.update(|n| *n += PAGE)>
                        {t.say(mine::MORE)}
                    </button>
                </Show>
            </Show>
        </details>
    }
}
