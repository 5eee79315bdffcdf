//! Units, catalogue and grids.

use domain::{Directory, Unit, UnitCode, UnitKind};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::error::unreadable;
use crate::{Error, Result, Store, Write, list};

/// Columns of a unit, as [`unit`] reads them.
pub(crate) const UNIT_COLUMNS: &str = "units.id AS unit_id, units.code AS unit_code, units.name AS unit_name,
    units.kind AS unit_kind, units.township AS unit_township, units.parent AS unit_parent,
    units.disabled AS unit_disabled";

pub(crate) fn unit(row: &AnyRow) -> Result<Unit> {
    let kind: String = row.try_get("unit_kind")?;
    let other = |column| Ok::<_, Error>(row.try_get::<Option<String>, _>(column)?.map(UnitCode));
    Ok(Unit {
        id: row.try_get::<String, _>("unit_id")?.parse().map_err(unreadable("unit id"))?,
        code: UnitCode(row.try_get("unit_code")?),
        name: row.try_get("unit_name")?,
        kind: UnitKind::parse(&kind).ok_or(Error::Unreadable("unit kind", kind))?,
        township: other("unit_township")?,
        parent: other("unit_parent")?,
        disabled: row.try_get::<i64, _>("unit_disabled")? == 1,
    })
}

impl Store {
    /// All units, items and grids, what is commonest, the working calendar, and the units' specialists.
    pub async fn directory(&self) -> Result<Directory> {
        // Safe: put together from constants.
        let units =
            sqlx::query(AssertSqlSafe(format!("SELECT {UNIT_COLUMNS} FROM units"))).fetch_all(&self.pool).await?;
        let items = sqlx::query("SELECT value FROM items WHERE value IS NOT NULL").fetch_all(&self.pool).await?;
        let units: Vec<_> = units.iter().map(unit).collect::<Result<_>>()?;
        let items: Vec<_> =
            items.iter().map(|row| list::item(&row.try_get::<String, _>("value")?)).collect::<Result<_>>()?;
        Ok(Directory::new(units, items)
            .at_version(self.list_version().await?)
            .with_grids(self.grids().await?)
            .with_commonest(self.commonest().await?)
            .with_calendar(self.calendar().await?)
            .with_colleagues(self.colleagues().await?))
    }
}

impl Write {
    /// All units, as this transaction leaves them, and no items.
    pub async fn units(&mut self) -> Result<Directory> {
        // Safe: put together from constants.
        let units =
            sqlx::query(AssertSqlSafe(format!("SELECT {UNIT_COLUMNS} FROM units"))).fetch_all(&mut *self.tx).await?;
        Ok(Directory::new(units.iter().map(unit).collect::<Result<Vec<_>>>()?, []))
    }

    /// Puts a unit in, unless its code is there already.
    pub async fn add_unit(&mut self, unit: &Unit) -> Result<()> {
        let done = sqlx::query(
            "INSERT INTO units (code, id, name, kind, township, parent, disabled) VALUES ($1, $2, $3, $4, $5, $6, $7)
             ON CONFLICT (code) DO NOTHING",
        )
        .bind(unit.code.to_string())
        .bind(unit.id.to_string())
        .bind(unit.name.clone())
        .bind(unit.kind.as_str())
        .bind(unit.township.as_ref().map(ToString::to_string))
        .bind(unit.parent.as_ref().map(ToString::to_string))
        .bind(i64::from(unit.disabled))
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() > 0 {
            self.feed_everyone("unit", unit.code.as_str()).await?;
        }
        Ok(())
    }
    /// Makes the unit of this code what it is here, but for its kind. Where it is closed or stands on other ground now, its
    /// people's sessions end: what they see is drawn by it.
    pub async fn change_unit(&mut self, unit: &Unit) -> Result<()> {
        sqlx::query(
            "DELETE FROM sessions WHERE person_id IN (
                 SELECT people.id FROM people JOIN units ON units.code = people.unit
                 WHERE units.code = $1 AND ($2 = 1 OR COALESCE(units.township, '') <> COALESCE($3, '')))",
        )
        .bind(unit.code.to_string())
        .bind(i64::from(unit.disabled))
        .bind(unit.township.as_ref().map(ToString::to_string))
        .execute(&mut *self.tx)
        .await?;
        sqlx::query("UPDATE units SET name = $2, township = $3, parent = $4, disabled = $5 WHERE code = $1")
            .bind(unit.code.to_string())
            .bind(unit.name.clone())
            .bind(unit.township.as_ref().map(ToString::to_string))
            .bind(unit.parent.as_ref().map(ToString::to_string))
            .bind(i64::from(unit.disabled))
            .execute(&mut *self.tx)
            .await?;
        self.feed_everyone("unit", unit.code.as_str()).await
    }

    /// Whether a unit leads a ticket that has not ended.
    pub async fn leads_open_tickets(&mut self, unit: &UnitCode) -> Result<bool> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS n FROM tickets WHERE lead = $1 \
             AND status NOT IN ('closed', 'declined', 'withdrawn', 'voided', 'merged')",
        )
        .bind(unit.to_string())
        .fetch_one(&mut *self.tx)
        .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }
}
