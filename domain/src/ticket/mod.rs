//! One ticket: what it is, and what its events make of it. The table of transitions is in [`apply`].

mod appeal;
mod apply;
mod arbitration;
mod deadline;
mod event;
mod handler;
mod meanwhile;
mod merging;
mod news;
mod parts;
mod rest;
mod status;
mod supervision;
mod turn;
mod verification;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use appeal::{Appeal, AppealOpinion};
pub use apply::{Context, Refusal};
pub use arbitration::{Arbitration, Ruling};
pub use deadline::{Deadline, MOST_EXTENSIONS, PendingExtension, Suspension, Warning};
pub use event::{Change, Claim, Dispatched, Event, Ground, Opening};
pub use handler::Handler;
pub(crate) use merging::REPORTER;
pub use merging::{Both, Follower};
pub use parts::{PartEnd, PartWay, TicketPart};
pub use rest::{RECENT_DAYS, rested};
pub use status::{Closing, Status};
pub use supervision::{Reminder, Supervision};
pub use turn::Turn;
pub use verification::{Finding, Verification};

use crate::command::{CommandKind, Rating, Satisfaction, Urgency};
use crate::ids::{GridCode, PersonId, PhotoHash, TicketId, UnitCode};
use crate::list::Limit;
use crate::people::{Role, Scope};
use crate::photo::{Photo, Stage};
use crate::place::Place;
use crate::time::{after, seconds_between};

/// The three kinds of ticket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TicketKind {
    /// 网格件
    GridReport,
    /// 哨件
    TownshipCall,
    /// 诉求件
    PublicRequest,
}

/// What the server doubts about a whistle, without refusing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// The item code is not on the list; it is kept as the device's claim.
    UnknownItem,
    /// The device's clock was far from the server's.
    Clock,
}

/// 红黄绿灯
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Light {
    /// In time.
    Green,
    /// 80 % of the limit is used.
    Amber,
    /// Past the limit.
    Red,
}

/// A photo on a ticket.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TicketPhoto {
    /// As the device described it.
    #[serde(flatten)]
    pub photo: Photo,
    /// What it shows.
    pub stage: Stage,
    /// Who named it.
    pub by: PersonId,
    /// Whether the server holds it, verified.
    pub received: bool,
    /// Why the server refused it for good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// A request to return the ticket that waits for the supervisor.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PendingReturn {
    /// Since when; handling pauses from here.
    pub at: Timestamp,
    /// Why.
    pub text: String,
    /// The clause of the list that the unit points to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clause: Option<String>,
    /// The unit that would be right.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggested_unit: Option<UnitCode>,
}

/// A check that a grid worker is asked for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct CheckRequest {
    /// Who; none means any grid worker of the township.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub checker: Option<PersonId>,
    /// What came of it; none while it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passed: Option<bool>,
}

/// The centre's case, from intake to closing. Its JSON is the `value` of the protocol.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ticket {
    /// The device's id for it.
    pub id: TicketId,
    /// Number for people; none on the device until the server has answered.
    pub number: Option<String>,
    /// Which of the three kinds.
    pub kind: TicketKind,
    /// Where it stands.
    #[serde(flatten)]
    pub status: Status,
    /// Catalogue code.
    pub item_code: Option<String>,
    /// The item's name then; none if the code is not on the list.
    pub item_name: Option<String>,
    /// Title: the reporter's, or the item's name, or the description's beginning.
    pub title: String,
    /// The reporter's words.
    pub description: String,
    /// Where.
    pub place: Option<Place>,
    /// Where, in words.
    pub address: Option<String>,
    /// The township it belongs to: its reporter's.
    pub township: Option<UnitCode>,
    /// The township on whose ground it is, where grids tell; for the list, that is the township of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ground: Option<UnitCode>,
    /// The grid it is in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridCode>,
    /// The grid's name then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub grid_name: Option<String>,
    /// How soon.
    pub urgency: Urgency,
    /// The unit that leads.
    pub lead: Option<UnitCode>,
    /// The lead unit's name then.
    pub lead_name: Option<String>,
    /// The units that help.
    pub co_responsible: Vec<UnitCode>,
    /// The version of the list that it was dispatched under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub list_version: Option<String>,
    /// The entry of that version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duty: Option<u32>,
    /// The time limit of that entry.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// When handling is due; none before it is signed, and where the calendar does not reach so far.
    pub due_at: Option<Timestamp>,
    /// When the handling clock started.
    pub due_from: Option<Timestamp>,
    /// When its light turns amber.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amber_at: Option<Timestamp>,
    /// When it comes under a notice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub notice_at: Option<Timestamp>,
    /// The version of the working calendar that `due_at` was computed by.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<u32>,
    /// Of what the lead unit has been reminded by the clock, since it was set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub warned: Option<Warning>,
    /// An extension that waits for a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_extension: Option<PendingExtension>,
    /// How many were granted since the clock started.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub extensions: u32,
    /// A suspension that waits for a decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending_suspension: Option<Suspension>,
    /// The suspension that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspension: Option<Suspension>,
    /// Rises by one with each accepted command, from 1.
    pub revision: u64,
    /// Who whistled.
    pub reported_by: PersonId,
    /// Their name then.
    pub reporter_name: String,
    /// What they are here for.
    pub reporter_role: Role,
    /// Whom to ask.
    pub contact: Option<String>,
    /// When the whistle was made, by the device's clock.
    pub captured_at: Timestamp,
    /// When the server took it in.
    pub received_at: Timestamp,
    /// What the server doubts.
    pub flags: Vec<Flag>,
    /// Its photos, in the order they were named.
    pub photos: Vec<TicketPhoto>,
    /// A return that waits for a decision.
    pub pending_return: Option<PendingReturn>,
    /// Units that have asked to return it, once each.
    pub returned_by: Vec<UnitCode>,
    /// The check that was asked for, while the ticket awaits it.
    pub check: Option<CheckRequest>,
    /// Failed checks.
    pub rework_count: u32,
    /// The latest rating.
    pub rating: Option<Rating>,
    /// The reminder that stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
    /// The supervision order that waits for a reply.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub supervision: Option<Supervision>,
    /// The verification that was asked for last, with what was found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verification: Option<Verification>,
    /// What units that help have to do, where the dispatch says so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<TicketPart>,
    /// The arbitration about whose it is, open or ruled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arbitration: Option<Arbitration>,
    /// Who of the lead unit has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<Handler>,
    /// The unit's appeal against its being counted as late.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal: Option<Appeal>,
    /// Whether figures leave out that it was late: its appeal was granted.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub exempt: bool,
    /// Who found the same thing: reporters of tickets that were merged into this one, and whoever joined it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub followers: Vec<Follower>,
    /// All that happened, in order.
    pub events: Vec<Event>,
}

impl Ticket {
    /// The ticket that these events make; none if they don't begin with a whistle.
    pub fn replay(id: TicketId, events: &[Event]) -> Option<Self> {
        let (first, rest) = events.split_first()?;
        let mut ticket = Self::opened(id, first)?;
        ticket.absorb(rest);
        Some(ticket)
    }

    /// The ticket that an opening event makes.
    pub fn opened(id: TicketId, event: &Event) -> Option<Self> {
        let Change::Whistle(opening) = &event.change else { return None };
        let (whistle, ground) = (&opening.whistle, opening.ground.as_ref());
        let title = whistle.title.clone().or_else(|| opening.item_name.clone());
        let mut ticket = Self {
            id,
            number: opening.number.clone(),
            kind: opening.ticket_kind,
            status: Status::Received {},
            item_code: whistle.item_code.clone(),
            item_name: opening.item_name.clone(),
            title: title.unwrap_or_else(|| beginning(&whistle.description)),
            description: whistle.description.clone(),
            place: whistle.place.clone(),
            address: whistle.address.clone(),
            township: opening.township.clone(),
            ground: ground.map(|ground| ground.township.clone()),
            grid: ground.map(|ground| ground.grid.clone()),
            grid_name: ground.map(|ground| ground.name.clone()),
            urgency: whistle.urgency,
            lead: None,
            lead_name: None,
            list_version: None,
            duty: None,
            limit: None,
            co_responsible: Vec::new(),
            due_at: None,
            due_from: None,
            amber_at: None,
            notice_at: None,
            calendar: None,
            warned: None,
            pending_extension: None,
            extensions: 0,
            pending_suspension: None,
            suspension: None,
            revision: 0,
            reported_by: event.by,
            reporter_name: event.by_name.clone(),
            reporter_role: opening.reporter_role,
            contact: whistle.contact.clone(),
            captured_at: opening.captured_at,
            received_at: event.at,
            flags: opening.flags.clone(),
            photos: Vec::new(),
            pending_return: None,
            returned_by: Vec::new(),
            check: None,
            rework_count: 0,
            rating: None,
            reminder: None,
            supervision: None,
            verification: None,
            parts: Vec::new(),
            arbitration: None,
            handler: None,
            appeal: None,
            exempt: false,
            followers: Vec::new(),
            events: Vec::new(),
        };
        ticket.absorb(std::slice::from_ref(event));
        Some(ticket)
    }

    /// Takes in what happened.
    pub fn absorb(&mut self, events: &[Event]) {
        for event in events {
            self.take(event);
            self.events.push(event.clone());
        }
    }

    fn take(&mut self, event: &Event) {
        let at = event.at;
        if event.raises_revision() {
            self.revision += 1;
        }
        if event.claim.is_some_and(|claim| claim.is_doubtful(at)) && !self.flags.contains(&Flag::Clock) {
            self.flags.push(Flag::Clock);
        }
        let (photos, stage) = event.change.photos();
        for photo in photos {
            self.name_photo(photo, stage, event.by);
        }
        let stood_at = self.status.stage();
        match &event.change {
            Change::Whistle(_) | Change::AddNote { .. } | Change::AddPhotos { .. } => {}
            Change::Withdraw { .. } => self.status = Status::Withdrawn { withdrawn_at: at },
            Change::Accept { item_code, item_name, urgency } => {
                if item_code.is_some() {
                    self.item_code.clone_from(item_code);
                    self.item_name.clone_from(item_name);
                    self.flags.retain(|flag| *flag != Flag::UnknownItem);
                }
                self.urgency = urgency.unwrap_or(self.urgency);
                self.status = Status::AwaitingDispatch { since: at };
            }
            Change::Decline { .. } => self.status = Status::Declined { declined_at: at },
            Change::Dispatch(dispatched) => self.send(at, dispatched),
            Change::Sign { deadline } => {
                self.start_clock(at, *deadline);
                self.status = Status::Handling { since: at };
            }
            Change::RequestReturn { text, clause, suggested_unit } => {
                self.returned_by.extend(self.lead.clone());
                self.pending_return = Some(PendingReturn {
                    at,
                    text: text.clone(),
                    clause: clause.clone(),
                    suggested_unit: suggested_unit.clone(),
                });
            }
            Change::ApproveReturn {} => self.back_to_dispatch(at),
            Change::RefuseReturn { deadline, .. } => {
                self.pending_return = None;
                self.go_on(*deadline);
            }
            Change::ReportResult { .. } => {
                self.check = None;
                self.pending_extension = None;
                self.pending_suspension = None;
                self.status = Status::AwaitingCheck { reported_at: at };
            }
            Change::RequestCheck { checker, .. } => self.check = Some(CheckRequest { checker: *checker, passed: None }),
            Change::Check { passed, .. } => {
                if let Some(check) = &mut self.check {
                    check.passed = Some(*passed);
                }
            }
            Change::Pass { deadline } => {
                self.check = None;
                let closes_at = deadline.map(|deadline| deadline.due_at);
                self.status = Status::AwaitingRating { passed_at: at, closes_at };
            }
            Change::Rework { deadline, .. } => {
                self.check = None;
                self.rework_count += 1;
                self.go_on(*deadline);
                self.status = Status::Handling { since: at };
            }
            Change::Rate(rating) => {
                self.rating = Some(rating.clone());
                self.status = match rating.satisfaction {
                    Satisfaction::Dissatisfied => Status::Dissatisfied { rated_at: at },
                    content => Status::Closed { closed_at: at, closing: Closing::Rated(content) },
                };
            }
            Change::ReHandle { deadline, .. } => {
                self.start_clock(at, *deadline);
                self.status = Status::Handling { since: at };
            }
            Change::CloseWithBothViews { .. } => {
                self.status = Status::Closed { closed_at: at, closing: Closing::BothViews };
            }
            Change::Reopen { .. } => self.back_to_dispatch(at),
            Change::RequestExtension { text } => {
                self.pending_extension = Some(PendingExtension { at, text: text.clone() });
            }
            Change::ApproveExtension { deadline } => {
                self.pending_extension = None;
                self.extensions += 1;
                self.set_deadline(Some(*deadline));
            }
            Change::RefuseExtension { .. } => self.pending_extension = None,
            Change::RequestSuspension { text, until } => {
                self.pending_suspension = Some(Suspension { at, until: *until, text: text.clone() });
            }
            Change::ApproveSuspension {} => {
                self.suspension = self.pending_suspension.take().map(|asked| Suspension { at, ..asked });
            }
            Change::RefuseSuspension { .. } => self.pending_suspension = None,
            Change::Resume { deadline } => {
                self.suspension = None;
                self.go_on(*deadline);
            }
            Change::CloseUnrated {} => {
                self.status = Status::Closed { closed_at: at, closing: Closing::Unrated };
            }
            Change::Warn { warning } => self.warned = Some(*warning),
            Change::SetDue { deadline } => match &mut self.status {
                Status::AwaitingRating { closes_at, .. } => *closes_at = Some(deadline.due_at),
                _ => self.set_deadline(Some(*deadline)),
            },
            Change::Void { .. } => self.end(Status::Voided { voided_at: at }),
            Change::ForceClose { .. } => self.end(Status::Closed { closed_at: at, closing: Closing::Forced }),
            Change::PhotoReceived { sha256 } => self.photos_named(sha256, event.by, |photo| {
                photo.received = true;
                photo.refused = None;
            }),
            Change::Remind { text } => {
                let times = self.reminder.as_ref().map_or(1, |reminder| reminder.times.saturating_add(1));
                self.reminder = Some(Reminder { at, by_name: event.by_name.clone(), text: text.clone(), times });
            }
            Change::Supervise { text, reply_by } => {
                self.supervision = Some(Supervision { at, text: text.clone(), reply_by: *reply_by });
            }
            Change::ReplySupervision { .. } => self.supervision = None,
            // The unit has answered.
            Change::ReportProgress { .. } => self.reminder = None,
            Change::FinishPart { unit, .. } => self.end_part(unit, PartWay::Finished, at, &event.by_name),
            Change::WaivePart { unit, .. } => self.end_part(unit, PartWay::Waived, at, &event.by_name),
            Change::OpenArbitration { text, deadline } => {
                self.pending_return = None;
                self.go_on(*deadline);
                self.arbitration = Some(Arbitration { at, by: event.by, text: text.clone(), ruling: None });
            }
            Change::RuleArbitration { unit, unit_name, text, clause, dispatched } => {
                let ruling = Ruling {
                    at,
                    by_name: event.by_name.clone(),
                    unit: unit.clone(),
                    unit_name: unit_name.clone(),
                    text: text.clone(),
                    clause: clause.clone(),
                };
                self.take_ruling(ruling, dispatched.as_ref());
            }
            Change::AssignHandler { handler, handler_name } => {
                self.handler = Some(Handler { id: *handler, name: handler_name.clone() });
            }
            Change::RevokeHandler {} => self.revoke_handler(),
            Change::Appeal { text, .. } => {
                self.appeal = Some(Appeal { at, text: text.clone(), opinions: Vec::new() });
            }
            Change::RuleAppeal { granted, text } => {
                let (by, by_name) = (event.by, event.by_name.clone());
                self.take_opinion(AppealOpinion { at, by, by_name, granted: *granted, text: text.clone() });
            }
            Change::RequestVerification { text } => {
                self.verification = Some(Verification { at, text: text.clone(), finding: None });
                self.status = Status::Verifying { since: at };
            }
            Change::Verify { found, text, .. } => {
                let finding = Finding { at, by_name: event.by_name.clone(), found: *found, text: text.clone() };
                if let Some(verification) = &mut self.verification {
                    verification.finding = Some(finding);
                }
                self.status = Status::Received {};
            }
            Change::PhotoRefused { sha256, code } => {
                self.photos_named(sha256, event.by, |photo| photo.refused = Some(code.clone()));
            }
            // Merging puts aside what is asked as it stands, and taking out brings it back.
            Change::MergeInto { into, number } => return self.merge(at, *into, number.clone()),
            Change::Unmerge { deadline, .. } => return self.take_out(at, *deadline),
            Change::MergedIn { followers, .. } => self.followers.extend(followers.iter().cloned()),
            Change::TakenOut { ticket, .. } => self.followers.retain(|follower| follower.ticket != Some(*ticket)),
            Change::Follow { township, .. } => self.follow(event.by, township.clone()),
        }
        if self.status.stage() != stood_at {
            self.reminder = None;
        }
        if self.status.is_terminal() {
            self.supervision = None;
            self.arbitration.take_if(|arbitration| arbitration.ruling.is_none());
        }
    }

    /// The township of the place, as the list means it.
    pub fn township_of_place(&self) -> Option<&UnitCode> {
        self.ground.as_ref().or(self.township.as_ref())
    }

    fn send(&mut self, at: Timestamp, dispatched: &Dispatched) {
        self.lead = Some(dispatched.dispatch.lead.clone());
        self.lead_name = Some(dispatched.lead_name.clone());
        self.list_version.clone_from(&dispatched.list_version);
        self.duty = dispatched.dispatch.duty;
        self.limit = dispatched.limit;
        self.co_responsible.clone_from(&dispatched.dispatch.co_responsible);
        let parts = dispatched.dispatch.parts.iter().cloned();
        self.parts = parts.map(|part| TicketPart { part, end: None }).collect();
        self.handler = None;
        self.status = Status::AwaitingSignature { dispatched_at: at };
    }

    fn back_to_dispatch(&mut self, at: Timestamp) {
        self.pending_return = None;
        self.check = None;
        self.lead = None;
        self.lead_name = None;
        self.list_version = None;
        self.duty = None;
        self.limit = None;
        self.co_responsible.clear();
        self.parts.clear();
        self.handler = None;
        self.appeal = None;
        self.exempt = false;
        self.stop_clock();
        self.status = Status::AwaitingDispatch { since: at };
    }

    /// Ends it wherever it stands, with what is still asked on it.
    fn end(&mut self, status: Status) {
        self.pending_return = None;
        self.pending_extension = None;
        self.pending_suspension = None;
        self.suspension = None;
        self.check = None;
        self.status = status;
    }

    fn name_photo(&mut self, photo: &Photo, stage: Stage, by: PersonId) {
        if self.photos.iter().all(|known| known.photo.sha256 != photo.sha256 || known.by != by) {
            self.photos.push(TicketPhoto { photo: photo.clone(), stage, by, received: false, refused: None });
        }
    }

    fn photos_named(&mut self, sha256: &PhotoHash, by: PersonId, change: impl Fn(&mut TicketPhoto)) {
        self.photos.iter_mut().filter(|photo| photo.photo.sha256 == *sha256 && photo.by == by).for_each(change);
    }

    /// The sets of people's tickets that this one is in.
    pub fn scopes(&self) -> Vec<Scope> {
        let mut scopes = self.scopes_of_its_own();
        scopes.extend(self.followers.iter().flat_map(Follower::scopes));
        scopes.sort();
        scopes.dedup();
        scopes
    }

    /// Those without its followers'.
    fn scopes_of_its_own(&self) -> Vec<Scope> {
        let mut scopes = vec![Scope::All, Scope::Person(self.reported_by)];
        scopes.extend(self.township.iter().chain(&self.lead).chain(&self.co_responsible).cloned().map(Scope::Unit));
        match &self.check {
            Some(CheckRequest { checker: Some(person), .. }) => scopes.push(Scope::Person(*person)),
            Some(CheckRequest { checker: None, .. }) => scopes.extend(self.township.clone().map(Scope::Grid)),
            None => {}
        }
        scopes.extend(self.verifying_township().cloned().map(Scope::Grid));
        scopes
    }

    /// The light at this moment; none before the handling clock starts and after handling has ended.
    pub fn light(&self, now: Timestamp) -> Option<Light> {
        let (from, due) = (self.due_from?, self.due_at?);
        let until = match &self.status {
            Status::Handling { .. } => self.paused_since().unwrap_or(now),
            Status::AwaitingCheck { reported_at } => *reported_at,
            _ => return None,
        };
        // Deadlines of before there was a calendar ran through nights and holidays.
        let amber_at = self.amber_at.unwrap_or_else(|| after(from, seconds_between(from, due) * 4 / 5));
        Some(if until > due {
            Light::Red
        } else if until >= amber_at {
            Light::Amber
        } else {
            Light::Green
        })
    }

    /// Whether a ticket whose status has this name may have a light.
    pub fn may_have_light(status: &str) -> bool {
        matches!(status, "handling" | "awaiting_check")
    }

    /// Who took this step last, for telling the second person who did.
    pub fn last_by(&self, kind: CommandKind) -> Option<&Event> {
        self.events.iter().rev().find(|event| event.change.command_kind() == Some(kind))
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(count: &u32) -> bool {
    *count == 0
}

/// The first words of a description: a title where there is no better.
fn beginning(description: &str) -> String {
    const TITLE_CHARACTERS: usize = 24;
    let line = description.lines().next().unwrap_or_default();
    let mut title: String = line.chars().take(TITLE_CHARACTERS).collect();
    if line.chars().count() > TITLE_CHARACTERS {
        title.push('…');
    }
    title
}
