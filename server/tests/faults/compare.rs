//! The logs of the devices against what the server holds.

use std::collections::{BTreeMap, HashMap};

use serde_json::Value;
use sqlx::{AnyPool, Row as _};

use crate::device::{Answer, Device, Made};
use crate::place::Running;
use crate::setting::{Setting, devices};
use crate::wire::sha256;

/// What is wrong; nothing, it is hoped.
#[derive(Debug, Default)]
pub struct Wrong {
    pub lost: Vec<String>,
    pub doubled: Vec<String>,
    pub photos_lost: Vec<String>,
}

impl Wrong {
    pub fn is_nothing(&self) -> bool {
        self.lost.is_empty() && self.doubled.is_empty() && self.photos_lost.is_empty()
    }
}

/// Compares all that was acknowledged with what the command centre sees with its session, and with the photos.
pub async fn compare(server: &Running, centre: &str, devices: &[Device]) -> Wrong {
    let tickets = tickets(server, centre).await;
    let mut wrong = Wrong::default();
    let mut places: HashMap<&str, Vec<(&str, u64)>> = HashMap::new();
    for (id, ticket) in &tickets {
        let told = told(ticket);
        if ticket["revision"] != told.len() {
            wrong.doubled.push(format!("ticket {id}: revision {}, {} events", ticket["revision"], told.len()));
        }
        for (text, revision) in told.into_iter().zip(1..) {
            places.entry(text).or_default().push((id, revision));
        }
    }
    for made in devices.iter().flat_map(|device| &device.commands) {
        let found = places.remove(made.marker.as_str()).unwrap_or_default();
        judge(made, &found, &tickets, &mut wrong);
    }
    // What is left was made by no device.
    wrong.doubled.extend(places.into_keys().map(|text| format!("an event of nobody: {text}")));
    for device in devices {
        compare_photos(server, device, &tickets, &mut wrong).await;
    }
    wrong
}

fn judge(made: &Made, found: &[(&str, u64)], tickets: &BTreeMap<String, Value>, wrong: &mut Wrong) {
    let (id, marker) = (made.ticket.to_string(), &made.marker);
    if found.len() > 1 {
        wrong.doubled.push(format!("{marker} is on {found:?}"));
    }
    if let Some(answer) = &made.answer {
        if !found.contains(&(&id, answer.revision)) {
            wrong.lost.push(format!("{marker} was to be revision {} of {id}, but is on {found:?}", answer.revision));
        }
        if tickets.get(&id).is_some_and(|ticket| ticket["number"] != answer.number) {
            wrong.lost.push(format!("{id} was to have number {}, but has {}", answer.number, tickets[&id]["number"]));
        }
    }
}

async fn compare_photos(server: &Running, device: &Device, tickets: &BTreeMap<String, Value>, wrong: &mut Wrong) {
    let whistled = |ticket| device.commands.iter().any(|made| made.ticket == ticket && made.answer.is_some());
    for shot in device.shots.iter().filter(|shot| shot.complete) {
        let shown = server.get(&device.token, &format!("/photos/{}", shot.sha256)).await;
        let status = shown.status();
        if sha256(&shown.bytes().await.unwrap_or_default()) != shot.sha256 {
            wrong.photos_lost.push(format!("{}: {status}", shot.sha256));
        }
        let ticket = tickets.get(&shot.ticket.to_string());
        let received = ticket.is_some_and(|ticket| ticket["photos"][0]["received"] == true);
        if whistled(shot.ticket) && !received {
            wrong.photos_lost.push(format!("{} is missing on its ticket", shot.sha256));
        }
    }
}

/// Every ticket, as a new device of the command centre gets it with its session.
async fn tickets(server: &Running, centre: &str) -> BTreeMap<String, Value> {
    let (mut tickets, mut cursor) = (BTreeMap::new(), String::new());
    loop {
        let mut page: Value = server.get(centre, &format!("/sync/v1/pull?cursor={cursor}")).await.json().await.unwrap();
        for change in page["changes"].as_array_mut().unwrap() {
            if change["type"] == "ticket" {
                tickets.insert(change["id"].as_str().unwrap().to_owned(), change["value"].take());
            }
        }
        page["cursor"].as_str().unwrap().clone_into(&mut cursor);
        if page["more"] == false {
            return tickets;
        }
    }
}

/// What the commands on a ticket said, in the order of their revisions.
fn told(ticket: &Value) -> Vec<&str> {
    let events = ticket["events"].as_array().unwrap().iter();
    events
        .filter(|event| !event["kind"].as_str().unwrap().starts_with("photo_"))
        .map(|event| event["text"].as_str().or(event["description"].as_str()).unwrap())
        .collect()
}

/// The database is sound, and its tables agree.
pub async fn check_database(url: &str) {
    let pool = AnyPool::connect(url).await.unwrap();
    let checks: &[&str] = if url.starts_with("sqlite:") {
        &["SELECT integrity_check AS wrong FROM pragma_integrity_check WHERE integrity_check <> 'ok'"]
    } else {
        &[]
    };
    let everywhere = [
        "SELECT id AS wrong FROM tickets WHERE revision <>
             (SELECT COUNT(*) FROM applied WHERE applied.ticket_id = tickets.id AND applied.accepted = 1)",
        "SELECT ticket_id AS wrong FROM applied WHERE kind = 'whistle' AND accepted = 1
         GROUP BY ticket_id HAVING COUNT(*) > 1",
        "SELECT number AS wrong FROM tickets GROUP BY number HAVING COUNT(*) > 1",
        "SELECT id AS wrong FROM tickets WHERE NOT EXISTS
             (SELECT 1 FROM events WHERE events.ticket_id = tickets.id AND events.position = 0)",
    ];
    for check in checks.iter().chain(&everywhere) {
        let wrong = sqlx::query(*check).fetch_optional(&pool).await.unwrap();
        assert!(wrong.is_none(), "{check}: {}", wrong.unwrap().get::<String, _>("wrong"));
    }
    pool.close().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_that_says_otherwise_is_noticed() {
    let setting = Setting::on_sqlite().await;
    let server = Running::start(setting.serve()).await;
    let mut devices = devices(&server, 1, 2).await;
    for device in &mut devices {
        device.whistle_with_photo();
        device.pass(&server.base).await.unwrap();
    }
    assert!(setting.compare(&server, &devices).await.is_nothing());

    devices[0].commands[0].answer.as_mut().unwrap().revision += 1;
    assert_eq!(setting.compare(&server, &devices).await.lost.len(), 1, "another revision than was told");
    let unknown = devices.pop().unwrap();
    assert_eq!(setting.compare(&server, &devices).await.doubled.len(), 1, "an effect that nobody brought about");
    devices[0].shots.extend(unknown.shots);
    assert_eq!(
        setting.compare(&server, &devices).await.photos_lost.len(),
        1,
        "a photo that is not there for its person"
    );
    devices[0].whistle_with_photo();
    devices[0].commands.last_mut().unwrap().answer = Some(Answer { revision: 1, number: "RC1".into() });
    assert_eq!(setting.compare(&server, &devices).await.lost.len(), 2, "a command that was never sent");
}
