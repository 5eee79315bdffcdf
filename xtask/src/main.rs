//! The project's chores: `cargo xtask serve`, `test`, `bench` and the rest.

mod bench;
mod build;
mod dist;
mod faults;
mod files;
mod fuzz;
mod npm;
mod playwright;
mod postgres;
mod project;
mod serve;
mod sh;
mod simulate;
mod system;
mod test;
mod tools;
mod watch;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};
use project::Project;

#[derive(Parser)]
#[command(
    bin_name = "cargo xtask",
    about = "Builds, runs, tests and packs Xianghu. Every tool it needs is installed on first use into the user's cache folder."
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Build for release and start with sample data
    Serve(serve::Options),
    /// Run every check: format, lints, licences, tests on both databases, browser journeys, simulation
    Test(test::Options),
    /// Measure against a floor of the same work and print the table
    Bench(bench::Options),
    /// Tell more stories of devices, people and faults than a test run does
    Simulate(simulate::Options),
    /// Let the real server meet more faults than in a test run, and print the table
    Faults(faults::Options),
    /// Give the decoders that meet outside bytes millions of inputs
    Fuzz(fuzz::Options),
    /// Pack binary, site, configuration and systemd unit into one archive
    Dist,
}

fn main() -> ExitCode {
    match run(Cli::parse()) {
        Ok(code) => code,
        Err(_) if sh::interrupted() => {
            eprintln!("stopped");
            ExitCode::from(130)
        }
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(cli: Cli) -> Result<ExitCode> {
    sh::catch_interrupts()?;
    let project = Project::find()?;
    match cli.command {
        Command::Serve(options) => serve::run(&project, &options)?,
        Command::Test(options) => return test::run(&project, &options),
        Command::Bench(options) => bench::run(&project, &options)?,
        Command::Simulate(options) => simulate::run(&project, &options)?,
        Command::Faults(options) => faults::run(&project, &options)?,
        Command::Fuzz(options) => fuzz::run(&project, &options)?,
        Command::Dist => dist::run(&project)?,
    }
    Ok(ExitCode::SUCCESS)
}
