//! The queue on this device: what waits, what goes, what was refused.

pub mod item;
pub mod words;

use domain::CommandId;
use domain::outbox::Entry;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::words::error_text;
use crate::components::{EmptyState, FileButton, Glyph, Icon, Notice, Tone};
use crate::device::{DeviceError, Network, use_device};
use crate::text::{queue, use_words};
use item::QueueItem;

/// Open items drawn at first, and with each "more": each looks anew at every change, and a phone holds hundreds.
const PAGE: usize = 20;
/// Received items shown, the latest first.
const RECEIVED: usize = 20;

/// Each item of the outbox and its state.
#[component]
pub fn Queue() -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let trouble = RwSignal::new(None::<DeviceError>);
    let imported = RwSignal::new(None::<usize>);
    let most = RwSignal::new(PAGE);
    let ids = move |which: fn(&Entry) -> bool| {
        device.outbox.with(|entries| {
            entries.iter().filter(|entry| which(entry)).map(|entry| entry.sealed.command_id).collect::<Vec<_>>()
        })
    };
    let open = Memo::new(move |_| {
        // What was refused first: it waits for a person.
        let mut open = ids(Entry::is_refused);
        open.extend(ids(|entry| entry.is_open() && !entry.is_refused()));
        open
    });
    let drawn = move || open.with(|open| open.iter().take(most.get()).copied().collect::<Vec<_>>());
    let left = Memo::new(move |_| open.with(Vec::len).saturating_sub(most.get()));
    let received = Memo::new(move |_| {
        let through = ids(|entry| entry.is_accepted() && !entry.is_open());
        through.into_iter().rev().take(RECEIVED).collect::<Vec<CommandId>>()
    });
    let send = move |_| {
        device.with(|calls| (calls.sync_now)());
    };
    let export = move |_| {
        spawn_local(async move {
            trouble.set(device.call(|calls| (calls.export)()).await.err());
        });
    };
    let import = move |file| {
        imported.set(None);
        spawn_local(async move {
            match device.call(|calls| (calls.import)(file)).await {
                Ok(n) => {
                    trouble.set(None);
                    imported.set(Some(n));
                }
                Err(error) => trouble.set(Some(error)),
            }
        });
    };
    let total = move || match (device.waiting_items(), device.network.get()) {
        // Where nothing was ever sent, the page says so below.
        (0, _) if device.refused_items() > 0 || received.with(Vec::is_empty) => None,
        (0, _) => Some(t.say(queue::ALL_SENT).to_owned()),
        (n, Network::Offline) => Some(t.fill(queue::TOTAL_OFFLINE, &[("n", &n)])),
        (n, _) => Some(t.fill(queue::TOTAL, &[("n", &n)])),
    };
    let refused = move || {
        let n = device.refused_items();
        (n > 0).then(|| t.fill(queue::REFUSED, &[("n", &n)]))
    };
    let came = move || {
        imported.get().map(|n| match n {
            0 => t.say(queue::IMPORTED_NONE).to_owned(),
            n => t.fill(queue::IMPORTED, &[("n", &n)]),
        })
    };
    view! {
        <div class="page queue">
            <h1 class="page__title">{t.say(queue::TITLE)}</h1>
            <div class="queue__total" role="status" data-testid="queue-total">
                {move || total().map(|text| view! { <p>{text}</p> })}
                {move || refused().map(|text| view! { <p>{text}</p> })}
            </div>
            <Show
                when=move || !open.with(Vec::is_empty)
                fallback=move || {
                    view! { <EmptyState glyph=Glyph::Upload title=t.say(queue::EMPTY) hint=t.say(queue::EMPTY_HINT) /> }
                }
            >
                <div class="queue__tools">
                    <button
                        type="button"
                        class="button button--primary"
                        data-testid="send-now"
                        disabled=move || device.sending.with(Option::is_some)
                        on:click=send
                    >
                        <Icon glyph=Glyph::Upload />
                        {t.say(queue::SEND_NOW)}
                    </button>
                    <button type="button" class="button" data-testid="export" on:click=export>
                        {t.say(queue::EXPORT)}
                    </button>
                </div>
                <ol class="queue__items">
                    <For each=drawn key=|id| *id let(id)>
                        <QueueItem id />
                    </For>
                </ol>
                <Show when=move || { left.get() > 0 }>
                    <button
                        type="button"
                        class="button button--wide"
                        data-testid="more"
                        on:click=move |_| most.update(|n| *n += PAGE)
                    >
                        {move || t.fill(queue::MORE, &[("n", &left.get())])}
                    </button>
                </Show>
            </Show>
            <section class="queue__import">
                <FileButton label=t.say(queue::IMPORT) testid="import" on_file=import />
                <p class="office__hint">{t.say(queue::IMPORT_HINT)}</p>
                {move || came().map(|text| view! { <Notice tone=Tone::Done>{text}</Notice> })}
                {move || {
                    trouble.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })
                }}
            </section>
            <Show when=move || !received.with(Vec::is_empty)>
                <section>
                    <h2>{t.say(queue::RECEIVED)}</h2>
                    <ol class="queue__items">
                        <For each=move || received.get() key=|id| *id let(id)>
                            <QueueItem id />
                        </For>
                    </ol>
                </section>
            </Show>
        </div>
    }
}
