//! `cargo xtask bench browser`: the rows that only a browser can measure, from `end2end/benches`.

use anyhow::Result;
use clap::Args;

use crate::playwright;
use crate::project::Project;

#[derive(Args)]
pub(crate) struct Options {
    /// Only the benches whose file names contain this: saving, queue, start, search
    only: Vec<String>,
}

pub(crate) fn run(project: &Project, options: &Options) -> Result<()> {
    let config = ["--config", "bench.config.ts"].map(ToOwned::to_owned);
    playwright::test(project, &[&config, options.only.as_slice()].concat())
}
