//! The real server, asked without a network: router, desk and store over an SQLite file in memory.

use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::{Request, header};
use domain::pass::Answer;
use domain::sync::Push;
use domain::{Item, ItemKind, Person, PersonId, Role, Ticket, TicketId, Unit, UnitKind};
use http_body_util::BodyExt as _;
use jiff::Timestamp;
use server::auth::hash_token;
use server::config::Origin;
use server::photo_store::PhotoStore;
use server::pwa::Site;
use server::router::router;
use server::state::App;
use store::{SessionInfo, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;
use uuid::Uuid;

use crate::chance::Chance;
use crate::faults::Bug;

/// A request as it travels.
#[derive(Clone, Debug)]
pub struct Message {
    pub method: &'static str,
    pub path: String,
    pub token: String,
    pub body: Vec<u8>,
    pub is_json: bool,
}

/// What everybody has at the beginning: a migrated database with people in it.
pub struct Beginning {
    database: Vec<u8>,
    pub people: Vec<Person>,
}

/// Memory where the machine has a folder in memory, else its folder for temporary files.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { TempDir::new_in(memory) } else { TempDir::new() }.expect("a temporary folder")
}

fn units() -> Vec<Unit> {
    let unit = |n: u128, code: &str, kind, township: Option<&str>| Unit {
        id: Uuid::from_u128(n),
        code: code.into(),
        name: format!("单位{code}"),
        kind,
        township: township.map(Into::into),
    };
    vec![
        unit(1, "T01", UnitKind::Township, None),
        unit(2, "T02", UnitKind::Township, None),
        unit(3, "D01", UnitKind::Department, None),
        unit(4, "D02", UnitKind::Department, None),
        unit(5, "C00", UnitKind::Centre, None),
        unit(6, "V01", UnitKind::ServiceTeam, Some("T01")),
    ]
}

fn people() -> Vec<Person> {
    let units = units();
    let roles = [
        (Role::GridWorker, "T01"),
        (Role::GridWorker, "T02"),
        (Role::Caller, "T01"),
        (Role::Specialist, "D01"),
        (Role::Supervisor, "C00"),
        (Role::Caller, "T02"),
        (Role::Specialist, "D02"),
        (Role::GridWorker, "T01"),
        (Role::ServiceTeam, "V01"),
        (Role::Supervisor, "C00"),
    ];
    let person = |(n, (role, code)): (usize, (Role, &str))| Person {
        id: PersonId(Uuid::from_u128(100 + n as u128)),
        username: format!("p{n}"),
        name: format!("第{n}人"),
        role,
        unit: units.iter().find(|unit| unit.code.as_str() == code).cloned().expect("a unit"),
    };
    roles.into_iter().enumerate().map(person).collect()
}

impl Beginning {
    pub async fn make() -> Self {
        let folder = folder();
        let path = folder.path().join("begin.db");
        let store = Store::open(&format!("sqlite://{}", path.display())).await.expect("a database");
        store.migrate(Uuid::from_u128(1)).await.expect("migrations");
        let people = people();
        let mut tx = store.write().await.expect("a transaction");
        for unit in units() {
            tx.add_unit(&unit).await.expect("a unit");
        }
        let item = Item {
            code: "0101".into(),
            name: "上水井盖".into(),
            kind: ItemKind::Component,
            class_name: "公用设施".into(),
            edition: "GBT30428.2-2013".into(),
            lead: Some("D01".into()),
            limit_hours: Some(2),
            common: Some(1),
        };
        tx.add_item(&item).await.expect("an item");
        for person in &people {
            tx.add_person(person, "-", Timestamp::UNIX_EPOCH).await.expect("a person");
        }
        tx.commit().await.expect("a commit");
        store.close().await;
        Self { database: std::fs::read(&path).expect("the database"), people }
    }
}

pub struct Server {
    folder: TempDir,
    app: App,
    router: Router,
    clock: Arc<AtomicI64>,
    backup: Option<Vec<u8>>,
    epochs: u128,
    bug: Option<Bug>,
}

impl Server {
    pub async fn start(beginning: &Beginning, clock: Arc<AtomicI64>, bug: Option<Bug>) -> Self {
        let folder = folder();
        std::fs::write(folder.path().join("1.db"), &beginning.database).expect("the database");
        let site = folder.path().join("site");
        std::fs::create_dir_all(&site).expect("a site");
        std::fs::write(site.join("build.json"), r#"{"build":"b1","files":[]}"#).expect("a site");
        let (app, router) = open(folder.path(), 1, &clock).await;
        Self { folder, app, router, clock, backup: None, epochs: 1, bug }
    }

    fn database(&self) -> PathBuf {
        self.folder.path().join(format!("{}.db", self.epochs))
    }

    /// Stops it and starts it again.
    pub async fn restart(&mut self) {
        self.app.store.close().await;
        (self.app, self.router) = open(self.folder.path(), self.epochs, &self.clock).await;
    }

    /// Makes a backup while it serves.
    pub async fn back_up(&mut self) {
        let mut backup = Vec::new();
        let at = self.app.now();
        self.app.store.dump(&mut backup).await.expect("a backup");
        self.app.store.note_backup(at).await.expect("a note of it");
        self.backup = Some(backup);
    }

    /// Goes back to the last backup, as a server with another epoch. False if there is none.
    pub async fn restore(&mut self) -> bool {
        let Some(backup) = self.backup.clone() else { return false };
        self.app.store.close().await;
        self.epochs += 1;
        let store = Store::open(&format!("sqlite://{}", self.database().display())).await.expect("a database");
        let epoch = Uuid::from_u128(self.epochs);
        store.migrate(epoch).await.expect("migrations");
        store.load(BufReader::new(backup.as_slice()), epoch).await.expect("the backup");
        store.close().await;
        (self.app, self.router) = open(self.folder.path(), self.epochs, &self.clock).await;
        true
    }

    pub fn epoch(&self) -> Uuid {
        self.app.epoch
    }

    pub async fn sign_in(&self, person: PersonId, token: &str) {
        let now = self.app.now();
        let session = SessionInfo {
            id: session_id(token),
            device_name: None,
            created_at: now,
            last_seen: now,
            expires_at: domain::time::after(now, 400 * 86_400),
        };
        let mut tx = self.app.store.write().await.expect("a transaction");
        tx.open_session(person, &hash_token(token), &session).await.expect("a session");
        tx.commit().await.expect("a commit");
    }

    pub async fn end_sessions(&self, person: PersonId) {
        let mut tx = self.app.store.write().await.expect("a transaction");
        tx.end_sessions_of(person, None).await.expect("an end");
        tx.commit().await.expect("a commit");
    }

    pub async fn ticket(&self, id: TicketId) -> Option<Ticket> {
        let ticket = self.app.store.ticket(id).await.expect("a database");
        ticket.map(|ticket| ticket.read().expect("a ticket"))
    }

    /// Whether the record says that this command was accepted; none if there is no record.
    pub async fn applied(&self, id: domain::CommandId) -> Option<bool> {
        let mut tx = self.app.store.write().await.expect("a transaction");
        tx.applied(id).await.expect("a database").map(|applied| applied.accepted)
    }

    /// Answers a message.
    pub async fn answer(&self, message: &Message, chance: &mut Chance) -> Answer {
        let is_push = message.path == "/sync/v1/push";
        if is_push && self.bug == Some(Bug::AcknowledgeBeforeCommit) && chance.one_in(6) {
            return self.answer_beside(message).await;
        }
        let mut answer = ask(&self.router, message).await;
        if is_push && self.bug == Some(Bug::ForgetApplied) && chance.one_in(3) {
            self.forget_applied(message).await;
        }
        if self.bug == Some(Bug::SkipChange)
            && message.path.starts_with("/sync/v1/pull")
            && chance.one_in(4)
            && let Some(mut page) = answer.json::<domain::sync::Pulled>()
        {
            page.changes.pop();
            answer.text = serde_json::to_string(&page).expect("a page");
        }
        answer
    }

    /// Answers a message, whatever bug is planted.
    pub async fn answer_truly(&self, message: &Message) -> Answer {
        ask(&self.router, message).await
    }

    /// The answer of a copy of this server that is then thrown away.
    async fn answer_beside(&self, message: &Message) -> Answer {
        let copy = folder();
        let mut backup = Vec::new();
        self.app.store.dump(&mut backup).await.expect("a backup");
        let store = Store::open(&format!("sqlite://{}", copy.path().join("1.db").display())).await.expect("a database");
        store.migrate(self.epoch()).await.expect("migrations");
        store.load(BufReader::new(backup.as_slice()), self.epoch()).await.expect("the backup");
        store.close().await;
        let site = copy.path().join("site");
        std::fs::create_dir_all(&site).expect("a site");
        std::fs::write(site.join("build.json"), r#"{"build":"b1","files":[]}"#).expect("a site");
        let (app, router) = open(copy.path(), 1, &self.clock).await;
        let answer = ask(&router, message).await;
        app.store.close().await;
        answer
    }

    async fn forget_applied(&self, message: &Message) {
        let push: Push = serde_json::from_slice(&message.body).expect("a push");
        let pool = sqlx::AnyPool::connect(&format!("sqlite://{}", self.database().display())).await.expect("a pool");
        for command in push.commands {
            sqlx::query("DELETE FROM applied WHERE command_id = $1")
                .bind(command.command_id.to_string())
                .execute(&pool)
                .await
                .expect("a deletion");
        }
        pool.close().await;
    }
}

fn session_id(token: &str) -> Uuid {
    let mut bytes = [0; 16];
    token.bytes().rev().zip(&mut bytes).for_each(|(from, to)| *to = from);
    Uuid::from_bytes(bytes)
}

async fn open(folder: &Path, epoch: u128, clock: &Arc<AtomicI64>) -> (App, Router) {
    let address = format!("sqlite://{}", folder.join(format!("{epoch}.db")).display());
    let store = Store::open(&address).await.expect("a database");
    let photos = PhotoStore::open(&folder.join("photos").display().to_string()).expect("a folder");
    let site = Site::open(&folder.join("site")).expect("a site");
    let now = clock.clone();
    let clock = Arc::new(move || Timestamp::from_millisecond(now.load(Ordering::Relaxed)).expect("a time"));
    let app = App::new(store, photos, site, Origin::default(), clock).await.expect("an app");
    let router = router(app.clone());
    (app, router)
}

async fn ask(router: &Router, message: &Message) -> Answer {
    let mut request = Request::builder()
        .method(message.method)
        .uri(&message.path)
        .header(header::AUTHORIZATION, format!("Bearer {}", message.token));
    if message.is_json {
        request = request.header(header::CONTENT_TYPE, "application/json");
    }
    let request = request.body(Body::from(message.body.clone())).expect("a request");
    let response = router.clone().oneshot(request).await.expect("an answer");
    let header = |name: &str| response.headers().get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned);
    let media_type = header("content-type").unwrap_or_default();
    let retry_after = header("retry-after").and_then(|seconds| seconds.parse().ok());
    let photo_complete = header("photo-complete").and_then(|said| said.parse().ok());
    let status = response.status().as_u16();
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    Answer {
        status,
        media_type: media_type.split(';').next().unwrap_or_default().to_owned(),
        retry_after,
        photo_complete,
        text: String::from_utf8_lossy(&bytes).into_owned(),
    }
}
