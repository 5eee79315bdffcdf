//! The disk is full. 507, no acknowledgement, reading goes on, and so does writing once there is room.

use std::path::PathBuf;
use std::process::Command;

use crate::device::{Device, Refusal};
use crate::place::Running;
use crate::postgres::{Cluster, programs};
use crate::setting::{Setting, devices};
use crate::small_disk::{SmallDisk, Tablespace};
use crate::table;

const DISK: u64 = 3 << 20;
const BALLAST: usize = 2 << 20;
/// An empty database of PostgreSQL's takes 8 MB.
const POSTGRES_DISK: u64 = 20 << 20;
const POSTGRES_BALLAST: usize = 10 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_databases_disk_is_full() {
    let Some(disk) = SmallDisk::new(DISK) else { return };
    let mut setting = Setting::on_sqlite().await;
    std::fs::copy(setting.place.path().join("x.db"), disk.outside("x.db")).unwrap();
    setting.url = format!("sqlite://{}", SmallDisk::inside("x.db").display());
    setting.found_at = Some(disk.outside("x.db"));
    let serve = setting.serve();
    full(&setting, disk.enter(serve), &ballast(disk.outside("ballast"), BALLAST), "the database's disk is full").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_disk_of_postgres_is_full() {
    if programs().is_none() {
        println!("skipped: PostgreSQL is not installed");
        return;
    }
    let cluster = Cluster::start("").unwrap();
    let Some(disk) = Tablespace::new(&cluster.url(), POSTGRES_DISK).await else { return };
    let setting = Setting::on_postgres(&cluster.url()).await;
    disk.take_in(&cluster.url(), &setting.url).await;
    let serve = setting.serve();
    full(&setting, serve, &ballast(disk.path("ballast"), POSTGRES_BALLAST), "the database's disk is full").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_photos_disk_is_full() {
    let Some(disk) = SmallDisk::new(DISK) else { return };
    let setting = Setting::on_sqlite().await;
    let mut serve = setting.serve();
    serve.env("XIANGHU_PHOTOS", SmallDisk::inside("photos"));
    full(&setting, disk.enter(serve), &ballast(disk.outside("ballast"), BALLAST), "the photos' disk is full").await;
}

/// A file that takes up room until it is taken away.
struct Ballast {
    path: PathBuf,
    bytes: usize,
}

fn ballast(path: PathBuf, bytes: usize) -> Ballast {
    Ballast { path, bytes }
}

async fn full(setting: &Setting, serve: Command, ballast: &Ballast, case: &str) {
    let mut server = Running::start(serve).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    std::fs::write(&ballast.path, vec![0; ballast.bytes]).unwrap();
    for device in &mut devices {
        fill(device, &server).await;
    }
    // Nothing of what was acknowledged is out of sight.
    let mut wrong = setting.compare(&server, &devices).await;
    assert!(server.child.try_wait().unwrap().is_none(), "the server has ended");
    std::fs::remove_file(&ballast.path).unwrap();
    if wrong.is_nothing() {
        (devices, wrong) = setting.finish(&server, devices).await;
    }
    table::tell(case, setting.database(), 1, &devices, &wrong);
}

/// Works until the disk is full.
async fn fill(device: &mut Device, server: &Running) {
    loop {
        device.make();
        device.whistle_with_photo();
        match device.pass(&server.base).await {
            Ok(()) => {}
            Err(Refusal::Said { status: 507, code, .. }) if code == "storage.full" => return,
            Err(other) => panic!("{other:?}"),
        }
    }
}
