//! Times as people in Rongcheng read them. China keeps one offset all year, so no zone table is carried.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{Offset, TimeZone};

/// Civil time at +08:00.
pub fn local(at: Timestamp) -> DateTime {
    TimeZone::fixed(Offset::constant(8)).to_datetime(at)
}

/// `20261123`: the day as it stands in ticket numbers.
pub fn day_stamp(at: Timestamp) -> String {
    let at = local(at);
    format!("{:04}{:02}{:02}", at.year(), at.month(), at.day())
}

/// `at` moved by whole seconds; stays put at the ends of representable time.
pub fn after(at: Timestamp, seconds: i64) -> Timestamp {
    Timestamp::from_millisecond(at.as_millisecond().saturating_add(seconds.saturating_mul(1000))).unwrap_or(at)
}

/// Whole seconds from `from` to `to`, negative if `to` is earlier.
pub fn seconds_between(from: Timestamp, to: Timestamp) -> i64 {
    (to.as_millisecond() - from.as_millisecond()) / 1000
}
