//! Whatever people do, in whatever order: no panic, no half-done step, and events that tell the whole story.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use domain::command::{CommandKind, Dispatch, Part, Rating, Satisfaction, Whistle};
use domain::grid::Shape;
use domain::list::{Limit, LimitKind, Responsible, Version};
use domain::people::Colleague;
use domain::ticket::Context;
use domain::{
    Code, Command, DeclineReason, Directory, Duty, Grid, GridCode, Item, ItemKind, MediaType, Person, PersonId, Photo,
    PhotoHash, Place, PlaceSource, Role, Stage, Ticket, TicketId, Unit, UnitCode, UnitKind, Urgency,
};
use jiff::Timestamp;
use proptest::prelude::*;
use uuid::Uuid;

#[path = "ticket/fortnight.rs"]
mod fortnight;
#[path = "ticket/ledger.rs"]
mod ledger;
#[path = "ticket/table.rs"]
mod table;

fn unit(code: &str, kind: UnitKind) -> Unit {
    Unit::new(Uuid::nil(), code.into(), code, kind)
}

fn directory() -> Directory {
    let units = [
        unit("T01", UnitKind::Township),
        unit("D01", UnitKind::Department),
        unit("D02", UnitKind::Department),
        unit("C00", UnitKind::Centre),
    ];
    let limit = Some(Limit { amount: 2, kind: LimitKind::UrgentHours });
    let duty = Duty { limit, ..Duty::new(1, Responsible::Unit("D01".into())) };
    let item = Item {
        duties: vec![duty],
        ..Item::new(ItemKind::Component, "0101", "井盖", "公用设施", "GBT30428.2-2013")
    };
    Directory::new(units, [item])
}

fn people() -> Vec<Person> {
    let roles = [
        (Role::GridWorker, unit("T01", UnitKind::Township)),
        (Role::Caller, unit("T01", UnitKind::Township)),
        (Role::Specialist, unit("D01", UnitKind::Department)),
        (Role::Specialist, unit("D02", UnitKind::Department)),
        (Role::Supervisor, unit("C00", UnitKind::Centre)),
        (Role::Leader, unit("C00", UnitKind::Centre)),
    ];
    (1_u128..)
        .zip(roles)
        .map(|(n, (role, unit))| Person {
            id: PersonId(Uuid::from_u128(n)),
            username: format!("p{n}"),
            name: format!("人{n}"),
            role,
            unit,
        })
        .collect()
}

fn photo() -> Photo {
    Photo {
        sha256: PhotoHash::from_digest(&[7; 32]),
        bytes: 10,
        media_type: MediaType::Jpeg,
        width: 4,
        height: 3,
        taken_at: None,
        place: None,
        look: None,
    }
}

fn whistle() -> Whistle {
    Whistle {
        description: "井盖破损".into(),
        item_code: Some("0101".into()),
        title: None,
        place: None,
        grid: None,
        address: None,
        urgency: Urgency::Normal,
        photos: vec![photo()],
        contact: None,
    }
}

fn command(kind: CommandKind, choice: u8) -> Command {
    let text = || "因为".to_owned();
    match kind {
        CommandKind::Whistle => Command::Whistle(Box::new(whistle())),
        CommandKind::AddNote => Command::AddNote { text: text(), photos: vec![] },
        CommandKind::AddPhotos => Command::AddPhotos { photos: vec![photo()], stage: Stage::Other },
        CommandKind::Withdraw => Command::Withdraw { reason: text() },
        CommandKind::Accept => Command::Accept { item_code: None, urgency: Some(Urgency::Urgent) },
        CommandKind::Decline => Command::Decline { reason_code: DeclineReason::Other, reason: text() },
        CommandKind::Dispatch => {
            let (lead, helper) = if choice.is_multiple_of(2) { ("D01", "D02") } else { ("D02", "D01") };
            let part = choice.is_multiple_of(5).then(|| Part { unit: helper.into(), text: text() });
            Command::Dispatch(Dispatch {
                reason: (!choice.is_multiple_of(3)).then(text),
                co_responsible: vec![helper.into()],
                parts: part.into_iter().collect(),
                ..Dispatch::to(lead.into())
            })
        }
        CommandKind::Sign => Command::Sign {},
        CommandKind::RequestReturn => Command::RequestReturn { reason: text(), clause: None, suggested_unit: None },
        CommandKind::ApproveReturn => Command::ApproveReturn {},
        CommandKind::RefuseReturn => Command::RefuseReturn { reason: text() },
        CommandKind::ReportResult => Command::ReportResult { text: text(), photos: vec![photo()] },
        CommandKind::RequestCheck => Command::RequestCheck { text: None },
        CommandKind::Check => Command::Check { passed: choice.is_multiple_of(2), text: None, photos: vec![] },
        CommandKind::Pass => Command::Pass {},
        CommandKind::Rework => Command::Rework { reason: text() },
        CommandKind::Rate => Command::Rate(Rating {
            response: 1 + choice % 5,
            quality: 3,
            result: 3,
            satisfaction: if choice.is_multiple_of(2) { Satisfaction::Dissatisfied } else { Satisfaction::Satisfied },
            comment: None,
        }),
        CommandKind::ReHandle => Command::ReHandle { reason: None },
        CommandKind::CloseWithBothViews => Command::CloseWithBothViews { reason: None },
        CommandKind::Reopen => Command::Reopen { reason: text() },
        CommandKind::RequestExtension => Command::RequestExtension { reason: text() },
        CommandKind::ApproveExtension => Command::ApproveExtension {},
        CommandKind::RefuseExtension => Command::RefuseExtension { reason: text() },
        CommandKind::RequestSuspension => Command::RequestSuspension {
            reason: text(),
            until: Timestamp::from_second(1_760_000_000 + i64::from(choice) * 90_000).unwrap(),
        },
        CommandKind::ApproveSuspension => Command::ApproveSuspension {},
        CommandKind::RefuseSuspension => Command::RefuseSuspension { reason: text() },
        CommandKind::Resume => Command::Resume {},
        CommandKind::Void => Command::Void { reason: text() },
        CommandKind::ForceClose => Command::ForceClose { reason: text() },
        CommandKind::Remind => Command::Remind { text: (!choice.is_multiple_of(2)).then(text) },
        CommandKind::Supervise => Command::Supervise { text: text(), reply_by: Timestamp::MAX },
        CommandKind::ReportProgress => Command::ReportProgress { text: text(), photos: vec![] },
        CommandKind::FinishPart => Command::FinishPart { text: text(), photos: vec![photo()] },
        CommandKind::WaivePart => Command::WaivePart {
            unit: if choice.is_multiple_of(2) { "D02".into() } else { "D01".into() },
            reason: text(),
        },
        CommandKind::OpenArbitration => Command::OpenArbitration { reason: text() },
        CommandKind::RuleArbitration => Command::RuleArbitration {
            unit: if choice.is_multiple_of(2) { "D02".into() } else { "D01".into() },
            reason: text(),
            clause: choice.is_multiple_of(3).then(text),
        },
        CommandKind::AssignHandler => {
            Command::AssignHandler { handler: PersonId(Uuid::from_u128(u128::from(choice % 6))) }
        }
        CommandKind::RevokeHandler => Command::RevokeHandler {},
        CommandKind::Appeal => Command::Appeal { reason: text(), photos: vec![photo()] },
        CommandKind::RuleAppeal => Command::RuleAppeal { granted: choice.is_multiple_of(2), reason: text() },
        CommandKind::RequestVerification => Command::RequestVerification { text: None },
        CommandKind::Verify => {
            Command::Verify { found: choice.is_multiple_of(2), text: Some(text()), photos: vec![photo()] }
        }
        CommandKind::MergeInto => Command::MergeInto { into: TicketId(Uuid::from_u128(1 + u128::from(choice % 4))) },
        CommandKind::Unmerge => Command::Unmerge { reason: text() },
        CommandKind::Follow => Command::Follow { text: (!choice.is_multiple_of(2)).then(text), photos: vec![photo()] },
        CommandKind::ReplySupervision => Command::ReplySupervision { text: text(), photos: vec![photo()] },
    }
}

fn open() -> Ticket {
    let (directory, people) = (directory(), people());
    let now = Timestamp::from_second(1_760_000_000).unwrap();
    let context = Context { actor: &people[0], now, directory: &directory };
    Ticket::open(TicketId(Uuid::from_u128(1)), &whistle(), now, Some("RC20261123-000001".into()), context).unwrap()
}

#[test]
fn a_photo_that_was_refused_may_still_arrive_and_one_that_has_arrived_is_not_refused() {
    let (mut ticket, person, hash) = (open(), people().remove(0), photo().sha256);
    let now = ticket.received_at;
    let refused = ticket.photo_settled(&hash, &person, Some(Code::PhotoTooLarge), now).unwrap();
    ticket.absorb(&[refused]);
    assert_eq!((ticket.photos[0].received, ticket.photos[0].refused.as_deref()), (false, Some("photo.too_large")));
    assert_eq!(ticket.photo_settled(&hash, &person, Some(Code::NotAnImage), now), None);
    let received = ticket.photo_settled(&hash, &person, None, now).unwrap();
    ticket.absorb(&[received]);
    assert_eq!((ticket.photos[0].received, ticket.photos[0].refused.as_deref()), (true, None));
    assert_eq!(ticket.photo_settled(&hash, &person, Some(Code::PhotoTooLarge), now), None);
}

/// A list on which it depends who leads: D01 by its fourth entry, the township by its fifth.
fn depending() -> Directory {
    let hours = |amount| Some(Limit { amount, kind: LimitKind::WorkingHours });
    let entry = |number: u32, condition: &str, lead, limit| Duty {
        condition: Some(condition.into()),
        limit,
        ..Duty::new(number, lead)
    };
    let item = Item {
        duties: vec![
            entry(4, "城区", Responsible::Unit("D01".into()), hours(8)),
            entry(5, "村庄", Responsible::Township, None),
        ],
        ..Item::new(ItemKind::Component, "0101", "井盖", "公用设施", "GBT30428.2-2013")
    };
    let version = Version {
        number: "2026-3".into(),
        serial: 3,
        effective_on: jiff::civil::date(2026, 11, 1),
        title: "第三版".into(),
    };
    Directory::new(directory().units().cloned(), [item]).at_version(Some(version))
}

#[test]
fn a_dispatch_remembers_the_entry_it_was_made_under_and_needs_a_reason_only_against_all_of_them() {
    let (directory, people) = (depending(), people());
    let mut ticket = open();
    let context = Context { actor: &people[4], now: ticket.received_at, directory: &directory };
    ticket.absorb(&ticket.apply(&Command::Accept { item_code: None, urgency: None }, context).unwrap());
    let sent = |lead: &str, duty: Option<u32>, reason: Option<&str>| {
        let dispatch = Dispatch { duty, reason: reason.map(str::to_owned), ..Dispatch::to(lead.into()) };
        let mut ticket = ticket.clone();
        let events =
            ticket.apply(&Command::Dispatch(dispatch), context).map_err(|refusal| (refusal.code, refusal.field))?;
        ticket.absorb(&events);
        Ok((ticket.duty, ticket.list_version.clone(), ticket.limit(&directory).plain_hours()))
    };
    let version = Some("2026-3".to_owned());
    assert_eq!(sent("D01", None, None), Ok((Some(4), version.clone(), 8)));
    // The township of the place, which is the reporter's; no limit stands there.
    assert_eq!(sent("T01", None, None), Ok((Some(5), version.clone(), 4)));
    assert_eq!(sent("D02", None, None), Err((Code::DispatchReason, Some("reason"))));
    assert_eq!(sent("D02", None, Some("现场")), Ok((None, None, 8)));
    assert_eq!(sent("T01", Some(4), None), Err((Code::DispatchReason, Some("reason"))));
    assert_eq!(sent("T01", Some(4), Some("现场")), Ok((Some(4), version, 8)));
    assert_eq!(sent("D01", Some(6), None), Err((Code::Invalid, Some("duty"))));
}

/// The ground of two townships, side by side.
fn divided() -> Directory {
    let township = |code: &str| Unit::new(Uuid::nil(), code.into(), code, UnitKind::Township);
    let grid = |code: &str, township: &str, [west, east]: [f64; 2]| Grid {
        code: code.into(),
        name: format!("网格{code}"),
        township: township.into(),
        shape: Shape(vec![vec![vec![[west, 37.0], [east, 37.0], [east, 37.1], [west, 37.1], [west, 37.0]]]]),
    };
    let depending = depending();
    Directory::new(depending.units().cloned().chain([township("T02")]), depending.items().cloned())
        .with_grids([grid("G1", "T01", [122.4, 122.5]), grid("G2", "T02", [122.5, 122.6])])
}

fn opened_at(lon: f64, chosen: Option<&str>, directory: &Directory) -> Ticket {
    let (people, now) = (people(), Timestamp::from_second(1_760_000_000).unwrap());
    let place = Place { lat: 37.05, lon, accuracy_m: Some(8.0), fixed_at: None, source: PlaceSource::Gps };
    let whistle = Whistle { place: Some(place), grid: chosen.map(GridCode::from), ..whistle() };
    let context = Context { actor: &people[0], now, directory };
    Ticket::open(TicketId(Uuid::from_u128(1)), &whistle, now, Some("RC20261123-000001".into()), context).unwrap()
}

#[test]
fn a_ticket_knows_the_grid_and_township_of_its_place_and_stays_its_reporters() {
    let directory = divided();
    for (lon, chosen, grid, ground) in [
        (122.45, None, Some("G1"), Some("T01")),
        (122.55, None, Some("G2"), Some("T02")),
        (122.55, Some("G1"), Some("G2"), Some("T02")),
        (122.499_95, None, Some("G1"), Some("T01")),
        (122.499_95, Some("G2"), Some("G2"), Some("T02")),
        (122.7, Some("G2"), None, None),
    ] {
        let ticket = opened_at(lon, chosen, &directory);
        assert_eq!(ticket.grid, grid.map(GridCode::from), "{lon} {chosen:?}");
        assert_eq!(ticket.ground, ground.map(UnitCode::from), "{lon} {chosen:?}");
        assert_eq!(ticket.township, Some("T01".into()));
        assert_eq!(Ticket::replay(ticket.id, &ticket.events).as_ref(), Some(&ticket));
    }
    let by_hand = opened_at(122.55, None, &Directory::default());
    assert_eq!((by_hand.grid, by_hand.ground), (None, None));
}

#[test]
fn the_township_of_the_place_leads_and_who_sees_the_ticket_is_as_ever() {
    let (directory, people) = (divided(), people());
    let mut ticket = opened_at(122.55, None, &directory);
    let context = Context { actor: &people[4], now: ticket.received_at, directory: &directory };
    ticket.absorb(&ticket.apply(&Command::Accept { item_code: None, urgency: None }, context).unwrap());
    assert_eq!(ticket.scopes(), opened_at(122.45, None, &directory).scopes());
    let sent = |lead: &str| ticket.apply(&Command::Dispatch(Dispatch::to(lead.into())), context).map(drop);
    assert_eq!(sent("T02"), Ok(()));
    assert_eq!(sent("T01").map_err(|refusal| refusal.code), Err(Code::DispatchReason));
}

#[test]
fn tickets_of_before_there_were_grids_read_and_are_written_as_they_were() {
    let old = serde_json::to_string(&opened_at(122.45, None, &Directory::default())).unwrap();
    assert!(!["\"grid\":", "\"ground\":"].iter().any(|field| old.contains(field)), "{old}");
    let read: Ticket = serde_json::from_str(&old).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), old);
}

/// Steps that the table leads somewhere are likelier than chance would have them.
fn step() -> impl Strategy<Value = (usize, CommandKind, u8, i64)> {
    let kind = proptest::sample::select(CommandKind::ALL.to_vec());
    (0..6_usize, kind, any::<u8>(), 0..200_000_i64)
}

proptest! {
    #[test]
    fn events_replayed_give_the_same_ticket_and_a_refusal_leaves_it_as_it_was(
        steps in proptest::collection::vec(step(), 1..400),
    ) {
        let people = people();
        let directory = directory().with_colleagues(people.iter().filter_map(Colleague::of));
        let mut ticket = open();
        let mut now = ticket.received_at;
        for (who, kind, choice, pause) in steps {
            now = domain::time::after(now, pause);
            // What happens by itself ends, is no command, and does nothing a second time.
            for turn in 0.. {
                prop_assert!(turn < 10, "{ticket:?}");
                let Ok(Some(event)) = ticket.wake(now, &directory) else { break };
                let revision = ticket.revision;
                ticket.absorb(&[event]);
                prop_assert_eq!(ticket.revision, revision);
            }
            let context = Context { actor: &people[who], now, directory: &directory };
            let before = ticket.clone();
            match ticket.apply(&command(kind, choice), context) {
                Ok(events) => {
                    prop_assert!(ticket.admits(kind, context).is_ok());
                    ticket.absorb(&events);
                    prop_assert_eq!(ticket.revision, before.revision + 1);
                    if before.status.is_terminal() {
                        use CommandKind::{AddNote, AddPhotos, Appeal, Reopen, RuleAppeal, Unmerge};
                        let additions = [AddNote, AddPhotos, Appeal, Reopen, RuleAppeal, Unmerge];
                        prop_assert!(additions.contains(&kind), "{kind:?} on {:?}", before.status);
                    }
                }
                Err(refusal) => {
                    prop_assert_eq!(&ticket, &before);
                    prop_assert!(!refusal.problem(domain::Language::Chinese).detail.is_empty());
                }
            }
        }
        prop_assert_eq!(Ticket::replay(ticket.id, &ticket.events), Some(ticket.clone()));
        let json = serde_json::to_string(&ticket).unwrap();
        prop_assert_eq!(serde_json::from_str::<Ticket>(&json).unwrap(), ticket);
    }

    #[test]
    fn no_body_makes_reading_it_panic(kind in proptest::sample::select(CommandKind::ALL.to_vec()), text in "\\PC{0,200}") {
        let bodies = [
            serde_json::json!(text),
            serde_json::json!({"text": text, "reason": text, "photos": [text], "place": text, "description": text}),
            serde_json::json!({"photos": [{"sha256": text, "bytes": -1}], "lead": text, "co_responsible": [1, text]}),
        ];
        for body in bodies {
            let _ = Command::parse(kind, &body);
        }
    }

    #[test]
    fn what_a_device_writes_the_server_reads(kind in proptest::sample::select(CommandKind::ALL.to_vec()), choice in any::<u8>()) {
        let command = command(kind, choice);
        prop_assert_eq!(Command::parse(kind, &command.body()), Ok(command));
    }
}
