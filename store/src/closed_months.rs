//! Closed months: their figures as they were then.

use std::collections::BTreeMap;

use domain::UnitCode;
use domain::evaluation::{Carried, Figures, Month, Points, Sum};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Row as _};

use crate::database::time;
use crate::error::unreadable;
use crate::scores::{reason, rule, sums};
use crate::{Result, Store, Write};

fn month(number: i64) -> Result<Month> {
    let text = format!("{:04}-{:02}", number / 100, number % 100);
    text.parse().map_err(unreadable("closed month"))
}

fn figures(row: &AnyRow) -> Result<Figures> {
    serde_json::from_str(row.try_get("value")?).map_err(unreadable("figures of a month"))
}

pub(crate) async fn last_closed(connection: &mut AnyConnection) -> Result<Option<Month>> {
    let row = sqlx::query("SELECT MAX(month) AS month FROM closed_months").fetch_one(connection).await?;
    row.try_get::<Option<i64>, _>("month")?.map(month).transpose()
}

impl Store {
    /// The figures of a month; none while it is open.
    pub async fn figures(&self, month: Month) -> Result<Option<Figures>> {
        let row = sqlx::query("SELECT value FROM closed_months WHERE month = $1")
            .bind(month.number())
            .fetch_optional(&self.pool)
            .await?;
        row.as_ref().map(figures).transpose()
    }
}

impl Write {
    /// The latest month that is closed.
    pub async fn last_closed(&mut self) -> Result<Option<Month>> {
        last_closed(&mut self.tx).await
    }

    /// As [`Store::score_sums`], of all units, with what nobody else can enter any more before this is committed.
    pub async fn score_sums(&mut self, month: Month) -> Result<Vec<Sum>> {
        sums(&mut self.tx, month, None).await
    }

    /// What counts in this month though it is of a day in an earlier one.
    pub async fn carried(&mut self, month: Month) -> Result<Vec<Carried>> {
        let rows = sqlx::query("SELECT unit, rule, reason, at, points FROM score_entries WHERE month = $1 AND at < $2")
            .bind(month.number())
            .bind(month.begins().as_millisecond())
            .fetch_all(&mut *self.tx)
            .await?;
        let mut carried = BTreeMap::new();
        for row in &rows {
            let from = Month::of(time(row.try_get("at")?));
            let key = (from, UnitCode(row.try_get("unit")?), rule(row)?, reason(row)?);
            let (points, entries) = carried.entry(key).or_insert((Points::ZERO, 0));
            *points += Points(row.try_get("points")?);
            *entries += 1;
        }
        let read =
            |((from, unit, rule, reason), (points, entries))| Carried { from, unit, rule, reason, points, entries };
        Ok(carried.into_iter().map(read).collect())
    }

    /// Closes a month with its figures. From then on, what is entered for it counts in the month after.
    pub async fn close_month(&mut self, figures: &Figures) -> Result<()> {
        let json = serde_json::to_string(figures).map_err(unreadable("figures of a month"))?;
        sqlx::query("INSERT INTO closed_months (month, closed_at, value) VALUES ($1, $2, $3)")
            .bind(figures.ranking.month.number())
            .bind(figures.closed.at.as_millisecond())
            .bind(json)
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
