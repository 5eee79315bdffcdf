//! What townships whistle for most, counted now and then.

use domain::UnitCode;
use domain::list::{Commonest, MOST_COMMON};
use jiff::Timestamp;
use sqlx::Row as _;

use crate::error::unreadable;
use crate::{Result, Store, Write};

impl Store {
    /// As it was last counted, by township.
    pub async fn commonest(&self) -> Result<Vec<Commonest>> {
        let rows = sqlx::query("SELECT township, items FROM commonest ORDER BY township").fetch_all(&self.pool).await?;
        let read = |row: &sqlx::any::AnyRow| {
            let items: String = row.try_get("items")?;
            Ok(Commonest {
                township: UnitCode(row.try_get("township")?),
                items: serde_json::from_str(&items).map_err(unreadable("commonest items"))?,
            })
        };
        rows.iter().map(read).collect()
    }

    /// Counts the tickets received since then, by township. One without any is left out.
    pub async fn count_commonest(&self, since: Timestamp) -> Result<Vec<Commonest>> {
        let rows = sqlx::query(
            "SELECT township, item_code FROM tickets
             WHERE received_at >= $1 AND township IS NOT NULL AND item_code IS NOT NULL
             GROUP BY township, item_code ORDER BY township, COUNT(*) DESC, item_code",
        )
        .bind(since.as_millisecond())
        .fetch_all(&self.pool)
        .await?;
        let mut counted: Vec<Commonest> = Vec::new();
        for row in &rows {
            let (township, item): (String, String) = (row.try_get("township")?, row.try_get("item_code")?);
            match counted.last_mut().filter(|last| last.township.as_str() == township) {
                Some(last) if last.items.len() < MOST_COMMON => last.items.push(item),
                Some(_) => {}
                None => counted.push(Commonest { township: UnitCode(township), items: vec![item] }),
            }
        }
        Ok(counted)
    }
}

impl Write {
    /// Notes it, and tells devices.
    pub async fn put_commonest(&mut self, commonest: &Commonest) -> Result<()> {
        sqlx::query(
            "INSERT INTO commonest (township, items) VALUES ($1, $2)
             ON CONFLICT (township) DO UPDATE SET items = excluded.items",
        )
        .bind(commonest.township.to_string())
        .bind(serde_json::to_string(&commonest.items).map_err(unreadable("commonest items"))?)
        .execute(&mut *self.tx)
        .await?;
        self.feed_everyone("commonest", commonest.township.as_str()).await
    }
}
