//! Photos: whose upload stands where, and which tickets show them. The bytes are the photo store's.

use domain::{PersonId, PhotoHash, Scope, TicketId};
use jiff::Timestamp;
use sqlx::Row as _;

use crate::error::unreadable;
use crate::{Error, Result, Store, Write};

/// Where an upload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UploadState {
    /// Some parts are there.
    Parts,
    /// All there and verified.
    Complete,
    /// Refused for good, with the code that says why.
    Refused(String),
}

/// One person's upload of one photo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Upload {
    /// Size of the whole photo.
    pub bytes: u64,
    /// Where it stands.
    pub state: UploadState,
}

impl Upload {
    /// Whether all of it is there and verified.
    pub fn is_complete(&self) -> bool {
        self.state == UploadState::Complete
    }
}

impl Store {
    /// This person's upload of the photo, if they began one.
    pub async fn upload(&self, person: PersonId, sha256: &PhotoHash) -> Result<Option<Upload>> {
        let row = sqlx::query("SELECT bytes, state, refusal FROM uploads WHERE person_id = $1 AND sha256 = $2")
            .bind(person.to_string())
            .bind(sha256.as_str())
            .fetch_optional(&self.pool)
            .await?;
        row.map(|row| {
            let state: String = row.try_get("state")?;
            Ok(Upload {
                bytes: row.try_get::<i64, _>("bytes")? as u64,
                state: match state.as_str() {
                    "parts" => UploadState::Parts,
                    "complete" => UploadState::Complete,
                    "refused" => UploadState::Refused(row.try_get::<Option<String>, _>("refusal")?.unwrap_or_default()),
                    _ => return Err(Error::Unreadable("upload state", state)),
                },
            })
        })
        .transpose()
    }

    /// Whether somebody with these scopes may see the photo: it is on a ticket of theirs, or they uploaded it.
    pub async fn sees_photo(&self, person: PersonId, scopes: &[Scope], sha256: &PhotoHash) -> Result<bool> {
        let mut connection = self.pool.acquire().await?;
        sees(&mut connection, person, scopes, sha256).await
    }

    /// Photos whose bytes nobody needs: on no ticket, and not touched since `before`.
    pub async fn forgotten_photos(&self, before: Timestamp) -> Result<Vec<PhotoHash>> {
        let rows = sqlx::query(
            "SELECT sha256 FROM uploads
             WHERE NOT EXISTS (SELECT 1 FROM ticket_photos WHERE ticket_photos.sha256 = uploads.sha256)
             GROUP BY sha256 HAVING MAX(updated_at) < $1",
        )
        .bind(before.as_millisecond())
        .fetch_all(&self.pool)
        .await?;
        rows.iter().map(|row| row.try_get::<String, _>("sha256")?.parse().map_err(unreadable("sha256"))).collect()
    }
}

async fn sees(
    connection: &mut sqlx::AnyConnection,
    person: PersonId,
    scopes: &[Scope],
    sha256: &PhotoHash,
) -> Result<bool> {
    let mut names = scopes.iter().map(ToString::to_string);
    let one = names.next().unwrap_or_default();
    let two = names.next().unwrap_or_else(|| one.clone());
    let row = sqlx::query(
        "SELECT (SELECT COUNT(*) FROM uploads WHERE sha256 = $1 AND person_id = $2 AND state = 'complete')
              + (SELECT COUNT(*) FROM ticket_photos JOIN feed ON feed.kind IN ('ticket', 'nearby') AND feed.id = ticket_photos.ticket_id
                 WHERE ticket_photos.sha256 = $1 AND ticket_photos.received = 1
                   AND feed.present = 1 AND feed.scope IN ($3, $4)) AS n",
    )
    .bind(sha256.as_str())
    .bind(person.to_string())
    .bind(one)
    .bind(two)
    .fetch_one(connection)
    .await?;
    Ok(row.try_get::<i64, _>("n")? > 0)
}

impl Write {
    /// As [`Store::sees_photo`], within this transaction.
    pub async fn sees_photo(&mut self, person: PersonId, scopes: &[Scope], sha256: &PhotoHash) -> Result<bool> {
        sees(&mut self.tx, person, scopes, sha256).await
    }

    /// Notes that an upload has begun, or goes on with another size.
    pub async fn begin_upload(
        &mut self,
        person: PersonId,
        sha256: &PhotoHash,
        bytes: u64,
        now: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO uploads (person_id, sha256, bytes, state, refusal, updated_at) VALUES ($1, $2, $3, 'parts', NULL, $4)
             ON CONFLICT (person_id, sha256) DO UPDATE SET bytes = excluded.bytes, updated_at = excluded.updated_at
             WHERE uploads.state = 'parts'",
        )
        .bind(person.to_string())
        .bind(sha256.as_str())
        .bind(bytes as i64)
        .bind(now.as_millisecond())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The code with which this person's upload was refused for good, if it was.
    pub async fn upload_refusal(&mut self, person: PersonId, sha256: &PhotoHash) -> Result<Option<String>> {
        let row = sqlx::query("SELECT refusal FROM uploads WHERE person_id = $1 AND sha256 = $2 AND state = 'refused'")
            .bind(person.to_string())
            .bind(sha256.as_str())
            .fetch_optional(&mut *self.tx)
            .await?;
        Ok(row.map(|row| row.try_get::<Option<String>, _>("refusal")).transpose()?.flatten())
    }

    /// Notes how an upload ended.
    pub async fn end_upload(
        &mut self,
        person: PersonId,
        sha256: &PhotoHash,
        upload: &Upload,
        now: Timestamp,
    ) -> Result<()> {
        let (state, refusal) = match &upload.state {
            UploadState::Parts => ("parts", None),
            UploadState::Complete => ("complete", None),
            UploadState::Refused(code) => ("refused", Some(code.clone())),
        };
        sqlx::query(
            "INSERT INTO uploads (person_id, sha256, bytes, state, refusal, updated_at) VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (person_id, sha256) DO UPDATE
             SET bytes = excluded.bytes, state = excluded.state, refusal = excluded.refusal, updated_at = excluded.updated_at",
        )
        .bind(person.to_string())
        .bind(sha256.as_str())
        .bind(upload.bytes as i64)
        .bind(state)
        .bind(refusal)
        .bind(now.as_millisecond())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Notes that a ticket shows a photo named by this person, and whether it may be read there; where it may, it stays so.
    pub async fn name_photo(
        &mut self,
        ticket: TicketId,
        person: PersonId,
        sha256: &PhotoHash,
        received: bool,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO ticket_photos (ticket_id, sha256, person_id, received) VALUES ($1, $2, $3, $4)
             ON CONFLICT (ticket_id, sha256, person_id) DO UPDATE SET received = excluded.received
             WHERE ticket_photos.received = 0",
        )
        .bind(ticket.to_string())
        .bind(sha256.as_str())
        .bind(person.to_string())
        .bind(i64::from(received))
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// The tickets on which this person named the photo.
    pub async fn tickets_naming(&mut self, person: PersonId, sha256: &PhotoHash) -> Result<Vec<TicketId>> {
        let rows =
            sqlx::query("SELECT ticket_id FROM ticket_photos WHERE person_id = $1 AND sha256 = $2 ORDER BY ticket_id")
                .bind(person.to_string())
                .bind(sha256.as_str())
                .fetch_all(&mut *self.tx)
                .await?;
        rows.iter().map(|row| row.try_get::<String, _>("ticket_id")?.parse().map_err(unreadable("ticket id"))).collect()
    }

    /// Forgets all uploads of a photo that no ticket names: whose they were, and their sizes.
    pub async fn forget_photo(&mut self, sha256: &PhotoHash) -> Result<Vec<(PersonId, u64)>> {
        let rows = sqlx::query(
            "DELETE FROM uploads WHERE sha256 = $1
             AND NOT EXISTS (SELECT 1 FROM ticket_photos WHERE ticket_photos.sha256 = $1)
             RETURNING person_id, bytes",
        )
        .bind(sha256.as_str())
        .fetch_all(&mut *self.tx)
        .await?;
        rows.iter()
            .map(|row| {
                let person = row.try_get::<String, _>("person_id")?.parse().map_err(unreadable("person_id"))?;
                Ok((person, row.try_get::<i64, _>("bytes")? as u64))
            })
            .collect()
    }
}
