//! The files of the site: each build in a folder of its own that never changes, and the service worker that keeps one
//! build whole.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use crate::state::App;

/// The service worker, with `__BUILD__`, `__FILES__`, `__OFFICE__` and `__MAP__` to be filled in.
const SERVICE_WORKER: &str = include_str!("pwa/sw.js");

/// The built site.
#[derive(Clone, Debug, Default)]
pub struct Site {
    /// Where it is.
    pub folder: PathBuf,
    /// The build that is served now.
    pub build: String,
    service_worker: String,
}

#[derive(Deserialize)]
struct Manifest {
    build: String,
    files: Vec<String>,
    #[serde(default)]
    office: Vec<String>,
    #[serde(default)]
    map: Vec<String>,
}

impl Site {
    /// Opens the folder that `cargo xtask` builds.
    pub fn open(folder: &Path) -> anyhow::Result<Self> {
        let path = folder.join("build.json");
        let text = std::fs::read_to_string(&path).with_context(|| {
            format!("XIANGHU_SITE: {} is not there; it has to be the built site's folder", path.display())
        })?;
        let manifest: Manifest =
            serde_json::from_str(&text).with_context(|| format!("{} does not read", path.display()))?;
        let service_worker = SERVICE_WORKER
            .replace("__BUILD__", &manifest.build)
            .replace("__FILES__", &serde_json::to_string(&manifest.files)?)
            .replace("__OFFICE__", &serde_json::to_string(&manifest.office)?)
            .replace("__MAP__", &serde_json::to_string(&manifest.map)?);
        Ok(Self { folder: folder.to_owned(), build: manifest.build, service_worker })
    }
}

/// `GET /sw.js`
pub async fn service_worker(State(app): State<App>) -> Response {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    (headers, app.site.service_worker.clone()).into_response()
}
