//! The queue's rules: what is sent when, and what an answer means. Where entries are kept is the device's matter.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{CommandId, PersonId, PhotoHash, TicketId};
use crate::photo::Photo;
use crate::problem::{Code, Language, Problem};
use crate::sync::{CommandResult, Hello, LIMITS, Outcome, SealedCommand};
use crate::time::{after, seconds_between};

/// Longest pause between two tries, in seconds.
const LONGEST_PAUSE: i64 = 300;
/// After so long without its ticket, an item is shown as stuck.
const STUCK_SECONDS: i64 = 7 * 24 * 3600;
/// For so long archived commands are kept, to be sent again to a restored server.
pub const ARCHIVE_SECONDS: i64 = 30 * 24 * 3600;
/// Bytes of a push beside its commands, generously.
const ENVELOPE_BYTES: usize = 1024;

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Saved here; goes out when it can.
    Pending {
        /// Not before this time.
        not_before: Option<Timestamp>,
        /// Failed tries so far.
        tries: u32,
        /// Why it waits, if the server said so.
        problem: Option<Problem>,
        /// Since when the server says it doesn't know the ticket.
        unknown_since: Option<Timestamp>,
    },
    /// The server has it; kept in case the server goes back in time.
    Accepted {
        /// When the server said so.
        at: Timestamp,
        /// The ticket's revision it made.
        revision: u64,
        /// The ticket's number.
        number: String,
    },
    /// The server will never take it; kept until a person dismisses it.
    Rejected {
        /// Why.
        problem: Problem,
    },
    /// Taken back into the form before it was sent.
    Recalled,
}

impl State {
    /// Not tried yet.
    pub fn fresh() -> Self {
        Self::Pending { not_before: None, tries: 0, problem: None, unknown_since: None }
    }
}

/// One sealed command in the outbox.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Who made it; nobody else sends it.
    pub person_id: PersonId,
    /// The command, sealed.
    pub sealed: SealedCommand,
    /// The photos it names, whose bytes go after it.
    pub photos: Vec<Photo>,
    /// Photos that the server has verified.
    pub photos_done: BTreeSet<PhotoHash>,
    /// Photos that the server refused for good.
    pub photos_refused: BTreeSet<PhotoHash>,
    /// Whether it was ever handed to the network: from then on it can't be taken back.
    pub sent: bool,
    /// Where it stands.
    #[serde(flatten)]
    pub state: State,
}

impl Entry {
    /// A command as it has just been sealed.
    pub fn new(person_id: PersonId, sealed: SealedCommand, photos: Vec<Photo>) -> Self {
        Self {
            person_id,
            sealed,
            photos,
            photos_done: BTreeSet::new(),
            photos_refused: BTreeSet::new(),
            sent: false,
            state: State::fresh(),
        }
    }

    /// Still to be sent.
    pub fn is_pending(&self) -> bool {
        matches!(self.state, State::Pending { .. })
    }

    /// The server has it.
    pub fn is_accepted(&self) -> bool {
        matches!(self.state, State::Accepted { .. })
    }

    /// Photos whose bytes still have to go up.
    pub fn photos_to_send(&self) -> impl Iterator<Item = &Photo> {
        let settled = |hash: &PhotoHash| self.photos_done.contains(hash) || self.photos_refused.contains(hash);
        self.photos.iter().filter(move |photo| self.is_accepted() && !settled(&photo.sha256))
    }

    /// Whether anything of it still has to reach the server or a person's eyes.
    pub fn is_open(&self) -> bool {
        match self.state {
            State::Pending { .. } | State::Rejected { .. } => true,
            State::Accepted { .. } => self.photos_to_send().next().is_some() || !self.photos_refused.is_empty(),
            State::Recalled => false,
        }
    }

    /// Whether it waits for its ticket for so long that a person should look at it.
    pub fn is_stuck(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Pending { unknown_since: Some(since), .. } if seconds_between(since, now) > STUCK_SECONDS)
    }

    /// Whether it may be taken back into the form.
    pub fn may_be_recalled(&self) -> bool {
        self.is_pending() && !self.sent
    }

    fn waits(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Pending { not_before: Some(until), .. } if until > now)
    }

    /// Takes in the server's answer. `jitter` is a random number from 0 to 1.
    pub fn answered(&mut self, result: &CommandResult, now: Timestamp, jitter: f64) {
        match result.outcome {
            Outcome::Accepted | Outcome::Duplicate => {
                self.state = State::Accepted {
                    at: now,
                    revision: result.revision.unwrap_or_default(),
                    number: result.ticket_number.clone().unwrap_or_default(),
                };
            }
            Outcome::Rejected => {
                let problem =
                    result.problem.clone().unwrap_or_else(|| Problem::new(Code::Invalid, Language::default()));
                self.state = State::Rejected { problem };
            }
            Outcome::Retry => self.postpone(now, jitter, result.after_s, result.problem.clone()),
        }
    }

    /// Puts it off: at least as long as the server asked, else with full jitter, longer each time.
    pub fn postpone(&mut self, now: Timestamp, jitter: f64, after_s: Option<u64>, problem: Option<Problem>) {
        let State::Pending { tries, unknown_since, .. } = &self.state else { return };
        let unknown = problem.as_ref().is_some_and(|problem| problem.is(Code::UnknownTicket));
        let pause = back_off(*tries, jitter).max(after_s.map_or(0, |s| s.min(3600) as i64));
        self.state = State::Pending {
            not_before: Some(after(now, pause)),
            tries: tries.saturating_add(1),
            unknown_since: if unknown { unknown_since.or(Some(now)) } else { None },
            problem,
        };
    }

    /// Makes it due at once: somebody tapped, or the network came back.
    pub fn retry_now(&mut self) {
        if let State::Pending { not_before, .. } = &mut self.state {
            *not_before = None;
        }
    }

    /// Puts an archived command back in line: the server went back in time.
    pub fn send_again(&mut self) {
        if self.is_accepted() {
            self.state = State::fresh();
            self.photos_done.clear();
        }
    }

    /// Whether nothing needs it any more.
    pub fn is_disposable(&self, now: Timestamp) -> bool {
        match self.state {
            State::Accepted { at, .. } => !self.is_open() && seconds_between(at, now) > ARCHIVE_SECONDS,
            State::Recalled => true,
            State::Pending { .. } | State::Rejected { .. } => false,
        }
    }
}

/// Seconds to wait after so many failed tries: full jitter over a doubling ceiling.
fn back_off(tries: u32, jitter: f64) -> i64 {
    let ceiling = 2_i64.saturating_pow(tries.min(16) + 1).min(LONGEST_PAUSE);
    (ceiling as f64 * jitter.clamp(0.0, 1.0)).ceil() as i64
}

/// The commands of one push, in order: those that are due, none past an earlier one on the same ticket that waits.
///
/// `most` is the number of commands allowed, lower than the protocol's after a batch was refused as a whole.
pub fn batch(entries: &[Entry], person: PersonId, now: Timestamp, most: usize) -> Vec<CommandId> {
    let mut ours: Vec<&Entry> =
        entries.iter().filter(|entry| entry.person_id == person && entry.is_pending()).collect();
    ours.sort_by_key(|entry| entry.sealed.seq);
    let mut held: BTreeSet<TicketId> = BTreeSet::new();
    let mut chosen = Vec::new();
    let mut bytes = ENVELOPE_BYTES;
    for entry in ours {
        let ticket = entry.sealed.ticket_id;
        let size = serde_json::to_string(&entry.sealed).map_or(0, |text| text.len() + 1);
        let fits = chosen.len() < most && (bytes + size <= LIMITS.push_bytes || chosen.is_empty());
        if entry.waits(now) || held.contains(&ticket) || !fits {
            held.insert(ticket);
            continue;
        }
        bytes += size;
        chosen.push(entry.sealed.command_id);
    }
    chosen
}

/// When the next entry is due, if any waits.
pub fn next_due(entries: &[Entry], person: PersonId) -> Option<Timestamp> {
    entries
        .iter()
        .filter(|entry| entry.person_id == person)
        .filter_map(|entry| match entry.state {
            State::Pending { not_before, .. } => not_before,
            _ => None,
        })
        .min()
}

/// What a device remembers of the server it spoke to last.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServerMemory {
    /// Its epoch.
    pub epoch: Option<uuid::Uuid>,
    /// Highest `seq` it accepted from this device and person.
    pub accepted_through: u64,
}

/// Whether the server has gone back in time, so that archived commands have to be sent again.
pub fn server_went_back(memory: ServerMemory, hello: &Hello) -> bool {
    memory.epoch.is_some_and(|epoch| epoch != hello.server_epoch) || hello.applied_through < memory.accepted_through
}

/// A photo on the device may go once every command that names it has been accepted and the server has the photo,
/// or has been given up by a person.
pub fn photo_is_disposable(hash: &PhotoHash, entries: &[Entry]) -> bool {
    entries
        .iter()
        .filter(|entry| entry.photos.iter().any(|photo| photo.sha256 == *hash))
        .all(|entry| matches!(entry.state, State::Recalled) || entry.is_accepted() && entry.photos_done.contains(hash))
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    const ME: PersonId = PersonId(Uuid::from_u128(1));
    const OTHER: PersonId = PersonId(Uuid::from_u128(2));

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn entry(person: PersonId, seq: u64, ticket: u128) -> Entry {
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(u128::from(seq) + 1000 * person.0.as_u128())),
            seq,
            ticket_id: TicketId(Uuid::from_u128(ticket)),
            kind: "add_note".into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body: serde_json::json!({"text": "井盖松动"}),
        };
        Entry::new(person, sealed, Vec::new())
    }

    fn result(entry: &Entry, outcome: Outcome, code: Option<Code>) -> CommandResult {
        CommandResult {
            command_id: entry.sealed.command_id,
            outcome,
            revision: Some(1),
            ticket_number: Some("RC20261123-000001".into()),
            status: None,
            problem: code.map(|code| Problem::new(code, Language::default())),
            after_s: None,
        }
    }

    #[test]
    fn only_my_commands_go_out_and_in_the_order_i_made_them() {
        let entries = [entry(ME, 2, 1), entry(OTHER, 1, 1), entry(ME, 1, 2)];
        let ids = batch(&entries, ME, at(0), 50);
        assert_eq!(ids, [entries[2].sealed.command_id, entries[0].sealed.command_id]);
    }

    #[test]
    fn a_command_that_waits_holds_back_its_own_ticket_and_no_other() {
        let mut entries = [entry(ME, 1, 1), entry(ME, 2, 1), entry(ME, 3, 2)];
        entries[0].postpone(at(0), 1.0, Some(60), None);
        assert_eq!(batch(&entries, ME, at(1), 50), [entries[2].sealed.command_id]);
        assert_eq!(batch(&entries, ME, at(61), 50).len(), 3);
    }

    #[test]
    fn a_rejected_command_stays_open_until_it_is_dismissed() {
        let mut entry = entry(ME, 1, 1);
        entry.answered(&result(&entry, Outcome::Rejected, Some(Code::NotAllowed)), at(0), 0.5);
        assert!(entry.is_open() && !entry.is_pending() && !entry.is_disposable(at(10_000_000)));
    }

    #[test]
    fn seven_days_without_its_ticket_make_an_item_stuck() {
        let mut entry = entry(ME, 1, 1);
        for day in 0..=8 {
            entry.answered(&result(&entry, Outcome::Retry, Some(Code::UnknownTicket)), at(day * 86_400), 0.5);
        }
        assert!(!entry.is_stuck(at(6 * 86_400)));
        assert!(entry.is_stuck(at(8 * 86_400)));
    }

    #[test]
    fn pauses_never_pass_five_minutes_nor_undercut_what_the_server_asked() {
        let mut entry = entry(ME, 1, 1);
        for _ in 0..40 {
            entry.postpone(at(0), 1.0, None, None);
        }
        assert_eq!(next_due(std::slice::from_ref(&entry), ME), Some(at(LONGEST_PAUSE)));
        entry.postpone(at(0), 0.0, Some(7), None);
        assert_eq!(next_due(&[entry], ME), Some(at(7)));
    }

    #[test]
    fn what_was_sent_cannot_be_taken_back() {
        let mut entry = entry(ME, 1, 1);
        assert!(entry.may_be_recalled());
        entry.sent = true;
        assert!(!entry.may_be_recalled());
    }

    #[test]
    fn a_restored_server_gets_archived_commands_again() {
        let mut entry = entry(ME, 4, 1);
        entry.answered(&result(&entry, Outcome::Accepted, None), at(0), 0.5);
        let hello = Hello {
            protocols: vec![1],
            server_epoch: Uuid::from_u128(9),
            server_time: at(0),
            build: "x".into(),
            limits: LIMITS,
            applied_through: 3,
            backed_up_through: None,
        };
        let memory = ServerMemory { epoch: Some(hello.server_epoch), accepted_through: 4 };
        assert!(server_went_back(memory, &hello));
        entry.send_again();
        assert!(entry.is_pending());
    }

    #[test]
    fn a_batch_keeps_within_bytes_but_never_blocks_on_one_large_command() {
        let mut large = entry(ME, 1, 1);
        large.sealed.body = serde_json::json!({"text": "x".repeat(LIMITS.push_bytes)});
        let entries = [large, entry(ME, 2, 2)];
        assert_eq!(batch(&entries, ME, at(0), 50), [entries[0].sealed.command_id]);
    }
}
