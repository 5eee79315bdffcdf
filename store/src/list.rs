//! The responsibility list: as it holds, and in its versions.

use domain::list::{Difference, Version};
use domain::{Item, ItemKind};
use jiff::Timestamp;
use jiff::civil::Date;
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::database::time;
use crate::error::unreadable;
use crate::{Result, Store, Write};

/// A version with what is known of how it came about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredVersion {
    /// The version.
    pub version: Version,
    /// When it was decided.
    pub made_at: Timestamp,
    /// By whom.
    pub made_by: String,
    /// Whether it has taken effect.
    pub in_force: bool,
    /// How many items it changed.
    pub changes: u64,
}

/// An item in one version; none where that version took it off the list.
pub type ItemInVersion = (Version, Option<Item>);

const VERSION: &str = "list_versions.serial, list_versions.number, list_versions.effective_on, list_versions.title,
    list_versions.made_at, list_versions.made_by, list_versions.in_force";

fn version(row: &AnyRow) -> Result<Version> {
    let effective_on: String = row.try_get("effective_on")?;
    Ok(Version {
        number: row.try_get("number")?,
        serial: row.try_get::<i64, _>("serial")? as u32,
        effective_on: effective_on.parse().map_err(unreadable("day"))?,
        title: row.try_get("title")?,
    })
}

pub(crate) fn item(json: &str) -> Result<Item> {
    serde_json::from_str(json).map_err(unreadable("item"))
}

impl Store {
    /// The version that holds; none before the first.
    pub async fn list_version(&self) -> Result<Option<Version>> {
        let row = sqlx::query(
            "SELECT serial, number, effective_on, title FROM list_versions WHERE in_force = 1 ORDER BY serial DESC LIMIT 1",
        )
        .fetch_optional(&self.pool)
        .await?;
        row.as_ref().map(version).transpose()
    }

    /// The newest version, in force or not; none before the first.
    pub async fn newest_version(&self) -> Result<Option<Version>> {
        let row =
            sqlx::query("SELECT serial, number, effective_on, title FROM list_versions ORDER BY serial DESC LIMIT 1")
                .fetch_optional(&self.pool)
                .await?;
        row.as_ref().map(version).transpose()
    }

    /// The highest number that an entry has ever had; 0 before the first.
    pub async fn highest_entry(&self) -> Result<u32> {
        let rows = sqlx::query("SELECT value FROM list_changes WHERE value IS NOT NULL").fetch_all(&self.pool).await?;
        rows.iter().try_fold(0, |highest, row| {
            let item = item(&row.try_get::<String, _>("value")?)?;
            Ok(item.duties.iter().map(|duty| duty.number).fold(highest, u32::max))
        })
    }

    /// Whether a version waits whose day has come.
    pub async fn version_is_due(&self, today: Date) -> Result<bool> {
        let row = sqlx::query("SELECT COUNT(*) AS due FROM list_versions WHERE in_force = 0 AND effective_on <= $1")
            .bind(today.to_string())
            .fetch_one(&self.pool)
            .await?;
        Ok(row.try_get::<i64, _>("due")? > 0)
    }

    /// Every version, the newest first.
    pub async fn list_versions(&self) -> Result<Vec<StoredVersion>> {
        // Safe: put together from constants.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {VERSION}, (SELECT COUNT(*) FROM list_changes WHERE list_changes.serial = list_versions.serial) AS changes
             FROM list_versions ORDER BY serial DESC"
        ));
        let rows = sqlx::query(sql).fetch_all(&self.pool).await?;
        let stored = |row: &AnyRow| {
            Ok(StoredVersion {
                version: version(row)?,
                made_at: time(row.try_get("made_at")?),
                made_by: row.try_get("made_by")?,
                in_force: row.try_get::<i64, _>("in_force")? == 1,
                changes: row.try_get::<i64, _>("changes")? as u64,
            })
        };
        rows.iter().map(stored).collect()
    }

    /// The list as it was, or will be, in a version: all its items by code.
    pub async fn list_at(&self, serial: u32) -> Result<Vec<Item>> {
        let rows = sqlx::query(
            "SELECT list_changes.value AS value
             FROM list_changes
             JOIN (SELECT code, MAX(serial) AS serial FROM list_changes WHERE serial <= $1 GROUP BY code) AS newest
               ON newest.code = list_changes.code AND newest.serial = list_changes.serial
             WHERE list_changes.value IS NOT NULL
             ORDER BY list_changes.code",
        )
        .bind(i64::from(serial))
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| item(&row.try_get::<String, _>("value")?)).collect()
    }

    /// An item in every version that changed it, the newest first.
    pub async fn item_history(&self, code: &str) -> Result<Vec<ItemInVersion>> {
        // PostgreSQL holds no NUL in a text, and fails where it is asked for one.
        if code.contains('\0') {
            return Ok(Vec::new());
        }
        // Safe: put together from constants.
        let sql = sqlx::AssertSqlSafe(format!(
            "SELECT {VERSION}, list_changes.value AS value
             FROM list_changes JOIN list_versions ON list_versions.serial = list_changes.serial
             WHERE list_changes.code = $1 ORDER BY list_changes.serial DESC"
        ));
        let rows = sqlx::query(sql).bind(code).fetch_all(&self.pool).await?;
        let in_version = |row: &AnyRow| {
            let value: Option<String> = row.try_get("value")?;
            Ok((version(row)?, value.as_deref().map(item).transpose()?))
        };
        rows.iter().map(in_version).collect()
    }
}

impl Write {
    /// Makes the first version of the list, which holds from `today` on.
    pub async fn first_list(&mut self, items: &[Item], today: Date, now: Timestamp, made_by: &str) -> Result<()> {
        let version = Version {
            number: Version::number_after(None, today.year()),
            serial: 1,
            effective_on: today,
            title: "首版清单".into(),
        };
        self.add_version(&version, &domain::list::difference([], items), now, made_by).await?;
        self.put_in_force(today).await?;
        Ok(())
    }

    /// Puts a version on record with what it changes. It holds once [`Write::put_in_force`] finds its day come.
    pub async fn add_version(
        &mut self,
        version: &Version,
        changes: &[Difference],
        made_at: Timestamp,
        made_by: &str,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO list_versions (serial, number, effective_on, title, made_at, made_by)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(i64::from(version.serial))
        .bind(version.number.clone())
        .bind(version.effective_on.to_string())
        .bind(version.title.clone())
        .bind(made_at.as_millisecond())
        .bind(made_by)
        .execute(&mut *self.tx)
        .await?;
        for change in changes {
            sqlx::query("INSERT INTO list_changes (serial, code, value) VALUES ($1, $2, $3)")
                .bind(i64::from(version.serial))
                .bind(change.code.clone())
                .bind(change.after.as_ref().map(json).transpose()?)
                .execute(&mut *self.tx)
                .await?;
        }
        Ok(())
    }

    /// Makes every version hold whose day has come, in their order. Returns how many.
    pub async fn put_in_force(&mut self, today: Date) -> Result<usize> {
        let rows = sqlx::query(
            "SELECT serial, number, effective_on, title FROM list_versions
             WHERE in_force = 0 AND effective_on <= $1 ORDER BY serial",
        )
        .bind(today.to_string())
        .fetch_all(&mut *self.tx)
        .await?;
        let versions: Vec<Version> = rows.iter().map(version).collect::<Result<_>>()?;
        for version in &versions {
            self.put_one_in_force(version).await?;
        }
        Ok(versions.len())
    }

    async fn put_one_in_force(&mut self, version: &Version) -> Result<()> {
        let serial = i64::from(version.serial);
        let rows = sqlx::query("SELECT code, value FROM list_changes WHERE serial = $1 ORDER BY code")
            .bind(serial)
            .fetch_all(&mut *self.tx)
            .await?;
        for row in &rows {
            let (code, value): (String, Option<String>) = (row.try_get("code")?, row.try_get("value")?);
            match value {
                Some(value) => self.put_item(&item(&value)?, &value).await?,
                None => {
                    sqlx::query("DELETE FROM items WHERE code = $1").bind(&code).execute(&mut *self.tx).await?;
                    self.feed_everyone("catalogue", &code).await?;
                }
            }
        }
        sqlx::query("UPDATE list_versions SET in_force = 1 WHERE serial = $1")
            .bind(serial)
            .execute(&mut *self.tx)
            .await?;
        self.feed_everyone("list", CURRENT).await
    }

    async fn put_item(&mut self, item: &Item, value: &str) -> Result<()> {
        sqlx::query(
            "INSERT INTO items (code, name, kind, class_name, edition, lead, limit_hours, common, value)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
             ON CONFLICT (code) DO UPDATE SET name = excluded.name, kind = excluded.kind,
                 class_name = excluded.class_name, edition = excluded.edition, lead = excluded.lead,
                 limit_hours = excluded.limit_hours, common = excluded.common, value = excluded.value",
        )
        .bind(item.code.clone())
        .bind(item.name.clone())
        .bind(ItemKind::as_str(item.kind))
        .bind(item.class_name.clone())
        .bind(item.edition.clone())
        .bind(item.plain_lead().map(ToString::to_string))
        .bind(item.plain_limit_hours().map(i64::from))
        .bind(item.common.map(i64::from))
        .bind(value)
        .execute(&mut *self.tx)
        .await?;
        self.feed_everyone("catalogue", &item.code).await
    }
}

/// Id of the list's version in the feed: there is one that holds.
const CURRENT: &str = "current";

pub(crate) fn json(item: &Item) -> Result<String> {
    serde_json::to_string(item).map_err(unreadable("item"))
}
