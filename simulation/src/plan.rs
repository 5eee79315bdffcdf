//! What a story is made from.

use std::collections::BTreeSet;

use crate::chance::Chance;
use crate::county::{ALL, FEW};
use crate::faults::{Bug, Fault};

#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub devices: usize,
    /// How many of the county's people take part.
    pub people: usize,
    /// Things people do.
    pub acts: usize,
    pub faults: BTreeSet<Fault>,
    pub bug: Option<Bug>,
}

impl Plan {
    /// The story of a seed.
    pub fn of(seed: u64) -> Self {
        let mut chance = Chance::new(seed ^ 0xfeed);
        let faults = if chance.one_in(10) {
            Fault::ALL.iter().copied().collect()
        } else {
            Fault::ALL.iter().copied().filter(|_| chance.one_in(3)).collect()
        };
        let (devices, acts_each) = match chance.below(1000) {
            // Now and then a township, and rarely the whole county.
            0 => (200 + chance.below(101), 2),
            1..20 => (20 + chance.below(30), 4),
            _ => (2 + chance.below(7), 4 + chance.below(10)),
        };
        let people = if devices > FEW { ALL } else { FEW };
        Self { seed, devices, people, acts: devices * acts_each, faults, bug: None }
    }

    /// The story in which a planted bug has to show: a small one with every fault that does not excuse it.
    pub fn with_bug(seed: u64, bug: Bug) -> Self {
        let excused: &[Fault] = match bug {
            Bug::IgnoreEpoch => &[Fault::Eviction],
            _ => &[Fault::Eviction, Fault::Restore, Fault::ClockJump, Fault::Weeks],
        };
        let faults = Fault::ALL.iter().copied().filter(|fault| !excused.contains(fault)).collect();
        let (devices, acts) = match bug {
            // Two commands of one device on one ticket have to wait side by side.
            Bug::Overtake => (1, 200),
            _ => (2 + (seed % 5) as usize, 80),
        };
        Self { devices, people: FEW, acts, faults, bug: Some(bug), ..Self::of(seed) }
    }
}
