//! What waits here, noted once more outside of the database, so that a person can be told what went when the browser
//! threw the database away.

use std::cell::Cell;

use app::device::{Lost, Unsent};
use domain::ids::{DeviceId, PersonId};
use domain::outbox::{Entry, State};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use crate::database::{self, META, Tx};
use crate::fault::Outcome;
use crate::page::Page;
use crate::{local, meta};

/// The device's id once more: whoever has one without the other has lost something.
const CANARY: &str = "canary";
/// Items noted by name; the rest are counted.
const MOST: usize = 20;

thread_local! {
    static DEVICE: Cell<Option<DeviceId>> = const { Cell::new(None) };
}

/// What one person has waiting in the database of this device id.
#[derive(PartialEq, Serialize, Deserialize)]
struct Waiting {
    device: DeviceId,
    #[serde(flatten)]
    what: Lost,
}

/// Looks whether the database is the one that was here before, and says what went with the other. To be called before
/// anything is noted.
pub(crate) async fn look(page: &Page) -> Outcome<()> {
    let known = database::read(&[META], async |tx: &Tx<'_>| meta::known_device(tx).await).await?;
    let device = match known {
        Some(device) => device,
        None => database::write(&[META], async |tx: &Tx<'_>| meta::device(tx).await).await?,
    };
    DEVICE.set(Some(device));
    let was_cleared = local::get::<DeviceId>(CANARY).is_some_and(|canary| canary != device);
    local::set(CANARY, &device);
    let Ok(me) = page.me() else { return Ok(()) };
    let gone = local::get::<Waiting>(&waiting(me.id)).filter(|noted| noted.device != device);
    if gone.is_some() || was_cleared {
        // Told until somebody has read it, whatever is thrown away until then.
        let mut told: Lost = local::get(&lost(me.id)).unwrap_or_default();
        if let Some(gone) = gone {
            told.items.extend(gone.what.items);
            told.more += gone.what.more;
            local::remove(&waiting(me.id));
        }
        local::set(&lost(me.id), &told);
    }
    page.device.lost.set(local::get(&lost(me.id)));
    Ok(())
}

/// Notes what of these entries exists on this device only.
pub(crate) fn note(person: PersonId, entries: &[Entry]) {
    let Some(device) = DEVICE.get() else { return };
    let open: Vec<_> = entries.iter().filter(|entry| entry.is_open()).collect();
    let items = open.iter().take(MOST).map(|entry| unsent(entry)).collect();
    let noted = Waiting { device, what: Lost { items, more: open.len().saturating_sub(MOST) } };
    let key = waiting(person);
    if open.is_empty() {
        local::remove(&key);
    } else if local::get::<Waiting>(&key).as_ref() != Some(&noted) {
        local::set(&key, &noted);
    }
}

/// Notes nothing until the next look: the database is another one.
pub(crate) fn pause() {
    DEVICE.set(None);
}

/// The person has read what was lost.
pub(crate) fn understood(page: &Page) {
    if let Ok(me) = page.me() {
        local::remove(&lost(me.id));
    }
    page.device.lost.set(None);
}

fn unsent(entry: &Entry) -> Unsent {
    let photos = match entry.state {
        State::Accepted { .. } => entry.photos_to_send().map(|photo| photo.sha256.clone()).collect(),
        _ => entry.photos.iter().map(|photo| photo.sha256.clone()).collect(),
    };
    Unsent {
        ticket: entry.sealed.ticket_id,
        kind: entry.sealed.kind.clone(),
        words: app::queue::words::beginning(entry),
        at: entry.sealed.captured_at(),
        photos,
    }
}

fn waiting(person: PersonId) -> String {
    format!("waiting:{person}")
}

fn lost(person: PersonId) -> String {
    format!("lost:{person}")
}
