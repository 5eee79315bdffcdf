//! The outbox: sealed commands in the database. Its rules are in `domain::outbox`; here is what is kept, and how.

mod dismiss;
mod enqueue;
mod export;
mod import;
mod note;
mod recall;

use domain::ids::PersonId;
use domain::outbox::{Entry, Queue};

use crate::database::{self, META, OUTBOX, Tx};
use crate::fault::Outcome;
use crate::records;

pub(crate) use dismiss::dismiss;
pub(crate) use enqueue::enqueue;
pub(crate) use export::export;
pub(crate) use import::{import, import_for_author};
pub(crate) use note::turn_into_note;
pub(crate) use recall::recall;

/// This person's entries, in the order they were made.
pub(crate) async fn load(person: PersonId) -> Outcome<Vec<Entry>> {
    database::read(&[OUTBOX], async |tx: &Tx<'_>| entries(tx, person).await).await
}

/// The same, within a transaction.
pub(crate) async fn entries(tx: &Tx<'_>, person: PersonId) -> Outcome<Vec<Entry>> {
    let mut entries = everyones(tx).await?;
    entries.retain(|entry| entry.person_id == person);
    entries.sort_by_key(|entry| entry.sealed.seq);
    Ok(entries)
}

/// The entries of everybody who uses this device.
pub(crate) async fn everyones(tx: &Tx<'_>) -> Outcome<Vec<Entry>> {
    Ok(tx.texts(OUTBOX, "").await?.iter().filter_map(|row| Entry::read(row).ok()).collect())
}

/// Writes an entry.
pub(crate) fn put(tx: &Tx<'_>, entry: &Entry) -> Outcome<()> {
    tx.put_json(OUTBOX, &entry.sealed.command_id.to_string(), entry)
}

/// This person's queue.
pub(crate) async fn queue(person: PersonId) -> Outcome<Queue> {
    Ok(database::read(&[OUTBOX, META], async |tx: &Tx<'_>| records::read(tx, person).await).await?.queue)
}

/// Changes this person's queue, in one transaction.
pub(crate) async fn edit<T>(person: PersonId, change: impl Fn(&mut Queue) -> T) -> Outcome<T> {
    database::write(&[OUTBOX, META], async |tx: &Tx<'_>| {
        let before = records::read(tx, person).await?;
        let mut now = before.clone();
        let changed = change(&mut now.queue);
        records::write(tx, person, &before, &now, &[])?;
        Ok(changed)
    })
    .await
}
