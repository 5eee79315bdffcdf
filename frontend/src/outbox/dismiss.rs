//! Putting an item away for good, by a person's decision.

use domain::Language;
use domain::ids::{CommandId, PersonId};

use crate::clock;
use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::{Fault, Outcome};
use crate::{meta, records};

/// Puts a refused or stuck item away, or the refused photos of one that was accepted.
pub(crate) async fn dismiss(person: PersonId, id: CommandId, language: Language) -> Outcome<()> {
    database::write(&[OUTBOX, PHOTOS, META], async |tx: &Tx<'_>| put_away(tx, person, id, language).await).await
}

/// The same, within a transaction.
pub(super) async fn put_away(tx: &Tx<'_>, person: PersonId, id: CommandId, language: Language) -> Outcome<()> {
    let before = records::read(tx, person).await?;
    let mut after = before.clone();
    let now = meta::on_server_clock(tx, clock::now()).await?;
    for hash in after.queue.dismiss(id, now, language).map_err(Fault::Refused)? {
        let key = meta::photo_key(person, &hash);
        tx.delete(PHOTOS, &key)?;
        meta::set_photo_mark(tx, &key, None)?;
    }
    records::write(tx, person, &before, &after, &[])
}
