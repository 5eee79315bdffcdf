//! The table of transitions: which command, from which status, by whom. Nothing else knows it.

use jiff::Timestamp;

use super::event::CLOCK_DOUBT_SECONDS;
use super::{Change, Dispatched, Event, Flag, Ground, MOST_EXTENSIONS, Opening, Status, Ticket, TicketKind};
use crate::command::{Command, CommandKind, Dispatch, Whistle};
use crate::directory::Directory;
use crate::ids::{PhotoHash, TicketId, UnitCode};
use crate::people::{Person, Role};
use crate::problem::{Code, Language, Problem};
use crate::routing::Assignment;
use crate::time::seconds_between;

/// Hours after closing within which a ticket may be reopened.
const REOPEN_SECONDS: i64 = 72 * 3600;

/// What a command is judged by, beside the ticket: who, when, and the list as it stands.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// Who acts.
    pub actor: &'a Person,
    /// Now, by the clock of whoever applies it.
    pub now: Timestamp,
    /// Units, list and grids.
    pub directory: &'a Directory,
}

/// A command that the table does not admit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// The stable code.
    pub code: Code,
    /// The field of the body to blame.
    pub field: Option<&'static str>,
    /// Who took the step before, where it was taken already.
    pub done_by: Option<String>,
}

impl From<Code> for Refusal {
    fn from(code: Code) -> Self {
        Self { code, field: None, done_by: None }
    }
}

impl Refusal {
    /// Taken already, by this person.
    pub(super) fn done_by(name: &str) -> Self {
        Self { code: Code::AlreadyDone, field: None, done_by: Some(name.to_owned()) }
    }

    pub(super) fn about(code: Code, field: &'static str) -> Self {
        Self { code, field: Some(field), done_by: None }
    }

    /// The refusal as people read it.
    pub fn problem(&self, language: Language) -> Problem {
        let mut problem = Problem::new(self.code, language);
        problem.field = self.field.map(str::to_owned);
        if let Some(name) = &self.done_by {
            problem.detail = match language {
                Language::Chinese => format!("这一步已由{name}办理。如有补充，可转为备注。"),
                Language::English => format!("{name} has already done this. You can send what you have as a note."),
            };
        }
        problem
    }
}

// The places of statuses in [`Status::NAMES`].
const RECEIVED: usize = 0;
const VERIFYING: usize = 1;
const AWAITING_DISPATCH: usize = 2;
const AWAITING_SIGNATURE: usize = 3;
const HANDLING: usize = 4;
const AWAITING_CHECK: usize = 5;
const AWAITING_RATING: usize = 6;
const DISSATISFIED: usize = 7;
const CLOSED: usize = 8;
const MERGED: usize = 12;
const OPEN: &[usize] = &[
    RECEIVED,
    VERIFYING,
    AWAITING_DISPATCH,
    AWAITING_SIGNATURE,
    HANDLING,
    AWAITING_CHECK,
    AWAITING_RATING,
    DISSATISFIED,
];

/// Statuses a command starts from, by their place in [`Status::NAMES`]; none for those legal in any.
const fn starts_from(kind: CommandKind) -> Option<&'static [usize]> {
    match kind {
        CommandKind::AddNote | CommandKind::AddPhotos => None,
        CommandKind::Whistle => Some(&[]),
        CommandKind::Withdraw => Some(&[RECEIVED, VERIFYING, AWAITING_DISPATCH, AWAITING_SIGNATURE]),
        CommandKind::RequestVerification => Some(&[RECEIVED]),
        // A verification that nobody answers holds nothing up.
        CommandKind::Accept | CommandKind::Decline => Some(&[RECEIVED, VERIFYING]),
        CommandKind::Verify => Some(&[VERIFYING]),
        CommandKind::Dispatch => Some(&[AWAITING_DISPATCH]),
        CommandKind::Sign => Some(&[AWAITING_SIGNATURE]),
        CommandKind::RequestReturn
        | CommandKind::ApproveReturn
        | CommandKind::RefuseReturn
        | CommandKind::OpenArbitration => Some(&[AWAITING_SIGNATURE, HANDLING]),
        CommandKind::ReportResult
        | CommandKind::RequestExtension
        | CommandKind::ApproveExtension
        | CommandKind::RefuseExtension
        | CommandKind::RequestSuspension
        | CommandKind::ApproveSuspension
        | CommandKind::RefuseSuspension
        | CommandKind::Resume
        | CommandKind::ReportProgress
        | CommandKind::FinishPart
        | CommandKind::WaivePart
        | CommandKind::AssignHandler
        | CommandKind::RevokeHandler => Some(&[HANDLING]),
        CommandKind::RequestCheck | CommandKind::Check | CommandKind::Pass | CommandKind::Rework => {
            Some(&[AWAITING_CHECK])
        }
        CommandKind::Rate => Some(&[AWAITING_RATING]),
        CommandKind::ReHandle | CommandKind::CloseWithBothViews => Some(&[DISSATISFIED]),
        CommandKind::Reopen | CommandKind::Appeal | CommandKind::RuleAppeal => Some(&[CLOSED]),
        CommandKind::Void
        | CommandKind::ForceClose
        | CommandKind::Remind
        | CommandKind::Supervise
        | CommandKind::ReplySupervision
        | CommandKind::RuleArbitration
        | CommandKind::MergeInto
        | CommandKind::Follow => Some(OPEN),
        CommandKind::Unmerge => Some(&[MERGED]),
    }
}

/// Whether the step ends a ticket wherever it stands.
const fn ends_any(kind: CommandKind) -> bool {
    matches!(kind, CommandKind::Void | CommandKind::ForceClose)
}

/// The stage that a step backwards led to.
const fn led_back_to(change: &Change) -> Option<usize> {
    match change {
        Change::Verify { .. } => Some(RECEIVED),
        Change::ApproveReturn {} | Change::Reopen { .. } => Some(AWAITING_DISPATCH),
        Change::RuleArbitration { dispatched: Some(_), .. } => Some(AWAITING_SIGNATURE),
        Change::Rework { .. } | Change::ReHandle { .. } => Some(HANDLING),
        _ => None,
    }
}

impl Ticket {
    /// Opens a ticket. `number` is the server's; a device has none yet.
    pub fn open(
        id: TicketId,
        whistle: &Whistle,
        captured_at: Timestamp,
        number: Option<String>,
        context: Context<'_>,
    ) -> Result<Self, Refusal> {
        let Context { actor, now, directory } = context;
        let ticket_kind = match actor.role {
            Role::GridWorker | Role::ServiceTeam => TicketKind::GridReport,
            Role::Caller => TicketKind::TownshipCall,
            Role::Specialist | Role::Supervisor | Role::Leader | Role::Administrator => {
                return Err(Code::NotAllowed.into());
            }
        };
        let item = whistle.item_code.as_deref().and_then(|code| directory.item(code));
        let mut flags = Vec::new();
        if whistle.item_code.is_some() && item.is_none() {
            flags.push(Flag::UnknownItem);
        }
        if seconds_between(captured_at, now).abs() > CLOCK_DOUBT_SECONDS {
            flags.push(Flag::Clock);
        }
        let grid = whistle.place.as_ref().and_then(|place| directory.grid_at(place).settled(whistle.grid.as_ref()));
        let opening = Opening {
            whistle: whistle.clone(),
            number,
            ticket_kind,
            reporter_role: actor.role,
            item_name: item.map(|item| item.name.clone()),
            township: actor.township().cloned(),
            ground: grid.map(Ground::from),
            captured_at,
            flags,
        };
        let event = Event::new(now, actor, Change::Whistle(Box::new(opening)));
        Self::opened(id, &event).ok_or_else(|| Code::IllegalTransition.into())
    }

    /// Whether `actor` may take this step now, whatever its body will be.
    pub fn admits(&self, kind: CommandKind, context: Context<'_>) -> Result<(), Refusal> {
        if !self.is_for(kind, context.actor) {
            return Err(Code::NotAllowed.into());
        }
        let Some(from) = starts_from(kind) else { return Ok(()) };
        // Whose part has ended is told so wherever the ticket stands by now.
        if kind == CommandKind::FinishPart && !self.parts.is_empty() {
            self.part_is_open(&context.actor.unit.code)?;
        }
        if !from.contains(&self.status.stage()) {
            return Err(self.not_now(kind, from));
        }
        match kind {
            // Two pauses at once would count the time that they share twice.
            CommandKind::Sign | CommandKind::ReportResult | CommandKind::ApproveSuspension
                if self.pending_return.is_some() =>
            {
                Err(Code::ReturnPending.into())
            }
            CommandKind::RequestReturn if self.pending_return.is_some() => Err(self.already_done(kind)),
            CommandKind::ReportResult
            | CommandKind::RequestReturn
            | CommandKind::RequestExtension
            | CommandKind::RequestSuspension
                if self.suspension.is_some() =>
            {
                Err(Code::Suspended.into())
            }
            CommandKind::RequestReturn if self.arbitration.is_some() => self.arbitration_admits(kind, context.actor),
            CommandKind::Appeal | CommandKind::RuleAppeal => self.appeal_admits(kind, context),
            CommandKind::AssignHandler | CommandKind::RevokeHandler => self.handler_admits(kind),
            CommandKind::OpenArbitration | CommandKind::RuleArbitration => self.arbitration_admits(kind, context.actor),
            CommandKind::RequestReturn if self.lead.as_ref().is_some_and(|lead| self.returned_by.contains(lead)) => {
                Err(Code::ReturnUsed.into())
            }
            CommandKind::ApproveReturn | CommandKind::RefuseReturn if self.pending_return.is_none() => {
                Err(self.nothing_waits(kind, Code::NoReturn))
            }
            CommandKind::RequestCheck if self.check.as_ref().is_some_and(|check| check.passed.is_none()) => {
                Err(self.already_done(kind))
            }
            CommandKind::Check => match &self.check {
                Some(check) if check.passed.is_none() => Ok(()),
                Some(_) => Err(self.already_done(kind)),
                None => Err(Code::IllegalTransition.into()),
            },
            CommandKind::RequestExtension => self.admits_extension(context.now),
            CommandKind::RequestSuspension => self.admits_suspension(),
            CommandKind::ApproveExtension | CommandKind::RefuseExtension if self.pending_extension.is_none() => {
                Err(self.nothing_waits(kind, Code::NoExtension))
            }
            CommandKind::ApproveSuspension | CommandKind::RefuseSuspension if self.pending_suspension.is_none() => {
                Err(self.nothing_waits(kind, Code::NoSuspension))
            }
            CommandKind::Resume if self.suspension.is_none() => Err(self.nothing_waits(kind, Code::NotSuspended)),
            CommandKind::ReportResult | CommandKind::FinishPart | CommandKind::WaivePart => {
                self.parts_admit(kind, context.actor)
            }
            CommandKind::Withdraw if !self.followers.is_empty() => Err(Code::HasFollowers.into()),
            CommandKind::MergeInto if self.is_main() => Err(Code::HasFollowers.into()),
            CommandKind::Follow => self.admits_follower(context.actor),
            CommandKind::Supervise if self.supervision.is_some() => Err(self.already_done(kind)),
            CommandKind::ReplySupervision if self.supervision.is_none() => {
                Err(self.last_by(kind).map_or(Code::NoSupervision.into(), |_| self.already_done(kind)))
            }
            CommandKind::Reopen => match self.status {
                Status::Closed { closed_at, .. } if seconds_between(closed_at, context.now) > REOPEN_SECONDS => {
                    Err(Code::ReopenExpired.into())
                }
                _ => Ok(()),
            },
            _ => Ok(()),
        }
    }

    /// Before expiry, one at a time, and not without end.
    fn admits_extension(&self, now: Timestamp) -> Result<(), Refusal> {
        if self.pending_return.is_some() {
            return Err(Code::ReturnPending.into());
        }
        if self.pending_extension.is_some() {
            return Err(self.already_done(CommandKind::RequestExtension));
        }
        if self.extensions >= MOST_EXTENSIONS {
            return Err(Code::ExtensionsUsed.into());
        }
        match self.due_at {
            Some(due_at) if now <= due_at => Ok(()),
            Some(_) => Err(Code::ExtensionLate.into()),
            None => Err(Code::CalendarUncovered.into()),
        }
    }

    /// Once.
    fn admits_suspension(&self) -> Result<(), Refusal> {
        if self.pending_return.is_some() {
            return Err(Code::ReturnPending.into());
        }
        if self.pending_suspension.is_some() {
            return Err(self.already_done(CommandKind::RequestSuspension));
        }
        let was_suspended = self.made_since(CommandKind::ApproveSuspension, AWAITING_DISPATCH).is_some();
        if was_suspended { Err(Code::SuspensionUsed.into()) } else { Ok(()) }
    }

    /// Who takes this step. Whoever sees a ticket may add to it; seeing is the caller's question.
    fn is_for(&self, kind: CommandKind, actor: &Person) -> bool {
        let leads = actor.role == Role::Specialist && self.lead.as_ref() == Some(&actor.unit.code);
        let reported = actor.id == self.reported_by;
        let calls_here = actor.role == Role::Caller && self.township.as_ref() == Some(&actor.unit.code);
        match kind {
            CommandKind::AddNote | CommandKind::AddPhotos => true,
            CommandKind::Whistle | CommandKind::Follow => actor.role.whistles(),
            CommandKind::Withdraw => reported,
            CommandKind::Accept
            | CommandKind::Decline
            | CommandKind::Dispatch
            | CommandKind::ApproveReturn
            | CommandKind::RefuseReturn
            | CommandKind::RequestCheck
            | CommandKind::Pass
            | CommandKind::Rework
            | CommandKind::ReHandle
            | CommandKind::CloseWithBothViews
            | CommandKind::ApproveExtension
            | CommandKind::RefuseExtension
            | CommandKind::ApproveSuspension
            | CommandKind::RefuseSuspension
            | CommandKind::Void
            | CommandKind::Supervise
            | CommandKind::RequestVerification
            | CommandKind::OpenArbitration
            | CommandKind::RuleAppeal
            | CommandKind::MergeInto
            | CommandKind::Unmerge => actor.role == Role::Supervisor,
            CommandKind::ForceClose | CommandKind::RuleArbitration => actor.role == Role::Leader,
            CommandKind::Remind => actor.role == Role::Supervisor || reported,
            CommandKind::Sign
            | CommandKind::RequestReturn
            | CommandKind::ReportResult
            | CommandKind::RequestExtension
            | CommandKind::RequestSuspension
            | CommandKind::ReplySupervision
            | CommandKind::WaivePart
            | CommandKind::Appeal
            | CommandKind::AssignHandler
            | CommandKind::RevokeHandler => leads,
            CommandKind::Resume => leads || actor.role == Role::Supervisor,
            CommandKind::ReportProgress => leads || self.is_helped_by(actor),
            CommandKind::FinishPart => self.is_helped_by(actor),
            CommandKind::Check => actor.role == Role::GridWorker && self.may_check(actor),
            CommandKind::Verify => actor.role == Role::GridWorker && self.is_on_ground_of(actor),
            CommandKind::Rate => reported || calls_here,
            CommandKind::Reopen => actor.role == Role::Supervisor || calls_here,
        }
    }

    fn may_check(&self, actor: &Person) -> bool {
        match self.check.as_ref().and_then(|check| check.checker) {
            Some(checker) => checker == actor.id,
            None => self.township.as_ref() == actor.township() || self.reported_by == actor.id,
        }
    }

    /// A step that the present status does not admit: either somebody was faster, or it makes no sense.
    fn not_now(&self, kind: CommandKind, from: &[usize]) -> Refusal {
        // What may come again and again while a ticket is open was not done by those who did it before.
        if matches!(
            kind,
            CommandKind::Remind
                | CommandKind::Supervise
                | CommandKind::ReplySupervision
                | CommandKind::ReportProgress
                | CommandKind::FinishPart
                | CommandKind::WaivePart
                | CommandKind::AssignHandler
                | CommandKind::RevokeHandler
                | CommandKind::Follow
        ) {
            return Code::IllegalTransition.into();
        }
        if matches!(kind, CommandKind::MergeInto | CommandKind::Unmerge) {
            return self.merging_not_now(kind);
        }
        // What ends a ticket is undone by every step back.
        let stage = if ends_any(kind) { from.last() } else { from.first() };
        match self.made_since(kind, stage.copied().unwrap_or_default()) {
            Some(_) => self.already_done(kind),
            None => Code::IllegalTransition.into(),
        }
    }

    /// A decision where nothing is asked any more: either somebody was faster, or nothing was.
    pub(super) fn nothing_waits(&self, kind: CommandKind, code: Code) -> Refusal {
        match self.made_since(kind, AWAITING_SIGNATURE) {
            Some(_) => self.already_done(kind),
            None => code.into(),
        }
    }

    /// The event of this kind since the ticket last went back to `stage` or before it.
    fn made_since(&self, kind: CommandKind, stage: usize) -> Option<&Event> {
        for event in self.events.iter().rev() {
            let Some(made) = event.change.command_kind() else { continue };
            if made == kind {
                return Some(event);
            }
            if led_back_to(&event.change).is_some_and(|back| back <= stage) {
                return None;
            }
        }
        None
    }

    pub(super) fn already_done(&self, kind: CommandKind) -> Refusal {
        Refusal { code: Code::AlreadyDone, field: None, done_by: self.last_by(kind).map(|event| event.by_name.clone()) }
    }

    /// Judges a command: what will happen, or why it is refused. The ticket itself is left as it is.
    pub fn apply(&self, command: &Command, context: Context<'_>) -> Result<Vec<Event>, Refusal> {
        self.admits(command.kind(), context)?;
        let Context { actor, now, directory } = context;
        let change = match command {
            Command::Whistle(_) => return Err(Code::AlreadyDone.into()),
            Command::AddNote { text, photos } => Change::AddNote { text: text.clone(), photos: photos.clone() },
            Command::AddPhotos { photos, stage } => Change::AddPhotos { photos: photos.clone(), stage: *stage },
            Command::Withdraw { reason } => Change::Withdraw { text: reason.clone() },
            Command::Accept { item_code, urgency } => {
                let item = item_code
                    .as_deref()
                    .map(|code| directory.item(code).ok_or(Refusal::about(Code::Invalid, "item_code")));
                let item = item.transpose()?;
                Change::Accept {
                    item_code: item_code.clone(),
                    item_name: item.map(|item| item.name.clone()),
                    urgency: *urgency,
                }
            }
            Command::Decline { reason_code, reason } => {
                Change::Decline { reason_code: reason_code.as_str().to_owned(), text: reason.clone() }
            }
            Command::Dispatch(dispatch) => Change::Dispatch(self.dispatched(dispatch, directory)?),
            Command::Sign {} => Change::Sign { deadline: self.whole_limit(now, directory) },
            Command::RequestReturn { reason, clause, suggested_unit } => Change::RequestReturn {
                text: reason.clone(),
                clause: clause.clone(),
                suggested_unit: suggested_unit.clone(),
            },
            Command::ApproveReturn {} => Change::ApproveReturn {},
            Command::RefuseReturn { reason } => Change::RefuseReturn {
                text: reason.clone(),
                deadline: self.resumed(self.paused_since(), now, directory)?,
            },
            Command::ReportResult { text, photos } => {
                Change::ReportResult { text: text.clone(), photos: photos.clone() }
            }
            Command::RequestCheck { text } => Change::RequestCheck {
                text: text.clone(),
                checker: (self.reporter_role == Role::GridWorker).then_some(self.reported_by),
            },
            Command::Check { passed, text, photos } => {
                Change::Check { passed: *passed, text: text.clone(), photos: photos.clone() }
            }
            Command::Pass {} => Change::Pass { deadline: Self::rating_limit(now, directory) },
            Command::Rework { reason } => {
                Change::Rework { text: reason.clone(), deadline: self.resumed(self.reported_at(), now, directory)? }
            }
            Command::Rate(rating) => Change::Rate(rating.clone()),
            Command::ReHandle { reason } => {
                Change::ReHandle { text: reason.clone(), deadline: self.whole_limit(now, directory) }
            }
            Command::CloseWithBothViews { reason } => Change::CloseWithBothViews { text: reason.clone() },
            Command::Reopen { reason } => Change::Reopen { text: reason.clone() },
            Command::RequestExtension { reason } => Change::RequestExtension { text: reason.clone() },
            Command::ApproveExtension {} => Change::ApproveExtension { deadline: self.extended(directory)? },
            Command::RefuseExtension { reason } => Change::RefuseExtension { text: reason.clone() },
            Command::RequestSuspension { until, .. } if !Self::may_suspend_until(*until, now) => {
                return Err(Refusal::about(Code::SuspensionEnd, "until"));
            }
            Command::RequestSuspension { reason, until } => {
                Change::RequestSuspension { text: reason.clone(), until: *until }
            }
            Command::ApproveSuspension {} => Change::ApproveSuspension {},
            Command::RefuseSuspension { reason } => Change::RefuseSuspension { text: reason.clone() },
            Command::Resume {} => Change::Resume { deadline: self.resumed(self.paused_since(), now, directory)? },
            Command::Void { reason } => Change::Void { text: reason.clone() },
            Command::ForceClose { reason } => Change::ForceClose { text: reason.clone() },
            Command::Remind { text } => Change::Remind { text: text.clone() },
            Command::Supervise { reply_by, .. } if *reply_by <= now => {
                return Err(Refusal::about(Code::ReplyByPast, "reply_by"));
            }
            Command::Supervise { text, reply_by } => Change::Supervise { text: text.clone(), reply_by: *reply_by },
            Command::ReportProgress { text, photos } => {
                Change::ReportProgress { text: text.clone(), photos: photos.clone() }
            }
            Command::FinishPart { text, photos } => {
                Change::FinishPart { unit: actor.unit.code.clone(), text: text.clone(), photos: photos.clone() }
            }
            Command::WaivePart { unit, reason } => {
                self.part_is_open(unit)?;
                Change::WaivePart { unit: unit.clone(), text: reason.clone() }
            }
            Command::OpenArbitration { reason } => self.opens_arbitration(reason, context)?,
            Command::RuleArbitration { unit, reason, clause } => {
                self.rules_arbitration(unit, reason, clause.as_deref(), context)?
            }
            Command::AssignHandler { handler } => Self::assigns(*handler, context)?,
            Command::RevokeHandler {} => Change::RevokeHandler {},
            Command::Appeal { reason, photos } => Change::Appeal { text: reason.clone(), photos: photos.clone() },
            Command::RuleAppeal { granted, reason } => Change::RuleAppeal { granted: *granted, text: reason.clone() },
            Command::MergeInto { into } if *into == self.id => return Err(Refusal::about(Code::MergeTarget, "into")),
            Command::MergeInto { into } => Change::MergeInto { into: *into, number: None },
            Command::Follow { text, photos } => {
                let township = actor.township().cloned();
                Change::Follow { text: text.clone(), photos: photos.clone(), township }
            }
            Command::Unmerge { reason } => {
                Change::Unmerge { text: reason.clone(), deadline: self.deadline_taken_out(now, directory)? }
            }
            Command::RequestVerification { text } => Change::RequestVerification { text: text.clone() },
            Command::Verify { found, text, photos } => {
                Change::Verify { found: *found, text: text.clone(), photos: photos.clone() }
            }
            Command::ReplySupervision { text, photos } => {
                Change::ReplySupervision { text: text.clone(), photos: photos.clone() }
            }
        };
        Ok(vec![Event::new(now, actor, change)])
    }

    /// Notes what became of a photo's bytes that `uploader` sent; nothing if that is known or they never named it.
    pub fn photo_settled(
        &self,
        sha256: &PhotoHash,
        uploader: &Person,
        refused: Option<Code>,
        now: Timestamp,
    ) -> Option<Event> {
        let photo = self.photos.iter().find(|photo| photo.photo.sha256 == *sha256 && photo.by == uploader.id)?;
        let change = match refused {
            None if photo.received => return None,
            None => Change::PhotoReceived { sha256: sha256.clone() },
            Some(_) if photo.received || photo.refused.is_some() => return None,
            Some(code) => Change::PhotoRefused { sha256: sha256.clone(), code: code.as_str().to_owned() },
        };
        Some(Event::new(now, uploader, change))
    }

    pub(super) fn dispatched(&self, dispatch: &Dispatch, directory: &Directory) -> Result<Dispatched, Refusal> {
        let takes = |code: &UnitCode| directory.unit(code).filter(|unit| unit.takes_tickets());
        let lead = takes(&dispatch.lead).ok_or(Refusal::about(Code::Invalid, "lead"))?;
        if dispatch.co_responsible.iter().any(|code| takes(code).is_none()) {
            return Err(Refusal::about(Code::Invalid, "co_responsible"));
        }
        if dispatch.parts.iter().any(|part| !dispatch.co_responsible.contains(&part.unit)) {
            return Err(Refusal::about(Code::Invalid, "parts"));
        }
        let item = self.item_code.as_deref();
        if dispatch.duty.is_some_and(|number| directory.duties(item).iter().all(|duty| duty.number != number)) {
            return Err(Refusal::about(Code::Invalid, "duty"));
        }
        let routing = directory.route(item, dispatch.duty, self.township_of_place());
        let by_the_list = routing.led_by(&lead.code);
        let is_against_it = by_the_list.is_none() && routing.assignments().next().is_some();
        if is_against_it && dispatch.reason.is_none() {
            return Err(Refusal::about(Code::DispatchReason, "reason"));
        }
        let under = by_the_list.or(routing.assigned());
        Ok(Dispatched {
            dispatch: Dispatch { duty: under.map(|assignment| assignment.duty.number), ..dispatch.clone() },
            lead_name: lead.name.clone(),
            list_version: under.and(directory.version()).map(|version| version.number.clone()),
            limit: under.map(Assignment::limit),
        })
    }
}

impl Change {
    /// The command that brings it about; none for what the server itself notes.
    pub fn command_kind(&self) -> Option<CommandKind> {
        Some(match self {
            Self::Whistle(_) => CommandKind::Whistle,
            Self::AddNote { .. } => CommandKind::AddNote,
            Self::AddPhotos { .. } => CommandKind::AddPhotos,
            Self::Withdraw { .. } => CommandKind::Withdraw,
            Self::Accept { .. } => CommandKind::Accept,
            Self::Decline { .. } => CommandKind::Decline,
            Self::Dispatch(_) => CommandKind::Dispatch,
            Self::Sign { .. } => CommandKind::Sign,
            Self::RequestReturn { .. } => CommandKind::RequestReturn,
            Self::ApproveReturn {} => CommandKind::ApproveReturn,
            Self::RefuseReturn { .. } => CommandKind::RefuseReturn,
            Self::ReportResult { .. } => CommandKind::ReportResult,
            Self::RequestCheck { .. } => CommandKind::RequestCheck,
            Self::Check { .. } => CommandKind::Check,
            Self::Pass { .. } => CommandKind::Pass,
            Self::Rework { .. } => CommandKind::Rework,
            Self::Rate(_) => CommandKind::Rate,
            Self::ReHandle { .. } => CommandKind::ReHandle,
            Self::CloseWithBothViews { .. } => CommandKind::CloseWithBothViews,
            Self::Reopen { .. } => CommandKind::Reopen,
            Self::RequestExtension { .. } => CommandKind::RequestExtension,
            Self::ApproveExtension { .. } => CommandKind::ApproveExtension,
            Self::RefuseExtension { .. } => CommandKind::RefuseExtension,
            Self::RequestSuspension { .. } => CommandKind::RequestSuspension,
            Self::ApproveSuspension {} => CommandKind::ApproveSuspension,
            Self::RefuseSuspension { .. } => CommandKind::RefuseSuspension,
            Self::Resume { .. } => CommandKind::Resume,
            Self::Void { .. } => CommandKind::Void,
            Self::ForceClose { .. } => CommandKind::ForceClose,
            Self::Remind { .. } => CommandKind::Remind,
            Self::Supervise { .. } => CommandKind::Supervise,
            Self::ReplySupervision { .. } => CommandKind::ReplySupervision,
            Self::RequestVerification { .. } => CommandKind::RequestVerification,
            Self::Verify { .. } => CommandKind::Verify,
            Self::ReportProgress { .. } => CommandKind::ReportProgress,
            Self::FinishPart { .. } => CommandKind::FinishPart,
            Self::WaivePart { .. } => CommandKind::WaivePart,
            Self::OpenArbitration { .. } => CommandKind::OpenArbitration,
            Self::RuleArbitration { .. } => CommandKind::RuleArbitration,
            Self::Appeal { .. } => CommandKind::Appeal,
            Self::RuleAppeal { .. } => CommandKind::RuleAppeal,
            Self::AssignHandler { .. } => CommandKind::AssignHandler,
            Self::RevokeHandler {} => CommandKind::RevokeHandler,
            Self::MergeInto { .. } => CommandKind::MergeInto,
            Self::Unmerge { .. } => CommandKind::Unmerge,
            Self::Follow { .. } => CommandKind::Follow,
            Self::PhotoReceived { .. }
            | Self::PhotoRefused { .. }
            | Self::CloseUnrated {}
            | Self::Warn { .. }
            | Self::SetDue { .. }
            | Self::MergedIn { .. }
            | Self::TakenOut { .. } => return None,
        })
    }
}
