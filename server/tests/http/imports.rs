use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use reqwest::StatusCode;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::harness::{Client, Server, code, jpeg, photo, sha256};

/// The file that this device would save.
fn saved(grid: &Client, commands: &[Value], photos: &[Value]) -> Value {
    json!({
        "format": "xianghu-outbox", "version": 1, "device_id": Uuid::now_v7(), "person_id": grid.person_id,
        "exported_at": "2026-11-23T08:00:00+08:00", "commands": commands, "photos": photos,
    })
}

fn held(bytes: &[u8]) -> Value {
    json!({"sha256": sha256(bytes), "base64": STANDARD.encode(bytes)})
}

#[tokio::test]
async fn an_outbox_out_of_a_file_is_its_authors_with_photos_and_counts_once() {
    let server = Server::start().await;
    let (grid, admin) = (server.sign_in("grid1").await, server.sign_in("admin").await);
    let (inside, outside) = (jpeg(1), jpeg(2));
    let ticket = Uuid::now_v7();
    let body = json!({"description": "井盖破损", "photos": [photo(&inside), photo(&outside)]});
    let file = saved(&grid, &[grid.command(ticket, "whistle", body)], &[held(&inside)]);
    for outcome in ["accepted", "duplicate"] {
        let imported: Value = admin.post("/api/v1/imports/outbox", &file).await.json().await.unwrap();
        assert_eq!(imported["results"][0]["outcome"], outcome);
        assert_eq!(imported["missing_photos"], json!([sha256(&outside)]));
    }
    let value = grid.ticket(ticket).await;
    assert_eq!(value["reported_by"], json!(grid.person_id));
    let received: Vec<_> = value["photos"].as_array().unwrap().iter().map(|photo| photo["received"].clone()).collect();
    assert_eq!(received, [true, false]);
    // A photo may follow by itself.
    let rest = saved(&grid, &[], &[held(&outside)]);
    assert_eq!(admin.post("/api/v1/imports/outbox", &rest).await.status(), StatusCode::OK);
    assert_eq!(grid.ticket(ticket).await["photos"][1]["received"], true);
}

#[tokio::test]
async fn a_photo_that_is_not_what_its_name_says_is_left_out_and_the_others_come_in() {
    let server = Server::start().await;
    let (grid, admin) = (server.sign_in("grid1").await, server.sign_in("admin").await);
    let (sound, damaged) = (jpeg(3), jpeg(1));
    let ticket = Uuid::now_v7();
    let body = json!({"description": "井盖破损", "photos": [photo(&damaged), photo(&sound)]});
    grid.must(ticket, "whistle", body).await;
    for base64 in [STANDARD.encode(jpeg(2)), "no base64".to_owned()] {
        let file = saved(&grid, &[], &[json!({"sha256": sha256(&damaged), "base64": base64}), held(&sound)]);
        let imported: Value = admin.post("/api/v1/imports/outbox", &file).await.json().await.unwrap();
        assert_eq!(imported["damaged_photos"], json!([sha256(&damaged)]));
    }
    let value = grid.ticket(ticket).await;
    let received: Vec<_> = value["photos"].as_array().unwrap().iter().map(|photo| photo["received"].clone()).collect();
    assert_eq!(received, [false, true]);
    let shown = grid.get(&format!("/photos/{}", sha256(&damaged))).await;
    assert_eq!(shown.status(), StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn only_administrators_bring_files_in() {
    let server = Server::start().await;
    let grid = server.sign_in("grid1").await;
    let file = saved(&grid, &[], &[]);
    assert_eq!(code(grid.post("/api/v1/imports/outbox", &file).await).await, (403, "auth.forbidden".into()));
}
