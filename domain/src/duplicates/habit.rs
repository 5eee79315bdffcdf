//! How far a kind of thing reaches and for how long it lasts: what its reports may differ by and still be of one thing.

use crate::list::{Item, ItemKind};

/// What is usual for an item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Habit {
    /// Metres around the middle of the thing from which people report it.
    pub(super) reach_metres: f64,
    /// Days between two reports at most.
    pub(super) days: i64,
    /// Points from which it is asked about.
    pub(super) enough: f64,
}

/// Days that may lie between two reports of anything.
pub(super) const LONGEST_DAYS: i64 = 21;
/// What has its place and stays as it is until somebody mends it.
const FIXED: Habit = Habit { reach_metres: 6.0, days: LONGEST_DAYS, enough: 65.0 };
/// What lies or stands about.
const LYING: Habit = Habit { reach_metres: 15.0, days: 7, enough: 65.0 };
/// Who comes and goes.
const PASSING: Habit = Habit { reach_metres: 20.0, days: 1, enough: 62.0 };
/// What covers ground: water, smoke, a broken road.
const WIDE: Habit = Habit { reach_metres: 30.0, days: 3, enough: 62.0 };

impl Habit {
    /// By the classes of the standard for events; whatever else a county's list has is taken for what lies about.
    pub(super) fn of(item: Option<&Item>) -> Self {
        match item {
            Some(item) if item.kind == ItemKind::Component => FIXED,
            Some(item) => match item.class_name.as_str() {
                "街面秩序" => PASSING,
                "突发事件" | "施工管理" => WIDE,
                _ => LYING,
            },
            None => LYING,
        }
    }

    /// What holds for either of two.
    pub(super) fn or_wider(self, other: Self) -> Self {
        Self {
            reach_metres: self.reach_metres.max(other.reach_metres),
            days: self.days.max(other.days),
            enough: self.enough.max(other.enough),
        }
    }
}
