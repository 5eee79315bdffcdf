//! Playing many stories, as many at a time as there are processors.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use crate::county::County;
use crate::figures::Figures;
use crate::plan::Plan;
use crate::story::{play, smallest};

/// Runs something with the county that all stories begin in, on a runtime of its own.
pub fn in_the_county<T>(run: impl AsyncFnOnce(&County) -> T) -> T {
    sqlx::any::install_default_drivers();
    server::cryptography::install();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async { run(&County::make().await).await })
}

/// Plays the stories of these seeds until one ends badly. Returns what was seen, and each failure as it is told.
/// `progress` is called after each story with what was seen so far.
pub fn play_all(from: u64, seeds: u64, progress: impl Fn(&Figures) + Sync) -> (Figures, Vec<String>) {
    let (next, failed) = (AtomicU64::new(from), AtomicBool::new(false));
    let (seen, failures) = (Mutex::new(Figures::default()), Mutex::new(Vec::new()));
    let worker = || {
        in_the_county(async |county| {
            loop {
                let seed = next.fetch_add(1, Ordering::Relaxed);
                if seed >= from + seeds || failed.load(Ordering::Relaxed) {
                    return;
                }
                let (figures, failure) = play(Plan::of(seed), county).await;
                if let Some(failure) = failure {
                    failed.store(true, Ordering::Relaxed);
                    let told = smallest(failure, county).await.to_string();
                    failures.lock().expect("a lock").push(told);
                }
                let mut seen = seen.lock().expect("a lock");
                seen.add(&figures);
                progress(&seen);
            }
        });
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..workers).for_each(|_| drop(scope.spawn(worker))));
    (seen.into_inner().expect("a lock"), failures.into_inner().expect("a lock"))
}
