//! The power fails: what was not synced is gone. What `kill -9` leaves in the system's memory, this takes.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::compare::Wrong;
use crate::device::Device;
use crate::disk_log::Disk;
use crate::load::{DEADLINE, Load};
use crate::place::Running;
use crate::setting::{Setting, devices};
use crate::strace::{self, Syncs};
use crate::table;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_power_fails_on_sqlite() {
    if !strace::is_allowed() {
        return;
    }
    let (mut setting, mut disk) = on_a_disk().await;
    let server = Running::start(serve(&setting, &disk)).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    drop(server);
    let rounds = table::rounds(1);
    let mut wrong = Wrong::default();
    for round in 1..=rounds {
        (disk, devices) = cut(&setting, &disk, devices, Syncs::Real).await;
        setting.url = format!("sqlite://{}", disk.join("x.db").display());
        let server = Running::start(serve(&setting, &disk)).await;
        wrong = setting.compare(&server, &devices).await;
        if wrong.is_nothing() {
            (devices, wrong) = setting.finish(&server, devices).await;
        }
        if !wrong.is_nothing() {
            println!("round {round}");
            break;
        }
    }
    table::tell("the power fails", setting.database(), rounds, &devices, &wrong);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_disk_that_only_says_it_has_synced_is_noticed() {
    if !strace::is_allowed() {
        return;
    }
    let (setting, disk) = on_a_disk().await;
    let server = Running::start(serve(&setting, &disk)).await;
    let devices = devices(&server, table::seed(), 2).await;
    drop(server);
    let (disk, devices) = cut(&setting, &disk, devices, Syncs::Pretended).await;
    let server = Running::start(serve(&setting, &disk)).await;
    let wrong = setting.compare(&server, &devices).await;
    assert!(!wrong.lost.is_empty() && !wrong.photos_lost.is_empty(), "{wrong:?}");
}

/// A setting whose files stand in a folder of their own.
async fn on_a_disk() -> (Setting, PathBuf) {
    let mut setting = Setting::on_sqlite().await;
    let disk = setting.place.path().join("disk");
    std::fs::create_dir_all(disk.join("photos")).unwrap();
    std::fs::rename(setting.place.path().join("x.db"), disk.join("x.db")).unwrap();
    setting.url = format!("sqlite://{}", disk.join("x.db").display());
    (setting, disk)
}

fn serve(setting: &Setting, disk: &Path) -> Command {
    let mut serve = setting.serve();
    serve.env("DATABASE_URL", format!("sqlite://{}", disk.join("x.db").display()));
    serve.env("XIANGHU_PHOTOS", disk.join("photos"));
    serve
}

/// Serves from a disk until the power fails under load. Returns what is left of it, in a new folder.
async fn cut(setting: &Setting, disk: &Path, devices: Vec<Device>, syncs: Syncs) -> (PathBuf, Vec<Device>) {
    let mut kept = Disk::read(disk);
    let log = disk.with_extension("log");
    let mut server = Running::start(strace::disk_log(serve(setting, disk), &log, syncs)).await;
    let load = Load::start(devices, &server.base);
    load.progress(60).await;
    server.child.kill().unwrap();
    server.child.wait().unwrap();
    let devices = load.stop().await;
    kept.replay(&whole(&log, server.child.id()).await);
    let left = disk.with_file_name(uuid::Uuid::new_v4().to_string());
    kept.leave(&left);
    (left, devices)
}

/// The log, once it tells of the end of its process.
async fn whole(log: &Path, process: u32) -> String {
    let end = format!("{process} +++ killed by SIGKILL +++");
    let read = async {
        loop {
            let text = std::fs::read_to_string(log).unwrap();
            if text.lines().last().is_some_and(|line| line.split_whitespace().eq(end.split_whitespace())) {
                return text;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(DEADLINE, read).await.expect("a log with an end")
}
