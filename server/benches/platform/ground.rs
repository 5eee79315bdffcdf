//! What the rows share: a server in this process, a client of it, and a bare connection to the same database.

use std::net::SocketAddr;

use domain::command::Whistle;
use domain::ticket::Context;
use domain::{Directory, Person, PersonId, Role, Ticket, TicketId, Unit, UnitKind};
use jiff::Timestamp;
use serde_json::{Value, json};
use server::auth::Passwords;
use server::clock::{new_id, system};
use server::config::Origin;
use server::photo_store::PhotoStore;
use server::pwa::Site;
use server::router::router;
use server::state::App;
use sqlx::AnyPool;
use store::Store;
use tempfile::TempDir;
use uuid::Uuid;

const PASSWORD: &str = "correct horse battery";

pub struct Ground {
    pub http: reqwest::Client,
    pub address: SocketAddr,
    /// A caller's session.
    pub token: String,
    /// A bare connection.
    pub pool: AnyPool,
    pub app: App,
    /// A caller of each township, T01 to T22.
    pub callers: Vec<Person>,
    /// The one of T01.
    pub caller: Person,
    pub supervisor: Person,
    pub folder: TempDir,
    pub is_sqlite: bool,
}

fn unit(code: &str, kind: UnitKind) -> Unit {
    Unit::new(new_id(), code.into(), &format!("单位{code}"), kind)
}

/// A whistle as people write them.
pub fn whistle(n: usize) -> Value {
    json!({
        "description": format!("人行道井盖破损，夜间有坠落危险，编号 {n}"),
        "place": {"lat": 37.17 + n as f64 / 1e6, "lon": 122.42, "accuracy_m": 8.0, "source": "gps"},
        "address": "崖头街道青山路 12 号门前",
    })
}

/// The command that opens this ticket with that whistle.
pub fn command(ticket: Uuid, seq: usize, body: Value) -> Value {
    json!({
        "command_id": new_id(), "seq": seq, "ticket_id": ticket, "kind": "whistle",
        "captured_at": system()(), "based_on": null, "body": body,
    })
}

/// A push of these commands.
pub fn batch(commands: &[Value]) -> Value {
    json!({"protocol": 1, "batch_id": new_id(), "device_id": new_id(), "commands": commands})
}

impl Ground {
    pub async fn start() -> anyhow::Result<Self> {
        let folder = TempDir::new_in(std::env::current_dir()?.join("target").canonicalize().unwrap_or(".".into()))?;
        let sqlite = format!("sqlite://{}", folder.path().join("bench.db").display());
        let url = std::env::var("DATABASE_URL").unwrap_or(sqlite);
        let store = Store::open(&url).await?;
        store.migrate(new_id()).await?;
        let pool = sqlx::any::AnyPoolOptions::new()
            .max_connections(1)
            .after_connect(|connection, _| {
                Box::pin(async move {
                    // The same durability as ours; PostgreSQL has it by default and does not know the words.
                    let _ = sqlx::query("PRAGMA synchronous = FULL").execute(&mut *connection).await;
                    let _ = sqlx::query("PRAGMA busy_timeout = 60000").execute(&mut *connection).await;
                    Ok(())
                })
            })
            .connect(&url)
            .await?;
        let hash = Passwords::default().hash(PASSWORD.into()).await.map_err(|_| anyhow::anyhow!("no hash"))?;
        let units: Vec<_> = (1..=22).map(|n| unit(&format!("T{n:02}"), UnitKind::Township)).collect();
        let (lead, centre) = (unit("D01", UnitKind::Department), unit("C00", UnitKind::Centre));
        let person = |role: Role, unit: &Unit| {
            let id = PersonId(new_id());
            Person { id, username: format!("bench-{id}"), name: role.as_str().to_owned(), role, unit: unit.clone() }
        };
        let callers: Vec<_> = units.iter().map(|unit| person(Role::Caller, unit)).collect();
        let (caller, supervisor) = (callers[0].clone(), person(Role::Supervisor, &centre));
        let mut tx = store.write().await?;
        for unit in units.iter().chain([&lead, &centre]) {
            tx.add_unit(unit).await?;
        }
        for person in callers.iter().chain([&supervisor]) {
            tx.add_person(person, &hash, system()()).await?;
        }
        tx.commit().await?;
        let site = folder.path().join("site");
        std::fs::create_dir_all(&site)?;
        std::fs::write(site.join("build.json"), r#"{"build":"bench","files":[]}"#)?;
        let photos = PhotoStore::open(&folder.path().join("photos").display().to_string())?;
        let app = App::new(store, photos, Site::open(&site)?, Origin::default(), system()).await?;
        tokio::spawn(server::waker::watch(app.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        let is_sqlite = url.starts_with("sqlite");
        let http = reqwest::Client::new();
        let token = String::new();
        let mut ground = Self { http, address, token, pool, app, callers, caller, supervisor, folder, is_sqlite };
        ground.token = ground.sign_in(&ground.caller).await?;
        Ok(ground)
    }

    pub fn database(&self) -> &'static str {
        if self.is_sqlite { "SQLite" } else { "PostgreSQL" }
    }

    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    pub async fn sign_in(&self, person: &Person) -> anyhow::Result<String> {
        let body = json!({"username": person.username, "password": PASSWORD});
        let opened: Value = self.http.post(self.url("/api/v1/sessions")).json(&body).send().await?.json().await?;
        Ok(opened["token"].as_str().unwrap_or_default().to_owned())
    }

    /// Pushes whistles and sees to it that each is accepted.
    pub async fn push(&self, whistles: impl IntoIterator<Item = Value>) -> anyhow::Result<()> {
        let commands: Vec<Value> =
            whistles.into_iter().enumerate().map(|(n, body)| command(new_id(), n + 1, body)).collect();
        self.send(&self.token, &commands).await
    }

    /// Pushes commands and sees to it that each is accepted.
    pub async fn send(&self, token: &str, commands: &[Value]) -> anyhow::Result<()> {
        let wanted = commands.len();
        let request = self.http.post(self.url("/sync/v1/push")).bearer_auth(token).json(&batch(commands));
        let pushed: Value = request.send().await?.json().await?;
        let results = pushed["results"].as_array().cloned().unwrap_or_default();
        let accepted = results.iter().filter(|result| result["outcome"] == "accepted").count();
        anyhow::ensure!(accepted == wanted, "not all were accepted: {pushed}");
        Ok(())
    }

    /// A new ticket of the caller's, as the desk would open it.
    pub fn ticket(&self, n: usize, number: &str) -> anyhow::Result<Ticket> {
        let (whistle, directory): (Whistle, _) = (serde_json::from_value(whistle(n))?, Directory::default());
        let now: Timestamp = self.app.now();
        let context = Context { actor: &self.caller, now, directory: &directory };
        Ticket::open(TicketId(new_id()), &whistle, now, Some(number.to_owned()), context)
            .map_err(|refusal| anyhow::anyhow!("{refusal:?}"))
    }
}
