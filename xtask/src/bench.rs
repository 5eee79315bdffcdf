//! `cargo xtask bench`: the table of `server/benches/platform`.

use anyhow::Result;
use clap::Args;

use crate::project::Project;
use crate::sh::{self, say};

#[derive(Args)]
pub(crate) struct Options {
    /// Passed on to the bench
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    say("Building the bench (about 6 minutes the first time)");
    sh::run(project.cargo(&["bench", "--package", "server", "--bench", "platform", "--"]).args(&options.arguments))
}
