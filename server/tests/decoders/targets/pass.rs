//! What a device makes of the answers to its pass, whoever gives them.

use std::collections::BTreeMap;

use domain::ids::{BatchId, CommandId, DeviceId, PersonId, PhotoHash, TicketId};
use domain::outbox::{Entry, Queue, ServerMemory, State};
use domain::pass::{Answer, Moment, Next, Pass, Records, Reply, Uploads};
use domain::problem::{Code, Problem};
use domain::sync::SealedCommand;
use domain::{Language, MediaType, Photo};
use jiff::Timestamp;
use serde_json::json;
use uuid::Uuid;

/// Stands between two answers.
pub const BETWEEN: &str = "\n%%\n";
/// Steps after which a pass that gets no answers any more has to be over.
const PATIENCE: usize = 20;

/// The id that the pass gives to each of its batches.
pub const BATCH: BatchId = BatchId(Uuid::from_u128(7));
pub const EPOCH: Uuid = Uuid::from_u128(8);
pub const PERSON: PersonId = PersonId(Uuid::from_u128(3));
pub const DEVICE: DeviceId = DeviceId(Uuid::from_u128(4));

pub fn id(number: u64) -> CommandId {
    CommandId(Uuid::from_u128(u128::from(number)))
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_760_000_000 + seconds).expect("a time")
}

fn entry(seq: u64, ticket: u128, kind: &str, state: State) -> Entry {
    let photo = Photo {
        sha256: PhotoHash::from_digest(&[seq as u8; 32]),
        bytes: 150_000,
        media_type: MediaType::Jpeg,
        width: 640,
        height: 480,
        taken_at: None,
        place: None,
        look: None,
    };
    let sealed = SealedCommand {
        command_id: id(seq),
        seq,
        ticket_id: TicketId(Uuid::from_u128(ticket)),
        kind: kind.into(),
        captured_at: "2026-11-23T08:00:00+08:00".into(),
        based_on: None,
        body: json!({"description": "井盖破损", "photos": [photo]}),
    };
    Entry { state, ..Entry::new(PERSON, sealed, vec![photo]) }
}

fn queue() -> Queue {
    let accepted = State::Accepted { at: at(0), revision: 1, number: "RC20261123-000001".into() };
    let rejected = State::Rejected { problem: Problem::new(Code::Invalid, Language::English) };
    let entries = vec![
        entry(1, 21, "whistle", accepted),
        entry(2, 21, "add_photos", State::fresh()),
        entry(3, 22, "whistle", State::fresh()),
        entry(4, 23, "whistle", rejected),
    ];
    Queue::new(entries, ServerMemory { epoch: Some(EPOCH), accepted_through: 1 })
}

/// An answer: a line with status, media type, `Retry-After`, `Photo-Complete` and `Server-Time`, and a
/// body. Anything else is none.
fn reply(text: &str) -> Reply {
    let (head, body) = text.split_once('\n').unwrap_or((text, ""));
    let mut words = head.split(' ');
    let Some(status) = words.next().and_then(|word| word.parse().ok()) else { return Reply::Nothing };
    Reply::Answer(Answer {
        status,
        media_type: words.next().unwrap_or_default().to_owned(),
        retry_after: words.next().and_then(|word| word.parse().ok()),
        photo_complete: words.next().and_then(|word| word.parse().ok()),
        server_time: words.next().and_then(|word| word.parse().ok()),
        text: body.to_owned(),
    })
}

/// Whatever is answered, no command is lost, a rejected one stays, none counts as accepted but by an answer of JSON that
/// says 200, and a pass that gets no more answers ends.
pub fn pass(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut records = Records { queue: queue(), ..Records::default() };
    let (mut pass, _) = Pass::begin(PERSON, DEVICE, None, Language::English, Uploads::default());
    let mut answers = text.split(BETWEEN).take(100).map(reply);
    let (mut left, mut clock) = (PATIENCE, 0);
    let mut went_well = false;
    loop {
        let next = answers.next();
        if next.is_none() {
            left -= 1;
            assert!(left > 0, "the pass does not end");
        }
        let reply = next.unwrap_or(Reply::Nothing);
        let before = states(&records);
        clock += 1;
        let moment = Moment { now: at(clock), id: BATCH.0, chance: &mut || 0.5 };
        let step = pass.step(&mut records, &reply, moment);
        let after = states(&records);
        assert!(before.keys().eq(after.keys()), "a command is lost");
        let ours =
            matches!(&reply, Reply::Answer(answer) if answer.status == 200 && answer.media_type == "application/json");
        for (command, was) in &before {
            let is = &after[command];
            assert!(!matches!(was, State::Rejected { .. }) || was == is, "a rejected command changed");
            assert!(ours || was == is || !matches!(is, State::Accepted { .. }), "believed {reply:?}");
        }
        let text = serde_json::to_string(&records.queue.entries()).expect("JSON");
        let again: Vec<Entry> = serde_json::from_str(&text).expect("entries that were written");
        assert_eq!(again, records.queue.entries());
        match step.next {
            Next::Ask(_) => went_well = true,
            Next::End(_) => return went_well,
        }
    }
}

fn states(records: &Records) -> BTreeMap<CommandId, State> {
    records.queue.entries().iter().map(|entry| (entry.sealed.command_id, entry.state.clone())).collect()
}
