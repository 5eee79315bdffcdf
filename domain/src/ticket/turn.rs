//! How long whoever's turn it is may take before handling and after it, by the clock on the wall.

use jiff::Timestamp;

use super::{Light, Status, Ticket};
use crate::time::{after, seconds_between};

const MINUTE: i64 = 60;
/// Intake, verification, dispatch, signature and check (`lifecycle.md`, Clocks).
const INTAKE: i64 = 15 * MINUTE;
const VERIFICATION: i64 = 30 * MINUTE;
const DISPATCH: i64 = 15 * MINUTE;
const SIGNATURE: i64 = 60 * MINUTE;
const CHECK: i64 = 30 * MINUTE;

/// A turn that somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turn {
    /// Since when.
    pub from: Timestamp,
    /// By when the next step should have been taken.
    pub due_at: Timestamp,
}

impl Turn {
    fn of(from: Timestamp, seconds: i64) -> Self {
        Self { from, due_at: after(from, seconds) }
    }

    /// The light at this moment.
    pub fn light(self, now: Timestamp) -> Light {
        let (limit, used) = (seconds_between(self.from, self.due_at), seconds_between(self.from, now));
        match used {
            _ if used > limit => Light::Red,
            _ if used * 5 >= limit * 4 => Light::Amber,
            _ => Light::Green,
        }
    }
}

impl Ticket {
    /// Whose turn runs out, other than by the handling clock; none where nobody is hurried.
    pub fn turn(&self) -> Option<Turn> {
        let (from, limit) = match self.status {
            Status::Received {} => {
                // While it was being verified the desk waited.
                let verified =
                    self.verification.as_ref().and_then(|asked| Some((asked.at, asked.finding.as_ref()?.at)));
                let waited = verified.map_or(0, |(asked_at, found_at)| seconds_between(asked_at, found_at));
                (after(self.received_at, waited), INTAKE)
            }
            Status::Verifying { since } => (since, VERIFICATION),
            Status::AwaitingDispatch { since } => (since, DISPATCH),
            Status::AwaitingSignature { dispatched_at } if self.pending_return.is_none() => (dispatched_at, SIGNATURE),
            Status::AwaitingCheck { reported_at } => (reported_at, CHECK),
            _ => return None,
        };
        Some(Turn::of(after(from, self.merged_since(from)), limit))
    }
}
