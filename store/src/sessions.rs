//! Sessions. A token is known only by its hash.

use domain::{Person, PersonId};
use jiff::Timestamp;
use sqlx::{AssertSqlSafe, Row as _};
use uuid::Uuid;

use crate::database::time;
use crate::directory::UNIT_COLUMNS;
use crate::error::unreadable;
use crate::people::{PERSON_COLUMNS, person};
use crate::{Result, Store, Write};

/// A session that has not ended, with its person.
#[derive(Clone, Debug)]
pub struct Session {
    /// Id, for people's lists; not the token.
    pub id: Uuid,
    /// Whose.
    pub person: Person,
    /// When it was last noted as used.
    pub last_seen: Timestamp,
}

/// A session as people see it in a list.
#[derive(Clone, Debug)]
pub struct SessionInfo {
    /// Id.
    pub id: Uuid,
    /// What the person called the device.
    pub device_name: Option<String>,
    /// When they signed in.
    pub created_at: Timestamp,
    /// When it was last used, to the hour.
    pub last_seen: Timestamp,
    /// When it ends, unless it is used.
    pub expires_at: Timestamp,
}

impl Store {
    /// The session with this token, if it has not ended and the account and its unit are open.
    pub async fn session(&self, token_hash: &str, now: Timestamp) -> Result<Option<Session>> {
        let sql = format!(
            "SELECT {PERSON_COLUMNS}, {UNIT_COLUMNS}, sessions.id AS session_id, sessions.last_seen
             FROM sessions JOIN people ON people.id = sessions.person_id JOIN units ON units.code = people.unit
             WHERE sessions.token_hash = $1 AND sessions.expires_at > $2
                 AND people.disabled = 0 AND units.disabled = 0"
        );
        // Safe: put together from constants.
        let row = sqlx::query(AssertSqlSafe(sql))
            .bind(token_hash)
            .bind(now.as_millisecond())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            Ok(Session {
                id: row.try_get::<String, _>("session_id")?.parse().map_err(unreadable("session id"))?,
                person: person(&row)?,
                last_seen: time(row.try_get("last_seen")?),
            })
        })
        .transpose()
    }

    /// Whether the session is still open: for streams that outlive their first check.
    pub async fn session_is_open(&self, id: Uuid, now: Timestamp) -> Result<bool> {
        let row = sqlx::query(
            "SELECT COUNT(*) AS n
             FROM sessions JOIN people ON people.id = sessions.person_id JOIN units ON units.code = people.unit
             WHERE sessions.id = $1 AND sessions.expires_at > $2 AND people.disabled = 0 AND units.disabled = 0",
        )
        .bind(id.to_string())
        .bind(now.as_millisecond())
        .fetch_one(&self.pool)
        .await?;
        Ok(row.try_get::<i64, _>("n")? > 0)
    }

    /// A person's sessions that have not ended, newest first.
    pub async fn sessions_of(&self, person: PersonId, now: Timestamp) -> Result<Vec<SessionInfo>> {
        let rows = sqlx::query(
            "SELECT id, device_name, created_at, last_seen, expires_at FROM sessions
             WHERE person_id = $1 AND expires_at > $2 ORDER BY created_at DESC",
        )
        .bind(person.to_string())
        .bind(now.as_millisecond())
        .fetch_all(&self.pool)
        .await?;
        rows.iter()
            .map(|row| {
                Ok(SessionInfo {
                    id: row.try_get::<String, _>("id")?.parse().map_err(unreadable("session id"))?,
                    device_name: row.try_get("device_name")?,
                    created_at: time(row.try_get("created_at")?),
                    last_seen: time(row.try_get("last_seen")?),
                    expires_at: time(row.try_get("expires_at")?),
                })
            })
            .collect()
    }

    /// Notes that a session was used, and moves its end.
    pub async fn touch_session(&self, id: Uuid, now: Timestamp, expires_at: Timestamp) -> Result<()> {
        sqlx::query("UPDATE sessions SET last_seen = $2, expires_at = $3 WHERE id = $1")
            .bind(id.to_string())
            .bind(now.as_millisecond())
            .bind(expires_at.as_millisecond())
            .execute(&self.pool)
            .await?;
        Ok(())
    }
}

impl Write {
    /// Opens a session.
    pub async fn open_session(&mut self, person: PersonId, token_hash: &str, session: &SessionInfo) -> Result<()> {
        sqlx::query(
            "INSERT INTO sessions (id, token_hash, person_id, device_name, created_at, last_seen, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(session.id.to_string())
        .bind(token_hash)
        .bind(person.to_string())
        .bind(session.device_name.clone())
        .bind(session.created_at.as_millisecond())
        .bind(session.last_seen.as_millisecond())
        .bind(session.expires_at.as_millisecond())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Ends one session of a person; whether there was one.
    pub async fn end_session(&mut self, person: PersonId, id: Uuid) -> Result<bool> {
        let done = sqlx::query("DELETE FROM sessions WHERE id = $1 AND person_id = $2")
            .bind(id.to_string())
            .bind(person.to_string())
            .execute(&mut *self.tx)
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends whoever's session; whether there was one.
    pub async fn end_any_session(&mut self, id: Uuid) -> Result<bool> {
        let done =
            sqlx::query("DELETE FROM sessions WHERE id = $1").bind(id.to_string()).execute(&mut *self.tx).await?;
        Ok(done.rows_affected() > 0)
    }

    /// Ends all sessions of a person but the one to `keep`.
    pub async fn end_sessions_of(&mut self, person: PersonId, keep: Option<Uuid>) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE person_id = $1 AND id <> $2")
            .bind(person.to_string())
            .bind(keep.unwrap_or_default().to_string())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Removes sessions that ended before `now`.
    pub async fn sweep_sessions(&mut self, now: Timestamp) -> Result<()> {
        sqlx::query("DELETE FROM sessions WHERE expires_at <= $1")
            .bind(now.as_millisecond())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }
}
