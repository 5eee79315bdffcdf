//! The newest 50 of the board, and what should not grow with the number of tickets.

use std::time::Instant;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
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
    anyhow::ensure!(answer(ground, routes, token, path).await?.len() > 10_000, "the board is empty");
    Ok(())
}

async fn answer(ground: &Ground, routes: &Router, token: &str, path: &str) -> anyhow::Result<Bytes> {
    let request = Request::get(path)
        .header(header::AUTHORIZATION, format!("Bearer {token}"))
        .extension(ConnectInfo(ground.address))
        .body(Body::empty())?;
    let answer = routes.clone().oneshot(request).await?;
    anyhow::ensure!(answer.status().is_success(), "{path}: {}", answer.status());
    Ok(to_bytes(answer.into_body(), usize::MAX).await?)
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

/// Words as people look for them: in every ticket, in one of two thousand, a number, and in none although its pieces are.
const SEARCHES: [(&str, &str); 5] = [
    ("two characters of every ticket", "井盖"),
    ("a number of one in 2 000", "1234"),
    ("a ticket's number", "F-0000001999"),
    ("two characters of none", "路灯"),
    ("characters of all, together in none", "盖人行"),
];

/// What the server takes to find the newest 50 for somebody of the centre and somebody of a township.
pub async fn searches(ground: &Ground, centre: &str, township: &str) -> anyhow::Result<()> {
    println!("| looked for ({}) | centre | township |\n|---|---|---|", ground.database());
    let routes = router(ground.app.clone());
    for (what, words) in SEARCHES {
        let path = format!("/api/v1/tickets?limit=50&q={}", percent_encode(words));
        let taken = async |token| typical(async || answer(ground, &routes, token, &path).await.map(drop)).await;
        println!("| {what} | {:.2} ms | {:.2} ms |", taken(centre).await?, taken(township).await?);
    }
    Ok(())
}

fn percent_encode(words: &str) -> String {
    words.bytes().fold(String::new(), |text, byte| text + &format!("%{byte:02X}"))
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
