//! Scores: what moves them, who reads them, and that a rating's author is not told while few have rated.

use domain::evaluation::Month;
use domain::time::seconds_between;
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code, dispatched, photo};

/// A server on the tenth of next month, so that no month ends while a test goes on.
pub(crate) async fn server_in_a_month() -> Server {
    let server = Server::start().await;
    let now = server.app.now();
    server.later(seconds_between(now, Month::of(now).next().begins()) + 10 * 86_400);
    server
}

/// Signed, reported and passed, so that it waits for a rating.
pub(crate) async fn handled(server: &Server) -> Uuid {
    let ticket = dispatched(server).await;
    let (unit, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    unit.must(ticket, "sign", json!({})).await;
    unit.must(ticket, "report_result", json!({"text": "已修复", "photos": [photo(b"after")]})).await;
    centre.must(ticket, "pass", json!({})).await;
    ticket
}

fn rating(stars: u8) -> Value {
    json!({"response": stars, "quality": stars, "result": stars, "satisfaction": "satisfied"})
}

async fn standing(client: &Client, unit: &str) -> Value {
    client.get_json(&format!("/api/v1/scores/{unit}")).await["standing"].clone()
}

fn reasons(entries: &Value) -> Vec<&str> {
    entries["entries"].as_array().unwrap().iter().map(|entry| entry["reason"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn what_a_unit_does_moves_its_score_at_once_and_leads_to_the_ticket() {
    let server = server_in_a_month().await;
    let unit = server.sign_in("dept1").await;
    assert_eq!(standing(&unit, "D01").await, Value::Null);
    let ticket = handled(&server).await;
    let stands = standing(&unit, "D01").await;
    // Gains do not count beyond the cap, which is full marks.
    assert_eq!((&stands["place"], &stands["centre"]["points"]), (&json!(1), &json!(10_000)));
    assert_eq!((&stands["townships"]["points"], &stands["total"]), (&json!(8_000), &json!(3_400)));
    let centre = server.sign_in("centre").await;
    centre.must(ticket, "void", json!({"reason": "重复"})).await;
    let entries = unit.get_json("/api/v1/scores/D01/entries").await;
    assert_eq!(reasons(&entries), ["not_counted", "not_counted", "handled_in_time", "signed_in_time"]);
    let entry = &entries["entries"][2];
    assert_eq!((&entry["cause"]["id"], &entry["points"]), (&json!(ticket), &json!(10)));
    assert_eq!(entry["number"], unit.ticket(ticket).await["number"]);
}

#[tokio::test]
async fn being_late_costs_points_and_a_page_of_entries_goes_on_where_it_ended() {
    let server = server_in_a_month().await;
    let ticket = dispatched(&server).await;
    let (unit, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    server.later(2 * 3600);
    unit.must(ticket, "sign", json!({})).await;
    server.later(3 * 3600);
    server::jobs::wake_tickets(&server.app).await.unwrap();
    centre.must(ticket, "supervise", json!({"text": "请说明", "reply_by": "2099-01-01T00:00:00+08:00"})).await;
    let first = unit.get_json("/api/v1/scores/D01/entries?limit=2").await;
    assert_eq!(reasons(&first), ["supervised", "handled_late"]);
    let next = first["next"].as_str().unwrap();
    let rest = unit.get_json(&format!("/api/v1/scores/D01/entries?limit=2&after={next}")).await;
    assert_eq!((reasons(&rest), &rest["next"]), (vec!["signed_late"], &Value::Null));
    let of_rule = unit.get_json("/api/v1/scores/D01/entries?rule=handling").await;
    assert_eq!(reasons(&of_rule), ["handled_late"]);
    assert_eq!(standing(&unit, "D01").await["centre"]["points"], 10_000 - 50 - 200 - 100);
    for wrong in ["rule=x", "after=x", "limit=0", "limit=201", "month=2026-13"] {
        let answer = unit.get(&format!("/api/v1/scores/D01/entries?{wrong}")).await;
        assert_eq!(answer.status(), StatusCode::BAD_REQUEST, "{wrong}");
    }
}

#[tokio::test]
async fn who_rated_is_not_told_and_which_ticket_only_once_enough_have_rated() {
    let server = server_in_a_month().await;
    let (unit, leader) = (server.sign_in("dept1").await, server.sign_in("leader").await);
    for rater in ["grid1", "caller1"] {
        let ticket = handled(&server).await;
        server.sign_in(rater).await.must(ticket, "rate", rating(1)).await;
    }
    let townships = &standing(&leader, "D01").await["townships"];
    assert_eq!(
        (&townships["ratings"], &townships["raters"], &townships["townships"]),
        (&json!(2), &json!(2), &json!(1))
    );
    for reader in [&unit, &leader] {
        let entries = reader.get_json("/api/v1/scores/D01/entries").await;
        assert!(!reasons(&entries).contains(&"rated"), "{entries}");
    }
    let other = server.sign_in("caller2").await;
    let ticket = Uuid::now_v7();
    other.must(ticket, "whistle", json!({"description": "井盖", "item_code": "0101"})).await;
    let centre = server.sign_in("centre").await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D01", "co_responsible": []})).await;
    unit.must(ticket, "sign", json!({})).await;
    unit.must(ticket, "report_result", json!({"text": "已修复", "photos": [photo(b"after")]})).await;
    centre.must(ticket, "pass", json!({})).await;
    other.must(ticket, "rate", rating(5)).await;
    let entries = unit.get_json("/api/v1/scores/D01/entries?rule=response").await;
    assert_eq!(reasons(&entries), ["rated"; 3]);
    assert_eq!(entries["entries"][0]["township"], "T02");
    let text = entries.to_string();
    for rater in [&server.sign_in("grid1").await, &server.sign_in("caller1").await, &other] {
        assert!(!text.contains(rater.person_id.as_deref().unwrap()), "{text}");
    }
}

#[tokio::test]
async fn the_centre_reads_the_ranking_and_a_department_its_own_score_alone() {
    let server = server_in_a_month().await;
    handled(&server).await;
    for reader in ["centre", "leader", "admin"] {
        let ranking = server.sign_in(reader).await.get_json("/api/v1/scores").await;
        let units: Vec<_> = ranking["units"].as_array().unwrap().iter().map(|unit| &unit["unit"]).collect();
        assert_eq!(units, ["D01"], "{reader}");
        assert_eq!(ranking["rules"]["version"], 1);
    }
    for stranger in ["grid1", "caller1", "dept1", "team1"] {
        let answer = server.sign_in(stranger).await.get("/api/v1/scores").await;
        assert_eq!(code(answer).await, (403, "auth.forbidden".into()), "{stranger}");
    }
    for stranger in ["grid1", "caller1", "dept2", "team1"] {
        for path in ["/api/v1/scores/D01", "/api/v1/scores/D01/entries"] {
            assert_eq!(server.sign_in(stranger).await.get(path).await.status(), StatusCode::NOT_FOUND, "{stranger}");
        }
    }
    let last = server.sign_in("dept1").await.get_json("/api/v1/scores/D01?month=2020-01").await;
    assert_eq!((&last["month"], &last["standing"]), (&json!("2020-01"), &Value::Null));
}

#[tokio::test]
async fn an_opinion_on_the_list_is_entered_when_it_is_given() {
    let server = server_in_a_month().await;
    let id = Uuid::now_v7();
    let draft = json!({
        "id": id, "title": "井盖改由二局主责", "reason": "两次退单", "days": 5, "origin": {"kind": "person"},
        "changes": [{"code": "0101", "after": null}],
    });
    server.sign_in("caller1").await.post("/api/v1/list/proposals", &draft).await;
    let unit = server.sign_in("dept1").await;
    let opinion = json!({"kind": "opinion", "agrees": true, "words": ""});
    let answer = unit.post(&format!("/api/v1/list/proposals/{id}/acts"), &opinion).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let entries = unit.get_json("/api/v1/scores/D01/entries").await;
    assert_eq!(reasons(&entries), ["opinion_in_time"]);
    assert_eq!(entries["entries"][0]["cause"], json!({"kind": "proposal", "id": id}));
    assert_eq!(entries["entries"][0]["title"], "井盖改由二局主责");
}
