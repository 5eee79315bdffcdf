//! Rest: what has ended need not lie on everybody's device for ever.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use super::Ticket;
use crate::ids::{PersonId, TicketId};
use crate::time::after;

/// Days for which a device holds the tickets of others that rest: this month and all of the last one, of which figures are
/// made, and longer than the ten working days within which a unit may appeal.
pub const RECENT_DAYS: u32 = 65;

impl Ticket {
    /// When the last thing happened to it, where nobody has to do anything with it any more.
    pub fn rests_since(&self) -> Option<Timestamp> {
        self.events.last().filter(|_| self.status.is_terminal()).map(|event| event.at)
    }
}

/// The tickets of others that have rested for long enough to leave this person's device. Time is taken from the tickets
/// themselves, for a device's clock may be years ahead.
pub fn rested(tickets: &BTreeMap<TicketId, Arc<Ticket>>, person: PersonId) -> Vec<TicketId> {
    let latest = tickets.values().filter_map(|ticket| Some(ticket.events.last()?.at)).max();
    let Some(recent) = latest.map(|latest| after(latest, -i64::from(RECENT_DAYS) * 86_400)) else { return Vec::new() };
    let rests = |ticket: &Ticket| ticket.reported_by != person && ticket.rests_since().is_some_and(|at| at < recent);
    tickets.iter().filter(|(_, ticket)| rests(ticket)).map(|(id, _)| *id).collect()
}
