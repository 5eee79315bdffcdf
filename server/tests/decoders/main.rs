//! Every decoder that meets outside bytes, with the seeds of `fuzz/seeds` and thousands of mutations of them. Coverage leads
//! the way only in `cargo xtask fuzz`; here the same properties are held in seconds, the same way each time.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where something is wrong")]

#[path = "../../../simulation/src/chance.rs"]
#[expect(dead_code, reason = "the simulation draws more")]
mod chance;
mod mutation;
mod seeds;
mod targets;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use chance::Chance;

/// Mutations of each decoder's seeds, and of those that take longer: seconds in all.
const MUTATIONS: u64 = 20_000;
const SLOW: [(&str, u64); 9] = [
    ("grids", 5_000),
    ("gzip", 5_000),
    ("list_csv", 1_000),
    ("list_xlsx", 1_000),
    ("pass", 4_000),
    ("picture", 1_500),
    ("push", 8_000),
    ("request", 1_500),
    ("table", 1_500),
];

fn folder() -> PathBuf {
    // Of this clone: the build may come from another's, which shares the cache.
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("tests are run by cargo");
    Path::new(&here).join("../fuzz/seeds")
}

/// What is in the folder of a decoder's seeds, by name.
fn seeds_of(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut seeds: Vec<_> = std::fs::read_dir(folder().join(target))
        .expect("a folder of seeds; `cargo test --test decoders -- --ignored` writes it")
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), std::fs::read(entry.path()).unwrap()))
        .collect();
    seeds.sort();
    seeds
}

/// Holds a target to its seeds and to mutations of them.
fn hold(target: &str) {
    let seeds = seeds_of(target);
    for (name, bytes) in &seeds {
        let taken = targets::run(target, bytes);
        // What a fuzzer has found lies beside what was made; only that is known to read.
        assert!(taken || !name.starts_with("good-"), "{target}/{name} was not taken");
    }
    let seeds: Vec<_> = seeds.into_iter().map(|(_, bytes)| bytes).collect();
    let times = SLOW.iter().find(|(slow, _)| *slow == target).map_or(MUTATIONS, |(_, times)| *times);
    for seed in 0..times {
        let bytes = mutation::mutated(&seeds, &mut Chance::new(seed));
        let held = std::panic::catch_unwind(|| targets::run(target, &bytes));
        assert!(held.is_ok(), "{target} with seed {seed}: {:?}", String::from_utf8_lossy(&bytes));
    }
}

macro_rules! hold {
    ($($target:ident)*) => {
        const HELD: &[&str] = &[$(stringify!($target)),*];
        $(
            #[test]
            fn $target() {
                hold(stringify!($target));
            }
        )*
    };
}

hold! { backup command cursor exif grids gzip headers list_csv list_xlsx outbox_file parts pass picture push request table ticket }

#[test]
fn each_decoder_is_held_here_and_has_seeds_for_the_fuzzer() {
    let names: BTreeSet<_> = targets::ALL.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(HELD.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), names);
    let folders = std::fs::read_dir(folder()).unwrap();
    let folders: BTreeSet<_> = folders.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    assert_eq!(folders, names);
}

#[test]
#[ignore = "writes the seeds that are checked in"]
fn write_seeds() {
    for (target, seeds) in seeds::all() {
        std::fs::create_dir_all(folder().join(target)).unwrap();
        for (name, bytes) in seeds {
            std::fs::write(folder().join(target).join(format!("good-{name}")), bytes).unwrap();
        }
    }
}
