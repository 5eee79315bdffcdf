//! What grid workers hold of the open tickets around them: enough to see that something is here already, and nothing of who
//! reported it or how it is handled.

use crate::ids::{PersonId, UnitCode};
use crate::photo::Stage;
use crate::ticket::{REPORTER, Ticket};

impl Ticket {
    /// The township whose grid workers hold it as one nearby: that of its place, while it is open.
    pub fn nearby_township(&self) -> Option<&UnitCode> {
        let is_shown = self.place.is_some() && !self.status.is_terminal();
        self.township_of_place().filter(|_| is_shown)
    }

    /// The ticket as it was opened, with number, item, status, lead and first photos as they are, and nobody's names. What is
    /// not shown changes nothing of it, its revision neither: whoever holds it is not woken for that.
    pub fn as_nearby(&self) -> Option<Self> {
        let mut shown = Self::opened(self.id, self.events.first()?)?;
        let photos = self.photos.iter().filter(|photo| photo.stage == Stage::Before && photo.received).cloned();
        shown.photos = photos.collect();
        for photo in &mut shown.photos {
            photo.by = PersonId::NOBODY;
        }
        shown.number.clone_from(&self.number);
        shown.status.clone_from(&self.status);
        shown.item_code.clone_from(&self.item_code);
        shown.item_name.clone_from(&self.item_name);
        shown.lead_name.clone_from(&self.lead_name);
        shown.reported_by = PersonId::NOBODY;
        REPORTER.clone_into(&mut shown.reporter_name);
        shown.contact = None;
        shown.events = Vec::new();
        Some(shown)
    }
}
