//! Another process holds the database's one writer. Whoever writes is answered within a bounded time and comes back.

use std::time::{Duration, Instant};

use reqwest::StatusCode;
use sqlx::{AnyConnection, Connection as _, Executor as _};
use tokio::task::JoinSet;

use crate::compare::Wrong;
use crate::device::Refusal;
use crate::place::Running;
use crate::setting::{Setting, devices, shared_cluster};
use crate::table;

/// Longest that anybody waits for the word that the database is busy.
const BOUND: Duration = Duration::from_secs(15);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_holds_the_writer_of_sqlite() {
    hold(&Setting::on_sqlite().await, &["BEGIN IMMEDIATE"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_process_holds_the_head_of_the_feed_on_postgres() {
    let Some(cluster) = shared_cluster() else { return };
    hold(&Setting::on_postgres(&cluster).await, &["BEGIN", "SELECT seq FROM feed_head FOR UPDATE"]).await;
}

async fn hold(setting: &Setting, statements: &[&'static str]) {
    let server = Running::start(setting.serve()).await;
    let mut devices = devices(&server, table::seed(), 16).await;
    // A round lasts as long as the wait.
    let rounds = table::rounds(1).div_ceil(5);
    let mut wrong = Wrong::default();
    for _ in 0..rounds {
        let mut other = AnyConnection::connect(&setting.url).await.unwrap();
        for statement in statements {
            other.execute(*statement).await.unwrap();
        }
        let mut pushes = JoinSet::new();
        for mut device in devices {
            let base = server.base.clone();
            device.make();
            device.whistle_with_photo();
            pushes.spawn(async move {
                let begun = Instant::now();
                let pushed = device.push(&base).await;
                assert!(begun.elapsed() < BOUND, "an answer after {:?}", begun.elapsed());
                assert!(
                    matches!(pushed, Err(Refusal::Later | Refusal::Said { status: 503, says_when: true, .. })),
                    "{pushed:?}"
                );
                device
            });
        }
        let read = server.get(&setting.centre, "/api/v1/tickets").await;
        assert_eq!(read.status(), StatusCode::OK, "reading goes on");
        devices = pushes.join_all().await;
        other.close().await.unwrap();
        (devices, wrong) = setting.finish(&server, devices).await;
        if !wrong.is_nothing() {
            break;
        }
    }
    table::tell("another process holds the writer", setting.database(), rounds, &devices, &wrong);
}
