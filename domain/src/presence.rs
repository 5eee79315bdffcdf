//! Who of the centre has a ticket open, so that no two of them work on one unknowingly. It is told while it lasts: it
//! is no event of the ticket, and nothing is judged by it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{PersonId, TicketId};

/// Seconds after which a device says again that a ticket is open on it.
pub const BEAT_SECONDS: i64 = 30;
/// Seconds after which it counts as closed, unless that was said: two beats may be lost on the way.
pub const LASTS_SECONDS: i64 = 90;

/// Somebody who has a ticket open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Present {
    /// Which.
    pub ticket_id: TicketId,
    /// Who.
    pub person_id: PersonId,
    /// Name that others read.
    pub name: String,
    /// Since when.
    pub since: Timestamp,
}
