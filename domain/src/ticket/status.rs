//! Where a ticket stands. Data that belongs to one status lives in its variant.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::Satisfaction;

/// The status of a ticket; on the wire its name is `status` and its data `status_data`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "status", content = "status_data", rename_all = "snake_case")]
pub enum Status {
    /// 待受理
    Received {},
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
}

/// In what way a ticket was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Closing {
    /// With a rating that was not dissatisfied.
    Rated(Satisfaction),
    /// Dissatisfied, with both views on record.
    BothViews,
    /// By a leader, wherever it stood; counted apart.
    Forced,
}

impl Status {
    /// Names of every status, in the order of a ticket's life.
    pub const NAMES: [&'static str; 11] = [
        "received",
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
    ];

    /// Statuses of a ticket's life that no command of this release leads to.
    pub const TO_COME: [&'static str; 2] = ["verifying", "merged"];

    /// Whether a status has this name, in this release or the life of tickets as a whole.
    pub fn is_name(name: &str) -> bool {
        Self::NAMES.contains(&name) || Self::TO_COME.contains(&name)
    }

    /// The name on the wire.
    pub fn name(&self) -> &'static str {
        Self::NAMES[self.stage()]
    }

    /// How far along the main way; the statuses that end a ticket come last.
    pub(super) fn stage(&self) -> usize {
        match self {
            Self::Received {} => 0,
            Self::AwaitingDispatch { .. } => 1,
            Self::AwaitingSignature { .. } => 2,
            Self::Handling { .. } => 3,
            Self::AwaitingCheck { .. } => 4,
            Self::AwaitingRating { .. } => 5,
            Self::Dissatisfied { .. } => 6,
            Self::Closed { .. } => 7,
            Self::Declined { .. } => 8,
            Self::Withdrawn { .. } => 9,
            Self::Voided { .. } => 10,
        }
    }

    /// Whether nothing more is to be done.
    pub fn is_terminal(&self) -> bool {
        matches!(self, Self::Closed { .. } | Self::Declined { .. } | Self::Withdrawn { .. } | Self::Voided { .. })
    }
}
