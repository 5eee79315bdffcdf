//! The command centre at work: supervisors and devices hold streams and pull what they are woken for, while people whistle and
//! the board is opened anew all the time. Then somebody searches it.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use anyhow::Context as _;
use futures::future::try_join_all;
use serde_json::Value;
use server::clock::new_id;
use server::router::router;
use sqlx::Row as _;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;
use tokio::sync::mpsc::{self, UnboundedSender};

use crate::board::{rows, searches};
use crate::ground::{Ground, command, whistle};
use crate::pairs::median;
use crate::wake;

const SUPERVISORS: usize = 31;
const WHISTLES: usize = 100;
/// Between two whistles, and between two openings of the board.
const EVERY: Duration = Duration::from_millis(250);
const BOARD_EVERY: Duration = Duration::from_millis(100);
/// Longer than anything that still counts as live.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody with a stream, who pulls on each wake.
struct Viewer {
    http: reqwest::Client,
    address: SocketAddr,
    token: String,
    cursor: String,
}

impl Viewer {
    /// Says which tickets it has got, each time with its number.
    async fn watch(mut self, mut socket: TcpStream, number: usize, got: UnboundedSender<(usize, String)>) {
        let mut buffer = [0; 4096];
        while let Ok(read @ 1..) = socket.read(&mut buffer).await {
            if wake::count(&buffer[..read]) == 0 {
                continue;
            }
            let Ok(tickets) = self.pull().await else { return };
            for ticket in tickets {
                let _ = got.send((number, ticket));
            }
        }
    }

    async fn pull(&mut self) -> anyhow::Result<Vec<String>> {
        let mut tickets = Vec::new();
        loop {
            let url = format!("http://{}/sync/v1/pull?cursor={}&limit=200", self.address, self.cursor);
            let page: Value = self.http.get(url).bearer_auth(&self.token).send().await?.json().await?;
            page["cursor"].as_str().context("no cursor")?.clone_into(&mut self.cursor);
            let changes = page["changes"].as_array().cloned().unwrap_or_default();
            tickets.extend(
                changes
                    .iter()
                    .filter(|change| change["type"] == "ticket")
                    .filter_map(|change| change["id"].as_str().map(str::to_owned)),
            );
            if page["more"] != true {
                return Ok(tickets);
            }
        }
    }
}

/// A cursor of whoever has everything up to now: to pull a million tickets is not what is measured.
async fn cursor(ground: &Ground, token: &str) -> anyhow::Result<String> {
    let url = ground.url("/sync/v1/pull?limit=1");
    let page: Value = ground.http.get(url).bearer_auth(token).send().await?.json().await?;
    let parts: Vec<&str> = page["cursor"].as_str().unwrap_or_default().splitn(3, '.').collect();
    let [epoch, _, scopes] = parts[..] else { anyhow::bail!("no cursor: {page}") };
    let head: i64 = sqlx::query("SELECT seq FROM feed_head").fetch_one(&ground.pool).await?.try_get("seq")?;
    Ok(format!("{epoch}.{head}.{scopes}"))
}

pub async fn run(ground: &Ground, tickets: usize, devices: usize) -> anyhow::Result<()> {
    let supervisor = ground.sign_in(&ground.supervisor).await?;
    let callers = try_join_all(ground.callers.iter().map(|caller| ground.sign_in(caller))).await?;
    let (got, mut told) = mpsc::unbounded_channel();
    let mut cursors = HashMap::new();
    for number in 0..SUPERVISORS + devices {
        let token = if number < SUPERVISORS { &supervisor } else { &callers[number % callers.len()] };
        if !cursors.contains_key(token) {
            cursors.insert(token, cursor(ground, token).await?);
        }
        let viewer = Viewer {
            http: ground.http.clone(),
            address: ground.address,
            token: token.clone(),
            cursor: cursors[token].clone(),
        };
        tokio::spawn(viewer.watch(wake::open(ground.address, token).await?, number, got.clone()));
    }
    let routes = router(ground.app.clone());
    let board = async {
        let mut times = Vec::new();
        loop {
            let begun = Instant::now();
            if times.len() == WHISTLES * 2 {
                return anyhow::Ok(times);
            }
            rows(ground, &routes, &supervisor, "/api/v1/tickets?limit=50&status=received").await?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
            tokio::time::sleep(BOARD_EVERY.saturating_sub(begun.elapsed())).await;
        }
    };
    let whistles = async {
        let (mut centre, mut township) = (Vec::new(), Vec::new());
        for n in 0..WHISTLES {
            let (ticket, caller) = (new_id(), n % callers.len());
            let begun = Instant::now();
            ground.send(&callers[caller], &[command(ticket, n + 1, whistle(n))]).await?;
            let theirs = (SUPERVISORS..SUPERVISORS + devices).filter(|number| number % callers.len() == caller).count();
            let (mut last_of_centre, mut heard) = (0.0, 0);
            while heard < SUPERVISORS + theirs {
                let (number, id) = tokio::time::timeout(PATIENCE, told.recv()).await?.context("the streams ended")?;
                if id == ticket.to_string() {
                    heard += 1;
                    if number < SUPERVISORS {
                        last_of_centre = begun.elapsed().as_secs_f64() * 1000.0;
                    }
                }
            }
            centre.push(last_of_centre);
            township.push(begun.elapsed().as_secs_f64() * 1000.0);
            tokio::time::sleep(EVERY.saturating_sub(begun.elapsed())).await;
        }
        anyhow::Ok((centre, township))
    };
    let (board, (centre, township)) = futures::future::try_join(board, whistles).await?;
    println!(
        "| tickets ({}) | devices | first rows, server's time | a whistle at the last of {SUPERVISORS} supervisors | at the last device of its township |
|---|---|---|---|---|",
        ground.database()
    );
    let said = |times: &[f64]| {
        let mut sorted = times.to_vec();
        sorted.sort_by(f64::total_cmp);
        let p95 = sorted[sorted.len() * 95 / 100];
        format!("{:.1} ms; p95 {p95:.1}; worst {:.1}", median(times), sorted[sorted.len() - 1])
    };
    println!("| {tickets} | {devices} | {} | {} | {} |", said(&board), said(&centre), said(&township));
    searches(ground, &supervisor, &callers[0]).await
}
