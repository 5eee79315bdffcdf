//! A database as text: one JSON line for each row, the same whichever database it came from or goes to.

mod line;
mod tables;

use std::io::{BufRead, Write as Output};

use domain::PhotoHash;
use futures::TryStreamExt as _;
use sha2::{Digest as _, Sha256};
use sqlx::{Any, AssertSqlSafe, Transaction};
use uuid::Uuid;

pub use line::BackupLine;
use line::{End, Row};
use tables::TABLES;

use crate::{Error, Result, Store};

/// Rows per statement.
const BATCH: usize = 100;

/// A backup that has been read into a database and is not yet there for others. Dropped, it leaves nothing.
#[must_use = "dropped, it leaves nothing"]
pub struct Load {
    tx: Transaction<'static, Any>,
    rows: u64,
}

impl Load {
    /// Makes it durable. Returns the number of rows.
    pub async fn commit(self) -> Result<u64> {
        self.tx.commit().await?;
        Ok(self.rows)
    }
}

/// Counts lines and sums them up.
#[derive(Default)]
struct Sum {
    rows: u64,
    digest: Sha256,
}

impl Sum {
    fn add(&mut self, line: &str) {
        self.rows += 1;
        self.digest.update(line);
        self.digest.update("\n");
    }

    fn end(self) -> End {
        End { rows: self.rows, sha256: PhotoHash::from_digest(&self.digest.finalize()).into() }
    }
}

impl Store {
    /// Writes the whole database as it is at one moment, while others go on writing. Returns the number of rows.
    pub async fn dump(&self, out: &mut (impl Output + Send)) -> Result<u64> {
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        let mut sum = Sum::default();
        for table in &TABLES {
            // Safe: put together from constants.
            let sql = table.select();
            let mut found = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *tx);
            while let Some(row) = found.try_next().await? {
                let line = BackupLine::Row(Row { table, values: table.read(&row)? }).to_string();
                writeln!(out, "{line}")?;
                sum.add(&line);
            }
        }
        let rows = sum.rows;
        writeln!(out, "{}", BackupLine::End(sum.end()))?;
        Ok(rows)
    }

    /// Reads what [`Store::dump`] wrote into this database, which must be new, and names its epoch `epoch`, so that
    /// devices send again what the dump had missed. Nothing of it is there before [`Load::commit`].
    pub async fn load(&self, input: impl BufRead, epoch: Uuid) -> Result<Load> {
        let mut tx = self.pool.begin_with(self.dialect.begin()).await?;
        let there = sqlx::query("SELECT id FROM people LIMIT 1").fetch_optional(&mut *tx).await?;
        if there.is_some() {
            return Err(Error::NotEmpty);
        }
        // What the migrations put in themselves.
        for table in ["meta", "feed_head", "score_rules"] {
            sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *tx).await?;
        }
        let (mut sum, mut end, mut batch) = (Sum::default(), None, Vec::new());
        for line in input.lines() {
            let line = line?;
            if end.is_some() {
                return Err(Error::NotWhole("there is more after its end"));
            }
            let at = |error: Error| Error::Unreadable("backup", format!("line {}: {error}", sum.rows + 1));
            match BackupLine::parse(&line).map_err(at)? {
                BackupLine::End(said) => end = Some(said),
                BackupLine::Row(row) => {
                    sum.add(&line);
                    if batch.len() == BATCH || batch.first().is_some_and(|first: &Row| first.table != row.table) {
                        insert(&mut tx, &mut batch).await?;
                    }
                    batch.push(row);
                }
            }
        }
        let end = end.ok_or(Error::NotWhole("its end is missing"))?;
        let found = sum.end();
        if found != end {
            return Err(Error::NotWhole("its lines are not those that were written"));
        }
        insert(&mut tx, &mut batch).await?;
        sqlx::query("UPDATE meta SET value = $1 WHERE key = 'server_epoch'")
            .bind(epoch.to_string())
            .execute(&mut *tx)
            .await?;
        Ok(Load { tx, rows: found.rows })
    }
}

async fn insert(tx: &mut Transaction<'static, Any>, rows: &mut Vec<Row>) -> Result<()> {
    let Some(table) = rows.first().map(|row| row.table) else { return Ok(()) };
    // Safe: put together from constants.
    let sql = table.insert(rows.len());
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for Row { values, .. } in rows.drain(..) {
        for text in table.texts {
            query = query.bind(values.get(*text).and_then(|value| value.as_str()).map(ToOwned::to_owned));
        }
        for number in table.numbers {
            query = query.bind(values.get(*number).and_then(serde_json::Value::as_i64));
        }
    }
    query.execute(&mut **tx).await?;
    Ok(())
}
