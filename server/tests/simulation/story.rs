//! A failure, made small and told in plain words.

use std::fmt;

use crate::faults::Fault;
use crate::world::{Line, Plan};
use crate::{Stage, play};

/// Lines of the story that are told.
const LINES: usize = 60;

/// A story that did not end well.
pub struct Failure {
    pub plan: Plan,
    pub what: String,
    pub lines: Vec<Line>,
}

/// Leaves out faults, devices and acts for as long as the story still ends badly.
pub async fn smallest(mut failure: Failure, stage: &Stage) -> Failure {
    for fault in Fault::ALL {
        if failure.plan.faults.contains(&fault) {
            let mut plan = failure.plan.clone();
            plan.faults.remove(&fault);
            if let Some(smaller) = play(plan, stage).await {
                failure = smaller;
            }
        }
    }
    loop {
        let Plan { devices, acts, .. } = failure.plan;
        let fewer = [(devices - devices.min(1), acts), (devices, acts - acts.min(1)), (devices, acts / 2)];
        let mut found = None;
        for (devices, acts) in fewer.into_iter().filter(|fewer| *fewer != (devices, acts) && fewer.0 > 0) {
            found = play(Plan { devices, acts, ..failure.plan.clone() }, stage).await;
            if found.is_some() {
                break;
            }
        }
        match found {
            Some(smaller) => failure = smaller,
            None => return failure,
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Plan { seed, devices, acts, faults, bug } = &self.plan;
        writeln!(f, "seed {seed}, {devices} devices, {acts} acts, faults {faults:?}, bug {bug:?}:")?;
        writeln!(f, "  {}", self.what)?;
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
