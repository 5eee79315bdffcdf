//! The rules of scoring: who decides them, what a draft would have made of the last months, and what a version may be.

use domain::evaluation::{Month, Rules};
use domain::time::seconds_between;
use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::harness::{Client, EVERYONE, Server, code};
use crate::scores::{handled, server_in_a_month};

const RULES: &str = "/api/v1/score-rules";

/// The second version, as of next month.
fn draft(server: &Server) -> Value {
    let next = Month::of(server.app.now()).next();
    json!(Rules { version: 2, effective_on: next.first_day(), ..Rules::first() })
}

/// Goes an hour into it.
fn next_month(server: &Server) {
    let now = server.app.now();
    server.later(seconds_between(now, Month::of(now).next().begins()) + 3600);
}

async fn decided(leader: &Client, rules: &Value) -> Value {
    let answer = leader.post(RULES, rules).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    answer.json().await.unwrap()
}

async fn withdraw(by: &Client, version: u32) -> Response {
    by.request(Method::DELETE, &format!("{RULES}/{version}")).send().await.unwrap()
}

#[tokio::test]
async fn a_leader_decides_and_everybody_reads_by_what_they_are_scored() {
    let server = server_in_a_month().await;
    let rules = draft(&server);
    for username in EVERYONE {
        let client = server.sign_in(username).await;
        let versions = client.get_json(RULES).await;
        assert_eq!(versions["versions"][0]["rules"], json!(Rules::first()), "{username}");
        if username != "leader" {
            for path in [RULES, "/api/v1/score-rules/preview"] {
                assert_eq!(code(client.post(path, &rules).await).await, (403, "auth.forbidden".into()), "{username}");
            }
            assert_eq!(withdraw(&client, 1).await.status(), StatusCode::FORBIDDEN, "{username}");
        }
    }
}

#[tokio::test]
async fn a_preview_says_how_units_would_have_stood_and_changes_nothing() {
    let server = server_in_a_month().await;
    handled(&server).await;
    let (leader, mut rules) = (server.sign_in("leader").await, draft(&server));
    rules["centre_percent"] = json!(20);
    // The points of what has been entered already are other points, too.
    rules["bounds"]["handling"]["cap"] = json!(0);
    rules["points"]["signed_in_time"] = json!(0);
    let answer = leader.post("/api/v1/score-rules/preview", &rules).await;
    assert_eq!(answer.status(), StatusCode::OK);
    let preview: Value = answer.json().await.unwrap();
    let months = preview["months"].as_array().unwrap();
    assert_eq!(months.len(), 3);
    let (unit, ranking) = (&months[0]["units"][0], leader.get_json("/api/v1/scores").await);
    assert_eq!(
        (&unit["unit"], &unit["total"], &unit["before"]["total"]),
        (&json!("D01"), &json!(4_400), &json!(3_400))
    );
    assert_eq!((&unit["place"], &unit["before"]["place"]), (&json!(1), &json!(1)));
    assert_eq!(unit["centre"]["rules"][0]["sum"], 0);
    assert_eq!((&ranking["units"][0]["total"], &ranking["rules"]["version"]), (&json!(3_400), &json!(1)));
    assert_eq!(leader.get_json(RULES).await["versions"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_version_is_noted_holds_from_its_month_on_and_stays() {
    let server = server_in_a_month().await;
    let (leader, admin) = (server.sign_in("leader").await, server.sign_in("admin").await);
    let mut rules = draft(&server);
    rules["points"]["handled_late"] = json!(-300);
    let edition = decided(&leader, &rules).await;
    assert_eq!((&edition["rules"], &edition["withdrawn"]), (&rules, &Value::Null));
    assert_eq!(decided(&leader, &rules).await, edition);
    let noted = &admin.get_json("/api/v1/audit?subject=2").await["entries"][0];
    assert_eq!((&noted["action"], &noted["by"]), (&json!("rules.decide"), &json!("leader")));
    assert_eq!((&noted["before"]["points"]["handled_late"], &noted["after"]), (&json!(-200), &rules));
    assert_eq!(leader.get_json("/api/v1/scores").await["rules"]["version"], 1);
    next_month(&server);
    let leader = server.sign_in("leader").await;
    assert_eq!(leader.get_json("/api/v1/scores").await["rules"], rules);
    assert_eq!(code(withdraw(&leader, 2).await).await, (409, "rules.hold".into()));
    handled(&server).await;
    assert_eq!(leader.get_json("/api/v1/scores/D01/entries").await["entries"][0]["version"], 2);
}

#[tokio::test]
async fn what_was_withdrawn_stays_on_record_and_never_holds() {
    let server = server_in_a_month().await;
    let (leader, rules) = (server.sign_in("leader").await, draft(&server));
    decided(&leader, &rules).await;
    for _ in 0..2 {
        assert_eq!(withdraw(&leader, 2).await.status(), StatusCode::NO_CONTENT);
    }
    let versions = leader.get_json(RULES).await;
    assert_eq!((&versions["versions"][1]["rules"], versions["versions"][1]["withdrawn"].is_object()), (&rules, true));
    // Its number is not given again.
    assert_eq!(code(leader.post(RULES, &rules).await).await, (409, "rules.version".into()));
    assert_eq!(code(withdraw(&leader, 3).await).await, (404, "request.not_found".into()));
    assert_eq!(code(withdraw(&leader, 1).await).await, (409, "rules.hold".into()));
    next_month(&server);
    let leader = server.sign_in("leader").await;
    assert_eq!(leader.get_json("/api/v1/scores").await["rules"]["version"], 1);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_field() {
    let server = server_in_a_month().await;
    let leader = server.sign_in("leader").await;
    let this = Month::of(server.app.now()).to_string();
    let wrong = [
        ("/effective_on", json!(format!("{this}-01")), "rules.month", "effective_on"),
        ("/centre_percent", json!(101), "rules.range", "centre_percent"),
        ("/townships_percent", json!(95), "rules.weights", "townships_percent"),
        ("/aspects/quality", json!(40), "rules.shares", "aspects"),
        ("/points/signed_late", json!(1), "rules.range", "points.signed_late"),
        ("/bounds/signing/floor", json!(1), "rules.range", "bounds.signing.floor"),
        ("/least_raters", json!(1), "rules.range", "least_raters"),
    ];
    for (at, value, code, field) in wrong {
        let mut rules = draft(&server);
        *rules.pointer_mut(at).unwrap() = value;
        for path in [RULES, "/api/v1/score-rules/preview"] {
            let answer = leader.post(path, &rules).await;
            assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY, "{at}");
            let problem: Value = answer.json().await.unwrap();
            assert_eq!((&problem["code"], &problem["field"]), (&json!(code), &json!(field)), "{at}");
        }
    }
    let mut later = draft(&server);
    later["version"] = json!(3);
    assert_eq!(code(leader.post(RULES, &later).await).await, (409, "rules.version".into()));
}
