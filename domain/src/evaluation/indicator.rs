//! The trade's indicators, each defined once: what it counts, out of what.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Month;
use crate::ids::UnitCode;
use crate::problem::Language;
use crate::ticket::{Change, Closing, Event, Status, Ticket};
use crate::time::seconds_between;

/// An indicator of the tickets that were received in a month. What was withdrawn or voided counts in none.
pub struct Indicator {
    /// Its name on the wire.
    pub name: &'static str,
    chinese: Words,
    english: Words,
    /// In what it is told.
    pub unit: Unit,
    /// What a ticket adds to numerator and denominator; none where it is not in the sample.
    count: fn(&Case<'_>) -> Option<u64>,
}

/// What an indicator is called, what its numerator is, and its denominator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words(pub &'static str, pub &'static str, pub &'static str);

/// In what an indicator is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// A share of its sample, in percent.
    Percent,
    /// A mean, in hours.
    Hours,
}

/// Every indicator, in the order of a ticket's life. A ticket that was merged counts by its main ticket alone, but in
/// 重复率; one that was closed by force is in no sample of closing or handling. Overdue and still open is not on time, and
/// unrated is not satisfied.
pub const INDICATORS: [Indicator; 13] = [
    percent(
        "accepted",
        Words("立案率", "立案", "立案和不予受理"),
        Words("Accepted", "accepted", "accepted and declined"),
        |it| it.counts_and(it.is_accepted() || it.is_declined()).then(|| u64::from(it.is_accepted())),
    ),
    percent(
        "dispatched_in_time",
        Words("按期派遣率", "首次派遣未超时", "已派遣和超时未派遣"),
        Words("Dispatched in time", "first dispatched in time", "dispatched, and waiting too long"),
        |it| {
            let late = it.dispatched_late()?;
            it.counts_and(it.is_dispatched() || late).then(|| u64::from(!late))
        },
    ),
    percent(
        "dispatched_accurately",
        Words("准确派遣率", "未经同意退单或改派", "已派遣"),
        Words("Dispatched rightly", "neither returned nor ruled another's", "dispatched"),
        |it| it.counts_and(it.is_dispatched()).then(|| u64::from(!it.went_elsewhere())),
    ),
    percent("handled", Words("处置率", "已处置", "已派遣"), Words("Handled", "handled", "dispatched"), |it| {
        it.ordinary_and(it.is_dispatched()).then(|| u64::from(it.is_handled()))
    }),
    percent(
        "handled_in_time",
        Words("按期处置率", "按期处置", "已处置和超期未处置"),
        Words("Handled in time", "handled in time", "handled, and overdue"),
        |it| it.ordinary_and(it.is_dispatched() && (it.is_handled() || it.is_late)).then(|| u64::from(!it.is_late)),
    ),
    percent(
        "reworked",
        Words("返工率", "返工过", "已处置"),
        Words("Reworked", "sent back for rework", "handled"),
        |it| {
            it.ordinary_and(it.is_handled())
                .then(|| u64::from(it.has(|change| matches!(change, Change::Rework { .. }))))
        },
    ),
    percent("closed", Words("结案率", "已结案", "立案"), Words("Closed", "closed", "accepted"), |it| {
        it.ordinary_and(it.is_accepted()).then(|| u64::from(it.is_closed()))
    }),
    percent(
        "closed_in_time",
        Words("按期结案率", "按期结案", "已结案和超期未结案"),
        Words("Closed in time", "closed in time", "closed, and open and overdue"),
        |it| {
            it.ordinary_and(it.is_closed() || it.is_open() && it.is_late)
                .then(|| u64::from(it.is_closed() && !it.is_late))
        },
    ),
    percent(
        "returned",
        Words("退单率", "申请过退单", "已派遣"),
        Words("Returned", "a return was asked for", "dispatched"),
        |it| {
            it.counts_and(it.is_dispatched())
                .then(|| u64::from(it.has(|change| matches!(change, Change::RequestReturn { .. }))))
        },
    ),
    percent(
        "passed",
        Words("核查通过率", "首次核查通过", "已核查"),
        Words("Passed", "passed at the first check", "checked"),
        |it| it.counts_and(true).then(|| it.passed_at_first()).flatten().map(u64::from),
    ),
    percent(
        "satisfied",
        Words("满意率", "满意和基本满意", "已结案和不满意待研判"),
        Words("Satisfied", "satisfied, or basically so", "closed, and dissatisfied"),
        |it| {
            let satisfied = matches!(it.ticket.status, Status::Closed { closing: Closing::Rated(_), .. });
            let dissatisfied = matches!(it.ticket.status, Status::Dissatisfied { .. });
            it.ordinary_and(it.is_closed() || dissatisfied).then(|| u64::from(satisfied))
        },
    ),
    percent("repeated", Words("重复率", "并案", "上报"), Words("Repeated", "merged", "reported"), |it| {
        it.is_sound().then(|| u64::from(it.is_merged()))
    }),
    Indicator {
        unit: Unit::Hours,
        ..percent(
            "handling_time",
            Words("平均处置时长", "签收到反馈的时长", "已处置"),
            Words("Mean handling time", "from signature to result", "handled"),
            |it| it.ordinary_and(it.is_handled()).then(|| it.handling_seconds()).flatten(),
        )
    },
];

const fn percent(name: &'static str, chinese: Words, english: Words, count: fn(&Case<'_>) -> Option<u64>) -> Indicator {
    Indicator { name, chinese, english, unit: Unit::Percent, count }
}

/// What an indicator comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counted {
    /// The numerator: tickets, or seconds.
    pub met: u64,
    /// The denominator, which is the sample: tickets.
    pub of: u64,
}

/// What each of [`INDICATORS`] comes to.
pub type IndicatorCounts = [Counted; INDICATORS.len()];

impl Counted {
    /// Percent, or hours; none where there is no sample.
    pub fn value(self, unit: Unit) -> Option<f64> {
        let share = (self.of > 0).then(|| self.met as f64 / self.of as f64)?;
        Some(match unit {
            Unit::Percent => share * 100.0,
            Unit::Hours => share / 3600.0,
        })
    }
}

impl Indicator {
    /// Its name and definition.
    pub fn words(&self, language: Language) -> Words {
        match language {
            Language::Chinese => self.chinese,
            Language::English => self.english,
        }
    }

    /// Every indicator of the tickets received in a month; of one unit, those that it leads.
    pub fn count<'a>(
        tickets: impl IntoIterator<Item = &'a Ticket>,
        month: Month,
        unit: Option<&UnitCode>,
        now: Timestamp,
    ) -> IndicatorCounts {
        let mut tally = IndicatorCounts::default();
        let is_meant = |ticket: &&Ticket| {
            month.contains(ticket.received_at) && unit.is_none_or(|unit| ticket.lead.as_ref() == Some(unit))
        };
        for ticket in tickets.into_iter().filter(is_meant) {
            add(&mut tally, ticket, now);
        }
        tally
    }
}

/// Counts a ticket in every indicator.
pub(super) fn add(tally: &mut IndicatorCounts, ticket: &Ticket, now: Timestamp) {
    let case = Case { ticket, now, is_late: ticket.counts_as_late(now) };
    for (indicator, counted) in INDICATORS.iter().zip(tally) {
        if let Some(met) = (indicator.count)(&case) {
            counted.met += met;
            counted.of += 1;
        }
    }
}

/// A ticket as indicators see it.
struct Case<'a> {
    ticket: &'a Ticket,
    now: Timestamp,
    is_late: bool,
}

impl Case<'_> {
    /// Neither withdrawn nor voided.
    fn is_sound(&self) -> bool {
        !matches!(self.ticket.status, Status::Withdrawn { .. } | Status::Voided { .. })
    }

    fn is_merged(&self) -> bool {
        matches!(self.ticket.status, Status::Merged { .. })
    }

    fn counts_and(&self, so: bool) -> bool {
        self.is_sound() && !self.is_merged() && so
    }

    /// As [`Case::counts_and`], and not closed by force.
    fn ordinary_and(&self, so: bool) -> bool {
        !matches!(self.ticket.status, Status::Closed { closing: Closing::Forced, .. }) && self.counts_and(so)
    }

    fn has(&self, is_it: impl Fn(&Change) -> bool) -> bool {
        self.ticket.events.iter().any(|event| is_it(&event.change))
    }

    fn is_accepted(&self) -> bool {
        self.has(|change| matches!(change, Change::Accept { .. }))
    }

    fn is_declined(&self) -> bool {
        matches!(self.ticket.status, Status::Declined { .. })
    }

    fn is_dispatched(&self) -> bool {
        self.has(|change| matches!(change, Change::Dispatch(_)))
    }

    fn is_closed(&self) -> bool {
        matches!(self.ticket.status, Status::Closed { .. })
    }

    fn is_open(&self) -> bool {
        !self.ticket.status.is_terminal()
    }

    /// Whether its first dispatch was late, or is by now; none where it need not be dispatched.
    fn dispatched_late(&self) -> Option<bool> {
        if !self.is_accepted() {
            return None;
        }
        let events = &self.ticket.events;
        match events.iter().position(|event| matches!(event.change, Change::Dispatch(_))) {
            Some(first) => {
                let turn = Ticket::replay(self.ticket.id, &events[..first])?.turn()?;
                Some(events[first].at > turn.due_at)
            }
            None => Some(self.ticket.turn().is_some_and(|turn| self.now > turn.due_at)),
        }
    }

    /// Whether it was another unit's after all.
    fn went_elsewhere(&self) -> bool {
        self.has(|change| {
            matches!(change, Change::ApproveReturn {} | Change::RuleArbitration { dispatched: Some(_), .. })
        })
    }

    /// The latest result that its unit reported, since it was dispatched to it.
    fn result(&self) -> Option<&Event> {
        let last = |is_it: fn(&Change) -> bool| self.ticket.events.iter().rposition(|event| is_it(&event.change));
        let reported = last(|change| matches!(change, Change::ReportResult { .. }))?;
        let dispatched =
            last(|change| matches!(change, Change::Dispatch(_) | Change::RuleArbitration { dispatched: Some(_), .. }));
        (dispatched.is_none_or(|dispatched| dispatched < reported)).then(|| &self.ticket.events[reported])
    }

    /// Whether a result stands: it is not being handled again.
    fn is_handled(&self) -> bool {
        let again = matches!(self.ticket.status, Status::Handling { .. } | Status::AwaitingDispatch { .. });
        !again && self.result().is_some()
    }

    /// Whether it passed when its result was first judged.
    fn passed_at_first(&self) -> Option<bool> {
        self.ticket.events.iter().find_map(|event| match event.change {
            Change::Pass { .. } => Some(true),
            Change::Rework { .. } => Some(false),
            _ => None,
        })
    }

    /// Seconds from the signature to the result.
    fn handling_seconds(&self) -> Option<u64> {
        let result = self.result()?;
        let signed = self.ticket.events.iter().rfind(|event| matches!(event.change, Change::Sign { .. }))?;
        u64::try_from(seconds_between(signed.at, result.at)).ok()
    }
}
