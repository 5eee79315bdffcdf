//! `cargo xtask faults`: more rounds of `server/tests/faults` than an ordinary test run plays, and the table of them.

use std::fs;

use anyhow::Result;
use clap::Args;

use crate::postgres::Cluster;
use crate::project::Project;
use crate::sh::{self, say};
use crate::system;

#[derive(Args)]
pub(crate) struct Options {
    /// How often each fault strikes
    #[arg(long, default_value_t = 50)]
    rounds: u64,
    /// What all chance comes from
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// Play only the cases whose test has this in its name
    #[arg(long, default_value = "")]
    only: String,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    system::ensure(project, &[&system::POSTGRES, &system::STRACE])?;
    let cluster = Cluster::start("")?;
    let folder = tempfile::tempdir()?;
    let table = folder.path().join("table");
    say("Building the server and its tests");
    let played = sh::run(
        project
            // The packages that a test run builds, so that they are built once for both.
            .cargo(&["test", "--workspace", "--exclude", "frontend", "--exclude", "simulation", "--test", "faults"])
            .arg(&options.only)
            .args(["--", "--nocapture", "--test-threads", "1"])
            .env("XIANGHU_TEST_POSTGRES", cluster.url())
            .env("XIANGHU_FAULTS_ROUNDS", options.rounds.to_string())
            .env("XIANGHU_FAULTS_SEED", options.seed.to_string())
            .env("XIANGHU_FAULTS_TABLE", &table),
    );
    println!("\n| case | database | rounds | commands acknowledged | lost | doubled | photos acknowledged | lost |");
    println!("|---|---|---:|---:|---:|---:|---:|---:|");
    print!("{}", fs::read_to_string(table).unwrap_or_default());
    played
}
