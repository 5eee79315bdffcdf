//! The trade's indicators: each ticket stands in the samples that its life says, and in no other.

use domain::evaluation::{INDICATORS, Indicator, IndicatorUnit};

use super::*;

/// Numerator and denominator of the indicator of this name, at so many minutes after nine.
fn counted(tickets: &[Ticket], name: &str, minutes: i64) -> (u64, u64) {
    let at = INDICATORS.iter().position(|indicator| indicator.name == name).unwrap();
    let counted = Indicator::count(tickets, Month::of(start()), None, after(start(), minutes * 60))[at];
    (counted.met, counted.of)
}

fn closed(reported_at: i64, satisfaction: Satisfaction) -> Ticket {
    let steps = signed().into_iter().chain([
        reported(reported_at),
        (reported_at + 1, "supervisor", Command::Pass {}),
        rated(reported_at + 2, "caller", [3, 3, 3], satisfaction),
    ]);
    ticket(&steps.collect::<Vec<_>>())
}

fn led(steps: Vec<Step>) -> Ticket {
    ticket(&signed().into_iter().chain(steps).collect::<Vec<_>>())
}

/// One ticket of each kind that a sample has to know.
fn tickets() -> Vec<Ticket> {
    let decline = Command::Decline { reason_code: domain::DeclineReason::Other, reason: because() };
    let unrated = led(vec![reported(60), (70, "supervisor", Command::Pass {}), (30 * 24 * 60, "caller", note())]);
    vec![
        closed(60, Satisfaction::Satisfied),
        closed(60, Satisfaction::Dissatisfied),
        // Late.
        closed(190, Satisfaction::Basically),
        unrated,
        // Handled, reworked, handled again.
        led(vec![reported(60), (70, "supervisor", Command::Rework { reason: because() }), reported(90)]),
        // Open, and overdue from 130 on.
        led(vec![]),
        // Returned, with the centre's consent.
        led(vec![return_asked(20, "lead"), (30, "supervisor", Command::ApproveReturn {})]),
        // Dispatched late.
        ticket(&[accepted(), sent_to(40, "D01")]),
        ticket(&[accepted()]),
        ticket(&[(1, "supervisor", decline)]),
        ticket(&[(1, "grid", Command::Withdraw { reason: because() })]),
        led(vec![(20, "supervisor", Command::Void { reason: because() })]),
        led(vec![(20, "leader", Command::ForceClose { reason: because() })]),
        led(vec![(20, "supervisor", Command::MergeInto { into: TicketId(Uuid::from_u128(2)) })]),
    ]
}

fn note() -> Command {
    Command::AddNote { text: because(), photos: Vec::new() }
}

#[test]
fn every_ticket_is_in_the_samples_that_its_life_says() {
    let tickets = tickets();
    let expected = [
        ("accepted", (10, 11)),
        // Waiting since ten past nine, with a quarter of an hour to dispatch it.
        ("dispatched_in_time", (8, 10)),
        ("dispatched_accurately", (8, 9)),
        ("handled", (5, 8)),
        ("handled_in_time", (4, 6)),
        ("reworked", (1, 5)),
        ("closed", (3, 9)),
        ("closed_in_time", (2, 4)),
        ("returned", (1, 9)),
        ("passed", (4, 5)),
        ("satisfied", (2, 4)),
        ("repeated", (1, 12)),
        ("handling_time", ((50 * 3 + 180 + 80) * 60, 5)),
    ];
    assert_eq!(INDICATORS.map(|indicator| indicator.name), expected.map(|(name, _)| name));
    for (name, sample) in expected {
        assert_eq!(counted(&tickets, name, 131), sample, "{name}");
    }
}

#[test]
fn what_is_open_within_its_time_is_in_no_sample_of_lateness() {
    let open = [led(vec![])];
    assert_eq!((counted(&open, "handled_in_time", 130), counted(&open, "closed_in_time", 130)), ((0, 0), (0, 0)));
    assert_eq!((counted(&open, "handled_in_time", 131), counted(&open, "closed_in_time", 131)), ((0, 1), (0, 1)));
    assert_eq!(counted(&[], "closed", 131), (0, 0));
}

#[test]
fn a_month_has_the_tickets_received_in_it_and_a_unit_those_that_it_leads() {
    let tickets = tickets();
    let of = |month: &str, unit: Option<&str>| {
        let unit = unit.map(UnitCode::from);
        Indicator::count(&tickets, month.parse().unwrap(), unit.as_ref(), after(start(), 131 * 60))[3].of
    };
    assert_eq!(
        (of("2026-11", None), of("2026-11", Some("D01")), of("2026-11", Some("D02")), of("2026-10", None)),
        (8, 7, 0, 0)
    );
}

#[test]
fn a_share_is_told_in_percent_and_a_mean_in_hours() {
    let counted = domain::evaluation::Counted { met: 3 * 3600, of: 2 };
    assert_eq!(counted.value(IndicatorUnit::Hours), Some(1.5));
    assert_eq!(domain::evaluation::Counted { met: 1, of: 4 }.value(IndicatorUnit::Percent), Some(25.0));
    assert_eq!(domain::evaluation::Counted::default().value(IndicatorUnit::Percent), None);
}
