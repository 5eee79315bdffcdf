//! Who of the centre is on duty, what shifts hand over, and what each has in hand.

use std::collections::BTreeMap;

use domain::shift::{Handover, Shift, Workload};
use domain::{PersonId, Role, Scope};
use jiff::Timestamp;
use sqlx::Row as _;
use sqlx::any::AnyRow;
use uuid::Uuid;

use crate::error::unreadable;
use crate::feed::Place;
use crate::{Result, Store, Write};

fn shift(json: &str) -> Result<Shift> {
    serde_json::from_str(json).map_err(unreadable("shift"))
}

/// Numbers by the person that they count for.
fn counts(rows: &[AnyRow]) -> Result<BTreeMap<String, i64>> {
    rows.iter().map(|row| Ok((row.try_get("person_id")?, row.try_get("n")?))).collect()
}

impl Store {
    /// Everybody who takes shifts and can sign in, by username, with what they have in hand; their steps from
    /// `midnight` on.
    pub async fn workloads(&self, midnight: Timestamp, now: Timestamp) -> Result<Vec<Workload>> {
        let role = Role::Supervisor.as_str();
        let people = sqlx::query(
            "SELECT people.id, people.name, shifts.value FROM people LEFT JOIN shifts ON shifts.person_id = people.id
             WHERE people.role = $1 AND people.disabled = 0 ORDER BY people.username",
        )
        .bind(role)
        .fetch_all(&self.pool)
        .await?;
        // Whose was the centre's last step on each open ticket.
        let open = sqlx::query(
            "SELECT hand AS person_id, COUNT(*) AS n
             FROM (SELECT (SELECT events.by_person FROM events JOIN people ON people.id = events.by_person
                           WHERE events.ticket_id = tickets.id AND people.role = $1
                           ORDER BY events.position DESC LIMIT 1) AS hand
                   FROM tickets
                   WHERE status IN ('received', 'verifying', 'awaiting_dispatch', 'awaiting_signature', 'handling',
                                    'awaiting_check', 'awaiting_rating', 'dissatisfied')) AS hands
             WHERE hand IS NOT NULL GROUP BY hand",
        )
        .bind(role)
        .fetch_all(&self.pool)
        .await?;
        let today =
            sqlx::query("SELECT by_person AS person_id, COUNT(*) AS n FROM events WHERE at >= $1 GROUP BY by_person")
                .bind(midnight.as_millisecond())
                .fetch_all(&self.pool)
                .await?;
        let (open, today) = (counts(&open)?, counts(&today)?);
        let count =
            |counts: &BTreeMap<String, i64>, id: &str| counts.get(id).copied().unwrap_or_default().unsigned_abs();
        people
            .iter()
            .map(|row| {
                let id: String = row.try_get("id")?;
                let last = row.try_get::<Option<String>, _>("value")?.map(|json| shift(&json)).transpose()?;
                Ok(Workload {
                    open: count(&open, &id),
                    today: count(&today, &id),
                    person_id: id.parse().map_err(unreadable("person id"))?,
                    name: row.try_get("name")?,
                    on_since: last.filter(|last| last.is_on(now)).map(|last| last.began_at),
                })
            })
            .collect()
    }
}

impl Write {
    /// A person's last shift.
    pub async fn shift(&mut self, person: PersonId) -> Result<Option<Shift>> {
        let row = sqlx::query("SELECT value FROM shifts WHERE person_id = $1")
            .bind(person.to_string())
            .fetch_optional(&mut *self.tx)
            .await?;
        row.map(|row| shift(&row.try_get::<String, _>("value")?)).transpose()
    }

    /// Writes a person's last shift down, and tells the centre.
    pub async fn put_shift(&mut self, shift: &Shift) -> Result<()> {
        let id = shift.person_id.to_string();
        sqlx::query(
            "INSERT INTO shifts (person_id, value) VALUES ($1, $2)
             ON CONFLICT (person_id) DO UPDATE SET value = excluded.value",
        )
        .bind(id.clone())
        .bind(serde_json::to_string(shift).map_err(unreadable("shift"))?)
        .execute(&mut *self.tx)
        .await?;
        self.feed_centre("shift", &id).await
    }

    /// The note with this id.
    pub async fn handover(&mut self, id: Uuid) -> Result<Option<Handover>> {
        let row = sqlx::query("SELECT value FROM handovers WHERE id = $1")
            .bind(id.to_string())
            .fetch_optional(&mut *self.tx)
            .await?;
        row.map(|row| serde_json::from_str(&row.try_get::<String, _>("value")?).map_err(unreadable("handover note")))
            .transpose()
    }

    /// Writes a note down as it is now, and tells the centre.
    pub async fn put_handover(&mut self, note: &Handover) -> Result<()> {
        let id = note.id.to_string();
        sqlx::query(
            "INSERT INTO handovers (id, value) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET value = excluded.value",
        )
        .bind(id.clone())
        .bind(serde_json::to_string(note).map_err(unreadable("handover note"))?)
        .execute(&mut *self.tx)
        .await?;
        self.feed_centre("handover", &id).await
    }

    /// Notes that something that the centre alone sees changed.
    async fn feed_centre(&mut self, kind: &str, id: &str) -> Result<()> {
        self.feed(kind, id, Place::default(), vec![(Scope::All.to_string(), 1)]).await
    }
}
