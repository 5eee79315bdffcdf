use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code, jpeg, photo, sha256};
use crate::wire::noise;

async fn whistle_with(grid: &Client, bytes: &[u8]) -> (Uuid, Value) {
    let ticket = Uuid::now_v7();
    let body = json!({"description": "井盖破损", "photos": [photo(bytes)]});
    (ticket, grid.push(&[grid.command(ticket, "whistle", body)]).await)
}

async fn put(client: &Client, sha: &str, part: usize, total: usize, bytes: &[u8]) -> reqwest::Response {
    let path = format!("/sync/v1/photos/{sha}/parts/{part}?bytes={total}");
    client.request(Method::PUT, &path).body(bytes.to_vec()).send().await.unwrap()
}

#[tokio::test]
async fn a_photo_goes_up_in_parts_of_any_order_and_is_then_on_its_ticket() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let bytes = noise(1, 640, 480);
    let (sha, total) = (sha256(&bytes), bytes.len());
    assert!(total > 3 * 65_536, "{total}");
    let (ticket, pushed) = whistle_with(&grid, &bytes).await;
    assert_eq!(pushed["missing_photos"], json!([sha]));
    let before = grid.ticket(ticket).await;
    assert_eq!(before["photos"][0]["received"], false);
    let parts: Vec<&[u8]> = bytes.chunks(65_536).collect();
    let last = parts.len() - 1;
    assert_eq!(put(&grid, &sha, last, total, parts[last]).await.headers()["photo-complete"], "false");
    put(&grid, &sha, 0, total, parts[0]).await;
    put(&grid, &sha, 0, total, parts[0]).await;
    let progress = grid.get_json(&format!("/sync/v1/photos/{sha}")).await;
    assert_eq!((&progress["have"], &progress["complete"]), (&json!([[0, 0], [last, last]]), &json!(false)));
    let middle: Vec<u8> = parts[1..last].concat();
    let done = put(&grid, &sha, 1, total, &middle).await;
    assert_eq!((done.status(), done.headers()["photo-complete"].to_str().unwrap()), (StatusCode::NO_CONTENT, "true"));
    let after = grid.ticket(ticket).await;
    assert_eq!((&after["photos"][0]["received"], &after["revision"]), (&json!(true), &before["revision"]));
    let progress = grid.get_json(&format!("/sync/v1/photos/{sha}")).await;
    assert_eq!((&progress["have"], &progress["complete"]), (&json!([[0, last]]), &json!(true)));
    let shown = grid.get(&format!("/photos/{sha}")).await;
    assert_eq!(shown.headers()["cache-control"], "private, max-age=31536000, immutable");
    assert_eq!(shown.bytes().await.unwrap(), bytes);
    let thumb = grid.get(&format!("/photos/{sha}?size=thumb")).await.bytes().await.unwrap();
    assert!(thumb.len() < bytes.len());
}

#[tokio::test]
async fn a_photo_may_come_before_its_whistle() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let bytes = jpeg(3);
    let (_, answer) = grid.upload(&bytes).await;
    assert_eq!(answer.headers()["photo-complete"], "true");
    let (ticket, pushed) = whistle_with(&grid, &bytes).await;
    assert_eq!(pushed["missing_photos"], json!([]));
    assert_eq!(grid.ticket(ticket).await["photos"][0]["received"], true);
}

#[tokio::test]
async fn a_photo_is_seen_by_whoever_sees_its_ticket_and_looks_missing_to_others() {
    let server = Server::start().await;
    let (grid, caller, centre) =
        (server.sign_in("grid1").await, server.sign_in("caller1").await, server.sign_in("centre").await);
    let strangers = [server.sign_in("grid2").await, server.sign_in("caller2").await, server.sign_in("dept1").await];
    let bytes = jpeg(4);
    let (sha, _) = grid.upload(&bytes).await;
    whistle_with(&grid, &bytes).await;
    let path = format!("/photos/{sha}");
    for client in [&grid, &caller, &centre] {
        assert_eq!(client.get(&path).await.status(), StatusCode::OK);
    }
    for client in &strangers {
        assert_eq!(code(client.get(&path).await).await, (404, "photo.unknown".into()));
        assert_eq!(client.get(&format!("/sync/v1{path}")).await.status(), StatusCode::NOT_FOUND);
    }
    let as_somebody_else = format!("{path}?person={}", caller.person_id.clone().unwrap());
    assert_eq!(grid.get(&as_somebody_else).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn knowing_a_hash_gives_nothing() {
    let server = Server::start().await;
    let (grid, thief) = (server.sign_in("grid1").await, server.sign_in("grid2").await);
    let bytes = jpeg(5);
    let (sha, _) = grid.upload(&bytes).await;
    whistle_with(&grid, &bytes).await;
    let (ticket, pushed) = whistle_with(&thief, &bytes).await;
    assert_eq!(pushed["missing_photos"], json!([sha]));
    assert_eq!(thief.ticket(ticket).await["photos"][0]["received"], false);
    assert_eq!(thief.get(&format!("/photos/{sha}")).await.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn garbage_is_refused_for_good_and_the_ticket_stays() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let garbage = b"%PDF-1.7 not a picture".to_vec();
    let (ticket, _) = whistle_with(&grid, &garbage).await;
    let (_, answer) = grid.upload(&garbage).await;
    assert_eq!(code(answer).await, (422, "photo.not_an_image".into()));
    let value = grid.ticket(ticket).await;
    assert_eq!((&value["photos"][0]["refused"], &value["status"]), (&json!("photo.not_an_image"), &json!("received")));
    let note = grid.push(&[grid.command(ticket, "add_note", json!({"text": "x"}))]).await;
    assert_eq!(note["missing_photos"], json!([]));
}

#[tokio::test]
async fn bytes_that_do_not_match_their_name_are_sent_again() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let (right, mut wrong) = (jpeg(6), jpeg(6));
    let last = wrong.len() - 3;
    wrong[last] ^= 1;
    let sha = sha256(&right);
    assert_eq!(code(put(&grid, &sha, 0, right.len(), &wrong).await).await, (422, "photo.hash_mismatch".into()));
    assert_eq!(grid.get_json(&format!("/sync/v1/photos/{sha}")).await["have"], json!([]));
    assert_eq!(put(&grid, &sha, 0, right.len(), &right).await.headers()["photo-complete"], "true");
}

#[tokio::test]
async fn a_position_in_a_photo_is_its_takers_alone() {
    let server = Server::start().await;
    let (grid, caller) = (server.sign_in("grid1").await, server.sign_in("caller1").await);
    let plain = jpeg(9);
    // Words of another program's, in a segment of their own: more than our readers of metadata know.
    let bytes = [&plain[..2], b"\xff\xed\x00\x10IPTC 37.17,12", &plain[2..]].concat();
    whistle_with(&grid, &bytes).await;
    let (sha, done) = grid.upload(&bytes).await;
    assert_eq!(done.status(), StatusCode::NO_CONTENT);
    let path = format!("/photos/{sha}");
    assert_eq!(grid.get(&path).await.bytes().await.unwrap(), bytes);
    let seen = caller.get(&path).await.bytes().await.unwrap();
    assert!(!seen.windows(4).any(|four| four == b"IPTC"));
    assert_eq!(image::load_from_memory(&seen).unwrap().width(), 640);
}

#[tokio::test]
async fn parts_may_be_packed() {
    use std::io::Write as _;
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let bytes = jpeg(10);
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&bytes).unwrap();
    let path = format!("/sync/v1/photos/{}/parts/0?bytes={}", sha256(&bytes), bytes.len());
    let request = grid.request(Method::PUT, &path).header("content-encoding", "gzip");
    let done = request.body(packed.finish().unwrap()).send().await.unwrap();
    assert_eq!(done.headers()["photo-complete"], "true");
}

#[tokio::test]
async fn sizes_and_positions_that_lie_are_refused() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let sha = sha256(b"x");
    assert_eq!(code(put(&grid, &sha, 0, 3_000_000, b"x").await).await, (422, "photo.too_large".into()));
    let sha = sha256(b"y");
    assert_eq!(code(put(&grid, &sha, 1, 10, b"y").await).await, (422, "photo.bad_parts".into()));
    assert_eq!(code(put(&grid, "nonsense", 0, 10, b"y").await).await.0, 400);
    assert_eq!(
        code(put(&grid, &sha, 0, 1_000_000, &vec![0; 65_536 * 9]).await).await,
        (413, "request.too_large".into())
    );
}

#[tokio::test]
async fn an_answer_says_when_the_server_gave_it() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let before = server.app.now();
    let (_, done) = grid.upload(&jpeg(11)).await;
    let at = done.headers()["server-time"].to_str().unwrap().parse().unwrap();
    assert!((before..=server.app.now()).contains(&at));
}
