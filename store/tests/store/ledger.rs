//! The ledger of scores against a reference: what should stand at each moment, worked out anew from all events until then,
//! slowly and by another way than the ledger goes.

use std::collections::BTreeMap;

use domain::command::{Dispatch, Rating, Satisfaction};
use domain::evaluation::{Counts, Figures, Month, Points, Ranking, Rater, Rule, Sum, counts_in};
use domain::list::proposal::Signed;
use domain::ticket::Warning;
use domain::time::{after, seconds_between};
use domain::{Change, Event, UnitCode};

use super::*;

const TICKETS: u64 = 40;
const HALF: u64 = TICKETS / 2;
const STEPS: u64 = 160;
const HOUR: i64 = 3600;

/// Numbers that look like chance, the same each time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn unit(code: &str) -> Unit {
    let kind = match code.as_bytes()[0] {
        b'T' => UnitKind::Township,
        b'C' => UnitKind::Centre,
        _ => UnitKind::Department,
    };
    Unit::new(Uuid::new_v4(), code.into(), code, kind)
}

/// Everybody but the grid worker, who is added to the store.
fn people() -> Vec<Person> {
    let everybody = [
        (Role::Caller, "T01"),
        (Role::Specialist, "D01"),
        (Role::Specialist, "D02"),
        (Role::Specialist, "D03"),
        (Role::Specialist, "T01"),
        (Role::Supervisor, "C00"),
        (Role::Supervisor, "C00"),
        (Role::Supervisor, "C00"),
        (Role::Leader, "C00"),
    ];
    (1_u128..)
        .zip(everybody)
        .map(|(n, (role, code))| Person {
            id: PersonId(Uuid::from_u128(n)),
            username: format!("p{n}"),
            name: format!("人{n}"),
            role,
            unit: unit(code),
        })
        .collect()
}

fn command(chance: &mut Chance, now: Timestamp) -> Command {
    let text = || "因为".to_owned();
    match chance.below(30) {
        0..=2 => Command::Accept { item_code: None, urgency: None },
        3 | 4 => {
            let lead = ["D01", "D02", "D03", "T01"][chance.below(4) as usize];
            Command::Dispatch(Dispatch { co_responsible: vec!["T02".into()], ..Dispatch::to(lead.into()) })
        }
        5..=7 => Command::Sign {},
        8 => Command::RequestReturn { reason: text(), clause: None, suggested_unit: None },
        9 => Command::ApproveReturn {},
        10 | 11 => Command::RefuseReturn { reason: text() },
        12..=14 => Command::ReportResult { text: text(), photos: Vec::new() },
        15 | 16 => Command::Pass {},
        17 => Command::Rework { reason: text() },
        18 | 19 => {
            let mut stars = || 1 + chance.below(5) as u8;
            let (response, quality, result) = (stars(), stars(), stars());
            let satisfaction = match chance.below(3) {
                0 => Satisfaction::Dissatisfied,
                1 => Satisfaction::Basically,
                _ => Satisfaction::Satisfied,
            };
            Command::Rate(Rating { response, quality, result, satisfaction, comment: None })
        }
        20 => match chance.below(2) {
            0 => Command::ReHandle { reason: None },
            _ => Command::CloseWithBothViews { reason: None },
        },
        21 => Command::RequestExtension { reason: text() },
        22 => Command::ApproveExtension {},
        23 => match chance.below(3) {
            0 => Command::RequestSuspension { reason: text(), until: after(now, 20 * HOUR) },
            1 => Command::ApproveSuspension {},
            _ => Command::Resume {},
        },
        24 => Command::Supervise { text: text(), reply_by: after(now, 4 * HOUR) },
        25 => Command::ReplySupervision { text: text(), photos: Vec::new() },
        26 => match chance.below(2) {
            0 => Command::OpenArbitration { reason: text() },
            _ => {
                let unit = ["D01", "D02", "D03"][chance.below(3) as usize];
                Command::RuleArbitration { unit: unit.into(), reason: text(), clause: None }
            }
        },
        27 => Command::Appeal { reason: text(), photos: Vec::new() },
        28 => Command::RuleAppeal { granted: chance.below(4) > 0, reason: text() },
        _ => match chance.below(40) {
            0 => Command::Void { reason: text() },
            1 => Command::ForceClose { reason: text() },
            2 => Command::Withdraw { reason: text() },
            3..=8 => Command::MergeInto { into: TicketId(Uuid::nil()) },
            9..=20 => Command::Reopen { reason: text() },
            _ => Command::Unmerge { reason: text() },
        },
    }
}

/// Tells random tickets of some months, and writes them as they come: now one event at once, now several.
async fn tell(store: &Store, seed: u64) -> Vec<Ticket> {
    tell_and_close(store, seed, None).await
}

/// As [`tell`]; after half of the tickets, this month is closed.
async fn tell_and_close(store: &Store, seed: u64, closed: Option<Month>) -> Vec<Ticket> {
    let grid = person(store).await;
    let people = people();
    let directory = Directory::new(["T01", "T02", "D01", "D02", "D03", "C00"].map(unit), []);
    let mut tx = store.write().await.unwrap();
    for unit in directory.units().filter(|unit| unit.code != grid.unit.code) {
        tx.add_unit(unit).await.unwrap();
    }
    tx.commit().await.unwrap();
    let (mut chance, mut told) = (Chance(seed), Vec::new());
    for n in 0..TICKETS {
        if let Some(month) = closed.filter(|_| n == HALF) {
            close(store, month, &directory).await.unwrap();
        }
        let mut now = after(at(0), (n * 50_000) as i64);
        let context = Context { actor: &grid, now, directory: &directory };
        let number = format!("RC20251009-{n:06}");
        let mut ticket = Ticket::open(TicketId(Uuid::now_v7()), &whistle("x"), now, Some(number), context).unwrap();
        let mut written = ticket.clone();
        let mut tx = store.write().await.unwrap();
        tx.insert_ticket(&ticket).await.unwrap();
        for _ in 0..STEPS {
            now = after(now, (chance.below(40) * chance.below(40) * 20) as i64);
            while let Ok(Some(event)) = ticket.wake(now, &directory) {
                ticket.absorb(&[event]);
            }
            let command = command(&mut chance, now);
            let who = chance.below(people.len() as u64 + 1) as usize;
            for actor in people.iter().cycle().skip(who).take(people.len()).chain([&grid]) {
                if let Ok(events) = ticket.apply(&command, Context { actor, now, directory: &directory }) {
                    ticket.absorb(&events);
                    break;
                }
            }
            if chance.below(3) > 0 && ticket.events.len() > written.events.len() {
                tx.update_ticket(&written, &ticket).await.unwrap();
                written = ticket.clone();
            }
        }
        if ticket.events.len() > written.events.len() {
            tx.update_ticket(&written, &ticket).await.unwrap();
        }
        tx.commit().await.unwrap();
        told.push(ticket);
    }
    told
}

async fn close(store: &Store, month: Month, directory: &Directory) -> store::Result<Figures> {
    let mut tx = store.write().await?;
    let (sums, before) = (tx.score_sums(month).await?, tx.score_sums(month.before()).await?);
    let ranking = Ranking::of(month, sums, before, &store.rule_book().await?, directory);
    let closed = Signed {
        person: PersonId(Uuid::from_u128(6)),
        name: "人6".into(),
        unit: "C00".into(),
        at: month.next().begins(),
        words: String::new(),
    };
    let counts = Counts::new(month, closed.at);
    let figures = Figures::of("县", ranking, counts, tx.carried(month).await?, closed, directory);
    tx.close_month(&figures).await?;
    tx.commit().await?;
    Ok(figures)
}

type Stands = BTreeMap<(String, Rule), i64>;

/// From where on a unit has the ticket, until where, and which unit.
fn stretches(events: &[Event]) -> Vec<(usize, usize, String)> {
    let sent = |event: &Event| match &event.change {
        Change::Dispatch(dispatched) | Change::RuleArbitration { dispatched: Some(dispatched), .. } => {
            Some(dispatched.dispatch.lead.to_string())
        }
        _ => None,
    };
    let starts: Vec<_> = events.iter().enumerate().filter_map(|(n, event)| Some((n, sent(event)?))).collect();
    let end = |n: usize| starts.get(n + 1).map_or(events.len(), |(next, _)| next + 1);
    starts.iter().enumerate().map(|(n, (start, unit))| (*start, end(n), unit.clone())).collect()
}

/// When handling was due that this event set or moved; for others, what was.
fn due(event: &Event, was: Option<Timestamp>) -> Option<Timestamp> {
    match &event.change {
        Change::Sign { deadline } | Change::ReHandle { deadline, .. } => deadline.map(|it| it.due_at),
        Change::ApproveExtension { deadline } | Change::SetDue { deadline } => Some(deadline.due_at),
        Change::RefuseReturn { deadline, .. }
        | Change::Rework { deadline, .. }
        | Change::Resume { deadline }
        | Change::OpenArbitration { deadline, .. }
        | Change::Unmerge { deadline, .. } => deadline.map(|it| it.due_at).or(was),
        _ => was,
    }
}

/// Whether the unit was late, and whether it has reported, from its dispatch to the end of these events.
fn lateness(stretch: &[Event]) -> (bool, bool) {
    let (mut due_at, mut late_for_good, mut overdue, mut reported) = (None, false, false, false);
    for event in &stretch[1..] {
        let past = due_at.is_some_and(|due_at| event.at > due_at);
        match &event.change {
            Change::RequestReturn { .. } | Change::ApproveSuspension {} => late_for_good |= past,
            Change::ReportResult { .. } => {
                late_for_good |= past;
                reported = true;
            }
            Change::Warn { warning } if *warning >= Warning::Due => overdue |= past,
            Change::ApproveExtension { deadline } => overdue &= event.at > deadline.due_at,
            _ => {}
        }
        due_at = due(event, due_at);
    }
    (late_for_good || overdue, reported)
}

/// Seconds for which it was merged in these events.
fn merged_for(events: &[Event]) -> i64 {
    let (mut since, mut seconds) = (None, 0);
    for event in events {
        match event.change {
            Change::MergeInto { .. } => since = Some(event.at),
            Change::Unmerge { .. } => seconds += since.take().map_or(0, |since| seconds_between(since, event.at)),
            _ => {}
        }
    }
    seconds
}

/// Whether an appeal in these events was granted by both who looked at it.
fn is_exempt(events: &[Event]) -> bool {
    let opinions: Vec<bool> = events
        .iter()
        .filter_map(|event| match event.change {
            Change::RuleAppeal { granted, .. } => Some(granted),
            _ => None,
        })
        .collect();
    opinions == [true, true]
}

/// Whether a ticket is closed by this.
fn closes(event: &Event) -> bool {
    match &event.change {
        Change::Rate(rating) => rating.satisfaction != Satisfaction::Dissatisfied,
        Change::CloseUnrated {} | Change::CloseWithBothViews { .. } => true,
        _ => false,
    }
}

/// What should stand for each unit in the centre's part once these events have happened.
fn should_stand(events: &[Event]) -> Stands {
    let mut stands = Stands::new();
    let ended = |event: &Event| matches!(event.change, Change::Withdraw { .. } | Change::Void { .. });
    let forced = events.iter().rposition(|event| matches!(event.change, Change::ForceClose { .. }));
    let merged = events.iter().rev().find_map(|event| match event.change {
        Change::MergeInto { .. } => Some(true),
        Change::Unmerge { .. } => Some(false),
        _ => None,
    });
    if events.iter().any(ended) || merged == Some(true) {
        return stands;
    }
    let ruled = events.iter().find_map(|event| match &event.change {
        Change::RuleArbitration { unit, .. } => Some(unit.to_string()),
        _ => None,
    });
    // One that was closed by force may be opened again, and counts from then on.
    for (start, end, unit) in stretches(events).into_iter().filter(|(start, ..)| forced.is_none_or(|at| at < *start)) {
        // What comes after it was given back, or opened anew, is nobody's.
        let whole = &events[start..end];
        let ends = whole.iter().position(|it| matches!(it.change, Change::ApproveReturn {} | Change::Reopen { .. }));
        let stretch = &whole[..ends.map_or(whole.len(), |end| end + 1)];
        let mut add = |rule, points: i64| *stands.entry((unit.clone(), rule)).or_default() += points;
        for (n, event) in stretch.iter().enumerate().skip(1) {
            match &event.change {
                Change::Sign { .. } => {
                    let took = seconds_between(stretch[0].at, event.at) - merged_for(&stretch[..n]);
                    add(Rule::Signing, if took > HOUR { -50 } else { 5 });
                }
                Change::RefuseReturn { .. } if ruled.as_ref().is_none_or(|ruled| *ruled == unit) => {
                    add(Rule::Returns, -100);
                }
                Change::Rework { .. } => add(Rule::Rework, -100),
                Change::Supervise { reply_by, .. } => {
                    add(Rule::Supervision, -100);
                    let is_reply = |it: &Event| matches!(it.change, Change::ReplySupervision { .. });
                    match stretch[n + 1..].iter().find(|it| is_reply(it) || closes(it)) {
                        Some(end) if end.at > *reply_by => add(Rule::Replies, -100),
                        Some(end) if is_reply(end) => add(Rule::Replies, 20),
                        _ => {}
                    }
                }
                _ => {}
            }
        }
        let gone = stretch[1..].iter().any(|it| {
            matches!(it.change, Change::ApproveReturn {} | Change::RuleArbitration { dispatched: Some(_), .. })
        });
        match lateness(stretch) {
            (true, _) if is_exempt(stretch) => add(Rule::Handling, 10),
            (true, _) if gone => {}
            (true, _) => add(Rule::Handling, -200),
            (false, true) => add(Rule::Handling, 10),
            (false, false) => {}
        }
    }
    stands
}

type Months = BTreeMap<(Month, String, Rule, Option<Rater>), i64>;

/// What each month should have: what came to stand, or ceased to, with each of its events; and its ratings.
fn reference(tickets: &[Ticket]) -> Months {
    let mut months = Months::new();
    for ticket in tickets {
        for n in 1..=ticket.events.len() {
            let (before, now) = (should_stand(&ticket.events[..n - 1]), should_stand(&ticket.events[..n]));
            let event = &ticket.events[n - 1];
            let mut add = |unit: &str, rule, rater: Option<Rater>, points: i64| {
                *months.entry((Month::of(event.at), unit.to_owned(), rule, rater)).or_default() += points;
            };
            for (unit, rule) in before.keys().chain(now.keys()).collect::<BTreeSet<_>>() {
                let stood = |stands: &Stands| stands.get(&(unit.clone(), *rule)).copied().unwrap_or_default();
                add(unit, *rule, None, stood(&now) - stood(&before));
            }
            let lead = stretches(&ticket.events[..n]).pop().map(|(.., unit)| unit);
            if let (Change::Rate(rating), Some(lead)) = (&event.change, lead.filter(|lead| lead != "T01")) {
                let stars = [rating.response, rating.quality, rating.result];
                for (rule, stars) in Rule::TOWNSHIPS.into_iter().zip(stars) {
                    let rater = Rater { person: event.by, township: "T01".into() };
                    add(&lead, rule, Some(rater), (i64::from(stars) - 1) * 2_500);
                }
            }
        }
    }
    months.retain(|(.., rater), points| rater.is_some() || *points != 0);
    months
}

async fn in_the_ledger(store: &Store, months: impl Iterator<Item = Month>) -> Months {
    let mut found = Months::new();
    for month in months.collect::<BTreeSet<_>>() {
        let all = store.score_sums(month, None).await.unwrap();
        for Sum { unit, rule, rater, points, .. } in &all {
            found.insert((month, unit.to_string(), *rule, rater.clone()), points.0);
        }
        // Asked for one by one, units have the same.
        let units: BTreeSet<UnitCode> = all.iter().map(|sum| sum.unit.clone()).collect();
        let mut each = Vec::new();
        for unit in &units {
            each.extend(store.score_sums(month, Some(unit)).await.unwrap());
        }
        let key = |sum: &Sum| (sum.unit.clone(), sum.rule, sum.rater.clone(), sum.points, sum.entries);
        let sorted = |sums: &[Sum]| sums.iter().map(key).collect::<BTreeSet<_>>();
        assert_eq!(sorted(&each), sorted(&all));
    }
    found.retain(|(.., rater), points| rater.is_some() || *points != 0);
    found
}

#[tokio::test]
async fn the_ledger_agrees_with_a_reference_over_random_months() {
    for seed in 1..=6 {
        on_each(async |store| {
            let tickets = tell(&store, seed).await;
            let right = reference(&tickets);
            let found = in_the_ledger(&store, right.keys().map(|(month, ..)| *month)).await;
            assert_eq!(found, right, "{seed}");
            let reached = |rule: Rule| right.keys().any(|key| key.2 == rule);
            assert!(Rule::all().filter(|rule| *rule != Rule::Opinions).all(reached), "{right:?}");
            // What is worked out anew by the rules that hold is what was entered.
            let book = store.rule_book().await.unwrap();
            let first = right.keys().map(|(month, ..)| *month).min().unwrap();
            let tried = store.tried_scores(first, &book).await.unwrap();
            let months: BTreeSet<_> = right.keys().map(|(month, ..)| *month).collect();
            for month in months {
                let in_order = |mut sums: Vec<Sum>| {
                    sums.sort_by(|a, b| (&a.unit, a.rule, &a.rater).cmp(&(&b.unit, b.rule, &b.rater)));
                    sums
                };
                let entered = store.score_sums(month, None).await.unwrap();
                assert_eq!(in_order(tried.of(month)), in_order(entered), "{seed} {month}");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn what_comes_after_a_month_was_closed_counts_in_the_next_and_the_closed_one_stays() {
    for seed in 21..=24 {
        on_each_unmigrated(async |_, url| {
            let store = Store::open(&url).await.unwrap();
            store.migrate(Uuid::new_v4()).await.unwrap();
            let month = Month::of(at(0));
            let tickets = tell_and_close(&store, seed, Some(month)).await;
            let (early, late) = tickets.split_at(HALF as usize);
            let mut right = reference(early);
            for ((of, unit, rule, rater), points) in reference(late) {
                let counts = counts_in(of.begins(), Some(month));
                *right.entry((counts, unit, rule, rater)).or_default() += points;
            }
            right.retain(|(.., rater), points| rater.is_some() || *points != 0);
            assert_eq!(in_the_ledger(&store, right.keys().map(|(month, ..)| *month)).await, right, "{seed}");

            // What the ledger has of the month now is what was frozen, and the rest says where it comes from.
            let directory = Directory::new(["T01", "T02", "D01", "D02", "D03", "C00"].map(unit), []);
            let frozen = store.figures(month).await.unwrap().unwrap();
            let sums = store.score_sums(month, None).await.unwrap();
            let book = store.rule_book().await.unwrap();
            assert_eq!(Ranking::of(month, sums, Vec::new(), &book, &directory), frozen.ranking);
            let next = close(&store, month.next(), &directory).await.unwrap();
            assert!(!next.carried.is_empty() && next.carried.iter().all(|it| it.from == month), "{:?}", next.carried);
            assert_eq!(store.figures(month.next()).await.unwrap(), Some(next));
            assert_eq!(store.write().await.unwrap().last_closed().await.unwrap(), Some(month.next()));

            // Closed once, for good, even for a program that does not know of closing.
            assert!(close(&store, month, &directory).await.is_err());
            let pool = AnyPool::connect(&url).await.unwrap();
            let entered =
                "INSERT INTO score_entries SELECT serial + 1000000, 'x', source, position, unit, rule, reason,
                           version, points, at, month, rater, township FROM score_entries";
            for (change, words) in [
                ("UPDATE closed_months SET value = '{}'", "stays as it is"),
                ("DELETE FROM closed_months", "stays as it is"),
                (entered, "closed month"),
            ] {
                let refused = sqlx::query(change).execute(&pool).await.unwrap_err();
                assert!(refused.to_string().contains(words), "{refused}");
            }
        })
        .await;
    }
}

#[tokio::test]
async fn what_is_entered_stays_and_what_happened_before_there_was_a_ledger_is_entered_once() {
    on_each_unmigrated(async |name, url| {
        let store = Store::open(&url).await.unwrap();
        store.migrate(Uuid::new_v4()).await.unwrap();
        let tickets = tell(&store, 7).await;
        let right = reference(&tickets);
        let months = || right.keys().map(|(month, ..)| *month);
        let pool = AnyPool::connect(&url).await.unwrap();
        for change in ["UPDATE score_entries SET points = 0", "DELETE FROM score_entries"] {
            let refused = sqlx::query(change).execute(&pool).await.unwrap_err();
            assert!(refused.to_string().contains("only added to"), "{refused}");
        }
        // As a release before this one left it.
        let trigger = match name {
            "sqlite" => "DROP TRIGGER score_entries_stay_there",
            _ => "DROP TRIGGER score_entries_stay ON score_entries",
        };
        for change in [trigger, "DELETE FROM score_entries", "DELETE FROM score_rules"] {
            sqlx::query(change).execute(&pool).await.unwrap();
        }
        for _ in 0..2 {
            sqlx::query("DELETE FROM meta WHERE key = 'scores_entered'").execute(&pool).await.unwrap();
            store.migrate(Uuid::new_v4()).await.unwrap();
            assert_eq!(in_the_ledger(&store, months()).await, right);
        }
    })
    .await;
}

#[tokio::test]
async fn a_units_entries_are_read_from_the_newest_on_with_what_they_come_from() {
    on_each(async |store| {
        let tickets = tell(&store, 11).await;
        let (mut after, mut read) = (None, Vec::new());
        let month = Month::of(tickets[0].received_at);
        let filter = |after| store::LineFilter { unit: "D01".into(), month, rule: None, ratings: true, after };
        loop {
            let (lines, more) = store.score_lines(&filter(after), 7).await.unwrap();
            read.extend(lines);
            if !more {
                break;
            }
            after = read.last().map(|line| store::LineMark { at: line.at.as_millisecond(), serial: line.serial });
        }
        let sums = store.score_sums(month, Some(&"D01".into())).await.unwrap();
        let points = |points: Vec<Points>| points.into_iter().sum::<Points>();
        assert_eq!(
            points(read.iter().map(|it| it.points).collect()),
            points(sums.iter().map(|it| it.points).collect())
        );
        assert_eq!(read.len() as u32, sums.iter().map(|it| it.entries).sum::<u32>());
        assert!(read.windows(2).all(|pair| (pair[0].at, pair[0].serial) > (pair[1].at, pair[1].serial)));
        assert!(read.iter().all(|line| line.number.is_some() && line.title == "x"));
        let narrowed = store::LineFilter { rule: Some(Rule::Rework), ratings: false, ..filter(None) };
        let (lines, _) = store.score_lines(&narrowed, 100).await.unwrap();
        assert!(lines.iter().all(|line| line.rule == Rule::Rework && line.township.is_none()));
    })
    .await;
}
