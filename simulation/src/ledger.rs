//! What the server has said and done so far, kept beside it: each of its answers is held against it.

use std::collections::{BTreeMap, BTreeSet};

use domain::sync::{CommandResult, Outcome, Push, Pushed};
use domain::{CommandId, DeviceId, PersonId, PhotoHash, TicketId};

use crate::invariants::{Invariant, Violation};

/// What one database holds. It goes back in time with it.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    pub applied: BTreeMap<CommandId, Applied>,
    pub refused: BTreeSet<CommandId>,
    pub revisions: BTreeMap<TicketId, u64>,
    /// Photos that were received, or refused, by whom they came.
    pub photos: BTreeMap<(PersonId, PhotoHash), Received>,
    /// The last command that was applied of each maker on each ticket.
    last: BTreeMap<(DeviceId, PersonId, TicketId), u64>,
    /// Rises whenever the server takes anything in.
    pub changes: u64,
}

/// A command that was applied.
#[derive(Clone, Copy, Debug)]
pub struct Applied {
    /// The revision of its ticket that it made.
    pub revision: u64,
    /// When, in milliseconds.
    pub at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Received {
    Whole,
    Refused,
}

impl Ledger {
    /// Takes in the answer to a push of this person's.
    pub fn pushed(&mut self, person: PersonId, push: &Push, answer: &Pushed, at: i64) -> Result<(), Violation> {
        for (command, result) in push.commands.iter().zip(&answer.results) {
            let maker = (push.device_id, person, command.ticket_id);
            self.answered(maker, command.seq, &command.kind, result, at)?;
        }
        Ok(())
    }

    fn answered(
        &mut self,
        maker: (DeviceId, PersonId, TicketId),
        seq: u64,
        kind: &str,
        result: &CommandResult,
        at: i64,
    ) -> Result<(), Violation> {
        let (id, ticket) = (result.command_id, maker.2);
        let before = self.applied.get(&id).copied();
        match (result.outcome, before) {
            (Outcome::Accepted, Some(_)) => Err(Invariant::Once.broken(id, "was applied a second time")),
            (Outcome::Accepted, None) => {
                let revision = self.revisions.get(&ticket).copied().unwrap_or_default() + 1;
                if (revision == 1) != (kind == "whistle") {
                    return Err(Invariant::Order.broken(id, "was applied before its ticket's whistle"));
                }
                if result.revision != Some(revision) {
                    let words = format!("made revision {:?}, and {revision} is due", result.revision);
                    return Err(Invariant::Once.broken(id, &words));
                }
                if self.last.insert(maker, seq).is_some_and(|last| last > seq) {
                    return Err(Invariant::Order.broken(id, "was applied after a later one of the same maker"));
                }
                self.applied.insert(id, Applied { revision, at });
                self.revisions.insert(ticket, revision);
                self.changes += 1;
                Ok(())
            }
            (Outcome::Duplicate, Some(before)) if result.revision == Some(before.revision) => Ok(()),
            (Outcome::Duplicate, _) => Err(Invariant::Once.broken(id, "is called a duplicate of what was not applied")),
            (Outcome::Rejected | Outcome::Retry, Some(_)) => {
                Err(Invariant::Once.broken(id, "was applied, and now it is refused"))
            }
            (Outcome::Rejected, None) => {
                self.changes += u64::from(self.refused.insert(id));
                Ok(())
            }
            (Outcome::Retry, None) => Ok(()),
        }
    }

    /// A photo of this person's has arrived, whole or to be refused.
    pub fn photo(&mut self, person: PersonId, hash: PhotoHash, received: Received) {
        self.changes += u64::from(self.photos.insert((person, hash), received).is_none());
    }
}
