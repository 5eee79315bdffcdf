//! Where a case plays: a folder, a database with its people in it, and photos.

use std::path::PathBuf;
use std::process::Command;

use domain::time::after;
use jiff::Timestamp;
use server::auth::{hash_token, new_token};
use store::SessionInfo;
use uuid::Uuid;

use crate::compare::{Wrong, check_database, compare};
use crate::county;
use crate::device::Device;
use crate::load::settle;
use crate::place::{Place, Running};

/// People who whistle.
const WHISTLERS: [&str; 4] = ["grid1", "grid2", "caller1", "caller2"];

pub struct Setting {
    pub place: Place,
    pub url: String,
    /// Where we find the database's file, if the server has another path to it.
    pub found_at: Option<PathBuf>,
    /// A session of the command centre's, which sees everything.
    pub centre: String,
}

impl Setting {
    pub async fn on_sqlite() -> Self {
        let place = Place::new();
        let url = format!("sqlite://{}", place.path().join("x.db").display());
        Self::fill(place, url).await
    }

    /// On a cluster at this address.
    pub async fn on_postgres(cluster: &str) -> Self {
        Self::fill(Place::new(), county::new_database(cluster).await).await
    }

    async fn fill(place: Place, url: String) -> Self {
        let (store, now, centre) = (county::open(&url).await, Timestamp::now(), new_token());
        let person = store.account_named("centre", now).await.unwrap().unwrap().person;
        let session = SessionInfo {
            id: Uuid::new_v4(),
            device_name: None,
            created_at: now,
            last_seen: now,
            expires_at: after(now, 86_400),
        };
        let mut tx = store.write().await.unwrap();
        tx.open_session(person.id, &hash_token(&centre), &session).await.unwrap();
        tx.commit().await.unwrap();
        store.close().await;
        Self { place, url, found_at: None, centre }
    }

    pub fn database(&self) -> &'static str {
        if self.url.starts_with("sqlite:") { "SQLite" } else { "PostgreSQL" }
    }

    /// The command that serves it.
    pub fn serve(&self) -> Command {
        let mut command = self.place.command(&["serve"]);
        command.env("DATABASE_URL", &self.url);
        command
    }

    /// Takes in what was not acknowledged, and looks whether all is well.
    pub async fn finish(&self, server: &Running, devices: Vec<Device>) -> (Vec<Device>, Wrong) {
        let devices = settle(devices, &server.base).await;
        let wrong = self.compare(server, &devices).await;
        self.check().await;
        (devices, wrong)
    }

    /// Compares all that was acknowledged with what people see.
    pub async fn compare(&self, server: &Running, devices: &[Device]) -> Wrong {
        compare(server, &self.centre, devices).await
    }

    async fn check(&self) {
        let Some(found_at) = &self.found_at else { return check_database(&self.url).await };
        let copy = self.place.path().join("copy.db");
        for end in ["", "-wal"] {
            std::fs::copy(format!("{}{end}", found_at.display()), format!("{}{end}", copy.display())).unwrap();
        }
        check_database(&format!("sqlite://{}", copy.display())).await;
    }
}

/// So many devices, each with a chance of its own; several people have more than one.
pub async fn devices(server: &Running, seed: u64, count: usize) -> Vec<Device> {
    let mut devices = Vec::new();
    for (number, username) in (0..).zip(WHISTLERS.into_iter().cycle().take(count)) {
        devices.push(Device::sign_in(server, username, seed.wrapping_mul(1000) + number).await);
    }
    devices
}

/// The cluster of the test command; a test says that it was skipped where there is none.
pub fn shared_cluster() -> Option<String> {
    let cluster = std::env::var("XIANGHU_TEST_POSTGRES").ok();
    if cluster.is_none() {
        println!("skipped: XIANGHU_TEST_POSTGRES names no cluster");
    }
    cluster
}
