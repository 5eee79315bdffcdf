//! Who of the centre has which ticket open.

use std::time::Duration;

use reqwest::{Method, Response, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code};

/// What a stream of the centre says next of who is present.
async fn told(stream: &mut Response) -> Vec<Value> {
    loop {
        let chunk = tokio::time::timeout(Duration::from_secs(10), stream.chunk()).await.expect("a word within seconds");
        let text = String::from_utf8(chunk.unwrap().unwrap().to_vec()).unwrap();
        let said = text.split("\n\n").filter_map(|event| event.strip_prefix("event: presence\ndata: ")).last();
        if let Some(said) = said {
            return serde_json::from_str(said).unwrap();
        }
    }
}

async fn say(by: &Client, method: Method, ticket: Uuid) -> Response {
    by.request(method, &format!("/api/v1/tickets/{ticket}/presence")).send().await.unwrap()
}

#[tokio::test]
async fn whoever_of_the_centre_listens_is_told_who_has_a_ticket_open_and_since_when() {
    let server = Server::start().await;
    server.another("centre2", "centre").await;
    let (first, second) = (server.sign_in("centre").await, server.sign_in("centre2").await);
    let ticket = server.sign_in("grid1").await.whistle("井盖").await;
    let mut stream = second.get("/sync/v1/events").await;
    assert_eq!(told(&mut stream).await, [] as [Value; 0]);

    assert_eq!(say(&first, Method::PUT, ticket).await.status(), StatusCode::NO_CONTENT);
    let present = told(&mut stream).await;
    let since = present[0]["since"].clone();
    let me = json!({"ticket_id": ticket, "person_id": first.person_id, "name": "centre名", "since": since});
    assert_eq!(present, [me]);
    // Said again, it is no news; whoever begins to listen is told at once.
    say(&first, Method::PUT, ticket).await;
    assert_eq!(told(&mut server.sign_in("leader").await.get("/sync/v1/events").await).await, present);
    assert_eq!(say(&first, Method::DELETE, ticket).await.status(), StatusCode::NO_CONTENT);
    assert_eq!(told(&mut stream).await, [] as [Value; 0]);
}

#[tokio::test]
async fn a_device_that_goes_away_is_forgotten_and_another_server_is_heard() {
    let server = Server::start().await;
    let (centre, grid) = (server.sign_in("centre").await, server.sign_in("grid1").await);
    let ticket = grid.whistle("井盖").await;
    let mut stream = centre.get("/sync/v1/events").await;
    told(&mut stream).await;
    // As another server would write it: nothing of this one is told.
    let (now, person) = (server.app.now(), centre.person_id.as_ref().unwrap().parse().unwrap());
    let until = domain::time::after(now, 90);
    server.app.store.note_presence(ticket.into(), person, now, until).await.unwrap();
    let present = told(&mut stream).await;
    assert_eq!(present[0]["name"], "centre名");
    server.later(91);
    assert_eq!(told(&mut stream).await, [] as [Value; 0]);
    // Opened once more, it is open since then.
    say(&centre, Method::PUT, ticket).await;
    assert_ne!(told(&mut stream).await[0]["since"], present[0]["since"]);
}

#[tokio::test]
async fn presence_is_the_centres_alone_and_nothing_of_the_ticket() {
    let server = Server::start().await;
    let (centre, grid) = (server.sign_in("centre").await, server.sign_in("grid1").await);
    let ticket = grid.whistle("井盖").await;
    for username in ["grid1", "caller1", "dept1", "team1"] {
        let stranger = server.sign_in(username).await;
        for method in [Method::PUT, Method::DELETE] {
            let refused = say(&stranger, method, ticket).await;
            assert_eq!(code(refused).await, (403, "auth.forbidden".to_owned()), "{username}");
        }
    }
    assert_eq!(code(say(&centre, Method::PUT, Uuid::now_v7()).await).await.0, 404);

    let cursor = centre.pull(None).await["cursor"].clone();
    let mut theirs = grid.get("/sync/v1/events").await;
    say(&centre, Method::PUT, ticket).await;
    assert_eq!(centre.pull(cursor.as_str()).await["changes"], json!([]));
    assert_eq!(centre.ticket(ticket).await["revision"], 1);
    assert!(tokio::time::timeout(Duration::from_millis(300), theirs.chunk()).await.is_err());
    server.later(91);
    server::jobs::sweep(&server.app).await.unwrap();
    assert_eq!(server.app.store.present(domain::time::after(server.app.now(), -90)).await.unwrap(), []);
}
