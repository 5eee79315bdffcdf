//! `cargo xtask test`: every check there is, one step after the other, and a summary.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::postgres::Cluster;
use crate::project::Project;
use crate::sh::{self, say, timed};
use crate::{playwright, system, tools};

/// Nothing in the cluster outlives the run, so it may lose everything in a crash and be fast.
const FAST: &str = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\n";

#[derive(Args)]
pub(crate) struct Options {
    /// Run only this step; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<Step>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Step {
    /// cargo fmt --check
    Fmt,
    /// Lints, warnings denied, for the server and for the browser
    Clippy,
    /// Licences, sources and bans of every dependency
    Deny,
    /// Unit, store and server tests, on SQLite and on a throw-away PostgreSQL
    Rust,
    /// Journeys in a real Chromium against the release build
    Browser,
    /// Thousands of stories of devices, people and faults, with the release build
    Simulation,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<ExitCode> {
    let mut outcomes = Vec::new();
    for step in Step::value_variants() {
        if !options.only.is_empty() && !options.only.contains(step) {
            continue;
        }
        let name = step.name();
        say(&format!("Test step: {name}"));
        let (result, time) = timed(|| step.run(project));
        if sh::interrupted() {
            return result.map(|()| ExitCode::from(130));
        }
        if let Err(error) = &result {
            eprintln!("{name}: {error:#}");
        }
        outcomes.push((name, result.is_ok(), time));
    }
    Ok(summary(&outcomes))
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn run(self, project: &Project) -> Result<()> {
        match self {
            Self::Fmt => sh::run(&mut project.cargo(&["fmt", "--all", "--check"])),
            Self::Clippy => clippy(project),
            Self::Deny => deny(project),
            Self::Rust => rust(project),
            Self::Browser => playwright::test(project, &[]),
            Self::Simulation => simulation(project),
        }
    }
}

// `frontend` always goes by itself: beside the server it would switch the same Leptos to both of its sides at once.

fn clippy(project: &Project) -> Result<()> {
    tools::wasm_target(project)?;
    let warnings = ["--", "--deny", "warnings"];
    sh::run(project.cargo(&["clippy", "--workspace", "--exclude", "frontend"]).arg("--all-targets").args(warnings))?;
    sh::run(
        project
            .cargo(&["clippy", "--package", "frontend", "--all-targets"])
            .args(["--target", tools::WASM_TARGET])
            .args(warnings),
    )
}

fn deny(project: &Project) -> Result<()> {
    tools::ensure(project, &tools::DENY)?;
    sh::run(&mut project.cargo(&["deny", "check", "bans", "licenses", "sources"]))
}

fn rust(project: &Project) -> Result<()> {
    system::ensure(project, &[&system::POSTGRES])?;
    tools::ensure(project, &tools::NEXTEST)?;
    let cluster = Cluster::start(FAST)?;
    sh::run(
        project
            .cargo(&[
                "nextest",
                "run",
                "--no-fail-fast",
                "--workspace",
                "--exclude",
                "frontend",
                "--exclude",
                "simulation",
            ])
            .env("XIANGHU_TEST_POSTGRES", cluster.url()),
    )?;
    // The server's tests once more, with PostgreSQL under them.
    sh::run(
        project
            .cargo(&["nextest", "run", "--package", "server", "--test", "http"])
            .args(["--filterset", "not (test(binary::) | test(restore::) | test(s3::))"])
            .env("XIANGHU_TEST_POSTGRES", cluster.url())
            .env("XIANGHU_TEST_DATABASE", "postgres"),
    )?;
    sh::run(&mut project.cargo(&["nextest", "run", "--package", "frontend"]))
}

/// After the journeys: what they built for release is built for this too.
fn simulation(project: &Project) -> Result<()> {
    tools::ensure(project, &tools::NEXTEST)?;
    sh::run(&mut project.cargo(&["nextest", "run", "--release", "--package", "simulation"]))
}

fn summary(outcomes: &[(String, bool, Duration)]) -> ExitCode {
    println!("\nstep      result   time");
    for (name, passed, time) in outcomes {
        let result = if *passed { "passed" } else { "failed" };
        let seconds = time.as_secs();
        println!("{name:<9} {result:<8} {}:{:02}", seconds / 60, seconds % 60);
    }
    let failed = outcomes.iter().filter(|(_, passed, _)| !passed).count();
    println!("{} passed, {failed} failed", outcomes.len() - failed);
    if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
