//! The command desk: the one way a ticket is written. A command, its events, the record that it was applied and the
//! change feed are one transaction.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;

use domain::body::Invalid;
use domain::command::CommandKind;
use domain::sync::{CommandResult, LIMITS, Outcome, PROTOCOL, Push, Pushed, SealedCommand};
use domain::ticket::{Claim, Context};
use domain::time::day_stamp;
use domain::{
    Code, Command, Directory, Event, Language, Person, PhotoHash, Problem, Refusal, Ticket, TicketId, Whistle,
};
use jiff::Timestamp;
use store::{Sight, Upload, UploadState, Write};

use crate::arrived::Arrived;
use crate::problem::{Failure, Result};
use crate::state::App;

/// Seconds after which a command whose ticket is missing is worth another try.
const UNKNOWN_RETRY_S: u64 = 10;

/// What one push is judged by.
struct Desk {
    person: Person,
    push: Push<Arrived>,
    directory: Arc<Directory>,
    now: Timestamp,
    language: Language,
}

/// Applies a push. Pushes that come at the same time share a transaction.
pub async fn push(app: &App, person: &Person, push: Push<Arrived>, language: Language) -> Result<Pushed> {
    if push.protocol != PROTOCOL {
        return Err(Code::ProtocolUnsupported.into());
    }
    if push.commands.len() > LIMITS.commands_per_push {
        return Err(Code::TooLarge.into());
    }
    if push.person_id.is_some_and(|id| id != person.id) {
        return Err(Code::OtherPerson.into());
    }
    if push.server_epoch.is_some_and(|epoch| epoch != app.epoch) {
        return Err(Code::OtherEpoch.into());
    }
    let batch_id = push.batch_id;
    let desk = Desk { person: person.clone(), push, directory: app.directory(), now: app.now(), language };
    let (results, missing_photos) =
        app.store.together(move |tx| Box::pin(async move { desk.answer(tx).await })).await?;
    app.waker.changed();
    Ok(Pushed { batch_id, server_epoch: app.epoch, server_time: app.now(), results, missing_photos })
}

impl Desk {
    async fn answer(&self, tx: &mut Write) -> Result<(Vec<CommandResult>, Vec<PhotoHash>)> {
        let mut turn = Turn { desk: self, tx, tickets: HashMap::new() };
        let mut results = Vec::with_capacity(self.push.commands.len());
        let mut held: HashMap<TicketId, CommandResult> = HashMap::new();
        for Arrived { command, fault } in &self.push.commands {
            let result = match held.get(&command.ticket_id) {
                Some(earlier) => CommandResult { command_id: command.command_id, ..earlier.clone() },
                None => turn.decide(command, fault.as_ref()).await?,
            };
            if result.outcome == Outcome::Retry {
                held.insert(command.ticket_id, result.clone());
            }
            results.push(result);
        }
        let missing = turn.missing_photos().await?;
        Ok((results, missing))
    }
}

/// A push under way: its tickets as it has changed them so far.
struct Turn<'a> {
    desk: &'a Desk,
    tx: &'a mut Write,
    tickets: HashMap<TicketId, Option<Ticket>>,
}

impl Turn<'_> {
    async fn decide(&mut self, command: &SealedCommand, fault: Option<&Invalid>) -> Result<CommandResult> {
        let known = self.tx.applied(command.command_id).await?;
        let result = match known {
            Some(applied) if !applied.is_same(self.desk.person.id, command) => {
                if command.kind == CommandKind::Whistle.as_str() {
                    self.tx.note_rejected_whistle(self.desk.person.id, command.ticket_id).await?;
                }
                self.refused(command, Code::IdReused.into(), None)
            }
            Some(applied) if applied.accepted => {
                CommandResult { outcome: Outcome::Duplicate, status: None, ..applied.result }
            }
            Some(applied) => CommandResult { status: None, ..applied.result },
            None => {
                let result = match fault {
                    Some(fault) => self.invalid(command, fault),
                    None => self.judge(command).await?,
                };
                if matches!(result.outcome, Outcome::Accepted | Outcome::Rejected) {
                    self.record(command, &result).await?;
                }
                result
            }
        };
        Ok(match result.status {
            Some(_) => result,
            None => CommandResult { status: self.status_in_sight(command.ticket_id).await?, ..result },
        })
    }

    async fn record(&mut self, command: &SealedCommand, result: &CommandResult) -> Result<()> {
        let accepted = result.outcome == Outcome::Accepted;
        let (person, device) = (self.desk.person.id, self.desk.push.device_id);
        self.tx.record(person, device, command, accepted, result, self.desk.now).await?;
        if !accepted && command.kind == CommandKind::Whistle.as_str() {
            self.tx.note_rejected_whistle(person, command.ticket_id).await?;
        }
        Ok(())
    }

    async fn judge(&mut self, command: &SealedCommand) -> Result<CommandResult> {
        let Some(kind) = CommandKind::parse(&command.kind) else {
            return Ok(self.refused(command, Code::UnknownKind.into(), None));
        };
        let parsed = match Command::parse(kind, &command.body) {
            Ok(parsed) => parsed,
            Err(invalid) => return Ok(self.invalid(command, &invalid)),
        };
        match parsed {
            Command::Whistle(whistle) => self.open(command, &whistle).await,
            parsed => self.change(command, &parsed).await,
        }
    }

    fn context(&self) -> Context<'_> {
        Context { actor: &self.desk.person, now: self.desk.now, directory: &self.desk.directory }
    }

    /// What the device says of when it was made and sent.
    fn claim(&self, command: &SealedCommand) -> Claim {
        Claim { captured_at: command.captured_at(), sent_at: self.desk.push.sent_at }
    }

    async fn ticket(&mut self, id: TicketId) -> Result<Option<&Ticket>> {
        let ticket = match self.tickets.entry(id) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(self.tx.ticket(id).await?),
        };
        Ok(ticket.as_ref())
    }

    /// The present status of a ticket that this person sees.
    async fn status_in_sight(&mut self, id: TicketId) -> Result<Option<String>> {
        if self.tx.sight(id, &self.desk.person.scopes()).await? != Sight::Seen {
            return Ok(None);
        }
        Ok(self.ticket(id).await?.map(|ticket| ticket.status.name().to_owned()))
    }

    async fn open(&mut self, command: &SealedCommand, whistle: &Whistle) -> Result<CommandResult> {
        let me = self.desk.person.id;
        if !self.desk.person.role.whistles() {
            return Ok(self.refused(command, Code::NotAllowed.into(), None));
        }
        if let Some(ticket) = self.ticket(command.ticket_id).await?.cloned() {
            return Ok(if ticket.reported_by == me {
                self.refused(command, Code::AlreadyDone.into(), Some(&ticket))
            } else {
                self.refused(command, Code::IdTaken.into(), None)
            });
        }
        let number = next_number(self.tx, self.desk.now).await?;
        let captured_at = command.captured_at().unwrap_or(self.desk.now);
        let opened = Ticket::open(command.ticket_id, whistle, captured_at, Some(number), self.context());
        let mut ticket = match opened {
            Ok(ticket) => ticket,
            Err(refusal) => return Ok(self.refused(command, refusal, None)),
        };
        let claim = self.claim(command);
        for event in &mut ticket.events {
            event.claim = Some(claim);
        }
        let received = self.settle_named(&mut ticket, &whistle.photos).await?;
        self.tx.insert_ticket(&ticket).await?;
        self.name_photos(&ticket, received).await?;
        let result = accepted(command, &ticket);
        self.tickets.insert(ticket.id, Some(ticket));
        Ok(result)
    }

    async fn change(&mut self, command: &SealedCommand, parsed: &Command) -> Result<CommandResult> {
        let (me, id) = (self.desk.person.id, command.ticket_id);
        let late_evidence = matches!(parsed, Command::AddNote { .. } | Command::AddPhotos { .. });
        let joins = matches!(parsed, Command::Follow { .. });
        match self.tx.sight(id, &self.desk.person.scopes()).await? {
            Sight::Seen => {}
            Sight::Left if late_evidence => {}
            // Who joins sees it from then on; who comes too late is told that it has ended.
            _ if (joins || late_evidence) && self.tx.was_nearby(id, &self.desk.person.scopes()).await? => {}
            Sight::Left => return Ok(self.refused(command, Code::LeftScope.into(), None)),
            Sight::Unknown if self.tx.whistle_was_rejected(me, id).await? => {
                return Ok(self.refused(command, Code::WhistleRejected.into(), None));
            }
            Sight::Unknown => return Ok(self.later(command, Code::UnknownTicket, None)),
        }
        let Some(before) = self.ticket(id).await?.cloned() else {
            return Ok(self.later(command, Code::UnknownTicket, None));
        };
        if command.based_on.is_some_and(|revision| revision > before.revision) {
            return Ok(self.later(command, Code::Behind, Some(&before)));
        }
        // Who may not take the step is told so, whatever becomes of the other ticket.
        let is_admitted = before.admits(parsed.kind(), self.context()).is_ok();
        let main = match before.main_of(parsed).filter(|_| is_admitted) {
            None => None,
            Some(main) if self.tx.sight(main, &self.desk.person.scopes()).await? != Sight::Seen => {
                return Ok(self.later(command, Code::UnknownTicket, Some(&before)));
            }
            Some(main) => self.ticket(main).await?.cloned(),
        };
        let judged = match &main {
            Some(main) => before.apply_with(main, parsed, self.context()).map(|both| (both.own, Some(both.main))),
            None => before.apply(parsed, self.context()).map(|events| (events, None)),
        };
        let (mut events, at_main) = match judged {
            Ok(judged) => judged,
            Err(refusal) => return Ok(self.refused(command, refusal, Some(&before))),
        };
        let claim = self.claim(command);
        for event in &mut events {
            event.claim = Some(claim);
        }
        if let Some((main, event)) = main.zip(at_main) {
            self.note(main, &[Event { claim: Some(claim), ..event }]).await?;
        }
        let mut ticket = before.clone();
        ticket.absorb(&events);
        let received = self.settle_named(&mut ticket, parsed.photos()).await?;
        self.tx.update_ticket(&before, &ticket).await?;
        self.name_photos(&ticket, received).await?;
        let result = accepted(command, &ticket);
        self.tickets.insert(id, Some(ticket));
        Ok(result)
    }

    /// Adds to a ticket what a command on another did to it.
    async fn note(&mut self, before: Ticket, events: &[Event]) -> Result<()> {
        let mut ticket = before.clone();
        ticket.absorb(events);
        self.tx.update_ticket(&before, &ticket).await?;
        self.tickets.insert(ticket.id, Some(ticket));
        Ok(())
    }

    /// Looks up what the server knows of photos that have just been named: their bytes may have come first.
    async fn settle_named(&mut self, ticket: &mut Ticket, photos: &[domain::Photo]) -> Result<Vec<(PhotoHash, bool)>> {
        let person = &self.desk.person;
        let mut named = Vec::new();
        for photo in photos {
            let received = self.tx.sees_photo(person.id, &person.scopes(), &photo.sha256).await?;
            let refusal = if received { None } else { self.tx.upload_refusal(person.id, &photo.sha256).await? };
            if received || refusal.is_some() {
                let code = refusal.map(|code| refusal_code(&code));
                let event = ticket.photo_settled(&photo.sha256, person, code, self.desk.now);
                ticket.absorb(event.as_slice());
            }
            named.push((photo.sha256.clone(), received));
        }
        Ok(named)
    }

    async fn name_photos(&mut self, ticket: &Ticket, named: Vec<(PhotoHash, bool)>) -> Result<()> {
        for (sha256, received) in named {
            self.tx.name_photo(ticket.id, self.desk.person.id, &sha256, received).await?;
        }
        Ok(())
    }

    /// The photos that this person named on the tickets of this push and that have not arrived.
    async fn missing_photos(&mut self) -> Result<Vec<PhotoHash>> {
        let (desk, me) = (self.desk, self.desk.person.id);
        let mut missing: Vec<PhotoHash> = Vec::new();
        for Arrived { command, .. } in &desk.push.commands {
            let Some(ticket) = self.ticket(command.ticket_id).await? else { continue };
            let waits =
                ticket.photos.iter().filter(|photo| photo.by == me && !photo.received && photo.refused.is_none());
            for photo in waits {
                if !missing.contains(&photo.photo.sha256) {
                    missing.push(photo.photo.sha256.clone());
                }
            }
        }
        Ok(missing)
    }

    fn refused(&self, command: &SealedCommand, refusal: Refusal, ticket: Option<&Ticket>) -> CommandResult {
        answer(command, Outcome::Rejected, Some(refusal.problem(self.desk.language)), ticket)
    }

    fn invalid(&self, command: &SealedCommand, invalid: &Invalid) -> CommandResult {
        answer(command, Outcome::Rejected, Some(Problem::invalid(invalid, self.desk.language)), None)
    }

    fn later(&self, command: &SealedCommand, code: Code, ticket: Option<&Ticket>) -> CommandResult {
        let problem = Problem::new(code, self.desk.language);
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
    let (person, sha256, now) = (person.clone(), sha256.clone(), app.now());
    let state = refused.map_or(UploadState::Complete, |code| UploadState::Refused(code.as_str().to_owned()));
    let upload = Upload { bytes, state };
    let settled: store::Result<()> = app
        .store
        .together(move |tx| {
            Box::pin(async move {
                tx.end_upload(person.id, &sha256, &upload, now).await?;
                for id in tx.tickets_naming(person.id, &sha256).await? {
                    let Some(before) = tx.ticket(id).await? else { continue };
                    let Some(event) = before.photo_settled(&sha256, &person, refused, now) else { continue };
                    let mut ticket = before.clone();
                    ticket.absorb(std::slice::from_ref(&event));
                    tx.update_ticket(&before, &ticket).await?;
                    tx.name_photo(id, person.id, &sha256, refused.is_none()).await?;
                }
                Ok(())
            })
        })
        .await;
    settled?;
    app.waker.changed();
    Ok(())
}
