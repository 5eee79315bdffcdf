//! 今日要点: what somebody should know today of the tickets that they see. One rule for every role, applied on their own
//! device.

use std::cmp::Reverse;

use jiff::Timestamp;

use crate::command::CommandKind;
use crate::ids::TicketId;
use crate::people::{Person, Role};
use crate::ticket::{Context, Status, Ticket};
use crate::time::after;

/// Seconds that a day has, before and after now.
const DAY: i64 = 24 * 3600;

/// Steps of a ticket's own way: where one of them is somebody's to take, it waits for them.
const AWAITED: [CommandKind; 16] = [
    CommandKind::ApproveReturn,
    CommandKind::RuleArbitration,
    CommandKind::ApproveExtension,
    CommandKind::ApproveSuspension,
    CommandKind::ReplySupervision,
    CommandKind::Accept,
    CommandKind::Verify,
    CommandKind::Dispatch,
    CommandKind::Sign,
    CommandKind::FinishPart,
    CommandKind::ReportResult,
    CommandKind::Check,
    CommandKind::Pass,
    CommandKind::Rate,
    CommandKind::ReHandle,
    CommandKind::RuleAppeal,
];

/// The tickets that somebody should know of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// What waits for them, the longest there first.
    pub waiting: Vec<TicketId>,
    /// What is due within 24 hours, the soonest first.
    pub due_soon: Vec<TicketId>,
    /// What is open and late, the longest first.
    pub overdue: Vec<TicketId>,
    /// What others did within 24 hours that is news to them, the newest first.
    pub changed: Vec<TicketId>,
}

impl Digest {
    /// The digest of these tickets, for whom the context names.
    pub fn of<'a>(tickets: impl IntoIterator<Item = &'a Ticket>, context: Context<'_>) -> Self {
        let (me, now) = (context.actor, context.now);
        let (mut waiting, mut due_soon, mut overdue, mut changed) = (vec![], vec![], vec![], vec![]);
        for ticket in tickets {
            if waits_for(ticket, context) {
                waiting.push((ticket.received_at, ticket.id));
            }
            if concerns(ticket, me) && !ticket.status.is_terminal() {
                if ticket.is_late(now) {
                    overdue.push((ticket.due_at, ticket.id));
                } else if let Some(due_at) = running_until(ticket).filter(|due_at| *due_at <= after(now, DAY)) {
                    due_soon.push((due_at, ticket.id));
                }
            }
            let is_recent_news = |at: Timestamp| at > after(now, -DAY) && at <= now;
            let news = ticket.events.iter().filter(|event| is_recent_news(event.at) && ticket.is_news(event, me));
            changed.extend(news.map(|event| event.at).max().map(|at| (Reverse(at), ticket.id)));
        }
        Self {
            waiting: sorted(waiting),
            due_soon: sorted(due_soon),
            overdue: sorted(overdue),
            changed: sorted(changed),
        }
    }
}

fn sorted<K: Ord>(mut tickets: Vec<(K, TicketId)>) -> Vec<TicketId> {
    tickets.sort_unstable();
    tickets.into_iter().map(|(_, id)| id).collect()
}

/// Whether one of the ticket's own next steps is theirs to take.
fn waits_for(ticket: &Ticket, context: Context<'_>) -> bool {
    // Somebody of their unit has it in hand.
    let is_others = ticket.handler.as_ref().is_some_and(|handler| handler.id != context.actor.id);
    // A result waits for the check that was asked for, and only then for the centre.
    let is_checked = ticket.check.as_ref().is_none_or(|check| check.passed.is_some());
    AWAITED.into_iter().any(|kind| match kind {
        CommandKind::ReportResult if is_others => false,
        CommandKind::Pass if !is_checked => false,
        // What is being verified waits for that first, though it need not.
        CommandKind::Accept if matches!(ticket.status, Status::Verifying { .. }) => false,
        kind => ticket.admits(kind, context).is_ok(),
    })
}

/// Whether its time limit is their business: the centre's always, a unit's where it leads, a township's where it
/// called, and that of whoever reported or follows it.
fn concerns(ticket: &Ticket, person: &Person) -> bool {
    match person.role {
        Role::Supervisor | Role::Leader | Role::Administrator => true,
        Role::Specialist => ticket.lead.as_ref() == Some(&person.unit.code),
        Role::Caller => ticket.township.as_ref() == Some(&person.unit.code),
        Role::GridWorker | Role::ServiceTeam => ticket.reported_by == person.id || ticket.is_followed_by(person.id),
    }
}

/// When the handling clock runs out, while it runs.
fn running_until(ticket: &Ticket) -> Option<Timestamp> {
    let runs = matches!(ticket.status, Status::Handling { .. }) && ticket.paused_since().is_none();
    ticket.due_at.filter(|_| runs)
}
