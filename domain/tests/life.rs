//! The rows of a ticket's life beside its main way: who may, from where, what becomes of it, and what others are told.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::command::{CommandKind, Dispatch, Part, Rating, Satisfaction, Whistle};
use domain::ticket::{Closing, Context, PartWay, RECENT_DAYS, rested};
use domain::time::after;
use domain::{
    Code, Command, DeclineReason, Directory, Duty, Item, ItemKind, MediaType, Person, PersonId, Photo, PhotoHash, Role,
    Scope, Stage, Status, Ticket, TicketId, Unit, UnitKind, Urgency,
};
use jiff::Timestamp;
use uuid::Uuid;

#[path = "life/appeal.rs"]
mod appeal;
#[path = "life/arbitration.rs"]
mod arbitration;
#[path = "life/digest.rs"]
mod digest;
#[path = "life/handler.rs"]
mod handler;
#[path = "life/meanwhile.rs"]
mod meanwhile;

const EVERYBODY: [(&str, Role, &str); 12] = [
    ("grid", Role::GridWorker, "T01"),
    ("grid here", Role::GridWorker, "T01"),
    ("grid elsewhere", Role::GridWorker, "T02"),
    ("caller", Role::Caller, "T01"),
    ("lead", Role::Specialist, "D01"),
    ("second of lead", Role::Specialist, "D01"),
    ("helper", Role::Specialist, "D02"),
    ("supervisor", Role::Supervisor, "C00"),
    ("second supervisor", Role::Supervisor, "C00"),
    ("leader", Role::Leader, "C00"),
    ("administrator", Role::Administrator, "C00"),
    ("third supervisor", Role::Supervisor, "C00"),
];

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
const ENDED: [&str; 4] = ["closed", "declined", "withdrawn", "voided"];

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
        username: "x".into(),
        name: name.into(),
        role,
        unit: unit(code),
    }
}

fn photo(seed: u8) -> Photo {
    let sha256 = PhotoHash::from_digest(&[seed; 32]);
    Photo {
        sha256,
        bytes: 10,
        media_type: MediaType::Jpeg,
        width: 4,
        height: 3,
        taken_at: None,
        place: None,
        look: None,
    }
}

fn words() -> String {
    "因为".into()
}

fn rating(satisfaction: Satisfaction) -> Command {
    Command::Rate(Rating { response: 3, quality: 3, result: 3, satisfaction, comment: None })
}

/// A ticket among its people; each step is taken a minute after the one before.
#[derive(Clone)]
struct Scene {
    directory: Directory,
    ticket: Ticket,
    now: Timestamp,
}

/// A refusal: its code, and who was faster.
type Told = (Code, Option<String>);

impl Scene {
    /// Whistled for by `grid`.
    fn whistled() -> Self {
        let directory = Directory::new(["T01", "T02", "D01", "D02", "D03", "C00"].map(unit), []);
        let now = Timestamp::from_second(1_760_000_000).unwrap();
        let whistle = Whistle {
            description: "井盖破损".into(),
            item_code: None,
            title: None,
            place: None,
            grid: None,
            address: None,
            urgency: Urgency::Normal,
            photos: Vec::new(),
            contact: None,
        };
        let grid = person("grid");
        let context = Context { actor: &grid, now, directory: &directory };
        let number = Some("RC20261123-000001".into());
        let ticket = Ticket::open(TicketId(Uuid::from_u128(1)), &whistle, now, number, context).unwrap();
        Self { directory, ticket, now }
    }

    /// Led by the main way to this status.
    fn at(status: &str) -> Self {
        let mut scene = Self::whistled();
        let way = [
            ("supervisor", Command::Accept { item_code: None, urgency: None }),
            (
                "supervisor",
                Command::Dispatch(Dispatch { co_responsible: vec!["D02".into()], ..Dispatch::to("D01".into()) }),
            ),
            ("lead", Command::Sign {}),
            ("lead", Command::ReportResult { text: words(), photos: vec![photo(1)] }),
            ("supervisor", Command::Pass {}),
            ("grid", rating(Satisfaction::Dissatisfied)),
            ("supervisor", Command::CloseWithBothViews { reason: None }),
        ];
        match status {
            "declined" => {
                scene.must("supervisor", Command::Decline { reason_code: DeclineReason::Other, reason: words() });
            }
            "verifying" => scene.must("supervisor", Command::RequestVerification { text: None }),
            "withdrawn" => scene.must("grid", Command::Withdraw { reason: words() }),
            "voided" => scene.must("supervisor", Command::Void { reason: words() }),
            _ => {
                for (who, command) in way {
                    if scene.status() == status {
                        break;
                    }
                    scene.must(who, command);
                }
            }
        }
        assert_eq!(scene.status(), status);
        scene
    }

    fn status(&self) -> &'static str {
        self.ticket.status.name()
    }

    fn act(&mut self, who: &str, command: Command) -> Result<(), Told> {
        self.now = after(self.now, 60);
        let actor = person(who);
        let context = Context { actor: &actor, now: self.now, directory: &self.directory };
        let events = self.ticket.apply(&command, context).map_err(|refusal| (refusal.code, refusal.done_by))?;
        self.ticket.absorb(&events);
        assert_eq!(Ticket::replay(self.ticket.id, &self.ticket.events).as_ref(), Some(&self.ticket));
        let json = serde_json::to_string(&self.ticket).unwrap();
        assert_eq!(serde_json::from_str::<Ticket>(&json).unwrap(), self.ticket);
        Ok(())
    }

    fn must(&mut self, who: &str, command: Command) {
        let kind = command.kind();
        assert_eq!(self.act(who, command), Ok(()), "{kind:?} by {who}");
    }

    /// What they would be told, with nothing changed.
    fn told(&self, who: &str, command: Command) -> Result<(), Told> {
        self.clone().act(who, command)
    }

    /// Who of everybody may take this step.
    fn takers(&self, command: &Command) -> Vec<&'static str> {
        let may = |name: &&str| self.told(name, command.clone()) != Err((Code::NotAllowed, None));
        EVERYBODY.iter().map(|(name, ..)| *name).filter(may).collect()
    }
}

fn faster(name: &str) -> Result<(), Told> {
    Err((Code::AlreadyDone, Some(name.into())))
}

const ILLEGAL: Result<(), Told> = Err((Code::IllegalTransition, None));

#[test]
fn a_supervisor_voids_and_a_leader_closes_by_force_whatever_is_open() {
    let (void, force) = (Command::Void { reason: words() }, Command::ForceClose { reason: words() });
    for status in OPEN {
        let scene = Scene::at(status);
        assert_eq!(scene.takers(&void), ["supervisor", "second supervisor", "third supervisor"], "{status}");
        assert_eq!(scene.takers(&force), ["leader"], "{status}");

        let mut voided = scene.clone();
        voided.must("supervisor", void.clone());
        assert_eq!(voided.ticket.status, Status::Voided { voided_at: voided.now });
        assert_eq!(voided.told("second supervisor", void.clone()), faster("supervisor"));
        assert_eq!(voided.told("leader", force.clone()), ILLEGAL);

        let mut forced = scene;
        forced.must("leader", force.clone());
        assert_eq!(forced.ticket.status, Status::Closed { closed_at: forced.now, closing: Closing::Forced });
        assert_eq!(forced.told("leader", force.clone()), faster("leader"));
        assert_eq!(forced.told("supervisor", void.clone()), ILLEGAL);
    }
    for status in ["closed", "declined", "withdrawn"] {
        let scene = Scene::at(status);
        assert_eq!((scene.told("supervisor", void.clone()), scene.told("leader", force.clone())), (ILLEGAL, ILLEGAL));
    }
}

#[test]
fn what_ends_a_ticket_ends_what_is_asked_on_it() {
    let mut returning = Scene::at("handling");
    returning.must("lead", Command::RequestReturn { reason: words(), clause: None, suggested_unit: None });
    let mut checking = Scene::at("awaiting_check");
    checking.must("supervisor", Command::RequestCheck { text: None });
    for scene in [returning, checking] {
        let mut voided = scene.clone();
        voided.must("supervisor", Command::Void { reason: words() });
        let mut forced = scene;
        forced.must("leader", Command::ForceClose { reason: words() });
        for ended in [voided, forced] {
            assert_eq!((&ended.ticket.pending_return, &ended.ticket.check), (&None, &None));
            assert_eq!(ended.ticket.light(ended.now), None);
        }
    }
}

#[test]
fn a_ticket_closed_by_force_reopens_and_may_be_closed_by_force_again() {
    let force = Command::ForceClose { reason: words() };
    let mut scene = Scene::at("handling");
    scene.must("leader", force.clone());
    scene.must("caller", Command::Reopen { reason: words() });
    assert_eq!(scene.status(), "awaiting_dispatch");
    let mut again = scene.clone();
    again.must("leader", force.clone());
    scene.must("supervisor", Command::Void { reason: words() });
    assert_eq!(scene.told("leader", force), ILLEGAL, "what was made before the reopening is history");
}

#[test]
fn nothing_but_additions_is_taken_once_it_is_voided() {
    for status in ENDED {
        let mut scene = Scene::at(status);
        scene.must("lead", Command::AddNote { text: words(), photos: Vec::new() });
        assert!(scene.told("supervisor", Command::Pass {}).is_err(), "{status}");
    }
    assert_eq!(Scene::at("voided").told("supervisor", Command::Reopen { reason: words() }), ILLEGAL);
}

#[test]
fn a_supervisor_and_the_reporter_remind_and_the_reminder_stands_until_the_ticket_moves() {
    let remind = Command::Remind { text: Some("请抓紧".into()) };
    for status in OPEN {
        assert_eq!(
            Scene::at(status).takers(&remind),
            ["grid", "supervisor", "second supervisor", "third supervisor"],
            "{status}"
        );
    }
    let mut scene = Scene::at("handling");
    scene.must("grid", Command::Remind { text: None });
    scene.must("supervisor", remind.clone());
    let reminder = scene.ticket.reminder.clone().unwrap();
    assert_eq!((reminder.at, reminder.by_name.as_str(), reminder.times), (scene.now, "supervisor", 2));
    assert_eq!(reminder.text.as_deref(), Some("请抓紧"));
    scene.must("lead", Command::AddNote { text: words(), photos: Vec::new() });
    assert!(scene.ticket.reminder.is_some(), "words alone move nothing");
    scene.must("lead", Command::ReportResult { text: words(), photos: vec![photo(1)] });
    assert_eq!(scene.ticket.reminder, None);
    scene.must("leader", Command::ForceClose { reason: words() });
    assert_eq!(scene.told("grid", remind), ILLEGAL, "it is over, whoever reminded before");
}

#[test]
fn an_order_waits_for_the_lead_units_reply_and_another_may_follow() {
    let supervise =
        |scene: &Scene| Command::Supervise { text: "限期办结".into(), reply_by: after(scene.now, 7200) };
    let reply = Command::ReplySupervision { text: "今晚修好".into(), photos: vec![photo(5)] };
    for status in OPEN {
        let scene = Scene::at(status);
        assert_eq!(
            scene.takers(&supervise(&scene)),
            ["supervisor", "second supervisor", "third supervisor"],
            "{status}"
        );
    }
    let mut scene = Scene::at("handling");
    assert_eq!(scene.takers(&reply), ["lead", "second of lead"]);
    assert_eq!(scene.told("lead", reply.clone()), Err((Code::NoSupervision, None)));
    let order = supervise(&scene);
    scene.must("supervisor", order.clone());
    let supervision = scene.ticket.supervision.clone().unwrap();
    assert_eq!((supervision.at, supervision.text.as_str()), (scene.now, "限期办结"));
    assert_eq!(scene.told("second supervisor", order), faster("supervisor"));
    scene.must("lead", reply.clone());
    assert_eq!((&scene.ticket.supervision, scene.status()), (&None, "handling"));
    assert_eq!(scene.ticket.photos.last().map(|photo| photo.photo.sha256.clone()), Some(photo(5).sha256));
    assert_eq!(scene.told("second of lead", reply.clone()), faster("lead"));
    scene.must("supervisor", supervise(&scene));
    scene.must("second of lead", reply);
}

#[test]
fn an_order_outlives_a_return_is_for_the_next_lead_and_ends_with_the_ticket() {
    let mut scene = Scene::at("handling");
    let reply = Command::ReplySupervision { text: words(), photos: Vec::new() };
    let supervise = Command::Supervise { text: words(), reply_by: after(scene.now, 7200) };
    scene.must("supervisor", supervise.clone());
    scene.must("lead", Command::RequestReturn { reason: words(), clause: None, suggested_unit: None });
    scene.must("supervisor", Command::ApproveReturn {});
    scene.must("supervisor", Command::Dispatch(Dispatch::to("D02".into())));
    assert_eq!(scene.told("lead", reply.clone()), Err((Code::NotAllowed, None)));
    assert_eq!(scene.told("helper", reply.clone()), Ok(()));
    scene.must("supervisor", Command::Void { reason: words() });
    assert_eq!(scene.ticket.supervision, None);
    assert_eq!((scene.told("helper", reply), scene.told("supervisor", supervise)), (ILLEGAL, ILLEGAL));
}

#[test]
fn an_order_whose_time_to_reply_has_passed_is_refused() {
    let scene = Scene::at("handling");
    let actor = person("supervisor");
    let context = Context { actor: &actor, now: scene.now, directory: &scene.directory };
    let order = |seconds| Command::Supervise { text: words(), reply_by: after(scene.now, seconds) };
    let refused = |seconds| scene.ticket.apply(&order(seconds), context).map(drop).map_err(|it| (it.code, it.field));
    assert_eq!(refused(0), Err((Code::ReplyByPast, Some("reply_by"))));
    assert_eq!(refused(1), Ok(()));
}

#[test]
fn a_grid_worker_of_the_place_verifies_and_the_finding_waits_for_the_supervisor() {
    let ask = Command::RequestVerification { text: Some("看看还在不在".into()) };
    let verify = |found| Command::Verify { found, text: Some("还在".into()), photos: vec![photo(2)] };
    let grid = Scope::Grid("T01".into());
    let mut scene = Scene::at("received");
    assert_eq!(scene.takers(&ask), ["supervisor", "second supervisor", "third supervisor"]);
    assert_eq!(scene.told("grid here", verify(true)), ILLEGAL, "nobody has asked");
    assert!(!scene.ticket.scopes().contains(&grid));

    scene.must("supervisor", ask.clone());
    assert_eq!(scene.ticket.status, Status::Verifying { since: scene.now });
    assert_eq!(scene.told("second supervisor", ask.clone()), faster("supervisor"));
    assert_eq!(scene.takers(&verify(true)), ["grid", "grid here"]);
    assert!(scene.ticket.scopes().contains(&grid));

    scene.must("grid here", verify(true));
    assert_eq!(scene.ticket.status, Status::Received {});
    let finding = scene.ticket.verification.clone().unwrap().finding.unwrap();
    assert_eq!((finding.found, finding.by_name.as_str(), finding.at), (true, "grid here", scene.now));
    assert_eq!(scene.ticket.photos[0].stage, Stage::Before);
    assert_eq!(scene.told("grid", verify(false)), faster("grid here"));
    assert!(scene.ticket.scopes().contains(&grid), "whoever comes second is told so");

    let mut again = scene.clone();
    again.must("second supervisor", ask);
    assert_eq!(again.ticket.verification.clone().unwrap().finding, None);
    again.must("grid", verify(false));
    again.must("supervisor", Command::Decline { reason_code: DeclineReason::NotFound, reason: words() });
    scene.must("supervisor", Command::Accept { item_code: None, urgency: None });
    for decided in [scene, again] {
        assert!(!decided.ticket.scopes().contains(&grid));
        assert!(decided.told("supervisor", Command::RequestVerification { text: None }).is_err());
    }
}

#[test]
fn a_verification_that_nobody_answers_holds_nothing_up() {
    let accept = Command::Accept { item_code: None, urgency: None };
    let decline = Command::Decline { reason_code: DeclineReason::NotFound, reason: words() };
    for decision in [accept, decline] {
        let mut scene = Scene::at("verifying");
        scene.must("second supervisor", decision);
        assert_eq!(scene.ticket.verification.clone().unwrap().finding, None);
        assert!(!scene.ticket.scopes().contains(&Scope::Grid("T01".into())));
        let late = Command::Verify { found: true, text: None, photos: vec![] };
        assert_eq!(scene.told("grid here", late), ILLEGAL);
    }
}

#[test]
fn while_it_is_verified_its_reporter_may_withdraw_it_and_a_supervisor_void_it() {
    let mut withdrawn = Scene::at("verifying");
    withdrawn.must("grid", Command::Withdraw { reason: words() });
    let mut voided = Scene::at("verifying");
    voided.must("supervisor", Command::Void { reason: words() });
    for ended in [withdrawn, voided] {
        assert!(!ended.ticket.scopes().contains(&Scope::Grid("T01".into())));
    }
}

#[test]
fn the_township_of_the_place_verifies_where_grids_tell_which_it_is() {
    let mut scene = Scene::at("received");
    scene.ticket.ground = Some("T02".into());
    let events = {
        let actor = person("supervisor");
        let context = Context { actor: &actor, now: scene.now, directory: &scene.directory };
        scene.ticket.apply(&Command::RequestVerification { text: None }, context).unwrap()
    };
    scene.ticket.absorb(&events);
    assert!(scene.ticket.scopes().contains(&Scope::Grid("T02".into())));
    let admitted = |name: &str| {
        let actor = person(name);
        let context = Context { actor: &actor, now: scene.now, directory: &scene.directory };
        scene.ticket.admits(CommandKind::Verify, context).is_ok()
    };
    assert_eq!((admitted("grid elsewhere"), admitted("grid here")), (true, false));
}

/// Dispatched to D01 with D02 and D03 to help, each with its part, and signed.
fn shared() -> Scene {
    let mut scene = Scene::at("awaiting_dispatch");
    let part = |unit: &str| Part { unit: unit.into(), text: format!("{unit}的分工") };
    let dispatch = Dispatch {
        co_responsible: vec!["D02".into(), "D03".into()],
        parts: vec![part("D02"), part("D03")],
        ..Dispatch::to("D01".into())
    };
    scene.must("supervisor", Command::Dispatch(dispatch));
    scene.must("lead", Command::Sign {});
    scene
}

fn finish() -> Command {
    Command::FinishPart { text: "围好了".into(), photos: vec![photo(3)] }
}

fn waive(unit: &str) -> Command {
    Command::WaivePart { unit: unit.into(), reason: "不需要了".into() }
}

fn result() -> Command {
    Command::ReportResult { text: words(), photos: vec![photo(1)] }
}

#[test]
fn the_lead_reports_its_result_once_every_part_is_finished_or_waived() {
    let mut scene = shared();
    assert_eq!(
        (scene.takers(&finish()), scene.takers(&waive("D03"))),
        (vec!["helper"], vec!["lead", "second of lead"])
    );
    assert_eq!(scene.told("lead", result()), Err((Code::PartsOpen, None)));
    scene.must("helper", finish());
    assert_eq!(scene.ticket.photos.last().map(|photo| photo.stage), Some(Stage::After));
    assert_eq!(scene.told("lead", result()), Err((Code::PartsOpen, None)));
    assert_eq!(scene.told("lead", waive("D02")), faster("helper"));
    assert_eq!(scene.told("lead", waive("D09")), Err((Code::NoPart, None)));
    scene.must("lead", waive("D03"));
    let ends: Vec<_> = scene.ticket.parts.iter().filter_map(|part| part.end.clone()).collect();
    assert_eq!(ends.iter().map(|end| end.way).collect::<Vec<_>>(), [PartWay::Finished, PartWay::Waived]);
    assert_eq!(scene.told("second of lead", waive("D03")), faster("lead"));
    scene.must("lead", result());
    assert_eq!(scene.told("helper", finish()), faster("helper"), "wherever it stands by now");
    scene.must("supervisor", Command::Rework { reason: words() });
    assert_eq!(scene.told("lead", result()), Ok(()), "parts stay as they ended");
}

#[test]
fn a_unit_that_helps_without_a_part_holds_nobody_up() {
    let mut scene = Scene::at("handling");
    assert_eq!(scene.told("helper", finish()), Err((Code::NoPart, None)));
    assert_eq!(scene.told("lead", waive("D02")), Err((Code::NoPart, None)));
    scene.must("lead", result());
    assert_eq!(scene.told("helper", finish()), ILLEGAL);
}

#[test]
fn only_units_that_help_have_parts_and_each_has_one() {
    let scene = Scene::at("awaiting_dispatch");
    let actor = person("supervisor");
    let context = Context { actor: &actor, now: scene.now, directory: &scene.directory };
    let part = |unit: &str| Part { unit: unit.into(), text: words() };
    let dispatch = |parts| Dispatch { co_responsible: vec!["D02".into()], parts, ..Dispatch::to("D01".into()) };
    let told = |parts| {
        let refused = scene.ticket.apply(&Command::Dispatch(dispatch(parts)), context);
        refused.map(drop).map_err(|refusal| (refusal.code, refusal.field))
    };
    assert_eq!(told(vec![part("D02")]), Ok(()));
    assert_eq!(told(vec![part("D03")]), Err((Code::Invalid, Some("parts"))));
    assert_eq!(told(vec![part("D01")]), Err((Code::Invalid, Some("parts"))));
    let twice = Command::Dispatch(dispatch(vec![part("D02"), part("D02")])).body();
    assert_eq!(Command::parse(CommandKind::Dispatch, &twice).map_err(|it| it.field), Err("parts.1.unit".into()));
    let none = Command::Dispatch(dispatch(Vec::new())).body();
    assert!(none.get("parts").is_none(), "a dispatch without parts is written as ever");
}

#[test]
fn parts_end_with_the_dispatch_they_belong_to() {
    let mut scene = shared();
    scene.must("helper", finish());
    scene.must("lead", Command::RequestReturn { reason: words(), clause: None, suggested_unit: None });
    scene.must("supervisor", Command::ApproveReturn {});
    assert!(scene.ticket.parts.is_empty());
}

#[test]
fn the_lead_and_units_that_help_report_progress_which_answers_a_reminder() {
    let progress = Command::ReportProgress { text: "已到现场".into(), photos: vec![photo(4)] };
    let mut scene = Scene::at("handling");
    assert_eq!(scene.takers(&progress), ["lead", "second of lead", "helper"]);
    scene.must("supervisor", Command::Remind { text: None });
    scene.must("helper", progress.clone());
    scene.must("helper", progress.clone());
    assert_eq!((&scene.ticket.reminder, scene.status()), (&None, "handling"));
    for status in OPEN.into_iter().filter(|status| *status != "handling") {
        let told = Scene::at(status).told("lead", progress.clone()).map_err(|(code, _)| code);
        assert!(matches!(told, Err(Code::IllegalTransition | Code::NotAllowed)), "{status}: {told:?}");
    }
}

/// Whose messages the last event stands among.
fn told_of_last(scene: &Scene) -> Vec<&'static str> {
    let event = scene.ticket.events.last().unwrap();
    let concerns = |name: &&str| scene.ticket.is_news(event, &person(name));
    EVERYBODY.iter().map(|(name, ..)| *name).filter(concerns).collect()
}

#[test]
fn people_are_told_what_others_did_that_concerns_them() {
    let mut scene = Scene::at("awaiting_dispatch");
    assert_eq!(told_of_last(&scene), ["grid"]);
    scene.must(
        "supervisor",
        Command::Dispatch(Dispatch { co_responsible: vec!["D02".into()], ..Dispatch::to("D01".into()) }),
    );
    assert_eq!(told_of_last(&scene), ["grid", "lead", "second of lead", "helper"]);
    scene.must("lead", Command::Sign {});
    assert_eq!(told_of_last(&scene), ["grid"]);
    scene.must("supervisor", Command::Remind { text: None });
    assert_eq!(told_of_last(&scene), ["grid", "lead", "second of lead"]);
    scene.must("lead", Command::ReportResult { text: words(), photos: vec![photo(1)] });
    scene.must("supervisor", Command::RequestCheck { text: None });
    assert_eq!(told_of_last(&scene), ["grid", "grid here", "grid elsewhere"]);
}

#[test]
fn the_clock_tells_the_unit_then_the_centre_and_in_the_end_leaders_and_callers() {
    let mut scene = Scene::at("handling");
    let mut told = Vec::new();
    while let Some(at) = scene.ticket.wakes_at() {
        let event = scene.ticket.wake(at, &scene.directory).unwrap().unwrap();
        scene.ticket.absorb(&[event]);
        told.push(told_of_last(&scene));
    }
    let unit = ["lead", "second of lead"];
    assert_eq!(told[..2], [unit, unit]);
    let centre = ["supervisor", "second supervisor", "third supervisor"];
    assert_eq!(told[2], [&unit[..], &centre].concat());
    assert_eq!(
        told[3],
        [&["caller"][..], &unit, &["supervisor", "second supervisor", "leader", "third supervisor"]].concat()
    );
    assert_eq!(told.len(), 4);
}

#[test]
fn the_list_dispatches_by_itself_what_one_entry_covers_unless_its_unit_gave_it_back() {
    let duty = |number, lead: &str| Duty::new(number, lead.parse().unwrap());
    let item = |code: &str, duties| Item { duties, ..Item::new(ItemKind::Event, code, code, "类", "版") };
    let items = [item("lamp", vec![duty(1, "D01")]), item("shed", vec![duty(2, "D01"), duty(3, "D02")])];
    let directory = Directory::new(["T01", "D01", "D02"].map(unit), items);
    let mut ticket = Scene::at("awaiting_dispatch").ticket;
    assert_eq!(directory.dispatch_by_list(&ticket), None);
    ticket.item_code = Some("shed".into());
    assert_eq!(directory.dispatch_by_list(&ticket), None);
    ticket.item_code = Some("lamp".into());
    assert_eq!(directory.dispatch_by_list(&ticket), Some(Dispatch { duty: Some(1), ..Dispatch::to("D01".into()) }));
    ticket.returned_by = vec!["D01".into()];
    assert_eq!(directory.dispatch_by_list(&ticket), None);
}

#[test]
fn what_has_rested_for_long_leaves_the_devices_of_others() {
    let days = |scene: &mut Scene, days: i64, id: u128| {
        scene.ticket.id = TicketId(Uuid::from_u128(id));
        scene.ticket.events.iter_mut().for_each(|event| event.at = after(event.at, days * 86_400));
        Arc::new(scene.ticket.clone())
    };
    let old = days(&mut Scene::at("closed"), 0, 1);
    let young = days(&mut Scene::at("declined"), 1, 2);
    let open = days(&mut Scene::at("handling"), 0, 3);
    assert_eq!(old.rests_since(), Some(old.events.last().unwrap().at));
    assert_eq!(open.rests_since(), None);
    let mut held: BTreeMap<_, _> = [old, young, open].map(|ticket| (ticket.id, ticket)).into();
    assert_eq!(rested(&held, person("supervisor").id), []);
    let newest = days(&mut Scene::at("received"), i64::from(RECENT_DAYS) + 1, 4);
    held.insert(newest.id, newest);
    assert_eq!(rested(&held, person("supervisor").id), [TicketId(Uuid::from_u128(1))]);
    assert_eq!(rested(&held, person("grid").id), [], "its reporter keeps it");
}
