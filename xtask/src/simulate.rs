//! `cargo xtask simulate`: more stories of `simulation` than an ordinary test run tells.

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
    say("Building the simulation (about 7 minutes the first time)");
    sh::run(project.cargo(&["run", "--release", "--package", "simulation", "--bin", "simulate", "--"]).args([
        "--seeds",
        &options.seeds.to_string(),
        "--from",
        &options.from.to_string(),
    ]))
}
