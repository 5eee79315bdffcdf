//! How much a run has seen.

use std::fmt;

use crate::faults::Fault;

#[derive(Clone, Debug, Default)]
pub struct Figures {
    pub stories: u64,
    pub devices: u64,
    /// Commands that people saved.
    pub commands: u64,
    /// Of them, those that the server applied, and those that it refused.
    pub applied: u64,
    pub refused: u64,
    /// Requests that devices sent.
    pub requests: u64,
    /// Faults by kind, as they stand in [`Fault::ALL`].
    pub injected: [u64; Fault::ALL.len()],
}

impl Figures {
    pub fn add(&mut self, more: &Self) {
        self.stories += more.stories;
        self.devices += more.devices;
        self.commands += more.commands;
        self.applied += more.applied;
        self.refused += more.refused;
        self.requests += more.requests;
        self.injected.iter_mut().zip(more.injected).for_each(|(sum, more)| *sum += more);
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stories, devices, commands, applied, refused, requests, injected } = self;
        let faults: u64 = injected.iter().sum();
        writeln!(
            f,
            "{stories} stories, {devices} devices, {commands} commands ({applied} applied, {refused} refused),"
        )?;
        writeln!(f, "{requests} requests, {faults} faults:")?;
        for (fault, times) in Fault::ALL.iter().zip(injected) {
            writeln!(f, "  {times:>9} {fault:?}")?;
        }
        Ok(())
    }
}
