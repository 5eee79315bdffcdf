//! The command desk: the one way a ticket is written. A command, its events, the record that it was applied and the
//! change feed are one transaction.

use std::collections::HashMap;

use domain::command::CommandKind;
use domain::sync::{CommandResult, LIMITS, Outcome, PROTOCOL, Push, Pushed, SealedCommand};
use domain::ticket::Context;
use domain::time::day_stamp;
use domain::{Code, Command, Directory, Language, Person, PhotoHash, Problem, Refusal, Ticket, TicketId, Whistle};
use jiff::Timestamp;
use store::{Sight, Upload, UploadState, Write};

use crate::problem::{Failure, Result};
use crate::state::App;

/// Seconds after which a command whose ticket is missing is worth another try.
const UNKNOWN_RETRY_S: u64 = 10;

/// What one push is judged by.
struct Desk<'a> {
    person: &'a Person,
    push: &'a Push,
    directory: &'a Directory,
    now: Timestamp,
    language: Language,
}

/// Applies a push.
pub async fn push(app: &App, person: &Person, push: &Push, language: Language) -> Result<Pushed> {
    if push.protocol != PROTOCOL {
        return Err(Code::ProtocolUnsupported.into());
    }
    if push.commands.len() > LIMITS.commands_per_push {
        return Err(Code::TooLarge.into());
    }
    if push.person_id.is_some_and(|id| id != person.id) {
        return Err(Code::OtherPerson.into());
    }
    let directory = app.directory();
    let desk = Desk { person, push, directory: &directory, now: app.now(), language };
    let mut tx = app.store.write().await?;
    let mut results = Vec::with_capacity(push.commands.len());
    let mut held: HashMap<TicketId, CommandResult> = HashMap::new();
    for command in &push.commands {
        let result = match held.get(&command.ticket_id) {
            Some(earlier) => CommandResult { command_id: command.command_id, ..earlier.clone() },
            None => desk.decide(&mut tx, command).await?,
        };
        if result.outcome == Outcome::Retry {
            held.insert(command.ticket_id, result.clone());
        }
        results.push(result);
    }
    let missing_photos = desk.missing_photos(&mut tx, &results).await?;
    tx.commit().await?;
    app.waker.changed();
    Ok(Pushed { batch_id: push.batch_id, server_epoch: app.epoch, server_time: app.now(), results, missing_photos })
}

impl Desk<'_> {
    async fn decide(&self, tx: &mut Write, command: &SealedCommand) -> Result<CommandResult> {
        if let Some(applied) = tx.applied(command.command_id).await? {
            return Ok(if !applied.is_same(self.person.id, command) {
                self.refused(command, Code::IdReused.into(), None)
            } else if applied.accepted {
                CommandResult { outcome: Outcome::Duplicate, ..applied.result }
            } else {
                applied.result
            });
        }
        let result = self.judge(tx, command).await?;
        match result.outcome {
            Outcome::Accepted => self.record(tx, command, true, &result).await?,
            Outcome::Rejected => self.record(tx, command, false, &result).await?,
            Outcome::Duplicate | Outcome::Retry => {}
        }
        Ok(result)
    }

    async fn record(
        &self,
        tx: &mut Write,
        command: &SealedCommand,
        accepted: bool,
        result: &CommandResult,
    ) -> Result<()> {
        Ok(tx.record(self.person.id, self.push.device_id, command, accepted, result, self.now).await?)
    }

    async fn judge(&self, tx: &mut Write, command: &SealedCommand) -> Result<CommandResult> {
        let Some(kind) = CommandKind::parse(&command.kind) else {
            return Ok(self.refused(command, Code::UnknownKind.into(), None));
        };
        let parsed = match Command::parse(kind, &command.body) {
            Ok(parsed) => parsed,
            Err(invalid) => {
                return Ok(answer(command, Outcome::Rejected, Some(Problem::invalid(&invalid, self.language)), None));
            }
        };
        match parsed {
            Command::Whistle(whistle) => self.open(tx, command, &whistle).await,
            parsed => self.change(tx, command, &parsed).await,
        }
    }

    fn context(&self) -> Context<'_> {
        Context { actor: self.person, now: self.now, directory: self.directory }
    }

    async fn open(&self, tx: &mut Write, command: &SealedCommand, whistle: &Whistle) -> Result<CommandResult> {
        if !self.person.role.whistles() {
            return Ok(self.refused(command, Code::NotAllowed.into(), None));
        }
        if let Some(ticket) = tx.ticket(command.ticket_id).await? {
            let mine = ticket.reported_by == self.person.id;
            return Ok(if mine {
                self.refused(command, Code::AlreadyDone.into(), Some(&ticket))
            } else {
                self.refused(command, Code::IdTaken.into(), None)
            });
        }
        let number = next_number(tx, self.now).await?;
        let captured_at = command.captured_at().unwrap_or(self.now);
        let mut ticket = match Ticket::open(command.ticket_id, whistle, captured_at, Some(number), self.context()) {
            Ok(ticket) => ticket,
            Err(refusal) => return Ok(self.refused(command, refusal, None)),
        };
        let received = self.settle_named(tx, &mut ticket, &whistle.photos).await?;
        tx.insert_ticket(&ticket).await?;
        self.name_photos(tx, &ticket, received).await?;
        Ok(accepted(command, &ticket))
    }

    async fn change(&self, tx: &mut Write, command: &SealedCommand, parsed: &Command) -> Result<CommandResult> {
        let late_evidence = matches!(parsed, Command::AddNote { .. } | Command::AddPhotos { .. });
        match tx.sight(command.ticket_id, &self.person.scopes()).await? {
            Sight::Seen => {}
            Sight::Left if late_evidence => {}
            Sight::Left => return Ok(self.refused(command, Code::LeftScope.into(), None)),
            Sight::Unknown if tx.whistle_was_rejected(self.person.id, command.ticket_id).await? => {
                return Ok(self.refused(command, Code::WhistleRejected.into(), None));
            }
            Sight::Unknown => return Ok(self.later(command, Code::UnknownTicket, None)),
        }
        let Some(before) = tx.ticket(command.ticket_id).await? else {
            return Ok(self.later(command, Code::UnknownTicket, None));
        };
        if command.based_on.is_some_and(|revision| revision > before.revision) {
            return Ok(self.later(command, Code::Behind, Some(&before)));
        }
        let events = match before.apply(parsed, self.context()) {
            Ok(events) => events,
            Err(refusal) => return Ok(self.refused(command, refusal, Some(&before))),
        };
        let mut ticket = before.clone();
        ticket.absorb(&events);
        let received = self.settle_named(tx, &mut ticket, parsed.photos()).await?;
        tx.update_ticket(&before, &ticket).await?;
        self.name_photos(tx, &ticket, received).await?;
        Ok(accepted(command, &ticket))
    }

    /// Looks up what the server knows of photos that have just been named: their bytes may have come first.
    async fn settle_named(
        &self,
        tx: &mut Write,
        ticket: &mut Ticket,
        photos: &[domain::Photo],
    ) -> Result<Vec<(PhotoHash, bool)>> {
        let mut named = Vec::new();
        for photo in photos {
            let received = tx.sees_photo(self.person.id, &self.person.scopes(), &photo.sha256).await?;
            let refusal = if received { None } else { tx.upload_refusal(self.person.id, &photo.sha256).await? };
            if received || refusal.is_some() {
                let code = refusal.map(|code| refusal_code(&code));
                let event = ticket.photo_settled(&photo.sha256, self.person, code, self.now);
                ticket.absorb(event.as_slice());
            }
            named.push((photo.sha256.clone(), received));
        }
        Ok(named)
    }

    async fn name_photos(&self, tx: &mut Write, ticket: &Ticket, named: Vec<(PhotoHash, bool)>) -> Result<()> {
        for (sha256, received) in named {
            tx.name_photo(ticket.id, self.person.id, &sha256, received).await?;
        }
        Ok(())
    }

    /// The photos that this person named on the tickets of this push and that have not arrived.
    async fn missing_photos(&self, tx: &mut Write, results: &[CommandResult]) -> Result<Vec<PhotoHash>> {
        let mut missing: Vec<PhotoHash> = Vec::new();
        let mut looked_at: Vec<TicketId> = Vec::new();
        for (command, result) in self.push.commands.iter().zip(results) {
            let applied = matches!(result.outcome, Outcome::Accepted | Outcome::Duplicate);
            if !applied || looked_at.contains(&command.ticket_id) {
                continue;
            }
            looked_at.push(command.ticket_id);
            let Some(ticket) = tx.ticket(command.ticket_id).await? else { continue };
            let mine = ticket.photos.into_iter().filter(|photo| photo.by == self.person.id);
            for photo in mine.filter(|photo| !photo.received && photo.refused.is_none()) {
                if !missing.contains(&photo.photo.sha256) {
                    missing.push(photo.photo.sha256);
                }
            }
        }
        Ok(missing)
    }

    fn refused(&self, command: &SealedCommand, refusal: Refusal, ticket: Option<&Ticket>) -> CommandResult {
        answer(command, Outcome::Rejected, Some(refusal.problem(self.language)), ticket)
    }

    fn later(&self, command: &SealedCommand, code: Code, ticket: Option<&Ticket>) -> CommandResult {
        let problem = Problem::new(code, self.language);
        CommandResult { after_s: Some(UNKNOWN_RETRY_S), ..answer(command, Outcome::Retry, Some(problem), ticket) }
    }
}

fn answer(
    command: &SealedCommand,
    outcome: Outcome,
    problem: Option<Problem>,
    ticket: Option<&Ticket>,
) -> CommandResult {
    CommandResult {
        command_id: command.command_id,
        outcome,
        revision: None,
        ticket_number: None,
        status: ticket.map(|ticket| ticket.status.name().to_owned()),
        problem,
        after_s: None,
    }
}

fn accepted(command: &SealedCommand, ticket: &Ticket) -> CommandResult {
    CommandResult {
        revision: Some(ticket.revision),
        ticket_number: ticket.number.clone(),
        ..answer(command, Outcome::Accepted, None, Some(ticket))
    }
}

/// The number of the next ticket of this day, such as `RC20261123-000001`.
pub async fn next_number(tx: &mut Write, now: Timestamp) -> store::Result<String> {
    let day = day_stamp(now);
    Ok(format!("RC{day}-{:06}", tx.count(&format!("number-{day}")).await?))
}

/// The code that was stored with a refused upload.
pub fn refusal_code(stored: &str) -> Code {
    [Code::PhotoTooLarge, Code::NotAnImage].into_iter().find(|code| code.as_str() == stored).unwrap_or(Code::NotAnImage)
}

/// Notes how a photo's upload ended, on every ticket where this person named it.
pub async fn settle_photo(
    app: &App,
    person: &Person,
    sha256: &PhotoHash,
    bytes: u64,
    refused: Option<Code>,
) -> std::result::Result<(), Failure> {
    let now = app.now();
    let state = refused.map_or(UploadState::Complete, |code| UploadState::Refused(code.as_str().to_owned()));
    let mut tx = app.store.write().await?;
    tx.end_upload(person.id, sha256, &Upload { bytes, state }, now).await?;
    for id in tx.tickets_naming(person.id, sha256).await? {
        let Some(before) = tx.ticket(id).await? else { continue };
        let Some(event) = before.photo_settled(sha256, person, refused, now) else { continue };
        let mut ticket = before.clone();
        ticket.absorb(std::slice::from_ref(&event));
        tx.update_ticket(&before, &ticket).await?;
        tx.name_photo(id, person.id, sha256, refused.is_none()).await?;
    }
    tx.commit().await?;
    app.waker.changed();
    Ok(())
}
