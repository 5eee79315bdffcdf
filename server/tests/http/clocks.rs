//! What happens by itself once a time has come, and the calendar that says when it has.

use domain::calendar::Calendar;
use jiff::civil::Date;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use server::jobs;
use uuid::Uuid;

use crate::harness::{Client, Server, code, dispatched, photo};

const HOUR: i64 = 3600;

/// This year and the next are plain weeks, whatever day it is.
async fn plain_years(server: &Server) -> i16 {
    let this = domain::time::local(server.app.now()).date().year();
    let admin = server.sign_in("admin").await;
    for year in [this, this + 1] {
        let answer = arrange(&admin, year, &json!({"off": [], "worked": []})).await;
        assert_eq!(answer.status(), StatusCode::OK);
    }
    this
}

async fn arrange(by: &Client, year: i16, arrangement: &Value) -> reqwest::Response {
    by.request(Method::PUT, &format!("/api/v1/calendar/{year}")).json(arrangement).send().await.unwrap()
}

fn kinds(ticket: &Value) -> Vec<&str> {
    ticket["events"].as_array().unwrap().iter().map(|event| event["kind"].as_str().unwrap()).collect()
}

/// A ticket of which the result has passed.
async fn passed(server: &Server) -> Uuid {
    let ticket = dispatched(server).await;
    let (dept, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    dept.must(ticket, "sign", json!({})).await;
    dept.must(ticket, "report_result", json!({"text": "已更换", "photos": [photo(b"after")]})).await;
    centre.must(ticket, "pass", json!({})).await;
    ticket
}

#[tokio::test]
async fn what_nobody_rates_closes_once_whoever_looks_at_it() {
    let server = Server::start().await;
    plain_years(&server).await;
    let ticket = passed(&server).await;
    let caller = server.sign_in("caller1").await;
    let before = caller.ticket(ticket).await;
    let cursor = caller.pull(None).await["cursor"].as_str().unwrap().to_owned();
    jobs::wake_tickets(&server.app).await.unwrap();
    assert_eq!(caller.ticket(ticket).await["status"], "awaiting_rating");

    server.later(9 * 24 * HOUR);
    let (one, other) = tokio::join!(jobs::wake_tickets(&server.app), jobs::wake_tickets(&server.app));
    one.and(other).unwrap();
    let after = caller.ticket(ticket).await;
    assert_eq!((&after["status"], &after["status_data"]["closing"]), (&json!("closed"), &json!("unrated")));
    assert_eq!(kinds(&after).iter().filter(|kind| **kind == "close_unrated").count(), 1);
    assert_eq!(after["revision"], before["revision"]);
    let pulled = caller.pull(Some(&cursor)).await;
    assert!(pulled["changes"].as_array().unwrap().iter().any(|change| change["value"]["status"] == "closed"));
    // Another look finds nothing to do.
    jobs::wake_tickets(&server.app).await.unwrap();
    assert_eq!(caller.ticket(ticket).await, after);
}

#[tokio::test]
async fn the_unit_is_reminded_and_a_suspension_ends_by_itself() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (dept, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    dept.must(ticket, "sign", json!({})).await;
    server.later(97 * 60);
    jobs::wake_tickets(&server.app).await.unwrap();
    let warned = dept.ticket(ticket).await;
    assert_eq!((&warned["warned"], &warned["light"]), (&json!("amber"), &json!("amber")));

    let until = domain::time::after(server.app.now(), 48 * HOUR).to_string();
    dept.must(ticket, "request_suspension", json!({"reason": "等配件", "until": until})).await;
    centre.must(ticket, "approve_suspension", json!({})).await;
    let result = dept.act(ticket, "report_result", json!({"text": "已更换", "photos": [photo(b"after")]})).await;
    assert_eq!(result["problem"]["code"], "ticket.suspended");
    server.later(47 * HOUR);
    jobs::wake_tickets(&server.app).await.unwrap();
    assert!(dept.ticket(ticket).await["suspension"].is_object());
    server.later(HOUR + 60);
    jobs::wake_tickets(&server.app).await.unwrap();
    let resumed = dept.ticket(ticket).await;
    assert!(resumed["suspension"].is_null());
    assert_eq!(resumed["light"], "amber");
    let last = resumed["events"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["kind"], &last["by"]), (&json!("resume"), &json!(Uuid::nil())));
    dept.must(ticket, "report_result", json!({"text": "已更换", "photos": [photo(b"after")]})).await;
}

#[tokio::test]
async fn the_administrator_arranges_a_year_and_devices_hear_of_it() {
    let server = Server::start().await;
    let (admin, grid) = (server.sign_in("admin").await, server.sign_in("grid1").await);
    let cursor = grid.pull(None).await["cursor"].as_str().unwrap().to_owned();
    // 4 January 2027 is a Monday, the 9th a Saturday.
    let year = json!({"off": ["2027-01-04"], "worked": ["2027-01-09"]});
    let refused = arrange(&grid, 2027, &year).await;
    assert_eq!(code(refused).await, (403, "auth.forbidden".to_owned()));
    for (wrong, field) in [
        (json!({"off": ["2027-01-09"], "worked": []}), "off"),
        (json!({"off": [], "worked": ["2027-01-04"]}), "worked"),
        (json!({"off": ["2026-01-05"], "worked": []}), "off"),
        (json!({"off": ["2027-01-04", "2027-01-04"], "worked": []}), "off"),
    ] {
        let refused = arrange(&admin, 2027, &wrong).await;
        assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
        let problem: Value = refused.json().await.unwrap();
        assert_eq!((&problem["code"], &problem["field"]), (&json!("calendar.days"), &json!(field)), "{wrong}");
    }
    for _ in 0..2 {
        let arranged: Value = arrange(&admin, 2027, &year).await.json().await.unwrap();
        assert_eq!((&arranged["version"], &arranged["years"]["2027"]), (&json!(2), &year));
    }
    let pulled = grid.pull(Some(&cursor)).await;
    let change = pulled["changes"].as_array().unwrap().iter().find(|change| change["type"] == "calendar").unwrap();
    assert_eq!(change["value"], grid.get_json("/api/v1/calendar").await);
    let noted = admin.get_json("/api/v1/audit?subject=2027").await;
    assert_eq!((&noted["entries"][0]["action"], &noted["entries"][0]["after"]), (&json!("calendar.change"), &year));
}

#[tokio::test]
async fn a_ticket_signed_beyond_the_calendar_is_due_once_the_year_is_arranged() {
    let server = Server::start().await;
    let mut tx = server.app.store.write().await.unwrap();
    tx.put_calendar(&Calendar { version: 2, ..Calendar::default() }, server.app.now(), "test").await.unwrap();
    tx.commit().await.unwrap();
    server.app.refresh_directory(server.app.store.feed_head().await.unwrap()).await.unwrap();

    let (grid, centre, dept) =
        (server.sign_in("grid1").await, server.sign_in("centre").await, server.sign_in("dept1").await);
    let ticket = Uuid::now_v7();
    grid.must(ticket, "whistle", json!({"description": "清单上没有的事"})).await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D01"})).await;
    dept.must(ticket, "sign", json!({})).await;
    let signed = dept.ticket(ticket).await;
    assert_eq!((&signed["due_at"], &signed["light"]), (&Value::Null, &Value::Null));

    plain_years(&server).await;
    let dated = dept.ticket(ticket).await;
    let due: jiff::Timestamp = dated["due_at"].as_str().unwrap().parse().unwrap();
    assert!(due > server.app.now());
    assert_eq!(*kinds(&dated).last().unwrap(), "set_due");
    let day: Date = domain::time::local(due).date();
    assert!(day.weekday().to_monday_one_offset() <= 5, "{day}");
}
