//! Pairs of measurements, interleaved A-B-B-A.

use std::time::{Duration, Instant};

/// Pairs that count.
const PAIRS: usize = 12;
/// Pairs before them, to warm up.
const WARM: usize = 2;

/// What a measurement counts.
#[derive(Clone, Copy)]
pub enum Unit {
    /// Things done in each measurement: told as things per second, more is better.
    Things(usize),
    /// Told as the time it took, less is better.
    Time,
}

/// Both sides, pair by pair.
pub struct Compared {
    unit: Unit,
    ours: Vec<Duration>,
    floor: Vec<Duration>,
}

async fn time(work: impl AsyncFn() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let start = Instant::now();
    work().await?;
    Ok(start.elapsed())
}

pub async fn compare(
    unit: Unit,
    ours: impl AsyncFn() -> anyhow::Result<()>,
    floor: impl AsyncFn() -> anyhow::Result<()>,
) -> anyhow::Result<Compared> {
    let mut compared = Compared { unit, ours: Vec::new(), floor: Vec::new() };
    for pair in 0..PAIRS + WARM {
        let (one, other) = if pair % 2 == 0 {
            let one = time(&ours).await?;
            (one, time(&floor).await?)
        } else {
            let other = time(&floor).await?;
            (time(&ours).await?, other)
        };
        if pair >= WARM {
            compared.ours.push(one);
            compared.floor.push(other);
        }
    }
    Ok(compared)
}

pub fn median<T: Copy + PartialOrd>(values: &[T]) -> T {
    let mut sorted = values.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap_or(std::cmp::Ordering::Equal));
    sorted[sorted.len() / 2]
}

impl Compared {
    /// Ours by the floor's measure, pair by pair: how much is reached, or how much longer it takes.
    fn ratios(&self) -> Vec<f64> {
        let pairs = self.ours.iter().zip(&self.floor);
        pairs
            .map(|(ours, floor)| match self.unit {
                Unit::Things(_) => floor.as_secs_f64() / ours.as_secs_f64(),
                Unit::Time => ours.as_secs_f64() / floor.as_secs_f64(),
            })
            .collect()
    }

    fn told(&self, side: &[Duration]) -> String {
        let seconds = median(side).as_secs_f64();
        match self.unit {
            Unit::Things(things) => format!("{:.0}/s", things as f64 / seconds),
            Unit::Time => format!("{:.2} ms", seconds * 1000.0),
        }
    }
}

/// The head of the table; rows follow as they are measured, with medians and the least and largest ratio of a pair.
pub fn head(database: &str) {
    println!("| metric ({database}) | ours | floor | ratio (least – most) | target |\n|---|---|---|---|---|");
}

/// One row.
pub fn row(metric: &str, compared: Compared, target: &str) {
    let ratios = compared.ratios();
    let least = ratios.iter().copied().fold(f64::INFINITY, f64::min);
    let most = ratios.iter().copied().fold(0.0, f64::max);
    println!(
        "| {metric} | {} | {} | {:.2}× ({least:.2} – {most:.2}) | {target} |",
        compared.told(&compared.ours),
        compared.told(&compared.floor),
        median(&ratios),
    );
}
