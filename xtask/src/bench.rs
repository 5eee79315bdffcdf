//! `cargo xtask bench`: the table of `server/benches/platform` on both databases, and those of the browser beside it.

mod browser;
mod sizes;

use std::env;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::postgres::Cluster;
use crate::project::Project;
use crate::sh::{self, say};
use crate::system;

/// Names the one database to measure; both without it.
const DATABASE: &str = "DATABASE_URL";

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Options {
    #[command(subcommand)]
    what: Option<What>,
    /// Passed on to the bench
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

#[derive(Subcommand)]
enum What {
    /// On a slowed device: saving, sending a full queue over a slow link, starting without coverage
    Browser(browser::Options),
    /// What the wasm that phones download consists of
    Sizes(sizes::Options),
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    match &options.what {
        Some(What::Browser(options)) => return browser::run(project, options),
        Some(What::Sizes(options)) => return sizes::run(project, options),
        None => {}
    }
    let bench = || {
        let mut bench = project.cargo(&["bench", "--package", "server", "--bench", "platform", "--"]);
        bench.args(&options.arguments);
        bench
    };
    say("Building the bench (about 6 minutes the first time)");
    sh::run(&mut bench())?;
    // The streams are the server's alone.
    if env::var_os(DATABASE).is_some() || options.arguments.iter().any(|argument| argument == "--streams") {
        return Ok(());
    }
    system::ensure(project, &[&system::POSTGRES])?;
    say("The same on PostgreSQL, in a cluster of its own that syncs as a real one does");
    let cluster = Cluster::start("")?;
    sh::run(bench().env(DATABASE, cluster.url()))
}
