//! Handlers: who of the lead unit has a ticket in hand.

use serde::{Deserialize, Serialize};

use super::{Change, Context, Refusal, Ticket};
use crate::command::CommandKind;
use crate::ids::PersonId;
use crate::problem::Code;

/// 经办人, with their name then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Handler {
    /// Who.
    pub id: PersonId,
    /// Their name.
    pub name: String,
}

impl Ticket {
    pub(super) fn handler_admits(&self, kind: CommandKind) -> Result<(), Refusal> {
        match (kind, &self.handler) {
            (CommandKind::AssignHandler, Some(_)) => Err(self.already_done(kind)),
            (CommandKind::RevokeHandler, None) => Err(self.nothing_waits(kind, Code::NoHandler)),
            _ => Ok(()),
        }
    }

    /// A handler is one of the unit that acts.
    pub(super) fn assigns(handler: PersonId, context: Context<'_>) -> Result<Change, Refusal> {
        let colleague = context.directory.colleague(handler).filter(|it| it.unit == context.actor.unit.code);
        let colleague = colleague.ok_or(Refusal::about(Code::NotColleague, "handler"))?;
        Ok(Change::AssignHandler { handler, handler_name: colleague.name.clone() })
    }

    /// What the handler has asked for goes with them.
    pub(super) fn revoke_handler(&mut self) {
        let Some(handler) = self.handler.take() else { return };
        if self.last_by(CommandKind::RequestExtension).is_some_and(|event| event.by == handler.id) {
            self.pending_extension = None;
        }
    }
}
