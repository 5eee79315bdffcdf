//! The disk is full. 507, no acknowledgement, reading goes on, and so does writing once there is room.

use crate::device::{Device, Refusal};
use crate::place::Running;
use crate::setting::{Setting, devices};
use crate::small_disk::SmallDisk;
use crate::table;

const DISK: u64 = 3 << 20;
const BALLAST: usize = 2 << 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_databases_disk_is_full() {
    let Some(disk) = SmallDisk::new(DISK) else { return };
    let mut setting = Setting::on_sqlite().await;
    std::fs::copy(setting.place.path().join("x.db"), disk.outside("x.db")).unwrap();
    setting.url = format!("sqlite://{}", SmallDisk::inside("x.db").display());
    setting.found_at = Some(disk.outside("x.db"));
    let serve = setting.serve();
    full(&setting, &disk, serve, "the database's disk is full").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_photos_disk_is_full() {
    let Some(disk) = SmallDisk::new(DISK) else { return };
    let setting = Setting::on_sqlite().await;
    let mut serve = setting.serve();
    serve.env("XIANGHU_PHOTOS", SmallDisk::inside("photos"));
    full(&setting, &disk, serve, "the photos' disk is full").await;
}

async fn full(setting: &Setting, disk: &SmallDisk, serve: std::process::Command, case: &str) {
    let mut server = Running::start(disk.enter(serve)).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    disk.put_ballast(BALLAST);
    for device in &mut devices {
        fill(device, &server).await;
    }
    // Nothing of what was acknowledged is out of sight.
    let mut wrong = setting.compare(&server, &devices).await;
    assert!(server.child.try_wait().unwrap().is_none(), "the server has ended");
    disk.drop_ballast();
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
