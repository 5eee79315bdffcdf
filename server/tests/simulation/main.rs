//! Days in a county, over and over: the real queue, pass, desk and store, and everything around them that can go wrong.
//!
//! A story is made from a seed and is the same every time. `cargo xtask simulate --seeds N --from S` runs more of them.
#![expect(clippy::expect_used, clippy::print_stdout, reason = "a test ends where something is wrong, and says so")]
#![expect(clippy::disallowed_methods, reason = "the time that a run takes is told")]

mod chance;
mod device;
mod faults;
mod invariants;
mod server;
mod story;
mod world;

use std::collections::BTreeSet;
use std::time::{Duration, Instant};

use chance::Chance;
use faults::{Bug, Fault};
use server::Beginning;
use world::{Corpus, Plan, World};

/// Seeds of an ordinary run: about a minute on two cores.
const SEEDS: u64 = 100;
/// Seeds in which a planted bug has to show.
const SEEDS_FOR_A_BUG: u64 = 150;

/// What all stories share.
pub struct Stage {
    beginning: Beginning,
    corpus: Corpus,
}

fn plan(seed: u64, bug: Option<Bug>) -> Plan {
    let mut chance = Chance::new(seed ^ 0xfeed);
    let faults = if chance.one_in(10) {
        Fault::ALL.into_iter().collect()
    } else {
        Fault::ALL.into_iter().filter(|_| chance.one_in(3)).collect::<BTreeSet<_>>()
    };
    // Now and then a whole county.
    let devices = if chance.one_in(60) { 120 } else { 2 + chance.below(7) };
    Plan { seed, devices, acts: devices * (4 + chance.below(10)), faults, bug }
}

/// Plays a story to its end. Returns what was wrong, with the story.
async fn play(plan: Plan, stage: &Stage) -> Option<story::Failure> {
    let mut world = World::new(plan.clone(), &stage.beginning, &stage.corpus).await;
    world.run().await;
    if world.violations.is_empty() {
        world.settle().await;
    }
    if world.violations.is_empty() {
        world.check().await;
    }
    let first = world.violations.first().cloned()?;
    Some(story::Failure { plan, what: first, lines: world.story })
}

fn on_a_runtime<T>(run: impl AsyncFnOnce(&Stage) -> T) -> T {
    sqlx::any::install_default_drivers();
    ::server::cryptography::install();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let stage = Stage { beginning: Beginning::make().await, corpus: Corpus::make() };
        run(&stage).await
    })
}

fn number(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

#[test]
fn nothing_is_lost_or_doubled_whatever_happens() {
    let (from, seeds) = (number("XIANGHU_SIMULATE_FROM", 0), number("XIANGHU_SIMULATE_SEEDS", SEEDS));
    let workers = std::thread::available_parallelism().map_or(1, usize::from) as u64;
    let begun = Instant::now();
    let failures: Vec<String> = std::thread::scope(|scope| {
        let worker = |worker| {
            scope.spawn(move || {
                on_a_runtime(async |stage| {
                    for seed in (from + worker..from + seeds).step_by(workers as usize) {
                        if let Some(failure) = play(plan(seed, None), stage).await {
                            return Some(story::smallest(failure, stage).await.to_string());
                        }
                    }
                    None
                })
            })
        };
        let workers: Vec<_> = (0..workers).map(worker).collect();
        workers.into_iter().filter_map(|worker| worker.join().expect("a worker")).collect()
    });
    println!("{seeds} stories from seed {from} in {:.1} s", begun.elapsed().as_secs_f64());
    assert!(failures.is_empty(), "{}", failures.join("\n\n"));
}

#[test]
fn a_story_is_the_same_every_time() {
    on_a_runtime(async |stage| {
        let mut told = Vec::new();
        for _ in 0..2 {
            let mut world = World::new(plan(11, None), &stage.beginning, &stage.corpus).await;
            world.run().await;
            told.push(world.story.into_iter().map(|line| (line.at, line.text)).collect::<Vec<_>>());
        }
        assert_eq!(told[0], told[1]);
    });
}

/// Every planted bug is found, or the simulation proves nothing.
fn finds(bug: Bug) {
    on_a_runtime(async |stage| {
        let begun = Instant::now();
        for seed in 0..SEEDS_FOR_A_BUG {
            let plan = Plan { faults: Fault::ALL.into_iter().collect(), ..plan(seed, Some(bug)) };
            let plan = if bug == Bug::IgnoreEpoch { plan } else { quieter(plan) };
            if let Some(failure) = play(plan, stage).await {
                println!("{bug:?}: seed {seed}, {:.1} s: {}", begun.elapsed().as_secs_f64(), failure.what);
                return;
            }
            assert!(begun.elapsed() < Duration::from_secs(300), "{bug:?} is not found");
        }
        panic!("{bug:?} is not found in {SEEDS_FOR_A_BUG} stories");
    });
}

/// Without what would excuse a loss.
fn quieter(mut plan: Plan) -> Plan {
    for fault in [Fault::Eviction, Fault::Restore, Fault::ClockJump] {
        plan.faults.remove(&fault);
    }
    Plan { devices: plan.devices.min(6), acts: 80, ..plan }
}

macro_rules! finds {
    ($($test:ident: $bug:ident;)*) => {$(
        #[test]
        fn $test() {
            finds(Bug::$bug);
        }
    )*};
}

finds! {
    finds_a_server_that_forgets_what_it_applied: ForgetApplied;
    finds_a_server_that_acknowledges_before_it_commits: AcknowledgeBeforeCommit;
    finds_a_reader_that_misses_a_change: SkipChange;
    finds_a_device_that_drops_a_photo_with_the_acknowledgement: DropPhotoOnAcknowledgement;
    finds_a_device_that_forgets_a_command_when_it_is_sent: ForgetWhenSent;
    finds_a_device_that_believes_a_portal: BelievePortal;
    finds_a_device_that_retries_under_a_new_id: NewIdOnRetry;
    finds_a_device_that_ignores_a_restored_server: IgnoreEpoch;
    finds_a_device_that_sends_in_anothers_name: SendAsWhoever;
    finds_a_replica_that_is_behind_its_cursor: ReplicaBesideCursor;
    finds_a_device_that_throws_refusals_away: DropRefused;
}

#[test]
fn every_bug_has_its_test() {
    let source = include_str!("main.rs");
    for bug in Bug::ALL {
        assert!(source.contains(&format!(": {bug:?};")), "{bug:?} is planted nowhere");
    }
}
