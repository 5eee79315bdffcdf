//! Figures that cannot be gamed: late stays late unless two reviewers exempt it, which counts apart; declined, withdrawn,
//! voided and merged tickets do not count, what was closed by force counts apart, and every rate carries its sample.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::ids::UnitCode;
use crate::ticket::{Change, Closing, Status, Ticket};
use crate::time::local;

/// A share with the sample it is drawn from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rate {
    /// How many met it.
    pub met: usize,
    /// Out of how many.
    pub of: usize,
}

impl Rate {
    /// In percent; none where there is no sample.
    pub fn percent(self) -> Option<f64> {
        (self.of > 0).then(|| self.met as f64 * 100.0 / self.of as f64)
    }
}

/// How one unit stands with the tickets that it leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitFigures {
    /// The unit's code.
    pub code: UnitCode,
    /// Its name, as dispatched.
    pub name: String,
    /// Tickets not ended.
    pub open: usize,
    /// Of these, late.
    pub overdue: usize,
    /// Tickets closed.
    pub closed: usize,
    /// See [`Figures::on_time`].
    pub on_time: Rate,
}

/// The figures of one day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Tickets taken in on the day.
    pub received_today: usize,
    /// Tickets closed on the day.
    pub closed_today: usize,
    /// Tickets ever closed by force; they count nowhere else.
    pub forced: usize,
    /// Closed tickets that were late and do not count so: their units' appeals were granted.
    pub exempt: usize,
    /// Open tickets by status name, in the order of a ticket's life; statuses without tickets included.
    pub open: Vec<(&'static str, usize)>,
    /// Open tickets that are late.
    pub overdue: usize,
    /// Closed on time ÷ (closed + open and overdue).
    pub on_time: Rate,
    /// Units that lead tickets, the most overdue first.
    pub units: Vec<UnitFigures>,
}

impl Figures {
    /// All open tickets.
    pub fn open_total(&self) -> usize {
        self.open.iter().map(|(_, count)| count).sum()
    }

    /// The figures of the local day that `now` is in.
    pub fn of<'a>(tickets: impl IntoIterator<Item = &'a Ticket>, now: Timestamp) -> Self {
        let today = local(now).date();
        let mut figures =
            Self { open: Status::NAMES.into_iter().take(8).map(|name| (name, 0)).collect(), ..Self::default() };
        let mut units: BTreeMap<UnitCode, UnitFigures> = BTreeMap::new();
        for ticket in tickets {
            if local(ticket.received_at).date() == today {
                figures.received_today += 1;
            }
            let closed = match ticket.status {
                Status::Closed { closing: Closing::Forced, .. } => {
                    figures.forced += 1;
                    continue;
                }
                Status::Closed { closed_at, .. } => {
                    figures.closed_today += usize::from(local(closed_at).date() == today);
                    true
                }
                Status::Declined { .. } | Status::Withdrawn { .. } | Status::Voided { .. } | Status::Merged { .. } => {
                    continue;
                }
                _ => false,
            };
            let late = ticket.counts_as_late(now);
            figures.exempt += usize::from(ticket.exempt);
            if let Some((_, count)) = figures.open.iter_mut().find(|(name, _)| *name == ticket.status.name()) {
                *count += 1;
            }
            figures.overdue += usize::from(late && !closed);
            figures.on_time.count(closed, late);
            if let Some(lead) = &ticket.lead {
                let unit = units.entry(lead.clone()).or_insert_with(|| UnitFigures::new(lead, ticket));
                unit.open += usize::from(!closed);
                unit.overdue += usize::from(late && !closed);
                unit.closed += usize::from(closed);
                unit.on_time.count(closed, late);
            }
        }
        figures.units = units.into_values().collect();
        figures.units.sort_by_key(|unit| (Reverse(unit.overdue), Reverse(unit.open)));
        figures
    }
}

impl Rate {
    fn count(&mut self, closed: bool, late: bool) {
        self.met += usize::from(closed && !late);
        self.of += usize::from(closed || late);
    }
}

impl UnitFigures {
    fn new(code: &UnitCode, ticket: &Ticket) -> Self {
        let name = ticket.lead_name.clone().unwrap_or_else(|| code.to_string());
        Self { code: code.clone(), name, open: 0, overdue: 0, closed: 0, on_time: Rate::default() }
    }
}

impl Ticket {
    /// Whether the unit that leads it has ever been past its due time: once late, a ticket stays late until another
    /// dispatch starts it anew.
    pub fn is_late(&self, now: Timestamp) -> bool {
        let (mut due, mut late) = (None, false);
        for event in &self.events {
            match &event.change {
                Change::Dispatch(_) | Change::RuleArbitration { dispatched: Some(_), .. } => {
                    (due, late) = (None, false);
                }
                Change::Sign { deadline } | Change::ReHandle { deadline, .. } => due = deadline.map(|it| it.due_at),
                Change::RefuseReturn { deadline, .. }
                | Change::Rework { deadline, .. }
                | Change::Resume { deadline }
                | Change::OpenArbitration { deadline, .. }
                | Change::Unmerge { deadline, .. } => due = deadline.map(|it| it.due_at).or(due),
                Change::ApproveExtension { deadline } | Change::SetDue { deadline } => due = Some(deadline.due_at),
                Change::ReportResult { .. } | Change::RequestReturn { .. } | Change::ApproveSuspension {} => {
                    late |= due.is_some_and(|due| event.at > due);
                }
                _ => {}
            }
        }
        let running = matches!(self.status, Status::Handling { .. }) && self.paused_since().is_none();
        late || running && due.is_some_and(|due| now > due)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::{Command, Dispatch, Rating, Satisfaction, Urgency, Whistle};
    use crate::directory::Directory;
    use crate::ids::{PersonId, TicketId};
    use crate::people::{Person, Role, Unit, UnitKind};
    use crate::ticket::Context;
    use crate::time::after;
    use uuid::Uuid;

    const HOUR: i64 = 3600;

    fn start() -> Timestamp {
        "2026-11-23T09:00:00+08:00".parse().unwrap()
    }

    fn unit(code: &str, kind: UnitKind) -> Unit {
        Unit::new(Uuid::nil(), code.into(), &format!("单位{code}"), kind)
    }

    fn person(role: Role) -> Person {
        let unit = match role {
            Role::Specialist => unit("D03", UnitKind::Department),
            Role::Supervisor => unit("C00", UnitKind::Centre),
            _ => unit("T07", UnitKind::Township),
        };
        Person { id: PersonId(Uuid::from_u128(role as u128 + 1)), username: "x".into(), name: "某".into(), role, unit }
    }

    /// A ticket whistled at nine and led through the steps, each at its hour after that.
    fn ticket(steps: &[(i64, Role, Command)]) -> Ticket {
        let directory = Directory::new([unit("D03", UnitKind::Department)], []);
        let whistle = Whistle {
            description: "井盖破损".into(),
            item_code: None,
            title: None,
            place: None,
            grid: None,
            address: None,
            urgency: Urgency::default(),
            photos: Vec::new(),
            contact: None,
        };
        let caller = person(Role::Caller);
        let context = Context { actor: &caller, now: start(), directory: &directory };
        let mut ticket = Ticket::open(TicketId(Uuid::nil()), &whistle, start(), None, context).unwrap();
        for (hour, role, command) in steps {
            let context = Context { actor: &person(*role), now: after(start(), hour * HOUR), directory: &directory };
            let events = ticket.apply(command, context).unwrap();
            ticket.absorb(&events);
        }
        ticket
    }

    /// Signed at ten, so that it is due at sixteen: nobody works from twelve to fourteen.
    fn signed() -> Vec<(i64, Role, Command)> {
        let dispatch = Dispatch::to("D03".into());
        vec![
            (0, Role::Supervisor, Command::Accept { item_code: None, urgency: None }),
            (0, Role::Supervisor, Command::Dispatch(dispatch)),
            (1, Role::Specialist, Command::Sign {}),
        ]
    }

    fn closed(reported_at: i64) -> Ticket {
        let rating =
            Rating { response: 5, quality: 5, result: 5, satisfaction: Satisfaction::Satisfied, comment: None };
        let mut steps = signed();
        steps.extend([
            (reported_at, Role::Specialist, Command::ReportResult { text: "已修复".into(), photos: Vec::new() }),
            (reported_at, Role::Supervisor, Command::Pass {}),
            (reported_at, Role::Caller, Command::Rate(rating)),
        ]);
        ticket(&steps)
    }

    #[test]
    fn on_time_is_closed_on_time_out_of_closed_and_open_overdue() {
        let tickets = [closed(3), closed(9), ticket(&signed()), ticket(&[])];
        let figures = Figures::of(&tickets, after(start(), 10 * HOUR));
        assert_eq!(figures.on_time, Rate { met: 1, of: 3 });
        assert_eq!((figures.overdue, figures.open_total()), (1, 2));
        assert_eq!((figures.received_today, figures.closed_today), (4, 2));
    }

    #[test]
    fn an_open_ticket_within_its_limit_changes_no_rate() {
        let figures = Figures::of(&[ticket(&signed())], after(start(), 2 * HOUR));
        assert_eq!(figures.on_time.percent(), None);
        assert_eq!(figures.units[0].on_time, Rate::default());
    }

    #[test]
    fn asking_for_a_return_after_the_limit_does_not_undo_lateness() {
        let mut steps = signed();
        steps.push((
            8,
            Role::Specialist,
            Command::RequestReturn { reason: "不属本局".into(), clause: None, suggested_unit: None },
        ));
        assert!(ticket(&steps).is_late(after(start(), 9 * HOUR)));
    }

    #[test]
    fn withdrawn_tickets_do_not_count() {
        let withdrawn = ticket(&[(0, Role::Caller, Command::Withdraw { reason: "误报".into() })]);
        let figures = Figures::of(&[withdrawn], start());
        assert_eq!((figures.open_total(), figures.on_time.of), (0, 0));
    }

    #[test]
    fn a_ticket_that_was_merged_counts_only_by_its_main_ticket_and_again_once_it_is_taken_out() {
        let merge = Command::MergeInto { into: TicketId(Uuid::from_u128(2)) };
        let mut steps = signed();
        steps.push((2, Role::Supervisor, merge));
        let figures = Figures::of(&[ticket(&steps), closed(3)], after(start(), 90 * HOUR));
        assert_eq!((figures.open_total(), figures.overdue, figures.on_time), (0, 0, Rate { met: 1, of: 1 }));
        assert_eq!(figures.units[0].open, 0);

        // Two of its four hours were left at eleven the day before.
        steps.push((25, Role::Supervisor, Command::Unmerge { reason: "不是同一件".into() }));
        let taken_out = ticket(&steps);
        assert_eq!(taken_out.due_at, Some("2026-11-24T15:00:00+08:00".parse().unwrap()));
        assert_eq!(
            (taken_out.is_late(after(start(), 29 * HOUR)), taken_out.is_late(after(start(), 31 * HOUR))),
            (false, true)
        );
    }

    #[test]
    fn voided_tickets_do_not_count_and_forced_closings_count_apart() {
        let ended = |role, command| {
            let mut steps = signed();
            steps.push((9, role, command));
            ticket(&steps)
        };
        let voided = ended(Role::Supervisor, Command::Void { reason: "重复建单".into() });
        let forced = ended(Role::Leader, Command::ForceClose { reason: "工程已并入改造".into() });
        let figures = Figures::of(&[voided, forced, closed(3)], after(start(), 10 * HOUR));
        assert_eq!((figures.forced, figures.closed_today, figures.open_total()), (1, 1, 0));
        assert_eq!(figures.on_time, Rate { met: 1, of: 1 });
        assert_eq!((figures.units.len(), figures.units[0].closed), (1, 1));
    }

    #[test]
    fn what_is_exempt_does_not_count_as_late_and_counts_apart() {
        let exempt = Ticket { exempt: true, ..closed(9) };
        let figures = Figures::of(&[exempt, closed(9), closed(3)], after(start(), 10 * HOUR));
        assert_eq!((figures.exempt, figures.on_time), (1, Rate { met: 2, of: 3 }));
        assert_eq!(figures.units[0].on_time, Rate { met: 2, of: 3 });
    }

    #[test]
    fn a_day_begins_at_midnight_in_rongcheng() {
        let next_day: Timestamp = "2026-11-24T00:30:00+08:00".parse().unwrap();
        assert_eq!(Figures::of(&[ticket(&[])], next_day).received_today, 0);
    }
}
