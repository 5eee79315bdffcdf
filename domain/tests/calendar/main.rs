//! The working calendar against a table that others keep, and its clocks against counting minute by minute.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use domain::calendar::{Calendar, RunningOut, Uncovered, WrongDay, Year};
use domain::list::{Limit, LimitKind};
use domain::time::after;
use jiff::Timestamp;
use jiff::civil::{Date, date};
use proptest::prelude::*;

/// The days that are worked, as the table has them.
fn worked() -> BTreeSet<Date> {
    let table = include_str!("chinesecalendar.txt");
    let lines = table.lines().filter(|line| !line.starts_with('#'));
    let days = lines.flat_map(|line| {
        let (month, days) = line.split_once(' ').unwrap();
        let first: Date = format!("{month}-01").parse().unwrap();
        let marks = days.chars().enumerate().filter(|(_, mark)| *mark == 'w');
        marks.map(move |(n, _)| date(first.year(), first.month(), i8::try_from(n).unwrap() + 1))
    });
    days.collect()
}

fn at(text: &str) -> Timestamp {
    format!("{text}:00+08:00").parse().unwrap()
}

static CALENDAR: LazyLock<Calendar> = LazyLock::new(Calendar::published);

/// Every minute of the two years, and whether a kind of time runs in it: the slow way, looked at once.
struct Minutes {
    working_hours: Vec<bool>,
    working_days: Vec<bool>,
}

static MINUTES: LazyLock<Minutes> = LazyLock::new(|| {
    let worked = worked();
    let (mut working_hours, mut working_days) = (Vec::new(), Vec::new());
    let mut day = date(2025, 1, 1);
    while day.year() < 2027 {
        for hour in 0..24 {
            let is_worked = worked.contains(&day);
            working_days.extend([is_worked; 60]);
            working_hours.extend([is_worked && matches!(hour, 8..12 | 14..18); 60]);
        }
        day = day.tomorrow().unwrap();
    }
    Minutes { working_hours, working_days }
});

/// The minute, from the first of 2025, with which so many have run.
fn counted(kind: LimitKind, from: usize, minutes: usize) -> usize {
    let runs = match kind {
        LimitKind::UrgentHours | LimitKind::Days => return from + minutes,
        LimitKind::WorkingHours => &MINUTES.working_hours,
        LimitKind::WorkingDays => &MINUTES.working_days,
    };
    let (mut now, mut left) = (from, minutes);
    while left > 0 {
        left -= usize::from(runs[now]);
        now += 1;
    }
    now
}

fn minute(n: usize) -> Timestamp {
    after(at("2025-01-01T00:00"), 60 * n as i64)
}

fn kinds() -> impl Strategy<Value = LimitKind> {
    prop_oneof![
        Just(LimitKind::UrgentHours),
        Just(LimitKind::WorkingHours),
        Just(LimitKind::WorkingDays),
        Just(LimitKind::Days),
    ]
}

#[test]
fn the_published_years_are_as_others_have_them() {
    let (calendar, worked) = (Calendar::published(), worked());
    let mut day = date(2025, 1, 1);
    while day.year() < 2027 {
        assert_eq!(calendar.is_worked(day).unwrap(), worked.contains(&day), "{day}");
        day = day.tomorrow().unwrap();
    }
}

#[test]
fn limits_end_where_people_say_they_do() {
    let calendar = Calendar::published();
    let cases = [
        ("four working hours from the morning", "2026-11-23T09:00", 4, LimitKind::WorkingHours, "2026-11-23T15:00"),
        ("they pause over night", "2026-11-23T17:00", 4, LimitKind::WorkingHours, "2026-11-24T11:00"),
        (
            "they end with the shift, not with the next",
            "2026-11-23T08:00",
            4,
            LimitKind::WorkingHours,
            "2026-11-23T12:00",
        ),
        ("they begin when work begins", "2026-11-22T20:00", 1, LimitKind::WorkingHours, "2026-11-23T09:00"),
        ("National Day is not worked", "2026-09-30T17:00", 2, LimitKind::WorkingHours, "2026-10-08T09:00"),
        ("a weekend in exchange is", "2026-10-09T17:00", 2, LimitKind::WorkingHours, "2026-10-10T09:00"),
        ("two working days over a weekend", "2026-11-20T16:30", 2, LimitKind::WorkingDays, "2026-11-24T16:30"),
        ("working days over Spring Festival", "2026-02-14T10:00", 1, LimitKind::WorkingDays, "2026-02-24T10:00"),
        ("urgent hours run through the night", "2026-02-17T23:00", 2, LimitKind::UrgentHours, "2026-02-18T01:00"),
        ("natural days run through holidays", "2026-02-15T12:00", 7, LimitKind::Days, "2026-02-22T12:00"),
    ];
    for (case, from, amount, kind, due) in cases {
        assert_eq!(calendar.due(at(from), Limit { amount, kind }.into()).unwrap(), at(due), "{case}");
    }
}

#[test]
fn a_year_that_is_not_arranged_is_said_to_be_so() {
    let calendar = Calendar::published();
    let over_the_year = calendar.due(at("2026-12-31T17:00"), Limit { amount: 1, kind: LimitKind::WorkingDays }.into());
    assert_eq!(over_the_year, Err(Uncovered(2027)));
    assert!(calendar.due(at("2026-12-31T17:00"), Limit { amount: 1, kind: LimitKind::WorkingHours }.into()).is_ok());
    assert!(calendar.due(at("2026-12-31T17:00"), Limit { amount: 9, kind: LimitKind::Days }.into()).is_ok());
    assert_eq!(calendar.covered_until(date(2026, 3, 1)), Some(date(2026, 12, 31)));
    assert_eq!(calendar.covered_until(date(2027, 3, 1)), None);
}

#[test]
fn an_arrangement_says_only_what_differs_from_the_plain_week() {
    let year = Year {
        off: vec![date(2027, 1, 1), date(2027, 1, 2), date(2026, 1, 1)],
        worked: vec![date(2027, 1, 4), date(2027, 1, 1)],
    };
    let faults = [
        WrongDay::FreeAnyway(date(2027, 1, 2)),
        WrongDay::OtherYear(date(2026, 1, 1)),
        WrongDay::WorkedAnyway(date(2027, 1, 4)),
        WrongDay::Twice(date(2027, 1, 1)),
    ];
    assert_eq!(year.faults(2027), faults);
    for (year, arranged) in Calendar::published().years {
        assert_eq!(arranged.faults(year), [], "{year}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn a_deadline_is_where_counting_the_minutes_ends(
        kind in kinds(),
        begins in 0_usize..660 * 24 * 60,
        minutes in 0_usize..3000,
    ) {
        let (from, seconds) = (minute(begins), 60 * minutes as i64);
        let due = CALENDAR.due(from, RunningOut { kind, seconds }).unwrap();
        prop_assert_eq!(due, minute(counted(kind, begins, minutes)));
        prop_assert_eq!(CALENDAR.run(kind, from, due).unwrap(), seconds);
    }

    #[test]
    fn a_pause_takes_nothing_and_gives_nothing(
        kind in kinds(),
        begins in 0_i64..600 * 24 * 3600,
        seconds in 1_i64..200_000,
        part in 0_i64..1000,
    ) {
        let from = after(at("2025-01-01T00:00"), begins);
        let due = CALENDAR.due(from, RunningOut { kind, seconds }).unwrap();
        let paused = after(from, domain::time::seconds_between(from, due) * part / 1000);
        let left = seconds - CALENDAR.run(kind, from, paused).unwrap();
        prop_assert_eq!(CALENDAR.due(paused, RunningOut { kind, seconds: left }).unwrap(), due.max(paused));
    }
}
