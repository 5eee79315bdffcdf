//! Putting an item away for good, by a person's decision.

use std::collections::BTreeSet;

use domain::ids::{CommandId, PersonId, PhotoHash};
use domain::outbox::{Entry, State};
use domain::{Code, Language};

use crate::clock;
use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::{Fault, Outcome};
use crate::{meta, outbox};

/// Puts a refused or stuck item away, or the refused photos of one that was accepted.
pub(crate) async fn dismiss(person: PersonId, id: CommandId, language: Language) -> Outcome<()> {
    database::write(&[OUTBOX, PHOTOS, META], async |tx: &Tx<'_>| {
        let Some(mut entry) = outbox::find(tx, person, id).await? else { return Ok(()) };
        if entry.is_accepted() {
            // The archive keeps the command; only its photos are given up.
            let refused = std::mem::take(&mut entry.photos_refused);
            entry.photos_done.extend(refused);
            return outbox::put(tx, &entry);
        }
        if !is_dismissible(&entry) {
            return Err(Fault::refused(Code::IllegalTransition, language));
        }
        remove(tx, &entry).await
    })
    .await
}

/// What may still go through is not thrown away.
pub(super) fn is_dismissible(entry: &Entry) -> bool {
    matches!(entry.state, State::Rejected { .. }) || entry.is_stuck(clock::now())
}

/// Removes an entry, and the photos that nothing else names.
pub(super) async fn remove(tx: &Tx<'_>, entry: &Entry) -> Outcome<()> {
    tx.delete(OUTBOX, &entry.sealed.command_id.to_string())?;
    let entries = outbox::entries(tx, entry.person_id).await?;
    let others = entries.iter().filter(|other| other.sealed.command_id != entry.sealed.command_id);
    let named: BTreeSet<&PhotoHash> = others.flat_map(|other| &other.photos).map(|photo| &photo.sha256).collect();
    for photo in entry.photos.iter().filter(|photo| !named.contains(&photo.sha256)) {
        let key = meta::photo_key(entry.person_id, &photo.sha256);
        tx.delete(PHOTOS, &key)?;
        meta::set_photo_mark(tx, &key, None)?;
    }
    Ok(())
}
