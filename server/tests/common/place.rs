//! The `xianghu` command in a folder of its own, and a server that it runs.

use std::path::Path;
use std::process::{Child, Command};
use std::time::{Duration, Instant};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::PASSWORD;

/// A folder to run in, with a database, photos and a site of one file.
pub struct Place(TempDir);

impl Place {
    pub fn new() -> Self {
        let folder = TempDir::new().unwrap();
        std::fs::create_dir(folder.path().join("site")).unwrap();
        std::fs::write(folder.path().join("site/build.json"), r#"{"build":"b1","files":[]}"#).unwrap();
        Self(folder)
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_xianghu"));
        command
            .args(arguments)
            .env_clear()
            .env("DATABASE_URL", format!("sqlite://{}", self.path().join("x.db").display()))
            .env("XIANGHU_PHOTOS", self.path().join("photos"))
            .env("XIANGHU_SITE", self.path().join("site"))
            .env("RUST_LOG", std::env::var("XIANGHU_TEST_LOG").unwrap_or_else(|_| "off".into()));
        command
    }
}

/// A server that is stopped when the test ends.
pub struct Running {
    pub base: String,
    pub child: Child,
}

impl Running {
    /// Starts one and waits until it answers.
    pub async fn start(command: Command) -> Self {
        let running = Self::spawn(command);
        let deadline = Instant::now() + Duration::from_secs(30);
        while reqwest::get(format!("{}/readyz", running.base)).await.is_err() {
            assert!(Instant::now() < deadline, "the server does not answer");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        running
    }

    /// Starts one that may not live long enough to answer.
    pub fn spawn(mut command: Command) -> Self {
        server::cryptography::install();
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        drop(listener);
        let child = command.env("XIANGHU_LISTEN", &address).spawn().unwrap();
        Self { base: format!("http://{address}"), child }
    }

    pub async fn sign_in(&self, username: &str) -> String {
        let body = json!({"username": username, "password": PASSWORD});
        let answer =
            reqwest::Client::new().post(format!("{}/api/v1/sessions", self.base)).json(&body).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::CREATED, "{username}");
        answer.json::<Value>().await.unwrap()["token"].as_str().unwrap().to_owned()
    }

    pub async fn get(&self, token: &str, path: &str) -> reqwest::Response {
        reqwest::Client::new().get(format!("{}{path}", self.base)).bearer_auth(token).send().await.unwrap()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
