//! What follows from a ticket's events.

use std::collections::BTreeMap;
use std::mem;

use jiff::Timestamp;

use super::{Book, Cause, Entry, Points, Rater, Reason, Rule, Rules};
use crate::ids::{TicketId, UnitCode};
use crate::ticket::{Change, Event, Supervision, Ticket, Turn, Warning};

/// The ledger's entries that follow from a ticket's events, in their order. Each follows from what had happened by then,
/// whatever comes after, so that it never matters how many events came at once.
pub fn entries(id: TicketId, events: &[Event], book: &Book) -> Vec<Entry> {
    let Some((first, rest)) = events.split_first() else { return Vec::new() };
    let Some(ticket) = Ticket::opened(id, first) else { return Vec::new() };
    let mut account = Account {
        book,
        ticket,
        ordered: false,
        verdict: None,
        has_reported: false,
        net: BTreeMap::new(),
        aside: BTreeMap::new(),
        entries: Vec::new(),
    };
    for (position, event) in (1..).zip(rest) {
        account.take(position, event);
    }
    account.entries
}

/// What the entries of each unit by each rule of the centre's part add up to.
type Net = BTreeMap<(UnitCode, Rule), Points>;

/// A ticket as far as it has been read, and what has been entered.
struct Account<'a> {
    book: &'a Book,
    ticket: Ticket,
    /// Whether an order that waits was given to the unit that leads.
    ordered: bool,
    /// Whether the present dispatch has been handled in time or late.
    verdict: Option<Verdict>,
    /// Whether a result was reported since that dispatch.
    has_reported: bool,
    net: Net,
    /// What was taken back when it was merged.
    aside: Net,
    entries: Vec<Entry>,
}

#[derive(Clone, Copy)]
struct Verdict {
    is_late: bool,
    points: Points,
}

/// Where an entry comes from, and whose it is.
#[derive(Clone, Copy)]
struct Place<'a> {
    position: u32,
    at: Timestamp,
    unit: &'a UnitCode,
}

impl Account<'_> {
    fn take(&mut self, position: u32, event: &Event) {
        let at = event.at;
        let (lead, turn, was_exempt) = (self.ticket.lead.clone(), self.ticket.turn(), self.ticket.exempt);
        let order = self.ticket.supervision.clone();
        self.ticket.absorb(std::slice::from_ref(event));
        if let Some(unit) = &lead {
            let place = Place { position, at, unit };
            self.of_the_lead(place, event, turn);
            self.of_the_order(place, event, order);
            if self.ticket.exempt && !was_exempt {
                self.exempt(place);
            }
        }
        match &event.change {
            Change::Dispatch(_) | Change::RuleArbitration { dispatched: Some(_), .. } => {
                self.ordered = false;
                self.verdict = None;
                self.has_reported = false;
            }
            Change::Withdraw { .. } | Change::Void { .. } | Change::ForceClose { .. } => {
                self.take_back(position, at, Reason::NotCounted, |_, _| true);
                self.verdict = None;
            }
            Change::MergeInto { .. } => self.aside = self.take_back(position, at, Reason::NotCounted, |_, _| true),
            Change::Unmerge { .. } => {
                for ((unit, rule), points) in mem::take(&mut self.aside) {
                    self.enter(Place { position, at, unit: &unit }, rule, Reason::CountedAgain, points);
                }
            }
            _ => {}
        }
    }

    /// What the unit that leads has done, or was told.
    fn of_the_lead(&mut self, place: Place<'_>, event: &Event, turn: Option<Turn>) {
        match &event.change {
            Change::Sign { .. } => {
                let is_late = turn.is_some_and(|turn| place.at > turn.due_at);
                self.note(place, Rule::Signing, if is_late { Reason::SignedLate } else { Reason::SignedInTime });
            }
            Change::ReportResult { .. } => {
                self.has_reported = true;
                self.judge(place);
            }
            Change::Warn { warning } if *warning >= Warning::Due => self.judge(place),
            Change::RequestReturn { .. } | Change::ApproveSuspension {} | Change::ApproveExtension { .. } => {
                self.judge(place);
            }
            Change::RefuseReturn { .. } => self.note(place, Rule::Returns, Reason::ReturnedWrongly),
            Change::Rework { .. } => self.note(place, Rule::Rework, Reason::Reworked),
            Change::Supervise { .. } => {
                self.ordered = true;
                self.note(place, Rule::Supervision, Reason::Supervised);
            }
            Change::ApproveReturn {} => self.forgive(place, Reason::ReturnApproved),
            Change::RuleArbitration { unit, dispatched, .. } => {
                self.take_back(place.position, place.at, Reason::RuledElsewhere, |of, rule| {
                    rule == Rule::Returns && of != unit
                });
                if dispatched.is_some() {
                    self.forgive(place, Reason::RuledElsewhere);
                }
            }
            Change::Rate(rating) => {
                let Some(township) = self.ticket.township.clone().filter(|township| township != place.unit) else {
                    return;
                };
                let rater = Rater { person: event.by, township };
                for (rule, points) in Rules::marks(rating) {
                    self.push(place, rule, Reason::Rated, points, Some(rater.clone()));
                }
            }
            _ => {}
        }
    }

    /// An order that has ended: by a reply, or with the ticket. One of before the unit led it is none of its business.
    fn of_the_order(&mut self, place: Place<'_>, event: &Event, order: Option<Supervision>) {
        let ended = order.filter(|_| self.ordered && self.ticket.supervision.is_none());
        let Some(order) = ended else { return };
        self.ordered = false;
        match (place.at > order.reply_by, &event.change) {
            (true, _) => self.note(place, Rule::Replies, Reason::RepliedLate),
            (false, Change::ReplySupervision { .. }) => self.note(place, Rule::Replies, Reason::RepliedInTime),
            (false, _) => {}
        }
    }

    /// Whether the unit is in time, now that it may have been decided. Once late it stays so, unless its time was
    /// prolonged.
    fn judge(&mut self, place: Place<'_>) {
        let is_late = self.ticket.is_late(place.at);
        let reason = match (self.verdict.map(|verdict| verdict.is_late), is_late) {
            (None | Some(false), true) => Reason::HandledLate,
            (Some(true), false) => Reason::DeadlineMoved,
            (None, false) if self.has_reported => Reason::HandledInTime,
            _ => return,
        };
        let rules = self.book.at(place.at);
        let points = match (is_late, self.has_reported) {
            (true, _) => rules.gives(Reason::HandledLate),
            (false, true) => rules.gives(Reason::HandledInTime),
            (false, false) => Points::ZERO,
        };
        let verdict = (is_late || self.has_reported).then_some(Verdict { is_late, points });
        self.put_verdict(place, reason, points, verdict);
    }

    /// What was late counts as in time. What does not count at all has no verdict.
    fn exempt(&mut self, place: Place<'_>) {
        let points = self.book.at(place.at).gives(Reason::HandledInTime);
        self.pardon(place, Reason::Exempted, points, Some(Verdict { is_late: false, points }));
    }

    /// That the unit was late does not count.
    fn forgive(&mut self, place: Place<'_>, reason: Reason) {
        self.pardon(place, reason, Points::ZERO, None);
    }

    /// Puts this in the place of lateness, where the unit was late.
    fn pardon(&mut self, place: Place<'_>, reason: Reason, points: Points, verdict: Option<Verdict>) {
        if self.verdict.is_some_and(|verdict| verdict.is_late) {
            self.put_verdict(place, reason, points, verdict);
        }
    }

    /// Enters what is missing from what stands to these points.
    fn put_verdict(&mut self, place: Place<'_>, reason: Reason, points: Points, verdict: Option<Verdict>) {
        let stands = self.verdict.map_or(Points::ZERO, |verdict| verdict.points);
        self.verdict = verdict;
        self.enter(place, Rule::Handling, reason, points - stands);
    }

    /// Takes back what has been entered of these; says what it was.
    fn take_back(
        &mut self,
        position: u32,
        at: Timestamp,
        reason: Reason,
        goes: impl Fn(&UnitCode, Rule) -> bool,
    ) -> Net {
        let back: Net = self
            .net
            .iter()
            .filter(|((unit, rule), points)| **points != Points::ZERO && goes(unit, *rule))
            .map(|(whose, points)| (whose.clone(), *points))
            .collect();
        for ((unit, rule), points) in &back {
            self.enter(Place { position, at, unit }, *rule, reason, -*points);
        }
        back
    }

    /// Enters what this reason gives.
    fn note(&mut self, place: Place<'_>, rule: Rule, reason: Reason) {
        let points = self.book.at(place.at).gives(reason);
        self.enter(place, rule, reason, points);
    }

    fn enter(&mut self, place: Place<'_>, rule: Rule, reason: Reason, points: Points) {
        *self.net.entry((place.unit.clone(), rule)).or_default() += points;
        self.push(place, rule, reason, points, None);
    }

    fn push(&mut self, place: Place<'_>, rule: Rule, reason: Reason, points: Points, rater: Option<Rater>) {
        self.entries.push(Entry {
            cause: Cause::Ticket(self.ticket.id),
            position: place.position,
            at: place.at,
            unit: place.unit.clone(),
            rule,
            version: self.book.at(place.at).version,
            reason,
            points,
            rater,
        });
    }
}
