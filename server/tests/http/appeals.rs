//! A unit appeals against lateness, and two supervisors decide.

use serde_json::json;

use crate::harness::{Server, dispatched, photo};

#[tokio::test]
async fn two_supervisors_who_had_no_hand_in_it_exempt_a_late_ticket() {
    let server = Server::start().await;
    server.another("centre2", "centre").await;
    server.another("centre3", "centre").await;
    let ticket = dispatched(&server).await;
    let (lead, grid, centre) =
        (server.sign_in("dept1").await, server.sign_in("grid1").await, server.sign_in("centre").await);
    lead.must(ticket, "sign", json!({})).await;
    server.later(3 * 3600);
    lead.must(ticket, "report_result", json!({"text": "已更换", "photos": [photo(b"after")]})).await;
    centre.must(ticket, "pass", json!({})).await;
    let rating = json!({"response": 3, "quality": 4, "result": 4, "satisfaction": "basically"});
    grid.must(ticket, "rate", rating).await;

    let appeal = json!({"reason": "配件停产", "photos": [photo(b"order")]});
    assert_eq!(grid.act(ticket, "appeal", appeal.clone()).await["problem"]["code"], "ticket.not_allowed");
    lead.must(ticket, "appeal", appeal).await;
    assert_eq!(lead.ticket(ticket).await["photos"].as_array().unwrap().len(), 2);
    let grants = || json!({"granted": true, "reason": "属实"});
    assert_eq!(centre.act(ticket, "rule_appeal", grants()).await["problem"]["code"], "ticket.other_hands");
    let (second, third) = (server.sign_in("centre2").await, server.sign_in("centre3").await);
    second.must(ticket, "rule_appeal", grants()).await;
    assert_eq!(second.act(ticket, "rule_appeal", grants()).await["problem"]["code"], "ticket.already_done");
    assert_eq!(lead.ticket(ticket).await.get("exempt"), None);
    third.must(ticket, "rule_appeal", grants()).await;
    let exempt = lead.ticket(ticket).await;
    assert_eq!((&exempt["exempt"], &exempt["status"]), (&json!(true), &json!("closed")));
}
