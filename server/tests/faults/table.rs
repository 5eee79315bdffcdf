//! What a case came to, as a row of the table.

use std::io::Write as _;

use crate::compare::Wrong;
use crate::device::Device;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// How often a case plays: so often, unless the command says otherwise.
pub fn rounds(otherwise: u64) -> u64 {
    number("XIANGHU_FAULTS_ROUNDS").unwrap_or(otherwise)
}

/// What all chance of this run comes from.
pub fn seed() -> u64 {
    number("XIANGHU_FAULTS_SEED").unwrap_or(1)
}

/// Adds a row, and ends the test where something is wrong.
pub fn tell(case: &str, database: &str, rounds: u64, devices: &[Device], wrong: &Wrong) {
    let commands: usize = devices.iter().map(|device| device.commands.len() - device.unanswered()).sum();
    let photos: usize = devices.iter().map(|device| device.shots.iter().filter(|shot| shot.complete).count()).sum();
    let (lost, doubled, photos_lost) = (wrong.lost.len(), wrong.doubled.len(), wrong.photos_lost.len());
    let row =
        format!("| {case} | {database} | {rounds} | {commands} | {lost} | {doubled} | {photos} | {photos_lost} |");
    println!("seed {}: {row}", seed());
    if let Some(path) = std::env::var_os("XIANGHU_FAULTS_TABLE") {
        let mut table = std::fs::OpenOptions::new().append(true).create(true).open(path).unwrap();
        writeln!(table, "{row}").unwrap();
    }
    assert!(wrong.is_nothing(), "{wrong:#?}");
}
