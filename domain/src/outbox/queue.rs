//! One person's queue: what of it goes out when, and what the server's answers make of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::entry::{Entry, State};
use crate::command::{Command, CommandKind, MAX_TEXT};
use crate::ids::{CommandId, PhotoHash, TicketId};
use crate::photo::Photo;
use crate::problem::{Code, Language, Problem};
use crate::sync::{Hello, LIMITS, Outcome, Pushed, SealedCommand};

/// Bytes of a push beside its commands, generously.
const ENVELOPE_BYTES: usize = 1024;

/// What a device remembers of the server it spoke to last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMemory {
    /// Its epoch.
    pub epoch: Option<uuid::Uuid>,
    /// Highest `seq` it accepted from this device and person.
    pub accepted_through: u64,
}

impl ServerMemory {
    /// Whether the server has gone back in time, so that archived commands have to be sent again.
    fn is_ahead_of(self, hello: &Hello) -> bool {
        self.epoch.is_some_and(|epoch| epoch != hello.server_epoch) || hello.applied_through < self.accepted_through
    }
}

/// How a photo's upload ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Uploaded {
    /// The server has verified it.
    Complete,
    /// The server refused it for good, or its bytes are gone from here too.
    Refused,
}

/// One person's entries on one device, as they are read from its storage and written back.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Queue {
    entries: Vec<Entry>,
    memory: ServerMemory,
}

impl Queue {
    /// What was read: a person's entries in any order, and what is remembered of the server.
    pub fn new(mut entries: Vec<Entry>, memory: ServerMemory) -> Self {
        entries.sort_by_key(|entry| entry.sealed.seq);
        Self { entries, memory }
    }

    /// The entries, in the order they were made.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What is remembered of the server.
    pub fn memory(&self) -> ServerMemory {
        self.memory
    }

    /// The entries that were not there `before`, or not as they are.
    pub fn changed_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Entry> {
        let before = before.by_id();
        self.entries.iter().filter(move |entry| before.get(&entry.sealed.command_id) != Some(entry))
    }

    /// The entries that were there `before` and are gone.
    pub fn gone_since<'a>(&'a self, before: &'a Self) -> impl Iterator<Item = &'a Entry> {
        let now = self.by_id();
        before.entries.iter().filter(move |entry| !now.contains_key(&entry.sealed.command_id))
    }

    /// Takes in the server's greeting. Returns true if the server has gone back in time: everything archived is in line
    /// again then.
    pub fn greet(&mut self, hello: &Hello) -> bool {
        let went_back = self.memory.is_ahead_of(hello);
        if went_back {
            self.entries.iter_mut().for_each(Entry::send_again);
        }
        self.memory = ServerMemory {
            epoch: Some(hello.server_epoch),
            accepted_through: if went_back {
                hello.applied_through
            } else {
                self.memory.accepted_through.max(hello.applied_through)
            },
        };
        went_back
    }

    /// The commands of the next push, in order: those that are due, none past an earlier one on the same ticket that
    /// waits. They are marked as sent: from here on nothing of them can be taken back.
    ///
    /// `most` is the number of commands allowed, lower than the protocol's after a batch was refused as a whole.
    pub fn take_due(&mut self, now: Timestamp, most: usize) -> Vec<SealedCommand> {
        let mut held: BTreeSet<TicketId> = BTreeSet::new();
        let mut chosen = Vec::new();
        let mut bytes = ENVELOPE_BYTES;
        for entry in self.entries.iter_mut().filter(|entry| entry.is_pending()) {
            if chosen.len() == most {
                break;
            }
            let ticket = entry.sealed.ticket_id;
            let size = serde_json::to_string(&entry.sealed).map_or(0, |text| text.len() + 1);
            let fits = bytes + size <= LIMITS.push_bytes || chosen.is_empty();
            if entry.waits(now) || held.contains(&ticket) || !fits {
                held.insert(ticket);
                continue;
            }
            bytes += size;
            entry.sent = true;
            chosen.push(entry.sealed.clone());
        }
        chosen
    }

    /// Takes in the answer to a push of these commands. `chance` gives random numbers from 0 to 1.
    pub fn take_in(&mut self, sent: &[CommandId], pushed: &Pushed, now: Timestamp, chance: &mut dyn FnMut() -> f64) {
        let results: BTreeMap<_, _> = pushed.results.iter().map(|result| (result.command_id, result)).collect();
        for entry in &mut self.entries {
            let id = entry.sealed.command_id;
            if sent.contains(&id) && entry.is_pending() {
                match results.get(&id) {
                    Some(result) => {
                        entry.answered(result, pushed.server_time, now, chance());
                        if matches!(result.outcome, Outcome::Accepted | Outcome::Duplicate) {
                            self.memory.accepted_through = self.memory.accepted_through.max(entry.sealed.seq);
                        }
                    }
                    // An answer that passes over a command says nothing about it.
                    None => entry.postpone(now, chance(), None, None),
                }
            }
            // Archived or not: what the server has lost goes up again.
            entry.photos_done.retain(|hash| !pushed.missing_photos.contains(hash));
        }
    }

    /// The whole request failed: each of its items waits for itself, so that they don't come back as one.
    pub fn put_off(
        &mut self,
        sent: &[CommandId],
        after_s: Option<u64>,
        problem: Option<&Problem>,
        now: Timestamp,
        chance: &mut dyn FnMut() -> f64,
    ) {
        for entry in self.entries.iter_mut().filter(|entry| sent.contains(&entry.sealed.command_id)) {
            entry.postpone(now, chance(), after_s, problem.cloned());
        }
    }

    /// The server will never take this command, whatever batch it comes in.
    pub fn refuse(&mut self, id: CommandId, problem: Problem) {
        if let Some(entry) = self.find_mut(id).filter(|entry| entry.is_pending()) {
            entry.state = State::Rejected { problem };
        }
    }

    /// Makes everything due at once: somebody looks or tapped, or the network came back.
    pub fn retry_now(&mut self) {
        self.entries.iter_mut().for_each(Entry::retry_now);
    }

    /// When the next entry is due that waits. One that is due but stands behind another on its ticket is no reason to
    /// start.
    pub fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        let due = self.entries.iter().filter_map(|entry| match entry.state {
            State::Pending { not_before, .. } => not_before,
            _ => None,
        });
        due.filter(|at| *at > now).min()
    }

    /// Photos whose commands the server has and whose bytes still have to go up, each once.
    pub fn photos_to_send(&self) -> Vec<Photo> {
        let photos = self.entries.iter().flat_map(Entry::photos_to_send);
        let once: BTreeMap<_, _> = photos.map(|photo| (&photo.sha256, photo)).collect();
        once.into_values().cloned().collect()
    }

    /// Takes a photo for begun. Returns whether no part of it was ever handed to the network before.
    pub fn begin_photo(&mut self, hash: &PhotoHash) -> bool {
        let mut is_untried = true;
        for entry in self.entries.iter_mut().filter(|entry| entry.photos.iter().any(|photo| photo.sha256 == *hash)) {
            is_untried &= entry.photos_untried.remove(hash);
        }
        is_untried
    }

    /// Writes down how a photo's upload ended, with every command that names it.
    pub fn photo_uploaded(&mut self, hash: &PhotoHash, ended: Uploaded) {
        let naming = |entry: &&mut Entry| entry.is_accepted() && entry.photos.iter().any(|photo| photo.sha256 == *hash);
        for entry in self.entries.iter_mut().filter(naming) {
            match ended {
                Uploaded::Complete => entry.photos_done.insert(hash.clone()),
                Uploaded::Refused => entry.photos_refused.insert(hash.clone()),
            };
        }
    }

    /// Takes a command back that was never sent.
    pub fn recall(&mut self, id: CommandId, language: Language) -> Result<(), Problem> {
        let gone = || Problem::new(Code::AlreadyDone, language);
        let entry = self.find(id).filter(|entry| entry.may_be_recalled()).ok_or_else(gone)?;
        let (ticket, seq) = (entry.sealed.ticket_id, entry.sealed.seq);
        let is_after = |later: &Entry| later.sealed.ticket_id == ticket && later.sealed.seq > seq && later.is_pending();
        if self.entries.iter().any(is_after) {
            // What was added to this ticket since would wait for it for ever.
            return Err(Problem::new(Code::Followed, language));
        }
        if let Some(entry) = self.find_mut(id) {
            entry.state = State::Recalled;
        }
        Ok(())
    }

    /// Puts a refused or stuck item away for good, by a person's decision. Returns the photos that nothing else names.
    ///
    /// Of one that was accepted only the refused photos are given up: the archive keeps the command. `now` is by the
    /// server's clock.
    pub fn dismiss(&mut self, id: CommandId, now: Timestamp, language: Language) -> Result<Vec<PhotoHash>, Problem> {
        let Some(entry) = self.find_mut(id) else { return Ok(Vec::new()) };
        if entry.is_accepted() {
            let refused = std::mem::take(&mut entry.photos_refused);
            entry.photos_done.extend(refused);
            return Ok(Vec::new());
        }
        if !entry.may_be_dismissed(now) {
            return Err(Problem::new(Code::IllegalTransition, language));
        }
        Ok(self.remove(id))
    }

    /// What a refused step says, as a note: notes always merge. None for a whistle, whose ticket does not exist. `now` is
    /// by the server's clock.
    pub fn as_note(&self, id: CommandId, now: Timestamp, language: Language) -> Option<(TicketId, Command)> {
        let entry = self.find(id).filter(|entry| entry.may_be_dismissed(now))?;
        if CommandKind::parse(&entry.sealed.kind)? == CommandKind::Whistle {
            return None;
        }
        let said = ["text", "reason", "comment", "note"]
            .iter()
            .find_map(|key| entry.sealed.body.get(key)?.as_str())
            .map(str::trim)
            .filter(|text| !text.is_empty());
        let text = match (said, &entry.state) {
            (Some(text), _) => text.to_owned(),
            (None, State::Rejected { problem } | State::Pending { problem: Some(problem), .. }) => {
                problem.detail.clone()
            }
            (None, _) => Code::UnknownTicket.detail(language).to_owned(),
        };
        let note = Command::AddNote { text: text.chars().take(MAX_TEXT).collect(), photos: entry.photos.clone() };
        Some((entry.sealed.ticket_id, note))
    }

    /// Puts a new entry in line.
    pub fn add(&mut self, entry: Entry) {
        self.entries.push(entry);
        self.entries.sort_by_key(|entry| entry.sealed.seq);
    }

    fn by_id(&self) -> BTreeMap<CommandId, &Entry> {
        self.entries.iter().map(|entry| (entry.sealed.command_id, entry)).collect()
    }

    /// The entry with this id.
    pub fn find(&self, id: CommandId) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.sealed.command_id == id)
    }

    fn find_mut(&mut self, id: CommandId) -> Option<&mut Entry> {
        self.entries.iter_mut().find(|entry| entry.sealed.command_id == id)
    }

    fn remove(&mut self, id: CommandId) -> Vec<PhotoHash> {
        let Some(at) = self.entries.iter().position(|entry| entry.sealed.command_id == id) else { return Vec::new() };
        let removed = self.entries.remove(at);
        let is_named =
            |hash: &PhotoHash| self.entries.iter().any(|entry| entry.photos.iter().any(|photo| photo.sha256 == *hash));
        removed.photos.into_iter().map(|photo| photo.sha256).filter(|hash| !is_named(hash)).collect()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::PersonId;
    use crate::sync::CommandResult;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn id(seq: u64) -> CommandId {
        CommandId(Uuid::from_u128(u128::from(seq)))
    }

    fn entry(seq: u64, ticket: u128, kind: &str, body: serde_json::Value) -> Entry {
        let sealed = SealedCommand {
            command_id: id(seq),
            seq,
            ticket_id: TicketId(Uuid::from_u128(ticket)),
            kind: kind.into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body,
        };
        Entry::new(PersonId(Uuid::from_u128(1)), sealed, Vec::new())
    }

    fn note(seq: u64, ticket: u128) -> Entry {
        entry(seq, ticket, "add_note", serde_json::json!({"text": "井盖松动"}))
    }

    fn queue(entries: impl IntoIterator<Item = Entry>) -> Queue {
        Queue::new(entries.into_iter().collect(), ServerMemory::default())
    }

    fn due(queue: &Queue, now: Timestamp) -> Vec<u64> {
        queue.clone().take_due(now, 50).iter().map(|command| command.seq).collect()
    }

    fn answer(outcomes: &[(u64, Outcome, Option<Code>)]) -> Pushed {
        let result = |(seq, outcome, code): &(u64, Outcome, Option<Code>)| CommandResult {
            command_id: id(*seq),
            outcome: *outcome,
            revision: Some(1),
            ticket_number: Some("RC20261123-000001".into()),
            status: None,
            problem: code.map(|code| Problem::new(code, Language::default())),
            after_s: None,
        };
        Pushed {
            batch_id: crate::ids::BatchId(Uuid::nil()),
            server_epoch: Uuid::nil(),
            server_time: at(0),
            results: outcomes.iter().map(result).collect(),
            missing_photos: Vec::new(),
        }
    }

    fn answered(mut queue: Queue, outcomes: &[(u64, Outcome, Option<Code>)], now: Timestamp) -> Queue {
        let sent: Vec<_> = outcomes.iter().map(|(seq, ..)| id(*seq)).collect();
        queue.take_in(&sent, &answer(outcomes), now, &mut || 1.0);
        queue
    }

    #[test]
    fn commands_go_out_in_the_order_they_were_made() {
        assert_eq!(due(&queue([note(2, 1), note(1, 2)]), at(0)), [1, 2]);
    }

    #[test]
    fn a_command_that_waits_holds_back_its_own_ticket_and_no_other() {
        let queue = queue([note(1, 1), note(2, 1), note(3, 2)]);
        let queue = answered(queue, &[(1, Outcome::Retry, Some(Code::UnknownTicket))], at(0));
        assert_eq!(due(&queue, at(1)), [3]);
        assert_eq!(due(&queue, at(61)), [1, 2, 3]);
    }

    #[test]
    fn a_clock_that_was_years_ahead_holds_nothing_back() {
        let queue = answered(queue([note(1, 1)]), &[(1, Outcome::Retry, None)], at(100_000_000));
        assert_eq!(due(&queue, at(0)), [1]);
    }

    #[test]
    fn a_batch_keeps_within_bytes_but_never_blocks_on_one_large_command() {
        let large = entry(1, 1, "add_note", serde_json::json!({"text": "x".repeat(LIMITS.push_bytes)}));
        assert_eq!(due(&queue([large, note(2, 2)]), at(0)), [1]);
    }

    #[test]
    fn an_answer_that_passes_over_a_command_leaves_it_in_line() {
        let mut queue = queue([note(1, 1)]);
        queue.take_in(&[id(1)], &answer(&[]), at(0), &mut || 1.0);
        assert!(queue.find(id(1)).unwrap().is_pending());
    }

    #[test]
    fn a_restored_server_gets_archived_commands_again() {
        let hello = |epoch, applied_through| Hello {
            protocols: vec![1],
            server_epoch: Uuid::from_u128(epoch),
            server_time: at(0),
            build: "x".into(),
            limits: LIMITS,
            applied_through,
            backed_up_through: None,
            read_through: None,
        };
        let mut queue = queue([note(1, 1)]);
        assert!(!queue.greet(&hello(9, 0)));
        let mut queue = answered(queue, &[(1, Outcome::Accepted, None)], at(0));
        assert!(!queue.greet(&hello(9, 1)));
        assert!(due(&queue, at(0)).is_empty());
        assert!(queue.clone().greet(&hello(9, 0)), "it knows less than it said");
        assert!(queue.greet(&hello(10, 1)), "it is another");
        assert_eq!(due(&queue, at(0)), [1]);
    }

    #[test]
    fn what_was_sent_or_followed_cannot_be_taken_back() {
        let mut sent = queue([note(1, 1)]);
        sent.take_due(at(0), 50);
        assert!(sent.recall(id(1), Language::Chinese).is_err());
        let mut followed = queue([note(1, 1), note(2, 1)]);
        assert!(followed.recall(id(1), Language::Chinese).unwrap_err().is(Code::Followed));
        assert!(followed.recall(id(2), Language::Chinese).is_ok());
        assert_eq!(due(&followed, at(0)), [1]);
    }

    #[test]
    fn only_what_will_never_go_through_may_be_dismissed() {
        let mut pending = queue([note(1, 1)]);
        assert!(pending.dismiss(id(1), at(0), Language::Chinese).is_err());
        let mut rejected = answered(pending, &[(1, Outcome::Rejected, Some(Code::NotAllowed))], at(0));
        assert_eq!(rejected.dismiss(id(1), at(0), Language::Chinese), Ok(Vec::new()));
        assert!(rejected.entries().is_empty());
    }

    #[test]
    fn a_refused_result_becomes_a_note_with_its_own_words() {
        let text_of = |kind: &str, body| {
            let queue =
                answered(queue([entry(1, 1, kind, body)]), &[(1, Outcome::Rejected, Some(Code::AlreadyDone))], at(0));
            match queue.as_note(id(1), at(0), Language::Chinese) {
                Some((_, Command::AddNote { text, .. })) => Some(text),
                _ => None,
            }
        };
        let result = serde_json::json!({"text": "已换新井盖", "photos": []});
        assert_eq!(text_of("report_result", result).as_deref(), Some("已换新井盖"));
        let words = Code::AlreadyDone.detail(Language::Chinese);
        assert_eq!(text_of("sign", serde_json::json!({})).as_deref(), Some(words));
        assert_eq!(text_of("whistle", serde_json::json!({"description": "井盖破损"})), None);
    }
}
