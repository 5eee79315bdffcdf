//! PostgreSQL ends at once and comes back, while devices push. The server stays up and goes on by itself.

use reqwest::StatusCode;

use crate::compare::Wrong;
use crate::load::Load;
use crate::place::Running;
use crate::postgres::{Cluster, programs};
use crate::setting::{Setting, devices};
use crate::table;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgres_stops_at_once_and_comes_back() {
    if programs().is_none() {
        println!("skipped: PostgreSQL is not installed");
        return;
    }
    let cluster = Cluster::start("").unwrap();
    let setting = Setting::on_postgres(&cluster.url()).await;
    let mut server = Running::start(setting.serve()).await;
    let mut devices = devices(&server, table::seed(), 4).await;
    let rounds = table::rounds(1);
    let mut wrong = Wrong::default();
    for _ in 0..rounds {
        let load = Load::start(devices, &server.base);
        load.progress(60).await;
        cluster.stop().unwrap();
        let ready = reqwest::get(format!("{}/readyz", server.base)).await.unwrap();
        assert_eq!(ready.status(), StatusCode::SERVICE_UNAVAILABLE);
        assert!(ready.headers().contains_key("retry-after"));
        cluster.run().unwrap();
        load.progress(60).await;
        devices = load.stop().await;
        assert!(server.child.try_wait().unwrap().is_none(), "the server has ended");
        (devices, wrong) = setting.finish(&server, devices).await;
        if !wrong.is_nothing() {
            break;
        }
    }
    table::tell("PostgreSQL stopped at once and started", setting.database(), rounds, &devices, &wrong);
}
