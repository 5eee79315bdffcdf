//! The one place where the device's clock is read and chance is asked; everything else takes them as arguments.

use domain::time::local;
use jiff::Timestamp;
use uuid::Uuid;

/// Now, by the device's clock.
pub(crate) fn now() -> Timestamp {
    Timestamp::from_millisecond(js_sys::Date::now() as i64).unwrap_or_default()
}

/// A random number from 0 to 1.
pub(crate) fn jitter() -> f64 {
    js_sys::Math::random()
}

/// A new id.
#[expect(clippy::disallowed_methods, reason = "this is where ids come from")]
pub(crate) fn new_id() -> Uuid {
    Uuid::now_v7()
}

/// RFC 3339 with Rongcheng's offset, as commands carry it.
pub(crate) fn stamped(at: Timestamp) -> String {
    format!("{}+08:00", local(at))
}

/// Milliseconds to wait until `at`; none once it has passed.
pub(crate) fn until(at: Timestamp) -> u32 {
    u32::try_from(at.as_millisecond() - now().as_millisecond()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stamp_reads_back_as_the_same_moment() {
        let at = Timestamp::from_millisecond(1_795_305_600_123).unwrap();
        let text = stamped(at);
        assert!(text.ends_with("+08:00"));
        assert_eq!(text.parse::<Timestamp>().unwrap(), at);
    }
}
