//! A pass of a device, answer by answer.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test ends where something is wrong")]

use domain::ids::{CommandId, DeviceId, PersonId, PhotoHash, TicketId};
use domain::outbox::{Entry, Queue, ServerMemory, State};
use domain::pass::{Answer, Content, Moment, Next, Pass, Records, Reply, Request, Step, Stop, Told, Uploads};
use domain::sync::{Hello, LIMITS, Pulled, SealedCommand};
use domain::{Code, Language, MediaType, Photo, Problem};
use jiff::Timestamp;
use serde::Serialize;
use uuid::Uuid;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_700_000_000 + seconds).unwrap()
}

fn json(value: &impl Serialize) -> Answer {
    Answer {
        status: 200,
        media_type: "application/json".into(),
        retry_after: None,
        photo_complete: None,
        server_time: None,
        text: serde_json::to_string(value).unwrap(),
    }
}

/// What somebody between us and the server says, with a page of their own.
fn of_a_proxy(status: u16) -> Answer {
    Answer { status, media_type: "text/html".into(), text: "<h1>no</h1>".into(), ..json(&()) }
}

fn hello(server_time: Timestamp) -> Answer {
    json(&Hello {
        protocols: vec![1],
        server_epoch: Uuid::nil(),
        server_time,
        build: "b1".into(),
        limits: LIMITS,
        applied_through: 0,
        backed_up_through: None,
        read_through: Some(server_time),
    })
}

fn nothing_new() -> Answer {
    json(&Pulled::<serde_json::Value> {
        server_epoch: Uuid::nil(),
        cursor: "c1".into(),
        more: false,
        reset: false,
        changes: Vec::new(),
    })
}

fn arrived() -> Answer {
    Answer { status: 204, photo_complete: Some(true), ..json(&()) }
}

fn not_there() -> Answer {
    let problem = json(&Problem::new(Code::PhotoUnknown, Language::Chinese));
    Answer { status: 404, media_type: "application/problem+json".into(), ..problem }
}

fn photo(n: u8) -> Photo {
    Photo {
        sha256: PhotoHash::from_digest(&[n; 32]),
        bytes: 10,
        media_type: MediaType::Jpeg,
        width: 1,
        height: 1,
        taken_at: None,
        place: None,
        look: None,
    }
}

/// The outbox of somebody whose command the server has, and not yet its photos.
fn records(photos: &[Photo]) -> Records {
    let sealed = SealedCommand {
        command_id: CommandId(Uuid::from_u128(1)),
        seq: 1,
        ticket_id: TicketId(Uuid::from_u128(2)),
        kind: "whistle".into(),
        captured_at: "2026-11-23T08:00:00+08:00".into(),
        based_on: None,
        body: serde_json::json!({"description": "井盖破损"}),
    };
    let mut entry = Entry::new(PersonId(Uuid::from_u128(3)), sealed, photos.to_vec());
    entry.state = State::Accepted { at: at(0), revision: 1, number: "RC20231115-000001".into() };
    Records { queue: Queue::new(vec![entry], ServerMemory::default()), ..Records::default() }
}

/// Runs a pass to its end, by a device's clock that stands at `now`.
fn run(
    records: &mut Records,
    uploads: Uploads,
    now: Timestamp,
    mut server: impl FnMut(&Request) -> Answer,
) -> (Uploads, Result<(), Stop>, Vec<Step>) {
    let device = DeviceId(Uuid::from_u128(4));
    let (mut pass, mut request) = Pass::begin(PersonId(Uuid::from_u128(3)), device, None, Language::Chinese, uploads);
    let mut steps = Vec::new();
    for n in 0..100 {
        let moment = Moment { now, id: Uuid::from_u128(100 + n), chance: &mut || 1.0 };
        let step = pass.step(records, &Reply::Answer(server(&request)), moment);
        let next = step.next.clone();
        steps.push(step);
        match next {
            Next::Ask(next) => request = next,
            Next::End(ended) => return (pass.into_uploads(), ended, steps),
        }
    }
    panic!("the pass does not end");
}

#[test]
fn the_replica_is_as_fresh_as_the_server_says_and_not_as_a_fast_clock_does() {
    let mut records = records(&[]);
    let (_, ended, steps) = run(&mut records, Uploads::default(), at(90_000), |request| {
        if request.path.starts_with("/sync/v1/hello") { hello(at(0)) } else { nothing_new() }
    });
    assert_eq!(ended, Ok(()));
    assert_eq!(records.mark.fresh_at, Some(at(0)));
    assert!(steps.iter().flat_map(|step| &step.told).any(|told| *told == Told::Fresh(at(0))));
}

#[test]
fn what_was_read_on_another_device_is_told_with_the_greeting() {
    let (_, _, steps) = run(&mut records(&[]), Uploads::default(), at(60), |request| {
        if request.path.starts_with("/sync/v1/hello") { hello(at(0)) } else { nothing_new() }
    });
    assert!(steps[0].told.contains(&Told::ReadThrough(at(0))));
}

#[test]
fn a_photo_that_ends_every_pass_keeps_no_other_from_going_up() {
    for status in [403, 413, 500] {
        let (poison, sound) = (photo(1), photo(2));
        let mut records = records(&[poison.clone(), sound.clone()]);
        let mut uploads = Uploads::default();
        for pass in 0..2 {
            (uploads, _, _) = run(&mut records, uploads, at(pass), |request| match &request.content {
                Content::Photo { sha256, .. } if *sha256 == sound.sha256 => arrived(),
                Content::Photo { .. } => of_a_proxy(status),
                _ if request.path.starts_with("/sync/v1/hello") => hello(at(pass)),
                _ if request.path.starts_with("/sync/v1/pull") => nothing_new(),
                _ => not_there(),
            });
            // Somebody taps: nothing waits any longer.
            uploads.retry_now();
        }
        assert_eq!(records.queue.photos_to_send(), [poison], "{status}");
    }
}

#[test]
fn a_photo_is_verified_when_the_server_says_so_and_not_when_a_device_that_froze_hears_of_it() {
    let mut records = records(&[photo(1)]);
    let (_, ended, steps) = run(&mut records, Uploads::default(), at(90_000), |request| {
        if request.path.starts_with("/sync/v1/hello") {
            hello(at(0))
        } else if request.path.starts_with("/sync/v1/photos") {
            Answer { server_time: Some(at(7)), ..arrived() }
        } else {
            nothing_new()
        }
    });
    assert_eq!(ended, Ok(()));
    assert_eq!(steps.into_iter().find_map(|step| step.verified), Some((photo(1).sha256, at(7))));
}

#[test]
fn the_server_is_asked_what_it_has_of_a_photo_only_where_some_of_it_may_be_there() {
    let mut records = records(&[photo(1)]);
    let mut asked = Vec::new();
    let mut uploads = Uploads::default();
    for status in [500, 204] {
        (uploads, _, _) = run(&mut records, uploads, at(0), |request| {
            if request.path.starts_with("/sync/v1/photos") {
                asked.push(request.method);
            }
            match &request.content {
                Content::Photo { .. } if status == 204 => arrived(),
                Content::Photo { .. } => of_a_proxy(status),
                _ if request.path.starts_with("/sync/v1/hello") => hello(at(0)),
                _ if request.path.starts_with("/sync/v1/pull") => nothing_new(),
                _ => not_there(),
            }
        });
        uploads.retry_now();
    }
    assert_eq!(asked, ["PUT", "GET", "PUT"]);
    assert!(records.queue.photos_to_send().is_empty());
}
