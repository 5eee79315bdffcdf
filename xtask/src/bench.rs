//! `cargo xtask bench`: the table of `server/benches/platform`, and those of the browser beside it.

mod browser;
mod sizes;

use anyhow::Result;
use clap::{Args, Subcommand};

use crate::project::Project;
use crate::sh::{self, say};

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
    say("Building the bench (about 6 minutes the first time)");
    sh::run(project.cargo(&["bench", "--package", "server", "--bench", "platform", "--"]).args(&options.arguments))
}
