//! Days in a county, over and over: the real queue, pass, desk and store, and everything around them that can go wrong.
//!
//! A story is made from a seed and is the same every time. Its people whistle and handle tickets on devices whose disks,
//! clocks, tabs and network fail in every way of [`faults::Fault`]; what [`invariants::Invariant`] promises is looked at
//! after each step, and once more when all is quiet.
#![expect(clippy::expect_used, reason = "a story ends where something is wrong, and says so")]

mod acts;
mod bugs;
mod builds;
mod chance;
pub mod county;
mod device;
mod disk;
mod facts;
pub mod faults;
pub mod figures;
mod folder;
mod happens;
pub mod invariants;
mod ledger;
mod message;
mod network;
pub mod plan;
mod quiet;
pub mod run;
mod says;
mod server;
pub mod story;
mod watch;
mod world;
