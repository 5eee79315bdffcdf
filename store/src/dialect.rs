//! Every difference between the two databases.

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use sqlx::any::AnyPoolOptions;
use sqlx::migrate::Migrator;
use sqlx::{AnyConnection, AnyPool, AssertSqlSafe, Connection as _, Row as _};

use crate::error::is_full;
use crate::{Error, Result};

static SQLITE: LazyLock<Migrator> = LazyLock::new(|| beside_newer(sqlx::migrate!("migrations/sqlite")));
static POSTGRES: LazyLock<Migrator> = LazyLock::new(|| beside_newer(sqlx::migrate!("migrations/postgres")));

/// Migrations of a newer release trouble no one: servers of two releases may share a database, and a release may be
/// taken back.
fn beside_newer(mut migrator: Migrator) -> Migrator {
    migrator.set_ignore_missing(true);
    migrator
}

/// The first SQLite whose write-ahead log cannot be damaged by a checkpoint that runs beside a writer.
const SOUND_SQLITE: [u32; 3] = [3, 51, 3];

/// Which database speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    /// The database that an address names.
    pub(crate) fn of(url: &str) -> Option<Self> {
        match url.split_once(':')?.0 {
            "sqlite" => Some(Self::Sqlite),
            "postgres" | "postgresql" => Some(Self::Postgres),
            _ => None,
        }
    }

    /// Refuses a database that could lose what it has promised to keep.
    pub(crate) async fn check(self, pool: &AnyPool) -> Result<()> {
        if self == Self::Postgres {
            return Ok(());
        }
        let row = sqlx::query("SELECT sqlite_version() AS version").fetch_one(pool).await?;
        let version: String = row.try_get("version")?;
        if is_sound(&version) {
            return Ok(());
        }
        let [major, minor, patch] = SOUND_SQLITE;
        Err(Error::Address(format!(
            "this build carries SQLite {version}, whose write-ahead log can be damaged; it has to be {major}.{minor}.{patch} or newer"
        )))
    }

    pub(crate) fn migrator(self) -> &'static Migrator {
        match self {
            Self::Sqlite => &SQLITE,
            Self::Postgres => &POSTGRES,
        }
    }

    /// The address with what the driver needs to make the file if it is missing.
    pub(crate) fn address(self, url: &str) -> String {
        match self {
            Self::Sqlite if !url.contains('?') && !url.contains(":memory:") => format!("{url}?mode=rwc"),
            _ => url.to_owned(),
        }
    }

    /// Makes the folder of a file that is to be made. Only that one: a path of which more is missing is a mistake, which
    /// opening then tells of.
    pub(crate) fn make_folder(self, url: &str) {
        let path = url.split_once(':').map_or(url, |(_, path)| path.trim_start_matches("//"));
        if let (Self::Sqlite, Some(folder)) = (self, Path::new(path).parent()) {
            let _ = std::fs::create_dir(folder);
        }
    }

    /// Begins a transaction that writes: SQLite takes its one writer's place at once instead of failing half-way.
    pub(crate) fn begin(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN IMMEDIATE",
            Self::Postgres => "BEGIN ISOLATION LEVEL READ COMMITTED",
        }
    }

    /// Reads the feed's head and keeps it from every other writer. SQLite's one writer has it already.
    pub(crate) fn take_head(self) -> &'static str {
        match self {
            Self::Sqlite => "SELECT seq FROM feed_head WHERE id = 1",
            Self::Postgres => "SELECT seq FROM feed_head WHERE id = 1 FOR UPDATE",
        }
    }

    /// Begins a transaction that reads one moment of the database.
    pub(crate) fn begin_snapshot(self) -> &'static str {
        match self {
            Self::Sqlite => "BEGIN",
            Self::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        }
    }

    /// The tickets that have all pieces of a text (`crate::search`), which are bound at this place: tables to read from,
    /// condition, and what the newest come first by.
    pub(crate) fn having_pieces(self, place: &str) -> (&'static str, String, &'static str) {
        match self {
            // In the order of the index, so that a common word ends with the first page.
            Self::Sqlite => (
                "ticket_pieces CROSS JOIN tickets ON tickets.serial = ticket_pieces.rowid",
                format!("ticket_pieces MATCH {place} AND ticket_pieces.rowid < $1"),
                "ticket_pieces.rowid",
            ),
            Self::Postgres => (
                "tickets",
                format!("string_to_array(tickets.pieces, ' ') @> string_to_array({place}, ' ')"),
                "tickets.serial",
            ),
        }
    }

    /// Questions to the database about itself; what is wrong comes back as `what`.
    pub(crate) fn questions_of_integrity(self) -> &'static [&'static str] {
        match self {
            Self::Sqlite => &[
                "SELECT integrity_check AS what FROM pragma_integrity_check WHERE integrity_check <> 'ok'",
                "SELECT \"table\" || ' row ' || COALESCE(rowid, 0) || ' refers to a row of ' || parent || ' that is not there'
                 AS what FROM pragma_foreign_key_check",
            ],
            Self::Postgres => &[],
        }
    }

    /// A pool whose connections keep what was promised: durable at commit, foreign keys held, a bounded wait.
    pub(crate) fn pool(self, patience: Duration, for_locks: Duration) -> AnyPoolOptions {
        let options = AnyPoolOptions::new().acquire_timeout(patience);
        let for_locks = for_locks.as_millis();
        match self {
            Self::Sqlite => options
                .max_connections(8)
                // There is no line to a file that could have broken meanwhile.
                .test_before_acquire(false)
                .after_connect(move |connection, _| {
                    Box::pin(async move {
                        sqlx::query(AssertSqlSafe(format!("PRAGMA busy_timeout = {for_locks}")))
                            .execute(&mut *connection)
                            .await?;
                        for pragma in [
                            "PRAGMA journal_mode = WAL",
                            "PRAGMA synchronous = FULL",
                            "PRAGMA foreign_keys = ON",
                            "PRAGMA cache_size = -16000",
                        ] {
                            sqlx::query(pragma).execute(&mut *connection).await?;
                        }
                        write_log_again(connection).await
                    })
                })
                .after_release(|connection, _| {
                    Box::pin(async move {
                        // SQLite undoes a transaction that met a full or failing disk, and the driver goes on taking it
                        // for open: such a connection would refuse every transaction to come. One that was dropped is
                        // open only until the driver comes to undoing it, which is before it answers.
                        if connection.is_in_transaction() {
                            connection.ping().await?;
                        }
                        Ok(!connection.is_in_transaction())
                    })
                }),
            Self::Postgres => options.max_connections(16).after_connect(move |connection, _| {
                Box::pin(async move {
                    sqlx::query("SELECT set_config('lock_timeout', $1, false)")
                        .bind(for_locks.to_string())
                        .execute(&mut *connection)
                        .await?;
                    Ok(())
                })
            }),
        }
    }
}

fn is_sound(version: &str) -> bool {
    let parts: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    parts.as_slice() >= SOUND_SQLITE.as_slice()
}

/// Copies what the log holds into the database's file, and syncs that. Where the sync of a commit had failed, nobody was
/// told of it, but a process that reads the log anew finds the commit there, though it may never have reached the disk.
async fn write_log_again(connection: &mut AnyConnection) -> sqlx::Result<()> {
    match sqlx::query("PRAGMA wal_checkpoint(PASSIVE)").execute(connection).await {
        // No room for it: reading has to go on.
        Err(error) if is_full(&error) => Ok(()),
        done => done.map(drop),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::database::PATIENCE;

    #[test]
    fn an_sqlite_that_can_damage_its_log_is_refused() {
        for refused in ["3.51.2", "3.9.99", "2.99.0", "3.51", "", "unknown"] {
            assert!(!is_sound(refused), "{refused}");
        }
        for taken in ["3.51.3", "3.51.10", "3.52.0", "4.0"] {
            assert!(is_sound(taken), "{taken}");
        }
    }

    #[tokio::test]
    async fn a_full_database_takes_transactions_again_once_there_is_room() {
        sqlx::any::install_default_drivers();
        let folder = tempfile::tempdir().unwrap();
        let url = Dialect::Sqlite.address(&format!("sqlite://{}", folder.path().join("x.db").display()));
        let pool = Dialect::Sqlite.pool(PATIENCE, PATIENCE).max_connections(1).connect(&url).await.unwrap();
        sqlx::query("CREATE TABLE t (x BLOB)").execute(&pool).await.unwrap();
        sqlx::query("PRAGMA max_page_count = 10").execute(&pool).await.unwrap();
        let insert = "INSERT INTO t VALUES (zeroblob(100000))";
        let mut tx = pool.begin_with(Dialect::Sqlite.begin()).await.unwrap();
        let full = sqlx::query(insert).execute(&mut *tx).await.map_err(Error::from);
        assert!(matches!(full, Err(Error::Full)), "{full:?}");
        drop(tx);
        sqlx::query("PRAGMA max_page_count = 1000").execute(&pool).await.unwrap();
        let mut tx = pool.begin_with(Dialect::Sqlite.begin()).await.unwrap();
        sqlx::query(insert).execute(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
    }
}
