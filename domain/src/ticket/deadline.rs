//! The handling clock: when a ticket is due, what stops it, and what happens by itself once a time has come.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Change, Event, Refusal, Status, Ticket};
use crate::calendar::{Calendar, RunningOut, Uncovered};
use crate::directory::Directory;
use crate::list::{Limit, LimitKind};
use crate::problem::Code;
use crate::time::{after, seconds_between};

/// How long a rating is waited for (`lifecycle.md`, row 17).
pub(super) const RATING: Limit = Limit { amount: 5, kind: LimitKind::WorkingDays };
/// Percent of a limit after which its light is amber.
const AMBER_PERCENT: i64 = 80;
/// Seconds past the due time at which the unit is reminded once more.
const DAY: i64 = 24 * 3600;
/// Past the due time by this, it is under a notice that every unit reads (`lifecycle.md`, Clocks).
const NOTICE: Limit = Limit { amount: 5, kind: LimitKind::WorkingDays };
/// Days for which a ticket may be suspended at most.
const LONGEST_SUSPENSION_DAYS: i64 = 366;
/// Extensions that a ticket may be given.
pub const MOST_EXTENSIONS: u32 = 2;

/// When something is due, and by what that was computed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// When.
    pub due_at: Timestamp,
    /// When 80 % of the time have run; none for deadlines of before there was a calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amber_at: Option<Timestamp>,
    /// When five working days have run since; none for deadlines of before there were notices, and where the calendar does
    /// not reach so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_at: Option<Timestamp>,
    /// The version of the working calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<u32>,
}

impl Deadline {
    /// Of a time that begins to run at `from`.
    fn of(time: RunningOut, from: Timestamp, calendar: &Calendar) -> Result<Self, Uncovered> {
        let amber = RunningOut { seconds: time.seconds * AMBER_PERCENT / 100, ..time };
        let due_at = calendar.due(from, time)?;
        Ok(Self {
            due_at,
            amber_at: Some(calendar.due(from, amber)?),
            notice_at: calendar.due(due_at, NOTICE.into()).ok(),
            calendar: Some(calendar.version),
        })
    }

    /// The same, with the time between two moments left out.
    pub(super) fn paused(
        self,
        kind: LimitKind,
        since: Timestamp,
        until: Timestamp,
        calendar: &Calendar,
    ) -> Result<Self, Uncovered> {
        let moved = |kind: LimitKind, at: Timestamp| {
            // What had come before the pause stays as it was.
            if at <= since {
                return Ok(at);
            }
            calendar.due(until, RunningOut { kind, seconds: calendar.run(kind, since, at)? })
        };
        Ok(Self {
            due_at: moved(kind, self.due_at)?,
            amber_at: self.amber_at.map(|at| moved(kind, at)).transpose()?,
            notice_at: self.notice_at.and_then(|at| moved(NOTICE.kind, at).ok()),
            calendar: Some(calendar.version),
        })
    }
}

impl From<Uncovered> for Refusal {
    fn from(_: Uncovered) -> Self {
        Code::CalendarUncovered.into()
    }
}

/// An extension that waits for the supervisor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PendingExtension {
    /// Since when.
    pub at: Timestamp,
    /// Why.
    pub text: String,
}

/// A suspension, asked for or granted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspension {
    /// When it was asked for, or granted: the handling clock stands still from then on.
    pub at: Timestamp,
    /// When it ends by itself.
    pub until: Timestamp,
    /// Why; the reporter reads it too.
    pub text: String,
}

/// Of what the lead unit has been reminded by the clock.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Warning {
    /// 80 % of the limit have run.
    Amber,
    /// It is due.
    Due,
    /// It has been due for a day.
    DayLate,
    /// It has been due for five working days: from now on it is under a notice that every unit reads.
    Notice,
}

impl Ticket {
    /// The time limit it is handled under; before a dispatch, the item's.
    pub fn limit(&self, directory: &Directory) -> Limit {
        self.limit.unwrap_or_else(|| directory.limit(self.item_code.as_deref()))
    }

    /// A whole limit from `now` on; none where the calendar does not reach so far: it is computed once it does.
    pub fn whole_limit(&self, now: Timestamp, directory: &Directory) -> Option<Deadline> {
        Deadline::of(self.limit(directory).into(), now, directory.calendar()).ok()
    }

    /// When an unrated ticket closes that passed at `from`.
    pub(super) fn rating_limit(from: Timestamp, directory: &Directory) -> Option<Deadline> {
        Deadline::of(RATING.into(), from, directory.calendar()).ok()
    }

    /// The deadline that holds; none where none is running.
    pub fn deadline(&self) -> Option<Deadline> {
        let (amber_at, notice_at, calendar) = (self.amber_at, self.notice_at, self.calendar);
        Some(Deadline { due_at: self.due_at?, amber_at, notice_at, calendar })
    }

    /// The deadline once handling goes on at `now`, the time since `since` left out.
    pub(super) fn resumed(
        &self,
        since: Option<Timestamp>,
        now: Timestamp,
        directory: &Directory,
    ) -> Result<Option<Deadline>, Refusal> {
        let Some((deadline, since)) = self.deadline().zip(since) else { return Ok(None) };
        let kind = self.limit(directory).kind;
        Ok(Some(deadline.paused(kind, since, now.max(since), directory.calendar())?))
    }

    /// One more limit after the one that runs.
    pub(super) fn extended(&self, directory: &Directory) -> Result<Deadline, Refusal> {
        let due_at = self.due_at.ok_or(Code::CalendarUncovered)?;
        Ok(Deadline::of(self.limit(directory).into(), due_at, directory.calendar())?)
    }

    /// Since when the handling clock stands still; none while it runs.
    pub fn paused_since(&self) -> Option<Timestamp> {
        let asked = self.pending_return.as_ref().map(|asked| asked.at);
        asked.or(self.suspension.as_ref().map(|suspension| suspension.at))
    }

    /// When the result was reported that is being checked.
    pub(super) fn reported_at(&self) -> Option<Timestamp> {
        match self.status {
            Status::AwaitingCheck { reported_at } => Some(reported_at),
            _ => None,
        }
    }

    /// Takes in a deadline.
    pub(super) fn set_deadline(&mut self, deadline: Option<Deadline>) {
        self.due_at = deadline.map(|deadline| deadline.due_at);
        self.amber_at = deadline.and_then(|deadline| deadline.amber_at);
        self.notice_at = deadline.and_then(|deadline| deadline.notice_at);
        self.calendar = deadline.and_then(|deadline| deadline.calendar);
        self.warned = None;
    }

    /// Lets it go on by this deadline; none leaves the one that was. Of what the unit was reminded, it is not again.
    pub(super) fn go_on(&mut self, deadline: Option<Deadline>) {
        if deadline.is_some() {
            let warned = self.warned;
            self.set_deadline(deadline);
            self.warned = warned;
        }
    }

    /// Starts the clock anew.
    pub(super) fn start_clock(&mut self, from: Timestamp, deadline: Option<Deadline>) {
        self.due_from = Some(from);
        self.extensions = 0;
        self.set_deadline(deadline);
    }

    /// Stops it for good.
    pub(super) fn stop_clock(&mut self) {
        self.due_from = None;
        self.extensions = 0;
        self.pending_extension = None;
        self.pending_suspension = None;
        self.suspension = None;
        self.set_deadline(None);
    }

    /// The next moment at which something happens by itself; see [`Ticket::wake`].
    pub fn wakes_at(&self) -> Option<Timestamp> {
        match &self.status {
            Status::AwaitingRating { closes_at, .. } => *closes_at,
            Status::Handling { .. } => match &self.suspension {
                Some(suspension) => Some(suspension.until),
                None if self.pending_return.is_some() => None,
                None => self.next_warning().map(|(_, at)| at),
            },
            _ => None,
        }
    }

    /// Whether it stands under a notice: overdue by five working days and still not handled.
    pub fn is_under_notice(&self) -> bool {
        self.warned == Some(Warning::Notice) && matches!(self.status, Status::Handling { .. })
    }

    fn next_warning(&self) -> Option<(Warning, Timestamp)> {
        let due_at = self.due_at?;
        Some(match self.warned {
            None => match self.amber_at {
                Some(amber_at) => (Warning::Amber, amber_at),
                None => (Warning::Due, due_at),
            },
            Some(Warning::Amber) => (Warning::Due, due_at),
            Some(Warning::Due) => (Warning::DayLate, after(due_at, DAY)),
            Some(Warning::DayLate) => (Warning::Notice, self.notice_at?),
            Some(Warning::Notice) => return None,
        })
    }

    /// What happens by itself now, one thing at a time; nothing before [`Ticket::wakes_at`]. Done twice it does nothing
    /// more: what has happened is in the ticket.
    pub fn wake(&self, now: Timestamp, directory: &Directory) -> Result<Option<Event>, Refusal> {
        if self.wakes_at().is_none_or(|at| at > now) {
            return Ok(None);
        }
        let change = match (&self.status, &self.suspension) {
            (Status::AwaitingRating { .. }, _) => Change::CloseUnrated {},
            (_, Some(suspension)) => {
                // It went on when it was to, however late the server notices.
                let deadline = self.resumed(Some(suspension.at), suspension.until, directory)?;
                Change::Resume { deadline }
            }
            _ => {
                // After an outage, one reminder tells all.
                let mut reached = self.clone();
                while let Some((warning, _)) = reached.next_warning().filter(|(_, at)| *at <= now) {
                    reached.warned = Some(warning);
                }
                let Some(warning) = reached.warned else { return Ok(None) };
                Change::Warn { warning }
            }
        };
        Ok(Some(Event::by_itself(now, change)))
    }

    /// The deadline that could not be computed when it began, now that the calendar may reach further.
    pub fn catch_up_deadline(&self, now: Timestamp, directory: &Directory) -> Option<Event> {
        let deadline = match self.status {
            Status::Handling { .. } if self.due_at.is_none() => self.whole_limit(self.due_from?, directory)?,
            Status::AwaitingRating { passed_at, closes_at: None } => Self::rating_limit(passed_at, directory)?,
            _ => return None,
        };
        Some(Event::by_itself(now, Change::SetDue { deadline }))
    }

    /// Whether a suspension may last until then.
    pub(super) fn may_suspend_until(until: Timestamp, now: Timestamp) -> bool {
        until > now && seconds_between(now, until) <= LONGEST_SUSPENSION_DAYS * DAY
    }
}
