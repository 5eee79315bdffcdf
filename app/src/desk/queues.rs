//! The queues of each role, what stands in them and in which order. Nothing here draws.

use std::cmp::{Ordering, Reverse};

use domain::ticket::Turn;
use domain::{Light, Person, PersonId, Role, Status, Ticket, UnitCode, Urgency};
use jiff::Timestamp;

use crate::text::{Text, desk};

/// One queue of a desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Queue {
    /// 待受理
    Received,
    /// 待核实
    Verifying,
    /// 待派遣
    AwaitingDispatch,
    /// 退单
    Returns,
    /// 延期挂起
    Requests,
    /// 待核查
    AwaitingCheck,
    /// 不满意
    Dissatisfied,
    /// 申诉
    Appeals,
    /// 超期
    Overdue,
    /// 通报
    UnderNotice,
    /// 督办
    Supervised,
    /// 待签收
    AwaitingSignature,
    /// 处置中
    Handling,
    /// 我经办的
    Mine,
    /// 已反馈
    Reported,
    /// 配合
    Helping,
    /// 待评价
    AwaitingRating,
    /// 办理中
    UnderWay,
    /// 已结
    Ended,
    /// 全部
    All,
}

/// Whose desk it is, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Who they are.
    pub me: PersonId,
    /// What they are here for.
    pub role: Role,
    /// Where they belong.
    pub unit: UnitCode,
    /// Now.
    pub now: Timestamp,
}

impl Seat {
    /// The seat of this person.
    pub fn of(person: &Person, now: Timestamp) -> Self {
        Self { me: person.id, role: person.role, unit: person.unit.code.clone(), now }
    }

    /// Whether the ticket is theirs to move: a specialist's, where their unit leads.
    fn leads(&self, ticket: &Ticket) -> bool {
        self.role != Role::Specialist || ticket.lead.as_ref() == Some(&self.unit)
    }
}

impl Queue {
    /// The queues of a role's desk, the next work first.
    pub fn of(role: Role) -> &'static [Self] {
        match role {
            Role::Specialist => &[
                Self::AwaitingSignature,
                Self::Handling,
                Self::Mine,
                Self::Supervised,
                Self::Reported,
                Self::Helping,
                Self::Ended,
                Self::All,
            ],
            Role::Caller | Role::GridWorker | Role::ServiceTeam => {
                &[Self::AwaitingRating, Self::UnderWay, Self::Ended, Self::All]
            }
            Role::Supervisor | Role::Leader | Role::Administrator => &[
                Self::Received,
                Self::Verifying,
                Self::AwaitingDispatch,
                Self::Returns,
                Self::Requests,
                Self::AwaitingCheck,
                Self::Dissatisfied,
                Self::Appeals,
                Self::Overdue,
                Self::UnderNotice,
                Self::Supervised,
                Self::AwaitingSignature,
                Self::Handling,
                Self::AwaitingRating,
                Self::Ended,
                Self::All,
            ],
        }
    }

    /// The name in addresses.
    pub fn name(self) -> &'static str {
        match self {
            Self::Received => "received",
            Self::Verifying => "verifying",
            Self::AwaitingDispatch => "awaiting_dispatch",
            Self::Returns => "returns",
            Self::Requests => "requests",
            Self::AwaitingCheck => "awaiting_check",
            Self::Dissatisfied => "dissatisfied",
            Self::Appeals => "appeals",
            Self::Overdue => "overdue",
            Self::UnderNotice => "under_notice",
            Self::Supervised => "supervised",
            Self::AwaitingSignature => "awaiting_signature",
            Self::Handling => "handling",
            Self::Mine => "mine",
            Self::Reported => "reported",
            Self::Helping => "helping",
            Self::AwaitingRating => "awaiting_rating",
            Self::UnderWay => "under_way",
            Self::Ended => "ended",
            Self::All => "all",
        }
    }

    /// The queue of this name, where the role has it.
    pub fn parse(name: &str, role: Role) -> Option<Self> {
        Self::of(role).iter().copied().find(|queue| queue.name() == name)
    }

    /// What people call it.
    pub fn title(self) -> Text {
        match self {
            Self::Received => desk::QUEUE_RECEIVED,
            Self::Verifying => desk::QUEUE_VERIFYING,
            Self::AwaitingDispatch => desk::QUEUE_AWAITING_DISPATCH,
            Self::Returns => desk::QUEUE_RETURNS,
            Self::Requests => desk::QUEUE_REQUESTS,
            Self::AwaitingCheck => desk::QUEUE_AWAITING_CHECK,
            Self::Dissatisfied => desk::QUEUE_DISSATISFIED,
            Self::Appeals => desk::QUEUE_APPEALS,
            Self::Overdue => desk::QUEUE_OVERDUE,
            Self::UnderNotice => desk::QUEUE_UNDER_NOTICE,
            Self::Supervised => desk::QUEUE_SUPERVISED,
            Self::AwaitingSignature => desk::QUEUE_AWAITING_SIGNATURE,
            Self::Handling => desk::QUEUE_HANDLING,
            Self::Mine => desk::QUEUE_MINE,
            Self::Reported => desk::QUEUE_REPORTED,
            Self::Helping => desk::QUEUE_HELPING,
            Self::AwaitingRating => desk::QUEUE_AWAITING_RATING,
            Self::UnderWay => desk::QUEUE_UNDER_WAY,
            Self::Ended => desk::QUEUE_ENDED,
            Self::All => desk::QUEUE_ALL,
        }
    }

    /// Whether tickets of several statuses stand in it, so that each has to say its own.
    pub fn is_mixed(self) -> bool {
        use Queue::{All, Ended, Helping, Mine, Overdue, Reported, Returns, Supervised, UnderNotice, UnderWay};
        matches!(
            self,
            All | Ended | Helping | Mine | Overdue | Reported | Returns | Supervised | UnderNotice | UnderWay
        )
    }

    /// What will appear here, for when nothing does.
    pub fn when_empty(self) -> Text {
        match self {
            Self::Received => desk::EMPTY_RECEIVED,
            Self::Verifying => desk::EMPTY_VERIFYING,
            Self::AwaitingDispatch => desk::EMPTY_AWAITING_DISPATCH,
            Self::Returns => desk::EMPTY_RETURNS,
            Self::Requests => desk::EMPTY_REQUESTS,
            Self::AwaitingCheck => desk::EMPTY_AWAITING_CHECK,
            Self::Dissatisfied => desk::EMPTY_DISSATISFIED,
            Self::Appeals => desk::EMPTY_APPEALS,
            Self::Overdue => desk::EMPTY_OVERDUE,
            Self::UnderNotice => desk::EMPTY_UNDER_NOTICE,
            Self::Supervised => desk::EMPTY_SUPERVISED,
            Self::AwaitingSignature => desk::EMPTY_AWAITING_SIGNATURE,
            Self::Handling => desk::EMPTY_HANDLING,
            Self::Mine => desk::EMPTY_MINE,
            Self::Reported => desk::EMPTY_REPORTED,
            Self::Helping => desk::EMPTY_HELPING,
            Self::AwaitingRating => desk::EMPTY_AWAITING_RATING,
            Self::UnderWay => desk::EMPTY_UNDER_WAY,
            Self::Ended => desk::EMPTY_ENDED,
            Self::All => desk::EMPTY_ALL,
        }
    }

    /// Whether the ticket stands in it.
    pub fn holds(self, ticket: &Ticket, seat: &Seat) -> bool {
        let leads = seat.leads(ticket);
        let returning = ticket.pending_return.is_some();
        match (self, &ticket.status) {
            (Self::All, _) => true,
            (Self::Appeals, _) => ticket.pending_appeal().is_some(),
            (Self::Ended, status) => status.is_terminal(),
            (_, status) if status.is_terminal() => false,
            (Self::Mine, _) => ticket.handler.as_ref().is_some_and(|handler| handler.id == seat.me),
            (Self::Overdue, _) => ticket.is_late(seat.now),
            (Self::UnderNotice, _) => ticket.is_under_notice(),
            (Self::Returns, _) => returning || ticket.open_arbitration().is_some(),
            (Self::Requests, _) => ticket.pending_extension.is_some() || ticket.pending_suspension.is_some(),
            (Self::Supervised, _) => leads && ticket.supervision.is_some(),
            (Self::Helping, _) => ticket.co_responsible.contains(&seat.unit),
            (Self::UnderWay, status) => !matches!(status, Status::AwaitingRating { .. }),
            (Self::Received, Status::Received {})
            | (Self::Verifying, Status::Verifying { .. })
            | (Self::AwaitingDispatch, Status::AwaitingDispatch { .. })
            | (Self::Dissatisfied, Status::Dissatisfied { .. })
            | (Self::AwaitingCheck, Status::AwaitingCheck { .. })
            | (Self::AwaitingRating, Status::AwaitingRating { .. }) => true,
            (Self::AwaitingSignature, Status::AwaitingSignature { .. }) | (Self::Handling, Status::Handling { .. }) => {
                leads
            }
            (
                Self::Reported,
                Status::AwaitingCheck { .. } | Status::AwaitingRating { .. } | Status::Dissatisfied { .. },
            ) => leads,
            _ => false,
        }
    }

    /// Which of two tickets stands first: by due time where a clock runs, by waiting time where somebody is waited for,
    /// the newest first where there is nothing to do.
    pub fn compare(self, a: &Ticket, b: &Ticket) -> Ordering {
        let order = match self {
            Self::Handling | Self::Mine | Self::Overdue | Self::UnderNotice | Self::Helping => {
                by_due(a).cmp(&by_due(b))
            }
            Self::Supervised => by_reply(a).cmp(&by_reply(b)),
            Self::Ended | Self::All | Self::UnderWay | Self::Reported => moved_at(b).cmp(&moved_at(a)),
            _ => by_waiting(a).cmp(&by_waiting(b)),
        };
        order.then(a.id.cmp(&b.id))
    }

    /// Whether its tickets wait for somebody, rather than stand in the order in which they moved.
    pub fn waits(self) -> bool {
        !matches!(self, Self::Ended | Self::All | Self::UnderWay | Self::Reported)
    }

    /// The time of a ticket that stands in it, by which it is sorted where no clock runs.
    pub fn time(self, ticket: &Ticket) -> Timestamp {
        if self.waits() { since(ticket) } else { moved_at(ticket) }
    }
}

/// The turn that runs out on this ticket, where it is this role's business: the centre's all, a unit's to sign.
pub fn turn(ticket: &Ticket, role: Role) -> Option<Turn> {
    let concerns = match role {
        Role::Supervisor | Role::Leader | Role::Administrator => true,
        Role::Specialist => matches!(ticket.status, Status::AwaitingSignature { .. }),
        Role::GridWorker | Role::Caller | Role::ServiceTeam => false,
    };
    ticket.turn().filter(|_| concerns)
}

/// The light that somebody of this role sees on a ticket: of the turn that is theirs, else of the handling clock.
pub fn light(ticket: &Ticket, role: Role, now: Timestamp) -> Option<Light> {
    turn(ticket, role).map(|turn| turn.light(now)).or_else(|| ticket.light(now))
}

/// Since when the ticket waits for the next step.
pub fn since(ticket: &Ticket) -> Timestamp {
    let returned = ticket.pending_return.as_ref().map(|asked| asked.at);
    let extension = ticket.pending_extension.as_ref().map(|asked| asked.at);
    let suspension = ticket.pending_suspension.as_ref().map(|asked| asked.at);
    let arbitration = ticket.open_arbitration().map(|arbitration| arbitration.at);
    let appeal = ticket.pending_appeal().map(|appeal| appeal.at);
    if let Some(asked_at) = returned.or(arbitration).or(extension).or(suspension).or(appeal) {
        return asked_at;
    }
    match ticket.status {
        Status::Received {} => ticket.received_at,
        Status::Verifying { since: at }
        | Status::AwaitingDispatch { since: at }
        | Status::AwaitingSignature { dispatched_at: at }
        | Status::Handling { since: at }
        | Status::AwaitingCheck { reported_at: at }
        | Status::AwaitingRating { passed_at: at, .. }
        | Status::Dissatisfied { rated_at: at }
        | Status::Closed { closed_at: at, .. }
        | Status::Declined { declined_at: at }
        | Status::Withdrawn { withdrawn_at: at }
        | Status::Voided { voided_at: at }
        | Status::Merged { merged_at: at, .. } => at,
    }
}

fn by_due(ticket: &Ticket) -> (bool, Option<Timestamp>, Reverse<Urgency>, Timestamp) {
    (ticket.due_at.is_none(), ticket.due_at, Reverse(ticket.urgency), since(ticket))
}

fn by_reply(ticket: &Ticket) -> Option<Timestamp> {
    ticket.supervision.as_ref().map(|order| order.reply_by)
}

fn by_waiting(ticket: &Ticket) -> (Reverse<Urgency>, Timestamp) {
    (Reverse(ticket.urgency), since(ticket))
}

/// When something last happened to it.
fn moved_at(ticket: &Ticket) -> Timestamp {
    ticket.events.last().map_or(ticket.received_at, |event| event.at)
}

/// Whether the ticket answers to what was typed: number, title, description or address.
pub fn answers_to(ticket: &Ticket, typed: &str) -> bool {
    let typed = typed.trim().to_lowercase();
    let texts = [ticket.number.as_deref(), Some(&ticket.title), Some(&ticket.description), ticket.address.as_deref()];
    texts.into_iter().flatten().any(|text| text.to_lowercase().contains(&typed))
}
