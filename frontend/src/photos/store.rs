//! Putting a photo's bytes away.

use std::cell::RefCell;
use std::collections::HashMap;

use domain::ids::{PersonId, PhotoHash};
use js_sys::Uint8Array;

use crate::database::{self, META, PHOTOS, Tx};
use crate::fault::{Fault, Outcome};
use crate::meta::{self, PhotoMark};
use crate::{clock, reserve, room};

thread_local! {
    /// Photos for which storage had no room; they last as long as the page.
    static IN_MEMORY: RefCell<HashMap<PhotoHash, Uint8Array>> = RefCell::new(HashMap::new());
}

/// Stores the bytes at once, so that they outlive the page. False if storage is full: then they stay in memory.
pub(super) async fn put_away(person: PersonId, hash: &PhotoHash, bytes: &[u8]) -> Outcome<bool> {
    let bytes = Uint8Array::from(bytes);
    let mut stored = store(person, hash, &bytes).await;
    if stored == Err(Fault::Full) {
        room::make(room::Need::Now, None).await?;
        stored = store(person, hash, &bytes).await;
    }
    match stored {
        Ok(()) => Ok(true),
        Err(Fault::Full) => {
            IN_MEMORY.with_borrow_mut(|kept| kept.insert(hash.clone(), bytes));
            Ok(false)
        }
        Err(fault) => Err(fault),
    }
}

async fn store(person: PersonId, hash: &PhotoHash, bytes: &Uint8Array) -> Outcome<()> {
    // Room that is short is for words.
    if !reserve::keep().await {
        return Err(Fault::Full);
    }
    database::write(&[PHOTOS, META], async |tx: &Tx<'_>| put(tx, person, hash, bytes).await).await
}

/// Writes the bytes, and when.
pub(crate) async fn put(tx: &Tx<'_>, person: PersonId, hash: &PhotoHash, bytes: &Uint8Array) -> Outcome<()> {
    let key = meta::photo_key(person, hash);
    tx.put_bytes(PHOTOS, &key, bytes)?;
    let stored_at = meta::on_server_clock(tx, clock::now()).await?;
    meta::set_photo_mark(tx, &key, Some(PhotoMark { stored_at, verified_at: None }))
}

/// The bytes of a photo that storage had no room for.
pub(crate) fn kept_in_memory(hash: &PhotoHash) -> Option<Uint8Array> {
    IN_MEMORY.with_borrow(|kept| kept.get(hash).cloned())
}

/// Forgets them: another person is here.
pub(super) fn forget() {
    IN_MEMORY.take();
}

/// The photo that is being sent, so that it is read and checked once for all its parts.
#[derive(Default)]
pub(crate) struct Held(Option<(PhotoHash, Uint8Array)>);

impl Held {
    /// The bytes that are stored here under this name; none if they were evicted, or are rotten.
    pub(crate) async fn bytes(&mut self, person: PersonId, hash: &PhotoHash) -> Outcome<Option<&Uint8Array>> {
        if self.0.as_ref().is_none_or(|(held, _)| held != hash) {
            let key = meta::photo_key(person, hash);
            let bytes = database::read(&[PHOTOS], async |tx: &Tx<'_>| tx.bytes(PHOTOS, &key).await).await?;
            let sound = bytes.filter(|bytes| super::hash(&bytes.to_vec()) == *hash);
            self.0 = sound.map(|bytes| (hash.clone(), bytes));
        }
        Ok(self.0.as_ref().map(|(_, bytes)| bytes))
    }
}

/// The bytes of a photo, wherever they are on this device.
pub(super) async fn bytes(person: PersonId, hash: &PhotoHash) -> Outcome<Option<Uint8Array>> {
    let key = meta::photo_key(person, hash);
    let stored = database::read(&[PHOTOS], async |tx: &Tx<'_>| tx.bytes(PHOTOS, &key).await).await?;
    Ok(stored.or_else(|| kept_in_memory(hash)))
}
