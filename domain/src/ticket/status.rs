//! Where a ticket stands. Data that belongs to one status lives in its variant.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::Satisfaction;
use crate::ids::TicketId;

/// The status of a ticket; on the wire its name is `status` and its data `status_data`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", content = "status_data", rename_all = "snake_case")]
pub enum Status {
    /// 待受理
    Received {},
    /// 待核实
    Verifying {
        /// Since when it is asked.
        since: Timestamp,
    },
    /// 待派遣
    AwaitingDispatch {
        /// Since when.
        since: Timestamp,
    },
    /// 待签收
    AwaitingSignature {
        /// When it was dispatched.
        dispatched_at: Timestamp,
    },
    /// 处置中
    Handling {
        /// When it was signed, or sent back for rework.
        since: Timestamp,
    },
    /// 待核查
    AwaitingCheck {
        /// When the result was reported.
        reported_at: Timestamp,
    },
    /// 待评价
    AwaitingRating {
        /// When it passed.
        passed_at: Timestamp,
        /// When it closes unrated; none where the calendar does not reach so far.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        closes_at: Option<Timestamp>,
    },
    /// 不满意待研判
    Dissatisfied {
        /// When it was rated.
        rated_at: Timestamp,
    },
    /// 结案
    Closed {
        /// When; the 72 hours for reopening count from here.
        closed_at: Timestamp,
        /// In what way.
        closing: Closing,
    },
    /// 不予受理
    Declined {
        /// When.
        declined_at: Timestamp,
    },
    /// 撤销
    Withdrawn {
        /// When.
        withdrawn_at: Timestamp,
    },
    /// 作废
    Voided {
        /// When.
        voided_at: Timestamp,
    },
    /// 并案
    Merged {
        /// When.
        merged_at: Timestamp,
        /// The main ticket.
        into: TicketId,
        /// Its number; none on the device until the server has answered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        /// Where it stood, and stands again once it is taken out.
        was: Box<Status>,
    },
}

/// In what way a ticket was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// With a rating that was not dissatisfied.
    Rated(Satisfaction),
    /// Dissatisfied, with both views on record.
    BothViews,
    /// Nobody rated it in time, which says nothing of whether they were satisfied.
    Unrated,
    /// By a leader, wherever it stood; counted apart.
    Forced,
}

impl Status {
    /// Names of every status, in the order of a ticket's life.
    pub const NAMES: [&'static str; 13] = [
        "received",
        "verifying",
        "awaiting_dispatch",
        "awaiting_signature",
        "handling",
        "awaiting_check",
        "awaiting_rating",
        "dissatisfied",
        "closed",
        "declined",
        "withdrawn",
        "voided",
        "merged",
    ];

    /// Whether a status has this name.
    pub fn is_name(name: &str) -> bool {
        Self::NAMES.contains(&name)
    }

    /// The name on the wire.
    pub fn name(&self) -> &'static str {
        Self::NAMES[self.stage()]
    }

    /// How far along the main way; the statuses that end a ticket come last.
    pub(super) fn stage(&self) -> usize {
        match self {
            Self::Received {} => 0,
            Self::Verifying { .. } => 1,
            Self::AwaitingDispatch { .. } => 2,
            Self::AwaitingSignature { .. } => 3,
            Self::Handling { .. } => 4,
            Self::AwaitingCheck { .. } => 5,
            Self::AwaitingRating { .. } => 6,
            Self::Dissatisfied { .. } => 7,
            Self::Closed { .. } => 8,
            Self::Declined { .. } => 9,
            Self::Withdrawn { .. } => 10,
            Self::Voided { .. } => 11,
            Self::Merged { .. } => 12,
        }
    }

    /// Whether nothing more is to be done.
    pub fn is_terminal(&self) -> bool {
        matches!(
            self,
            Self::Closed { .. }
                | Self::Declined { .. }
                | Self::Withdrawn { .. }
                | Self::Voided { .. }
                | Self::Merged { .. }
        )
    }
}
