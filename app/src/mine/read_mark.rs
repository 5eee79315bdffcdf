//! Up to where this person has read their messages, kept on the device.

use domain::PersonId;
use jiff::Timestamp;
use leptos::prelude::*;

use crate::device::use_device;
use crate::frame::kept;

/// The time of the newest message read; none while that is not known, as on the server.
#[derive(Clone, Copy)]
pub(super) struct ReadMark(pub(super) RwSignal<Option<Timestamp>>);

impl ReadMark {
    /// The mark of this page.
    pub(super) fn here() -> Self {
        use_context().unwrap_or_else(|| Self(RwSignal::new(None)))
    }

    /// Everything up to then has been read.
    pub(super) fn move_to(self, person: PersonId, at: Timestamp) {
        if self.0.get_untracked().is_none_or(|mark| mark < at) {
            kept::write(&key(person), &at);
            self.0.set(Some(at));
        }
    }
}

/// Called once by the frame: reads the mark of whoever is signed in. On a new device what happened before counts as
/// read.
pub fn provide_read_mark() {
    let device = use_device();
    let mark = ReadMark(RwSignal::new(None));
    provide_context(mark);
    let person = Memo::new(move |_| device.my_id());
    Effect::new(move |_| {
        let Some(person) = person.get() else { return mark.0.set(None) };
        let known = kept::read(&key(person));
        mark.0.set(known);
        if known.is_none() {
            mark.move_to(person, device.now.get_untracked());
        }
    });
}

fn key(person: PersonId) -> String {
    format!("messages-read:{person}")
}
