use flate2::Compression;
use flate2::write::GzEncoder;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use std::io::Write as _;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use uuid::Uuid;

use crate::harness::{Client, Server, code};

async fn push_raw(client: &Client, kind: &str, encoding: Option<&str>, body: Vec<u8>) -> (u16, String) {
    let mut request = client.request(Method::POST, "/sync/v1/push").header("content-type", kind).body(body);
    if let Some(encoding) = encoding {
        request = request.header("content-encoding", encoding);
    }
    code(request.send().await.unwrap()).await
}

async fn push_raw_status(client: &Client, body: String) -> StatusCode {
    let request = client.request(Method::POST, "/sync/v1/push").header("content-type", "application/json");
    request.body(body).send().await.unwrap().status()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test]
async fn whoever_takes_the_server_for_a_proxy_is_told_that_there_is_nothing() {
    let server = Server::start().await;
    for request in ["CONNECT example.cn:443", "GET example.cn", "OPTIONS *"] {
        let mut stream = TcpStream::connect(server.address).await.unwrap();
        let request = format!("{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        let status = answer.split(' ').nth(1).unwrap();
        assert!(status.starts_with('4'), "{request}: {answer}");
    }
}

#[tokio::test]
async fn an_envelope_that_cannot_be_read_is_refused_with_its_reason() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let json = "application/json";
    let malformed = (400, "request.malformed".to_owned());
    for body in ["", "{", "[]", "null", r#"{"protocol":1}"#, r#"{"protocol":"one"}"#, "\u{0}"] {
        assert_eq!(push_raw(&grid, json, None, body.into()).await, malformed, "{body:?}");
    }
    let mut wrong = grid.envelope(&[grid.command(Uuid::now_v7(), "whistle", json!({"description": "x"}))]);
    wrong["commands"][0]["command_id"] = json!("not a uuid");
    assert_eq!(code(grid.post("/sync/v1/push", &wrong).await).await, malformed);
}

#[tokio::test]
async fn a_command_that_does_not_read_stops_no_other() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let whistle = || grid.command(Uuid::now_v7(), "whistle", json!({"description": "好的"}));
    let with = |key: &str, value: Value| {
        let mut command = whistle();
        command[key] = value;
        command
    };
    let place = |lat: Value| json!({"description": "好的", "place": {"lat": lat, "lon": 122.0, "source": "gps"}});
    let wrong = [
        (with("captured_at", json!("yesterday")), "command.invalid", "captured_at"),
        (with("captured_at", json!("2026-11-23T08:00:00")), "command.invalid", "captured_at"),
        (with("captured_at", Value::Null), "command.invalid", "captured_at"),
        (with("based_on", json!(-1)), "command.invalid", "based_on"),
        (with("based_on", json!(1.5)), "command.invalid", "based_on"),
        (with("seq", json!("x")), "command.invalid", "seq"),
        (with("ticket_id", json!("x")), "command.invalid", "ticket_id"),
        (with("kind", json!(5)), "command.unknown_kind", ""),
        (with("kind", Value::Null), "command.unknown_kind", ""),
        (with("body", Value::Null), "command.invalid", ""),
        (with("body", place(json!("TOO LARGE"))), "command.invalid", "place.lat"),
    ];
    let mut commands = vec![whistle()];
    commands.extend(wrong.iter().map(|(command, ..)| command.clone()));
    commands.push(whistle());
    let text = grid.envelope(&commands).to_string().replace("\"TOO LARGE\"", "1e400");
    let request = grid.request(Method::POST, "/sync/v1/push").header("content-type", "application/json");
    let answer: Value = request.body(text.clone()).send().await.unwrap().json().await.unwrap();
    let results = answer["results"].as_array().unwrap();
    let outcomes = |n: usize| (&results[n]["command_id"], &results[n]["outcome"]);
    for n in [0, results.len() - 1] {
        assert_eq!(outcomes(n), (&commands[n]["command_id"], &json!("accepted")));
    }
    for (n, (_, code, field)) in wrong.iter().enumerate() {
        assert_eq!(outcomes(n + 1), (&commands[n + 1]["command_id"], &json!("rejected")), "{code} {field}");
        let problem = &results[n + 1]["problem"];
        assert_eq!((&problem["code"], problem["field"].as_str().unwrap_or_default()), (&json!(code), *field));
    }
    let again = grid.request(Method::POST, "/sync/v1/push").header("content-type", "application/json");
    let again: Value = again.body(text).send().await.unwrap().json().await.unwrap();
    assert_eq!(again["results"][1]["problem"], results[1]["problem"]);
}

#[tokio::test]
async fn a_whistle_that_does_not_read_keeps_nothing_waiting_and_its_id_is_used() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = Uuid::now_v7();
    let whistle = grid.command(ticket, "whistle", json!({"description": "x"}));
    let mut unreadable = whistle.clone();
    unreadable["captured_at"] = json!("yesterday");
    let pushed = grid.push(&[unreadable, grid.command(ticket, "add_note", json!({"text": "x"}))]).await;
    assert_eq!(pushed["results"][1]["problem"]["code"], "ticket.whistle_rejected");
    assert_eq!(grid.push(&[whistle]).await["results"][0]["problem"]["code"], "command.id_reused");
}

#[tokio::test]
async fn half_a_character_is_no_reason_to_lose_a_whistle() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let ticket = Uuid::now_v7();
    let envelope = grid.envelope(&[grid.command(ticket, "whistle", json!({"description": "井盖 HALF"}))]);
    let text = envelope.to_string().replace("HALF", "\\ud83d");
    assert_eq!(push_raw_status(&grid, text).await, StatusCode::OK);
    assert_eq!(grid.ticket(ticket).await["description"], "井盖 \u{fffd}");
}

#[tokio::test]
async fn other_types_encodings_versions_and_sizes_are_refused() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let envelope = grid.envelope(&[]).to_string().into_bytes();
    let unsupported = (415, "request.unsupported_media_type".to_owned());
    assert_eq!(push_raw(&grid, "text/plain", None, envelope.clone()).await, unsupported);
    assert_eq!(push_raw(&grid, "application/json", Some("br"), envelope.clone()).await, unsupported);
    let too_large = (413, "request.too_large".to_owned());
    assert_eq!(push_raw(&grid, "application/json", None, vec![b' '; 262_145]).await, too_large);
    assert_eq!(push_raw(&grid, "application/json", Some("gzip"), gzip(&vec![b' '; 50_000_000])).await, too_large);
    let mut future = grid.envelope(&[]);
    future["protocol"] = json!(2);
    assert_eq!(code(grid.post("/sync/v1/push", &future).await).await, (426, "protocol.unsupported".into()));
    let many: Vec<_> = (0..51).map(|_| grid.command(Uuid::now_v7(), "whistle", json!({"description": "x"}))).collect();
    assert_eq!(code(grid.post("/sync/v1/push", &grid.envelope(&many)).await).await, too_large);
}

#[tokio::test]
async fn a_packed_push_is_unpacked() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let envelope = grid.envelope(&[grid.command(Uuid::now_v7(), "whistle", json!({"description": "x"}))]);
    for encoding in ["gzip", "x-gzip", "GZIP"] {
        let request = grid.request(Method::POST, "/sync/v1/push").header("content-type", "application/json");
        let packed = gzip(envelope.to_string().as_bytes());
        let answer = request.header("content-encoding", encoding).body(packed).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::OK);
    }
}

#[tokio::test]
async fn wrong_addresses_and_methods_are_problems_too() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    assert_eq!(code(grid.get("/api/v1/nothing").await).await, (404, "request.not_found".into()));
    assert_eq!(code(grid.get("/sync/v1/nothing").await).await, (404, "request.not_found".into()));
    assert_eq!(code(grid.get("/sync/v1/push").await).await, (405, "request.method_not_allowed".into()));
    assert_eq!(code(grid.get("/sync/v1/pull?limit=0").await).await.1, "request.malformed");
    assert_eq!(code(grid.get("/sync/v1/pull?limit=x").await).await.1, "request.malformed");
    assert_eq!(code(grid.get("/sync/v1/hello").await).await.1, "request.malformed");
    let missing = grid.get("/pkg/b0/xianghu.js").await;
    assert_eq!(missing.status(), StatusCode::NOT_FOUND);
    assert_eq!(missing.text().await.unwrap(), "");
    for nowhere in ["/api", "/api/v1", "/api/v1/", "/api/v2/tickets", "/sync", "/sync/v1/", "/sync/v2/hello"] {
        assert_eq!(code(grid.get(nowhere).await).await, (404, "request.not_found".into()), "{nowhere}");
    }
    for nowhere in ["/api/v1/tickets/%FF", "/api/v1/tickets/1"] {
        assert_eq!(code(grid.get(nowhere).await).await, (404, "request.not_found".into()), "{nowhere}");
    }
    let admin = server.sign_in("admin").await;
    assert_eq!(code(admin.get("/api/v1/people/%FF/sessions").await).await, (404, "request.not_found".into()));
    for nowhere in ["/nothing", "/pkg/b1/boot.js", "/nothing/at/all"] {
        assert_eq!(code(grid.post(nowhere, &json!({})).await).await, (404, "request.not_found".into()), "{nowhere}");
    }
    assert_eq!(code(grid.post("/desk", &json!({})).await).await, (405, "request.method_not_allowed".into()));
}

#[tokio::test]
async fn a_method_that_is_not_described_says_which_are() {
    let server = Server::start().await;
    let admin = server.sign_in("admin").await;
    let document = admin.get_json("/api/v1/openapi.json").await;
    for (path, described) in document["paths"].as_object().unwrap() {
        let address = path.replace("{id}", &Uuid::nil().to_string()).replace("{sha256}", &"0".repeat(64));
        for name in ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] {
            if described.get(name.to_lowercase()).is_none() {
                let method = Method::from_bytes(name.as_bytes()).unwrap();
                let answer = admin.request(method, &address.replace("{n}", "0")).send().await.unwrap();
                assert!(answer.headers().contains_key("allow"), "{name} {path}");
                assert_eq!(code(answer).await, (405, "request.method_not_allowed".into()), "{name} {path}");
            }
        }
    }
}

/// Sends all of a request before it looks at the answer, as devices do; gives the answer's first line.
async fn sent_whole(server: &Server, request: &str, token: Option<&str>) -> String {
    const MEGABYTES: usize = 32;
    let session = token.map(|token| format!("authorization: Bearer {token}\r\n")).unwrap_or_default();
    let head = format!(
        "{request} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{session}content-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        MEGABYTES << 20
    );
    let mut connection = TcpStream::connect(server.address).await.unwrap();
    connection.write_all(head.as_bytes()).await.unwrap();
    for _ in 0..MEGABYTES {
        connection.write_all(&vec![b' '; 1 << 20]).await.unwrap();
    }
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    answer.lines().next().unwrap().to_owned()
}

#[tokio::test]
async fn a_refusal_reaches_who_is_still_sending() {
    let server = Server::start().await;
    let token = server.sign_in("grid1").await.token;
    let part = format!("PUT /sync/v1/photos/{}/parts/0?bytes=9", "0".repeat(64));
    for (request, token, status) in [
        ("POST /sync/v1/push", token.as_deref(), "413"),
        (&*part, token.as_deref(), "413"),
        (&*part, None, "401"),
        ("POST /api/v1/sessions", None, "413"),
        ("PATCH /sync/v1/push", None, "405"),
        ("POST /nothing", None, "404"),
    ] {
        let answer = sent_whole(&server, request, token).await;
        assert!(answer.contains(status), "{request}: {answer}");
    }
}
