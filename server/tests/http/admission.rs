//! How a change gets into the list.

use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code};

/// The county's one item, led by D02 instead of D01.
fn led_by_d02() -> Value {
    json!({
        "code": "0101", "name": "上水井盖", "kind": "component", "class_name": "公用设施", "edition": "GBT30428.2-2013",
        "common": 1, "duties": [{"number": 1, "lead": "D02", "limit": {"amount": 2, "kind": "urgent_hours"}}],
    })
}

fn draft(id: Uuid, changes: &Value) -> Value {
    json!({
        "id": id, "title": "井盖改由二局主责", "reason": "两次退单", "days": 5, "origin": {"kind": "person"},
        "changes": changes,
    })
}

async fn propose(by: &Client, changes: &Value) -> Uuid {
    let id = Uuid::now_v7();
    let answer = by.post("/api/v1/list/proposals", &draft(id, changes)).await;
    assert_eq!(answer.status(), StatusCode::CREATED);
    id
}

async fn act(by: &Client, id: Uuid, act: &Value) -> reqwest::Response {
    by.post(&format!("/api/v1/list/proposals/{id}/acts"), act).await
}

async fn must(by: &Client, id: Uuid, what: &Value) -> Value {
    let answer = act(by, id, what).await;
    assert_eq!(answer.status(), StatusCode::OK, "{what}");
    answer.json().await.unwrap()
}

/// From the opinions to the review: all that comes before the decision.
async fn up_to_the_decision(server: &Server, id: Uuid) {
    for unit in ["dept1", "dept2"] {
        must(&server.sign_in(unit).await, id, &json!({"kind": "opinion", "agrees": true, "words": ""})).await;
    }
    let review = json!({"kind": "review", "passes": true, "words": "依据充分"});
    must(&server.sign_in("centre").await, id, &review).await;
}

fn today(server: &Server) -> jiff::civil::Date {
    domain::time::local(server.app.now()).date()
}

fn approve(on: jiff::civil::Date) -> Value {
    json!({"kind": "approve", "effective_on": on, "words": ""})
}

fn lead_in(pulled: &Value) -> Option<&str> {
    let changes = pulled["changes"].as_array().unwrap();
    changes.iter().find(|change| change["id"] == "0101").and_then(|change| change["value"]["lead"].as_str())
}

#[tokio::test]
async fn a_change_that_everybody_has_passed_holds_from_its_day_and_reaches_devices() {
    let server = Server::start().await;
    let (caller, leader) = (server.sign_in("caller1").await, server.sign_in("leader").await);
    let id = propose(&caller, &json!([{"code": "0101", "after": led_by_d02()}])).await;
    let record = caller.get_json(&format!("/api/v1/list/proposals/{id}")).await;
    let asked: Vec<_> = record["proposal"]["asked"].as_array().unwrap().iter().map(|asked| &asked["unit"]).collect();
    assert_eq!(asked, ["D01", "D02"]);
    assert_eq!(record["changes"][0]["before"]["duties"][0]["lead"], "D01");
    up_to_the_decision(&server, id).await;
    let cursor = caller.pull(None).await;
    assert_eq!(lead_in(&cursor), Some("D01"));
    let cursor = cursor["cursor"].as_str().unwrap();

    let approved = must(&leader, id, &approve(today(&server))).await;
    assert_eq!(approved["stage"]["name"], "approved");
    assert_eq!(lead_in(&caller.pull(Some(cursor)).await), Some("D02"));
    let history = caller.get_json("/api/v1/list/items/0101/history").await;
    assert_eq!(history["history"].as_array().unwrap().len(), 2);
    let differences = caller.get_json("/api/v1/list/differences?from=1&to=2").await;
    assert_eq!(differences["differences"][0]["after"]["duties"][0]["lead"], "D02");
    let before = caller.get_json("/api/v1/list/versions/1").await;
    assert_eq!(before["items"][0]["duties"][0]["lead"], "D01");
}

#[tokio::test]
async fn a_version_waits_for_its_day() {
    let server = Server::start().await;
    let caller = server.sign_in("caller1").await;
    let id = propose(&caller, &json!([{"code": "0101", "after": led_by_d02()}])).await;
    up_to_the_decision(&server, id).await;
    let tomorrow = today(&server).tomorrow().unwrap();
    must(&server.sign_in("leader").await, id, &approve(tomorrow)).await;
    server::jobs::put_list_in_force(&server.app).await.unwrap();
    assert_eq!(lead_in(&caller.pull(None).await), Some("D01"));
    server.later(86_400);
    server::jobs::put_list_in_force(&server.app).await.unwrap();
    assert_eq!(lead_in(&caller.pull(None).await), Some("D02"));
}

#[tokio::test]
async fn proposing_again_gives_what_is_on_record() {
    let server = Server::start().await;
    let caller = server.sign_in("caller1").await;
    let changes = json!([{"code": "0101", "after": null}]);
    let id = propose(&caller, &changes).await;
    let again = caller.post("/api/v1/list/proposals", &draft(id, &changes)).await;
    assert_eq!(again.status(), StatusCode::CREATED);
    assert_eq!(caller.get_json("/api/v1/list/proposals").await["proposals"].as_array().unwrap().len(), 1);
    let other = server.sign_in("caller2").await.post("/api/v1/list/proposals", &draft(id, &changes)).await;
    assert_eq!(code(other).await, (409, "command.id_reused".into()));
}

#[tokio::test]
async fn what_would_spoil_the_list_is_refused_in_words() {
    let server = Server::start().await;
    let mut nobody = led_by_d02();
    nobody["duties"][0]["lead"] = json!("D99");
    let wanted = draft(Uuid::now_v7(), &json!([{"code": "0101", "after": nobody}]));
    let answer = server.sign_in("caller1").await.post("/api/v1/list/proposals", &wanted).await;
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["code"], "list.faults");
    assert_eq!(problem["detail"], "0101 主体责任单位：没有“D99”这个单位。");
}

#[tokio::test]
async fn a_change_is_refused_where_its_items_have_changed_since() {
    let server = Server::start().await;
    let (caller, leader) = (server.sign_in("caller1").await, server.sign_in("leader").await);
    let first = propose(&caller, &json!([{"code": "0101", "after": led_by_d02()}])).await;
    let mut renamed = led_by_d02();
    renamed["name"] = json!("自来水井盖");
    let second = propose(&caller, &json!([{"code": "0101", "after": renamed}])).await;
    for id in [first, second] {
        up_to_the_decision(&server, id).await;
    }
    must(&leader, first, &approve(today(&server))).await;
    let refused = act(&leader, second, &approve(today(&server))).await;
    assert_eq!(code(refused).await, (409, "proposal.outdated".into()));
}

#[tokio::test]
async fn grid_workers_and_teams_neither_propose_nor_read_what_units_said() {
    let server = Server::start().await;
    for who in ["grid1", "team1"] {
        let client = server.sign_in(who).await;
        let wanted = draft(Uuid::now_v7(), &json!([{"code": "0101", "after": null}]));
        let refusals =
            [client.post("/api/v1/list/proposals", &wanted).await, client.get("/api/v1/list/proposals").await];
        for refusal in refusals {
            assert_eq!(code(refusal).await, (403, "auth.forbidden".into()), "{who}");
        }
    }
}
