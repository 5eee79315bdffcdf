//! `kill -9` under load, again and again: at any moment, and at any write or sync of the disk.

use std::time::Duration;

use rand::rngs::StdRng;
use rand::{RngExt as _, SeedableRng as _};

use crate::compare::Wrong;
use crate::device::Device;
use crate::load::{DEADLINE, Load};
use crate::place::Running;
use crate::setting::{Setting, devices, shared_cluster};
use crate::{strace, table};

/// How a server meets its end.
#[derive(Clone, Copy)]
enum End {
    /// At a moment that has nothing to do with what it does.
    AnyMoment,
    /// As it enters a system call that writes to the disk.
    AnyWrite,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_at_any_moment_on_sqlite() {
    kill(&Setting::on_sqlite().await, End::AnyMoment, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_at_any_moment_on_postgres() {
    let Some(cluster) = shared_cluster() else { return };
    kill(&Setting::on_postgres(&cluster).await, End::AnyMoment, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_at_any_write_on_sqlite() {
    if strace::is_allowed() {
        kill(&Setting::on_sqlite().await, End::AnyWrite, 2).await;
    }
}

async fn kill(setting: &Setting, end: End, rounds: u64) {
    let (rounds, mut chance) = (table::rounds(rounds), StdRng::seed_from_u64(table::seed()));
    let mut server = Running::start(setting.serve()).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    let mut wrong = Wrong::default();
    for round in 1..=rounds {
        let (point, load) = match end {
            End::AnyMoment => at_a_moment(&mut server, devices, &mut chance).await,
            End::AnyWrite => {
                drop(server);
                let (calls, most) = strace::WRITES[chance.random_range(0..strace::WRITES.len())];
                let number = chance.random_range(1..=most);
                server = Running::spawn(strace::killed_at(setting.serve(), calls, number));
                let load = Load::start(devices, &server.base);
                ended(&mut server).await;
                (format!("at {calls} number {number}"), load)
            }
        };
        devices = load.stop().await;
        println!("round {round}: killed {point}");
        server = Running::start(setting.serve()).await;
        wrong = setting.compare(&server, &devices).await;
        if wrong.is_nothing() {
            (devices, wrong) = setting.finish(&server, devices).await;
        }
        if !wrong.is_nothing() {
            break;
        }
    }
    let case = match end {
        End::AnyMoment => "kill −9 at any moment",
        End::AnyWrite => "kill −9 at any write or sync",
    };
    table::tell(case, setting.database(), rounds, &devices, &wrong);
}

/// Kills it a moment after so many acknowledgements.
async fn at_a_moment(server: &mut Running, devices: Vec<Device>, chance: &mut StdRng) -> (String, Load) {
    let (acknowledged, moment) = (chance.random_range(20..150), chance.random_range(0..30_000));
    let load = Load::start(devices, &server.base);
    load.progress(acknowledged).await;
    tokio::time::sleep(Duration::from_micros(moment)).await;
    server.child.kill().unwrap();
    ended(server).await;
    (format!("{moment} µs after {acknowledged} acknowledgements"), load)
}

/// Waits until the server is no more.
async fn ended(server: &mut Running) {
    let ended = tokio::time::timeout(DEADLINE, async {
        while server.child.try_wait().unwrap().is_none() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    });
    ended.await.expect("the server was killed");
}
