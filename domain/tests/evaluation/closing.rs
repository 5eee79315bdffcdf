//! Which months may be closed, and that what comes afterwards counts in another.

use domain::Code;
use domain::evaluation::{closes_months, counts_in, may_close};

use super::*;

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn the_centre_closes_months_in_their_order_once_they_are_over() {
    let roles: Vec<_> = Role::ALL.into_iter().filter(|role| closes_months(*role)).collect();
    assert_eq!(roles, [Role::Supervisor, Role::Leader]);
    let november = month("2026-11");
    let over = november.next().begins();
    for (last_closed, now, closes) in [
        (None, over, Ok(())),
        (None, after(over, -1), Err(Code::MonthNotOver)),
        (Some("2026-10"), over, Ok(())),
        (Some("2026-09"), over, Err(Code::MonthEarlier)),
        (Some("2026-11"), over, Err(Code::MonthClosed)),
        (Some("2026-12"), over, Err(Code::MonthClosed)),
    ] {
        assert_eq!(may_close(november, last_closed.map(month), now), closes, "{last_closed:?} {now}");
    }
}

proptest! {
    /// However entries and closings take turns, and whatever days the entries are of.
    #[test]
    fn no_order_of_entries_changes_a_closed_month(steps in prop::collection::vec((0_i64..120, any::<bool>()), 1..80)) {
        let mut last_closed: Option<Month> = None;
        let (mut entered, mut frozen): (Vec<Month>, Vec<(Month, usize)>) = (Vec::new(), Vec::new());
        let so_many = |entered: &[Month], month| entered.iter().filter(|it| **it == month).count();
        for (days, closes) in steps {
            if closes {
                let closed = last_closed.map_or_else(|| Month::of(start()), Month::next);
                frozen.push((closed, so_many(&entered, closed)));
                last_closed = Some(closed);
            } else {
                let at = after(start(), days * 86_400);
                let counts = counts_in(at, last_closed);
                prop_assert!(counts >= Month::of(at));
                prop_assert!(last_closed.is_none_or(|closed| counts > closed));
                entered.push(counts);
            }
        }
        for (month, entries) in frozen {
            prop_assert_eq!(so_many(&entered, month), entries);
        }
    }
}
