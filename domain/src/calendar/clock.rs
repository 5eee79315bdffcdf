//! Time that runs: always, in working hours, or on working days.

use jiff::Timestamp;
use jiff::civil::{Date, Time, time};
use jiff::tz::{Offset, TimeZone};

use super::{Calendar, Uncovered};
use crate::list::{Limit, LimitKind};
use crate::time::{after, local, seconds_between};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;
/// 08:00–12:00 and 14:00–18:00 (`lifecycle.md`, Clocks).
const HOURS: [(Time, Time); 2] = [(time(8, 0, 0, 0), time(12, 0, 0, 0)), (time(14, 0, 0, 0), time(18, 0, 0, 0))];

/// A limit's time: how it runs, and how many seconds of it there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RunningOut {
    /// When it runs.
    pub kind: LimitKind,
    /// For how long.
    pub seconds: i64,
}

impl From<Limit> for RunningOut {
    fn from(limit: Limit) -> Self {
        let unit = match limit.kind {
            LimitKind::UrgentHours | LimitKind::WorkingHours => HOUR,
            LimitKind::WorkingDays | LimitKind::Days => DAY,
        };
        Self { kind: limit.kind, seconds: i64::from(limit.amount) * unit }
    }
}

impl Calendar {
    /// When so much time has run that began at `from`. A working day runs from midnight to midnight, so that two of them,
    /// begun on Friday at 16:30, are over on Tuesday at 16:30.
    pub fn due(&self, from: Timestamp, time: RunningOut) -> Result<Timestamp, Uncovered> {
        let mut left = time.seconds;
        if left <= 0 {
            return Ok(from);
        }
        if runs_always(time.kind) {
            return Ok(after(from, left));
        }
        let mut day = local(from).date();
        loop {
            for (begins, ends) in self.runs(time.kind, day)? {
                let begins = begins.max(from);
                let length = seconds_between(begins, ends);
                if length >= left {
                    return Ok(after(begins, left));
                }
                left -= length.max(0);
            }
            day = day.tomorrow().map_err(|_| Uncovered(day.year()))?;
        }
    }

    /// Seconds of this kind of time that have run between two moments; none where `to` is the earlier.
    pub fn run(&self, kind: LimitKind, from: Timestamp, to: Timestamp) -> Result<i64, Uncovered> {
        if to <= from {
            return Ok(0);
        }
        if runs_always(kind) {
            return Ok(seconds_between(from, to));
        }
        let (mut day, last) = (local(from).date(), local(to).date());
        let mut run = 0;
        while day <= last {
            for (begins, ends) in self.runs(kind, day)? {
                run += seconds_between(begins.max(from), ends.min(to)).max(0);
            }
            day = day.tomorrow().map_err(|_| Uncovered(day.year()))?;
        }
        Ok(run)
    }

    /// From when till when it runs on a day.
    fn runs(&self, kind: LimitKind, day: Date) -> Result<Vec<(Timestamp, Timestamp)>, Uncovered> {
        if !self.is_worked(day)? {
            return Ok(Vec::new());
        }
        let midnight = moment(day, Time::midnight());
        Ok(match kind {
            LimitKind::WorkingHours => HOURS.map(|(begins, ends)| (moment(day, begins), moment(day, ends))).to_vec(),
            LimitKind::WorkingDays | LimitKind::UrgentHours | LimitKind::Days => vec![(midnight, after(midnight, DAY))],
        })
    }
}

fn runs_always(kind: LimitKind) -> bool {
    matches!(kind, LimitKind::UrgentHours | LimitKind::Days)
}

/// A moment of a day at +08:00. Days of arranged years are all representable.
fn moment(day: Date, time: Time) -> Timestamp {
    let zone = TimeZone::fixed(Offset::constant(8));
    zone.to_timestamp(day.to_datetime(time)).unwrap_or(Timestamp::MAX)
}
