//! The bar of steps, always at the same place: what I may do now, or whom the ticket waits for.

use std::sync::Arc;

use domain::command::CommandKind;
use domain::{Code, Role, Status, Ticket, TicketId};
use leptos::prelude::*;

use super::journal;
use super::keys::{Taken, on_key};
use super::step::{Saved, Step, form};
use crate::components::words::command_word;
use crate::components::{ItemState, Notice, PhotosLeftOut, Standing, Tone};
use crate::device::{Device, Network, use_device};
use crate::text::{Words, mine, ticket as words, use_words};

/// Steps in the order of the bar; the first that is admitted is the next thing.
const BAR: [CommandKind; 45] = [
    CommandKind::ApproveReturn,
    CommandKind::RefuseReturn,
    CommandKind::RuleArbitration,
    CommandKind::OpenArbitration,
    CommandKind::ApproveExtension,
    CommandKind::RefuseExtension,
    CommandKind::ApproveSuspension,
    CommandKind::RefuseSuspension,
    CommandKind::ReplySupervision,
    CommandKind::Accept,
    CommandKind::Decline,
    CommandKind::Unmerge,
    CommandKind::RequestVerification,
    CommandKind::Verify,
    CommandKind::Dispatch,
    CommandKind::Sign,
    CommandKind::ReportResult,
    CommandKind::Resume,
    CommandKind::FinishPart,
    CommandKind::ReportProgress,
    CommandKind::RequestReturn,
    CommandKind::RequestExtension,
    CommandKind::RequestSuspension,
    CommandKind::WaivePart,
    CommandKind::AssignHandler,
    CommandKind::RevokeHandler,
    CommandKind::Check,
    CommandKind::Pass,
    CommandKind::Rework,
    CommandKind::RequestCheck,
    CommandKind::Rate,
    CommandKind::ReHandle,
    CommandKind::CloseWithBothViews,
    CommandKind::RuleAppeal,
    CommandKind::Reopen,
    CommandKind::Appeal,
    CommandKind::AddNote,
    CommandKind::AddPhotos,
    CommandKind::Follow,
    CommandKind::Remind,
    CommandKind::Supervise,
    CommandKind::MergeInto,
    CommandKind::Withdraw,
    CommandKind::Void,
    CommandKind::ForceClose,
];

/// The steps that I may take now, each with its form.
#[component]
pub fn Actions(
    id: TicketId,
    ticket: Memo<Option<Arc<Ticket>>>,
    /// The step whose form is open.
    open: RwSignal<Option<CommandKind>>,
) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    // A form that was opened stays until its step is saved, so that closing it loses nothing.
    let begun = RwSignal::new(Vec::<CommandKind>::new());
    let saved = RwSignal::new(None::<Saved>);
    let available = Memo::new(move |_| {
        let admitted =
            |ticket: &Arc<Ticket>| BAR.into_iter().filter(|kind| device.admits(ticket, *kind).is_ok()).collect();
        ticket.with(|ticket| ticket.as_ref().map_or_else(Vec::new, admitted))
    });
    let notes = Memo::new(move |_| {
        ticket.with(|ticket| ticket.as_ref().map(|ticket| notes(ticket, device, t)).unwrap_or_default())
    });

    // What was filled in and not saved, here or before the page was loaded anew.
    let left = RwSignal::new(Vec::<CommandKind>::new());
    Effect::new(move |_| {
        open.track();
        saved.track();
        let is_left = |person, kind| device.outbox.with(|outbox| journal::is_left(person, id, kind, outbox));
        let kinds = |person| BAR.into_iter().filter(|kind| is_left(person, *kind)).collect();
        left.set(device.my_id().map_or_else(Vec::new, kinds));
    });

    // Once somebody else has moved the ticket on, what I saved before is history.
    Effect::new(move |_| {
        let last = ticket.with(|ticket| ticket.as_ref()?.events.last().map(|event| event.by));
        if last.is_some() && last != device.my_id() && saved.with_untracked(Option::is_some) {
            saved.set(None);
        }
    });

    let begin = move |kind: CommandKind| {
        saved.set(None);
        begun.update(|begun| {
            if !begun.contains(&kind) {
                begun.push(kind);
            }
        });
        open.set(Some(kind));
    };
    let done = Callback::new(move |step: Saved| {
        open.set(None);
        begun.update(|begun| begun.retain(|known| *known != step.kind));
        saved.set(Some(step));
    });
    on_key(move |key| match step_of_key(key).filter(|kind| available.with_untracked(|steps| steps.contains(kind))) {
        Some(kind) => {
            begin(kind);
            Taken::Yes
        }
        None => Taken::No,
    });

    let button = move |(place, kind): (usize, CommandKind)| {
        let class = match kind {
            kind if is_beside(kind) => "button button--quiet",
            CommandKind::OpenArbitration | CommandKind::Reopen | CommandKind::Appeal => "button",
            _ if place == 0 => "button button--primary",
            _ => "button",
        };
        let shortcut = key_of_step(kind);
        view! {
            <button
                type="button"
                class=class
                data-testid=format!("action-{}", kind.as_str())
                aria-keyshortcuts=shortcut
                title=shortcut.map(|key| t.fill(words::SHORTCUT, &[("key", &key.to_uppercase())]))
                on:click=move |_| begin(kind)
            >
                {command_word(kind, t)}
                {move || {
                    let is_left = left.with(|left| left.contains(&kind));
                    is_left.then(|| view! { <span class="ticket__left">{t.say(words::LEFT)}</span> })
                }}
            </button>
        }
    };
    view! {
        <div class="ticket__actions" role="group" aria-label=t.say(words::STEPS)>
            {move || saved.get().map(|step| view! { <SavedNotice step /> })}
            {move || notes.get().into_iter().map(|note| view! { <p class="ticket__note">{note}</p> }).collect_view()}
            <div class="ticket__buttons">
                {move || available.get().into_iter().enumerate().map(button).collect_view()}
            </div>
        </div>
        <For each=move || begun.get() key=|kind| *kind let(kind)>
            {form(Step::new(kind, id, ticket, open, done))}
        </For>
    }
}

/// That a step is put away here, and how far it has come since. A refusal says so itself, further up.
#[component]
fn SavedNotice(step: Saved) -> impl IntoView {
    let device = use_device();
    let t = use_words();
    let standing = Memo::new(move |_| {
        device.outbox.with(|entries| {
            let entry = entries.iter().find(|entry| entry.sealed.command_id == step.id);
            device.sending.with(|sending| entry.map_or(Standing::Saved, |entry| Standing::of(entry, sending.as_ref())))
        })
    });
    let text = move || {
        let online = device.network.get() == Network::Online || standing.get() == Standing::Received;
        t.fill(if online { words::SAVED } else { words::SAVED_OFFLINE }, &[("step", &command_word(step.kind, t))])
    };
    view! {
        <div data-testid="saved">
            <Show when=move || standing.get() != Standing::Refused>
                <Notice tone=Tone::Done>{text} " " <ItemState standing /></Notice>
            </Show>
            {(step.left_out > 0).then(|| view! { <PhotosLeftOut n=step.left_out /> })}
        </div>
    }
}

/// Steps beside the ticket's own way, for which it does not wait.
fn is_beside(kind: CommandKind) -> bool {
    matches!(
        kind,
        CommandKind::AddNote
            | CommandKind::AddPhotos
            | CommandKind::Remind
            | CommandKind::Supervise
            | CommandKind::MergeInto
            | CommandKind::Follow
            | CommandKind::Withdraw
            | CommandKind::Void
            | CommandKind::ForceClose
    )
}

fn key_of_step(kind: CommandKind) -> Option<&'static str> {
    match kind {
        CommandKind::Accept => Some("a"),
        CommandKind::Dispatch => Some("d"),
        CommandKind::RequestReturn => Some("r"),
        CommandKind::Sign => Some("s"),
        _ => None,
    }
}

fn step_of_key(key: &str) -> Option<CommandKind> {
    BAR.into_iter().find(|kind| key_of_step(*kind) == Some(key))
}

/// Why I can't do what I might look for here, and whom the ticket waits for.
fn notes(ticket: &Ticket, device: Device, t: Words) -> Vec<String> {
    let Some(me) = device.me.get() else { return Vec::new() };
    let mut notes = Vec::new();
    let helpful = |code: Code| {
        use Code::{
            AppealExpired, ArbitrationOpen, OtherHands, PartsOpen, ReopenExpired, ReturnPending, ReturnUsed, Ruled,
            Suspended,
        };
        matches!(
            code,
            AppealExpired
                | ArbitrationOpen
                | OtherHands
                | PartsOpen
                | ReopenExpired
                | ReturnPending
                | ReturnUsed
                | Ruled
                | Suspended
        )
    };
    for kind in [
        CommandKind::Sign,
        CommandKind::ReportResult,
        CommandKind::RequestReturn,
        CommandKind::RuleAppeal,
        CommandKind::Reopen,
        CommandKind::Appeal,
    ] {
        if let Err(refusal) = device.admits(ticket, kind)
            && helpful(refusal.code)
        {
            notes.push(refusal.problem(t.0).detail);
        }
    }
    let leads = me.role == Role::Specialist && ticket.lead.as_ref() == Some(&me.unit.code);
    if leads
        && matches!(ticket.status, Status::Handling { .. })
        && let Some(sign) = ticket.last_by(CommandKind::Sign).filter(|sign| sign.by != me.id)
    {
        notes.push(t.fill(words::SIGNED_BY, &[("name", &sign.by_name)]));
    }
    if BAR.into_iter().filter(|kind| !is_beside(*kind)).all(|kind| device.admits(ticket, kind).is_err()) {
        notes.extend(waits_for(ticket, t));
    }
    notes.dedup();
    notes
}

/// Whose turn it is.
fn waits_for(ticket: &Ticket, t: Words) -> Option<String> {
    let unit = ticket.lead_name.clone().unwrap_or_default();
    let text = match ticket.status {
        _ if ticket.pending_return.is_some() => words::WAITS_FOR_RETURN,
        _ if ticket.suspension.is_some() => words::SUSPENDED,
        Status::Received {} if ticket.number.is_none() => mine::PLAIN_UNSENT,
        Status::Received {} => words::WAITS_FOR_INTAKE,
        Status::Verifying { .. } => words::WAITS_FOR_VERIFICATION,
        Status::AwaitingDispatch { .. } => words::WAITS_FOR_DISPATCH,
        Status::AwaitingSignature { .. } => words::WAITS_FOR_SIGNATURE,
        Status::Handling { .. } => words::WAITS_FOR_RESULT,
        Status::AwaitingCheck { .. } => words::WAITS_FOR_CHECK,
        Status::AwaitingRating { .. } => words::WAITS_FOR_RATING,
        Status::Dissatisfied { .. } => words::WAITS_FOR_JUDGEMENT,
        Status::Closed { .. }
        | Status::Declined { .. }
        | Status::Withdrawn { .. }
        | Status::Voided { .. }
        | Status::Merged { .. } => return None,
    };
    Some(t.fill(text, &[("unit", &unit)]))
}
