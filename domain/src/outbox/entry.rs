//! One sealed command on a device, and where it stands.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, PhotoHash};
use crate::photo::Photo;
use crate::problem::{Code, Language, Problem};
use crate::sync::{CommandResult, Outcome, SealedCommand};
use crate::time::{after, seconds_between};

/// Longest pause between two tries, in seconds.
const LONGEST_PAUSE: i64 = 300;
/// After so long without its ticket, an item is shown as stuck.
const STUCK_SECONDS: i64 = 7 * 24 * 3600;
/// For so long archived commands are kept, to be sent again to a restored server.
pub const ARCHIVE_SECONDS: i64 = 30 * 24 * 3600;
/// No pause is longer; a later time comes from a clock that was wrong.
const LONGEST_WAIT: i64 = 2 * 3600;

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum State {
    /// Saved here; goes out when it can.
    Pending {
        /// Not before this time.
        not_before: Option<Timestamp>,
        /// Failed tries so far.
        #[serde(default)]
        tries: u32,
        /// Why it waits, if the server said so.
        problem: Option<Problem>,
        /// Since when the server says that it doesn't know the ticket, or not this far, by its own clock.
        unknown_since: Option<Timestamp>,
    },
    /// The server has it; kept in case the server goes back in time.
    Accepted {
        /// When the server said so, by its own clock: the device's may be years off.
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
    #[serde(default)]
    pub photos: Vec<Photo>,
    /// Photos that the server has verified.
    #[serde(default)]
    pub photos_done: BTreeSet<PhotoHash>,
    /// Photos that the server refused for good.
    #[serde(default)]
    pub photos_refused: BTreeSet<PhotoHash>,
    /// Photos of which no part was ever handed to the network: the server need not be asked what it has of them.
    #[serde(default)]
    pub photos_untried: BTreeSet<PhotoHash>,
    /// Whether it was ever handed to the network: from then on it can't be taken back.
    #[serde(default = "unless_it_says_otherwise")]
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
            photos_untried: photos.iter().map(|photo| photo.sha256.clone()).collect(),
            photos,
            photos_done: BTreeSet::new(),
            photos_refused: BTreeSet::new(),
            sent: false,
            state: State::fresh(),
        }
    }

    /// Reads a record of this build or of another. What it does not say is taken to be what can do no harm: at worst
    /// something is sent again. So is a state that only a newer build knows.
    pub fn read(text: &str) -> serde_json::Result<Self> {
        #[derive(Deserialize)]
        struct Core {
            person_id: PersonId,
            sealed: SealedCommand,
            #[serde(default)]
            photos: Vec<Photo>,
        }
        serde_json::from_str(text).or_else(|_| {
            let Core { person_id, sealed, photos } = serde_json::from_str(text)?;
            let entry = Self::new(person_id, sealed, photos);
            Ok(Self { sent: unless_it_says_otherwise(), photos_untried: BTreeSet::new(), ..entry })
        })
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
        self.is_owed() || self.is_refused()
    }

    /// Whether the server refused it or some of its photos, and its person has not put it away.
    pub fn is_refused(&self) -> bool {
        match self.state {
            State::Rejected { .. } => true,
            State::Accepted { .. } => !self.photos_refused.is_empty(),
            State::Pending { .. } | State::Recalled => false,
        }
    }

    /// Whether anything of it still has to reach the server.
    pub fn is_owed(&self) -> bool {
        self.is_pending() || self.photos_to_send().next().is_some()
    }

    /// Whether it waits for its ticket for so long that a person should look at it. `now` is by the server's clock.
    pub fn is_stuck(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Pending { unknown_since: Some(since), .. } if seconds_between(since, now) > STUCK_SECONDS)
    }

    /// Whether it may be taken back into the form.
    pub fn may_be_recalled(&self) -> bool {
        self.is_pending() && !self.sent
    }

    /// What may still go through is not thrown away.
    pub fn may_be_dismissed(&self, now: Timestamp) -> bool {
        matches!(self.state, State::Rejected { .. }) || self.is_stuck(now)
    }

    pub(super) fn waits(&self, now: Timestamp) -> bool {
        match self.state {
            State::Pending { not_before: Some(until), .. } => {
                until > now && seconds_between(now, until) <= LONGEST_WAIT
            }
            _ => false,
        }
    }

    /// Takes in the server's answer, given at `server_time`. `jitter` is a random number from 0 to 1.
    pub(super) fn answered(&mut self, result: &CommandResult, server_time: Timestamp, now: Timestamp, jitter: f64) {
        match result.outcome {
            Outcome::Accepted | Outcome::Duplicate => {
                self.state = State::Accepted {
                    at: server_time,
                    revision: result.revision.unwrap_or_default(),
                    number: result.ticket_number.clone().unwrap_or_default(),
                };
            }
            Outcome::Rejected => {
                let problem =
                    result.problem.clone().unwrap_or_else(|| Problem::new(Code::Invalid, Language::default()));
                self.state = State::Rejected { problem };
            }
            Outcome::Retry => {
                self.postpone(now, jitter, result.after_s, result.problem.clone());
                let waits_for_ticket = |problem: &Problem| problem.is(Code::UnknownTicket) || problem.is(Code::Behind);
                if let State::Pending { unknown_since, .. } = &mut self.state
                    && result.problem.as_ref().is_some_and(waits_for_ticket)
                {
                    unknown_since.get_or_insert(server_time);
                }
            }
        }
    }

    /// Puts it off: at least as long as the server asked, else with full jitter, longer each time.
    pub fn postpone(&mut self, now: Timestamp, jitter: f64, after_s: Option<u64>, problem: Option<Problem>) {
        let State::Pending { tries, unknown_since, .. } = &self.state else { return };
        let pause = back_off(*tries, jitter).max(after_s.map_or(0, |s| s.min(3600) as i64));
        self.state = State::Pending {
            not_before: Some(after(now, pause)),
            tries: tries.saturating_add(1),
            // A failed request says nothing about the ticket.
            unknown_since: *unknown_since,
            problem,
        };
    }

    /// Makes it due at once: somebody looks or tapped, or the network came back.
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
            // It has forgotten its refusals as well, and still waits for these photos.
            self.photos_refused.clear();
        }
    }

    /// Whether nothing needs it any more. `now` is by the server's clock.
    pub fn is_disposable(&self, now: Timestamp) -> bool {
        match self.state {
            State::Accepted { at, .. } => !self.is_open() && seconds_between(at, now) > ARCHIVE_SECONDS,
            State::Recalled => true,
            State::Pending { .. } | State::Rejected { .. } => false,
        }
    }
}

/// A record that does not say whether it was sent may have been.
fn unless_it_says_otherwise() -> bool {
    true
}

/// Seconds to wait after so many failed tries: full jitter over a doubling ceiling.
fn back_off(tries: u32, jitter: f64) -> i64 {
    let ceiling = 2_i64.saturating_pow(tries.min(16) + 1).min(LONGEST_PAUSE);
    (ceiling as f64 * jitter.clamp(0.0, 1.0)).ceil() as i64
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::ids::{CommandId, TicketId};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn entry() -> Entry {
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(1)),
            seq: 1,
            ticket_id: TicketId(Uuid::from_u128(1)),
            kind: "add_note".into(),
            captured_at: "2026-11-23T08:00:00+08:00".into(),
            based_on: None,
            body: serde_json::json!({"text": "井盖松动"}),
        };
        Entry::new(PersonId(Uuid::from_u128(1)), sealed, Vec::new())
    }

    fn problem(code: Code) -> Problem {
        Problem::new(code, Language::default())
    }

    fn due(entry: &Entry) -> Timestamp {
        match entry.state {
            State::Pending { not_before: Some(at), .. } => at,
            _ => panic!("{entry:?} does not wait"),
        }
    }

    #[test]
    fn a_rejected_command_stays_open_until_it_is_dismissed() {
        let mut entry = entry();
        entry.state = State::Rejected { problem: problem(Code::NotAllowed) };
        assert!(entry.is_open() && entry.is_refused() && !entry.is_owed() && !entry.is_disposable(at(10_000_000)));
    }

    fn told_to_wait(entry: &mut Entry, code: Code, server_time: Timestamp, now: Timestamp) {
        let result = CommandResult {
            command_id: entry.sealed.command_id,
            outcome: Outcome::Retry,
            revision: None,
            ticket_number: None,
            status: None,
            problem: Some(problem(code)),
            after_s: None,
        };
        entry.answered(&result, server_time, now, 0.5);
    }

    #[test]
    fn a_record_of_another_build_is_read_with_its_words_whatever_else_it_says() {
        let mut written = entry();
        written.postpone(at(0), 1.0, None, Some(problem(Code::Busy)));
        let mut record = serde_json::to_value(&written).unwrap();
        let read = |record: &serde_json::Value| Entry::read(&record.to_string()).unwrap();
        assert_eq!(read(&record), written);
        record["later"] = serde_json::json!({"x": 1});
        assert_eq!(read(&record), written);
        for field in [
            "photos",
            "photos_done",
            "photos_refused",
            "photos_untried",
            "sent",
            "tries",
            "not_before",
            "unknown_since",
        ] {
            record.as_object_mut().unwrap().remove(field);
        }
        let older = read(&record);
        assert!(older.is_pending() && older.sealed == written.sealed && !older.may_be_recalled());
        record["state"] = "waiting_for_somebody".into();
        assert_eq!(read(&record).state, State::fresh());
        assert!(Entry::read(r#"{"state":"pending"}"#).is_err());
    }

    #[test]
    fn seven_days_without_its_ticket_make_an_item_stuck_whatever_fails_in_between() {
        for code in [Code::UnknownTicket, Code::Behind] {
            let mut entry = entry();
            for day in 0..=8 {
                told_to_wait(&mut entry, code, at(day * 86_400), at(day * 86_400));
                entry.postpone(at(day * 86_400 + 60), 0.5, None, None);
                told_to_wait(&mut entry, Code::Busy, at(day * 86_400 + 120), at(day * 86_400 + 120));
            }
            assert!(!entry.is_stuck(at(6 * 86_400)));
            assert!(entry.is_stuck(at(8 * 86_400)));
        }
    }

    #[test]
    fn a_device_whose_clock_is_off_makes_nothing_stuck_too_early_or_too_late() {
        let mut entry = entry();
        told_to_wait(&mut entry, Code::UnknownTicket, at(0), at(100_000_000));
        told_to_wait(&mut entry, Code::UnknownTicket, at(60), at(-100_000_000));
        assert!(!entry.is_stuck(at(7 * 86_400)));
        assert!(entry.is_stuck(at(7 * 86_400 + 1)));
    }

    #[test]
    fn pauses_never_pass_five_minutes_nor_undercut_what_the_server_asked() {
        let mut entry = entry();
        for _ in 0..40 {
            entry.postpone(at(0), 1.0, None, None);
        }
        assert_eq!(due(&entry), at(LONGEST_PAUSE));
        entry.postpone(at(0), 0.0, Some(7), None);
        assert_eq!(due(&entry), at(7));
    }
}
