//! Arbitration: several units have handed a ticket back, and the panel of the centre says for good whose it is.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Change, Context, Dispatched, Refusal, Status, Ticket};
use crate::command::{CommandKind, Dispatch};
use crate::ids::{PersonId, UnitCode};
use crate::people::Person;
use crate::problem::Code;

/// Units that have to have asked for a return.
const UNITS: usize = 2;

/// 仲裁: while it is open, whoever has the ticket goes on with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Arbitration {
    /// Since when.
    pub at: Timestamp,
    /// Who opened it; somebody else rules.
    pub by: PersonId,
    /// Why.
    pub text: String,
    /// How it was ruled; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ruling: Option<Ruling>,
}

/// 裁定, which binds the unit that it names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ruling {
    /// When.
    pub at: Timestamp,
    /// Who ruled.
    pub by_name: String,
    /// The unit that leads.
    pub unit: UnitCode,
    /// Its name then.
    pub unit_name: String,
    /// Why.
    pub text: String,
    /// The clause of the list that it goes by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
}

impl Ticket {
    /// The arbitration that waits for a ruling.
    pub fn open_arbitration(&self) -> Option<&Arbitration> {
        self.arbitration.as_ref().filter(|arbitration| arbitration.ruling.is_none())
    }

    /// How it was ruled, if it was.
    pub fn ruling(&self) -> Option<&Ruling> {
        self.arbitration.as_ref()?.ruling.as_ref()
    }

    /// Whether an arbitration stands in the way of this step, or is there for it.
    pub(super) fn arbitration_admits(&self, kind: CommandKind, actor: &Person) -> Result<(), Refusal> {
        match (kind, &self.arbitration) {
            (CommandKind::OpenArbitration, Some(_)) => Err(self.already_done(kind)),
            (CommandKind::OpenArbitration, None) if self.returned_by.len() < UNITS => {
                Err(Code::ArbitrationEarly.into())
            }
            (CommandKind::RuleArbitration, None) => Err(Code::NoArbitration.into()),
            (CommandKind::RuleArbitration, Some(arbitration)) if arbitration.ruling.is_some() => {
                Err(self.already_done(kind))
            }
            (CommandKind::RuleArbitration, Some(arbitration)) if arbitration.by == actor.id => {
                Err(Code::OtherHands.into())
            }
            (CommandKind::RequestReturn, Some(arbitration)) => match &arbitration.ruling {
                None => Err(Code::ArbitrationOpen.into()),
                Some(ruling) if self.lead.as_ref() == Some(&ruling.unit) => Err(Code::Ruled.into()),
                Some(_) => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Opening it settles a return that waits: the clock goes on.
    pub(super) fn opens_arbitration(&self, text: &str, context: Context<'_>) -> Result<Change, Refusal> {
        let asked_at = self.pending_return.as_ref().map(|asked| asked.at);
        let deadline = self.resumed(asked_at, context.now, context.directory)?;
        Ok(Change::OpenArbitration { text: text.to_owned(), deadline })
    }

    /// Another unit gets the ticket as by a new dispatch, unless it has been handled already.
    pub(super) fn rules_arbitration(
        &self,
        unit: &UnitCode,
        text: &str,
        clause: Option<&str>,
        context: Context<'_>,
    ) -> Result<Change, Refusal> {
        let takes = |code: &UnitCode| context.directory.unit(code).filter(|unit| unit.takes_tickets());
        let ruled = takes(unit).ok_or(Refusal::about(Code::Invalid, "unit"))?;
        let waits_or_handled = matches!(self.status, Status::AwaitingSignature { .. } | Status::Handling { .. });
        let dispatched = if waits_or_handled && self.lead.as_ref() != Some(unit) {
            let helpers = self.co_responsible.iter().filter(|code| *code != unit && takes(code).is_some());
            let dispatch = Dispatch {
                co_responsible: helpers.cloned().collect(),
                reason: Some(text.to_owned()),
                ..Dispatch::to(unit.clone())
            };
            Some(self.dispatched(&dispatch, context.directory)?)
        } else {
            None
        };
        Ok(Change::RuleArbitration {
            unit: unit.clone(),
            unit_name: ruled.name.clone(),
            text: text.to_owned(),
            clause: clause.map(str::to_owned),
            dispatched,
        })
    }

    pub(super) fn take_ruling(&mut self, ruling: Ruling, dispatched: Option<&Dispatched>) {
        if let Some(dispatched) = dispatched {
            self.stop_clock();
            self.reminder = None;
            self.send(ruling.at, dispatched);
        }
        if let Some(arbitration) = &mut self.arbitration {
            arbitration.ruling = Some(ruling);
        }
    }
}
