//! What the device holds of shifts and handover notes, read.

use std::cmp::Reverse;

use domain::shift::{Handover, Shift};
use leptos::prelude::*;
use serde::de::DeserializeOwned;

use crate::device::Device;

/// The last shift of each of the centre's people, the longest on duty first.
pub(super) fn shifts(device: Device) -> Vec<Shift> {
    let mut shifts = papers::<Shift>(device, "shift/");
    shifts.sort_by_key(|shift| shift.began_at);
    shifts
}

/// Handover notes, the newest first.
pub(super) fn handovers(device: Device) -> Vec<Handover> {
    let mut notes = papers::<Handover>(device, "handover/");
    notes.sort_by_key(|note| (Reverse(note.at), note.id));
    notes
}

/// Handover notes that wait for me to confirm them.
pub fn count_unread(device: Device) -> usize {
    let Some(me) = device.my_id() else { return 0 };
    handovers(device).iter().filter(|note| note.waits_for(me)).count()
}

/// What a newer server says in a way we can't read is left out.
fn papers<T: DeserializeOwned>(device: Device, kind: &str) -> Vec<T> {
    device.papers.with(|papers| {
        let ours = papers.iter().filter(|(key, _)| key.starts_with(kind));
        ours.filter_map(|(_, json)| serde_json::from_str(json).ok()).collect()
    })
}
