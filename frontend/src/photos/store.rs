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
        room::make(person, room::Need::Now, None).await?;
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
    let key = meta::photo_key(person, hash);
    database::write(&[PHOTOS, META], async |tx: &Tx<'_>| {
        tx.put_bytes(PHOTOS, &key, bytes)?;
        meta::set_photo_mark(tx, &key, Some(PhotoMark { stored_at: clock::now(), verified_at: None }))
    })
    .await
}

/// The bytes of a photo that storage had no room for.
pub(crate) fn kept_in_memory(hash: &PhotoHash) -> Option<Uint8Array> {
    IN_MEMORY.with_borrow(|kept| kept.get(hash).cloned())
}

/// Forgets them: another person is here.
pub(super) fn forget() {
    IN_MEMORY.take();
}

/// The bytes of a photo, wherever they are on this device.
pub(super) async fn bytes(person: PersonId, hash: &PhotoHash) -> Outcome<Option<Uint8Array>> {
    let key = meta::photo_key(person, hash);
    let stored = database::read(&[PHOTOS], async |tx: &Tx<'_>| tx.bytes(PHOTOS, &key).await).await?;
    Ok(stored.or_else(|| kept_in_memory(hash)))
}
