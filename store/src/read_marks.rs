//! Up to when people have read their messages.

use domain::PersonId;
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use sqlx::Row as _;

use crate::database::time;
use crate::{Result, Store};

impl Store {
    /// Up to when this person has read; none while no device has said so.
    pub async fn read_through(&self, person: PersonId) -> Result<Option<Timestamp>> {
        let row = sqlx::query("SELECT through FROM read_marks WHERE person_id = $1")
            .bind(person.to_string())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| Ok(time(row.try_get("through")?))).transpose()
    }

    /// Notes up to when a device has read, and says what holds: the latest that any of the person's devices said. In full
    /// milliseconds and rounded up: events have finer times, and what was read last must not be unread elsewhere.
    pub async fn note_read(&self, person: PersonId, through: Timestamp) -> Result<Timestamp> {
        let up = TimestampRound::new().smallest(Unit::Millisecond).mode(RoundMode::Ceil);
        let through = through.round(up).unwrap_or(through);
        let row = sqlx::query(
            "INSERT INTO read_marks (person_id, through) VALUES ($1, $2)
             ON CONFLICT (person_id) DO UPDATE SET through =
                 CASE WHEN excluded.through > read_marks.through THEN excluded.through ELSE read_marks.through END
             RETURNING through",
        )
        .bind(person.to_string())
        .bind(through.as_millisecond())
        .fetch_one(&self.pool)
        .await?;
        Ok(time(row.try_get("through")?))
    }
}
