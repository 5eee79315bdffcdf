//! Every so-many-th sync of the disk fails. Nothing is acknowledged on top of it, and the server goes on.

use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use crate::device::Device;
use crate::load::Load;
use crate::place::Running;
use crate::setting::{Setting, devices};
use crate::strace::{self, Syncs};
use crate::table;

/// Syncs of a thread that succeed first.
const FIRST: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_acknowledged_after_a_failed_sync() {
    if !strace::is_allowed() {
        return;
    }
    let setting = Setting::on_sqlite().await;
    let log = setting.place.path().join("syncs");
    let server = Running::start(strace::failing_syncs(setting.serve(), &log, FIRST, 7)).await;
    let mut device = Device::sign_in(&server, "grid1", table::seed()).await;
    // One request at a time, so that each knows its own syncs.
    let mut acknowledged = Vec::new();
    while acknowledged.len() < 20 {
        if device.is_through() {
            device.make();
            device.whistle_with_photo();
        }
        for photos in [false, true] {
            let (before, from) = (device.acknowledged(), now());
            let _ = if photos { device.upload(&server.base).await } else { device.push(&server.base).await };
            if device.acknowledged() > before {
                acknowledged.push((from, now()));
            }
        }
    }
    let failed = failed(&log);
    assert!(!failed.is_empty(), "no sync has failed");
    for (from, until) in acknowledged {
        let under_it: Vec<_> = failed.iter().filter(|(at, _)| (from..until).contains(at)).collect();
        assert!(under_it.is_empty(), "acknowledged after {under_it:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn syncs_fail_under_load_and_the_server_goes_on() {
    if !strace::is_allowed() {
        return;
    }
    let setting = Setting::on_sqlite().await;
    let rounds = table::rounds(1);
    let log = setting.place.path().join("syncs");
    let mut server = Running::start(setting.serve()).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    let mut wrong = setting.compare(&server, &devices).await;
    for round in 0..rounds {
        drop(server);
        let every = 2 + (table::seed() + round) as usize % 9;
        server = Running::start(strace::failing_syncs(setting.serve(), &log, FIRST, every)).await;
        let load = Load::start(devices, &server.base);
        load.progress(80).await;
        server.child.kill().unwrap();
        server.child.wait().unwrap();
        devices = load.stop().await;
        assert!(!failed(&log).is_empty(), "no sync has failed");
        server = Running::start(setting.serve()).await;
        wrong = setting.compare(&server, &devices).await;
        if wrong.is_nothing() {
            (devices, wrong) = setting.finish(&server, devices).await;
        }
        if !wrong.is_nothing() {
            break;
        }
    }
    table::tell("every n-th sync fails, then kill −9", setting.database(), rounds, &devices, &wrong);
}

/// A commit whose sync had failed stands in the log, and a server that starts anew finds it there; but it may never have
/// reached the disk.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_start_finds_in_the_log_is_written_again_before_anybody_is_told_of_it() {
    if !strace::is_allowed() {
        return;
    }
    let setting = Setting::on_sqlite().await;
    let log = setting.place.path().join("syncs");
    let mut server = Running::start(setting.serve()).await;
    let mut device = Device::sign_in(&server, "grid1", table::seed()).await;
    device.make();
    device.push(&server.base).await.unwrap();
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let server = Running::start(strace::disk_log(setting.serve(), &log, Syncs::Real)).await;
    let calls = std::fs::read_to_string(&log).unwrap();
    let is_synced = calls.lines().any(|call| call.contains("fsync(") && call.contains("x.db>) "));
    assert!(is_synced, "the database's file was not synced");
    assert!(setting.compare(&server, &[device]).await.is_nothing());
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64()
}

/// When a sync failed, and what the log says of it.
fn failed(log: &Path) -> Vec<(f64, String)> {
    let text = std::fs::read_to_string(log).unwrap();
    let failed = text.lines().filter(|line| line.contains("(INJECTED)"));
    failed.map(|line| (line.split_whitespace().nth(1).unwrap().parse().unwrap(), line.to_owned())).collect()
}
