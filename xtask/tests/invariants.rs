//! The invariants of ARCHITECTURE.md that a look at manifests and sources can hold.
#![cfg(test)]

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

use walkdir::WalkDir;

/// Where this clone is: the build may come from another's, which shares the cache.
static ROOT: LazyLock<PathBuf> =
    LazyLock::new(|| Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap()).parent().unwrap().to_owned());

/// Names of the crates that `cargo build` with these arguments would compile in.
fn built_with(arguments: &[&str]) -> BTreeSet<String> {
    let output = Command::new(env!("CARGO"))
        .args(["tree", "--edges", "normal", "--prefix", "none"])
        .args(["--format", "{p}"])
        .args(arguments)
        .current_dir(&*ROOT)
        .output()
        .unwrap();
    let failure = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{failure}");
    String::from_utf8(output.stdout)
        .unwrap()
        .lines()
        .filter_map(|line| line.split_whitespace().next())
        .map(ToOwned::to_owned)
        .collect()
}

fn assert_none_of(built: &BTreeSet<String>, forbidden: &[&str]) {
    let found: Vec<_> = forbidden.iter().filter(|name| built.contains(**name)).collect();
    assert!(found.is_empty(), "reaches {found:?}");
}

fn rust_files(folder: &str) -> Vec<PathBuf> {
    WalkDir::new(ROOT.join(folder))
        .into_iter()
        .filter_map(Result::ok)
        .map(walkdir::DirEntry::into_path)
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect()
}

/// Lines of code, comments left out, that `wrong` objects to: `file:line: text`.
fn offences(folders: &[&str], wrong: impl Fn(&str) -> bool) -> Vec<String> {
    let mut found = Vec::new();
    for path in folders.iter().flat_map(|folder| rust_files(folder)) {
        let text = fs::read_to_string(&path).unwrap();
        for (index, line) in text.lines().enumerate() {
            if !line.trim_start().starts_with("//") && wrong(line) {
                let file = path.strip_prefix(&*ROOT).unwrap().display();
                found.push(format!("{file}:{}: {}", index + 1, line.trim()));
            }
        }
    }
    found
}

fn assert_no_offences(found: &[String]) {
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn the_domain_knows_no_framework_no_database_and_no_browser() {
    assert_none_of(
        &built_with(&["--package", "domain"]),
        &["leptos", "sqlx", "tokio", "axum", "web-sys", "js-sys", "reqwest", "rand"],
    );
}

#[test]
fn the_domain_has_no_clock_and_no_randomness() {
    assert_no_offences(&offences(&["domain/src"], |line| {
        ["::now(", "now_v7(", "new_v4(", "rand::", "getrandom"].iter().any(|word| line.contains(word))
    }));
}

#[test]
fn what_runs_on_a_device_reaches_neither_store_nor_server() {
    let device = built_with(&["--package", "frontend", "--target", "wasm32-unknown-unknown"]);
    assert_none_of(&device, &["store", "server", "sqlx", "axum"]);
}

#[test]
fn the_pages_reach_the_store_only_under_ssr() {
    let pages = built_with(&["--package", "app", "--features", "hydrate"]);
    assert_none_of(&pages, &["store", "server", "sqlx", "axum"]);
}

#[test]
fn only_the_store_speaks_sql() {
    for manifest in ["app", "domain", "frontend", "server"] {
        let text = fs::read_to_string(ROOT.join(manifest).join("Cargo.toml")).unwrap();
        let (dependencies, _) = text.split_once("[dev-dependencies]").unwrap_or((&text, ""));
        assert!(!dependencies.contains("sqlx"), "{manifest} depends on sqlx");
    }
    let elsewhere = ["app/src", "domain/src", "frontend/src", "server/src"];
    assert_no_offences(&offences(&elsewhere, |line| {
        let starts = ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "];
        starts.iter().any(|word| line.contains(word)) || (line.contains("UPDATE ") && line.contains(" SET "))
    }));
}

#[test]
fn a_tickets_status_changes_only_in_the_ticket_itself() {
    let elsewhere = ["app/src", "frontend/src", "server/src", "store/src"];
    assert_no_offences(&offences(&elsewhere, |line| line.contains(".status = ")));
}

#[test]
fn components_call_no_server() {
    assert_no_offences(&offences(&["app/src/components"], |line| {
        // A local resource asks the device, never the server.
        let line = line.replace("LocalResource", "");
        ["#[server", "ServerAction", "Resource::new", "store::"].iter().any(|word| line.contains(word))
    }));
}

#[test]
fn the_url_table_is_one_page() {
    let files: BTreeSet<_> = offences(&["server/src"], |line| line.contains(".route(\"/"))
        .iter()
        .filter_map(|offence| offence.split(':').next().map(ToOwned::to_owned))
        .collect();
    assert!(files.len() <= 1, "routes stand in {files:?}");
}

#[test]
fn leptos_toml_says_what_cargo_toml_says() {
    let options = |file: &str| -> BTreeSet<String> {
        let text = fs::read_to_string(ROOT.join(file)).unwrap();
        let (_, section) = text.split_once("[[workspace.metadata.leptos]]").unwrap();
        section
            .lines()
            .take_while(|line| !line.starts_with('['))
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(ToOwned::to_owned)
            .collect()
    };
    assert_eq!(options("Leptos.toml"), options("Cargo.toml"));
}
