//! The transaction that writes. All of it or nothing, durable when [`Write::commit`] returns.

use sqlx::{Any, Row as _, Transaction};
use tokio::sync::OwnedMutexGuard;

use crate::dialect::Dialect;
use crate::{Result, Store};

/// A transaction that writes. Dropped without a commit, it leaves nothing.
pub struct Write {
    pub(crate) tx: Transaction<'static, Any>,
    _turn: Option<OwnedMutexGuard<()>>,
}

impl Store {
    /// Begins a transaction that writes. It holds the head of the change feed from the start, so that writers follow
    /// each other, no two can wait for one another, and a reader never sees a later change before an earlier one.
    pub async fn write(&self) -> Result<Write> {
        let turn = match self.dialect {
            Dialect::Sqlite => Some(self.writer.clone().lock_owned().await),
            Dialect::Postgres => None,
        };
        let mut tx = self.pool.begin_with(self.dialect.begin()).await?;
        sqlx::query("UPDATE feed_head SET seq = seq WHERE id = 1").execute(&mut *tx).await?;
        Ok(Write { tx, _turn: turn })
    }
}

impl Write {
    /// Makes it durable.
    pub async fn commit(self) -> Result<()> {
        Ok(self.tx.commit().await?)
    }

    /// The next place in the change feed.
    pub(crate) async fn next_seq(&mut self) -> Result<i64> {
        let row = sqlx::query("UPDATE feed_head SET seq = seq + 1 WHERE id = 1 RETURNING seq")
            .fetch_one(&mut *self.tx)
            .await?;
        Ok(row.try_get("seq")?)
    }

    /// The next number of a named counter, from 1.
    pub async fn count(&mut self, name: &str) -> Result<i64> {
        let row = sqlx::query(
            "INSERT INTO counters (name, value) VALUES ($1, 1)
             ON CONFLICT (name) DO UPDATE SET value = counters.value + 1 RETURNING value",
        )
        .bind(name)
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(row.try_get("value")?)
    }
}
