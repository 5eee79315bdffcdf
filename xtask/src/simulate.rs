//! `cargo xtask simulate`: more stories of `server/tests/simulation` than an ordinary test run tells.

use anyhow::Result;
use clap::Args;

use crate::project::Project;
use crate::sh::{self, say};

#[derive(Args)]
pub(crate) struct Options {
    /// How many stories
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
    /// Seed of the first
    #[arg(long, default_value_t = 0)]
    from: u64,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    say("Building the simulation (about 6 minutes the first time)");
    sh::run(
        project
            .cargo(&["test", "--release", "--package", "server", "--test", "simulation", "nothing_is_lost"])
            .args(["--", "--nocapture"])
            .env("XIANGHU_SIMULATE_SEEDS", options.seeds.to_string())
            .env("XIANGHU_SIMULATE_FROM", options.from.to_string()),
    )
}
