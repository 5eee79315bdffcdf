//! The transaction that writes. All of it or nothing, durable when [`Write::commit`] returns.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use domain::evaluation::Book;
use sqlx::{Any, AnyPool, Row as _, Transaction};
use tokio::sync::{Mutex, OwnedMutexGuard};
use tokio::time::timeout;

use crate::dialect::Dialect;
use crate::{Error, Result, Store};

/// Where transactions that write begin. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Writer {
    pub(crate) pool: AnyPool,
    pub(crate) dialect: Dialect,
    /// SQLite has one writer: its writers queue here, in turn, rather than on the file's lock.
    pub(crate) turn: Arc<Mutex<()>>,
    /// How long a writer waits for its turn: as long as the one before it may wait for the database.
    pub(crate) patience: Duration,
}

/// A transaction that writes. Dropped without a commit, it leaves nothing.
pub struct Write {
    pub(crate) tx: Transaction<'static, Any>,
    numbers: Numbers,
    /// What the numbers were at the savepoint.
    kept: Numbers,
    /// The rules of scoring, once they were needed.
    pub(crate) book: Option<Arc<Book>>,
    _turn: Option<OwnedMutexGuard<()>>,
}

/// The head of the feed and the counters, moved here and written back once, before the commit: nobody else moves them
/// while this transaction has the feed's head.
#[derive(Clone, Debug, Default)]
struct Numbers {
    head: i64,
    head_moved: bool,
    counters: BTreeMap<String, i64>,
}

impl Writer {
    pub(crate) async fn begin(&self) -> Result<Write> {
        let turn = match self.dialect {
            Dialect::Sqlite => {
                let turn = timeout(self.patience, self.turn.clone().lock_owned()).await;
                Some(turn.map_err(|_| Error::Busy("other writers wait too".to_owned()))?)
            }
            Dialect::Postgres => None,
        };
        let mut tx = self.pool.begin_with(self.dialect.begin()).await?;
        let row = sqlx::query(self.dialect.take_head()).fetch_one(&mut *tx).await?;
        let numbers = Numbers { head: row.try_get("seq")?, ..Numbers::default() };
        Ok(Write { tx, kept: numbers.clone(), numbers, book: None, _turn: turn })
    }
}

impl Store {
    /// Begins a transaction that writes. It holds the head of the change feed from the start, so that writers follow
    /// each other, no two can wait for one another, and a reader never sees a later change before an earlier one.
    pub async fn write(&self) -> Result<Write> {
        self.writer.begin().await
    }
}

impl Write {
    /// Makes it durable.
    pub async fn commit(mut self) -> Result<()> {
        if self.numbers.head_moved {
            sqlx::query("UPDATE feed_head SET seq = $1 WHERE id = 1")
                .bind(self.numbers.head)
                .execute(&mut *self.tx)
                .await?;
        }
        for (name, value) in std::mem::take(&mut self.numbers.counters) {
            sqlx::query(
                "INSERT INTO counters (name, value) VALUES ($1, $2)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )
            .bind(name)
            .bind(value)
            .execute(&mut *self.tx)
            .await?;
        }
        Ok(self.tx.commit().await?)
    }

    /// Marks a place that [`Write::back_to_savepoint`] goes back to.
    pub(crate) async fn savepoint(&mut self) -> Result<()> {
        self.kept = self.numbers.clone();
        sqlx::query("SAVEPOINT part").execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Keeps what was done since the savepoint.
    pub(crate) async fn release_savepoint(&mut self) -> Result<()> {
        sqlx::query("RELEASE SAVEPOINT part").execute(&mut *self.tx).await?;
        Ok(())
    }

    /// Undoes what was done since the savepoint.
    pub(crate) async fn back_to_savepoint(&mut self) -> Result<()> {
        self.numbers = self.kept.clone();
        sqlx::query("ROLLBACK TO SAVEPOINT part").execute(&mut *self.tx).await?;
        self.release_savepoint().await
    }

    /// The next place in the change feed.
    pub(crate) fn next_seq(&mut self) -> i64 {
        self.numbers.head += 1;
        self.numbers.head_moved = true;
        self.numbers.head
    }

    /// The next number of a named counter, from 1.
    pub async fn count(&mut self, name: &str) -> Result<i64> {
        if !self.numbers.counters.contains_key(name) {
            let row = sqlx::query("SELECT value FROM counters WHERE name = $1")
                .bind(name)
                .fetch_optional(&mut *self.tx)
                .await?;
            let value = row.map(|row| row.try_get("value")).transpose()?.unwrap_or_default();
            self.numbers.counters.insert(name.to_owned(), value);
        }
        let value = self.numbers.counters.entry(name.to_owned()).or_default();
        *value += 1;
        Ok(*value)
    }
}
