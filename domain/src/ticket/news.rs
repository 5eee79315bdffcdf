//! Whom an event concerns: what people find among their messages.

use super::{Change, Event, Ticket, Warning};
use crate::people::{Person, Role};

impl Ticket {
    /// Whether this event of the ticket is news to this person, who may see the ticket. What waits for them stands on
    /// their desk or among their tasks, and is no news.
    pub fn is_news(&self, event: &Event, person: &Person) -> bool {
        if let Change::PhotoRefused { .. } = event.change {
            return event.by == person.id;
        }
        if event.by == person.id {
            return false;
        }
        self.concerns_reporter(event, person)
            || match person.role {
                Role::GridWorker => {
                    matches!(event.change, Change::RequestCheck { .. } | Change::RequestVerification { .. })
                }
                Role::Specialist => self.concerns_unit(event, person),
                Role::Supervisor => match &event.change {
                    Change::Warn { warning } => *warning >= Warning::DayLate,
                    Change::ReplySupervision { .. } | Change::Rate(_) | Change::Reopen { .. } => true,
                    _ => false,
                },
                Role::Leader | Role::Caller => matches!(event.change, Change::Warn { warning: Warning::Notice }),
                Role::ServiceTeam | Role::Administrator => false,
            }
    }

    fn concerns_reporter(&self, event: &Event, person: &Person) -> bool {
        // The clock's reminders are for the unit, and so are whether it counts as late and who handles it.
        let is_inner =
            matches!(event.change, Change::PhotoReceived { .. } | Change::Warn { .. } | Change::SetDue { .. });
        // What happened before somebody followed it is no news to them.
        let since = || self.followed_since(person.id).and_then(|place| self.events.get(place));
        !is_inner && (self.reported_by == person.id || since().is_some_and(|began| began.at <= event.at))
    }

    fn concerns_unit(&self, event: &Event, person: &Person) -> bool {
        let unit = &person.unit.code;
        match &event.change {
            Change::Dispatch(dispatched) => {
                let dispatch = &dispatched.dispatch;
                dispatch.lead == *unit || dispatch.co_responsible.contains(unit)
            }
            Change::WaivePart { unit: of, .. } => of == unit,
            Change::AssignHandler { handler, .. } => *handler == person.id,
            Change::RuleArbitration { unit: ruled, .. } => ruled == unit || self.lead.as_ref() == Some(unit),
            Change::RefuseReturn { .. }
            | Change::Rework { .. }
            | Change::ReHandle { .. }
            | Change::ApproveExtension { .. }
            | Change::RefuseExtension { .. }
            | Change::ApproveSuspension {}
            | Change::RefuseSuspension { .. }
            | Change::Resume { .. }
            | Change::Remind { .. }
            | Change::Supervise { .. }
            | Change::FinishPart { .. }
            | Change::OpenArbitration { .. }
            | Change::RuleAppeal { .. }
            | Change::Warn { .. }
            | Change::Rate(_) => self.lead.as_ref() == Some(unit),
            _ => false,
        }
    }
}
