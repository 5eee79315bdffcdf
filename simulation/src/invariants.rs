//! The twelve promises that are held against every story, by their numbers. Most are looked at all along: the ledger
//! holds each answer of the server against what it said before (2, 3, 7), `watch.rs` each step of a device against what
//! people were told (1, 4, 6, 8, 9, 10); what can be seen only when all is quiet stands in `quiet.rs` (5, 11, 12, and 1
//! to 4 once more).

use std::fmt;

use domain::CommandId;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Invariant {
    /// The server never fails by itself, whatever it is asked. Beside the twelve.
    Server = 0,
    /// Every command whose enqueue completed is in an outbox or on the server, always.
    Kept = 1,
    /// Its effect is there exactly once.
    Once = 2,
    /// On a ticket a child never precedes its parent, nor what one person did on one device what they did before.
    Order = 3,
    /// Photos that are named are verified on the server or held by the device.
    Photos = 4,
    /// When all is quiet, each replica equals the server's view of that person's scope.
    Replica = 5,
    /// Taking in a page again changes nothing; a cursor never goes back within an epoch.
    Cursor = 6,
    /// The author of a command is the one who made it.
    Author = 7,
    /// What was refused stays visible until a person puts it away.
    Refused = 8,
    /// A migration keeps the multiset of command ids, on devices and on the server.
    Migration = 9,
    /// What can never pass delays nothing on other tickets, and no photo another.
    Poison = 10,
    /// On a fair network everything ends accepted or refused.
    Ends = 11,
    /// After the server went back in time, what devices still have is there again.
    Restored = 12,
}

/// One of them does not hold.
#[derive(Clone, Debug)]
pub struct Violation {
    pub invariant: Invariant,
    /// The command it is about, if it is one.
    pub command: Option<CommandId>,
    pub what: String,
}

impl Invariant {
    /// It does not hold for this command.
    pub fn broken(self, command: CommandId, what: &str) -> Violation {
        Violation { invariant: self, command: Some(command), what: what.to_owned() }
    }

    pub fn fails(self, what: String) -> Violation {
        Violation { invariant: self, command: None, what }
    }
}

impl fmt::Display for Invariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {} ({self:?})", *self as u8)
    }
}
