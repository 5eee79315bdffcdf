use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Server, code, command, dispatched, jpeg, photo};

#[tokio::test]
async fn a_whistle_becomes_a_ticket_with_a_number() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = Uuid::now_v7();
    let result = grid.must(ticket, "whistle", json!({"description": "路灯不亮", "item_code": "0101"})).await;
    assert_eq!(result["revision"], 1);
    assert!(result["ticket_number"].as_str().unwrap().starts_with("RC"));
    let value = grid.ticket(ticket).await;
    assert_eq!(
        (&value["status"], &value["township"], &value["title"]),
        (&json!("received"), &json!("T01"), &json!("上水井盖"))
    );
}

#[tokio::test]
async fn the_same_command_again_is_a_duplicate_and_other_content_is_refused() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let whistle = command(1, Uuid::now_v7(), "whistle", json!({"description": "路灯不亮"}));
    let first = grid.push(std::slice::from_ref(&whistle)).await;
    let again = grid.push(std::slice::from_ref(&whistle)).await;
    assert_eq!(again["results"][0]["outcome"], "duplicate");
    assert_eq!(again["results"][0]["ticket_number"], first["results"][0]["ticket_number"]);
    let mut other = whistle.clone();
    other["body"]["description"] = json!("换了内容");
    let reused = grid.push(&[other]).await;
    assert_eq!(reused["results"][0]["problem"]["code"], "command.id_reused");
    let somebody_else = server.sign_in("grid2").await.push(&[whistle]).await;
    assert_eq!(somebody_else["results"][0]["problem"]["code"], "command.id_reused");
}

#[tokio::test]
async fn twenty_racing_copies_of_a_command_apply_it_once() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let whistle = command(1, Uuid::now_v7(), "whistle", json!({"description": "路灯不亮"}));
    let copies = (0..20).map(|_| {
        let (grid, whistle) = (grid.clone(), whistle.clone());
        tokio::spawn(async move { grid.push(&[whistle]).await["results"][0]["outcome"].as_str().unwrap().to_owned() })
    });
    let mut outcomes = Vec::new();
    for copy in copies.collect::<Vec<_>>() {
        outcomes.push(copy.await.unwrap());
    }
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "accepted").count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| *outcome == "duplicate").count(), 19);
}

#[tokio::test]
async fn one_refused_command_stops_no_other_and_each_says_what_to_blame() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let whistle = |body: Value| grid.command(Uuid::now_v7(), "whistle", body);
    let pushed = grid
        .push(&[
            whistle(json!({"description": "好的"})),
            whistle(json!({"description": ""})),
            whistle(json!({"description": "好的", "place": {"lat": 91.0, "lon": 122.0, "source": "gps"}})),
            whistle(json!({"description": "坏\u{7}"})),
            whistle(json!({"description": "x".repeat(2001)})),
            whistle(json!("不是对象")),
            grid.command(Uuid::now_v7(), "abolish", json!({})),
            whistle(json!({"description": "清单上没有", "item_code": "9999"})),
        ])
        .await;
    let seen: Vec<(&str, &str, &str)> = pushed["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| {
            let text = |value: &'_ Value| value.as_str().unwrap_or_default().to_owned().leak() as &str;
            (text(&r["outcome"]), text(&r["problem"]["code"]), text(&r["problem"]["field"]))
        })
        .collect();
    assert_eq!(
        seen,
        [
            ("accepted", "", ""),
            ("rejected", "command.invalid", "description"),
            ("rejected", "command.invalid", "place.lat"),
            ("rejected", "command.invalid", "description"),
            ("rejected", "command.invalid", "description"),
            ("rejected", "command.invalid", ""),
            ("rejected", "command.unknown_kind", ""),
            ("accepted", "", ""),
        ]
    );
}

#[tokio::test]
async fn a_command_before_its_whistle_waits_and_holds_back_its_own_ticket_only() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let (missing, other) = (Uuid::now_v7(), Uuid::now_v7());
    let pushed = grid
        .push(&[
            grid.command(missing, "add_note", json!({"text": "等"})),
            grid.command(missing, "withdraw", json!({"reason": "等"})),
            grid.command(other, "whistle", json!({"description": "别的"})),
        ])
        .await;
    let outcome = |n: usize| pushed["results"][n]["outcome"].as_str().unwrap();
    assert_eq!((outcome(0), outcome(1), outcome(2)), ("retry", "retry", "accepted"));
    assert_eq!(pushed["results"][0]["problem"]["code"], "ticket.unknown");
    assert!(pushed["results"][0]["after_s"].as_u64().is_some());
}

#[tokio::test]
async fn children_of_a_rejected_whistle_are_rejected_too() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = Uuid::now_v7();
    let pushed = grid
        .push(&[grid.command(ticket, "whistle", json!({})), grid.command(ticket, "add_note", json!({"text": "x"}))])
        .await;
    assert_eq!(pushed["results"][0]["problem"]["code"], "command.invalid");
    assert_eq!(pushed["results"][1]["problem"]["code"], "ticket.whistle_rejected");
}

#[tokio::test]
async fn a_ticket_is_carried_from_whistle_to_rating_by_its_people() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (grid, caller) = (server.sign_in("grid1").await, server.sign_in("caller1").await);
    let (dept, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    dept.must(ticket, "sign", json!({})).await;
    assert_eq!(dept.ticket(ticket).await["light"], "green");
    let after = jpeg(9);
    dept.must(ticket, "report_result", json!({"text": "已更换井盖", "photos": [photo(&after)]})).await;
    centre.must(ticket, "request_check", json!({})).await;
    grid.must(ticket, "check", json!({"passed": true, "text": "平整"})).await;
    centre.must(ticket, "pass", json!({})).await;
    let rating = json!({"response": 5, "quality": 4, "result": 5, "satisfaction": "satisfied", "comment": "很快"});
    let rated = caller.must(ticket, "rate", rating).await;
    assert_eq!((&rated["status"], &rated["revision"]), (&json!("closed"), &json!(9)));
    let kinds: Vec<String> = grid.ticket(ticket).await["events"]
        .as_array()
        .unwrap()
        .iter()
        .map(|e| e["kind"].as_str().unwrap().to_owned())
        .collect();
    let expected = ["whistle", "accept", "dispatch", "sign", "report_result", "request_check", "check", "pass", "rate"];
    assert_eq!(kinds, expected);
}

#[tokio::test]
async fn a_second_sign_is_told_who_signed_and_a_senseless_step_that_it_is_illegal() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (dept, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    dept.must(ticket, "sign", json!({})).await;
    let second = dept.act(ticket, "sign", json!({})).await;
    assert_eq!(second["problem"]["code"], "ticket.already_done");
    assert!(second["problem"]["detail"].as_str().unwrap().contains("dept1名"));
    assert_eq!(second["status"], "handling");
    assert_eq!(centre.act(ticket, "pass", json!({})).await["problem"]["code"], "ticket.illegal_transition");
    let helper = server.sign_in("dept2").await;
    assert_eq!(helper.act(ticket, "sign", json!({})).await["problem"]["code"], "ticket.not_allowed");
}

#[tokio::test]
async fn a_returned_ticket_leaves_the_units_scope_but_late_evidence_still_merges() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (dept, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    dept.must(ticket, "request_return", json!({"reason": "不是本单位职责"})).await;
    assert_eq!(dept.act(ticket, "sign", json!({})).await["problem"]["code"], "ticket.return_pending");
    centre.must(ticket, "approve_return", json!({})).await;
    assert_eq!(dept.act(ticket, "sign", json!({})).await["problem"]["code"], "ticket.left_scope");
    dept.must(ticket, "add_note", json!({"text": "现场照片随后补"})).await;
}

#[tokio::test]
async fn a_ticket_is_voided_or_closed_by_force_and_ends_for_everybody() {
    let server = Server::start().await;
    let (centre, leader, dept) =
        (server.sign_in("centre").await, server.sign_in("leader").await, server.sign_in("dept1").await);
    let (voided, forced) = (dispatched(&server).await, dispatched(&server).await);
    assert_eq!(dept.act(voided, "void", json!({"reason": "误建"})).await["problem"]["code"], "ticket.not_allowed");
    assert_eq!(centre.act(voided, "void", json!({})).await["problem"]["field"], "reason");
    assert_eq!(centre.must(voided, "void", json!({"reason": "误建"})).await["status"], "voided");
    assert_eq!(dept.act(voided, "sign", json!({})).await["problem"]["code"], "ticket.illegal_transition");
    assert_eq!(
        centre.act(forced, "force_close", json!({"reason": "x"})).await["problem"]["code"],
        "ticket.not_allowed"
    );
    leader.must(forced, "force_close", json!({"reason": "已列入改造"})).await;
    let ended = dept.ticket(forced).await;
    assert_eq!((&ended["status"], &ended["status_data"]["closing"]), (&json!("closed"), &json!("forced")));
    assert_eq!(centre.get_json("/api/v1/tickets?status=voided").await["tickets"][0]["id"], json!(voided));
}

#[tokio::test]
async fn an_order_waits_for_the_lead_units_reply_and_a_reminder_reaches_the_unit() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (centre, dept, grid) =
        (server.sign_in("centre").await, server.sign_in("dept1").await, server.sign_in("grid1").await);
    let reply_by = domain::time::after(server.app.now(), 3600).to_string();
    let order = json!({"text": "说明进展", "reply_by": reply_by});
    assert_eq!(dept.act(ticket, "supervise", order.clone()).await["problem"]["code"], "ticket.not_allowed");
    let late = centre.act(ticket, "supervise", json!({"text": "x", "reply_by": "2020-01-01T00:00:00+08:00"})).await;
    assert_eq!(late["problem"]["field"], "reply_by");
    centre.must(ticket, "supervise", order.clone()).await;
    grid.must(ticket, "remind", json!({"text": "夜里看不见"})).await;
    let seen = dept.ticket(ticket).await;
    assert_eq!((&seen["supervision"]["text"], &seen["reminder"]["times"]), (&json!("说明进展"), &json!(1)));
    assert_eq!(centre.act(ticket, "supervise", order).await["problem"]["code"], "ticket.already_done");
    dept.must(ticket, "reply_supervision", json!({"text": "今晚完成"})).await;
    let again = dept.act(ticket, "reply_supervision", json!({"text": "今晚完成"})).await;
    assert_eq!(again["problem"]["code"], "ticket.already_done");
    let seen = centre.ticket(ticket).await;
    assert_eq!((seen.get("supervision"), seen["status"].as_str()), (None, Some("awaiting_signature")));
}

#[tokio::test]
async fn a_part_holds_the_leads_result_up_until_its_unit_has_finished_it() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let (lead, helper) = (server.sign_in("dept1").await, server.sign_in("dept2").await);
    let ticket = grid.whistle("井盖破损").await;
    centre.must(ticket, "accept", json!({})).await;
    let dispatch =
        |unit: &str| json!({"lead": "D01", "co_responsible": ["D02"], "parts": [{"unit": unit, "text": "围挡"}]});
    let stranger = centre.act(ticket, "dispatch", dispatch("T01")).await;
    assert_eq!(stranger["problem"]["field"], "parts");
    centre.must(ticket, "dispatch", dispatch("D02")).await;
    lead.must(ticket, "sign", json!({})).await;
    let result = json!({"text": "修好", "photos": [photo(&jpeg(3))]});
    assert_eq!(lead.act(ticket, "report_result", result.clone()).await["problem"]["code"], "ticket.parts_open");
    helper.must(ticket, "report_progress", json!({"text": "在路上"})).await;
    helper.must(ticket, "finish_part", json!({"text": "围好了"})).await;
    let waived = lead.act(ticket, "waive_part", json!({"unit": "D02", "reason": "不用了"})).await;
    assert_eq!(waived["problem"]["code"], "ticket.already_done");
    lead.must(ticket, "report_result", result).await;
    assert_eq!(centre.ticket(ticket).await["parts"][0]["end"]["way"], "finished");
}

#[tokio::test]
async fn another_unit_than_the_list_proposes_needs_a_reason() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let ticket = grid.whistle("井盖破损").await;
    centre.must(ticket, "accept", json!({})).await;
    let bare = centre.act(ticket, "dispatch", json!({"lead": "D02", "co_responsible": []})).await;
    assert_eq!(
        (&bare["problem"]["code"], &bare["problem"]["field"]),
        (&json!("ticket.dispatch_reason"), &json!("reason"))
    );
    let nowhere = centre.act(ticket, "dispatch", json!({"lead": "X99", "co_responsible": []})).await;
    assert_eq!(nowhere["problem"]["field"], "lead");
    centre.must(ticket, "dispatch", json!({"lead": "D02", "co_responsible": [], "reason": "管线属该单位"})).await;
}

#[tokio::test]
async fn a_closed_ticket_reopens_within_72_hours_by_the_servers_clock() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (caller, centre, dept) =
        (server.sign_in("caller1").await, server.sign_in("centre").await, server.sign_in("dept1").await);
    dept.must(ticket, "sign", json!({})).await;
    dept.must(ticket, "report_result", json!({"text": "好了", "photos": [photo(&jpeg(1))]})).await;
    centre.must(ticket, "pass", json!({})).await;
    let rating = json!({"response": 3, "quality": 3, "result": 3, "satisfaction": "basically"});
    caller.must(ticket, "rate", rating).await;
    server.later(73 * 3600);
    assert_eq!(
        caller.act(ticket, "reopen", json!({"reason": "又坏了"})).await["problem"]["code"],
        "ticket.reopen_expired"
    );
    server.later(-2 * 3600);
    caller.must(ticket, "reopen", json!({"reason": "又坏了"})).await;
}

#[tokio::test]
async fn based_on_a_revision_the_server_never_had_waits() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = grid.whistle("路灯").await;
    let mut note = grid.command(ticket, "add_note", json!({"text": "x"}));
    note["based_on"] = json!(7);
    let pushed = grid.push(&[note]).await;
    assert_eq!(
        (&pushed["results"][0]["outcome"], &pushed["results"][0]["problem"]["code"]),
        (&json!("retry"), &json!("ticket.behind"))
    );
}

#[tokio::test]
async fn hello_tells_how_far_this_device_and_person_have_come() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    grid.whistle("一").await;
    grid.whistle("二").await;
    let hello = grid.get_json(&format!("/sync/v1/hello?device_id={}", grid.device_id)).await;
    assert_eq!((&hello["applied_through"], &hello["protocols"]), (&json!(2), &json!([1])));
    assert_eq!(hello["limits"]["part_bytes"], 65536);
    let elsewhere = grid.get_json(&format!("/sync/v1/hello?device_id={}", Uuid::new_v4())).await;
    assert_eq!(elsewhere["applied_through"], 0);
}

#[tokio::test]
async fn a_push_under_somebody_elses_session_applies_nothing() {
    let server = Server::start().await;
    let (grid, other) = (server.sign_in("grid1").await, server.sign_in("grid2").await);
    let ticket = Uuid::now_v7();
    let mut envelope = grid.envelope(&[grid.command(ticket, "whistle", json!({"description": "x"}))]);
    envelope["person_id"] = json!(other.person_id);
    assert_eq!(code(grid.post("/sync/v1/push", &envelope).await).await, (409, "session.other_person".into()));
    assert_eq!(grid.get(&format!("/api/v1/tickets/{ticket}")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_push_that_was_meant_for_the_server_before_a_restore_applies_nothing() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let hello = grid.get_json(&format!("/sync/v1/hello?device_id={}", grid.device_id)).await;
    let ticket = Uuid::now_v7();
    let mut envelope = grid.envelope(&[grid.command(ticket, "whistle", json!({"description": "x"}))]);
    envelope["server_epoch"] = json!(Uuid::now_v7());
    assert_eq!(code(grid.post("/sync/v1/push", &envelope).await).await, (409, "server.other_epoch".into()));
    assert_eq!(grid.get(&format!("/api/v1/tickets/{ticket}")).await.status(), StatusCode::NOT_FOUND);
    envelope["server_epoch"] = hello["server_epoch"].clone();
    assert_eq!(grid.post("/sync/v1/push", &envelope).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_clock_years_off_rejects_nothing_and_is_flagged() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = Uuid::now_v7();
    let mut whistle = grid.command(ticket, "whistle", json!({"description": "x"}));
    whistle["captured_at"] = json!("1999-01-01T00:00:00+08:00");
    assert_eq!(grid.push(&[whistle]).await["results"][0]["outcome"], "accepted");
    let value = grid.ticket(ticket).await;
    assert_eq!(value["flags"], json!(["clock"]));
    assert!(value["captured_at"].as_str().unwrap().starts_with("1998-12-31T16:00:00"));
}

#[tokio::test]
async fn what_follows_a_whistle_whose_id_was_used_before_does_not_wait_for_ever() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let first = command(1, Uuid::now_v7(), "whistle", json!({"description": "路灯不亮"}));
    grid.push(std::slice::from_ref(&first)).await;
    let ticket = Uuid::now_v7();
    let mut reused = command(2, ticket, "whistle", json!({"description": "另一件"}));
    reused["command_id"] = first["command_id"].clone();
    let child = command(3, ticket, "add_note", json!({"text": "补充"}));
    let pushed = grid.push(&[reused, child]).await;
    let codes: Vec<_> = (0..2).map(|n| pushed["results"][n]["problem"]["code"].clone()).collect();
    assert_eq!(codes, ["command.id_reused", "ticket.whistle_rejected"]);
}

#[tokio::test]
async fn no_kind_whatever_it_is_made_of_stops_its_neighbours() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = Uuid::now_v7();
    let kinds = ["x\u{0}".to_owned(), "\u{202e}".repeat(20_000)];
    let mut commands: Vec<_> = kinds.into_iter().map(|kind| grid.command(ticket, &kind, json!({}))).collect();
    commands.push(grid.command(ticket, "whistle", json!({"description": "路灯不亮"})));
    let pushed = grid.push(&commands).await;
    let outcomes: Vec<_> = (0..3).map(|n| pushed["results"][n]["outcome"].clone()).collect();
    assert_eq!(outcomes, ["rejected", "rejected", "accepted"]);
    assert_eq!(grid.push(&commands).await["results"][0]["problem"]["code"], "command.unknown_kind");
}

#[tokio::test]
async fn every_result_on_a_ticket_in_sight_carries_its_present_status() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let dept = server.sign_in("dept1").await;
    let sign = dept.command(ticket, "sign", json!({}));
    dept.push(std::slice::from_ref(&sign)).await;
    let again = dept.command(ticket, "sign", json!({}));
    dept.push(std::slice::from_ref(&again)).await;
    dept.must(ticket, "report_result", json!({"text": "修好", "photos": [photo(&jpeg(1))]})).await;
    let invalid = dept.command(ticket, "add_note", json!({"text": ""}));
    let pushed = dept.push(&[sign, again, invalid]).await;
    for (n, outcome) in ["duplicate", "rejected", "rejected"].into_iter().enumerate() {
        let result = &pushed["results"][n];
        assert_eq!((&result["outcome"], &result["status"]), (&json!(outcome), &json!("awaiting_check")), "{n}");
    }
    let foreign = server.sign_in("caller2").await;
    let hidden = foreign.act(ticket, "add_note", json!({"text": ""})).await;
    assert_eq!((&hidden["outcome"], &hidden["status"]), (&json!("rejected"), &Value::Null));
}

#[tokio::test]
async fn what_a_device_says_of_its_times_is_kept_and_a_far_clock_is_flagged() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let dept = server.sign_in("dept1").await;
    let mut sign = dept.command(ticket, "sign", json!({}));
    sign["captured_at"] = json!("2019-01-01T08:00:00+08:00");
    dept.push(&[sign]).await;
    let value = dept.ticket(ticket).await;
    let signed = value["events"].as_array().unwrap().iter().find(|event| event["kind"] == "sign").unwrap().clone();
    assert_eq!(signed["claim"], json!({"captured_at": "2019-01-01T00:00:00Z", "sent_at": "2026-11-23T00:00:01Z"}));
    assert_eq!(value["flags"], json!(["clock"]));
}

#[tokio::test]
async fn a_unit_added_while_the_server_runs_reaches_devices_and_can_be_dispatched_to() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let before = centre.pull(None).await["cursor"].as_str().unwrap().to_owned();
    let unit = domain::Unit::new(Uuid::now_v7(), "D77".into(), "园林中心", domain::UnitKind::Department);
    // By another process, as far as this server can tell.
    let mut tx = server.app.store.write().await.unwrap();
    tx.add_unit(&unit).await.unwrap();
    tx.commit().await.unwrap();
    let page = centre.pull(Some(&before)).await;
    assert_eq!((&page["changes"][0]["op"], &page["changes"][0]["value"]["name"]), (&json!("put"), &json!("园林中心")));
    let ticket = grid.whistle("树枝断裂").await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D77", "co_responsible": [], "reason": "绿化"})).await;
}

#[tokio::test]
async fn a_clock_at_the_end_of_time_rejects_nothing_either() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let (ticket, end) = (Uuid::now_v7(), "9999-12-31T23:59:59Z");
    let place = json!({"lat": 37.1, "lon": 122.4, "fixed_at": end, "source": "gps"});
    let mut named = photo(&jpeg(1));
    (named["taken_at"], named["place"]) = (json!(end), place.clone());
    let mut whistle = grid.command(ticket, "whistle", json!({"description": "x", "place": place, "photos": [named]}));
    whistle["captured_at"] = json!(end);
    let mut envelope = grid.envelope(&[whistle]);
    envelope["sent_at"] = json!(end);
    let answer = grid.post("/sync/v1/push", &envelope).await;
    assert_eq!(answer.status(), StatusCode::OK);
    assert_eq!(answer.json::<Value>().await.unwrap()["results"][0]["outcome"], "accepted");
    assert_eq!(grid.ticket(ticket).await["flags"], json!(["clock"]));
}

#[tokio::test]
async fn a_whistle_is_declined_for_a_reason_from_the_list_and_any_other_code_counts_as_other() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let ticket = grid.whistle("井盖").await;
    let missing = centre.act(ticket, "decline", json!({"reason": "x"})).await;
    assert_eq!(missing["problem"]["field"], "reason_code");
    centre.must(ticket, "decline", json!({"reason": "已有同一案件", "reason_code": "duplicate"})).await;
    let other = grid.whistle("路灯").await;
    centre.must(other, "decline", json!({"reason": "另有安排", "reason_code": "a program's own"})).await;
    let declined = centre.ticket(other).await["events"].as_array().unwrap().last().unwrap().clone();
    assert_eq!((&declined["reason_code"], &declined["text"]), (&json!("other"), &json!("另有安排")));
}
