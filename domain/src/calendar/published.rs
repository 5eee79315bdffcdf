//! The arrangements that the General Office of the State Council has published: 国办发明电〔2024〕12号 for 2025 and
//! 国办发明电〔2025〕7号 for 2026. Only weekdays that are free and weekend days that are worked stand here.

use std::collections::BTreeMap;

use jiff::civil::{Date, date};

use super::Year;

pub(super) fn years() -> BTreeMap<i16, Year> {
    let year = |year, off: &[(i8, i8)], worked: &[(i8, i8)]| {
        let days =
            |days: &[(i8, i8)]| -> Vec<Date> { days.iter().map(|&(month, day)| date(year, month, day)).collect() };
        (year, Year { off: days(off), worked: days(worked) })
    };
    BTreeMap::from([
        year(
            2025,
            &[
                (1, 1),
                (1, 28),
                (1, 29),
                (1, 30),
                (1, 31),
                (2, 3),
                (2, 4),
                (4, 4),
                (5, 1),
                (5, 2),
                (5, 5),
                (6, 2),
                (10, 1),
                (10, 2),
                (10, 3),
                (10, 6),
                (10, 7),
                (10, 8),
            ],
            &[(1, 26), (2, 8), (4, 27), (9, 28), (10, 11)],
        ),
        year(
            2026,
            &[
                (1, 1),
                (1, 2),
                (2, 16),
                (2, 17),
                (2, 18),
                (2, 19),
                (2, 20),
                (2, 23),
                (4, 6),
                (5, 1),
                (5, 4),
                (5, 5),
                (6, 19),
                (9, 25),
                (10, 1),
                (10, 2),
                (10, 5),
                (10, 6),
                (10, 7),
            ],
            &[(1, 4), (2, 14), (2, 28), (5, 9), (9, 20), (10, 10)],
        ),
    ])
}
