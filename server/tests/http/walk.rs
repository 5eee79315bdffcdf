//! The whole URL table, as the API document has it, walked without a session and by every role with the ids of what
//! belongs to another unit.

use std::collections::BTreeSet;

use domain::command::CommandKind;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, EVERYONE, Server, jpeg, photo};

/// What `grid1` whistled for, and what belongs to `grid1`.
struct Foreign {
    ticket: String,
    photo: String,
    person: String,
    session: String,
    unit: String,
}

struct Operation {
    method: Method,
    path: String,
    needs_session: bool,
    /// Statuses that are described.
    answers: BTreeSet<String>,
}

impl Operation {
    fn names_something(&self) -> bool {
        self.path.contains('{')
    }

    fn address(&self, things: &Foreign) -> String {
        let id = match &*self.path {
            path if path.contains("/people/") => &things.person,
            path if path.contains("/sessions/") => &things.session,
            _ => &things.ticket,
        };
        let path = self.path.replace("{id}", id).replace("{sha256}", &things.photo).replace("{n}", "0");
        let path = path.replace("{unit}", &things.unit);
        format!("{path}?bytes=2&device_id={}", Uuid::nil())
    }

    /// Whether this is nothing foreign to that person: the administrator's people, a ticket in scope and its photo.
    fn is_for(&self, username: &str) -> bool {
        match &*self.path {
            path if path.starts_with("/api/v1/people/") || path.starts_with("/api/v1/sessions/") => username == "admin",
            path if path.starts_with("/api/v1/scores/") => ["dept1", "centre", "leader", "admin"].contains(&username),
            path if path.starts_with("/api/v1/tickets/") || path.starts_with("/photos/") => sees(username),
            _ => false,
        }
    }
}

/// Whether the ticket of [`foreign`] is in this person's scope.
fn sees(username: &str) -> bool {
    ["grid1", "caller1", "dept1", "centre", "leader", "admin"].contains(&username)
}

async fn operations(server: &Server) -> Vec<Operation> {
    let document = server.anybody().get_json("/api/v1/openapi.json").await;
    let mut operations = Vec::new();
    for (path, described) in document["paths"].as_object().unwrap() {
        operations.extend(described.as_object().unwrap().iter().map(|(method, operation)| Operation {
            method: method.to_uppercase().parse().unwrap(),
            path: path.clone(),
            needs_session: operation["security"] != json!([]),
            answers: operation["responses"].as_object().unwrap().keys().cloned().collect(),
        }));
    }
    operations
}

async fn foreign(server: &Server) -> Foreign {
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let bytes = jpeg(40);
    let (photo_id, _) = grid.upload(&bytes).await;
    let ticket = Uuid::now_v7();
    let body = json!({"description": "外单位的事", "item_code": "0101", "photos": [photo(&bytes)]});
    grid.must(ticket, "whistle", body).await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D01", "co_responsible": []})).await;
    let sessions = grid.get_json("/api/v1/sessions").await;
    Foreign {
        ticket: ticket.to_string(),
        photo: photo_id,
        person: grid.person_id.clone().unwrap(),
        session: sessions["sessions"][0]["id"].as_str().unwrap().to_owned(),
        unit: "D01".to_owned(),
    }
}

/// Something of each kind that is not there.
fn nothing() -> Foreign {
    let id = || Uuid::now_v7().to_string();
    Foreign { ticket: id(), photo: "0".repeat(64), person: id(), session: id(), unit: "D99".to_owned() }
}

async fn ask(client: &Client, operation: &Operation, things: &Foreign) -> (StatusCode, String) {
    let request = client.request(operation.method.clone(), &operation.address(things));
    let answer = request.json(&json!({})).send().await.unwrap();
    let status = answer.status();
    assert!(operation.answers.contains(status.as_str()), "{} {}: {status}", operation.method, operation.path);
    (status, answer.text().await.unwrap())
}

#[tokio::test]
async fn nothing_but_what_is_said_to_be_open_answers_without_a_session() {
    let server = Server::start().await;
    let mut open = BTreeSet::new();
    for operation in operations(&server).await {
        if operation.needs_session {
            let (status, _) = ask(&server.anybody(), &operation, &nothing()).await;
            assert_eq!(status, StatusCode::UNAUTHORIZED, "{} {}", operation.method, operation.path);
        } else {
            open.insert(operation.path);
        }
    }
    let expected = ["/api/v1/openapi.json", "/api/v1/sessions", "/healthz", "/readyz"];
    assert_eq!(open, expected.map(str::to_owned).into());
    assert_eq!(server.anybody().get("/healthz").await.status(), StatusCode::OK);
    assert_eq!(server.anybody().get("/readyz").await.status(), StatusCode::OK);
    assert_eq!(server.anybody().get("/metrics").await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_foreign_looks_missing_at_every_address_to_every_role() {
    let server = Server::start().await;
    let (things, operations) = (foreign(&server).await, operations(&server).await);
    for username in EVERYONE.into_iter().filter(|username| *username != "grid1") {
        let client = server.sign_in(username).await;
        for operation in operations.iter().filter(|it| it.names_something() && !it.is_for(username)) {
            let seen = ask(&client, operation, &things).await;
            assert!(seen.0.is_client_error(), "{username} {} {}: {seen:?}", operation.method, operation.path);
            let missing = ask(&client, operation, &nothing()).await;
            assert_eq!(seen, missing, "{username} {} {}", operation.method, operation.path);
        }
    }
    assert_eq!(server.sign_in("grid1").await.ticket(things.ticket.parse().unwrap()).await["revision"], 3);
}

#[tokio::test]
async fn nothing_foreign_stands_in_any_list() {
    let server = Server::start().await;
    let (things, operations) = (foreign(&server).await, operations(&server).await);
    let streams = "/sync/v1/events";
    for username in EVERYONE.into_iter().filter(|username| *username != "grid1") {
        let client = server.sign_in(username).await;
        let mut marks = vec![&*things.session];
        if !sees(username) {
            marks.extend([&*things.ticket, &*things.photo, &*things.person, "外单位的事"]);
        }
        let lists = operations.iter().filter(|it| it.method == Method::GET && !it.names_something());
        for operation in lists.filter(|it| it.path != streams) {
            let (status, text) = ask(&client, operation, &things).await;
            assert!(status == StatusCode::OK || status == StatusCode::FORBIDDEN, "{username} {}", operation.path);
            assert!(marks.iter().all(|mark| !text.contains(mark)), "{username} {}: {text}", operation.path);
        }
        let narrowed = client.get("/api/v1/tickets?unit=D01&township=T01&status=awaiting_signature&q=0").await;
        assert_eq!(narrowed.text().await.unwrap().contains(&things.ticket), sees(username), "{username}");
    }
}

#[tokio::test]
async fn a_command_on_a_foreign_ticket_is_answered_as_on_an_unknown_one() {
    let server = Server::start().await;
    let things = foreign(&server).await;
    // It has what each kind needs; what a kind does not know is left alone.
    let body = json!({
        "text": "x", "reason": "x", "reason_code": "other", "lead": "D02", "stage": "other", "passed": true,
        "photos": [photo(&jpeg(40))], "response": 3, "quality": 3, "result": 3, "satisfaction": "basically",
        "reply_by": "2099-01-01T00:00:00+08:00",
        "until": "2099-01-01T00:00:00+08:00",
        "found": true,
        "granted": true,
        "handler": Uuid::nil(),
        "unit": "D02",
        "into": Uuid::nil(),
    });
    for username in EVERYONE.into_iter().filter(|username| !sees(username)) {
        let client = server.sign_in(username).await;
        for kind in CommandKind::ALL.into_iter().filter(|kind| *kind != CommandKind::Whistle) {
            let push = async |ticket: Uuid| {
                let pushed = client.push(&[client.command(ticket, kind.as_str(), body.clone())]).await;
                let mut result = pushed["results"][0].clone();
                result["command_id"] = Value::Null;
                (result, pushed["missing_photos"].clone())
            };
            let seen = push(things.ticket.parse().unwrap()).await;
            assert_eq!(seen.0["problem"]["code"], "ticket.unknown", "{username} {}", kind.as_str());
            assert_eq!(seen, push(Uuid::now_v7()).await, "{username} {}", kind.as_str());
        }
    }
}

#[tokio::test]
async fn what_is_foreign_wakes_nobody() {
    let server = Server::start().await;
    let (lead, mut strangers) = (server.sign_in("dept1").await, Vec::new());
    for username in EVERYONE.into_iter().filter(|username| !sees(username)) {
        let client = server.sign_in(username).await;
        let stream = client.get("/sync/v1/events").await;
        strangers.push((username, client, stream));
    }
    let mut seen = lead.get("/sync/v1/events").await;
    foreign(&server).await;
    // The lead is woken by the last of it, when everybody else has been woken by the rest.
    while !String::from_utf8_lossy(&seen.chunk().await.unwrap().unwrap()).contains("wake") {}
    for (username, client, mut stream) in strangers {
        // The stream ends here; what it was told before comes first.
        client.request(Method::DELETE, "/api/v1/sessions/current").send().await.unwrap();
        while let Some(chunk) = stream.chunk().await.unwrap() {
            assert!(!String::from_utf8_lossy(&chunk).contains("wake"), "{username}");
        }
    }
}
