//! The newest 50 of the board, and what should not grow with the number of tickets.

use std::time::Instant;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use server::router::router;
use sqlx::Row as _;
use tower::ServiceExt as _;

use crate::fill;
use crate::ground::{Ground, whistle};
use crate::pairs::{Compared, Unit, compare, median};

/// Measurements at each size.
const TIMES: usize = 41;

/// The server's time, from the request's head to the last byte of the answer, against the SELECT alone on the same
/// database: routes, session, scope and JSON, without the client and the kernel's network.
pub async fn newest(ground: &Ground) -> anyhow::Result<Compared> {
    let routes = router(ground.app.clone());
    let ours = async || rows(ground, &routes, &ground.token, "/api/v1/tickets?limit=50").await;
    let floor = async || {
        let rows = sqlx::query("SELECT value FROM tickets WHERE township = 'T01' ORDER BY serial DESC LIMIT 50")
            .fetch_all(&ground.pool)
            .await?;
        let bytes: usize =
            rows.iter().map(|row| row.try_get::<String, _>("value").map_or(0, |value| value.len())).sum();
        anyhow::ensure!(bytes > 10_000, "the board is empty");
        Ok(())
    };
    compare(Unit::Time, ours, floor).await
}

/// The server alone answers with tickets.
pub async fn rows(ground: &Ground, routes: &Router, token: &str, path: &str) -> anyhow::Result<()> {
    let request = Request::get(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .extension(ConnectInfo(ground.address))
        .body(Body::empty())?;
    let answer = routes.clone().oneshot(request).await?;
    let bytes = to_bytes(answer.into_body(), usize::MAX).await?;
    anyhow::ensure!(bytes.len() > 10_000, "the board is empty");
    Ok(())
}

async fn list(ground: &Ground, token: &str) -> anyhow::Result<()> {
    get(ground, token, "/api/v1/tickets?limit=50").await
}

async fn get(ground: &Ground, token: &str, path: &str) -> anyhow::Result<()> {
    let request = ground.http.get(ground.url(path)).bearer_auth(token);
    let bytes = request.send().await?.error_for_status()?.bytes().await?;
    anyhow::ensure!(bytes.len() > 10_000, "the board is empty");
    Ok(())
}

async fn typical(work: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<f64> {
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let start = Instant::now();
        work().await?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    Ok(median(&times))
}

/// The same operations at each size, and what a ticket takes on disk.
pub async fn growth(sizes: &[usize]) -> anyhow::Result<()> {
    let ground = Ground::start().await?;
    let supervisor = ground.sign_in(&ground.supervisor).await?;
    println!(
        "| tickets ({}) | newest 50, centre | newest 50, township | 50 of a status | page of 200 changes | push of 50 | push of 1 | bytes a ticket |
|---|---|---|---|---|---|---|---|",
        ground.database()
    );
    for &size in sizes {
        fill::up_to(&ground, size).await?;
        let centre = typical(async || list(&ground, &supervisor).await).await?;
        let township = typical(async || list(&ground, &ground.token).await).await?;
        let status =
            typical(async || get(&ground, &supervisor, "/api/v1/tickets?limit=50&status=handling").await).await?;
        let page = typical(async || get(&ground, &supervisor, "/sync/v1/pull?limit=200").await).await?;
        let fifty = typical(async || ground.push((0..50).map(whistle)).await).await?;
        let one = typical(async || ground.push([whistle(1)]).await).await?;
        let bytes = fill::bytes_on_disk(&ground).await? / size as u64;
        println!(
            "| {size} | {centre:.2} ms | {township:.2} ms | {status:.2} ms | {page:.2} ms | {fifty:.2} ms | {one:.2} ms | {bytes} |"
        );
    }
    Ok(())
}
