//! What others did to a ticket while somebody was at it.

use super::{Change, Event, Ticket};
use crate::ids::PersonId;

impl Ticket {
    /// What others than this person did, in order, each with the revision that it left; what the server notes of photos
    /// and the clock's reminders are left out.
    pub fn done_by_others(&self, person: PersonId) -> impl Iterator<Item = (u64, &Event)> {
        let mut revision = 0;
        let is_told = |change: &Change| {
            !matches!(change, Change::PhotoReceived { .. } | Change::PhotoRefused { .. } | Change::Warn { .. })
        };
        self.events.iter().filter_map(move |event| {
            revision += u64::from(event.raises_revision());
            (event.by != person && is_told(&event.change)).then_some((revision, event))
        })
    }
}
