//! 关账: when a month may be closed, and in which month an entry counts once some are.

use jiff::Timestamp;

use super::Month;
use crate::people::Role;
use crate::problem::Code;

/// Whether people of this role close months.
pub fn closes_months(role: Role) -> bool {
    matches!(role, Role::Supervisor | Role::Leader)
}

/// The month in which an entry of this moment counts: its own, or where that is closed, the first that is not.
pub fn counts_in(at: Timestamp, last_closed: Option<Month>) -> Month {
    let own = Month::of(at);
    last_closed.map_or(own, |closed| own.max(closed.next()))
}

/// Whether a month may be closed now: it is over, and the month before is closed, where any is. Closing the first one
/// closes all before it too.
pub fn may_close(month: Month, last_closed: Option<Month>, now: Timestamp) -> Result<(), Code> {
    if last_closed.is_some_and(|closed| month <= closed) {
        return Err(Code::MonthClosed);
    }
    if last_closed.is_some_and(|closed| month > closed.next()) {
        return Err(Code::MonthEarlier);
    }
    if now < month.next().begins() { Err(Code::MonthNotOver) } else { Ok(()) }
}
