//! What follows for a unit from what happens to its tickets, and what its entries come to.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use domain::command::{Dispatch, Rating, Satisfaction, Whistle};
use domain::evaluation::{
    Book, Entry, FULL, Month, Points, Ranking, Rater, Reason, Rule, Rules, Sum, entries, opinions, rank,
    reads_scores_of, scores,
};
use domain::list::proposal::{Act, Draft, Hand, Origin, Proposal};
use domain::list::{Difference, Limit, LimitKind, Responsible};
use domain::ticket::Context;
use domain::time::after;
use domain::{
    Command, Directory, Duty, Item, ItemKind, Person, PersonId, Role, Ticket, TicketId, Unit, UnitCode, UnitKind,
    Urgency,
};
use jiff::Timestamp;
use jiff::civil::date;
use proptest::prelude::*;
use uuid::Uuid;

#[path = "evaluation/closing.rs"]
mod closing;
#[path = "evaluation/frozen.rs"]
mod frozen;
#[path = "evaluation/indicators.rs"]
mod indicators;

const EVERYBODY: [(&str, Role, &str); 10] = [
    ("grid", Role::GridWorker, "T01"),
    ("caller", Role::Caller, "T01"),
    ("lead", Role::Specialist, "D01"),
    ("other", Role::Specialist, "D02"),
    ("township", Role::Specialist, "T01"),
    ("supervisor", Role::Supervisor, "C00"),
    ("second", Role::Supervisor, "C00"),
    ("third", Role::Supervisor, "C00"),
    ("leader", Role::Leader, "C00"),
    ("neighbour", Role::Caller, "T02"),
];

fn unit(code: &str) -> Unit {
    let kind = match code.as_bytes()[0] {
        b'T' => UnitKind::Township,
        b'C' => UnitKind::Centre,
        _ => UnitKind::Department,
    };
    Unit::new(Uuid::nil(), code.into(), code, kind)
}

fn person(name: &str) -> Person {
    let at = EVERYBODY.iter().position(|(known, ..)| *known == name).unwrap();
    let (_, role, code) = EVERYBODY[at];
    Person {
        id: PersonId(Uuid::from_u128(at as u128 + 1)),
        username: name.into(),
        name: name.into(),
        role,
        unit: unit(code),
    }
}

/// One item, led by D01, to be handled within two hours that run through the night.
fn directory() -> Directory {
    let limit = Some(Limit { amount: 2, kind: LimitKind::UrgentHours });
    let duty = Duty { limit, ..Duty::new(1, Responsible::Unit("D01".into())) };
    let item = Item {
        duties: vec![duty],
        ..Item::new(ItemKind::Component, "0101", "井盖", "公用设施", "GBT30428.2-2013")
    };
    Directory::new(["T01", "T02", "D01", "D02", "D03", "C00"].map(unit), [item])
}

fn start() -> Timestamp {
    "2026-11-23T09:00:00+08:00".parse().unwrap()
}

/// One step: so many minutes after the whistle, by whom, what.
type Step = (i64, &'static str, Command);

/// A ticket whistled at nine and led through the steps, with what the clock brings between them.
fn ticket(steps: &[Step]) -> Ticket {
    let directory = directory();
    let whistle = Whistle {
        description: "井盖破损".into(),
        item_code: Some("0101".into()),
        title: None,
        place: None,
        grid: None,
        address: None,
        urgency: Urgency::default(),
        photos: Vec::new(),
        contact: None,
    };
    let grid = person("grid");
    let context = Context { actor: &grid, now: start(), directory: &directory };
    let mut ticket = Ticket::open(TicketId(Uuid::from_u128(1)), &whistle, start(), None, context).unwrap();
    for (minutes, who, command) in steps {
        let now = after(start(), minutes * 60);
        while let Some(event) = ticket.wake(now, &directory).unwrap() {
            ticket.absorb(&[event]);
        }
        let context = Context { actor: &person(who), now, directory: &directory };
        let events = ticket.apply(command, context).unwrap_or_else(|refusal| panic!("{command:?}: {refusal:?}"));
        ticket.absorb(&events);
    }
    ticket
}

fn accepted() -> Step {
    (1, "supervisor", Command::Accept { item_code: None, urgency: None })
}

fn sent_to(minutes: i64, lead: &str) -> Step {
    let reason = Some("现场".to_owned());
    let co_responsible = vec!["D03".into(), "T01".into()].into_iter().filter(|it: &UnitCode| it.as_str() != lead);
    let dispatch = Dispatch { co_responsible: co_responsible.collect(), reason, ..Dispatch::to(lead.into()) };
    (minutes, "supervisor", Command::Dispatch(dispatch))
}

/// Dispatched to D01 after two minutes and signed after ten, so that it is due after 130.
fn signed() -> Vec<Step> {
    vec![accepted(), sent_to(2, "D01"), (10, "lead", Command::Sign {})]
}

fn reported(minutes: i64) -> Step {
    (minutes, "lead", Command::ReportResult { text: "已修复".into(), photos: Vec::new() })
}

fn because() -> String {
    "因为".to_owned()
}

fn return_asked(minutes: i64, who: &'static str) -> Step {
    (minutes, who, Command::RequestReturn { reason: because(), clause: None, suggested_unit: None })
}

fn rated(minutes: i64, who: &'static str, [response, quality, result]: [u8; 3], satisfaction: Satisfaction) -> Step {
    (minutes, who, Command::Rate(Rating { response, quality, result, satisfaction, comment: None }))
}

fn supervised(minutes: i64, reply_by: i64) -> Step {
    (minutes, "supervisor", Command::Supervise { text: because(), reply_by: after(start(), reply_by * 60) })
}

fn replied(minutes: i64) -> Step {
    (minutes, "lead", Command::ReplySupervision { text: because(), photos: Vec::new() })
}

fn book() -> Book {
    Book::new([])
}

fn entered(steps: &[Step]) -> Vec<Entry> {
    let ticket = ticket(steps);
    entries(ticket.id, &ticket.events, &book())
}

type Row = (&'static str, Vec<Step>, Vec<(&'static str, Rule, Reason, i64)>);

const SIGNED: (&str, Rule, Reason, i64) = ("D01", Rule::Signing, Reason::SignedInTime, 5);
const LATE: (&str, Rule, Reason, i64) = ("D01", Rule::Handling, Reason::HandledLate, -200);
const IN_TIME: (&str, Rule, Reason, i64) = ("D01", Rule::Handling, Reason::HandledInTime, 10);

fn rows() -> Vec<Row> {
    let then = |more: Vec<Step>| signed().into_iter().chain(more).collect::<Vec<_>>();
    let by = |who, command| (150, who, command);
    vec![
        ("signed and handled in time", then(vec![reported(130)]), vec![SIGNED, IN_TIME]),
        (
            "signed after its hour",
            vec![accepted(), sent_to(2, "D01"), (63, "lead", Command::Sign {})],
            vec![("D01", Rule::Signing, Reason::SignedLate, -50)],
        ),
        ("late from when it is due, and once", then(vec![reported(150)]), vec![SIGNED, LATE]),
        ("late although the server noticed nothing before the result", then(vec![reported(131)]), vec![SIGNED, LATE]),
        (
            "an extension that was asked for in time comes after the limit",
            then(vec![
                (100, "lead", Command::RequestExtension { reason: because() }),
                (140, "supervisor", Command::ApproveExtension {}),
                reported(200),
            ]),
            vec![SIGNED, LATE, ("D01", Rule::Handling, Reason::DeadlineMoved, 200), IN_TIME],
        ),
        (
            "an extension of what is handled once more, which had been in time before",
            then(vec![
                reported(100),
                (101, "supervisor", Command::Pass {}),
                rated(102, "caller", [1, 1, 1], Satisfaction::Dissatisfied),
                (103, "supervisor", Command::ReHandle { reason: None }),
                (200, "lead", Command::RequestExtension { reason: because() }),
                (230, "supervisor", Command::ApproveExtension {}),
                reported(240),
            ]),
            vec![
                SIGNED,
                IN_TIME,
                ("D01", Rule::Response, Reason::Rated, 0),
                ("D01", Rule::Quality, Reason::Rated, 0),
                ("D01", Rule::Outcome, Reason::Rated, 0),
                ("D01", Rule::Handling, Reason::HandledLate, -210),
                ("D01", Rule::Handling, Reason::DeadlineMoved, 210),
            ],
        ),
        (
            "a return that is refused",
            then(vec![return_asked(20, "lead"), (30, "supervisor", Command::RefuseReturn { reason: because() })]),
            vec![SIGNED, ("D01", Rule::Returns, Reason::ReturnedWrongly, -100)],
        ),
        (
            "a return that is agreed to, of a ticket that was late by then",
            then(vec![return_asked(140, "lead"), by("supervisor", Command::ApproveReturn {})]),
            vec![SIGNED, LATE, ("D01", Rule::Handling, Reason::ReturnApproved, 200)],
        ),
        (
            "an arbitration that says that the refused return was right",
            vec![
                accepted(),
                sent_to(2, "D02"),
                return_asked(3, "other"),
                (4, "supervisor", Command::ApproveReturn {}),
                sent_to(5, "D01"),
                return_asked(6, "lead"),
                (7, "supervisor", Command::RefuseReturn { reason: because() }),
                (8, "supervisor", Command::OpenArbitration { reason: because() }),
                (9, "leader", Command::RuleArbitration { unit: "D02".into(), reason: because(), clause: None }),
            ],
            vec![
                ("D01", Rule::Returns, Reason::ReturnedWrongly, -100),
                ("D01", Rule::Returns, Reason::RuledElsewhere, 100),
            ],
        ),
        (
            "a rework, after which it is late",
            then(vec![reported(100), (110, "supervisor", Command::Rework { reason: because() }), reported(200)]),
            vec![
                SIGNED,
                IN_TIME,
                ("D01", Rule::Rework, Reason::Reworked, -100),
                ("D01", Rule::Handling, Reason::HandledLate, -210),
            ],
        ),
        (
            "an order replied to in time, and one after it",
            then(vec![supervised(20, 60), replied(60), supervised(70, 80), replied(81)]),
            vec![
                SIGNED,
                ("D01", Rule::Supervision, Reason::Supervised, -100),
                ("D01", Rule::Replies, Reason::RepliedInTime, 20),
                ("D01", Rule::Supervision, Reason::Supervised, -100),
                ("D01", Rule::Replies, Reason::RepliedLate, -100),
            ],
        ),
        (
            "an order of before it was dispatched is nobody's",
            vec![accepted(), supervised(2, 4), sent_to(5, "D01"), (10, "lead", Command::Sign {}), replied(20)],
            vec![SIGNED],
        ),
        (
            "a voided ticket does not count",
            then(vec![by("supervisor", Command::Void { reason: because() })]),
            vec![
                SIGNED,
                LATE,
                ("D01", Rule::Signing, Reason::NotCounted, -5),
                ("D01", Rule::Handling, Reason::NotCounted, 200),
            ],
        ),
        (
            "an appeal about a ticket that was closed by force gives nothing",
            then(vec![
                reported(150),
                (151, "leader", Command::ForceClose { reason: because() }),
                (153, "lead", Command::Appeal { reason: because(), photos: Vec::new() }),
                (154, "second", Command::RuleAppeal { granted: true, reason: because() }),
                (155, "third", Command::RuleAppeal { granted: true, reason: because() }),
            ]),
            vec![
                SIGNED,
                LATE,
                ("D01", Rule::Signing, Reason::NotCounted, -5),
                ("D01", Rule::Handling, Reason::NotCounted, 200),
            ],
        ),
        (
            "a merged ticket does not count until it is taken out",
            then(vec![
                (20, "supervisor", Command::MergeInto { into: TicketId(Uuid::from_u128(2)) }),
                (30, "supervisor", Command::Unmerge { reason: because() }),
            ]),
            vec![
                SIGNED,
                ("D01", Rule::Signing, Reason::NotCounted, -5),
                ("D01", Rule::Signing, Reason::CountedAgain, 5),
            ],
        ),
        (
            "an appeal that two supervisors grant",
            then(vec![
                reported(150),
                (151, "supervisor", Command::Pass {}),
                rated(152, "caller", [5, 4, 3], Satisfaction::Satisfied),
                (153, "lead", Command::Appeal { reason: because(), photos: Vec::new() }),
                (154, "second", Command::RuleAppeal { granted: true, reason: because() }),
                (155, "third", Command::RuleAppeal { granted: true, reason: because() }),
            ]),
            vec![
                SIGNED,
                LATE,
                ("D01", Rule::Response, Reason::Rated, 10_000),
                ("D01", Rule::Quality, Reason::Rated, 7_500),
                ("D01", Rule::Outcome, Reason::Rated, 5_000),
                ("D01", Rule::Handling, Reason::Exempted, 210),
            ],
        ),
        (
            "nobody rates their own work",
            vec![
                accepted(),
                sent_to(2, "T01"),
                (10, "township", Command::Sign {}),
                (20, "township", Command::ReportResult { text: because(), photos: Vec::new() }),
                (30, "supervisor", Command::Pass {}),
                rated(40, "caller", [5, 5, 5], Satisfaction::Satisfied),
            ],
            vec![("T01", Rule::Signing, Reason::SignedInTime, 5), ("T01", Rule::Handling, Reason::HandledInTime, 10)],
        ),
    ]
}

#[test]
fn what_follows_from_events_is_what_the_table_says() {
    for (name, steps, expected) in rows() {
        let entered = entered(&steps);
        let told: Vec<_> = entered.iter().map(|it| (it.unit.as_str(), it.rule, it.reason, it.points.0)).collect();
        assert_eq!(told, expected, "{name}");
        assert!(entered.iter().all(|entry| entry.version == 1 && entry.at > start()), "{name}");
        assert!(entered.windows(2).all(|pair| pair[0].position <= pair[1].position), "{name}");
    }
}

#[test]
fn an_entry_has_one_place_so_that_it_cannot_be_entered_twice() {
    for (name, steps, _) in rows() {
        let mut places: Vec<_> =
            entered(&steps).into_iter().map(|it| (it.cause, it.position, it.unit, it.rule, it.reason)).collect();
        let all = places.len();
        places.sort();
        places.dedup();
        assert_eq!(places.len(), all, "{name}");
    }
}

#[test]
fn a_rating_says_who_rated_for_which_township() {
    let steps = signed().into_iter().chain([
        reported(20),
        (21, "supervisor", Command::Pass {}),
        rated(22, "caller", [1, 1, 1], Satisfaction::Dissatisfied),
    ]);
    let entered = entered(&steps.collect::<Vec<_>>());
    let rater = Rater { person: person("caller").id, township: "T01".into() };
    assert!(entered.iter().filter(|it| it.reason == Reason::Rated).all(|it| it.rater.as_ref() == Some(&rater)));
    assert!(entered.iter().filter(|it| it.reason != Reason::Rated).all(|it| it.rater.is_none()));
}

#[test]
fn a_correction_gives_back_what_was_taken_by_the_rules_of_then() {
    let stricter = Rules {
        version: 2,
        effective_on: date(2026, 12, 1),
        points: [(Reason::HandledInTime, Points(30)), (Reason::HandledLate, Points(-900))].into(),
        ..Rules::first()
    };
    let day = 24 * 60;
    let ticket = ticket(
        &signed()
            .into_iter()
            .chain([
                reported(7 * day),
                (7 * day + 1, "supervisor", Command::Pass {}),
                rated(7 * day + 2, "caller", [5, 5, 5], Satisfaction::Satisfied),
                (8 * day, "lead", Command::Appeal { reason: because(), photos: Vec::new() }),
                (8 * day + 1, "second", Command::RuleAppeal { granted: true, reason: because() }),
                (8 * day + 2, "third", Command::RuleAppeal { granted: true, reason: because() }),
            ])
            .collect::<Vec<_>>(),
    );
    let entered = entries(ticket.id, &ticket.events, &Book::new([stricter]));
    let handling: Vec<_> =
        entered.iter().filter(|it| it.rule == Rule::Handling).map(|it| (it.version, it.points.0)).collect();
    assert_eq!(handling, [(1, -200), (2, 230)]);
    // What November took stays there; December gets the difference.
    let months: Vec<_> = entered.iter().filter(|it| it.rule == Rule::Handling).map(|it| Month::of(it.at)).collect();
    assert_eq!(months.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2026-11", "2026-12"]);
}

#[test]
fn units_that_were_asked_about_the_list_answer_in_time_late_or_not_at_all() {
    let directory = directory();
    let item = |lead: &str| Item {
        duties: vec![Duty::new(1, Responsible::Unit(lead.into()))],
        ..Item::new(ItemKind::Component, "0101", "井盖", "公用设施", "GBT30428.2-2013")
    };
    let change = Difference { code: "0101".into(), before: Some(item("D01")), after: Some(item("D02")) };
    let draft = Draft { id: Uuid::nil(), title: "改派".into(), reason: because(), days: 5, origin: Origin::Person };
    let (caller, now) = (person("neighbour"), start());
    let mut proposal = Proposal::new(draft, &[change], Hand { actor: &caller, now }, &directory).unwrap();
    let mut act = |hours: i64, who: &str, act: Act| {
        let hand = Hand { actor: &person(who), now: after(now, hours * 3600) };
        proposal = proposal.clone().apply(&act, hand, None, date(2026, 12, 1)).unwrap();
        let told = opinions(&proposal, &book()).into_iter().map(|it| (it.unit.to_string(), it.reason, it.points.0));
        told.collect::<Vec<_>>()
    };
    let agrees = Act::Opinion { agrees: true, received: None, words: String::new() };
    let in_time = ("D01".to_owned(), Reason::OpinionInTime, 50);
    assert_eq!(act(24, "lead", agrees), std::slice::from_ref(&in_time));
    let silent = ("D02".to_owned(), Reason::OpinionLate, -100);
    assert_eq!(act(24 * 6, "supervisor", Act::Review { passes: true, words: because() }), [in_time, silent]);
}

fn rating_sums(unit: &str, rater: u128, stars: [i64; 3], ratings: u32) -> Vec<Sum> {
    let rater = Rater { person: PersonId(Uuid::from_u128(rater)), township: "T01".into() };
    let sum = |(rule, stars): (Rule, i64)| Sum {
        unit: unit.into(),
        rule,
        rater: Some(rater.clone()),
        points: Points((stars - 1) * 2_500 * i64::from(ratings)),
        entries: ratings,
    };
    Rule::TOWNSHIPS.into_iter().zip(stars).map(sum).collect()
}

fn centre_sum(unit: &str, rule: Rule, points: i64, entries: u32) -> Sum {
    Sum { unit: unit.into(), rule, rater: None, points: Points(points), entries }
}

#[test]
fn each_rule_counts_between_its_floor_and_cap_and_both_parts_by_their_weight() {
    let sums = [
        centre_sum("D01", Rule::Handling, -9_000, 50),
        centre_sum("D01", Rule::Signing, 700, 100),
        centre_sum("D01", Rule::Rework, -300, 3),
    ];
    let score = &scores(sums, &Rules::first())[0];
    let counted: Vec<_> = score.centre.rules.iter().map(|it| it.counted.0).collect();
    assert_eq!(counted, [0, -4000, 0, -300, 0, 0, 0]);
    assert_eq!((score.centre.points, score.townships.points), (Points(5_700), Points(8_000)));
    assert_eq!(score.total, Points(570 + 2_400));
    let all_lost = Rule::CENTRE.map(|rule| centre_sum("D01", rule, -100_000, 1));
    assert_eq!(scores(all_lost, &Rules::first())[0].centre.points, Points::ZERO);
    let gained = Rule::CENTRE.map(|rule| centre_sum("D01", rule, 100_000, 1));
    assert_eq!(scores(gained, &Rules::first())[0].centre.points, FULL);
}

#[test]
fn one_angry_rater_among_three_decides_nothing_and_samples_are_kept() {
    let part = |angry: i64| {
        let raters = [(1, 5), (2, 5), (3, angry)];
        let sums = raters.into_iter().flat_map(|(rater, stars)| rating_sums("D01", rater, [stars; 3], 2));
        scores(sums, &Rules::first())[0].townships.clone()
    };
    let (content, angry) = (part(5), part(1));
    assert_eq!((content.points, angry.points), (Points(8_800), Points(8_400)));
    assert_eq!((angry.ratings, angry.raters, angry.townships), (6, 3, 1));
    // However often they rate.
    let often = rating_sums("D01", 3, [1; 3], 500);
    let rest = [1, 2].into_iter().flat_map(|rater| rating_sums("D01", rater, [5; 3], 2));
    assert_eq!(scores(rest.chain(often), &Rules::first())[0].townships.points, Points(8_400));
}

#[test]
fn units_are_ranked_among_their_kind_with_where_they_stood_and_townships_are_not() {
    let agency = Unit { kind: UnitKind::Agency, ..unit("A0101") };
    let directory = Directory::new(directory().units().cloned().chain([agency]), []);
    let lost = |unit: &str, points: i64| centre_sum(unit, Rule::Handling, points, 1);
    let now = ["D01", "A0101", "T01", "D02"].into_iter().zip([-400, -900, -100, -200]).map(|(unit, it)| lost(unit, it));
    let before = vec![lost("D01", -100), lost("D02", -300), lost("D99", -1)];
    let month: Month = "2026-11".parse().unwrap();
    let ranking = Ranking::of(month, now.collect(), before, &book(), &directory);
    let places: Vec<_> = ranking
        .units
        .iter()
        .map(|it| (it.ranked.score.unit.as_str(), it.ranked.place, it.before.map(|before| before.place)))
        .collect();
    assert_eq!(places, [("D02", 1, Some(2)), ("D01", 2, Some(1)), ("A0101", 1, None)]);

    let score = ranking.clone().score_of(&"D01".into(), "一局");
    assert_eq!((score.of, score.standing.as_ref().map(|it| it.ranked.place)), (2, Some(2)));
    assert!(!score.shows_ratings());
    assert_eq!(ranking.score_of(&"T01".into(), "镇").standing, None);
}

#[test]
fn a_unit_reads_its_own_score_and_the_centre_all() {
    let reads = |who: &str, unit: &str| reads_scores_of(&person(who), &unit.into());
    for (who, own, others) in [
        ("lead", true, false),
        ("supervisor", true, true),
        ("leader", true, true),
        ("caller", false, false),
        ("grid", false, false),
    ] {
        assert_eq!((reads(who, "D01"), reads(who, "D02")), (own, others), "{who}");
    }
}

fn sums() -> impl Strategy<Value = Vec<Sum>> {
    let centre = (0..4_usize, proptest::sample::select(Rule::CENTRE.to_vec()), -3_000..500_i64)
        .prop_map(|(unit, rule, points)| vec![centre_sum(["D01", "D02", "D03", "D04"][unit], rule, points, 1)]);
    let townships = (0..4_usize, 0..12_u128, proptest::array::uniform3(1..6_i64), 1..4_u32).prop_map(
        |(unit, rater, stars, ratings)| rating_sums(["D01", "D02", "D03", "D04"][unit], rater, stars, ratings),
    );
    proptest::collection::vec(prop_oneof![centre, townships], 1..40).prop_map(|sums| sums.concat())
}

proptest! {
    #[test]
    fn adding_a_rating_of_full_marks_never_lowers_a_score(sums in sums(), rater in 0..20_u128) {
        let rules = Rules::first();
        let total = |sums: &[Sum]| {
            let found = scores(sums.iter().cloned(), &rules).into_iter().find(|score| score.unit.as_str() == "D01");
            found.map(|score| (score.townships.points, score.total))
        };
        let before = total(&sums);
        let more: Vec<_> = sums.iter().cloned().chain(rating_sums("D01", rater, [5; 3], 1)).collect();
        prop_assert!(before <= total(&more), "{before:?} {:?}", total(&more));
    }

    #[test]
    fn permuting_units_permutes_the_ranking(sums in sums(), shift in 1..4_usize) {
        let names = ["D01", "D02", "D03", "D04"];
        let renamed = |unit: &UnitCode| -> UnitCode {
            let at = names.iter().position(|name| *name == unit.as_str()).unwrap();
            names[(at + shift) % names.len()].into()
        };
        let rules = Rules::first();
        let ranked = |sums: Vec<Sum>| {
            let mut ranked: Vec<_> = rank(scores(sums, &rules))
                .into_iter()
                .map(|it| (it.score.unit, it.place, it.score.total, it.score.centre, it.score.townships))
                .collect();
            ranked.sort_by(|a, b| a.0.cmp(&b.0));
            ranked
        };
        let mut moved: Vec<_> = sums.iter().map(|sum| Sum { unit: renamed(&sum.unit), ..sum.clone() }).collect();
        moved.reverse();
        let mut expected: Vec<_> =
            ranked(sums).into_iter().map(|(unit, place, total, centre, townships)| (renamed(&unit), place, total, centre, townships)).collect();
        expected.sort_by(|a, b| a.0.cmp(&b.0));
        prop_assert_eq!(ranked(moved), expected);
    }

    #[test]
    fn who_has_more_points_has_the_better_place(sums in sums()) {
        let ranked = rank(scores(sums, &Rules::first()));
        for pair in ranked.windows(2) {
            prop_assert!(pair[0].score.total >= pair[1].score.total);
            prop_assert_eq!(pair[0].place == pair[1].place, pair[0].score.total == pair[1].score.total);
        }
    }
}
