//! What can go wrong with a database, as its callers tell it apart.

use std::sync::Arc;

/// Result of a store operation.
pub type Result<T> = std::result::Result<T, Error>;

/// A failed store operation.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Error {
    /// The database is busy or away; the same request may succeed in a moment. Nothing was written.
    #[error("the database is busy or away: {0}")]
    Busy(String),
    /// There is no room. Nothing was written.
    #[error("the storage is full")]
    Full,
    /// A unique value is taken; the constraint's name or message.
    #[error("taken: {0}")]
    Taken(String),
    /// Stored text that does not read back: a damaged database or a newer release's data.
    #[error("stored {0} does not read: {1}")]
    Unreadable(&'static str, String),
    /// The database's address names neither SQLite nor PostgreSQL, or cannot be opened.
    #[error("{0}")]
    Address(String),
    /// Migrations could not be run.
    #[error("migration: {0}")]
    Migration(Arc<sqlx::migrate::MigrateError>),
    /// A backup could not be written or read.
    #[error("backup: {0}")]
    Backup(Arc<std::io::Error>),
    /// A backup has a table or a column that this release does not know.
    #[error("the backup is of a newer release: it has {0}")]
    Newer(String),
    /// A backup that was cut short or altered.
    #[error("the backup is not whole: {0}")]
    NotWhole(&'static str),
    /// A backup goes into a new database only.
    #[error("the database is not empty")]
    NotEmpty,
    /// What was to be written could not be worked out: a bug.
    #[error("the work on a transaction panicked")]
    Panicked,
    /// Anything else the driver says.
    #[error("database: {0}")]
    Database(Arc<sqlx::Error>),
}

impl From<sqlx::migrate::MigrateError> for Error {
    fn from(error: sqlx::migrate::MigrateError) -> Self {
        Self::Migration(Arc::new(error))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Self::Backup(Arc::new(error))
    }
}

/// SQLite's primary result codes for a busy, a locked and a full database.
const SQLITE_BUSY: i32 = 5;
const SQLITE_LOCKED: i32 = 6;
const SQLITE_FULL: i32 = 13;
/// Its extended code where there is no room for the log's index.
const SQLITE_IOERR_SHMSIZE: i32 = 4874;

/// The code of SQLite, if it speaks: those of PostgreSQL have five characters.
fn sqlite_code(error: &dyn sqlx::error::DatabaseError) -> Option<i32> {
    error.code().filter(|code| code.len() < 5)?.parse().ok()
}

/// Whether there was no room.
pub(crate) fn is_full(error: &sqlx::Error) -> bool {
    let sqlx::Error::Database(error) = error else { return false };
    match sqlite_code(&**error) {
        Some(code) => code & 0xff == SQLITE_FULL || code == SQLITE_IOERR_SHMSIZE,
        // disk_full
        None => error.code().is_some_and(|code| code == "53100"),
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        match &error {
            _ if is_full(&error) => Self::Full,
            sqlx::Error::PoolTimedOut | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed | sqlx::Error::PoolClosed => {
                Self::Busy(error.to_string())
            }
            sqlx::Error::Database(inner) if inner.is_unique_violation() => {
                Self::Taken(inner.constraint().map_or_else(|| inner.message().to_owned(), str::to_owned))
            }
            sqlx::Error::Database(inner) => {
                let busy = match sqlite_code(&**inner) {
                    Some(code) => matches!(code & 0xff, SQLITE_BUSY | SQLITE_LOCKED),
                    // Serialization failure, deadlock, lock timeout, shutdown, too many connections, starting up.
                    None => inner.code().is_some_and(|code| {
                        ["40001", "40P01", "55P03", "57P01", "57P02", "57P03", "53300"].contains(&&*code)
                    }),
                };
                if busy { Self::Busy(error.to_string()) } else { Self::Database(Arc::new(error)) }
            }
            _ => Self::Database(Arc::new(error)),
        }
    }
}

pub(crate) fn unreadable<E: ToString>(what: &'static str) -> impl Fn(E) -> Error {
    move |error| Error::Unreadable(what, error.to_string())
}
