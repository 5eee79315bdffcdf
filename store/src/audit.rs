//! Who changed reference data, and what it was before.

use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::database::time;
use crate::error::unreadable;
use crate::{Result, Store, Write};

/// One change of reference data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Audited {
    /// Id.
    pub id: Uuid,
    /// When.
    pub at: Timestamp,
    /// Username of who did it; `console` where it was done on the server itself.
    pub by_name: String,
    /// What was done, such as `person.change`.
    pub action: String,
    /// Username, code of a unit, or a sentence.
    pub subject: String,
    /// What it was, as JSON; never a password.
    pub before: Option<String>,
    /// What it became, likewise.
    pub after: Option<String>,
}

/// A place in the record: what is older comes after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// When the last one that is known was done, in milliseconds.
    pub at: i64,
    /// Its id.
    pub id: Uuid,
}

/// Which part of the record to read.
#[derive(Clone, Debug, Default)]
pub struct AuditFilter {
    /// Only what was done to this, in these very words.
    pub subject: Option<String>,
    /// Only what this username did.
    pub by_name: Option<String>,
    /// Only what is older.
    pub after: Option<Mark>,
}

fn audited(row: &AnyRow) -> Result<Audited> {
    Ok(Audited {
        id: row.try_get::<String, _>("id")?.parse().map_err(unreadable("audit id"))?,
        at: time(row.try_get("at")?),
        by_name: row.try_get("by_name")?,
        action: row.try_get("action")?,
        subject: row.try_get("subject")?,
        before: row.try_get("before")?,
        after: row.try_get("after")?,
    })
}

impl Store {
    /// Up to `limit` changes, the newest first, and whether there are more.
    pub async fn audit(&self, filter: &AuditFilter, limit: usize) -> Result<(Vec<Audited>, bool)> {
        let asked = |text: &Option<String>| text.clone().unwrap_or_default();
        let (subject, by_name) = (asked(&filter.subject), asked(&filter.by_name));
        // PostgreSQL holds no NUL in a text, and fails where it is asked for one.
        if subject.contains('\0') || by_name.contains('\0') {
            return Ok((Vec::new(), false));
        }
        let mark = filter.after.unwrap_or(Mark { at: i64::MAX, id: Uuid::max() });
        let rows = sqlx::query(
            "SELECT id, at, by_name, action, subject, before, after FROM audit
             WHERE ($1 = '' OR subject = $1) AND ($2 = '' OR by_name = $2) AND (at < $3 OR (at = $3 AND id < $4))
             ORDER BY at DESC, id DESC LIMIT $5 + 0",
        )
        .bind(subject)
        .bind(by_name)
        .bind(mark.at)
        .bind(mark.id.to_string())
        .bind(limit as i64 + 1)
        .fetch_all(&self.pool)
        .await?;
        let more = rows.len() > limit;
        Ok((rows.iter().take(limit).map(audited).collect::<Result<_>>()?, more))
    }
}

impl Write {
    /// Notes a change of reference data: who, what, and about whom or what.
    pub async fn audit(&mut self, id: Uuid, at: Timestamp, by_name: &str, action: &str, subject: &str) -> Result<()> {
        let (by_name, action, subject) = (by_name.to_owned(), action.to_owned(), subject.to_owned());
        self.audit_change(&Audited { id, at, by_name, action, subject, before: None, after: None }).await
    }

    /// The same with what the thing was and became.
    pub async fn audit_change(&mut self, change: &Audited) -> Result<()> {
        sqlx::query(
            "INSERT INTO audit (id, at, by_name, action, subject, before, after) VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(change.id.to_string())
        .bind(change.at.as_millisecond())
        .bind(change.by_name.clone())
        .bind(change.action.clone())
        .bind(change.subject.clone())
        .bind(change.before.clone())
        .bind(change.after.clone())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }
}
