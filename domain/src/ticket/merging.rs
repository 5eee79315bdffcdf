//! Merging: two tickets for one thing. The command is the merged ticket's; what it does to the main one is an event there.
//! And following: whoever found the same thing without whistling for it a second time.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::deadline::RATING;
use super::{Change, Context, Deadline, Event, Refusal, Status, Ticket};
use crate::command::{Command, CommandKind};
use crate::directory::Directory;
use crate::ids::{PersonId, TicketId, UnitCode};
use crate::people::{Person, Scope};
use crate::problem::Code;
use crate::time::seconds_between;

/// Stands where the name of whoever reported a ticket is not told.
pub(crate) const REPORTER: &str = "上报人";

/// 跟随者: who found the same thing, and sees what becomes of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Follower {
    /// Who they are.
    pub person: PersonId,
    /// Their township, whose callers follow too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township: Option<UnitCode>,
    /// The ticket with which they came; none where they joined this one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticket: Option<TicketId>,
    /// Its number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

impl Follower {
    /// Those who come with a ticket that is merged: its reporter, and whoever had joined it.
    fn with(ticket: &Ticket) -> Vec<Self> {
        let of = |person: PersonId, township: Option<&UnitCode>| Self {
            person,
            township: township.cloned(),
            ticket: Some(ticket.id),
            number: ticket.number.clone(),
        };
        let reporter = of(ticket.reported_by, ticket.township.as_ref());
        let joined = ticket.followers.iter().map(|follower| of(follower.person, follower.township.as_ref()));
        [reporter].into_iter().chain(joined).collect()
    }

    pub(super) fn scopes(&self) -> impl Iterator<Item = Scope> {
        [Scope::Person(self.person)].into_iter().chain(self.township.clone().map(Scope::Unit))
    }
}

/// What one command does to two tickets.
#[derive(Clone, Debug, PartialEq)]
pub struct Both {
    /// To the ticket that it is about.
    pub own: Vec<Event>,
    /// To the main ticket.
    pub main: Event,
}

impl Ticket {
    /// The main ticket that this step touches too; none for most steps.
    pub fn main_of(&self, command: &Command) -> Option<TicketId> {
        match (command, &self.status) {
            (Command::MergeInto { into }, _) => Some(*into),
            (Command::Unmerge { .. }, Status::Merged { into, .. }) => Some(*into),
            _ => None,
        }
    }

    /// As [`Ticket::apply`], for a step that touches the main ticket too, where both are at hand.
    pub fn apply_with(&self, main: &Self, command: &Command, context: Context<'_>) -> Result<Both, Refusal> {
        let mut own = self.apply(command, context)?;
        for event in &mut own {
            if let Change::MergeInto { number, .. } = &mut event.change {
                number.clone_from(&main.number);
            }
        }
        let change = match command {
            Command::MergeInto { .. } if main.status.is_terminal() => {
                return Err(Refusal::about(Code::MergeTarget, "into"));
            }
            Command::MergeInto { .. } => {
                Change::MergedIn { ticket: self.id, number: self.number.clone(), followers: Follower::with(self) }
            }
            _ => Change::TakenOut { ticket: self.id, number: self.number.clone() },
        };
        Ok(Both { own, main: Event::new(context.now, context.actor, change) })
    }

    pub(super) fn merge(&mut self, at: Timestamp, into: TicketId, number: Option<String>) {
        self.status = Status::Merged { merged_at: at, into, number, was: Box::new(self.status.clone()) };
    }

    pub(super) fn take_out(&mut self, at: Timestamp, deadline: Option<Deadline>) {
        let Status::Merged { was, .. } = &self.status else { return };
        self.status = Status::clone(was);
        match &mut self.status {
            Status::AwaitingRating { closes_at, .. } => {
                *closes_at = deadline.map(|deadline| deadline.due_at).or(*closes_at);
            }
            _ => self.go_on(deadline),
        }
        self.suspension.take_if(|suspension| suspension.until <= at);
    }

    /// The deadline once the ticket is taken out again: time in which nobody was to work on it does not count.
    pub(super) fn deadline_taken_out(
        &self,
        now: Timestamp,
        directory: &Directory,
    ) -> Result<Option<Deadline>, Refusal> {
        let Status::Merged { merged_at, was, .. } = &self.status else { return Ok(None) };
        match (&**was, &self.suspension) {
            (Status::AwaitingRating { closes_at: Some(due_at), .. }, _) => {
                let deadline = Deadline { due_at: *due_at, amber_at: None, notice_at: None, calendar: None };
                Ok(Some(deadline.paused(RATING.kind, *merged_at, now.max(*merged_at), directory.calendar())?))
            }
            (Status::Handling { .. }, Some(suspension)) if suspension.until <= now => {
                self.resumed(Some(suspension.at), now, directory)
            }
            // What stood still before stands still.
            (Status::Handling { .. }, None) if self.pending_return.is_none() => {
                self.resumed(Some(*merged_at), now, directory)
            }
            _ => Ok(None),
        }
    }

    /// Seconds for which it was merged since then.
    pub(super) fn merged_since(&self, from: Timestamp) -> i64 {
        let (mut merged_at, mut seconds) = (None, 0);
        for event in &self.events {
            match event.change {
                Change::MergeInto { .. } if event.at >= from => merged_at = Some(event.at),
                Change::Unmerge { .. } => {
                    seconds += merged_at.take().map_or(0, |at| seconds_between(at, event.at));
                }
                _ => {}
            }
        }
        seconds
    }

    /// Whoever comes second is told who merged it, or took it out.
    pub(super) fn merging_not_now(&self, kind: CommandKind) -> Refusal {
        let mut kinds = self.events.iter().rev().filter_map(|event| event.change.command_kind());
        match kinds.find(|made| matches!(made, CommandKind::MergeInto | CommandKind::Unmerge)) {
            Some(last) if last == kind => self.already_done(kind),
            _ => Code::IllegalTransition.into(),
        }
    }

    /// Whether others are merged into it.
    pub fn is_main(&self) -> bool {
        self.followers.iter().any(|follower| follower.ticket.is_some())
    }

    /// The tickets that are merged into it, with their numbers.
    pub fn merged_in(&self) -> Vec<(TicketId, Option<String>)> {
        let mut merged: Vec<_> = self.followers.iter().filter_map(|it| Some((it.ticket?, it.number.clone()))).collect();
        merged.dedup();
        merged
    }

    /// Whether this person joins it: not who whistled for it, nor who has joined.
    pub(super) fn admits_follower(&self, actor: &Person) -> Result<(), Refusal> {
        if self.reported_by == actor.id || self.is_followed_by(actor.id) {
            return Err(Refusal::done_by(&actor.name));
        }
        Ok(())
    }

    pub(super) fn follow(&mut self, person: PersonId, township: Option<UnitCode>) {
        self.followers.push(Follower { person, township, ticket: None, number: None });
    }

    /// Whether this person found the same thing.
    pub fn is_followed_by(&self, person: PersonId) -> bool {
        self.followers.iter().any(|follower| follower.person == person)
    }

    /// The place among the events from which on this person follows it.
    pub fn followed_since(&self, person: PersonId) -> Option<usize> {
        let began = |event: &Event| match &event.change {
            Change::MergedIn { followers, .. } => followers.iter().any(|follower| follower.person == person),
            Change::Follow { .. } => event.by == person,
            _ => false,
        };
        self.events.iter().rposition(began).filter(|_| self.is_followed_by(person))
    }

    /// The ticket as it is shown to somebody who only follows it: without the personal data of others. None where it is
    /// shown as it is.
    pub fn as_followed_by(&self, person: &Person) -> Option<Self> {
        let (own, theirs) = (self.scopes_of_its_own(), person.scopes());
        if own.iter().any(|scope| theirs.contains(scope)) {
            return None;
        }
        let mut shown = self.clone();
        REPORTER.clone_into(&mut shown.reporter_name);
        shown.contact = None;
        let follows = |follower: &Follower| follower.scopes().any(|scope| theirs.contains(&scope));
        shown.followers.retain(follows);
        for event in &mut shown.events {
            if event.by == self.reported_by || matches!(event.change, Change::Follow { .. }) && event.by != person.id {
                REPORTER.clone_into(&mut event.by_name);
            }
            match &mut event.change {
                Change::Whistle(opening) => opening.whistle.contact = None,
                Change::MergedIn { followers, .. } => followers.retain(follows),
                _ => {}
            }
        }
        Some(shown)
    }
}
