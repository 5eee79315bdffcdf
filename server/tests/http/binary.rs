//! The `xianghu` command itself: what an operator types, and what it says.

use std::process::{Command, Output};

use reqwest::StatusCode;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::county::PASSWORD;
use crate::place::{Place, Running};

impl Place {
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }
}

fn error(output: &Output) -> String {
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_wrong_setting_names_itself_and_what_would_be_right() {
    let place = Place::new();
    let said = error(&place.command(&["serve"]).env("DATABASE_URL", "mysql://x").output().unwrap());
    assert!(said.contains("DATABASE_URL") && said.contains("sqlite://"), "{said}");
    let said = error(&place.command(&["serve"]).env("XIANGHU_SITE", "/nowhere").output().unwrap());
    assert!(said.contains("XIANGHU_SITE"), "{said}");
    let said = error(&place.command(&["serve"]).env("XIANGHU_LISTEN", "port 80").output().unwrap());
    assert!(said.contains("--listen"), "{said}");
    let said = error(&place.command(&["serve"]).env("XIANGHU_PHOTOS", "ftp://x").output().unwrap());
    assert!(said.contains("XIANGHU_PHOTOS") && said.contains("s3://"), "{said}");
    // It is there, and nobody can write into it.
    let said = error(&place.command(&["serve"]).env("XIANGHU_PHOTOS", "/proc").output().unwrap());
    assert!(said.contains("XIANGHU_PHOTOS: /proc"), "{said}");
    let certificate = [("XIANGHU_TLS_CERT", "cert.pem"), ("XIANGHU_TLS_KEY", "key.pem")];
    let said = error(&place.command(&["serve"]).envs(certificate).output().unwrap());
    assert!(said.contains("XIANGHU_TLS_CERT") && said.contains("XIANGHU_TLS=true"), "{said}");
}

#[test]
fn help_teaches_the_first_steps() {
    let output = Place::new().run(&["--help"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    for word in ["serve", "migrate", "seed-demo", "account"] {
        assert!(said.contains(word), "{said}");
    }
}

#[tokio::test]
async fn the_first_steps_that_help_teaches_lead_to_an_administrator_who_is_signed_in() {
    let place = Place::new();
    let bare = |arguments: &[&str]| {
        let mut command = place.command(arguments);
        command.current_dir(place.path()).env_remove("DATABASE_URL").env_remove("XIANGHU_PHOTOS");
        command
    };
    let taught = "account add admin --name 管理员 --role administrator --unit C00";
    let help = String::from_utf8(place.run(&["--help"]).stdout).unwrap();
    assert!(help.split_whitespace().collect::<Vec<_>>().join(" ").contains(taught), "{help}");
    let mut arguments: Vec<&str> = taught.split(' ').collect();
    arguments.extend(["--password", PASSWORD]);
    let added = bare(&arguments).output().unwrap();
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let server = Running::start(bare(&["serve"])).await;
    let admin = server.sign_in("admin").await;
    let people: Value = server.get(&admin, "/api/v1/people").await.json().await.unwrap();
    assert_eq!(people["people"][0]["unit"]["code"], "C00");
    // Only the first unit comes by itself, and the sample county finds it there.
    let other = ["account", "add", "li", "--name", "李某", "--role", "caller", "--unit", "T01"];
    let said = error(&bare(&other).output().unwrap());
    assert!(said.contains("C00"), "{said}");
    assert!(bare(&["seed-demo", "--password", PASSWORD]).output().unwrap().status.success());
}

#[test]
fn help_claims_nothing_of_headers_that_nobody_reads() {
    let output = Place::new().run(&["serve", "--help"]);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(said.contains("X-Forwarded-For") && !said.contains("X-Forwarded-Proto"), "{said}");
}

#[tokio::test]
async fn the_sample_county_has_everybody_and_every_status_and_twice_changes_nothing() {
    let place = Place::new();
    for _ in 0..2 {
        let output = place.run(&["seed-demo", "--password", PASSWORD]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    let server = Running::start(place.command(&["serve"])).await;
    let admin = server.sign_in("admin01").await;
    let people: Value = server.get(&admin, "/api/v1/people").await.json().await.unwrap();
    let people = people["people"].as_array().unwrap();
    assert_eq!(people.len(), 22 + 22 + 20 + 31 + 1 + 1 + 5 + 88 + 22 + 20);
    let unit = |name: &str| people.iter().find(|person| person["username"] == name).unwrap()["unit"]["code"].clone();
    assert_eq!((unit("grid07"), unit("caller07"), unit("specialist03")), (json!("T07"), json!("T07"), json!("D03")));
    let mut tickets = 0;
    for status in domain::Status::NAMES {
        let page: Value =
            server.get(&admin, &format!("/api/v1/tickets?limit=200&status={status}")).await.json().await.unwrap();
        let found = page["tickets"].as_array().unwrap().len();
        assert!(found > 0, "no ticket is {status}");
        tickets += found;
    }
    assert_eq!(tickets, 200);
}

#[tokio::test]
async fn accounts_are_added_closed_and_given_passwords_from_the_console() {
    let place = Place::new();
    assert!(place.run(&["seed-demo", "--password", PASSWORD]).status.success());
    let added = place.run(&[
        "account",
        "add",
        "wang",
        "--name",
        "王某",
        "--role",
        "specialist",
        "--unit",
        "D01",
        "--password",
        PASSWORD,
    ]);
    assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
    let said = error(&place.run(&["account", "add", "li", "--name", "李某", "--role", "specialist", "--unit", "X"]));
    assert!(said.contains("there is no unit X"), "{said}");
    let said = error(&place.run(&["account", "add", "li", "--name", "李某", "--role", "caller", "--unit", "D01"]));
    assert!(said.contains("role: This role does not fit the unit"), "{said}");
    let server = Running::start(place.command(&["serve"])).await;
    let token = server.sign_in("wang").await;
    assert!(place.run(&["account", "disable", "wang"]).status.success());
    let said = error(&place.run(&["account", "disable", "admin01"]));
    assert!(said.contains("appoint another first"), "{said}");
    assert_eq!(server.get(&token, "/api/v1/sessions").await.status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn sigterm_finishes_requests_in_flight_and_does_not_wait_for_streams() {
    let place = Place::new();
    assert!(place.run(&["seed-demo", "--password", PASSWORD]).status.success());
    let mut server = Running::start(place.command(&["serve"])).await;
    let token = server.sign_in("grid01").await;
    let mut stream = server.get(&token, "/sync/v1/events").await;
    let terminated = Command::new("kill").args(["-TERM", &server.child.id().to_string()]).status().unwrap();
    assert!(terminated.success());
    while let Ok(Some(_)) = stream.chunk().await {}
    let ended = tokio::task::spawn_blocking(move || server.child.wait().unwrap().success()).await.unwrap();
    assert!(ended);
}

#[tokio::test]
async fn a_backup_taken_while_serving_restores_tickets_and_photos_under_another_epoch() {
    let (place, other, backup) = (Place::new(), Place::new(), TempDir::new().unwrap());
    let succeed = |place: &Place, arguments: &[&str]| {
        let output = place.run(arguments);
        assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    };
    let folder = backup.path().join("b").display().to_string();
    succeed(&place, &["seed-demo", "--password", PASSWORD]);
    let before = Running::start(place.command(&["serve"])).await;
    // The second finds the first one's photos.
    succeed(&place, &["backup", &folder]);
    succeed(&place, &["backup", &folder]);
    succeed(&other, &["restore", &folder]);
    assert!(error(&other.run(&["restore", &folder])).contains("not empty"));
    let after = Running::start(other.command(&["serve"])).await;

    let mut seen = Vec::new();
    for server in [&before, &after] {
        let token = server.sign_in("supervisor01").await;
        let hello = format!("/sync/v1/hello?device_id={}", uuid::Uuid::new_v4());
        let hello: Value = server.get(&token, &hello).await.json().await.unwrap();
        let page: Value = server.get(&token, "/api/v1/tickets?limit=200").await.json().await.unwrap();
        let tickets = page["tickets"].as_array().unwrap().clone();
        let photo = tickets.iter().find_map(|ticket| ticket["photos"][0]["sha256"].as_str()).unwrap().to_owned();
        let bytes = server.get(&token, &format!("/photos/{photo}")).await.bytes().await.unwrap();
        let ids: Vec<_> = tickets.iter().map(|ticket| (ticket["id"].clone(), ticket["revision"].clone())).collect();
        assert!(!bytes.is_empty());
        seen.push((hello["server_epoch"].clone(), hello["backed_up_through"].is_null(), ids, bytes));
    }
    let (before, after) = (&seen[0], &seen[1]);
    assert!(!before.1, "devices are told of the backup");
    assert_ne!(before.0, after.0);
    assert_eq!((&before.2, &before.3), (&after.2, &after.3));
}
