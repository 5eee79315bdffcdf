//! Months, in which scores are counted.

use std::fmt;
use std::str::FromStr;

use jiff::Timestamp;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::time::{after, local, opening_of};

/// Hours from midnight to when work begins, which [`opening_of`] gives.
const OPENING_HOUR: i64 = 8;

/// A month of the calendar in Rongcheng; as text `2026-11`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Month(Date);

/// Not a month such as `2026-11`.
#[derive(Debug, thiserror::Error)]
#[error("not a month such as 2026-11")]
pub struct NotAMonth;

impl Month {
    /// The month that this moment is in.
    pub fn of(at: Timestamp) -> Self {
        Self(local(at).date().first_of_month())
    }

    /// The month that begins on this day; none where none does.
    pub fn beginning(day: Date) -> Option<Self> {
        (day.day() == 1).then_some(Self(day))
    }

    /// Its first day.
    pub fn first_day(self) -> Date {
        self.0
    }

    /// The month before.
    pub fn before(self) -> Self {
        Self(self.0.yesterday().map_or(self.0, Date::first_of_month))
    }

    /// The month after.
    pub fn next(self) -> Self {
        Self(self.0.last_of_month().tomorrow().unwrap_or(self.0))
    }

    /// When it begins.
    pub fn begins(self) -> Timestamp {
        after(opening_of(self.0), -OPENING_HOUR * 3600)
    }

    /// `202611`: as it is stored, in order.
    pub fn number(self) -> i64 {
        i64::from(self.0.year()) * 100 + i64::from(self.0.month())
    }

    /// Whether this moment is in it.
    pub fn contains(self, at: Timestamp) -> bool {
        Self::of(at) == self
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.0.year(), self.0.month())
    }
}

impl FromStr for Month {
    type Err = NotAMonth;

    fn from_str(text: &str) -> Result<Self, NotAMonth> {
        let date = (text.len() == 7).then(|| format!("{text}-01").parse().ok()).flatten();
        date.map(Self).ok_or(NotAMonth)
    }
}

impl TryFrom<String> for Month {
    type Error = NotAMonth;

    fn try_from(text: String) -> Result<Self, NotAMonth> {
        text.parse()
    }
}

impl From<Month> for String {
    fn from(month: Month) -> Self {
        month.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_begins_at_midnight_in_rongcheng() {
        let november: Month = "2026-11".parse().unwrap();
        assert_eq!(november.begins(), "2026-11-01T00:00:00+08:00".parse().unwrap());
        assert!(november.contains(november.begins()) && !november.contains(after(november.begins(), -1)));
        assert_eq!((november.before().to_string(), november.next().to_string()), ("2026-10".into(), "2026-12".into()));
        assert_eq!("2026-12".parse::<Month>().unwrap().next().number(), 202_701);
        for wrong in ["", "2026", "2026-13", "2026-1", "2026-11-01", "26-11-0"] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }
}
