//! Whole requests, as an HTTP library reads them: to any address, with or without a session.

use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::ConnectInfo;
use axum::http::{Method, Request, StatusCode};
use domain::{Person, PersonId, Role, Unit, UnitKind};
use jiff::Timestamp;
use server::auth::hash_token;
use server::config::Origin;
use server::photo_store::PhotoStore;
use server::pwa::Site;
use server::router::router;
use server::state::App;
use store::{SessionInfo, Store};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tower::ServiceExt as _;
use uuid::Uuid;

/// The token of a signed-in administrator.
pub const TOKEN: &str = "t";
/// More than any answer here has.
const MAX_ANSWER: usize = 16 * 1024 * 1024;

struct Served {
    runtime: Runtime,
    router: Router,
    _folder: TempDir,
}

async fn open(folder: &TempDir) -> Router {
    server::cryptography::install();
    let url = format!("sqlite://{}", folder.path().join("x.db").display());
    let store = Store::open(&url).await.expect("a database");
    store.migrate(Uuid::nil()).await.expect("migrations");
    let now = Timestamp::from_second(1_760_000_000).expect("a time");
    let unit = Unit::new(Uuid::nil(), "C00".into(), "中心", UnitKind::Centre);
    let id = PersonId(Uuid::nil());
    let person =
        Person { id, username: "admin".into(), name: "王某".into(), role: Role::Administrator, unit: unit.clone() };
    let session =
        SessionInfo { id: Uuid::nil(), device_name: None, created_at: now, last_seen: now, expires_at: Timestamp::MAX };
    let mut tx = store.write().await.expect("a transaction");
    tx.add_unit(&unit).await.expect("a unit");
    tx.add_person(&person, "no hash", now).await.expect("a person");
    tx.open_session(person.id, &hash_token(TOKEN), &session).await.expect("a session");
    tx.commit().await.expect("a commit");
    let photos = PhotoStore::open(folder.path().join("photos").to_str().expect("a path")).expect("a folder");
    std::fs::write(folder.path().join("build.json"), r#"{"build":"b1","files":[]}"#).expect("a file");
    let site = Site::open(folder.path()).expect("a site");
    router(App::new(store, photos, site, Origin::default(), Arc::new(move || now)).await.expect("a server"))
}

fn served() -> &'static Served {
    static SERVED: OnceLock<Served> = OnceLock::new();
    SERVED.get_or_init(|| {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let (runtime, folder) = (runtime.expect("a runtime"), TempDir::new().expect("a folder"));
        let router = runtime.block_on(open(&folder));
        Served { runtime, router, _folder: folder }
    })
}

/// Method and address in the first line, then headers, an empty line and the body.
fn read(bytes: &[u8]) -> Option<Request<Body>> {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n")?;
    let mut lines = bytes[..end].split(|byte| *byte == b'\n');
    let (method, address) = std::str::from_utf8(lines.next()?).ok()?.split_once(' ')?;
    let mut request = Request::builder().method(Method::from_bytes(method.as_bytes()).ok()?).uri(address);
    for line in lines {
        let colon = line.iter().position(|byte| *byte == b':')?;
        request = request.header(&line[..colon], line[colon + 1..].trim_ascii());
    }
    let mut request = request.body(Body::from(bytes[end + 2..].to_vec())).ok()?;
    request.extensions_mut().insert(ConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1))));
    // Signing out would end the session that all others need, and hashing passwords would take all the time.
    let path = request.uri().path();
    (!path.starts_with("/api/v1/session") && !path.contains("password") && !path.contains("disable")).then_some(request)
}

/// Nothing that is asked makes the server fail, and what it refuses it refuses with a problem that has a code.
pub fn request(bytes: &[u8]) -> bool {
    let Some(request) = read(bytes) else { return false };
    let Served { runtime, router, .. } = served();
    let is_api = ["/api/v1/", "/sync/v1/"].iter().any(|start| request.uri().path().starts_with(start));
    let is_head = request.method() == Method::HEAD;
    runtime.block_on(async {
        let answer = router.clone().oneshot(request).await.expect("an answer");
        let (status, headers) = (answer.status(), answer.headers().clone());
        assert_ne!(status, StatusCode::INTERNAL_SERVER_ERROR);
        let kind = headers.get("content-type").and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if is_api && !status.is_success() && !is_head {
            assert_eq!(kind, "application/problem+json", "{status}");
        }
        // A stream has no end.
        if kind != "text/event-stream" {
            to_bytes(answer.into_body(), MAX_ANSWER).await.expect("a body");
        }
    });
    true
}
