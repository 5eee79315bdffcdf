//! What a pass reads and writes: one person's outbox and how far their replica is.

use domain::ids::PersonId;
use domain::outbox::Queue;
use domain::pass::{Records, Row};

use crate::database::{OUTBOX, REPLICA, Tx};
use crate::fault::Outcome;
use crate::{meta, outbox, replica};

/// Reads them.
pub(crate) async fn read(tx: &Tx<'_>, person: PersonId) -> Outcome<Records> {
    Ok(Records {
        queue: Queue::new(outbox::entries(tx, person).await?, meta::server(tx, person).await?),
        mark: meta::mark(tx, person).await?,
        aside: meta::aside(tx, person).await?,
    })
}

/// Writes what is not as it was `before`, and rows of the replica.
pub(crate) fn write(tx: &Tx<'_>, person: PersonId, before: &Records, now: &Records, rows: &[Row]) -> Outcome<()> {
    for entry in now.queue.changed_since(&before.queue) {
        outbox::put(tx, entry)?;
    }
    for entry in now.queue.gone_since(&before.queue) {
        tx.delete(OUTBOX, &entry.sealed.command_id.to_string())?;
    }
    if now.queue.memory() != before.queue.memory() {
        meta::set_server(tx, person, &now.queue.memory())?;
    }
    if now.mark != before.mark {
        meta::set_mark(tx, person, &now.mark)?;
    }
    if now.aside != before.aside {
        meta::set_aside(tx, person, now.aside.as_ref())?;
    }
    rows.iter().try_for_each(|row| match row {
        Row::Change { generation, change } => replica::write(tx, person, *generation, change),
        Row::Clear(generation) => tx.delete_all(REPLICA, &replica::rows_of(person, *generation)),
    })
}
