//! A failure, made small and told in plain words.

use std::fmt;

use crate::county::County;
use crate::faults::Fault;
use crate::figures::Figures;
use crate::invariants::Violation;
use crate::plan::Plan;
use crate::world::World;

/// Lines of the story that are told.
const LINES: usize = 80;

/// A line of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Milliseconds since the story began.
    pub at: i64,
    /// Which device; none is the server, or everybody.
    pub device: Option<usize>,
    pub text: String,
}

/// A story that did not end well.
pub struct Failure {
    pub plan: Plan,
    pub violation: Violation,
    /// The violation in words.
    pub what: String,
    pub lines: Vec<Line>,
}

/// Plays a story to its end. Returns what was wrong, if anything was.
pub async fn play(plan: Plan, county: &County) -> (Figures, Option<Failure>) {
    played(plan, county, false).await
}

async fn played(plan: Plan, county: &County, tells: bool) -> (Figures, Option<Failure>) {
    let mut world = World::new(plan.clone(), county, tells).await;
    world.run().await;
    if world.violation.is_none() {
        world.settle().await;
    }
    if world.violation.is_none() {
        world.check().await;
    }
    let World { violation, facts, figures, lines, .. } = world;
    let failure = violation.map(|violation| {
        let of = violation.command.map(|id| format!("command {} ", facts.name(id))).unwrap_or_default();
        let what = format!("{}: {of}{}", violation.invariant, violation.what);
        Failure { plan, violation, what, lines: lines.unwrap_or_default() }
    });
    (figures, failure)
}

/// The story as it is told, to its end or to where it went wrong.
pub async fn told(plan: Plan, county: &County) -> Vec<Line> {
    let mut world = World::new(plan, county, true).await;
    world.run().await;
    world.lines.unwrap_or_default()
}

/// Leaves out faults, devices and acts for as long as the story still ends badly in the same way, and tells the rest.
pub async fn smallest(mut failure: Failure, county: &County) -> Failure {
    let again = async |plan: Plan, before: &Failure| {
        let (_, found) = play(plan, county).await;
        found.filter(|found| found.violation.invariant == before.violation.invariant)
    };
    for fault in Fault::ALL {
        if failure.plan.faults.contains(fault) {
            let mut plan = failure.plan.clone();
            plan.faults.remove(fault);
            if let Some(smaller) = again(plan, &failure).await {
                failure = smaller;
            }
        }
    }
    loop {
        let Plan { devices, acts, .. } = failure.plan;
        let sizes = [
            (devices / 2, acts),
            (devices - 1, acts),
            (devices, acts / 2),
            (devices, acts * 7 / 8),
            (devices, acts - acts.min(1)),
        ];
        let mut found = None;
        for (devices, acts) in sizes.into_iter().filter(|size| *size != (devices, acts) && size.0 > 0) {
            found = again(Plan { devices, acts, ..failure.plan.clone() }, &failure).await;
            if found.is_some() {
                break;
            }
        }
        match found {
            Some(smaller) => failure = smaller,
            None => break,
        }
    }
    let (_, told) = played(failure.plan.clone(), county, true).await;
    told.unwrap_or(failure)
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { seed, devices, acts, faults, bug, .. } = &self.plan;
        writeln!(f, "seed {seed} ends badly. {}.", self.what)?;
        writeln!(f, "The smallest story with that end: {devices} devices, {acts} acts, faults {faults:?}.")?;
        match bug {
            Some(bug) => writeln!(f, "The bug {bug:?} was planted.")?,
            None => writeln!(f, "To see it again: cargo xtask simulate --seeds 1 --from {seed}")?,
        }
        let skipped = self.lines.len().saturating_sub(LINES);
        if skipped > 0 {
            writeln!(f, "  … {skipped} lines before")?;
        }
        for Line { at, device, text } in &self.lines[skipped..] {
            let who = device.map_or("the server".to_owned(), |device| format!("device {device}"));
            let seconds = at / 1000;
            writeln!(f, "  {:>3}:{:02}:{:02} {who}: {text}", seconds / 3600, seconds / 60 % 60, seconds % 60)?;
        }
        Ok(())
    }
}
