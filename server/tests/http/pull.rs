use std::collections::BTreeSet;

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Server, code, dispatched};

fn tickets(page: &Value, op: &str) -> BTreeSet<String> {
    let changes = page["changes"].as_array().unwrap().iter();
    let wanted = changes.filter(|change| change["op"] == op && change["type"] == "ticket");
    wanted.map(|change| change["id"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn the_first_pull_brings_units_catalogue_and_my_tickets_only() {
    let server = Server::start().await;
    let (grid, stranger) = (server.sign_in("grid1").await, server.sign_in("grid2").await);
    let ticket = grid.whistle("井盖").await;
    let page = grid.pull(None).await;
    assert_eq!(grid.get_json("/sync/v1/pull?cursor=&limit=").await, page);
    assert_eq!((&page["reset"], &page["more"]), (&json!(false), &json!(false)));
    assert_eq!(tickets(&page, "put"), BTreeSet::from([ticket.to_string()]));
    let types: BTreeSet<&str> =
        page["changes"].as_array().unwrap().iter().map(|c| c["type"].as_str().unwrap()).collect();
    assert_eq!(types, BTreeSet::from(["catalogue", "list", "ticket", "unit"]));
    assert_eq!(tickets(&stranger.pull(None).await, "put"), BTreeSet::new());
}

#[tokio::test]
async fn pages_of_one_bring_the_same_as_one_large_page_and_then_nothing() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let mut expected = BTreeSet::new();
    for n in 0..5 {
        expected.insert(grid.whistle(&format!("第{n}件")).await.to_string());
    }
    let (mut seen, mut cursor) = (BTreeSet::new(), None::<String>);
    loop {
        let query = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let page = grid.get_json(&format!("/sync/v1/pull?limit=1{query}")).await;
        seen.extend(tickets(&page, "put"));
        cursor = page["cursor"].as_str().map(str::to_owned);
        if page["more"] == json!(false) {
            break;
        }
    }
    assert_eq!(seen, expected);
    assert_eq!(grid.pull(cursor.as_deref()).await["changes"], json!([]));
}

#[tokio::test]
async fn a_ticket_that_leaves_my_scope_is_removed() {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (dept, centre) = (server.sign_in("dept1").await, server.sign_in("centre").await);
    let page = dept.pull(None).await;
    assert_eq!(tickets(&page, "put"), BTreeSet::from([ticket.to_string()]));
    dept.must(ticket, "request_return", json!({"reason": "不归我们"})).await;
    centre.must(ticket, "approve_return", json!({})).await;
    let page = dept.pull(page["cursor"].as_str()).await;
    assert_eq!(tickets(&page, "remove"), BTreeSet::from([ticket.to_string()]));
    assert_eq!(dept.get(&format!("/api/v1/tickets/{ticket}")).await.status(), 404);
}

#[tokio::test]
async fn a_cursor_of_another_server_starts_anew() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = grid.whistle("井盖").await;
    let mine = grid.pull(None).await["cursor"].as_str().unwrap().to_owned();
    let (_, rest) = mine.split_once('.').unwrap();
    let ahead = mine.replacen(&format!(".{}", rest.split('.').next().unwrap()), ".999999", 1);
    for cursor in [format!("{}.{rest}", Uuid::new_v4().simple()), "nonsense".into(), ahead] {
        let page = grid.pull(Some(&cursor)).await;
        assert_eq!(page["reset"], true, "{cursor}");
        assert_eq!(tickets(&page, "put"), BTreeSet::from([ticket.to_string()]));
    }
}

#[tokio::test]
async fn a_grid_worker_who_is_asked_to_check_sees_the_ticket_while_asked() {
    let server = Server::start().await;
    let (caller, centre, dept, grid) = (
        server.sign_in("caller1").await,
        server.sign_in("centre").await,
        server.sign_in("dept1").await,
        server.sign_in("grid1").await,
    );
    let ticket = caller.whistle("河道垃圾").await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D01", "co_responsible": []})).await;
    dept.must(ticket, "sign", json!({})).await;
    let bytes = crate::harness::jpeg(2);
    dept.must(ticket, "report_result", json!({"text": "清完", "photos": [crate::harness::photo(&bytes)]})).await;
    assert_eq!(tickets(&grid.pull(None).await, "put"), BTreeSet::new());
    centre.must(ticket, "request_check", json!({})).await;
    assert_eq!(tickets(&grid.pull(None).await, "put"), BTreeSet::from([ticket.to_string()]));
    grid.must(ticket, "check", json!({"passed": true})).await;
}

#[tokio::test]
async fn grid_workers_of_the_place_see_a_ticket_from_the_question_to_the_decision() {
    let server = Server::start().await;
    let (caller, centre, grid, elsewhere) = (
        server.sign_in("caller1").await,
        server.sign_in("centre").await,
        server.sign_in("grid1").await,
        server.sign_in("grid2").await,
    );
    let ticket = caller.whistle("河道垃圾").await;
    assert_eq!(tickets(&grid.pull(None).await, "put"), BTreeSet::new());
    centre.must(ticket, "request_verification", json!({"text": "还在吗"})).await;
    let asked = grid.pull(None).await;
    assert_eq!(tickets(&asked, "put"), BTreeSet::from([ticket.to_string()]));
    assert_eq!(tickets(&elsewhere.pull(None).await, "put"), BTreeSet::new());
    let verified = grid.must(ticket, "verify", json!({"found": true, "text": "还在"})).await;
    assert_eq!(verified["status"], "received");
    let second = grid.act(ticket, "verify", json!({"found": false})).await;
    assert_eq!(second["problem"]["code"], "ticket.already_done");
    assert_eq!(centre.ticket(ticket).await["verification"]["finding"]["found"], json!(true));
    let cursor = asked["cursor"].as_str().unwrap();
    centre.must(ticket, "accept", json!({})).await;
    assert_eq!(tickets(&grid.pull(Some(cursor)).await, "remove"), BTreeSet::from([ticket.to_string()]));
    assert_eq!(grid.act(ticket, "verify", json!({"found": true})).await["problem"]["code"], "ticket.left_scope");
}

#[tokio::test]
async fn a_stream_wakes_whoever_sees_the_change_and_nobody_else() {
    let server = Server::start().await;
    let (grid, caller, stranger) =
        (server.sign_in("grid1").await, server.sign_in("caller1").await, server.sign_in("caller2").await);
    let mut mine = caller.get("/sync/v1/events").await;
    let mut foreign = stranger.get("/sync/v1/events").await;
    grid.whistle("井盖").await;
    let woken = mine.chunk().await.unwrap().unwrap();
    assert_eq!(String::from_utf8_lossy(&woken), "event: wake\ndata: {}\n\n");
    let quiet = tokio::time::timeout(std::time::Duration::from_millis(300), foreign.chunk()).await;
    assert!(quiet.is_err());
}

#[tokio::test]
async fn the_list_for_programs_pages_filters_and_searches() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    for n in 0..5 {
        grid.whistle(&format!("第{n}件 井盖")).await;
    }
    let accepted = grid.whistle("百分之100%的路灯").await;
    centre.must(accepted, "accept", json!({})).await;
    let first = centre.get_json("/api/v1/tickets?limit=4").await;
    assert_eq!(first["tickets"].as_array().unwrap().len(), 4);
    let next = first["next"].as_str().unwrap();
    let second = centre.get_json(&format!("/api/v1/tickets?limit=4&after={next}")).await;
    assert_eq!((second["tickets"].as_array().unwrap().len(), &second["next"]), (2, &Value::Null));
    let count = async |query: &str| {
        centre.get_json(&format!("/api/v1/tickets?{query}")).await["tickets"].as_array().unwrap().len()
    };
    assert_eq!(count("status=awaiting_dispatch").await, 1);
    assert_eq!(count("township=T01").await, 6);
    assert_eq!(count("unit=D01").await, 0);
    assert_eq!(count("q=%E7%AC%AC0%E4%BB%B6").await, 1);
    assert_eq!(count("q=0%25").await, 1);
    assert_eq!(count("status=&unit=&township=&item=&q=&after=&limit=").await, 6);
    assert_eq!(count("status=merged").await, 0, "a status to come");
}

#[tokio::test]
async fn what_no_list_can_be_narrowed_to_is_refused() {
    let server = Server::start().await;
    let centre = server.sign_in("centre").await;
    let long = "a".repeat(60_000);
    let mut queries = vec!["status=nonsense".to_owned(), "limit=201".into(), "after=x".into(), "q=a&q=b".into()];
    for name in ["q", "unit", "township", "item", "status", "after"] {
        queries.extend([format!("{name}=%00"), format!("{name}=a%00b"), format!("{name}={long}")]);
    }
    for query in queries {
        let answer = centre.get(&format!("/api/v1/tickets?{query}")).await;
        assert_eq!(code(answer).await, (400, "request.malformed".into()), "{}", &query[..query.len().min(20)]);
    }
    assert_eq!(centre.get(&format!("/api/v1/tickets?q={}", "%E9%95%BF".repeat(200))).await.status(), 200);
}

#[tokio::test]
async fn a_new_device_can_leave_out_what_rests_for_long_but_is_told_when_something_happens_to_it() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let old = grid.whistle("去年的").await;
    centre.must(old, "decline", json!({"reason_code": "other", "reason": "重复"})).await;
    server.later(31 * 24 * 3600);
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let new = grid.whistle("今天的").await;
    let (old, new) = (old.to_string(), new.to_string());
    let both = BTreeSet::from([old.clone(), new.clone()]);
    assert_eq!(tickets(&centre.pull(None).await, "put"), both);
    assert_eq!(tickets(&grid.get_json("/sync/v1/pull?recent_days=30").await, "put"), both, "one's own");
    assert_eq!(tickets(&centre.get_json("/sync/v1/pull?recent_days=32").await, "put"), both);

    let (mut seen, mut cursor) = (BTreeSet::new(), String::new());
    loop {
        let page = centre.get_json(&format!("/sync/v1/pull?limit=1&recent_days=30&cursor={cursor}")).await;
        seen.extend(tickets(&page, "put"));
        page["cursor"].as_str().unwrap().clone_into(&mut cursor);
        if page["more"] == json!(false) {
            break;
        }
    }
    assert_eq!(seen, BTreeSet::from([new]));
    grid.must(old.parse().unwrap(), "add_note", json!({"text": "还在漏水"})).await;
    let page = centre.get_json(&format!("/sync/v1/pull?recent_days=30&cursor={cursor}")).await;
    assert_eq!((tickets(&page, "put"), &page["reset"]), (BTreeSet::from([old]), &json!(false)));
}
