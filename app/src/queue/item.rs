//! One item of the queue, and what can be done with it.

use domain::command::CommandKind;
use domain::outbox::{Entry, State};
use domain::{Command, CommandId, Whistle};
use leptos::prelude::*;
use leptos::task::spawn_local;
use leptos_router::NavigateOptions;
use leptos_router::hooks::use_navigate;

use super::words::{Stand, beginning, bytes, explanation, is_out_of_place, photos, size, step};
use crate::components::words::{error_text, status_word};
use crate::components::{Confirm, ItemState, Notice, Standing, Tone, When};
use crate::device::{Calls, DeviceError, Task, use_device};
use crate::report::draft::Draft;
use crate::text::{queue, use_words};

/// One item, drawn anew in its place when it changes.
#[component]
pub(super) fn QueueItem(id: CommandId) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let trouble = RwSignal::new(None::<DeviceError>);
    let entry = Memo::new(move |_| {
        device.outbox.with(|entries| entries.iter().find(|entry| entry.sealed.command_id == id).cloned())
    });
    let stand = Memo::new(move |_| {
        let (sending, network) = (device.sending.get(), device.network.get());
        entry.with(|entry| entry.as_ref().map(|entry| Stand::of(entry, sending.as_ref(), network, device.now.get())))
    });
    let standing = Signal::derive(move || {
        let sending = device.sending.get();
        entry.with(|entry| entry.as_ref().map_or(Standing::Saved, |entry| Standing::of(entry, sending.as_ref())))
    });
    let gone = Memo::new(move |_| {
        let sending = device.sending.get();
        entry.with(|entry| entry.as_ref().and_then(|entry| bytes(entry, sending.as_ref())))
    });
    let why = move || {
        let (stand, network) = (stand.get()?, device.network.get());
        let why = entry.with(|entry| explanation(entry.as_ref()?, stand, network, t))?;
        let status = entry.with(|entry| {
            let entry = entry.as_ref().filter(|entry| is_out_of_place(entry))?;
            device.tickets.with(|tickets| Some(status_word(&tickets.get(&entry.sealed.ticket_id)?.status, t)))
        });
        Some(match status {
            Some(status) => format!("{why}{}", t.fill(queue::STANDS_NOW, &[("status", &status)])),
            None => why,
        })
    };
    let facts = move || {
        entry.get().map(|entry| {
            let number = match &entry.state {
                State::Accepted { number, .. } => Some(number.clone()),
                _ => None,
            };
            let ticket = entry.sealed.ticket_id;
            let title = device.tickets.with(|tickets| tickets.get(&ticket).map(|ticket| ticket.title.clone()));
            let title = title.or_else(|| beginning(&entry)).unwrap_or_default();
            view! {
                <p class="queue-item__title">
                    <span class="queue-item__step">{step(&entry, t)}</span>
                    <a href=format!("/tickets/{ticket}")>{title}</a>
                </p>
                <p class="queue-item__facts">
                    <span class="number">{number}</span>
                    {entry.sealed.captured_at().map(|at| view! { <When at now=device.now /> })}
                    <span class="number">{photos(&entry, t)}</span>
                </p>
            }
        })
    };
    view! {
        <li class="queue-item" data-testid="queue-item" data-state=move || stand.get().map(Stand::name)>
            <div class="queue-item__what">{facts}</div>
            <ItemState standing />
            <p class="queue-item__why">{why}</p>
            {move || {
                gone.get()
                    .map(|(gone, of)| {
                        let words = t.fill(queue::BYTES, &[("gone", &size(gone)), ("of", &size(of))]);
                        view! {
                            <p class="queue-item__bytes">
                                <progress value=gone.to_string() max=of.to_string() aria-label=words.clone()></progress>
                                <span class="number">{words}</span>
                            </p>
                        }
                    })
            }}
            {move || {
                Some(view! { <Choices entry=entry.get()? stand=stand.get()? trouble /> })
            }}
            {move || {
                trouble.get().map(|error| view! { <Notice tone=Tone::Error>{error_text(&error, t)}</Notice> })
            }}
        </li>
    }
}

/// What can be done with the item as it stands.
#[component]
fn Choices(entry: Entry, stand: Stand, trouble: RwSignal<Option<DeviceError>>) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let id = entry.sealed.command_id;
    let run = move |call: fn(&Calls, CommandId) -> Task<()>| {
        spawn_local(async move {
            trouble.set(device.call(|calls| call(calls, id)).await.err());
        });
    };
    let kind = CommandKind::parse(&entry.sealed.kind);
    let is_whistle = kind == Some(CommandKind::Whistle);
    let is_rejected = matches!(entry.state, State::Rejected { .. });
    let may_become_note = is_rejected && !is_whistle && kind != Some(CommandKind::AddNote);
    let whistle = match kind.map(|kind| Command::parse(kind, &entry.sealed.body)) {
        Some(Ok(Command::Whistle(whistle))) => Some(whistle),
        _ => None,
    };
    let into_form = whistle.and_then(|whistle| match &entry.state {
        State::Rejected { .. } => Some(view! { <IntoForm label=t.say(queue::REWRITE) whistle trouble /> }.into_any()),
        _ if entry.may_be_recalled() => {
            Some(view! { <IntoForm label=t.say(queue::RECALL) whistle recalls=id trouble /> }.into_any())
        }
        _ => None,
    });
    let question = if is_rejected { queue::DISMISS_QUESTION } else { queue::DISMISS_REST_QUESTION };
    view! {
        <div class="queue-item__choices">
            {into_form}
            {may_become_note
                .then(|| {
                    view! {
                        <button
                            type="button"
                            class="button"
                            data-testid="turn-into-note"
                            on:click=move |_| run(|calls, id| (calls.turn_into_note)(id))
                        >
                            {t.say(queue::TURN_INTO_NOTE)}
                        </button>
                    }
                })}
            {matches!(stand, Stand::Refused | Stand::Stuck)
                .then(|| {
                    view! {
                        <Confirm
                            label=t.say(queue::DISMISS)
                            question=t.say(question)
                            on_confirm=move |()| run(|calls, id| (calls.dismiss)(id))
                        />
                    }
                })}
        </div>
    }
}

/// Brings a whistle into the form, with new ids; asks first where that would replace a draft.
#[component]
fn IntoForm(
    label: &'static str,
    whistle: Box<Whistle>,
    /// The item it is taken out of the queue with; a refused one stays there until it is dismissed.
    #[prop(optional)]
    recalls: Option<CommandId>,
    trouble: RwSignal<Option<DeviceError>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let navigate = use_navigate();
    let replaces = RwSignal::new(false);
    let take = Callback::new(move |()| {
        let Some(person) = untrack(|| device.my_id()) else { return };
        let (draft, before, navigate) = (Draft::again(&whistle), Draft::left_by(person), navigate.clone());
        // First, for what leaves the queue is nowhere else.
        if !draft.keep(person) {
            return trouble.set(Some(DeviceError::Full));
        }
        spawn_local(async move {
            let taken = match recalls {
                Some(id) => device.call(|calls| (calls.recall)(id)).await,
                None => Ok(()),
            };
            match taken {
                Ok(()) => navigate("/report", NavigateOptions::default()),
                Err(error) => {
                    if matches!(error, DeviceError::Refused(_)) {
                        // It stays in the queue, and the form as it was.
                        Draft::forget(person, draft.command_id);
                        before.map(|before| before.keep(person));
                    }
                    trouble.try_set(Some(error));
                }
            }
        });
    });
    let ask = move |_| {
        let left = device.my_id().and_then(Draft::left_by).is_some_and(|draft| !draft.is_blank());
        if left { replaces.set(true) } else { take.run(()) }
    };
    view! {
        <button type="button" class="button" data-testid="into-form" hidden=replaces on:click=ask>
            {label}
        </button>
        <Show when=move || replaces.get()>
            <span class="confirm" role="group" aria-label=t.say(queue::REPLACES_DRAFT)>
                <span class="confirm__question">{t.say(queue::REPLACES_DRAFT)}</span>
                <button type="button" class="button" on:click=move |_| replaces.set(false)>
                    {t.say(queue::KEEP_DRAFT)}
                </button>
                <button type="button" class="button button--danger" on:click=move |_| take.run(())>
                    {t.say(queue::REPLACE_DRAFT)}
                </button>
            </span>
        </Show>
    }
}
