//! Who of a unit has a ticket in hand, and what devices know of a unit's people.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::harness::{Client, Server, dispatched};

/// Names of the colleagues that a pull brings.
async fn colleagues(client: &Client) -> Vec<String> {
    let pulled = client.pull(None).await;
    let changes = pulled["changes"].as_array().unwrap().iter();
    let puts = changes.filter(|change| change["type"] == "colleague" && change["op"] == "put");
    let mut names: Vec<_> = puts.map(|change| change["value"]["name"].as_str().unwrap().to_owned()).collect();
    names.sort();
    names
}

#[tokio::test]
async fn a_device_knows_the_people_of_its_unit_and_nobody_elses() {
    let server = Server::start().await;
    server.another("dept1b", "dept1").await;
    let (lead, admin) = (server.sign_in("dept1").await, server.sign_in("admin").await);
    assert_eq!(colleagues(&lead).await, ["dept1b名", "dept1名"]);
    assert_eq!(colleagues(&server.sign_in("dept2").await).await, ["dept2名"]);
    for other in ["caller1", "grid1", "centre", "leader", "team1"] {
        assert_eq!(colleagues(&server.sign_in(other).await).await, [""; 0], "{other}");
    }
    let second = server.sign_in("dept1b").await.person_id.unwrap();
    let cursor = lead.pull(None).await["cursor"].as_str().unwrap().to_owned();
    let moved = json!({"name": "dept1b名", "role": "specialist", "unit": "D02"});
    let answer = admin.request(reqwest::Method::PUT, &format!("/api/v1/people/{second}")).json(&moved).send().await;
    assert_eq!(answer.unwrap().status(), StatusCode::OK);
    let pulled = lead.pull(Some(&cursor)).await;
    assert_eq!((&pulled["changes"][0]["op"], &pulled["changes"][0]["id"]), (&json!("remove"), &json!(second)));
    assert_eq!(colleagues(&lead).await, ["dept1名"]);
    let helper = server.sign_in("dept2").await;
    assert_eq!(colleagues(&helper).await, ["dept1b名", "dept2名"]);
    let answer = admin.post(&format!("/api/v1/people/{second}/disable"), &json!({})).await;
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!(colleagues(&helper).await, ["dept2名"]);
}

#[tokio::test]
async fn a_handler_is_an_active_specialist_of_the_unit_that_leads() {
    let server = Server::start().await;
    server.another("dept1b", "dept1").await;
    let (lead, admin) = (server.sign_in("dept1").await, server.sign_in("admin").await);
    let ticket = dispatched(&server).await;
    lead.must(ticket, "sign", json!({})).await;
    let stranger = server.sign_in("dept2").await.person_id.unwrap();
    let second = server.sign_in("dept1b").await.person_id.unwrap();
    let told = async |handler: &str| -> Value {
        let result = lead.act(ticket, "assign_handler", json!({"handler": handler})).await;
        result["problem"]["code"].clone()
    };
    assert_eq!(told(&stranger).await, "ticket.not_colleague");
    assert_eq!(told("nobody").await, "command.invalid");
    admin.post(&format!("/api/v1/people/{second}/disable"), &json!({})).await;
    assert_eq!(told(&second).await, "ticket.not_colleague");
    admin.post(&format!("/api/v1/people/{second}/enable"), &json!({})).await;
    lead.must(ticket, "assign_handler", json!({"handler": second})).await;
    assert_eq!(lead.ticket(ticket).await["handler"], json!({"id": second, "name": "dept1b名"}));
    assert_eq!(told(&second).await, "ticket.already_done");
    server.sign_in("dept1b").await.must(ticket, "request_extension", json!({"reason": "等配件"})).await;
    lead.must(ticket, "revoke_handler", json!({})).await;
    let revoked = lead.ticket(ticket).await;
    assert_eq!((revoked.get("handler"), revoked.get("pending_extension")), (None, None));
}
