//! Up to when somebody has read their messages.

use jiff::{SignedDuration, Timestamp};
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server};

async fn read(by: &Client, through: Timestamp) -> Timestamp {
    let said =
        by.request(Method::PUT, "/api/v1/messages/read").json(&json!({ "through": through })).send().await.unwrap();
    assert_eq!(said.status(), StatusCode::OK);
    said.json::<Value>().await.unwrap()["through"].as_str().unwrap().parse().unwrap()
}

/// What a device of theirs is told when it greets.
async fn told(by: &Client) -> Option<Timestamp> {
    let hello = by.get_json(&format!("/sync/v1/hello?device_id={}", Uuid::new_v4())).await;
    hello.get("read_through").map(|at| at.as_str().unwrap().parse().unwrap())
}

#[tokio::test]
async fn what_was_read_on_one_device_is_read_on_all_of_a_persons_and_nobody_elses() {
    let server = Server::start().await;
    let (phone, tablet, other) =
        (server.sign_in("dept1").await, server.sign_in("dept1").await, server.sign_in("dept2").await);
    assert_eq!(told(&phone).await, None);
    let at = |seconds| {
        let at = domain::time::after(server.app.now(), seconds);
        Timestamp::from_millisecond(at.as_millisecond()).unwrap()
    };
    let (early, late) = (at(-600), at(-60));
    assert_eq!(read(&phone, late).await, late);
    assert_eq!((told(&tablet).await, told(&other).await), (Some(late), None));
    // What arrives late takes nothing back, and what is to come has not been read.
    assert_eq!(read(&tablet, early).await, late);
    assert_eq!(read(&tablet, late).await, late);
    assert!(read(&tablet, at(3600)).await < at(1));
    // Events have finer times than the database.
    let fine = at(-30) + SignedDuration::from_micros(500);
    assert!(read(&other, fine).await >= fine);
    let wrong =
        other.request(Method::PUT, "/api/v1/messages/read").json(&json!({"through": "x"})).send().await.unwrap();
    assert!(wrong.status().is_client_error());
}
