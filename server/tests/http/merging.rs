//! Two whistles for one thing: merged in one transaction, followed, and taken out again.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, jpeg, photo};

/// The main ticket of `grid1`, with a contact and a photo, and the one that `grid2` of another township whistled.
async fn twins(server: &Server) -> (Uuid, Uuid) {
    let (first, second) = (server.sign_in("grid1").await, server.sign_in("grid2").await);
    let (main, bytes) = (Uuid::now_v7(), jpeg(40));
    first.upload(&bytes).await;
    let body = json!({"description": "井盖破损", "contact": "13800000000", "photos": [photo(&bytes)]});
    first.must(main, "whistle", body).await;
    (main, second.whistle("马路中间的井盖坏了").await)
}

fn into(main: Uuid) -> Value {
    json!({"into": main})
}

async fn changed(client: &Client, cursor: &mut String) -> Vec<(String, Uuid)> {
    let page = client.pull(Some(cursor)).await;
    page["cursor"].as_str().unwrap().clone_into(cursor);
    let changes = page["changes"].as_array().unwrap().iter().filter(|change| change["type"] == "ticket");
    let told =
        |change: &Value| (change["op"].as_str().unwrap().to_owned(), change["id"].as_str().unwrap().parse().unwrap());
    changes.map(told).collect()
}

async fn whole(client: &Client) -> String {
    let mut page = client.pull(None).await;
    while page["more"] == true {
        page = client.pull(page["cursor"].as_str()).await;
    }
    page["cursor"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn whoever_reported_the_merged_ticket_follows_the_main_one_until_it_is_taken_out() {
    let server = Server::start().await;
    let (main, twin) = twins(&server).await;
    let (centre, follower) = (server.sign_in("centre").await, server.sign_in("grid2").await);
    assert_eq!(follower.get(&format!("/api/v1/tickets/{main}")).await.status(), 404);
    let mut cursor = whole(&follower).await;

    let merged = centre.must(twin, "merge_into", into(main)).await;
    assert_eq!((&merged["status"], &merged["revision"]), (&json!("merged"), &json!(2)));
    let (mut told, mut both) =
        (changed(&follower, &mut cursor).await, [("put".to_owned(), main), ("put".into(), twin)]);
    told.sort();
    both.sort();
    assert_eq!(told, both);
    let own = follower.ticket(twin).await;
    let shown = follower.ticket(main).await;
    assert_eq!(own["status_data"]["into"], json!(main));
    assert_eq!(own["status_data"]["number"], shown["number"]);
    assert_eq!((&shown["revision"], &shown["followers"][0]["ticket"]), (&json!(1), &json!(twin)));

    centre.must(main, "void", json!({"reason": "误报"})).await;
    assert_eq!(changed(&follower, &mut cursor).await, [("put".to_owned(), main)]);
    assert_eq!(follower.ticket(main).await["status"], "voided");

    centre.must(twin, "unmerge", json!({"reason": "不是同一件"})).await;
    let mut told = changed(&follower, &mut cursor).await;
    told.sort();
    let mut both = [("put".to_owned(), twin), ("remove".into(), main)];
    both.sort();
    assert_eq!(told, both);
    assert_eq!(follower.ticket(twin).await["status"], "received");
    assert_eq!(centre.ticket(main).await.get("followers"), None);
}

#[tokio::test]
async fn a_follower_sees_the_main_ticket_and_its_photo_and_nothing_of_who_reported_it() {
    let server = Server::start().await;
    let (main, twin) = twins(&server).await;
    server.sign_in("centre").await.must(twin, "merge_into", into(main)).await;
    for username in ["grid2", "caller2"] {
        let follower = server.sign_in(username).await;
        let seen = follower.ticket(main).await;
        let photo = seen["photos"][0]["sha256"].as_str().unwrap();
        assert_eq!(follower.get(&format!("/photos/{photo}")).await.status(), 200, "{username}");
        for address in [&*format!("/api/v1/tickets/{main}"), "/api/v1/tickets", "/sync/v1/pull", "/mine"] {
            let text = follower.get(address).await.text().await.unwrap();
            assert!(text.contains(&main.to_string()), "{username} {address}");
            assert!(!text.contains("13800000000") && !text.contains("grid1名"), "{username} {address}: {text}");
        }
    }
    for username in ["grid1", "caller1", "centre"] {
        let seen = server.sign_in(username).await.ticket(main).await;
        assert_eq!(
            (&seen["contact"], &seen["reporter_name"]),
            (&json!("13800000000"), &json!("grid1名")),
            "{username}"
        );
    }
}

#[tokio::test]
async fn a_merge_that_makes_no_sense_changes_neither_ticket() {
    let server = Server::start().await;
    let (main, twin) = twins(&server).await;
    let (centre, grid) = (server.sign_in("centre").await, server.sign_in("grid2").await);
    let code = async |client: &Client, ticket: Uuid, body: Value| {
        let told = client.act(ticket, "merge_into", body).await;
        (told["outcome"].clone(), told["problem"]["code"].clone())
    };
    let rejected = |code: &str| (json!("rejected"), json!(code));
    assert_eq!(code(&grid, twin, into(main)).await, rejected("ticket.not_allowed"));
    assert_eq!(code(&centre, twin, json!({})).await, rejected("command.invalid"));
    assert_eq!(code(&centre, twin, into(twin)).await, rejected("ticket.merge_target"));
    // Its whistle may still be on the way.
    assert_eq!(code(&centre, twin, into(Uuid::now_v7())).await, (json!("retry"), json!("ticket.unknown")));
    centre.must(twin, "merge_into", into(main)).await;
    assert_eq!(code(&centre, twin, into(main)).await, rejected("ticket.already_done"));
    assert_eq!(code(&centre, main, into(twin)).await, rejected("ticket.has_followers"));
    let third = grid.whistle("还有一个井盖").await;
    assert_eq!(code(&centre, third, into(twin)).await, rejected("ticket.merge_target"));
    assert_eq!(centre.ticket(main).await["followers"].as_array().unwrap().len(), 1);
    assert_eq!(centre.ticket(third).await["revision"], 1);
}

#[tokio::test]
async fn a_merge_and_what_follows_on_the_main_ticket_may_come_in_one_push() {
    let server = Server::start().await;
    let (main, twin) = twins(&server).await;
    let centre = server.sign_in("centre").await;
    let commands = [
        centre.command(twin, "merge_into", into(main)),
        centre.command(main, "accept", json!({})),
        centre.command(twin, "unmerge", json!({"reason": "看错了"})),
        centre.command(twin, "accept", json!({})),
    ];
    let pushed = centre.push(&commands).await;
    for result in pushed["results"].as_array().unwrap() {
        assert_eq!(result["outcome"], "accepted", "{result}");
    }
    let kinds =
        |ticket: Value| ticket["events"].as_array().unwrap().iter().map(|it| it["kind"].clone()).collect::<Vec<_>>();
    let of_main = kinds(centre.ticket(main).await);
    assert_eq!(of_main[of_main.len() - 3..], ["merged_in", "accept", "taken_out"]);
    assert_eq!(kinds(centre.ticket(twin).await), ["whistle", "merge_into", "unmerge", "accept"]);
    let again = centre.push(&commands).await;
    assert!(again["results"].as_array().unwrap().iter().all(|result| result["outcome"] == "duplicate"), "{again}");
    assert_eq!(kinds(centre.ticket(main).await), of_main);
}

#[tokio::test]
async fn whoever_found_the_same_thing_joins_it_with_a_photo_and_follows() {
    let server = Server::start().await;
    let (main, _) = twins(&server).await;
    let (caller, centre, stranger) =
        (server.sign_in("caller1").await, server.sign_in("centre").await, server.sign_in("grid2").await);
    let bytes = jpeg(41);
    caller.upload(&bytes).await;
    caller.must(main, "follow", json!({"text": "我也看到了", "photos": [photo(&bytes)]})).await;
    let seen = centre.ticket(main).await;
    assert_eq!(
        (&seen["followers"][0]["person"], &seen["followers"][0].get("ticket")),
        (&json!(caller.person_id), &None)
    );
    assert_eq!((&seen["revision"], &seen["photos"][1]["received"]), (&json!(2), &json!(true)));
    assert_eq!(caller.act(main, "follow", json!({})).await["problem"]["code"], "ticket.already_done");
    assert_eq!(stranger.act(main, "follow", json!({})).await["problem"]["code"], "ticket.unknown");
    let withdrawn = server.sign_in("grid1").await.act(main, "withdraw", json!({"reason": "好了"})).await;
    assert_eq!(withdrawn["problem"]["code"], "ticket.has_followers");
}

#[tokio::test]
async fn whoever_takes_it_in_is_told_what_lies_near_and_is_like_it() {
    let server = Server::start().await;
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let whistled = async |words: &str, lat: f64| {
        let ticket = Uuid::now_v7();
        let place = json!({"lat": lat, "lon": 122.488, "accuracy_m": 5, "source": "gps"});
        grid.must(ticket, "whistle", json!({"description": words, "item_code": "0101", "place": place})).await;
        ticket
    };
    let far = whistled("青山路12号门前井盖破损", 37.2).await;
    let main = whistled("青山路12号门前井盖破损", 37.165).await;
    let twin = whistled("井盖坏了，青山路12号", 37.165_05).await;
    let nowhere = grid.whistle("青山路12号门前井盖破损").await;
    let asked = async |ticket: Uuid| centre.get_json(&format!("/api/v1/tickets/{ticket}/candidates")).await;
    let found = asked(twin).await;
    let found = found["candidates"].as_array().unwrap();
    assert_eq!((found.len(), &found[0]["id"], &found[0]["ticket"]["id"]), (1, &json!(main), &json!(main)));
    assert_eq!((&found[0]["metres"], &found[0]["reasons"][1]["kind"]), (&json!(6), &json!("same_item")));
    for alone in [far, nowhere] {
        assert_eq!(asked(alone).await["candidates"], json!([]));
    }
    let own = grid.get(&format!("/api/v1/tickets/{twin}/candidates")).await;
    assert_eq!(own.status(), 403, "who sees only some tickets is not told of others");
}

#[tokio::test]
async fn grid_workers_hold_the_open_tickets_around_them_without_personal_data_and_may_join_them() {
    let server = Server::start().await;
    let (caller, grid, elsewhere) =
        (server.sign_in("caller1").await, server.sign_in("grid1").await, server.sign_in("grid2").await);
    let (ticket, bytes) = (Uuid::now_v7(), jpeg(42));
    let (sha256, _) = caller.upload(&bytes).await;
    let place = json!({"lat": 37.165, "lon": 122.488, "accuracy_m": 5, "source": "gps"});
    let body = json!({"description": "井盖破损", "contact": "13800000000", "photos": [photo(&bytes)], "place": place});
    caller.must(ticket, "whistle", body).await;
    let nearby = |page: &Value, op: &str| -> Vec<Value> {
        let changes = page["changes"].as_array().unwrap().iter();
        changes.filter(|change| change["type"] == "nearby" && change["op"] == op).cloned().collect()
    };
    assert_eq!(nearby(&elsewhere.pull(None).await, "put"), Vec::<Value>::new());
    let page = grid.pull(None).await;
    let held = nearby(&page, "put");
    let text = held[0].to_string();
    assert_eq!((held.len(), &held[0]["value"]["photos"][0]["sha256"]), (1, &json!(sha256)));
    let person = caller.person_id.clone().unwrap();
    assert!(["13800000000", "caller1名", &person].iter().all(|personal| !text.contains(*personal)), "{text}");
    assert_eq!(grid.get(&format!("/api/v1/tickets/{ticket}")).await.status(), 404);
    assert_eq!(grid.get_json("/api/v1/tickets").await["tickets"], json!([]));
    assert_eq!(grid.get(&format!("/photos/{sha256}")).await.status(), 200);
    assert_eq!(elsewhere.get(&format!("/photos/{sha256}")).await.status(), 404);

    assert_eq!(grid.act(ticket, "accept", json!({})).await["problem"]["code"], "ticket.unknown");
    grid.must(ticket, "follow", json!({"text": "我也看到了"})).await;
    assert_eq!(grid.ticket(ticket).await["contact"], Value::Null);
    server.sign_in("centre").await.must(ticket, "void", json!({"reason": "误报"})).await;
    let page = grid.pull(page["cursor"].as_str()).await;
    assert_eq!((nearby(&page, "put").len(), nearby(&page, "remove").len()), (0, 1));
    assert_eq!(grid.ticket(ticket).await["status"], "voided");
}
