//! The stores, by version. A version is never edited once it was released: phones hold queues made by it.

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

/// The newest version.
pub(super) const VERSION: u32 = 1;

/// Brings a database of any older version to this one. Queued items survive every step.
#[expect(clippy::needless_pass_by_value, reason = "the shape that the library calls")]
pub(super) fn upgrade(event: VersionChangeEvent, database: Database) -> Result<(), Error> {
    if event.old_version() < 1.0 {
        for store in [OUTBOX, PHOTOS, REPLICA, META] {
            database.create_object_store(store).build()?;
        }
    }
    Ok(())
}
