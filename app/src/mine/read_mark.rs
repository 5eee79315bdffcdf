//! Up to where this person has read their messages: kept on the device, and by the server for their other devices.

use domain::PersonId;
use domain::sync::ReadMark as Said;
use jiff::Timestamp;
use leptos::prelude::*;
use leptos::task::spawn_local;
use serde_json::json;

use crate::account::remote::{read, send};
use crate::device::{Device, Method, Network, use_device};
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

/// Called once by the frame: the mark of whoever is signed in, the later of what this device and the server know. On a
/// new device what happened before counts as read, where no other device has said better.
pub fn provide_read_mark() {
    let device = use_device();
    let mark = ReadMark(RwSignal::new(None));
    provide_context(mark);
    let person = Memo::new(move |_| device.my_id());
    Effect::new(move |before: Option<Option<PersonId>>| {
        let person = person.get();
        if before.flatten() != person {
            mark.0.set(None);
        }
        let here = kept::read::<Timestamp>(&key(person?));
        let known = here.max(device.read_through.get());
        // The server has spoken by the time that everything is here.
        let first = || device.list_is_whole.get().then(|| device.now.get_untracked());
        if let Some(at) = known.or_else(first) {
            mark.move_to(person?, at);
        }
        person
    });
    Effect::new(move |_| {
        let (Some(person), Some(at)) = (person.get(), mark.0.get()) else { return };
        let told = device.read_through.get().or_else(|| kept::read(&told_key(person)));
        if told < Some(at) && device.network.get() == Network::Online && device.list_is_whole.get() {
            tell(device, person, at);
        }
    });
}

/// Tells the server; where that fails, the next time that there is coverage does.
fn tell(device: Device, person: PersonId, through: Timestamp) {
    spawn_local(async move {
        let said = json!(Said { through });
        let answer = send(device, Method::Put, "/api/v1/messages/read".to_owned(), Some(said)).await;
        if let Ok(Said { through }) = answer.and_then(read)
            && device.me.with_untracked(|me| me.as_ref().is_some_and(|me| me.id == person))
        {
            kept::write(&told_key(person), &through);
            device.read_through.set(Some(through));
        }
    });
}

fn key(person: PersonId) -> String {
    format!("messages-read:{person}")
}

fn told_key(person: PersonId) -> String {
    format!("messages-told:{person}")
}
