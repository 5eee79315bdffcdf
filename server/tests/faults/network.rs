//! Devices behind a network that delays, cuts, stalls and repeats.

use crate::compare::Wrong;
use crate::load::{DEADLINE, Load};
use crate::place::Running;
use crate::proxy::Proxy;
use crate::setting::{Setting, devices, shared_cluster};
use crate::table;

/// Connections with a fault in one round.
const FAULTS: u64 = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_cut_stalled_and_repeated_requests_on_sqlite() {
    behind_a_proxy(&Setting::on_sqlite().await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn slow_cut_stalled_and_repeated_requests_on_postgres() {
    let Some(cluster) = shared_cluster() else { return };
    behind_a_proxy(&Setting::on_postgres(&cluster).await).await;
}

async fn behind_a_proxy(setting: &Setting) {
    let server = Running::start(setting.serve()).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    for device in &mut devices {
        device.goes_on_a_bad_network();
    }
    let rounds = table::rounds(1);
    let mut wrong = Wrong::default();
    for round in 0..rounds {
        let address = server.base.trim_start_matches("http://").to_owned();
        let mut proxy = Proxy::start(address, table::seed().wrapping_mul(1000) + round).await;
        let load = Load::start(devices, &proxy.base);
        let met = tokio::time::timeout(DEADLINE, proxy.faults.wait_for(|faults| *faults >= FAULTS)).await.is_ok();
        assert!(met, "the devices have stopped");
        (devices, wrong) = setting.finish(&server, load.stop().await).await;
        if !wrong.is_nothing() {
            break;
        }
    }
    table::tell("slow, cut, stalled and repeated connections", setting.database(), rounds, &devices, &wrong);
}
