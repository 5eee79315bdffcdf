//! Units and catalogue.

use domain::{Directory, Item, ItemKind, Unit, UnitCode, UnitKind};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::error::unreadable;
use crate::{Error, Result, Store, Write};

/// Columns of a unit, under the prefix that a join gives them.
pub(crate) fn unit(row: &AnyRow, id: &str, code: &str, name: &str, kind: &str, township: &str) -> Result<Unit> {
    let kind: String = row.try_get(kind)?;
    Ok(Unit {
        id: row.try_get::<String, _>(id)?.parse().map_err(unreadable("unit id"))?,
        code: UnitCode(row.try_get(code)?),
        name: row.try_get(name)?,
        kind: UnitKind::parse(&kind).ok_or(Error::Unreadable("unit kind", kind))?,
        township: row.try_get::<Option<String>, _>(township)?.map(UnitCode),
    })
}

fn item(row: &AnyRow) -> Result<Item> {
    let kind: String = row.try_get("kind")?;
    Ok(Item {
        code: row.try_get("code")?,
        name: row.try_get("name")?,
        kind: ItemKind::parse(&kind).ok_or(Error::Unreadable("item kind", kind))?,
        class_name: row.try_get("class_name")?,
        edition: row.try_get("edition")?,
        lead: row.try_get::<Option<String>, _>("lead")?.map(UnitCode),
        limit_hours: row.try_get::<Option<i64>, _>("limit_hours")?.map(|hours| hours as u32),
        common: row.try_get::<Option<i64>, _>("common")?.map(|place| place as u32),
    })
}

impl Store {
    /// All units and items.
    pub async fn directory(&self) -> Result<Directory> {
        let units = sqlx::query("SELECT id, code, name, kind, township FROM units").fetch_all(&self.pool).await?;
        let items = sqlx::query("SELECT code, name, kind, class_name, edition, lead, limit_hours, common FROM items")
            .fetch_all(&self.pool)
            .await?;
        let units: Vec<_> =
            units.iter().map(|row| unit(row, "id", "code", "name", "kind", "township")).collect::<Result<_>>()?;
        let items: Vec<_> = items.iter().map(item).collect::<Result<_>>()?;
        Ok(Directory::new(units, items))
    }
}

impl Write {
    /// Puts a unit in, unless its code is there already.
    pub async fn add_unit(&mut self, unit: &Unit) -> Result<()> {
        let done = sqlx::query(
            "INSERT INTO units (code, id, name, kind, township) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (code) DO NOTHING",
        )
        .bind(unit.code.to_string())
        .bind(unit.id.to_string())
        .bind(unit.name.clone())
        .bind(unit.kind.as_str())
        .bind(unit.township.as_ref().map(ToString::to_string))
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() > 0 {
            self.feed_everyone("unit", unit.code.as_str()).await?;
        }
        Ok(())
    }

    /// Puts an item in, unless its code is there already.
    pub async fn add_item(&mut self, item: &Item) -> Result<()> {
        let done = sqlx::query(
            "INSERT INTO items (code, name, kind, class_name, edition, lead, limit_hours, common)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (code) DO NOTHING",
        )
        .bind(item.code.clone())
        .bind(item.name.clone())
        .bind(item.kind.as_str())
        .bind(item.class_name.clone())
        .bind(item.edition.clone())
        .bind(item.lead.as_ref().map(ToString::to_string))
        .bind(item.limit_hours.map(i64::from))
        .bind(item.common.map(i64::from))
        .execute(&mut *self.tx)
        .await?;
        if done.rows_affected() > 0 {
            self.feed_everyone("catalogue", &item.code).await?;
        }
        Ok(())
    }
}
