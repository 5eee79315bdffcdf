//! The working calendar, in versions.

use domain::calendar::Calendar;
use jiff::Timestamp;
use sqlx::Row as _;

use crate::error::unreadable;
use crate::{Result, Store, Write};

const NEWEST: &str = "SELECT value FROM calendars ORDER BY version DESC LIMIT 1";

fn read(row: Option<sqlx::any::AnyRow>) -> Result<Option<Calendar>> {
    let json = row.map(|row| row.try_get::<String, _>("value")).transpose()?;
    json.map(|json| serde_json::from_str(&json).map_err(unreadable("calendar"))).transpose()
}

impl Store {
    /// As it was last edited; none while nobody has.
    pub async fn calendar(&self) -> Result<Option<Calendar>> {
        read(sqlx::query(NEWEST).fetch_optional(&self.pool).await?)
    }
}

impl Write {
    /// As it was last edited; none while nobody has.
    pub async fn calendar(&mut self) -> Result<Option<Calendar>> {
        read(sqlx::query(NEWEST).fetch_optional(&mut *self.tx).await?)
    }

    /// Keeps a new version beside those before it, and tells devices.
    pub async fn put_calendar(&mut self, calendar: &Calendar, at: Timestamp, by_name: &str) -> Result<()> {
        sqlx::query("INSERT INTO calendars (version, made_at, made_by, value) VALUES ($1, $2, $3, $4)")
            .bind(i64::from(calendar.version))
            .bind(at.as_millisecond())
            .bind(by_name.to_owned())
            .bind(serde_json::to_string(calendar).map_err(unreadable("calendar"))?)
            .execute(&mut *self.tx)
            .await?;
        self.feed_everyone("calendar", "calendar").await
    }
}
