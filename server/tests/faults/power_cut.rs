//! The power fails: what was not synced is gone. What `kill -9` leaves in the system's memory, this takes.

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::compare::Wrong;
use crate::disk_log::Disk;
use crate::load::{DEADLINE, Load};
use crate::place::Running;
use crate::setting::{Setting, devices};
use crate::{strace, table};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_power_fails_on_sqlite() {
    if !strace::is_allowed() {
        return;
    }
    let mut setting = Setting::on_sqlite().await;
    let (rounds, mut chance) = (table::rounds(1), StdRng::seed_from_u64(table::seed()));
    let folder = setting.place.path().to_owned();
    let mut disk = folder.join("disk0");
    std::fs::create_dir_all(disk.join("photos")).unwrap();
    std::fs::rename(folder.join("x.db"), disk.join("x.db")).unwrap();
    let serve = |setting: &mut Setting, disk: &std::path::Path| {
        setting.url = format!("sqlite://{}", disk.join("x.db").display());
        let mut serve = setting.serve();
        serve.env("XIANGHU_PHOTOS", disk.join("photos"));
        serve
    };
    let mut server = Running::start(serve(&mut setting, &disk)).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    let mut wrong = Wrong::default();
    for round in 1..=rounds {
        drop(server);
        let log = folder.join(format!("log{round}"));
        let mut kept = Disk::read(&disk);
        server = Running::start(strace::disk_log(serve(&mut setting, &disk), &log)).await;
        let load = Load::start(devices, &server.base);
        load.progress(chance.random_range(30..100)).await;
        server.child.kill().unwrap();
        let number = server.child.id().to_string();
        server.child.wait().unwrap();
        devices = load.stop().await;
        kept.replay(&whole(&log, &number).await);
        disk = folder.join(format!("disk{round}"));
        kept.leave(&disk);
        std::fs::remove_file(log).unwrap();
        server = Running::start(serve(&mut setting, &disk)).await;
        wrong = setting.compare(&server, &devices).await;
        if wrong.is_nothing() {
            (devices, wrong) = setting.finish(&server, devices).await;
        }
        if !wrong.is_nothing() {
            break;
        }
    }
    table::tell("the power fails: what was not synced is gone", setting.database(), rounds, &devices, &wrong);
}

/// The log, once it tells of the end of its process.
async fn whole(log: &std::path::Path, number: &str) -> String {
    let end = format!("{number} +++ killed by SIGKILL +++");
    let read = async {
        loop {
            let text = std::fs::read_to_string(log).unwrap();
            if text.lines().last().is_some_and(|line| line.split_whitespace().eq(end.split_whitespace())) {
                return text;
            }
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(DEADLINE, read).await.expect("a log with an end")
}
