//! Reminders and supervision orders: what the centre says to the unit while a ticket is open.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// 催办: stands until the ticket moves on or a unit reports progress.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// When the latest came.
    pub at: Timestamp,
    /// Who sent it.
    pub by_name: String,
    /// What it said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// How many have come since the ticket last moved.
    pub times: u32,
}

/// 督办: an order that waits for the lead unit's reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Supervision {
    /// Since when.
    pub at: Timestamp,
    /// What is to be answered.
    pub text: String,
    /// By when.
    pub reply_by: Timestamp,
}
