//! The outbox: sealed commands in the database. Its rules are in `domain::outbox`; here is what is kept, and how.

mod dismiss;
mod enqueue;
mod export;
mod note;
mod recall;

use domain::Problem;
use domain::ids::{CommandId, PersonId};
use domain::outbox::Entry;
use domain::time::seconds_between;
use jiff::Timestamp;

use crate::clock;
use crate::database::{self, OUTBOX, Tx};
use crate::fault::Outcome;

pub(crate) use dismiss::dismiss;
pub(crate) use enqueue::enqueue;
pub(crate) use export::export;
pub(crate) use note::turn_into_note;
pub(crate) use recall::recall;

/// No pause is longer; a later time comes from a clock that was wrong.
const LONGEST_WAIT: i64 = 2 * 3600;

/// This person's entries, in the order they were made.
pub(crate) async fn load(person: PersonId) -> Outcome<Vec<Entry>> {
    database::read(&[OUTBOX], async |tx: &Tx<'_>| entries(tx, person).await).await
}

/// The same, within a transaction.
pub(crate) async fn entries(tx: &Tx<'_>, person: PersonId) -> Outcome<Vec<Entry>> {
    let rows = tx.texts(OUTBOX, "").await?;
    let mut entries: Vec<Entry> = rows.iter().filter_map(|row| serde_json::from_str(row).ok()).collect();
    entries.retain(|entry| entry.person_id == person);
    entries.sort_by_key(|entry| entry.sealed.seq);
    Ok(entries)
}

/// One entry of this person.
pub(crate) async fn find(tx: &Tx<'_>, person: PersonId, id: CommandId) -> Outcome<Option<Entry>> {
    let entry: Option<Entry> = tx.json(OUTBOX, &id.to_string()).await?;
    Ok(entry.filter(|entry| entry.person_id == person))
}

/// Writes an entry.
pub(crate) fn put(tx: &Tx<'_>, entry: &Entry) -> Outcome<()> {
    tx.put_json(OUTBOX, &entry.sealed.command_id.to_string(), entry)
}

/// Changes those of this person's entries that `change` says it has changed, in one transaction.
pub(crate) async fn amend(person: PersonId, change: impl Fn(&mut Entry) -> Amended) -> Outcome<()> {
    database::write(&[OUTBOX], async |tx: &Tx<'_>| {
        for mut entry in entries(tx, person).await? {
            if change(&mut entry) == Amended::Yes {
                put(tx, &entry)?;
            }
        }
        Ok(())
    })
    .await
}

/// Whether an entry was changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Amended {
    Yes,
    No,
}

/// Makes everything due at once: somebody tapped, or the network came back.
pub(crate) async fn retry_all(person: PersonId) -> Outcome<()> {
    amend(person, |entry| {
        if entry.is_pending() {
            entry.retry_now();
            Amended::Yes
        } else {
            Amended::No
        }
    })
    .await
}

/// Puts these off, because the whole request failed.
pub(crate) async fn postpone(
    person: PersonId,
    ids: &[CommandId],
    after_s: Option<u64>,
    problem: Option<Problem>,
) -> Outcome<()> {
    amend(person, |entry| {
        if ids.contains(&entry.sealed.command_id) && entry.is_pending() {
            entry.postpone(clock::now(), clock::jitter(), after_s, problem.clone());
            Amended::Yes
        } else {
            Amended::No
        }
    })
    .await
}

/// Whether a time to wait until can't be meant: the clock has been set back since.
pub(crate) fn is_absurd(until: Timestamp, now: Timestamp) -> bool {
    seconds_between(now, until) > LONGEST_WAIT
}
