//! `xianghu check`: sound after real work, and each kind of damage is found.

use bytes::Bytes;
use domain::PhotoHash;
use serde_json::json;
use server::check::{Looked, MOST, check};
use server::photo_store::{PhotoStore, Rendition};
use store::Store;
use tempfile::TempDir;
use uuid::Uuid;

use crate::harness::{Server, database, dispatched, jpeg, photo};

/// What is wrong, in words, and what was looked at.
async fn looked_over(store: &Store, photos: &PhotoStore) -> (Vec<String>, Looked) {
    let mut wrong = Vec::new();
    let looked = check(store, photos, &mut |finding| wrong.push(finding)).await.unwrap();
    (wrong, looked)
}

/// A server with a dispatched ticket, a rejected command, a ticket with a received photo and one with a photo to come.
async fn worked() -> (Server, PhotoHash) {
    let server = Server::start().await;
    let ticket = dispatched(&server).await;
    let (department, grid) = (server.sign_in("dept1").await, server.sign_in("grid1").await);
    department.must(ticket, "sign", json!({})).await;
    assert_eq!(department.act(ticket, "sign", json!({})).await["outcome"], "rejected");
    department.must(ticket, "request_return", json!({"reason": "不是我们的"})).await;
    server.sign_in("centre").await.must(ticket, "approve_return", json!({})).await;
    let bytes = jpeg(40);
    for (n, picture) in [&bytes, &jpeg(140)].into_iter().enumerate() {
        let body = json!({"description": format!("照片{n}"), "photos": [photo(picture)]});
        grid.must(Uuid::now_v7(), "whistle", body).await;
    }
    let (sha256, _) = grid.upload(&bytes).await;
    (server, sha256.parse().unwrap())
}

/// What is found after this was done to the rows.
async fn found_after(sql: &str) -> Vec<String> {
    let (server, _) = worked().await;
    server.meddle(sql).await;
    looked_over(&server.app.store, &server.app.photos).await.0
}

#[track_caller]
fn assert_finds(wrong: &[String], part: &str) {
    assert!(wrong.iter().any(|finding| finding.contains(part)), "{part}: {wrong:#?}");
}

#[tokio::test]
async fn what_was_served_is_sound() {
    let (server, _) = worked().await;
    let (wrong, looked) = looked_over(&server.app.store, &server.app.photos).await;
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(looked, Looked { tickets: 3, events: 9, commands: 8, photos: 1, wrong: 0 });
}

#[tokio::test]
async fn the_sample_county_is_sound_and_of_many_findings_some_are_told_and_all_are_counted() {
    let folder = TempDir::new().unwrap();
    let url = database(&folder).await;
    let store = crate::county::empty(&url).await;
    let photos = PhotoStore::open(folder.path().join("photos").to_str().unwrap()).unwrap();
    server::demo::seed(&store, &photos, "sample password", server::clock::system()).await.unwrap();
    let (wrong, looked) = looked_over(&store, &photos).await;
    assert_eq!(wrong, Vec::<String>::new());
    assert_eq!(looked.tickets, 200);
    let pool = sqlx::AnyPool::connect(&url).await.unwrap();
    sqlx::query("UPDATE tickets SET kind = 'else'").execute(&pool).await.unwrap();
    let (wrong, looked) = looked_over(&store, &photos).await;
    assert_eq!((wrong.len() as u64, looked.wrong), (MOST, 200));
    assert!(looked.to_string().contains("and 100 more"));
}

#[tokio::test]
async fn a_changed_ticket_is_found() {
    let wrong = found_after("UPDATE tickets SET value = REPLACE(value, '有坠落危险', '没有危险')").await;
    assert_finds(&wrong, "its events make another ticket; what differs: description");
    assert_finds(&wrong, "its column search says");
    assert_finds(&found_after("UPDATE tickets SET value = '{}' WHERE serial = 2").await, "it does not read");
    let wrong = found_after("UPDATE tickets SET status = 'closed' WHERE serial = 1").await;
    assert_finds(&wrong, "its column status says closed, the ticket awaiting_dispatch");
}

#[tokio::test]
async fn a_missing_photo_is_found() {
    let (server, sha256) = worked().await;
    server.app.photos.remove(&sha256).await.unwrap();
    let (wrong, _) = looked_over(&server.app.store, &server.app.photos).await;
    assert_eq!(wrong, [format!("photo {sha256}: it was received, but is not there")]);
}

#[tokio::test]
async fn a_rotten_photo_is_found() {
    let (server, sha256) = worked().await;
    let mut bytes = jpeg(40);
    bytes[100] ^= 1;
    server.app.photos.put(Rendition::Original, &sha256, Bytes::from(bytes)).await.unwrap();
    let (wrong, _) = looked_over(&server.app.store, &server.app.photos).await;
    assert_eq!(wrong, [format!("photo {sha256}: its bytes are not those it is named after")]);
}

#[tokio::test]
async fn a_photo_of_a_ticket_that_its_row_does_not_know_is_found() {
    let wrong = found_after("UPDATE ticket_photos SET received = 0 WHERE received = 1").await;
    assert_finds(&wrong, "is received, its row says otherwise");
    assert_finds(&found_after("DELETE FROM ticket_photos WHERE received = 0").await, "no row names its photo");
}

#[tokio::test]
async fn a_lost_event_is_found() {
    assert_finds(&found_after("DELETE FROM events WHERE position = 2").await, "its event at 2 is missing");
    let last = "DELETE FROM events WHERE position = (SELECT MAX(position) FROM events)";
    assert_finds(&found_after(last).await, "its events make another ticket; what differs: ");
    let altered = "UPDATE events SET value = REPLACE(value, '不是我们的', '是我们的')";
    assert_finds(&found_after(altered).await, "its events make another ticket; what differs: events");
    assert_finds(
        &found_after("UPDATE events SET at = at + 1 WHERE position = 1").await,
        "has other columns than it says",
    );
}

#[tokio::test]
async fn what_hangs_on_nothing_is_found() {
    let orphan = "UPDATE applied SET ticket_id = 'nobody' WHERE kind = 'sign' AND accepted = 1";
    let wrong = found_after(orphan).await;
    assert_finds(&wrong, "an accepted command without its ticket: sign ");
    assert_finds(&wrong, "a ticket with another revision than it has accepted commands: RC");
    let wrong = found_after("UPDATE feed SET id = 'nobody' WHERE kind = 'ticket' AND scope = 'unit:D02'").await;
    assert_finds(&wrong, "a ticket in the feed that is not there: nobody in unit:D02");
}

#[tokio::test]
async fn a_doubled_command_is_found() {
    let doubled =
        "INSERT INTO applied (command_id, person_id, device_id, seq, ticket_id, kind, content, accepted, result, at)
                   SELECT 'again', person_id, device_id, seq, ticket_id, kind, content, accepted, result, at
                   FROM applied WHERE kind = 'dispatch'";
    let wrong = found_after(doubled).await;
    assert_finds(&wrong, "a ticket with another revision than it has accepted commands: RC");
    assert_finds(&wrong, "command again on ticket RC");
    let renumbered = "UPDATE applied SET result = REPLACE(result, '\"revision\":3', '\"revision\":9')";
    assert_finds(&found_after(renumbered).await, "it made a revision that the ticket does not have");
}

#[tokio::test]
async fn an_entry_in_the_ledger_of_scores_that_does_not_follow_is_found() {
    let more =
        "INSERT INTO score_entries (serial, cause, source, position, unit, rule, reason, version, points, at, month)
                SELECT 999, cause, source, position, unit, rule, 'reworked', version, -100, at, month
                FROM score_entries WHERE reason = 'signed_in_time'";
    assert_finds(&found_after(more).await, "D01 signing reworked -100 by 1, which does not follow from its events");
}

#[tokio::test]
async fn a_feed_that_shows_too_little_or_too_much_is_found() {
    let hidden = "UPDATE feed SET present = 0 WHERE kind = 'ticket' AND scope = 'all'";
    assert_finds(&found_after(hidden).await, "the feed does not show it in all");
    let shown = "UPDATE feed SET present = 1 WHERE kind = 'ticket' AND scope = 'unit:D01'";
    let wrong = found_after(shown).await;
    assert_finds(&wrong, "the feed shows it in unit:D01");
    assert_finds(&found_after("UPDATE feed_head SET seq = 3").await, "a place in the feed beyond its head: ");
    assert_finds(
        &found_after("UPDATE feed SET serial = 9 WHERE serial = 1").await,
        "another serial number in the feed",
    );
    let unit = "DELETE FROM feed WHERE kind = 'unit' AND id = 'T02'";
    assert_finds(&found_after(unit).await, "a unit that the feed does not show: T02");
}
