//! Verification: whether what was reported is there, as a grid worker finds it before the ticket is accepted.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Status, Ticket};
use crate::ids::UnitCode;
use crate::people::Person;

/// 核实, asked of the grid workers of the place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verification {
    /// Since when it is asked.
    pub at: Timestamp,
    /// What to look at.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What came of it; none while it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Finding>,
}

/// What a grid worker found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// When.
    pub at: Timestamp,
    /// Who looked.
    pub by_name: String,
    /// Whether it is there.
    pub found: bool,
    /// What they saw, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Ticket {
    /// Whether this person works on the ground of the place.
    pub(super) fn is_on_ground_of(&self, actor: &Person) -> bool {
        self.township_of_place().is_some_and(|township| actor.township() == Some(township))
    }

    /// The township whose grid workers are asked, until the supervisor has decided: whoever comes second is told who
    /// was first.
    pub(super) fn verifying_township(&self) -> Option<&UnitCode> {
        let undecided = matches!(self.status, Status::Received {} | Status::Verifying { .. });
        self.township_of_place().filter(|_| undecided && self.verification.is_some())
    }
}
