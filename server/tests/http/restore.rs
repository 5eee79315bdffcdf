//! Going back in time: backup, loss, restore, and devices that bring back what the backup had missed.

use std::process::Output;

use domain::TicketId;
use domain::outbox::Entry;
use serde_json::{Value, json};
use store::Store;
use tempfile::TempDir;
use uuid::Uuid;

use crate::county::fill;
use crate::device::Device;
use crate::harness::{PASSWORD, jpeg, sha256};
use crate::place::{Place, Running};

/// With the two townships in its database.
async fn place() -> Place {
    let place = Place::new();
    let store = Store::open(&format!("sqlite://{}", place.path().join("x.db").display())).await.unwrap();
    store.migrate(Uuid::now_v7()).await.unwrap();
    fill(&store).await;
    store.close().await;
    place
}

fn succeed(place: &Place, arguments: &[&str]) -> String {
    said(&place.run(arguments), arguments)
}

fn said(output: &Output, arguments: &[&str]) -> String {
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

/// A photo that is like no other.
fn picture(n: u8) -> Vec<u8> {
    let mut bytes = jpeg(n);
    // Anything may follow the end of a JPEG.
    bytes.extend(vec![n; 100_000]);
    bytes
}

#[tokio::test]
async fn devices_send_again_what_a_backup_had_missed_photos_too_and_nothing_is_doubled() {
    let (place, other, backup) = (place().await, Place::new(), TempDir::new().unwrap());
    let folder = backup.path().display().to_string();
    let server = Running::start(place.command(&["serve"])).await;
    let mut grid = Device::sign_in(&server.base, "grid1", PASSWORD).await;
    let mut caller = Device::sign_in(&server.base, "caller2", PASSWORD).await;
    let mut centre = Device::sign_in(&server.base, "centre", PASSWORD).await;

    let early = grid.whistle("备份之前", &[picture(1)]);
    grid.pass(&server.base).await.unwrap();
    succeed(&place, &["backup", &folder]);
    grid.pass(&server.base).await.unwrap();
    assert!(grid.photos.is_empty(), "what a backup has, the device need not keep");

    // All of this is acknowledged, and after the backup.
    grid.save(early, "add_photos", json!({"stage": "other"}), &[picture(2)]);
    let late = grid.whistle("备份之后", &[picture(3), picture(4)]);
    grid.pass(&server.base).await.unwrap();
    let called = caller.whistle("备份之后的哨", &[picture(5)]);
    caller.pass(&server.base).await.unwrap();
    centre.pass(&server.base).await.unwrap();
    centre.save(early, "accept", json!({}), &[]);
    centre.save(late, "accept", json!({}), &[]);
    centre.pass(&server.base).await.unwrap();
    for device in [&grid, &caller, &centre] {
        assert_eq!(device.unsettled(), Vec::<&Entry>::new());
    }
    assert_eq!((grid.photos.len(), caller.photos.len()), (3, 1));
    // And this never reached the server.
    let unsent = grid.whistle("还没有发出", &[picture(6)]);
    let epoch = centre.epoch();
    drop((server, place));

    succeed(&other, &["restore", &folder]);
    succeed(&other, &["check"]);
    let server = Running::start(other.command(&["serve"])).await;
    // The centre comes first, to a ticket that is not there yet and to one that is not as it saw it.
    centre.pass(&server.base).await.unwrap();
    assert_eq!(centre.unsettled().len(), 2);
    for device in [&mut grid, &mut caller, &mut centre] {
        device.pass(&server.base).await.unwrap();
        assert_eq!(device.unsettled(), Vec::<&Entry>::new());
        assert_ne!(device.epoch(), epoch);
    }

    centre.pass(&server.base).await.unwrap();
    let is = |id: TicketId| {
        let ticket = centre.ticket(id).unwrap();
        let photos = ticket.photos.iter().filter(|photo| photo.received).count();
        (ticket.revision, ticket.status.name(), photos)
    };
    assert_eq!(is(early), (3, "awaiting_dispatch", 2));
    assert_eq!(is(late), (2, "awaiting_dispatch", 2));
    assert_eq!(is(called), (1, "received", 1));
    assert_eq!(is(unsent), (1, "received", 1));
    let page: Value = server.get(&centre.token, "/api/v1/tickets?limit=200").await.json().await.unwrap();
    assert_eq!(page["tickets"].as_array().unwrap().len(), 4);
    for (n, token) in (1..=6).map(|n| (n, if n == 5 { &caller.token } else { &grid.token })) {
        let bytes = server.get(token, &format!("/photos/{}", sha256(&picture(n)))).await.bytes().await.unwrap();
        assert_eq!(bytes, picture(n));
    }
    // Each revision by one command, each photo its bytes: nothing is doubled.
    assert!(succeed(&other, &["check"]).contains("nothing is wrong"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_taken_under_load_is_one_moment_of_database_and_photos() {
    let (place, other, backup) = (place().await, Place::new(), TempDir::new().unwrap());
    let folder = backup.path().display().to_string();
    let server = Running::start(place.command(&["serve"])).await;
    let base = server.base.clone();
    let (stop, stopped) = tokio::sync::watch::channel(false);
    let mut devices = Vec::new();
    for n in 1_u8..=3 {
        let (base, stopped) = (base.clone(), stopped.clone());
        devices.push(tokio::spawn(async move {
            let mut device = Device::sign_in(&base, ["grid1", "grid2", "team1"][usize::from(n) - 1], PASSWORD).await;
            let mut made = 0;
            while !*stopped.borrow() {
                device.whistle("边备份边上报", &[picture(n * 64 + made % 64)]);
                device.pass(&base).await.unwrap();
                made += 1;
            }
        }));
    }
    let backing = place.command(&["backup", &folder]);
    let output = tokio::task::spawn_blocking(move || {
        let mut backing = backing;
        backing.output().unwrap()
    });
    said(&output.await.unwrap(), &["backup"]);
    succeed(&place, &["check"]);
    stop.send(true).unwrap();
    for device in devices {
        device.await.unwrap();
    }
    succeed(&other, &["restore", &folder]);
    assert!(succeed(&other, &["check"]).contains("nothing is wrong"));
}

#[tokio::test]
async fn a_backup_that_was_cut_short_or_altered_restores_nothing() {
    let (place, other, backup) = (place().await, Place::new(), TempDir::new().unwrap());
    let folder = backup.path().display().to_string();
    succeed(&place, &["backup", &folder]);
    let file = backup.path().join("database.jsonl");
    let whole = std::fs::read_to_string(&file).unwrap();
    let (short, _) = whole.trim_end().rsplit_once('\n').unwrap();
    for damaged in [short.to_owned(), whole[..whole.len() / 2].to_owned(), whole.replacen("grid1", "grid9", 1)] {
        std::fs::write(&file, damaged).unwrap();
        let output = other.run(&["restore", &folder]);
        assert!(!output.status.success());
        assert!(String::from_utf8_lossy(&output.stderr).contains("backup"), "{output:?}");
    }
    assert!(!other.path().join("photos/photos").exists(), "photos were copied");
    std::fs::write(&file, whole).unwrap();
    succeed(&other, &["restore", &folder]);
    succeed(&other, &["check"]);
}

#[tokio::test]
async fn a_check_ends_with_1_and_says_what_is_wrong() {
    let place = place().await;
    let server = Running::start(place.command(&["serve"])).await;
    let mut grid = Device::sign_in(&server.base, "grid1", PASSWORD).await;
    grid.whistle("井盖", &[picture(7)]);
    grid.pass(&server.base).await.unwrap();
    assert!(succeed(&place, &["check"]).contains("1 photos against their names\nnothing is wrong"));
    let name = sha256(&picture(7));
    std::fs::remove_file(place.path().join(format!("photos/photos/{}/{name}", &name[..2]))).unwrap();
    let output = place.run(&["check"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains(&format!("wrong: photo {name}: it was received, but is not there")), "{said}");
}

#[test]
fn a_replicas_confirmation_is_told_to_devices_and_never_goes_back() {
    let place = Place::new();
    succeed(&place, &["migrate"]);
    let noted = |at: &str| succeed(&place, &["backup-noted", "--at", at]);
    assert!(noted("2026-11-23T08:00:00+08:00").contains("2026-11-23T00:00:00Z"));
    assert!(noted("2026-11-22T08:00:00+08:00").contains("2026-11-23T00:00:00Z"));
    assert!(!place.run(&["backup-noted", "--at", "9999-01-01T00:00:00Z"]).status.success());
}

#[tokio::test]
async fn a_database_brought_back_from_a_replica_gets_another_epoch_by_command() {
    let place = place().await;
    let epoch = async || {
        let server = Running::start(place.command(&["serve"])).await;
        let mut device = Device::sign_in(&server.base, "grid1", PASSWORD).await;
        device.pass(&server.base).await.unwrap();
        device.epoch()
    };
    let before = epoch().await;
    succeed(&place, &["new-epoch"]);
    assert_ne!(epoch().await, before);
}
