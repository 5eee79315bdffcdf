//! Opening a database.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use sqlx::{AnyPool, Row as _};
use uuid::Uuid;

use crate::dialect::Dialect;
use crate::error::unreadable;
use crate::group::Group;
use crate::write::Writer;
use crate::{Error, Result};

/// How long a request waits for its turn before it is told that the server is busy.
pub(crate) const PATIENCE: Duration = Duration::from_secs(5);

/// A database. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) pool: AnyPool,
    pub(crate) dialect: Dialect,
    pub(crate) writer: Writer,
    pub(crate) group: Group,
}

impl Store {
    /// Opens the database at `sqlite://…` or `postgres://…`, making an SQLite file, and its folder, if there is
    /// none.
    pub async fn open(url: &str) -> Result<Self> {
        Self::open_for(url, PATIENCE).await
    }

    /// As [`open`](Self::open), where nobody waits longer than `patience` for a connection, and a second less for a
    /// lock. It is counted by the machine's own clock, whatever time it is in a simulation.
    pub async fn open_for(url: &str, patience: Duration) -> Result<Self> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(url).ok_or_else(|| {
            Error::Address(format!("DATABASE_URL has to begin with sqlite:// or postgres://, but is {url}"))
        })?;
        dialect.make_folder(url);
        let for_locks = patience.saturating_sub(Duration::from_secs(1));
        let pool = dialect
            .pool(patience, for_locks)
            .connect(&dialect.address(url))
            .await
            .map_err(|error| Error::Address(format!("DATABASE_URL: the database cannot be opened: {error}")))?;
        dialect.check(&pool).await?;
        let writer = Writer { pool: pool.clone(), dialect, turn: Arc::default(), patience: for_locks };
        Ok(Self { pool, dialect, group: Group::start(writer.clone()), writer })
    }

    /// Brings the tables up to this release, and names a new database's epoch `epoch`.
    pub async fn migrate(&self, epoch: Uuid) -> Result<()> {
        self.dialect.migrator().run(&self.pool).await?;
        sqlx::query("INSERT INTO meta (key, value) VALUES ('server_epoch', $1) ON CONFLICT (key) DO NOTHING")
            .bind(epoch.to_string())
            .execute(&self.pool)
            .await?;
        self.index_texts().await?;
        self.open_ledger().await
    }

    /// Whether the database answers.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("SELECT 1").execute(&self.pool).await?;
        Ok(())
    }

    /// The UUID made when this database was created or restored.
    pub async fn epoch(&self) -> Result<Uuid> {
        let text = self.meta("server_epoch").await?.unwrap_or_default();
        text.parse().map_err(unreadable("server_epoch"))
    }

    /// Time of the newest backup; none if there is none.
    pub async fn backed_up_through(&self) -> Result<Option<Timestamp>> {
        let text = self.meta("backed_up_through").await?;
        text.map(|text| text.parse().map_err(unreadable("backed_up_through"))).transpose()
    }

    /// Notes that a backup or a replica holds everything up to this time. One that reaches less far than what was noted
    /// before changes nothing. Returns the time that stands.
    pub async fn note_backup(&self, at: Timestamp) -> Result<Timestamp> {
        let mut tx = self.write().await?;
        let row =
            sqlx::query("SELECT value FROM meta WHERE key = 'backed_up_through'").fetch_optional(&mut *tx.tx).await?;
        let before = row.map(|row| row.try_get::<String, _>("value")).transpose()?;
        let before = before.map(|text| text.parse().map_err(unreadable("backed_up_through"))).transpose()?;
        let stands = before.map_or(at, |before: Timestamp| before.max(at));
        sqlx::query(
            "INSERT INTO meta (key, value) VALUES ('backed_up_through', $1)
             ON CONFLICT (key) DO UPDATE SET value = excluded.value",
        )
        .bind(stands.to_string())
        .execute(&mut *tx.tx)
        .await?;
        tx.commit().await?;
        Ok(stands)
    }

    /// Gives this database another epoch: it was brought back from a replica, and devices have to send again what that
    /// had missed. Servers read the epoch when they start.
    pub async fn begin_epoch(&self, epoch: Uuid) -> Result<()> {
        sqlx::query("UPDATE meta SET value = $1 WHERE key = 'server_epoch'")
            .bind(epoch.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }

    pub(crate) async fn meta(&self, key: &str) -> Result<Option<String>> {
        let row = sqlx::query("SELECT value FROM meta WHERE key = $1").bind(key).fetch_optional(&self.pool).await?;
        Ok(row.map(|row| row.try_get("value")).transpose()?)
    }

    /// Lets go of every connection.
    pub async fn close(&self) {
        self.pool.close().await;
    }
}

/// Milliseconds since 1970 as a time; the ends of representable time where a number is beyond them.
pub(crate) fn time(milliseconds: i64) -> Timestamp {
    Timestamp::from_millisecond(milliseconds).unwrap_or(if milliseconds < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
