//! `cargo xtask bench`: the command desk and the board against their floors, in pairs, in the same run.
//!
//! A speed here is a ratio to the same work done bare on the same database. `--tickets N` sets the size of the board
//! (100 000 unless told), `DATABASE_URL` a PostgreSQL database to use instead of a new SQLite file.
#![expect(clippy::disallowed_methods, reason = "a bench measures real time")]

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use domain::command::Whistle;
use domain::ticket::Context;
use domain::{Directory, Person, PersonId, Role, Ticket, TicketId, Unit, UnitKind, Urgency};
use jiff::Timestamp;
use serde_json::{Value, json};
use server::auth::Passwords;
use server::clock::{new_id, system};
use server::config::Origin;
use server::photo_store::PhotoStore;
use server::pwa::Site;
use server::router::router;
use server::state::App;
use sqlx::{AnyPool, Row as _};
use store::Store;
use tempfile::TempDir;

const PASSWORD: &str = "correct horse battery";
const BATCH: usize = 50;
/// Pairs of measurements, interleaved A-B-B-A.
const PAIRS: usize = 12;

struct Bench {
    http: reqwest::Client,
    base: String,
    token: String,
    pool: AnyPool,
    app: App,
    person: Person,
    _folder: TempDir,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    server::cryptography::install();
    let tickets =
        std::env::args().skip_while(|arg| arg != "--tickets").nth(1).and_then(|n| n.parse().ok()).unwrap_or(100_000);
    let bench = Bench::start().await?;
    eprintln!("filling the board with {tickets} tickets …");
    bench.fill(tickets).await?;
    println!("| metric | ours | floor | ratio | target |\n|---|---|---|---|---|");
    let push = compare(async || bench.push().await, async || bench.bare_insert().await).await?;
    let per_second = |time: Duration| format!("{:.0}/s", BATCH as f64 / time.as_secs_f64());
    let ratio = push.floor.as_secs_f64() / push.ours.as_secs_f64();
    println!(
        "| push, {BATCH} whistles per batch | {} | {} | {ratio:.2}× | ≥ 0.5× |",
        per_second(push.ours),
        per_second(push.floor)
    );
    let board = compare(async || bench.newest().await, async || bench.bare_select().await).await?;
    let milliseconds = |time: Duration| format!("{:.2} ms", time.as_secs_f64() * 1000.0);
    let ratio = board.ours.as_secs_f64() / board.floor.as_secs_f64();
    println!(
        "| newest 50 of {tickets} | {} | {} | {ratio:.2}× | ≤ 3× |",
        milliseconds(board.ours),
        milliseconds(board.floor)
    );
    Ok(())
}

/// Medians of both sides.
struct Compared {
    ours: Duration,
    floor: Duration,
}

async fn time(work: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let start = Instant::now();
    work().await?;
    Ok(start.elapsed())
}

async fn compare(
    ours: impl AsyncFn() -> anyhow::Result<()>,
    floor: impl AsyncFn() -> anyhow::Result<()>,
) -> anyhow::Result<Compared> {
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for pair in 0..PAIRS + 2 {
        let (one, other) = if pair % 2 == 0 {
            let one = time(&ours).await?;
            (one, time(&floor).await?)
        } else {
            let other = time(&floor).await?;
            (time(&ours).await?, other)
        };
        // The first two warm up.
        if pair >= 2 {
            a.push(one);
            b.push(other);
        }
    }
    a.sort();
    b.sort();
    Ok(Compared { ours: a[a.len() / 2], floor: b[b.len() / 2] })
}

fn whistle(n: usize) -> Value {
    json!({
        "description": format!("人行道井盖破损，夜间有坠落危险，编号 {n}"),
        "place": {"lat": 37.17 + n as f64 / 1e6, "lon": 122.42, "accuracy_m": 8.0, "source": "gps"},
        "address": "崖头街道青山路 12 号门前",
    })
}

impl Bench {
    async fn start() -> anyhow::Result<Self> {
        let folder = TempDir::new()?;
        let url = std::env::var("DATABASE_URL")
            .unwrap_or_else(|_| format!("sqlite://{}", folder.path().join("bench.db").display()));
        let store = Store::open(&url).await?;
        store.migrate(new_id()).await?;
        let pool = sqlx::any::AnyPoolOptions::new()
            .max_connections(1)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // The same durability as ours; PostgreSQL has it by default and does not know the word.
                    let _ = sqlx::query("PRAGMA synchronous = FULL").execute(&mut *connection).await;
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        let unit = Unit {
            id: new_id(),
            code: "T01".into(),
            name: "崖头街道".into(),
            kind: UnitKind::Township,
            township: None,
        };
        let id = PersonId(new_id());
        let person = Person {
            id,
            username: format!("bench-{id}"),
            name: "网格员".into(),
            role: Role::Caller,
            unit: unit.clone(),
        };
        let hash = Passwords::default().hash(PASSWORD.into()).await.map_err(|_| anyhow::anyhow!("no hash"))?;
        let mut tx = store.write().await?;
        tx.add_unit(&unit).await?;
        tx.add_person(&person, &hash, system()()).await?;
        tx.commit().await?;
        let site = folder.path().join("site");
        std::fs::create_dir_all(&site)?;
        std::fs::write(site.join("build.json"), r#"{"build":"bench","files":[]}"#)?;
        let photos = PhotoStore::open(&folder.path().join("photos").display().to_string())?;
        let app = App::new(store, photos, Site::open(&site)?, Origin::default(), system()).await?;
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let base = format!("http://{}", listener.local_addr()?);
        let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let http = reqwest::Client::new();
        let sign_in = json!({"username": person.username, "password": PASSWORD});
        let opened: Value = http.post(format!("{base}/api/v1/sessions")).json(&sign_in).send().await?.json().await?;
        let token = opened["token"].as_str().unwrap_or_default().to_owned();
        Ok(Self { http, base, token, pool, app, person, _folder: folder })
    }

    async fn fill(&self, tickets: usize) -> anyhow::Result<()> {
        let directory = Directory::default();
        for chunk in (0..tickets).collect::<Vec<_>>().chunks(2000) {
            let mut tx = self.app.store.write().await?;
            for n in chunk {
                tx.insert_ticket(&self.ticket(*n, &directory, &format!("F-{n:08}"))?).await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }

    fn ticket(&self, n: usize, directory: &Directory, number: &str) -> anyhow::Result<Ticket> {
        let whistle: Whistle = serde_json::from_value(whistle(n))?;
        debug_assert_eq!(whistle.urgency, Urgency::Normal);
        let now: Timestamp = self.app.now();
        let context = Context { actor: &self.person, now, directory };
        Ticket::open(TicketId(new_id()), &whistle, now, Some(number.to_owned()), context)
            .map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
    }

    /// Ours: through HTTP, session, rules, record and feed.
    async fn push(&self) -> anyhow::Result<()> {
        let commands: Vec<Value> = (0..BATCH)
            .map(|n| {
                json!({
                    "command_id": new_id(), "seq": n + 1, "ticket_id": new_id(), "kind": "whistle",
                    "captured_at": self.app.now(), "based_on": null, "body": whistle(n),
                })
            })
            .collect();
        let push = json!({"protocol": 1, "batch_id": new_id(), "device_id": new_id(), "commands": commands});
        let request = self.http.post(format!("{}/sync/v1/push", self.base)).bearer_auth(&self.token);
        let pushed: Value = request.json(&push).send().await?.json().await?;
        let accepted = pushed["results"]
            .as_array()
            .map_or(0, |results| results.iter().filter(|r| r["outcome"] == "accepted").count());
        anyhow::ensure!(accepted == BATCH, "not all were accepted: {pushed}");
        Ok(())
    }

    /// The floor: the same rows, by prepared statements, in one transaction of the same durability.
    async fn bare_insert(&self) -> anyhow::Result<()> {
        let directory = Directory::default();
        let mut tx = self.pool.begin().await?;
        for n in 0..BATCH {
            let number = format!("B-{}", new_id());
            let ticket = self.ticket(n, &directory, &number)?;
            let (id, value) = (ticket.id.to_string(), serde_json::to_string(&ticket)?);
            sqlx::query(
                "INSERT INTO tickets (id, serial, number, kind, status, township, co_responsible, reported_by, received_at,
                                      revision, search, value)
                 VALUES ($1, $2, $3, 'township_call', 'received', 'T01', '|', $4, 0, 1, $5, $6)",
            )
            .bind(&id)
            .bind(-(new_id().as_u128() as i64).abs())
            .bind(&number)
            .bind(self.person.id.to_string())
            .bind(&ticket.description)
            .bind(&value)
            .execute(&mut *tx)
            .await?;
            let event = serde_json::to_string(&ticket.events)?;
            sqlx::query("INSERT INTO events (ticket_id, position, at, by_person, value) VALUES ($1, 0, 0, $2, $3)")
                .bind(&id)
                .bind(self.person.id.to_string())
                .bind(event)
                .execute(&mut *tx)
                .await?;
            sqlx::query(
                "INSERT INTO applied (command_id, person_id, device_id, seq, ticket_id, kind, content, accepted, result, at)
                 VALUES ($1, $2, $3, 1, $1, 'whistle', $4, 1, '{}', 0)",
            )
            .bind(&id)
            .bind(self.person.id.to_string())
            .bind(new_id().to_string())
            .bind(&number)
            .execute(&mut *tx)
            .await?;
            for scope in ["all-bare", "person-bare", "unit-bare"] {
                sqlx::query("INSERT INTO feed (scope, kind, id, seq, present) VALUES ($1, 'bare', $2, 0, 1)")
                    .bind(scope)
                    .bind(&id)
                    .execute(&mut *tx)
                    .await?;
            }
        }
        tx.commit().await?;
        Ok(())
    }

    /// Ours: the newest 50 through HTTP, session and scope.
    async fn newest(&self) -> anyhow::Result<()> {
        let request = self.http.get(format!("{}/api/v1/tickets?limit=50", self.base)).bearer_auth(&self.token);
        let bytes = request.send().await?.error_for_status()?.bytes().await?;
        anyhow::ensure!(bytes.len() > 10_000, "the board is empty");
        Ok(())
    }

    /// The floor: the SELECT alone, on the same file.
    async fn bare_select(&self) -> anyhow::Result<()> {
        let rows = sqlx::query("SELECT value FROM tickets WHERE township = 'T01' ORDER BY serial DESC LIMIT 50")
            .fetch_all(&self.pool)
            .await?;
        let bytes: usize =
            rows.iter().map(|row| row.try_get::<String, _>("value").map_or(0, |value| value.len())).sum();
        anyhow::ensure!(bytes > 10_000, "the board is empty");
        Ok(())
    }
}
