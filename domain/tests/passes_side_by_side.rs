//! Passes that run beside each other: what one hears late must not undo what another has done.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

use domain::Language;
use domain::ids::{CommandId, DeviceId, PersonId, TicketId};
use domain::outbox::Entry;
use domain::pass::{Answer, Content, Moment, Next, Pass, Records, Reply, Request, Step, Stop, Uploads};
use domain::sync::{Push, SealedCommand};
use jiff::Timestamp;
use serde_json::{Value, json};
use uuid::Uuid;

const ME: PersonId = PersonId(Uuid::from_u128(1));

fn begin() -> Pass {
    Pass::begin(ME, DeviceId(Uuid::from_u128(2)), None, Language::Chinese, Uploads::default()).0
}

fn saved(records: &mut Records, seq: u64) {
    let sealed = SealedCommand {
        command_id: CommandId(Uuid::from_u128(u128::from(seq))),
        seq,
        ticket_id: TicketId(Uuid::from_u128(3)),
        kind: "add_note".into(),
        captured_at: "2026-11-23T08:00:00+08:00".into(),
        based_on: None,
        body: json!({ "text": "井盖松动" }),
    };
    records.queue.add(Entry::new(ME, sealed, Vec::new()));
}

fn hears(pass: &mut Pass, records: &mut Records, answer: Value) -> Step {
    let answer = Answer {
        status: 200,
        media_type: "application/json".into(),
        retry_after: None,
        photo_complete: None,
        server_time: None,
        text: answer.to_string(),
    };
    let moment = Moment { now: Timestamp::UNIX_EPOCH, id: Uuid::from_u128(4), chance: &mut || 0.5 };
    pass.step(records, &Reply::Answer(answer), moment)
}

fn asked(step: &Step) -> &Request {
    match &step.next {
        Next::Ask(request) => request,
        Next::End(ended) => panic!("it ended: {ended:?}"),
    }
}

fn hello(epoch: u128, applied_through: u64) -> Value {
    json!({
        "protocols": [1], "server_epoch": Uuid::from_u128(epoch), "server_time": "1970-01-01T00:00:00Z", "build": "x",
        "limits": domain::sync::LIMITS, "applied_through": applied_through, "backed_up_through": null,
    })
}

/// The server takes all that this request pushes.
fn accepted(request: &Request, epoch: u128) -> Value {
    let Content::Json(text) = &request.content else { panic!("{request:?} pushes nothing") };
    let push: Push = serde_json::from_str(text).unwrap();
    let result = |command: &SealedCommand| json!({ "command_id": command.command_id, "outcome": "accepted", "revision": 1, "ticket_number": "RC1" });
    json!({
        "batch_id": push.batch_id, "server_epoch": Uuid::from_u128(epoch), "server_time": "1970-01-01T00:00:00Z",
        "results": push.commands.iter().map(result).collect::<Vec<_>>(), "missing_photos": [],
    })
}

fn page(cursor: &str) -> Value {
    json!({ "server_epoch": Uuid::from_u128(9), "cursor": cursor, "more": false, "reset": false, "changes": [] })
}

#[test]
fn a_page_that_another_tab_has_gone_past_is_asked_for_anew() {
    let mut records = Records::default();
    records.mark.cursor = Some("1".into());
    let (mut one, mut other) = (begin(), begin());
    hears(&mut one, &mut records, hello(9, 0));
    hears(&mut other, &mut records, hello(9, 0));
    hears(&mut other, &mut records, page("3"));
    let step = hears(&mut one, &mut records, page("2"));
    assert_eq!(records.mark.cursor.as_deref(), Some("3"));
    assert!(asked(&step).path.ends_with("&cursor=3"));
    assert!(step.rows.is_empty());
}

#[test]
fn an_answer_of_a_server_that_another_tab_knows_to_be_restored_does_not_count() {
    let mut records = Records::default();
    saved(&mut records, 1);
    let (mut one, mut other) = (begin(), begin());
    let step = hears(&mut one, &mut records, hello(9, 0));
    let late = accepted(asked(&step), 9);
    hears(&mut other, &mut records, hello(10, 7));
    let step = hears(&mut one, &mut records, late);
    assert_eq!(step.next, Next::End(Err(Stop::Later(None))));
    assert!(records.queue.entries()[0].is_pending());
}
