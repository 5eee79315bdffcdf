//! Two tickets for one thing: merged, followed, and taken out again as if nothing had been.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use domain::command::{CommandKind, Dispatch, Rating, Satisfaction, Whistle};
use domain::ticket::Context;
use domain::time::after;
use domain::{
    Change, Code, Command, Directory, Person, PersonId, Role, Scope, Status, Ticket, TicketId, Unit, UnitKind, Urgency,
};
use jiff::Timestamp;
use uuid::Uuid;

/// Name, role and unit; the first two whistle.
const EVERYBODY: [(&str, Role, &str); 9] = [
    ("first", Role::GridWorker, "T01"),
    ("second", Role::GridWorker, "T02"),
    ("caller", Role::Caller, "T01"),
    ("caller of second", Role::Caller, "T02"),
    ("lead", Role::Specialist, "D01"),
    ("supervisor", Role::Supervisor, "C00"),
    ("second supervisor", Role::Supervisor, "C00"),
    ("leader", Role::Leader, "C00"),
    ("administrator", Role::Administrator, "C00"),
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
    let id = PersonId(Uuid::from_u128(at as u128 + 1));
    Person { id, username: "x".into(), name: name.into(), role, unit: unit(code) }
}

fn directory() -> Directory {
    Directory::new(["T01", "T02", "D01", "C00"].map(unit), [])
}

/// Monday morning, so that the clock runs.
fn start() -> Timestamp {
    "2026-11-23T08:00:00+08:00".parse().unwrap()
}

fn whistled(id: u128, by: &str) -> Ticket {
    let whistle = Whistle {
        description: "井盖破损".into(),
        item_code: None,
        title: None,
        place: None,
        grid: None,
        address: None,
        urgency: Urgency::Normal,
        photos: Vec::new(),
        contact: Some("13800000000".into()),
    };
    let (by, directory) = (person(by), directory());
    let context = Context { actor: &by, now: start(), directory: &directory };
    Ticket::open(TicketId(Uuid::from_u128(id)), &whistle, start(), Some(format!("RC-{id}")), context).unwrap()
}

fn rating(satisfaction: Satisfaction) -> Command {
    Command::Rate(Rating { response: 3, quality: 3, result: 3, satisfaction, comment: None })
}

fn way() -> [(&'static str, Command); 6] {
    [
        ("supervisor", Command::Accept { item_code: None, urgency: None }),
        ("supervisor", Command::Dispatch(Dispatch::to("D01".into()))),
        ("lead", Command::Sign {}),
        ("lead", Command::ReportResult { text: "修好了".into(), photos: Vec::new() }),
        ("supervisor", Command::Pass {}),
        ("second", rating(Satisfaction::Dissatisfied)),
    ]
}

/// The ticket that `second` whistled, led by the main way to this status within as many minutes.
fn at(status: &str) -> Scene {
    let mut scene = Scene { main: whistled(1, "first"), twin: whistled(2, "second"), now: start() };
    if status == "verifying" {
        scene.must("supervisor", Command::RequestVerification { text: None });
    }
    for (who, command) in way() {
        if scene.twin.status.name() == status {
            break;
        }
        scene.must(who, command);
    }
    assert_eq!(scene.twin.status.name(), status);
    scene
}

const OPEN: [&str; 8] = [
    "received",
    "verifying",
    "awaiting_dispatch",
    "awaiting_signature",
    "handling",
    "awaiting_check",
    "awaiting_rating",
    "dissatisfied",
];

/// The main ticket and its twin.
#[derive(Clone)]
struct Scene {
    main: Ticket,
    twin: Ticket,
    now: Timestamp,
}

type Told = Result<(), (Code, Option<String>)>;

impl Scene {
    /// On the twin, with the main ticket where the step touches it.
    fn act(&mut self, who: &str, command: &Command) -> Told {
        self.now = after(self.now, 60);
        let (actor, directory) = (person(who), directory());
        let context = Context { actor: &actor, now: self.now, directory: &directory };
        let told = |refusal: domain::Refusal| (refusal.code, refusal.done_by);
        if self.twin.main_of(command) == Some(self.main.id) {
            let both = self.twin.apply_with(&self.main, command, context).map_err(told)?;
            let revision = self.main.revision;
            self.twin.absorb(&both.own);
            self.main.absorb(&[both.main]);
            assert_eq!(self.main.revision, revision, "the command is the other's");
        } else {
            let events = self.twin.apply(command, context).map_err(told)?;
            self.twin.absorb(&events);
        }
        for ticket in [&self.main, &self.twin] {
            assert_eq!(Ticket::replay(ticket.id, &ticket.events).as_ref(), Some(ticket));
            assert_eq!(&serde_json::from_str::<Ticket>(&serde_json::to_string(ticket).unwrap()).unwrap(), ticket);
        }
        Ok(())
    }

    fn must(&mut self, who: &str, command: Command) {
        assert_eq!(self.act(who, &command), Ok(()), "{:?} by {who}", command.kind());
    }

    fn told(&self, who: &str, command: &Command) -> Told {
        self.clone().act(who, command)
    }

    fn takers(&self, command: &Command) -> Vec<&'static str> {
        let may = |name: &&str| self.told(name, command) != Err((Code::NotAllowed, None));
        EVERYBODY.iter().map(|(name, ..)| *name).filter(may).collect()
    }

    fn merged(mut self) -> Self {
        self.must("supervisor", merge());
        self
    }

    fn after(mut self, hours: i64) -> Self {
        self.now = after(self.now, hours * 3600);
        self
    }
}

fn merge() -> Command {
    Command::MergeInto { into: TicketId(Uuid::from_u128(1)) }
}

fn unmerge() -> Command {
    Command::Unmerge { reason: "不是同一件".into() }
}

const ILLEGAL: Told = Err((Code::IllegalTransition, None));

fn faster(name: &str) -> Told {
    Err((Code::AlreadyDone, Some(name.into())))
}

#[test]
fn a_supervisor_merges_what_is_open_and_takes_it_out_to_where_it_stood() {
    for status in OPEN {
        let before = at(status);
        assert_eq!(before.takers(&merge()), ["supervisor", "second supervisor"], "{status}");
        assert_eq!(before.told("supervisor", &unmerge()), ILLEGAL, "{status}");

        let merged = before.clone().merged();
        assert_eq!(merged.twin.status.name(), "merged");
        let Status::Merged { into, number, was, .. } = &merged.twin.status else { panic!("{status}") };
        assert_eq!((*into, number.as_deref(), &**was), (merged.main.id, Some("RC-1"), &before.twin.status));
        assert_eq!(merged.told("second supervisor", &merge()), faster("supervisor"), "{status}");
        assert_eq!((merged.twin.light(merged.now), merged.twin.wakes_at(), merged.twin.turn()), (None, None, None));
        assert_eq!(merged.takers(&unmerge()), ["supervisor", "second supervisor"], "{status}");

        let mut out = merged;
        out.must("second supervisor", unmerge());
        assert_eq!(out.twin.status.name(), status);
        assert_eq!((out.twin.scopes(), &out.main.followers), (before.twin.scopes(), &Vec::new()), "{status}");
        assert_eq!(out.told("supervisor", &unmerge()), faster("second supervisor"), "{status}");
        assert_eq!(out.told("supervisor", &merge()), Ok(()), "{status}");
    }
}

#[test]
fn an_ended_ticket_is_not_merged() {
    let mut scene = at("handling");
    scene.must("supervisor", Command::Void { reason: "误建".into() });
    assert_eq!(scene.told("supervisor", &merge()), ILLEGAL);
    let mut merged = at("handling").merged();
    merged.must("supervisor", unmerge());
    merged.must("supervisor", Command::Void { reason: "误建".into() });
    assert_eq!(merged.told("supervisor", &merge()), ILLEGAL, "it was taken out before it ended");
}

#[test]
fn nothing_but_additions_and_taking_out_is_legal_while_it_is_merged() {
    for status in OPEN {
        let scene = at(status).merged();
        let directory = directory();
        let legal = CommandKind::ALL.into_iter().filter(|kind| {
            EVERYBODY.iter().any(|(name, ..)| {
                let context = Context { actor: &person(name), now: scene.now, directory: &directory };
                scene.twin.admits(*kind, context).is_ok()
            })
        });
        let legal: Vec<_> = legal.collect();
        assert_eq!(legal, [CommandKind::AddNote, CommandKind::AddPhotos, CommandKind::Unmerge], "{status}");
    }
}

#[test]
fn a_ticket_is_not_merged_into_itself_nor_into_one_that_has_ended_or_is_merged() {
    let scene = at("received");
    let itself = Command::MergeInto { into: scene.twin.id };
    assert_eq!(scene.told("supervisor", &itself), Err((Code::MergeTarget, None)));
    let mut ended = scene.clone();
    std::mem::swap(&mut ended.main, &mut ended.twin);
    let swapped = Command::MergeInto { into: ended.main.id };
    ended.must("supervisor", Command::Void { reason: "误建".into() });
    std::mem::swap(&mut ended.main, &mut ended.twin);
    assert_eq!(ended.told("supervisor", &merge()), Err((Code::MergeTarget, None)));
    // The main ticket of one is merged nowhere, so there are no chains.
    let mut merged = scene.merged();
    std::mem::swap(&mut merged.main, &mut merged.twin);
    assert_eq!(merged.told("supervisor", &swapped), Err((Code::HasFollowers, None)));
    assert_eq!(merged.told("first", &Command::Withdraw { reason: "好了".into() }), Err((Code::HasFollowers, None)));
    let third = Scene { main: merged.main.clone(), twin: whistled(3, "first"), now: merged.now };
    assert_eq!(third.told("supervisor", &swapped), Err((Code::MergeTarget, None)), "it is merged itself");
}

#[test]
fn whoever_reported_it_follows_the_main_ticket_with_the_callers_of_their_township() {
    let own = at("received").main.scopes();
    let scene = at("handling").merged();
    let follower = &scene.main.followers[0];
    assert_eq!((follower.ticket, follower.number.as_deref()), (Some(scene.twin.id), Some("RC-2")));
    assert_eq!(scene.main.merged_in(), [(scene.twin.id, Some("RC-2".to_owned()))]);
    assert_eq!(follower.person, person("second").id);
    let mut scopes = own.clone();
    scopes.extend([Scope::Person(person("second").id), Scope::Unit("T02".into())]);
    scopes.sort();
    assert_eq!(scene.main.scopes(), scopes);
    let mut out = scene;
    out.must("supervisor", unmerge());
    assert_eq!(out.main.scopes(), own);
    assert!(matches!(out.main.events.last().unwrap().change, Change::TakenOut { ticket, .. } if ticket == out.twin.id));
}

fn follow() -> Command {
    Command::Follow { text: Some("我也看到了".into()), photos: Vec::new() }
}

#[test]
fn whoever_whistles_joins_what_is_open_once_and_not_their_own() {
    for status in OPEN {
        let mut scene = at(status);
        assert_eq!(scene.takers(&follow()), ["first", "second", "caller", "caller of second"], "{status}");
        assert_eq!(scene.told("second", &follow()), faster("second"), "{status}: it is theirs");
        scene.must("first", follow());
        assert_eq!((scene.twin.status.name(), scene.twin.is_main()), (status, false));
        assert_eq!(scene.told("first", &follow()), faster("first"), "{status}");
        let scopes = scene.twin.scopes();
        assert!(scopes.contains(&Scope::Person(person("first").id)) && scopes.contains(&Scope::Unit("T01".into())));
        let shown = serde_json::to_string(&scene.twin.as_followed_by(&person("first")).unwrap()).unwrap();
        assert!(shown.contains("\"first\"") && !shown.contains("\"second\""), "{shown}");
    }
    let mut ended = at("received");
    ended.must("supervisor", Command::Void { reason: "误建".into() });
    assert_eq!(ended.told("first", &follow()), ILLEGAL);
}

#[test]
fn who_had_joined_a_ticket_moves_with_it_and_back() {
    let mut scene = at("received");
    scene.must("caller", follow());
    assert_eq!(scene.told("second", &Command::Withdraw { reason: "好了".into() }), Err((Code::HasFollowers, None)));
    let before = scene.twin.clone();
    let mut merged = scene.merged();
    let follows: Vec<_> = ["second", "caller"].map(|name| merged.main.is_followed_by(person(name).id)).into();
    assert_eq!((follows, merged.main.merged_in().len()), (vec![true, true], 1));
    merged.must("supervisor", unmerge());
    assert_eq!((merged.main.followers, merged.twin.followers), (Vec::new(), before.followers));
}

#[test]
fn a_follower_is_not_shown_who_reported_the_main_ticket_nor_who_else_follows() {
    let mut scene = at("received").merged();
    scene.twin = whistled(3, "first");
    scene.must("supervisor", merge());
    let shown = scene.main.as_followed_by(&person("second")).unwrap();
    let text = serde_json::to_string(&shown).unwrap();
    assert!(!text.contains("13800000000") && !text.contains("\"first\""), "{text}");
    assert_eq!(shown.followers.len(), 1);
    assert_eq!(shown.status, scene.main.status);
    for name in ["first", "caller", "supervisor", "administrator"] {
        assert_eq!(scene.main.as_followed_by(&person(name)), None, "{name}");
    }
    assert!(scene.main.as_followed_by(&person("caller of second")).is_some());
}

#[test]
fn the_handling_clock_goes_on_with_the_rest() {
    let scene = at("handling");
    let due_at = scene.twin.due_at.unwrap();
    // Over noon, when nobody works, and an hour on both sides of it.
    let mut merged = scene.after(3).merged();
    assert_eq!(merged.twin.wakes_at(), None);
    merged = merged.after(4);
    merged.must("supervisor", unmerge());
    // Due at 14:03, for work pauses from twelve to two; three of four hours had run at 11:04.
    assert_eq!(due_at, "2026-11-23T14:03:00+08:00".parse().unwrap());
    assert_eq!(merged.twin.due_at, Some("2026-11-23T16:04:00+08:00".parse().unwrap()));
    assert_eq!(merged.twin.due_from, Some(after(start(), 180)));
}

#[test]
fn what_stood_still_stands_still_and_a_suspension_that_was_to_end_meanwhile_has_ended() {
    let mut returning = at("handling");
    returning.must("lead", Command::RequestReturn { reason: "不归我们".into(), clause: None, suggested_unit: None });
    let asked = returning.twin.clone();
    let mut returning = returning.merged().after(5);
    returning.must("supervisor", unmerge());
    assert_eq!((&returning.twin.pending_return, returning.twin.due_at), (&asked.pending_return, asked.due_at));

    let mut parked = at("handling");
    let until = after(start(), 5 * 3600);
    parked.must("lead", Command::RequestSuspension { reason: "等料".into(), until });
    parked.must("supervisor", Command::ApproveSuspension {});
    let suspended = parked.twin.clone();
    let mut soon = parked.clone().merged().after(1);
    soon.must("supervisor", unmerge());
    assert_eq!((&soon.twin.suspension, soon.twin.due_at), (&suspended.suspension, suspended.due_at));
    let mut late = parked.merged().after(7);
    late.must("supervisor", unmerge());
    assert_eq!(late.twin.suspension, None);
    // Taken out at 15:07 with all but two minutes of the four hours left: until 18:00, and from eight the next day.
    assert_eq!(late.twin.due_at, Some("2026-11-24T09:05:00+08:00".parse().unwrap()));
}

#[test]
fn a_rating_is_waited_for_and_a_turn_lasts_as_much_longer_as_it_was_merged() {
    let closes = |ticket: &Ticket| match ticket.status {
        Status::AwaitingRating { closes_at, .. } => closes_at.unwrap(),
        _ => panic!("{:?}", ticket.status),
    };
    let scene = at("awaiting_rating");
    let before = closes(&scene.twin);
    let mut out = scene.merged().after(48);
    out.must("supervisor", unmerge());
    assert_eq!(closes(&out.twin).duration_since(before).as_hours(), 48);

    let scene = at("awaiting_dispatch");
    let due_at = scene.twin.turn().unwrap().due_at;
    let mut out = scene.merged().after(2);
    out.must("supervisor", unmerge());
    assert_eq!(out.twin.turn().unwrap().due_at, after(due_at, 2 * 3600 + 60));
}

#[test]
fn reminders_and_orders_outlast_being_merged() {
    let mut scene = at("handling");
    scene.must("supervisor", Command::Remind { text: None });
    let order = Command::Supervise { text: "限期".into(), reply_by: after(scene.now, 7200) };
    scene.must("supervisor", order);
    let before = scene.twin.clone();
    let mut out = scene.merged();
    out.must("supervisor", unmerge());
    assert_eq!((&out.twin.reminder, &out.twin.supervision), (&before.reminder, &before.supervision));
}

#[test]
fn on_a_device_it_shows_as_merged_before_the_server_says_the_number() {
    let (twin, directory, supervisor) = (whistled(2, "second"), directory(), person("supervisor"));
    let context = Context { actor: &supervisor, now: start(), directory: &directory };
    let mut shown = twin;
    shown.absorb(&shown.apply(&merge(), context).unwrap());
    assert!(matches!(&shown.status, Status::Merged { number: None, into, .. } if into.0.as_u128() == 1));
}

#[test]
fn tickets_of_before_there_was_merging_read_and_are_written_as_they_were() {
    let old = serde_json::to_string(&whistled(1, "first")).unwrap();
    assert!(!old.contains("followers"), "{old}");
    assert_eq!(serde_json::to_string(&serde_json::from_str::<Ticket>(&old).unwrap()).unwrap(), old);
}

#[test]
fn the_main_ticket_is_named_by_its_id() {
    let read = |into: &str| Command::parse(CommandKind::MergeInto, &serde_json::json!({"into": into}));
    assert_eq!(read("00000000-0000-0000-0000-000000000001"), Ok(merge()));
    assert_eq!(read("RC-1").map_err(|invalid| invalid.field), Err("into".into()));
}
