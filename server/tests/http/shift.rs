//! Who of the centre is on duty, what each has in hand, and what shifts hand over.

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code};

const HOUR: i64 = 3600;

async fn ask(by: &Client, method: Method, path: &str, body: Value) -> Response {
    by.request(method, path).json(&body).send().await.unwrap()
}

async fn duty(by: &Client, method: Method) -> StatusCode {
    ask(by, method, "/api/v1/shift", json!({})).await.status()
}

/// What the centre's people have in hand: name, whether on duty, open, today.
async fn workloads(by: &Client) -> Vec<(String, bool, u64, u64)> {
    let answer = by.get_json("/api/v1/shift").await;
    let of = |person: &Value| {
        let number = |name: &str| person[name].as_u64().unwrap();
        (person["name"].as_str().unwrap().to_owned(), person["on_since"].is_string(), number("open"), number("today"))
    };
    answer["people"].as_array().unwrap().iter().map(of).collect()
}

/// What a pull brings of this type.
async fn pulled(by: &Client, kind: &str) -> Vec<Value> {
    let changes = by.pull(None).await["changes"].as_array().unwrap().clone();
    changes.into_iter().filter(|change| change["type"] == kind).map(|change| change["value"].clone()).collect()
}

#[tokio::test]
async fn who_is_on_duty_said_so_and_is_counted_with_what_they_have_in_hand() {
    let server = Server::start().await;
    server.another("centre2", "centre").await;
    let (first, second, leader) =
        (server.sign_in("centre").await, server.sign_in("centre2").await, server.sign_in("leader").await);
    let grid = server.sign_in("grid1").await;
    let (one, other) = (grid.whistle("井盖").await, grid.whistle("路灯").await);
    first.must(one, "accept", json!({})).await;
    first.must(other, "accept", json!({})).await;
    second.must(other, "dispatch", json!({"lead": "D01"})).await;
    for _ in 0..2 {
        assert_eq!(duty(&first, Method::PUT).await, StatusCode::OK);
    }
    let named = |name: &str, on, open, today| (name.to_owned(), on, open, today);
    assert_eq!(workloads(&leader).await, [named("centre名", true, 1, 2), named("centre2名", false, 1, 1)]);
    let shifts = pulled(&second, "shift").await;
    assert_eq!((shifts.len(), &shifts[0]["name"]), (1, &json!("centre名")));
    let cursor = leader.pull(None).await["cursor"].as_str().unwrap().to_owned();

    // What has ended is nobody's any more.
    second.must(other, "void", json!({"reason": "误建"})).await;
    assert_eq!(duty(&first, Method::DELETE).await, StatusCode::NO_CONTENT);
    assert_eq!(duty(&second, Method::DELETE).await, StatusCode::NO_CONTENT, "who was not on is off all the same");
    let open = workloads(&leader).await.into_iter().map(|(_, on, open, _)| (on, open)).collect::<Vec<_>>();
    assert_eq!(open, [(false, 1), (false, 0)]);
    let changes = leader.pull(Some(&cursor)).await["changes"].clone();
    let ended = changes.as_array().unwrap().iter().find(|change| change["type"] == "shift").unwrap();
    assert!(ended["value"]["ended_at"].is_string());
    // Who forgets to say so is off after fourteen hours, and begins anew.
    duty(&first, Method::PUT).await;
    server.later(14 * HOUR + 60);
    assert!(!workloads(&leader).await[0].1);
    duty(&first, Method::PUT).await;
    assert!(workloads(&leader).await[0].1);
}

#[tokio::test]
async fn a_note_reaches_the_centre_once_and_says_who_has_read_it() {
    let server = Server::start().await;
    server.another("centre2", "centre").await;
    let (first, second) = (server.sign_in("centre").await, server.sign_in("centre2").await);
    let path = format!("/api/v1/handovers/{}", Uuid::now_v7());
    for _ in 0..2 {
        let written = ask(&first, Method::PUT, &path, json!({"text": " 盯紧青山路井盖 "})).await;
        assert_eq!(written.status(), StatusCode::OK);
        assert_eq!(written.json::<Value>().await.unwrap()["text"], "盯紧青山路井盖");
    }
    for (by, text) in [(&first, "另一段话"), (&second, "盯紧青山路井盖")] {
        let refused = ask(by, Method::PUT, &path, json!({"text": text})).await;
        assert_eq!(code(refused).await, (409, "command.id_reused".to_owned()));
    }
    let empty = ask(&first, Method::PUT, &format!("/api/v1/handovers/{}", Uuid::now_v7()), json!({"text": " "})).await;
    assert_eq!(code(empty).await, (422, "handover.text".to_owned()));

    let readings = format!("{path}/readings");
    for by in [&second, &second, &first] {
        assert_eq!(ask(by, Method::POST, &readings, json!({})).await.status(), StatusCode::OK);
    }
    let notes = pulled(&server.sign_in("leader").await, "handover").await;
    let names: Vec<_> = notes[0]["readings"].as_array().unwrap().iter().map(|it| it["by_name"].clone()).collect();
    assert_eq!((notes.len(), names), (1, vec![json!("centre2名")]));
    let missing = ask(&first, Method::POST, &format!("/api/v1/handovers/{}/readings", Uuid::now_v7()), json!({})).await;
    assert_eq!(code(missing).await.0, 404);
}

#[tokio::test]
async fn shifts_are_the_centres_alone() {
    let server = Server::start().await;
    let first = server.sign_in("centre").await;
    let path = format!("/api/v1/handovers/{}", Uuid::now_v7());
    duty(&first, Method::PUT).await;
    ask(&first, Method::PUT, &path, json!({"text": "盯紧"})).await;
    for username in ["grid1", "caller1", "dept1", "team1", "leader", "admin"] {
        let other = server.sign_in(username).await;
        let sees = ["leader", "admin"].contains(&username);
        let read = other.get("/api/v1/shift").await.status();
        assert_eq!(read, if sees { StatusCode::OK } else { StatusCode::FORBIDDEN }, "{username}");
        assert_eq!(
            pulled(&other, "shift").await.len() + pulled(&other, "handover").await.len(),
            if sees { 2 } else { 0 }
        );
        for method in [Method::PUT, Method::DELETE] {
            assert_eq!(duty(&other, method).await, StatusCode::FORBIDDEN, "{username}");
        }
        for (method, path) in [(Method::PUT, path.clone()), (Method::POST, format!("{path}/readings"))] {
            let refused = ask(&other, method, &path, json!({"text": "盯紧"})).await;
            assert_eq!(code(refused).await, (403, "auth.forbidden".to_owned()), "{username}");
        }
    }
}
