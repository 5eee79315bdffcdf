//! A running server with two townships, two departments and one person of each kind; and a client for it.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use domain::map::Basemap;
use domain::{Person, PersonId};
use jiff::Timestamp;
use reqwest::{Method, RequestBuilder, Response, StatusCode};
use serde_json::{Value, json};
use server::auth::SESSION_DAYS;
use server::config::Origin;
use server::photo_store::PhotoStore;
use server::pwa::Site;
use server::router::router;
use server::state::App;
use tempfile::TempDir;
use uuid::Uuid;

pub use crate::county::PASSWORD;
pub use crate::wire::{command, photo, sha256};

/// All of them.
pub const EVERYONE: [&str; 11] =
    ["grid1", "grid2", "caller1", "caller2", "dept1", "dept2", "centre", "leader", "admin", "team1", "team2"];

pub struct Server {
    pub address: SocketAddr,
    pub app: App,
    /// Seconds that the server's clock is ahead of the machine's.
    pub ahead: Arc<AtomicI64>,
    database: String,
    _folder: TempDir,
}

/// Address of an empty database: SQLite in `folder`, or PostgreSQL where the test command has started one.
pub async fn database(folder: &TempDir) -> String {
    match std::env::var("XIANGHU_TEST_POSTGRES") {
        Ok(cluster) if std::env::var("XIANGHU_TEST_DATABASE").as_deref() == Ok("postgres") => {
            crate::county::new_database(&cluster).await
        }
        _ => format!("sqlite://{}", folder.path().join("test.db").display()),
    }
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with(Origin::default()).await
    }

    pub async fn start_with(origin: Origin) -> Self {
        Self::start_on(origin, Basemap::default()).await
    }

    pub async fn start_on(origin: Origin, basemap: Basemap) -> Self {
        server::cryptography::install();
        let folder = TempDir::new().unwrap();
        let database = database(&folder).await;
        let store = crate::county::open(&database).await;
        let site = folder.path().join("site");
        std::fs::create_dir_all(site.join("pkg/b1")).unwrap();
        std::fs::write(site.join("build.json"), r#"{"build":"b1","files":["/pkg/b1/boot.js"]}"#).unwrap();
        std::fs::write(site.join("pkg/b1/boot.js"), "export {}").unwrap();
        let photos = PhotoStore::open(folder.path().join("photos").to_str().unwrap()).unwrap();
        let ahead = Arc::new(AtomicI64::new(0));
        let clock = {
            let ahead = ahead.clone();
            Arc::new(move || domain::time::after(Timestamp::now(), ahead.load(Ordering::Relaxed)))
        };
        let mut app = App::new(store, photos, Site::open(&site).unwrap(), origin, clock).await.unwrap();
        app.basemap = Arc::new(basemap);
        tokio::spawn(server::waker::watch(app.clone()));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        Self { address, app, ahead, database, _folder: folder }
    }

    pub fn anybody(&self) -> Client {
        Client {
            http: reqwest::Client::new(),
            base: format!("http://{}", self.address),
            token: None,
            person_id: None,
            device_id: Uuid::new_v4(),
            seq: Arc::default(),
        }
    }

    /// Signed in as this person, on a device of their own.
    pub async fn sign_in(&self, username: &str) -> Client {
        let client = self.anybody();
        let answer = client.post("/api/v1/sessions", &json!({"username": username, "password": PASSWORD})).await;
        assert_eq!(answer.status(), StatusCode::CREATED);
        let opened: Value = answer.json().await.unwrap();
        Client {
            token: Some(opened["token"].as_str().unwrap().to_owned()),
            person_id: Some(opened["person"]["id"].as_str().unwrap().to_owned()),
            ..client
        }
    }

    /// Adds somebody of the same role and unit as `like`, before anybody signs in as them.
    pub async fn another(&self, username: &str, like: &str) {
        let now = self.app.now();
        let like = self.app.store.account_named(like, now).await.unwrap().unwrap();
        let id = PersonId(Uuid::new_v4());
        let person = Person { id, username: username.into(), name: format!("{username}名"), ..like.person };
        let mut tx = self.app.store.write().await.unwrap();
        tx.add_person(&person, &like.password_hash, now).await.unwrap();
        tx.commit().await.unwrap();
        self.app.refresh_directory(self.app.store.feed_head().await.unwrap()).await.unwrap();
    }

    /// Changes rows behind the server's back.
    pub async fn meddle(&self, sql: &str) {
        let pool = sqlx::AnyPool::connect(&self.database).await.unwrap();
        let done = sqlx::query(sqlx::AssertSqlSafe(sql)).execute(&pool).await.unwrap();
        assert!(done.rows_affected() > 0, "{sql} changed nothing");
        pool.close().await;
    }

    pub fn later(&self, seconds: i64) {
        self.ahead.fetch_add(seconds, Ordering::Relaxed);
    }

    pub fn later_than_a_session_lives(&self) {
        self.later((SESSION_DAYS + 1) * 86_400);
    }
}

#[derive(Clone)]
pub struct Client {
    pub http: reqwest::Client,
    pub base: String,
    pub token: Option<String>,
    pub person_id: Option<String>,
    pub device_id: Uuid,
    seq: Arc<AtomicU64>,
}

impl Client {
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, format!("{}{path}", self.base));
        match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    pub async fn get(&self, path: &str) -> Response {
        self.request(Method::GET, path).send().await.unwrap()
    }

    pub async fn get_json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.json().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request(Method::POST, path).json(body).send().await.unwrap()
    }

    pub fn command(&self, ticket: Uuid, kind: &str, body: Value) -> Value {
        command(self.seq.fetch_add(1, Ordering::Relaxed) + 1, ticket, kind, body)
    }

    pub fn envelope(&self, commands: &[Value]) -> Value {
        json!({
            "protocol": 1, "batch_id": Uuid::now_v7(), "device_id": self.device_id,
            "sent_at": "2026-11-23T08:00:01+08:00", "build": "test", "commands": commands,
        })
    }

    pub async fn push(&self, commands: &[Value]) -> Value {
        let answer = self.post("/sync/v1/push", &self.envelope(commands)).await;
        assert_eq!(answer.status(), StatusCode::OK);
        answer.json().await.unwrap()
    }

    /// Pushes one command and gives its result.
    pub async fn act(&self, ticket: Uuid, kind: &str, body: Value) -> Value {
        let pushed = self.push(&[self.command(ticket, kind, body)]).await;
        pushed["results"][0].clone()
    }

    /// Pushes one command that has to be accepted.
    pub async fn must(&self, ticket: Uuid, kind: &str, body: Value) -> Value {
        let result = self.act(ticket, kind, body).await;
        assert_eq!(result["outcome"], "accepted", "{kind}: {result}");
        result
    }

    /// Whistles and gives the ticket's id.
    pub async fn whistle(&self, description: &str) -> Uuid {
        let ticket = Uuid::now_v7();
        self.must(ticket, "whistle", json!({"description": description, "item_code": "0101"})).await;
        ticket
    }

    pub async fn ticket(&self, id: Uuid) -> Value {
        self.get_json(&format!("/api/v1/tickets/{id}")).await
    }

    /// All changes from the beginning, or from a cursor.
    pub async fn pull(&self, cursor: Option<&str>) -> Value {
        let query = cursor.map(|cursor| format!("?cursor={cursor}")).unwrap_or_default();
        self.get_json(&format!("/sync/v1/pull{query}")).await
    }

    pub async fn upload(&self, bytes: &[u8]) -> (String, Response) {
        let sha256 = sha256(bytes);
        let path = format!("/sync/v1/photos/{sha256}/parts/0?bytes={}", bytes.len());
        let answer = self.request(Method::PUT, &path).body(bytes.to_vec()).send().await.unwrap();
        (sha256, answer)
    }
}

/// A photo of one colour.
pub fn jpeg(shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    let picture = image::RgbImage::from_pixel(640, 480, image::Rgb([shade, 90, 90]));
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new(&mut bytes)).unwrap();
    bytes
}

/// The code of a problem.
pub async fn code(answer: Response) -> (u16, String) {
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], status);
    assert!(problem["detail"].as_str().is_some_and(|detail| !detail.is_empty()));
    (status, problem["code"].as_str().unwrap().to_owned())
}

/// A ticket that `grid1` whistled and the centre dispatched to D01.
pub async fn dispatched(server: &Server) -> Uuid {
    let (grid, centre) = (server.sign_in("grid1").await, server.sign_in("centre").await);
    let ticket = grid.whistle("井盖破损，有坠落危险").await;
    centre.must(ticket, "accept", json!({})).await;
    centre.must(ticket, "dispatch", json!({"lead": "D01", "co_responsible": ["D02"]})).await;
    ticket
}
