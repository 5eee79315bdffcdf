//! The stores, by version. A version is never edited once it was released: phones hold queues made by it. A new one
//! only adds, for an older build may go on in another tab, or start from the cache, on what a newer one has made.
//!
//! What each version's stores and records look like is kept in `end2end/schemas`, and a journey brings every one of them
//! to today's.

use indexed_db_futures::Build;
use indexed_db_futures::database::{Database, VersionChangeEvent};
use indexed_db_futures::error::Error;

/// Sealed commands as JSON text of `domain::outbox::Entry`, by `command_id`.
pub(crate) const OUTBOX: &str = "outbox";
/// A photo's bytes as `Uint8Array`, by `person/sha256`: some browsers lose a stored Blob.
pub(crate) const PHOTOS: &str = "photos";
/// What the server told, as JSON text, by `person/generation/type/id`.
pub(crate) const REPLICA: &str = "replica";
/// Everything small, as JSON text; see `meta`.
pub(crate) const META: &str = "meta";

type Step = fn(&Database) -> Result<(), Error>;

/// What each version adds to the one before it, the first one to nothing.
const STEPS: [Step; 1] = [first_stores];

/// The newest version.
pub(super) const VERSION: u32 = STEPS.len() as u32;

/// Brings a database of any older version to this one. Queued items survive every step.
pub(super) fn upgrade(event: &VersionChangeEvent, database: &Database) -> Result<(), Error> {
    STEPS.iter().skip(event.old_version() as usize).try_for_each(|step| step(database))
}

fn first_stores(database: &Database) -> Result<(), Error> {
    [OUTBOX, PHOTOS, REPLICA, META].into_iter().try_for_each(|store| {
        database.create_object_store(store).build()?;
        Ok(())
    })
}
