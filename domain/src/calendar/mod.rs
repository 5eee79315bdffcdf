//! Working time: which days are worked, and when a time limit has run out.
//!
//! The calendar is data with the years that it covers. About another year it says so instead of guessing: China's holidays
//! are arranged anew each year, with working weekends in exchange.

mod clock;
mod published;

use std::collections::BTreeMap;

use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

pub use clock::RunningOut;

/// The arrangement of one year: what differs from the plain week.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Year {
    /// Weekdays that are not worked.
    pub off: Vec<Date>,
    /// Saturdays and Sundays that are.
    pub worked: Vec<Date>,
}

/// The administrator is told so many weeks before the calendar ends.
const WEEKS_AHEAD: i32 = 8;

/// The years that are arranged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Its version, from 1: deadlines remember by which they were computed.
    pub version: u32,
    /// By year.
    pub years: BTreeMap<i16, Year>,
}

/// A year that nobody has arranged yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the working calendar does not cover {0}")]
pub struct Uncovered(pub i16);

/// What is wrong with a day of a year's arrangement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrongDay {
    /// Of another year.
    OtherYear(Date),
    /// A Saturday or Sunday is not worked anyway.
    FreeAnyway(Date),
    /// A weekday is worked anyway.
    WorkedAnyway(Date),
    /// Stands there twice.
    Twice(Date),
}

impl Calendar {
    /// The years that the State Council has published (see [`published`]).
    pub fn published() -> Self {
        Self { version: 1, years: published::years() }
    }

    /// Whether a day is worked.
    pub fn is_worked(&self, day: Date) -> Result<bool, Uncovered> {
        Ok(self.years.get(&day.year()).ok_or(Uncovered(day.year()))?.is_worked(day))
    }

    /// The next version, with `year` arranged like this; what is wrong with it, if anything is.
    pub fn arranged(&self, year: i16, arrangement: Year) -> Result<Self, WrongDay> {
        match arrangement.faults(year).first() {
            Some(wrong) => Err(*wrong),
            None => {
                let mut years = self.years.clone();
                years.insert(year, arrangement);
                Ok(Self { version: self.version + 1, years })
            }
        }
    }

    /// The last day that is covered, where that is so near that the next year has to be arranged; `today` where nothing is.
    pub fn runs_out(&self, today: Date) -> Option<Date> {
        let last = self.covered_until(today).unwrap_or(today);
        let left = last.since(today).map_or(0, |span| span.get_days());
        (left < WEEKS_AHEAD * 7).then_some(last)
    }

    /// The last day that is covered without a gap from `today` on; none if today is not.
    pub fn covered_until(&self, today: Date) -> Option<Date> {
        let last = (today.year()..=i16::MAX).take_while(|year| self.years.contains_key(year)).last()?;
        Date::new(last, 12, 31).ok()
    }
}

impl Year {
    /// Whether a day of this year is worked.
    pub fn is_worked(&self, day: Date) -> bool {
        if is_weekend(day) { self.worked.contains(&day) } else { !self.off.contains(&day) }
    }

    /// Makes a worked day free, or a free day worked.
    pub fn toggle(&mut self, day: Date) {
        let days = if is_weekend(day) { &mut self.worked } else { &mut self.off };
        match days.binary_search(&day) {
            Ok(at) => drop(days.remove(at)),
            Err(at) => days.insert(at, day),
        }
    }

    /// What is wrong with the arrangement of `year`.
    pub fn faults(&self, year: i16) -> Vec<WrongDay> {
        let mut faults = Vec::new();
        let days = self.off.iter().map(|day| (*day, false)).chain(self.worked.iter().map(|day| (*day, true)));
        let mut seen = Vec::new();
        for (day, worked) in days {
            if day.year() != year {
                faults.push(WrongDay::OtherYear(day));
            } else if seen.contains(&day) {
                faults.push(WrongDay::Twice(day));
            } else if is_weekend(day) && !worked {
                faults.push(WrongDay::FreeAnyway(day));
            } else if !is_weekend(day) && worked {
                faults.push(WrongDay::WorkedAnyway(day));
            }
            seen.push(day);
        }
        faults
    }
}

fn is_weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
