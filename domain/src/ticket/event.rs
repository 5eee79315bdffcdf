//! Events: what happened to a ticket. A ticket is the sum of its events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Deadline, Flag, Follower, TicketKind, Warning};
use crate::command::{Dispatch, Rating, Urgency, Whistle};
use crate::grid::Grid;
use crate::ids::{GridCode, PersonId, PhotoHash, TicketId, UnitCode};
use crate::list::Limit;
use crate::people::{Person, Role};
use crate::photo::{Photo, Stage};
use crate::time::seconds_between;

/// A device's clock further off than this is flagged.
pub(super) const CLOCK_DOUBT_SECONDS: i64 = 24 * 3600;

/// What a device says of when something was done. Its clock may be years off, so nothing is ordered by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// When the person did it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub captured_at: Option<Timestamp>,
    /// When the device sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sent_at: Option<Timestamp>,
}

impl Claim {
    /// Whether the device's clock was far from the server's, which said `at`.
    pub(super) fn is_doubtful(self, at: Timestamp) -> bool {
        self.captured_at.is_some_and(|captured| seconds_between(captured, at).abs() > CLOCK_DOUBT_SECONDS)
    }
}

/// One thing that happened, by whom and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// When the server (or, before it is sent, the device) applied it.
    pub at: Timestamp,
    /// Who did it.
    pub by: PersonId,
    /// Their name then.
    pub by_name: String,
    /// Their unit's name then.
    pub by_unit: String,
    /// What the device says of when; none where no command brought it about, and before it is sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claim: Option<Claim>,
    /// What happened.
    #[serde(flatten)]
    pub change: Change,
}

impl Event {
    pub(super) fn new(at: Timestamp, actor: &Person, change: Change) -> Self {
        Self { at, by: actor.id, by_name: actor.name.clone(), by_unit: actor.unit.name.clone(), claim: None, change }
    }

    /// Whether it comes from a command, and so raises the revision.
    pub fn raises_revision(&self) -> bool {
        self.by != PersonId::NOBODY && self.change.command_kind().is_some()
    }

    /// One that nobody brought about: a time had come.
    pub(super) fn by_itself(at: Timestamp, change: Change) -> Self {
        let (by, by_name) = (PersonId::NOBODY, "系统".to_owned());
        Self { at, by, by_name, by_unit: String::new(), claim: None, change }
    }
}

/// What happened. Kinds are named like the command that brought them about; `text` is what a person wrote.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[expect(missing_docs, reason = "the fields are those of the command of the same name")]
pub enum Change {
    Whistle(Box<Opening>),
    AddNote {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    AddPhotos {
        photos: Vec<Photo>,
        stage: Stage,
    },
    Withdraw {
        text: String,
    },
    Accept {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item_code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        item_name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        urgency: Option<Urgency>,
    },
    Decline {
        reason_code: String,
        text: String,
    },
    Dispatch(Dispatched),
    /// The deadline as computed from the limit; none where the calendar does not reach so far.
    Sign {
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    RequestReturn {
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        suggested_unit: Option<UnitCode>,
    },
    ApproveReturn {},
    /// The deadline without the time for which the request was open.
    RefuseReturn {
        text: String,
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    ReportResult {
        text: String,
        photos: Vec<Photo>,
    },
    /// The grid worker who is asked; none means any of the township's.
    RequestCheck {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        checker: Option<PersonId>,
    },
    Check {
        passed: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    /// By when it is to be rated; none where the calendar does not reach so far.
    Pass {
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    /// The deadline without the time for which the result was being checked.
    Rework {
        text: String,
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    Rate(Rating),
    /// The deadline anew, a full limit from now.
    ReHandle {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    CloseWithBothViews {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    Reopen {
        text: String,
    },
    RequestExtension {
        text: String,
    },
    ApproveExtension {
        #[serde(flatten)]
        deadline: Deadline,
    },
    RefuseExtension {
        text: String,
    },
    RequestSuspension {
        text: String,
        until: Timestamp,
    },
    ApproveSuspension {},
    RefuseSuspension {
        text: String,
    },
    /// The deadline without the time for which it was suspended.
    Resume {
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    Void {
        text: String,
    },
    ForceClose {
        text: String,
    },
    Remind {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    Supervise {
        text: String,
        reply_by: Timestamp,
    },
    ReplySupervision {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    RequestVerification {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    Verify {
        found: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    ReportProgress {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    /// `unit` is whose part it was.
    FinishPart {
        unit: UnitCode,
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    WaivePart {
        unit: UnitCode,
        text: String,
    },
    /// The deadline without the time for which a return was asked that this settles.
    OpenArbitration {
        text: String,
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    /// The unit's name as it was then, and the dispatch to it where it did not have the ticket.
    RuleArbitration {
        unit: UnitCode,
        unit_name: String,
        text: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        clause: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dispatched: Option<Dispatched>,
    },
    Appeal {
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
    },
    /// One of two.
    RuleAppeal {
        granted: bool,
        text: String,
    },
    /// With their name then.
    AssignHandler {
        handler: PersonId,
        handler_name: String,
    },
    RevokeHandler {},
    /// `number` is the main ticket's; none on the device until the server has answered.
    MergeInto {
        into: TicketId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// The deadline without the time for which it was merged; a suspension that was to end meanwhile has ended.
    Unmerge {
        text: String,
        #[serde(flatten)]
        deadline: Option<Deadline>,
    },
    /// Another ticket was merged into this one. Raises no revision: the command is the other's.
    MergedIn {
        ticket: TicketId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
        followers: Vec<Follower>,
    },
    /// `township` is that of whoever joined.
    Follow {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        photos: Vec<Photo>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        township: Option<UnitCode>,
    },
    /// It was taken out again.
    TakenOut {
        ticket: TicketId,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        number: Option<String>,
    },
    /// Nobody rated it in time. Raises no revision, as nothing that the clock does.
    CloseUnrated {},
    /// The lead unit is reminded of the time.
    Warn {
        warning: Warning,
    },
    /// A deadline that could not be computed when it began.
    SetDue {
        #[serde(flatten)]
        deadline: Deadline,
    },
    /// The server holds this photo, verified. Raises no revision.
    PhotoReceived {
        sha256: PhotoHash,
    },
    /// The server refused this photo for good. Raises no revision.
    PhotoRefused {
        sha256: PhotoHash,
        code: String,
    },
}

/// A dispatch, with the names as they were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispatched {
    /// What was asked for.
    #[serde(flatten)]
    pub dispatch: Dispatch,
    /// The lead unit's name.
    pub lead_name: String,
    /// The version of the list, where one of its entries applies: `dispatch.duty`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_version: Option<String>,
    /// The time limit of that entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
}

/// A whistle as it opened the ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Opening {
    /// The whistle.
    #[serde(flatten)]
    pub whistle: Whistle,
    /// Number given by the server; none on the device before that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
    /// Which of the three kinds of ticket.
    pub ticket_kind: TicketKind,
    /// What the reporter is here for.
    pub reporter_role: Role,
    /// The item's name, where the code is on the list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_name: Option<String>,
    /// The reporter's township.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub township: Option<UnitCode>,
    /// The ground it is on, where grids tell.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<Ground>,
    /// When it was made, by the device's clock.
    pub captured_at: Timestamp,
    /// What the server doubts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
}

/// The ground that a place is on, as grids were then.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ground {
    /// Code of the grid.
    pub grid: GridCode,
    /// Its name.
    pub name: String,
    /// The township whose ground it is.
    pub township: UnitCode,
}

impl From<&Grid> for Ground {
    fn from(grid: &Grid) -> Self {
        Self { grid: grid.code.clone(), name: grid.name.clone(), township: grid.township.clone() }
    }
}

impl Change {
    /// The photos it brings, and what they show.
    pub(super) fn photos(&self) -> (&[Photo], Stage) {
        match self {
            Self::Whistle(opening) => (&opening.whistle.photos, Stage::Before),
            Self::AddNote { photos, .. }
            | Self::ReplySupervision { photos, .. }
            | Self::ReportProgress { photos, .. }
            | Self::Appeal { photos, .. } => (photos, Stage::Other),
            Self::AddPhotos { photos, stage } => (photos, *stage),
            Self::Verify { photos, .. } | Self::Follow { photos, .. } => (photos, Stage::Before),
            Self::ReportResult { photos, .. } | Self::Check { photos, .. } | Self::FinishPart { photos, .. } => {
                (photos, Stage::After)
            }
            _ => (&[], Stage::Other),
        }
    }

    /// What a person wrote with it.
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Whistle(opening) => Some(&opening.whistle.description),
            Self::AddNote { text, .. }
            | Self::Withdraw { text }
            | Self::Decline { text, .. }
            | Self::RequestReturn { text, .. }
            | Self::RefuseReturn { text, .. }
            | Self::ReportResult { text, .. }
            | Self::Rework { text, .. }
            | Self::Reopen { text }
            | Self::RequestExtension { text }
            | Self::RefuseExtension { text }
            | Self::RequestSuspension { text, .. }
            | Self::RefuseSuspension { text }
            | Self::Void { text }
            | Self::ForceClose { text }
            | Self::Supervise { text, .. }
            | Self::ReplySupervision { text, .. }
            | Self::ReportProgress { text, .. }
            | Self::FinishPart { text, .. }
            | Self::WaivePart { text, .. }
            | Self::OpenArbitration { text, .. }
            | Self::RuleArbitration { text, .. }
            | Self::Appeal { text, .. }
            | Self::RuleAppeal { text, .. }
            | Self::Unmerge { text, .. } => Some(text),
            Self::RequestCheck { text, .. }
            | Self::Check { text, .. }
            | Self::ReHandle { text, .. }
            | Self::CloseWithBothViews { text }
            | Self::Remind { text }
            | Self::RequestVerification { text }
            | Self::Verify { text, .. }
            | Self::Follow { text, .. } => text.as_deref(),
            Self::Dispatch(dispatched) => dispatched.dispatch.note.as_deref(),
            Self::Rate(rating) => rating.comment.as_deref(),
            _ => None,
        }
    }
}
