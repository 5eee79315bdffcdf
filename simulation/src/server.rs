//! The real server, asked without a network: router, desk and store over an SQLite file in memory.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use axum::Router;
use domain::pass::Answer;
use domain::sync::{Pulled, Push};
use domain::{CommandId, PersonId, PhotoHash, Ticket, TicketId};
use jiff::Timestamp;
use server::auth::{SESSION_DAYS, hash_token};
use server::config::Origin;
use server::photo_store::PhotoStore;
use server::pwa::Site;
use server::router::router;
use server::state::App;
use server::{backup, jobs};
use sqlx::any::AnyRow;
use sqlx::{AnyConnection, Connection as _, Row as _};
use store::{SessionInfo, Store};
use uuid::Uuid;

use crate::builds::Build;
use crate::chance::Chance;
use crate::county::County;
use crate::faults::Bug;
use crate::folder::Folder;

pub use crate::message::{Message, ask};

pub struct Server {
    folder: Folder,
    app: App,
    router: Router,
    clock: Arc<AtomicI64>,
    build: Build,
    /// Where its database and its photos are: each restored server has its own.
    place: Place,
    has_backup: bool,
    bug: Option<Bug>,
}

/// Numbers of the database's file and of the photos' folder.
#[derive(Clone, Copy)]
struct Place {
    database: u32,
    photos: u32,
}

impl Server {
    pub async fn start(county: &County, clock: Arc<AtomicI64>, bug: Option<Bug>) -> Self {
        let folder = Folder::new();
        let place = Place { database: 1, photos: 1 };
        std::fs::write(database(folder.path(), place), &county.database).expect("the database");
        let build = Build::default();
        let (app, router) = open(folder.path(), place, build, &clock).await;
        Self { folder, app, router, clock, build, place, has_backup: false, bug }
    }

    /// Stops it and starts it again.
    pub async fn restart(&mut self) {
        self.app.store.close().await;
        self.open().await;
    }

    async fn open(&mut self) {
        (self.app, self.router) = open(self.folder.path(), self.place, self.build, &self.clock).await;
    }

    /// Stops it and starts another build, which brings the tables up to what it knows. Those of the next release have
    /// been there already if it is not the first time.
    pub async fn change_build(&mut self, build: Build) {
        self.app.store.close().await;
        self.build = build;
        if build == Build::Next {
            migrate_to_next(&self.database()).await;
        }
        self.open().await;
    }

    fn database(&self) -> PathBuf {
        database(self.folder.path(), self.place)
    }

    fn backup(&self) -> PathBuf {
        self.folder.path().join("backup")
    }

    /// Makes a backup while it serves.
    pub async fn back_up(&mut self) {
        let App { store, photos, clock, .. } = &self.app;
        backup::back_up(store, photos, &self.backup(), clock.clone()).await.expect("a backup");
        self.has_backup = true;
    }

    /// Goes back to the last backup, as a server with another epoch, with its photos as they are or as the backup has
    /// them. False if there is no backup.
    pub async fn restore(&mut self, keeps_photos: bool) -> bool {
        if !self.has_backup {
            return false;
        }
        self.app.store.close().await;
        self.place.database += 1;
        self.place.photos += u32::from(!keeps_photos);
        let store = opened(&self.database()).await;
        store.migrate(Uuid::from_u128(u128::from(self.place.database))).await.expect("migrations");
        let photos = photos(self.folder.path(), self.place);
        backup::restore(&store, &photos, &self.backup()).await.expect("the backup");
        store.close().await;
        self.open().await;
        true
    }

    /// What it does by itself, now and then.
    pub async fn sweep(&self) {
        jobs::sweep(&self.app).await.expect("a sweep");
    }

    pub async fn sign_in(&self, person: PersonId, token: &str) {
        let now = self.app.now();
        let session = SessionInfo {
            id: session_id(token),
            device_name: None,
            created_at: now,
            last_seen: now,
            expires_at: domain::time::after(now, SESSION_DAYS * 86_400),
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

    /// Place in the change feed.
    pub async fn head(&self) -> i64 {
        self.app.store.feed_head().await.expect("a database")
    }

    /// Names of the scopes that have changed since.
    pub async fn scopes_changed_since(&self, head: i64) -> BTreeSet<String> {
        self.app.store.scopes_changed_since(head).await.expect("a database")
    }

    /// The commands on record and whether they were applied, and every ticket, read past the store.
    pub async fn everything(&self) -> (BTreeMap<CommandId, bool>, BTreeMap<TicketId, Ticket>) {
        let mut connection = connect(&self.database()).await;
        let rows = sqlx::query("SELECT command_id, accepted FROM applied").fetch_all(&mut connection).await;
        let record = |row: &AnyRow| {
            let id = row.get::<String, _>("command_id").parse().expect("an id");
            (id, row.get::<i64, _>("accepted") == 1)
        };
        let records = rows.expect("rows").iter().map(record).collect();
        let rows = sqlx::query("SELECT value FROM tickets").fetch_all(&mut connection).await.expect("rows");
        let ticket = |row: &AnyRow| {
            let ticket: Ticket = serde_json::from_str(&row.get::<String, _>("value")).expect("a ticket");
            (ticket.id, ticket)
        };
        let tickets = rows.iter().map(ticket).collect();
        connection.close().await.expect("an end");
        (records, tickets)
    }

    /// The bytes of a photo as they lie in the store.
    pub async fn photo(&self, hash: &PhotoHash) -> Option<bytes::Bytes> {
        self.app.photos.get(server::photo_store::Rendition::Original, hash).await.expect("a store")
    }

    /// Answers a message: what it has truly done, and what it says.
    pub async fn answer(&self, message: &Message, chance: &mut Chance) -> (Answer, Option<Answer>) {
        let is_push = message.path == "/sync/v1/push";
        if is_push && self.bug == Some(Bug::AcknowledgeBeforeCommit) && chance.one_in(6) {
            return (self.answer_beside(message).await, None);
        }
        let answer = ask(&self.router, message).await;
        if is_push && self.bug == Some(Bug::ForgetApplied) && chance.one_in(3) {
            self.forget_applied(message).await;
        }
        let says = self.lie(message, &answer, chance).or_else(|| self.in_other_words(&answer));
        (answer, says)
    }

    fn lie(&self, message: &Message, answer: &Answer, chance: &mut Chance) -> Option<Answer> {
        match self.bug? {
            Bug::SkipChange if message.path.starts_with("/sync/v1/pull") && chance.one_in(4) => {
                let mut page = answer.json::<Pulled>()?;
                page.changes.pop();
                Some(Answer { text: serde_json::to_string(&page).expect("a page"), ..answer.clone() })
            }
            Bug::CompleteTooSoon if answer.photo_complete == Some(false) => {
                Some(Answer { photo_complete: Some(true), ..answer.clone() })
            }
            _ => None,
        }
    }

    /// As another build says it.
    fn in_other_words(&self, answer: &Answer) -> Option<Answer> {
        Some(Answer { text: self.build.says(&answer.text)?, ..answer.clone() })
    }

    /// Answers as the present build, whatever bug is planted.
    pub async fn answer_plainly(&self, message: &Message) -> Answer {
        ask(&self.router, message).await
    }

    /// The answer of a copy of this server that is then thrown away.
    async fn answer_beside(&self, message: &Message) -> Answer {
        let copy = Folder::new();
        let place = Place { database: 1, photos: 1 };
        let mut dump = Vec::new();
        self.app.store.dump(&mut dump).await.expect("a dump");
        let store = opened(&database(copy.path(), place)).await;
        store.migrate(self.app.epoch).await.expect("migrations");
        store.load(dump.as_slice(), self.app.epoch).await.expect("the dump").commit().await.expect("a commit");
        store.close().await;
        let (app, router) = open(copy.path(), place, self.build, &self.clock).await;
        let answer = ask(&router, message).await;
        app.store.close().await;
        answer
    }

    async fn forget_applied(&self, message: &Message) {
        let push: Push = serde_json::from_slice(&message.body).expect("a push");
        let mut connection = connect(&self.database()).await;
        for command in push.commands {
            sqlx::query("DELETE FROM applied WHERE command_id = $1")
                .bind(command.command_id.to_string())
                .execute(&mut connection)
                .await
                .expect("a deletion");
        }
        connection.close().await.expect("an end");
    }
}

/// What the next release may do to the tables without troubling this one: it only adds.
async fn migrate_to_next(database: &Path) {
    let mut connection = connect(database).await;
    let done = sqlx::query("SELECT version FROM _sqlx_migrations WHERE version = 9999").fetch_optional(&mut connection);
    if done.await.expect("a database").is_none() {
        for statement in [
            "ALTER TABLE tickets ADD COLUMN later TEXT",
            "ALTER TABLE applied ADD COLUMN later BIGINT NOT NULL DEFAULT 0",
            "CREATE TABLE later (id TEXT PRIMARY KEY)",
            "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
             VALUES (9999, 'later', 1, x'00', 0)",
        ] {
            sqlx::query(statement).execute(&mut connection).await.expect("a migration");
        }
    }
    connection.close().await.expect("an end");
}

fn session_id(token: &str) -> Uuid {
    let mut bytes = [0; 16];
    token.bytes().rev().zip(&mut bytes).for_each(|(from, to)| *to = from);
    Uuid::from_bytes(bytes)
}

fn database(folder: &Path, place: Place) -> PathBuf {
    folder.join(format!("{}.db", place.database))
}

fn photos(folder: &Path, place: Place) -> PhotoStore {
    PhotoStore::open(&folder.join(format!("photos{}", place.photos)).display().to_string()).expect("a folder")
}

fn address(database: &Path) -> String {
    format!("sqlite://{}", database.display())
}

async fn opened(database: &Path) -> Store {
    // No story has a server that is busy for so long; a machine that does other things beside may well be.
    Store::open_for(&address(database), Duration::from_secs(3600)).await.expect("a database")
}

async fn connect(database: &Path) -> AnyConnection {
    AnyConnection::connect(&address(database)).await.expect("a connection")
}

/// Starts a server as `main` does.
async fn open(folder: &Path, place: Place, build: Build, clock: &Arc<AtomicI64>) -> (App, Router) {
    let store = opened(&database(folder, place)).await;
    store.migrate(Uuid::nil()).await.expect("migrations");
    let mut site = Site::default();
    build.name().clone_into(&mut site.build);
    let now = clock.clone();
    let clock = Arc::new(move || Timestamp::from_millisecond(now.load(Ordering::Relaxed)).expect("a time"));
    let app = App::new(store, photos(folder, place), site, Origin::default(), clock).await.expect("an app");
    let router = router(app.clone());
    (app, router)
}
