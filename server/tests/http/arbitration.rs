//! Whose a ticket is, ruled for good, and what the list learns from it.

use reqwest::StatusCode;
use serde_json::json;
use uuid::Uuid;

use crate::harness::{Server, dispatched};

/// D01 has handed it back, and D02 wants to.
async fn disputed(server: &Server) -> Uuid {
    let (lead, second, centre) =
        (server.sign_in("dept1").await, server.sign_in("dept2").await, server.sign_in("centre").await);
    let ticket = dispatched(server).await;
    lead.must(ticket, "request_return", json!({"reason": "不属本局"})).await;
    let early = centre.act(ticket, "open_arbitration", json!({"reason": "争议"})).await;
    assert_eq!(early["problem"]["code"], "ticket.arbitration_early");
    centre.must(ticket, "approve_return", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D02", "reason": "按现场"})).await;
    second.must(ticket, "sign", json!({})).await;
    second.must(ticket, "request_return", json!({"reason": "也不属本局"})).await;
    ticket
}

#[tokio::test]
async fn what_two_units_hand_back_goes_to_the_one_that_a_leader_rules() {
    let server = Server::start().await;
    let ticket = disputed(&server).await;
    let (first, second) = (server.sign_in("dept1").await, server.sign_in("dept2").await);
    let (centre, leader) = (server.sign_in("centre").await, server.sign_in("leader").await);
    centre.must(ticket, "open_arbitration", json!({"reason": "两家都退"})).await;
    let meanwhile = second.ticket(ticket).await;
    assert_eq!((&meanwhile["status"], &meanwhile["pending_return"]), (&json!("handling"), &json!(null)));
    let ruling = json!({"unit": "D01", "reason": "养护移交清单", "clause": "第三条"});
    assert_eq!(centre.act(ticket, "rule_arbitration", ruling.clone()).await["problem"]["code"], "ticket.not_allowed");
    leader.must(ticket, "rule_arbitration", ruling.clone()).await;
    let ruled = first.ticket(ticket).await;
    assert_eq!((&ruled["status"], &ruled["lead"]), (&json!("awaiting_signature"), &json!("D01")));
    assert_eq!(ruled["arbitration"]["ruling"]["unit"], "D01");
    assert_eq!(second.get(&format!("/api/v1/tickets/{ticket}")).await.status(), StatusCode::NOT_FOUND);
    let again = first.act(ticket, "request_return", json!({"reason": "还是不属"})).await;
    assert_eq!(again["problem"]["code"], "ticket.ruled");
    assert_eq!(leader.act(ticket, "rule_arbitration", ruling).await["problem"]["code"], "ticket.already_done");
}

#[tokio::test]
async fn a_proposal_names_the_ticket_it_comes_from_to_everybody_where_its_proposer_sees_it() {
    let server = Server::start().await;
    let ticket = disputed(&server).await;
    let (centre, stranger) = (server.sign_in("centre").await, server.sign_in("caller2").await);
    let number = centre.ticket(ticket).await["number"].clone();
    let proposed = async |by: &crate::harness::Client| {
        let after = json!({
            "code": "0101", "name": "上水井盖", "kind": "component", "class_name": "公用设施",
            "edition": "GBT30428.2-2013", "common": 1, "duties": [{"number": 1, "lead": "D02"}],
        });
        let body = json!({
            "id": Uuid::now_v7(), "title": "井盖改由二局主责", "reason": "仲裁裁定", "days": 5,
            "origin": {"kind": "ticket", "value": ticket}, "changes": [{"code": "0101", "after": after}],
        });
        let answer = by.post("/api/v1/list/proposals", &body).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        answer.json::<serde_json::Value>().await.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let seen = proposed(&centre).await;
    let unseen = proposed(&stranger).await;
    let record = stranger.get_json(&format!("/api/v1/list/proposals/{seen}")).await;
    assert_eq!(record["proposal"]["ticket_number"], number);
    let record = stranger.get_json(&format!("/api/v1/list/proposals/{unseen}")).await;
    assert_eq!(record["proposal"].get("ticket_number"), None);
}
