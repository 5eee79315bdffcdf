//! Units, catalogue and grids.

use domain::{Directory, Unit, UnitCode, UnitKind};
use sqlx::any::AnyRow;
use sqlx::{AssertSqlSafe, Row as _};

use crate::error::unreadable;
use crate::{Error, Result, Store, Write, list};

/// Columns of a unit, as [`unit`] reads them.
pub(crate) const UNIT_COLUMNS: &str = "units.id AS unit_id, units.code AS unit_code, units.name AS unit_name,
    units.kind AS unit_kind, units.township AS unit_township, units.parent AS unit_parent";

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
    })
}

impl Store {
    /// All units, items and grids, and what is commonest.
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
            .with_commonest(self.commonest().await?))
    }
}

impl Write {
    /// Puts a unit in, unless its code is there already.
    pub async fn add_unit(&mut self, unit: &Unit) -> Result<()> {
        let done = sqlx::query(
            "INSERT INTO units (code, id, name, kind, township, parent) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (code) DO NOTHING",
        )
        .bind(unit.code.to_string())
        .bind(unit.id.to_string())
        .bind(unit.name.clone())
        .bind(unit.kind.as_str())
        .bind(unit.township.as_ref().map(ToString::to_string))
        .bind(unit.parent.as_ref().map(ToString::to_string))
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() > 0 {
            self.feed_everyone("unit", unit.code.as_str()).await?;
        }
        Ok(())
    }
}
