use uuid::Uuid;

use super::*;
use crate::ids::PersonId;
use crate::list::ItemKind;
use crate::people::{Person, Role, Unit, UnitKind};
use crate::place::PlaceSource;
use crate::ticket::Context;
use crate::time::after;
use crate::{Command, Urgency};

/// Degrees of latitude in a metre.
const METRE: f64 = 1.0 / 111_195.0;

fn start() -> Timestamp {
    Timestamp::from_second(1_760_000_000).unwrap()
}

fn directory() -> Directory {
    let item = |kind, code: &str, name: &str, class: &str| Item::new(kind, code, name, class, "版");
    Directory::new(
        [],
        [
            item(ItemKind::Component, "0102", "污水井盖", "公用设施"),
            item(ItemKind::Component, "0103", "雨水井盖", "公用设施"),
            item(ItemKind::Component, "0402", "行道树", "园林绿化设施"),
            item(ItemKind::Event, "E0406", "无照经营游商", "街面秩序"),
        ],
    )
}

fn whistle(north_metres: f64, item: Option<&str>, words: &str) -> Whistle {
    let lat = 37.165 + north_metres * METRE;
    Whistle {
        description: words.into(),
        item_code: item.map(str::to_owned),
        title: None,
        place: Some(Place { lat, lon: 122.488, accuracy_m: Some(5.0), fixed_at: None, source: PlaceSource::Gps }),
        grid: None,
        address: None,
        urgency: Urgency::Normal,
        photos: Vec::new(),
        contact: None,
    }
}

fn person(role: Role) -> Person {
    let unit = Unit::new(Uuid::nil(), "T07".into(), "镇", UnitKind::Township);
    Person { id: PersonId(Uuid::from_u128(1)), username: "x".into(), name: "某".into(), role, unit }
}

fn ticket(id: u128, whistle: &Whistle, at: Timestamp) -> Ticket {
    let (worker, directory) = (person(Role::GridWorker), directory());
    let context = Context { actor: &worker, now: at, directory: &directory };
    Ticket::open(TicketId(Uuid::from_u128(id)), whistle, at, None, context).unwrap()
}

/// What is found for a whistle by the sewage cover among these, an hour later.
fn found(among: &[Ticket]) -> Vec<Candidate> {
    let (own, directory) = (whistle(0.0, Some("0102"), "青山路12号门前污水井盖破了"), directory());
    let now = after(start(), 3600);
    candidates(&Sighting::of_whistle(&own, now, &directory).unwrap(), among, &directory, now)
}

fn photo(look: u64) -> Photo {
    Photo {
        sha256: crate::PhotoHash::from_digest(&[0; 32]),
        bytes: 1,
        media_type: crate::MediaType::Jpeg,
        width: 1,
        height: 1,
        taken_at: None,
        place: None,
        look: Some(Look::from_bits(look)),
    }
}

fn ids(found: &[Candidate]) -> Vec<u128> {
    found.iter().map(|candidate| candidate.id.0.as_u128()).collect()
}

#[test]
fn photos_that_are_alike_speak_for_it_and_others_say_nothing() {
    let with = |looks: &[u64]| {
        let mut own = whistle(0.0, Some("0102"), "井盖破了");
        own.photos = looks.iter().map(|bits| photo(*bits)).collect();
        own
    };
    let directory = directory();
    let like = |one: &[u64], two: &[u64]| {
        let (one, two) = (with(one), with(two));
        let sighting = |of| Sighting::of_whistle(of, start(), &directory).unwrap();
        sighting(&one).compare(&sighting(&two)).unwrap()
    };
    let plain = like(&[], &[]);
    assert_eq!(like(&[1], &[]), plain);
    assert_eq!(like(&[0], &[u64::MAX]), plain);
    assert!(!plain.reasons.contains(&Reason::AlikePhotos));
    let alike = like(&[0, u64::MAX], &[0xff, 0xffff_0000]);
    assert!(alike.reasons.contains(&Reason::AlikePhotos));
    assert_eq!(alike.points, (plain.points + 20).min(100));
    let ticket = ticket(1, &with(&[0xff]), start());
    let whistle = with(&[0]);
    let (ticket, whistle) =
        (Sighting::of_ticket(&ticket, &directory), Sighting::of_whistle(&whistle, start(), &directory));
    assert!(whistle.unwrap().compare(&ticket.unwrap()).unwrap().reasons.contains(&Reason::AlikePhotos));
}

#[test]
fn the_likest_comes_first_with_what_speaks_for_it() {
    let among = [
        ticket(1, &whistle(9.0, Some("0103"), "青山路12号门前井盖坏了"), start()),
        ticket(2, &whistle(3.0, Some("0102"), "井盖破损，青山路12号门前"), start()),
        ticket(3, &whistle(400.0, Some("0102"), "青山路12号门前污水井盖破了"), start()),
    ];
    let found = found(&among);
    assert_eq!(ids(&found), [2, 1]);
    assert_eq!(found[0].metres, 3);
    assert_eq!(
        found[0].reasons,
        [Reason::Near { metres: 3 }, Reason::SameItem, Reason::SameWords, Reason::Soon { minutes: 60 }]
    );
    assert!(found[1].reasons.contains(&Reason::KindredItem));
}

#[test]
fn another_thing_beside_it_a_thing_of_long_ago_and_what_has_ended_are_not_asked_about() {
    let same = whistle(3.0, Some("0102"), "青山路12号门前污水井盖破了");
    let (mut closed, mut long_closed, mut withdrawn) =
        (ticket(1, &same, start()), ticket(2, &same, start()), ticket(3, &same, start()));
    let (leader, directory) = (person(Role::Leader), directory());
    let close = |ticket: &mut Ticket, days: i64| {
        let context = Context { actor: &leader, now: after(start(), -days * DAY), directory: &directory };
        ticket.absorb(&ticket.apply(&Command::ForceClose { reason: "好了".into() }, context).unwrap());
    };
    close(&mut closed, 6);
    close(&mut long_closed, 8);
    let worker = person(Role::GridWorker);
    let context = Context { actor: &worker, now: start(), directory: &directory };
    withdrawn.absorb(&withdrawn.apply(&Command::Withdraw { reason: "误报".into() }, context).unwrap());
    let tree = ticket(4, &whistle(3.0, Some("0402"), "树枝断了"), start());
    let old = ticket(5, &same, after(start(), -61 * DAY));
    let mut nowhere = ticket(6, &same, start());
    nowhere.place = None;
    assert_eq!(ids(&found(&[closed, long_closed, withdrawn, tree, old, nowhere])), [1]);
}

#[test]
fn a_position_that_is_not_exact_leaves_more_open() {
    let mut far = whistle(35.0, Some("0102"), "青山路12号门前污水井盖破了");
    assert!(found(&[ticket(1, &far, start())]).is_empty());
    far.place.as_mut().unwrap().accuracy_m = Some(40.0);
    assert_eq!(ids(&found(&[ticket(1, &far, start())])), [1]);
}

#[test]
fn a_clock_that_is_years_off_is_not_believed() {
    let same = whistle(3.0, Some("0102"), "青山路12号门前污水井盖破了");
    let (worker, directory) = (person(Role::GridWorker), directory());
    let context = Context { actor: &worker, now: start(), directory: &directory };
    let long_ago = after(start(), -900 * DAY);
    let ticket = Ticket::open(TicketId(Uuid::from_u128(1)), &same, long_ago, None, context).unwrap();
    assert_eq!(ids(&found(&[ticket])), [1]);
}

#[test]
fn what_is_nearby_is_held_without_anybodys_names_while_it_is_open() {
    let same = Whistle { contact: Some("13800000000".into()), ..whistle(3.0, Some("0102"), "井盖破了") };
    let mut ticket = ticket(1, &same, start());
    let directory = directory();
    let leader = Person { name: "领导".into(), ..person(Role::Leader) };
    let worker = person(Role::GridWorker);
    let context = Context { actor: &worker, now: start(), directory: &directory };
    ticket.absorb(&ticket.apply(&Command::AddNote { text: "王某家门口".into(), photos: Vec::new() }, context).unwrap());
    assert_eq!(ticket.nearby_township(), Some(&"T07".into()));
    let shown = ticket.as_nearby().unwrap();
    let text = serde_json::to_string(&shown).unwrap();
    assert!(!text.contains("13800000000") && !text.contains("某") && shown.events.is_empty(), "{text}");
    assert_eq!(ids(&found(&[shown])), [1]);

    let mut nowhere = ticket.clone();
    nowhere.place = None;
    let context = Context { actor: &leader, now: start(), directory: &directory };
    ticket.absorb(&ticket.apply(&Command::ForceClose { reason: "好了".into() }, context).unwrap());
    assert_eq!((nowhere.nearby_township(), ticket.nearby_township()), (None, None));
}
