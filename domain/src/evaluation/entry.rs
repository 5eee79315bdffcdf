//! The ledger's entries.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::Points;
use crate::ids::{PersonId, TicketId, UnitCode};

/// What a unit is scored by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// 签收
    Signing,
    /// 处置
    Handling,
    /// 退单
    Returns,
    /// 返工
    Rework,
    /// 督办
    Supervision,
    /// 督办回复
    Replies,
    /// 清单意见
    Opinions,
    /// 响应
    Response,
    /// 质量
    Quality,
    /// 结果
    Outcome,
}

impl Rule {
    /// Those of the centre's part.
    pub const CENTRE: [Self; 7] =
        [Self::Signing, Self::Handling, Self::Returns, Self::Rework, Self::Supervision, Self::Replies, Self::Opinions];
    /// Those of the townships' part.
    pub const TOWNSHIPS: [Self; 3] = [Self::Response, Self::Quality, Self::Outcome];

    /// Every rule.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::CENTRE.into_iter().chain(Self::TOWNSHIPS)
    }

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Signing => "signing",
            Self::Handling => "handling",
            Self::Returns => "returns",
            Self::Rework => "rework",
            Self::Supervision => "supervision",
            Self::Replies => "replies",
            Self::Opinions => "opinions",
            Self::Response => "response",
            Self::Quality => "quality",
            Self::Outcome => "outcome",
        }
    }

    /// The rule of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|rule| rule.as_str() == name)
    }
}

/// Why there is an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// Signed within its hour.
    SignedInTime,
    /// Signed after it.
    SignedLate,
    /// The result was reported in time.
    HandledInTime,
    /// It was due before that.
    HandledLate,
    /// Its request to return the ticket was refused.
    ReturnedWrongly,
    /// Its result did not pass.
    Reworked,
    /// It was put under a supervision order.
    Supervised,
    /// It replied to the order in time.
    RepliedInTime,
    /// It did not.
    RepliedLate,
    /// It gave its opinion on a change of the list in time.
    OpinionInTime,
    /// It did not.
    OpinionLate,
    /// A rating.
    Rated,
    /// Correction: its appeal was granted, so lateness does not count.
    Exempted,
    /// Correction: what was late is not any more, for an extension that was asked for in time was granted.
    DeadlineMoved,
    /// Correction: the ticket was not its own.
    ReturnApproved,
    /// Correction: its return had been refused, and an arbitration gave the ticket to another unit.
    RuledElsewhere,
    /// Correction: the ticket counts no more, being withdrawn, voided, merged or closed by force.
    NotCounted,
    /// Correction: the ticket that was merged was taken out, and counts again.
    CountedAgain,
}

impl Reason {
    /// Every reason.
    pub const ALL: [Self; 18] = [
        Self::SignedInTime,
        Self::SignedLate,
        Self::HandledInTime,
        Self::HandledLate,
        Self::ReturnedWrongly,
        Self::Reworked,
        Self::Supervised,
        Self::RepliedInTime,
        Self::RepliedLate,
        Self::OpinionInTime,
        Self::OpinionLate,
        Self::Rated,
        Self::Exempted,
        Self::DeadlineMoved,
        Self::ReturnApproved,
        Self::RuledElsewhere,
        Self::NotCounted,
        Self::CountedAgain,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedInTime => "signed_in_time",
            Self::SignedLate => "signed_late",
            Self::HandledInTime => "handled_in_time",
            Self::HandledLate => "handled_late",
            Self::ReturnedWrongly => "returned_wrongly",
            Self::Reworked => "reworked",
            Self::Supervised => "supervised",
            Self::RepliedInTime => "replied_in_time",
            Self::RepliedLate => "replied_late",
            Self::OpinionInTime => "opinion_in_time",
            Self::OpinionLate => "opinion_late",
            Self::Rated => "rated",
            Self::Exempted => "exempted",
            Self::DeadlineMoved => "deadline_moved",
            Self::ReturnApproved => "return_approved",
            Self::RuledElsewhere => "ruled_elsewhere",
            Self::NotCounted => "not_counted",
            Self::CountedAgain => "counted_again",
        }
    }

    /// The reason of this name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.as_str() == name)
    }
}

/// What an entry comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "id")]
pub enum Cause {
    /// An event of this ticket.
    Ticket(TicketId),
    /// This proposal to change the list.
    Proposal(Uuid),
}

/// Whose rating it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rater {
    /// Who rated.
    pub person: PersonId,
    /// The ticket's township.
    pub township: UnitCode,
}

/// One entry of the ledger.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Entry {
    /// What it comes from.
    pub cause: Cause,
    /// Which of its events, or of the units that were asked, from 0.
    pub position: u32,
    /// When.
    pub at: Timestamp,
    /// Whose it is.
    pub unit: UnitCode,
    /// By which rule.
    pub rule: Rule,
    /// In which version.
    pub version: u32,
    /// Why.
    pub reason: Reason,
    /// What it adds; of a rating, what it gives of full marks.
    pub points: Points,
    /// Whose rating it is; none in the centre's part.
    pub rater: Option<Rater>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_those_on_the_wire() {
        for rule in Rule::all() {
            assert_eq!(serde_json::to_value(rule).unwrap(), rule.as_str());
            assert_eq!(Rule::parse(rule.as_str()), Some(rule));
        }
        for reason in Reason::ALL {
            assert_eq!(serde_json::to_value(reason).unwrap(), reason.as_str());
            assert_eq!(Reason::parse(reason.as_str()), Some(reason));
        }
    }
}
