//! `simulate --seeds N --from S`: plays stories until one ends badly, and says how far it is.
#![expect(clippy::expect_used, clippy::print_stdout, clippy::disallowed_methods, reason = "this is what it says")]

use std::process::ExitCode;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use clap::Parser;
use simulation::figures::Figures;
use simulation::run::play_all;

/// Plays stories of devices, people and faults.
#[derive(Parser)]
struct Options {
    /// How many stories
    #[arg(long, default_value_t = 10_000)]
    seeds: u64,
    /// Seed of the first
    #[arg(long, default_value_t = 0)]
    from: u64,
}

fn main() -> ExitCode {
    let Options { seeds, from } = Options::parse();
    let begun = Instant::now();
    let said = Mutex::new(begun);
    let progress = |seen: &Figures| {
        let mut said = said.lock().expect("a lock");
        if said.elapsed() >= Duration::from_secs(10) {
            *said = Instant::now();
            let rate = seen.stories as f64 / begun.elapsed().as_secs_f64();
            println!("{} of {seeds} stories, {rate:.0} a second", seen.stories);
        }
    };
    let (figures, failures) = play_all(from, seeds, progress);
    println!("{figures}in {:.1} s", begun.elapsed().as_secs_f64());
    for failure in &failures {
        println!("\n{failure}");
    }
    if failures.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
