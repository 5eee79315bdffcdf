//! Who changed people and rights.

use jiff::Timestamp;
use uuid::Uuid;

use crate::{Result, Write};

impl Write {
    /// Notes a change of reference data: who, what, and about whom or what.
    pub async fn audit(&mut self, id: Uuid, at: Timestamp, by_name: &str, action: &str, subject: &str) -> Result<()> {
        sqlx::query("INSERT INTO audit (id, at, by_name, action, subject) VALUES ($1, $2, $3, $4, $5)")
            .bind(id.to_string())
            .bind(at.as_millisecond())
            .bind(by_name)
            .bind(action)
            .bind(subject)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
