//! Parts: what units that help have to do before the lead may report its result.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Refusal, Ticket};
use crate::command::{CommandKind, Part};
use crate::ids::UnitCode;
use crate::people::{Person, Role};
use crate::problem::Code;

/// 分工 of a unit that helps, and what came of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TicketPart {
    /// As it was dispatched.
    #[serde(flatten)]
    pub part: Part,
    /// How it ended; none while it is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<PartEnd>,
}

/// How a part ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PartEnd {
    /// In what way.
    pub way: PartWay,
    /// When.
    pub at: Timestamp,
    /// Who ended it.
    pub by_name: String,
}

/// In what way a part ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartWay {
    /// 完成, by its unit.
    Finished,
    /// 免除, by the lead.
    Waived,
}

impl Ticket {
    /// The parts that the lead waits for.
    pub fn open_parts(&self) -> impl Iterator<Item = &TicketPart> {
        self.parts.iter().filter(|part| part.end.is_none())
    }

    /// Whether this person's unit helps.
    pub(super) fn is_helped_by(&self, actor: &Person) -> bool {
        actor.role == Role::Specialist && self.co_responsible.contains(&actor.unit.code)
    }

    fn part_of(&self, unit: &UnitCode) -> Option<&TicketPart> {
        self.parts.iter().find(|part| part.part.unit == *unit)
    }

    /// Whether the unit's part is there to be ended.
    pub(super) fn part_is_open(&self, unit: &UnitCode) -> Result<(), Refusal> {
        match self.part_of(unit).map(|part| &part.end) {
            None => Err(Code::NoPart.into()),
            Some(None) => Ok(()),
            Some(Some(end)) => Err(Refusal::done_by(&end.by_name)),
        }
    }

    /// Whether parts stand in the way of this step.
    pub(super) fn parts_admit(&self, kind: CommandKind, actor: &Person) -> Result<(), Refusal> {
        match kind {
            CommandKind::ReportResult if self.open_parts().next().is_some() => Err(Code::PartsOpen.into()),
            CommandKind::FinishPart => self.part_is_open(&actor.unit.code),
            CommandKind::WaivePart if self.open_parts().next().is_none() => {
                let last = self.parts.iter().filter_map(|part| part.end.as_ref()).max_by_key(|end| end.at);
                Err(last.map_or(Code::NoPart.into(), |end| Refusal::done_by(&end.by_name)))
            }
            _ => Ok(()),
        }
    }

    pub(super) fn end_part(&mut self, unit: &UnitCode, way: PartWay, at: Timestamp, by_name: &str) {
        if let Some(part) = self.parts.iter_mut().find(|part| part.part.unit == *unit) {
            part.end = Some(PartEnd { way, at, by_name: by_name.to_owned() });
        }
    }
}
