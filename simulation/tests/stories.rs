//! An ordinary run: a thousand stories with the optimised build, a few without.
#![expect(clippy::print_stdout, reason = "what a run has seen is told")]

use simulation::plan::Plan;
use simulation::run::{in_the_county, play_all};
use simulation::story::told;

/// Stories of an ordinary run.
const SEEDS: u64 = if cfg!(debug_assertions) { 60 } else { 2000 };

#[test]
fn nothing_is_lost_or_doubled_whatever_happens() {
    let (figures, failures) = play_all(0, SEEDS, |_| ());
    println!("{figures}");
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn a_story_is_the_same_every_time() {
    in_the_county(async |county| {
        for seed in [11, 12, 13] {
            assert_eq!(told(Plan::of(seed), county).await, told(Plan::of(seed), county).await);
        }
    });
}
