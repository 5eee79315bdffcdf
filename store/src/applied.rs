//! The record of commands: what makes a repeated command harmless.

use domain::command::CommandKind;
use domain::sync::{CommandResult, SealedCommand};
use domain::{CommandId, DeviceId, PersonId, TicketId};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};
use sqlx::Row as _;

use crate::error::unreadable;
use crate::{Result, Store, Write};

/// A command that was answered for good.
#[derive(Clone, Debug)]
pub struct Applied {
    /// Who sent it.
    pub person_id: PersonId,
    /// Fingerprint of its content.
    content: String,
    /// Whether it was applied, or rejected.
    pub accepted: bool,
    /// The answer then.
    pub result: CommandResult,
}

impl Applied {
    /// Whether this is the same command, by person and content.
    pub fn is_same(&self, person: PersonId, command: &SealedCommand) -> bool {
        self.person_id == person && self.content == fingerprint(command)
    }
}

fn fingerprint(command: &SealedCommand) -> String {
    domain::PhotoHash::from_digest(&Sha256::digest(command.content().as_bytes())).into()
}

impl Store {
    /// Highest accepted `seq` of a person on a device; 0 if none.
    pub async fn applied_through(&self, person: PersonId, device: DeviceId) -> Result<u64> {
        let row =
            sqlx::query("SELECT MAX(seq) AS seq FROM applied WHERE person_id = $1 AND device_id = $2 AND accepted = 1")
                .bind(person.to_string())
                .bind(device.to_string())
                .fetch_one(&self.pool)
                .await?;
        Ok(row.try_get::<Option<i64>, _>("seq")?.unwrap_or_default().max(0) as u64)
    }
}

impl Write {
    /// What became of this command, if it was answered for good before.
    pub async fn applied(&mut self, command: CommandId) -> Result<Option<Applied>> {
        let row = sqlx::query("SELECT person_id, content, accepted, result FROM applied WHERE command_id = $1")
            .bind(command.to_string())
            .fetch_optional(&mut *self.tx)
            .await?;
        row.map(|row| {
            Ok(Applied {
                person_id: row.try_get::<String, _>("person_id")?.parse().map_err(unreadable("person_id"))?,
                content: row.try_get("content")?,
                accepted: row.try_get::<i64, _>("accepted")? == 1,
                result: serde_json::from_str(row.try_get("result")?).map_err(unreadable("result"))?,
            })
        })
        .transpose()
    }

    /// Notes the final answer to a command.
    pub async fn record(
        &mut self,
        person: PersonId,
        device: DeviceId,
        command: &SealedCommand,
        accepted: bool,
        result: &CommandResult,
        now: Timestamp,
    ) -> Result<()> {
        sqlx::query(
            "INSERT INTO applied (command_id, person_id, device_id, seq, ticket_id, kind, content, accepted, result, at)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(command.command_id.to_string())
        .bind(person.to_string())
        .bind(device.to_string())
        .bind(i64::try_from(command.seq).unwrap_or(i64::MAX))
        .bind(command.ticket_id.to_string())
        .bind(CommandKind::parse(&command.kind).map_or("?", CommandKind::as_str))
        .bind(fingerprint(command))
        .bind(i64::from(accepted))
        .bind(serde_json::to_string(result).map_err(unreadable("result"))?)
        .bind(now.as_millisecond())
        .execute(&mut *self.tx)
        .await?;
        Ok(())
    }

    /// Notes that this person's whistle for that ticket was rejected, so that nothing waits for it.
    pub async fn note_rejected_whistle(&mut self, person: PersonId, ticket: TicketId) -> Result<()> {
        sqlx::query("INSERT INTO rejected_whistles (ticket_id, person_id) VALUES ($1, $2) ON CONFLICT DO NOTHING")
            .bind(ticket.to_string())
            .bind(person.to_string())
            .execute(&mut *self.tx)
            .await?;
        Ok(())
    }

    /// Whether this person's whistle for that ticket was rejected.
    pub async fn whistle_was_rejected(&mut self, person: PersonId, ticket: TicketId) -> Result<bool> {
        let row = sqlx::query("SELECT person_id FROM rejected_whistles WHERE ticket_id = $1 AND person_id = $2")
            .bind(ticket.to_string())
            .bind(person.to_string())
            .fetch_optional(&mut *self.tx)
            .await?;
        Ok(row.is_some())
    }
}
