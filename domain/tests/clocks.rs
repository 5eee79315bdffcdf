//! The handling clock and what happens by itself, by the working calendar of 2026: 27 November is a Friday.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use domain::calendar::{Calendar, Year};
use domain::command::{CommandKind, Rating, Satisfaction};
use domain::list::{Limit, LimitKind, Responsible};
use domain::ticket::{Closing, Context, Light, Warning};
use domain::{
    Change, Code, Command, Directory, Dispatch, Duty, Item, ItemKind, MediaType, Person, PersonId, Photo, PhotoHash,
    Role, Status, Ticket, TicketId, Unit, UnitKind, Urgency, Whistle,
};
use jiff::Timestamp;
use uuid::Uuid;

fn unit(code: &str, kind: UnitKind) -> Unit {
    Unit::new(Uuid::nil(), code.into(), code, kind)
}

fn person(n: u128, role: Role, unit: Unit) -> Person {
    Person { id: PersonId(Uuid::from_u128(n)), username: format!("p{n}"), name: format!("人{n}"), role, unit }
}

/// `11-27 17:00` of 2026 or, with a year before it, of another, in Rongcheng.
fn at(text: &str) -> Timestamp {
    let text = if text.len() == 11 { format!("2026-{text}") } else { text.to_owned() };
    format!("{}:00+08:00", text.replace(' ', "T")).parse().unwrap()
}

struct County {
    directory: Directory,
    caller: Person,
    specialist: Person,
    supervisor: Person,
}

impl County {
    fn with(limit: Limit) -> Self {
        let units = [unit("T01", UnitKind::Township), unit("D01", UnitKind::Department), unit("C00", UnitKind::Centre)];
        let duty = Duty { limit: Some(limit), ..Duty::new(1, Responsible::Unit("D01".into())) };
        let item =
            Item { duties: vec![duty], ..Item::new(ItemKind::Component, "0101", "井盖", "公用设施", "2013") };
        let [township, department, centre] = units.clone();
        Self {
            directory: Directory::new(units, [item]),
            caller: person(1, Role::Caller, township),
            specialist: person(2, Role::Specialist, department),
            supervisor: person(3, Role::Supervisor, centre),
        }
    }

    fn of_four_working_hours() -> Self {
        Self::with(Limit { amount: 4, kind: LimitKind::WorkingHours })
    }

    fn opened(&self, now: Timestamp) -> Ticket {
        let whistle = Whistle {
            description: "井盖破损".into(),
            item_code: Some("0101".into()),
            title: None,
            place: None,
            grid: None,
            address: None,
            urgency: Urgency::Normal,
            photos: vec![],
            contact: None,
        };
        let context = Context { actor: &self.caller, now, directory: &self.directory };
        Ticket::open(TicketId(Uuid::from_u128(9)), &whistle, now, Some("RC".into()), context).unwrap()
    }

    fn signed(&self, when: &str) -> Ticket {
        let mut ticket = self.opened(at(when));
        self.supervised(&mut ticket, when, Command::Accept { item_code: None, urgency: None }).unwrap();
        self.supervised(&mut ticket, when, Command::Dispatch(Dispatch::to("D01".into()))).unwrap();
        self.handled(&mut ticket, when, Command::Sign {}).unwrap();
        ticket
    }

    fn passed(&self, when: &str) -> Ticket {
        let mut ticket = self.signed(when);
        self.handled(&mut ticket, when, result()).unwrap();
        self.supervised(&mut ticket, when, Command::Pass {}).unwrap();
        ticket
    }

    fn done(&self, actor: &Person, ticket: &mut Ticket, when: &str, command: Command) -> Result<(), Code> {
        let context = Context { actor, now: at(when), directory: &self.directory };
        let events = ticket.apply(&command, context).map_err(|refusal| refusal.code)?;
        ticket.absorb(&events);
        Ok(())
    }

    fn handled(&self, ticket: &mut Ticket, when: &str, command: Command) -> Result<(), Code> {
        self.done(&self.specialist, ticket, when, command)
    }

    fn supervised(&self, ticket: &mut Ticket, when: &str, command: Command) -> Result<(), Code> {
        self.done(&self.supervisor, ticket, when, command)
    }

    /// All that happens by itself until then.
    fn woken(&self, ticket: &mut Ticket, when: &str) -> Vec<Change> {
        let mut changes = Vec::new();
        while let Some(event) = ticket.wake(at(when), &self.directory).unwrap() {
            changes.push(event.change.clone());
            ticket.absorb(&[event]);
        }
        changes
    }
}

fn result() -> Command {
    let photo = Photo {
        sha256: PhotoHash::from_digest(&[7; 32]),
        bytes: 10,
        media_type: MediaType::Jpeg,
        width: 4,
        height: 3,
        taken_at: None,
        place: None,
        look: None,
    };
    Command::ReportResult { text: "修好了".into(), photos: vec![photo] }
}

fn why() -> String {
    "等配件".into()
}

#[test]
fn a_limit_leaves_out_nights_and_weekends_and_turns_amber_at_four_fifths() {
    let county = County::of_four_working_hours();
    let ticket = county.signed("11-27 17:00");
    assert_eq!(ticket.due_at, Some(at("11-30 11:00")));
    assert_eq!(ticket.calendar, Some(1));
    assert_eq!(ticket.light(at("11-29 12:00")), Some(Light::Green));
    assert_eq!(ticket.light(at("11-30 10:12")), Some(Light::Amber));
    assert_eq!(ticket.light(at("11-30 11:01")), Some(Light::Red));
    let urgent = County::with(Limit { amount: 4, kind: LimitKind::UrgentHours });
    assert_eq!(urgent.signed("11-27 17:00").due_at, Some(at("11-27 21:00")));
    let days = County::with(Limit { amount: 3, kind: LimitKind::WorkingDays });
    assert_eq!(days.signed("11-27 17:00").due_at, Some(at("12-02 17:00")));
}

#[test]
fn a_refused_return_and_a_rework_go_on_with_the_rest() {
    let county = County::of_four_working_hours();
    let mut ticket = county.signed("11-27 17:00");
    let back = Command::RequestReturn { reason: why(), clause: None, suggested_unit: None };
    county.handled(&mut ticket, "11-30 09:00", back).unwrap();
    assert_eq!(ticket.wakes_at(), None);
    county.supervised(&mut ticket, "11-30 15:00", Command::RefuseReturn { reason: why() }).unwrap();
    // Two hours were left.
    assert_eq!(ticket.due_at, Some(at("11-30 17:00")));
    county.handled(&mut ticket, "11-30 16:30", result()).unwrap();
    county.supervised(&mut ticket, "12-01 10:00", Command::Rework { reason: why() }).unwrap();
    assert_eq!(ticket.due_at, Some(at("12-01 10:30")));
    // What is late stays late.
    county.handled(&mut ticket, "12-01 11:00", result()).unwrap();
    county.supervised(&mut ticket, "12-01 15:00", Command::Rework { reason: why() }).unwrap();
    assert_eq!(ticket.due_at, Some(at("12-01 10:30")));
    assert!(ticket.is_late(at("12-01 15:00")));
}

#[test]
fn an_extension_adds_one_limit_before_expiry_and_twice_at_most() {
    let county = County::of_four_working_hours();
    let mut ticket = county.signed("11-30 08:00");
    let ask = || Command::RequestExtension { reason: why() };
    let approve = || Command::ApproveExtension {};
    assert_eq!(county.supervised(&mut ticket, "11-30 09:00", approve()), Err(Code::NoExtension));
    assert_eq!(county.supervised(&mut ticket, "11-30 09:00", ask()), Err(Code::NotAllowed));
    county.handled(&mut ticket, "11-30 12:00", ask()).unwrap();
    assert_eq!(county.handled(&mut ticket, "11-30 12:00", ask()), Err(Code::AlreadyDone));
    // Asked in time, decided later: it begins where the limit ended.
    county.supervised(&mut ticket, "11-30 16:00", approve()).unwrap();
    assert_eq!(ticket.due_at, Some(at("11-30 18:00")));
    assert_eq!(county.supervised(&mut ticket, "11-30 16:00", approve()), Err(Code::AlreadyDone));
    county.handled(&mut ticket, "11-30 17:00", ask()).unwrap();
    county.supervised(&mut ticket, "11-30 17:10", Command::RefuseExtension { reason: why() }).unwrap();
    assert_eq!((ticket.due_at, ticket.extensions), (Some(at("11-30 18:00")), 1));
    county.handled(&mut ticket, "11-30 17:30", ask()).unwrap();
    county.supervised(&mut ticket, "11-30 17:40", approve()).unwrap();
    assert_eq!(county.handled(&mut ticket, "12-01 08:30", ask()), Err(Code::ExtensionsUsed));
    let mut late = county.signed("11-30 08:00");
    assert_eq!(county.handled(&mut late, "11-30 12:01", ask()), Err(Code::ExtensionLate));
}

#[test]
fn a_suspension_stops_the_clock_once_and_ends_by_itself() {
    let county = County::of_four_working_hours();
    let mut ticket = county.signed("11-30 08:00");
    let ask = |until: &str| Command::RequestSuspension { reason: why(), until: at(until) };
    assert_eq!(county.handled(&mut ticket, "11-30 09:00", ask("11-30 08:59")), Err(Code::SuspensionEnd));
    assert_eq!(county.handled(&mut ticket, "11-30 09:00", ask("2027-12-05 09:00")), Err(Code::SuspensionEnd));
    county.handled(&mut ticket, "11-30 09:00", ask("12-07 08:00")).unwrap();
    county.supervised(&mut ticket, "11-30 10:00", Command::ApproveSuspension {}).unwrap();
    assert_eq!(ticket.light(at("12-02 10:00")), Some(Light::Green));
    assert_eq!(county.handled(&mut ticket, "12-01 09:00", result()), Err(Code::Suspended));
    assert_eq!(county.woken(&mut ticket, "12-07 07:59"), []);
    // The server was away when it ended.
    let changes = county.woken(&mut ticket, "12-07 09:30");
    let [Change::Resume { .. }, Change::Warn { warning: Warning::Amber }] = changes[..] else { panic!("{changes:?}") };
    assert_eq!((ticket.due_at, ticket.suspension.is_some()), (Some(at("12-07 10:00")), false));
    assert_eq!(county.handled(&mut ticket, "12-07 09:30", ask("12-09 08:00")), Err(Code::SuspensionUsed));

    let mut ticket = county.signed("11-30 08:00");
    county.handled(&mut ticket, "11-30 09:00", ask("12-07 08:00")).unwrap();
    // A clock that stands still already is not stopped once more.
    let mut returning = ticket.clone();
    let back = Command::RequestReturn { reason: why(), clause: None, suggested_unit: None };
    county.handled(&mut returning, "11-30 09:30", back).unwrap();
    let approve = || Command::ApproveSuspension {};
    assert_eq!(county.supervised(&mut returning, "11-30 10:00", approve()), Err(Code::ReturnPending));
    county.supervised(&mut ticket, "11-30 10:00", approve()).unwrap();
    county.handled(&mut ticket, "12-02 15:00", Command::Resume {}).unwrap();
    assert_eq!(ticket.due_at, Some(at("12-02 17:00")));
    assert_eq!(county.handled(&mut ticket, "12-02 15:00", Command::Resume {}), Err(Code::AlreadyDone));
}

#[test]
fn what_nobody_rates_closes_after_five_working_days_as_unrated() {
    let county = County::of_four_working_hours();
    let mut ticket = county.passed("11-27 17:00");
    assert_eq!(county.woken(&mut ticket, "12-04 16:59"), []);
    assert_eq!(county.woken(&mut ticket, "12-04 17:00"), [Change::CloseUnrated {}]);
    assert_eq!(county.woken(&mut ticket, "12-05 17:00"), []);
    assert_eq!(ticket.status, Status::Closed { closed_at: at("12-04 17:00"), closing: Closing::Unrated });
    let rating = Rating { response: 5, quality: 5, result: 5, satisfaction: Satisfaction::Satisfied, comment: None };
    let rated = county.done(&county.caller, &mut ticket, "12-05 17:00", Command::Rate(rating));
    assert_eq!(rated, Err(Code::IllegalTransition));
    county.done(&county.caller, &mut ticket, "12-05 17:00", Command::Reopen { reason: why() }).unwrap();
}

#[test]
fn the_unit_is_reminded_at_four_fifths_when_due_a_day_later_and_by_a_notice_once_each() {
    let county = County::of_four_working_hours();
    let warned = |warning| vec![Change::Warn { warning }];
    let mut ticket = county.signed("11-30 08:00");
    let revision = ticket.revision;
    assert_eq!(county.woken(&mut ticket, "11-30 11:11"), []);
    assert_eq!(county.woken(&mut ticket, "11-30 11:12"), warned(Warning::Amber));
    assert_eq!(county.woken(&mut ticket, "11-30 12:00"), warned(Warning::Due));
    assert_eq!(county.woken(&mut ticket, "12-01 11:59"), []);
    assert_eq!(county.woken(&mut ticket, "12-01 12:00"), warned(Warning::DayLate));
    assert_eq!(county.woken(&mut ticket, "12-07 11:59"), []);
    assert!(!ticket.is_under_notice());
    // Five working days after it was due, by which its light is red and everybody concerned reads a notice.
    assert_eq!(county.woken(&mut ticket, "12-07 12:00"), warned(Warning::Notice));
    assert!(ticket.is_under_notice());
    assert_eq!(county.woken(&mut ticket, "12-31 12:00"), []);
    assert_eq!(ticket.revision, revision);
    // After an outage one reminder tells all.
    assert_eq!(county.woken(&mut county.signed("11-30 08:00"), "11-30 13:00"), warned(Warning::Due));
    // An extension begins anew.
    let mut ticket = county.signed("11-30 08:00");
    county.woken(&mut ticket, "11-30 11:30");
    county.handled(&mut ticket, "11-30 11:30", Command::RequestExtension { reason: why() }).unwrap();
    county.supervised(&mut ticket, "11-30 11:40", Command::ApproveExtension {}).unwrap();
    assert_eq!(county.woken(&mut ticket, "11-30 17:12"), warned(Warning::Amber));
}

#[test]
fn beyond_the_calendar_nothing_is_guessed_and_all_is_computed_once_it_reaches_so_far() {
    let mut county = County::of_four_working_hours();
    let (mut signed, mut passed) = (county.signed("12-31 16:00"), county.passed("12-31 09:00"));
    assert_eq!((signed.due_at, signed.light(at("12-31 17:00")), signed.wakes_at()), (None, None, None));
    assert_eq!(passed.wakes_at(), None);
    assert_eq!(signed.catch_up_deadline(at("12-31 17:00"), &county.directory), None);
    assert_eq!(
        county.handled(&mut signed, "12-31 16:30", Command::RequestExtension { reason: why() }),
        Err(Code::CalendarUncovered)
    );

    let mut calendar = Calendar::published();
    calendar.version = 2;
    calendar.years.insert(2027, Year { off: vec![jiff::civil::date(2027, 1, 1)], worked: vec![] });
    county.directory = county.directory.with_calendar(Some(calendar));
    for (ticket, due) in [(&mut signed, "2027-01-04 10:00"), (&mut passed, "2027-01-08 09:00")] {
        let event = ticket.catch_up_deadline(at("2027-01-01 10:00"), &county.directory).unwrap();
        ticket.absorb(&[event]);
        assert_eq!(ticket.catch_up_deadline(at("2027-01-01 10:00"), &county.directory), None);
        assert!(ticket.wakes_at().unwrap() <= at(due), "{ticket:?}");
    }
    assert_eq!((signed.due_at, signed.calendar), (Some(at("2027-01-04 10:00")), Some(2)));
    assert_eq!(passed.wakes_at(), Some(at("2027-01-08 09:00")));
}

#[test]
fn events_of_before_there_was_a_calendar_still_read() {
    let due = "2026-11-30T03:00:00Z";
    for (json, kind) in [
        (format!(r#"{{"kind":"sign","due_at":"{due}"}}"#), CommandKind::Sign),
        (format!(r#"{{"kind":"re_handle","due_at":"{due}"}}"#), CommandKind::ReHandle),
        (r#"{"kind":"refuse_return","text":"不退"}"#.to_owned(), CommandKind::RefuseReturn),
        (r#"{"kind":"rework","text":"再修"}"#.to_owned(), CommandKind::Rework),
        (r#"{"kind":"pass"}"#.to_owned(), CommandKind::Pass),
    ] {
        let change: Change = serde_json::from_str(&json).unwrap();
        assert_eq!(change.command_kind(), Some(kind));
        assert_eq!(serde_json::to_string(&change).unwrap(), json);
    }
}

#[test]
fn each_turn_has_its_minutes() {
    let county = County::of_four_working_hours();
    let light = |ticket: &Ticket, when: &str| ticket.turn().map(|turn| turn.light(at(when)));
    let mut ticket = county.opened(at("11-28 03:00"));
    assert_eq!(light(&ticket, "11-28 03:11"), Some(Light::Green));
    assert_eq!(light(&ticket, "11-28 03:12"), Some(Light::Amber));
    assert_eq!(light(&ticket, "11-28 03:16"), Some(Light::Red));
    // Intake pauses while a grid worker looks.
    county.supervised(&mut ticket, "11-28 03:10", Command::RequestVerification { text: None }).unwrap();
    assert_eq!(ticket.turn().unwrap().due_at, at("11-28 03:40"));
    let grid_worker = Person { role: Role::GridWorker, ..county.caller.clone() };
    let verify = Command::Verify { found: true, text: None, photos: vec![] };
    county.done(&grid_worker, &mut ticket, "11-28 03:30", verify).unwrap();
    assert_eq!(ticket.turn().unwrap().due_at, at("11-28 03:35"));
    county.supervised(&mut ticket, "11-28 03:31", Command::Accept { item_code: None, urgency: None }).unwrap();
    assert_eq!(ticket.turn().unwrap().due_at, at("11-28 03:46"));
    county.supervised(&mut ticket, "11-28 03:32", Command::Dispatch(Dispatch::to("D01".into()))).unwrap();
    assert_eq!(ticket.turn().unwrap().due_at, at("11-28 04:32"));
    county.handled(&mut ticket, "11-28 03:33", Command::Sign {}).unwrap();
    assert_eq!(ticket.turn(), None);
    county.handled(&mut ticket, "11-28 04:00", result()).unwrap();
    assert_eq!(ticket.turn().unwrap().due_at, at("11-28 04:30"));
    assert_eq!(county.passed("11-27 17:00").turn(), None);
}
