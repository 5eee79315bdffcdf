//! Changes of the list on their way.

use domain::list::Difference;
use domain::list::proposal::Proposal;
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use crate::error::unreadable;
use crate::{Result, Store, Write, list};

/// Changes put in with one statement: SQLite takes thousands of parameters, and more gains nothing.
const AT_ONCE: usize = 100;

fn proposal(row: &AnyRow) -> Result<Proposal> {
    serde_json::from_str(row.try_get("value")?).map_err(unreadable("proposal"))
}

fn change(row: &AnyRow) -> Result<Difference> {
    let item = |column| row.try_get::<Option<String>, _>(column)?.as_deref().map(list::item).transpose();
    Ok(Difference { code: row.try_get("code")?, before: item("before")?, after: item("after")? })
}

impl Store {
    /// Every proposal, the newest first.
    pub async fn proposals(&self) -> Result<Vec<Proposal>> {
        let rows =
            sqlx::query("SELECT value FROM proposals ORDER BY proposed_at DESC, id DESC").fetch_all(&self.pool).await?;
        rows.iter().map(proposal).collect()
    }

    /// One of them.
    pub async fn proposal(&self, id: Uuid) -> Result<Option<Proposal>> {
        let row = sqlx::query("SELECT value FROM proposals WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(proposal).transpose()
    }

    /// What a proposal changes: up to `limit` items whose code comes after `after`, by code.
    pub async fn proposal_changes(&self, id: Uuid, after: &str, limit: usize) -> Result<Vec<Difference>> {
        // PostgreSQL holds no NUL in a text, and fails where it is asked for one.
        if after.contains('\0') {
            return Ok(Vec::new());
        }
        let rows = sqlx::query(
            "SELECT code, before, after FROM proposal_changes WHERE proposal = $1 AND code > $2 ORDER BY code LIMIT $3",
        )
        .bind(id.to_string())
        .bind(after)
        .bind(i64::try_from(limit).unwrap_or(i64::MAX))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(change).collect()
    }
}

impl Write {
    /// Puts a proposal on record with what it changes.
    pub async fn add_proposal(&mut self, proposal: &Proposal, changes: &[Difference]) -> Result<()> {
        let id = proposal.id.to_string();
        sqlx::query("INSERT INTO proposals (id, proposed_at, value) VALUES ($1, $2, $3)")
            .bind(id.clone())
            .bind(proposal.proposed.at.as_millisecond())
            .bind(json(proposal)?)
            .execute(&mut *self.tx)
            .await?;
        for changes in changes.chunks(AT_ONCE) {
            let rows: Vec<_> =
                (0..changes.len()).map(|n| 3 * n + 2).map(|n| format!("($1, ${n}, ${}, ${})", n + 1, n + 2)).collect();
            // Safe: numbers of parameters only.
            let sql =
                format!("INSERT INTO proposal_changes (proposal, code, before, after) VALUES {}", rows.join(", "));
            let mut query = sqlx::query(AssertSqlSafe(sql)).bind(id.clone());
            for change in changes {
                query = query
                    .bind(change.code.clone())
                    .bind(change.before.as_ref().map(list::json).transpose()?)
                    .bind(change.after.as_ref().map(list::json).transpose()?);
            }
            query.execute(&mut *self.tx).await?;
        }
        Ok(())
    }

    /// Writes down how far a proposal has come.
    pub async fn put_proposal(&mut self, proposal: &Proposal) -> Result<()> {
        sqlx::query("UPDATE proposals SET value = $2 WHERE id = $1")
            .bind(proposal.id.to_string())
            .bind(json(proposal)?)
            .execute(&mut *self.tx)
            .await?;
        self.enter_opinions(proposal).await
    }
}

fn json(proposal: &Proposal) -> Result<String> {
    serde_json::to_string(proposal).map_err(unreadable("proposal"))
}
