//! Sending what a refused step says as a note instead: notes always merge.

use domain::ids::{CommandId, PersonId};
use domain::{Code, Language};

use super::{dismiss, enqueue};
use crate::database::{self, META, OUTBOX, PHOTOS, REPLICA, Tx};
use crate::fault::{Fault, Outcome};
use crate::{clock, meta, records};

/// Seals the note and puts the refused item away, in one transaction.
pub(crate) async fn turn_into_note(person: PersonId, id: CommandId, language: Language) -> Outcome<()> {
    database::write_words(&[OUTBOX, PHOTOS, META, REPLICA], async |tx: &Tx<'_>| {
        let queue = records::read(tx, person).await?.queue;
        let now = meta::on_server_clock(tx, clock::now()).await?;
        let (ticket, note) =
            queue.as_note(id, now, language).ok_or_else(|| Fault::refused(Code::IllegalTransition, language))?;
        enqueue::check(&note, language)?;
        let sealed = enqueue::sealed(tx, person, CommandId(clock::new_id()), ticket, &note).await?;
        enqueue::put_sealed(tx, person, sealed, &note)?;
        dismiss::put_away(tx, person, id, language).await
    })
    .await
}
