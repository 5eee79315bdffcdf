//! How bugs are planted on a device: what it does beside the rules.

use std::collections::BTreeSet;

use domain::ids::{CommandId, TicketId};
use domain::outbox::{Entry, Queue, ServerMemory, State};
use domain::pass::{Content, Next, Records, Reply, Request, Step};
use domain::sync::{Hello, Push};
use jiff::Timestamp;
use serde_json::Value;

use crate::chance::Chance;
use crate::device::Found;
use crate::faults::Bug;
use crate::server::Message;

/// Without saying whose it is.
pub fn unsigned(mut message: Message) -> Message {
    if let Some(at) = message.path.find("&person_id=") {
        message.path.replace_range(at..at + "&person_id=".len() + 36, "");
    }
    if message.is_json {
        let mut body: Value = serde_json::from_slice(&message.body).expect("JSON");
        body.as_object_mut().map(|fields| fields.remove("person_id"));
        message.body = body.to_string().into_bytes();
    }
    message
}

fn sent(request: &Request) -> BTreeSet<CommandId> {
    match &request.content {
        Content::Json(text) => {
            let push: Push = serde_json::from_str(text).expect("a push");
            push.commands.iter().map(|command| command.command_id).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// Takes what the bug passes over out of the queue for the length of a step.
pub fn hide(bug: Option<Bug>, queue: &mut Queue, now: Timestamp) -> Vec<Entry> {
    let poison = queue.entries().iter().find(|entry| matches!(entry.state, State::Rejected { .. }));
    let behind = poison.map_or(u64::MAX, |entry| entry.sealed.seq);
    let is_hidden = |entry: &Entry| match (bug, &entry.state) {
        (Some(Bug::PoisonBlocks), State::Pending { .. }) => entry.sealed.seq > behind,
        (Some(Bug::Overtake), State::Pending { not_before, .. }) => not_before.is_some_and(|at| at > now),
        (Some(Bug::GiveUp), State::Pending { tries, .. }) => *tries >= 3,
        _ => false,
    };
    if !queue.entries().iter().any(is_hidden) {
        return Vec::new();
    }
    let (hidden, seen) = queue.entries().iter().cloned().partition(is_hidden);
    *queue = Queue::new(seen, queue.memory());
    hidden
}

pub fn give_back(queue: &mut Queue, hidden: Vec<Entry>) {
    for entry in hidden {
        queue.add(entry);
    }
}

pub fn before(bug: Option<Bug>, records: &mut Records, reply: &Reply, request: &Request) {
    let Reply::Answer(answer) = reply else { return };
    if bug == Some(Bug::IgnoreEpoch)
        && request.path.starts_with("/sync/v1/hello")
        && let Some(hello) = answer.json::<Hello>()
    {
        let memory = ServerMemory { epoch: Some(hello.server_epoch), accepted_through: hello.applied_through };
        records.queue = Queue::new(records.queue.entries().to_vec(), memory);
    }
}

pub fn after(
    bug: Option<Bug>,
    records: &mut Records,
    reply: &Reply,
    step: &Step,
    request: &Request,
    ids: &mut Chance,
    found: &Found,
) {
    let Some(bug) = bug else { return };
    let memory = records.queue.memory();
    let mut entries = records.queue.entries().to_vec();
    match (bug, reply) {
        (Bug::ForgetWhenSent, _) => {
            if let Next::Ask(next) = &step.next {
                let sent = sent(next);
                entries.retain(|entry| !sent.contains(&entry.sealed.command_id));
            }
        }
        (Bug::BelievePortal, Reply::Answer(answer)) if answer.status == 200 && answer.media_type == "text/html" => {
            let sent = sent(request);
            for entry in entries.iter_mut().filter(|entry| sent.contains(&entry.sealed.command_id)) {
                entry.state =
                    State::Accepted { at: Timestamp::UNIX_EPOCH, revision: 1, number: "RC20260101-000001".into() };
            }
        }
        (Bug::NewIdOnRetry, Reply::Nothing) => {
            let sent = sent(request);
            for entry in entries.iter_mut().filter(|entry| sent.contains(&entry.sealed.command_id)) {
                entry.sealed.command_id = CommandId(ids.id());
                if entry.sealed.kind == "whistle" {
                    entry.sealed.ticket_id = TicketId(ids.id());
                }
            }
        }
        (Bug::DropRefused, _) => entries.retain(|entry| !matches!(entry.state, State::Rejected { .. })),
        (Bug::VerifiedUnsent, _) => {
            for entry in entries.iter_mut().filter(|entry| entry.is_accepted()) {
                entry.photos_done.extend(entry.photos.iter().map(|photo| photo.sha256.clone()));
            }
        }
        (Bug::StaleCursor, _) => {
            // The second pull of a pass, after its photos.
            if request.path.starts_with("/sync/v1/pull") && found.cursor.is_some() && !found.asked.is_empty() {
                records.mark.cursor.clone_from(&found.cursor);
            }
            return;
        }
        _ => return,
    }
    records.queue = Queue::new(entries, memory);
}
