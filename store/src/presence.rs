//! Who of the centre has which ticket open. It is nothing that the feed tells, so it is written without holding its
//! head.

use domain::presence::Present;
use domain::{PersonId, TicketId};
use jiff::Timestamp;
use sqlx::Row as _;

use crate::database::time;
use crate::error::unreadable;
use crate::{Result, Store, Write};

impl Store {
    /// Who has which ticket open, in an order of its own, so that the same people give the same list.
    pub async fn present(&self, now: Timestamp) -> Result<Vec<Present>> {
        let rows = sqlx::query(
            "SELECT presence.ticket_id, presence.person_id, presence.since, people.name
             FROM presence JOIN people ON people.id = presence.person_id
             WHERE presence.expires_at > $1 ORDER BY presence.since, presence.person_id, presence.ticket_id",
        )
        .bind(now.as_millisecond())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(Present {
                    ticket_id: row.try_get::<String, _>("ticket_id")?.parse().map_err(unreadable("ticket id"))?,
                    person_id: row.try_get::<String, _>("person_id")?.parse().map_err(unreadable("person id"))?,
                    name: row.try_get("name")?,
                    since: time(row.try_get("since")?),
                })
            })
            .collect()
    }

    /// Notes that a person has a ticket open, until then; since `now`, unless it was open already.
    pub async fn note_presence(
        &self,
        ticket: TicketId,
        person: PersonId,
        now: Timestamp,
        until: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO presence (ticket_id, person_id, since, expires_at) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ticket_id, person_id) DO UPDATE SET
                 since = CASE WHEN presence.expires_at > excluded.since THEN presence.since ELSE excluded.since END,
                 expires_at = excluded.expires_at",
        )
        .bind(ticket.to_string())
        .bind(person.to_string())
        .bind(now.as_millisecond())
        .bind(until.as_millisecond())
        .execute(&self.pool)
        .await?;
        Ok(())
    }

    /// Notes that a person has closed a ticket.
    pub async fn end_presence(&self, ticket: TicketId, person: PersonId) -> Result<()> {
        sqlx::query("DELETE FROM presence WHERE ticket_id = $1 AND person_id = $2")
            .bind(ticket.to_string())
            .bind(person.to_string())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

impl Write {
    /// Removes what has expired before `now`.
    pub async fn sweep_presence(&mut self, now: Timestamp) -> Result<()> {
        sqlx::query("DELETE FROM presence WHERE expires_at <= $1")
            .bind(now.as_millisecond())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
