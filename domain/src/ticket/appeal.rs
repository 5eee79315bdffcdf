//! Appeals: the unit says that it was not its fault that a closed ticket was late, and two supervisors decide.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Change, Context, Refusal, Status, Ticket};
use crate::command::CommandKind;
use crate::directory::Directory;
use crate::ids::PersonId;
use crate::list::{Limit, LimitKind};
use crate::people::Person;
use crate::problem::Code;

/// How long after the closing a unit may appeal; ours.
const APPEAL: Limit = Limit { amount: 10, kind: LimitKind::WorkingDays };
/// Supervisors who have to agree (`lifecycle.md`, row 22).
const REVIEWERS: usize = 2;

/// 申诉 against being counted as late. That it was late stays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appeal {
    /// When.
    pub at: Timestamp,
    /// Why.
    pub text: String,
    /// What the reviewers said so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opinions: Vec<AppealOpinion>,
}

/// What one reviewer says of an appeal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AppealOpinion {
    /// When.
    pub at: Timestamp,
    /// Who.
    pub by: PersonId,
    /// Their name then.
    pub by_name: String,
    /// Whether the ticket should not count as late.
    pub granted: bool,
    /// Why.
    pub text: String,
}

impl Appeal {
    /// Whether it was granted, once all reviewers have said what they think: only where they agree on it.
    pub fn outcome(&self) -> Option<bool> {
        (self.opinions.len() >= REVIEWERS).then(|| self.opinions.iter().all(|opinion| opinion.granted))
    }
}

impl Ticket {
    /// The appeal that waits for a reviewer.
    pub fn pending_appeal(&self) -> Option<&Appeal> {
        self.appeal.as_ref().filter(|appeal| appeal.outcome().is_none())
    }

    /// Whether figures count it as late.
    pub fn counts_as_late(&self, now: Timestamp) -> bool {
        !self.exempt && self.is_late(now)
    }

    pub(super) fn appeal_admits(&self, kind: CommandKind, context: Context<'_>) -> Result<(), Refusal> {
        let Context { actor, now, directory } = context;
        match (kind, &self.appeal) {
            (CommandKind::Appeal, Some(_)) => Err(self.already_done(kind)),
            (CommandKind::Appeal, None) if !self.is_late(now) => Err(Code::NotLate.into()),
            (CommandKind::Appeal, None) if self.appeal_has_expired(now, directory) => Err(Code::AppealExpired.into()),
            (CommandKind::RuleAppeal, None) => Err(Code::NoAppeal.into()),
            (CommandKind::RuleAppeal, Some(appeal)) => match appeal.opinions.iter().find(|it| it.by == actor.id) {
                _ if appeal.outcome().is_some() => Err(self.already_done(kind)),
                Some(mine) => Err(Refusal::done_by(&mine.by_name)),
                None if self.had_a_hand_in_it(actor) => Err(Code::OtherHands.into()),
                None => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Beyond the calendar nobody is kept from appealing.
    fn appeal_has_expired(&self, now: Timestamp, directory: &Directory) -> bool {
        let Status::Closed { closed_at, .. } = self.status else { return false };
        directory.calendar().due(closed_at, APPEAL.into()).is_ok_and(|due| now > due)
    }

    /// Whether this person dispatched or closed it.
    fn had_a_hand_in_it(&self, actor: &Person) -> bool {
        self.events.iter().any(|event| {
            event.by == actor.id && matches!(event.change, Change::Dispatch(_) | Change::CloseWithBothViews { .. })
        })
    }

    pub(super) fn take_opinion(&mut self, opinion: AppealOpinion) {
        if let Some(appeal) = &mut self.appeal {
            appeal.opinions.push(opinion);
            self.exempt = appeal.outcome() == Some(true);
        }
    }
}
