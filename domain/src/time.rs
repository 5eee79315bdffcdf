//! Times as people in Rongcheng read them. China keeps one offset all year, so no zone table is carried.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::fmt::temporal::Pieces;
use jiff::tz::{Offset, TimeZone};

/// An RFC 3339 time as a device claims it. The last day of the year 9999 reaches past what can be represented and counts
/// as its end: no clock is so wrong that what it stamps is refused.
pub fn claimed(text: &str) -> Option<Timestamp> {
    let beyond = || {
        let pieces = Pieces::parse(text).ok()?;
        pieces.time().zip(pieces.offset())?;
        (pieces.date().year() == 9999).then_some(Timestamp::MAX)
    };
    text.parse().ok().or_else(beyond)
}

/// Civil time at +08:00.
pub fn local(at: Timestamp) -> DateTime {
    TimeZone::fixed(Offset::constant(8)).to_datetime(at)
}

/// When work begins on a day, 08:00 at +08:00.
pub fn opening_of(day: Date) -> Timestamp {
    let zone = TimeZone::fixed(Offset::constant(8));
    zone.to_timestamp(day.at(8, 0, 0, 0)).unwrap_or(Timestamp::MAX)
}

/// When the day of this moment began, 00:00 at +08:00.
pub fn midnight(at: Timestamp) -> Timestamp {
    after(opening_of(local(at).date()), -8 * 3600)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rfc_3339_time_is_read_and_nothing_without_an_offset() {
        assert_eq!(claimed("2026-11-23T08:00:00+08:00"), "2026-11-23T00:00:00Z".parse().ok());
        for beyond in ["9999-12-31T23:59:59Z", "9999-12-31T23:59:60.5z", "9999-12-31T00:00:00-23:59"] {
            assert_eq!(claimed(beyond), Some(Timestamp::MAX), "{beyond}");
        }
        assert!(claimed("0000-01-01T00:00:00+23:59").is_some());
        for wrong in
            ["", "yesterday", "2026-11-23", "2026-11-23T08:00:00", "9999-12-31T23:59:59", "9999-13-31T23:59:59Z"]
        {
            assert_eq!(claimed(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_end_of_time_can_be_written_and_read_and_has_a_day() {
        assert_eq!(claimed(&Timestamp::MAX.to_string()), Some(Timestamp::MAX));
        assert_eq!(day_stamp(Timestamp::MAX), "99991231");
    }
}
