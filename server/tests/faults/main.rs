//! The real server with something breaking under it. Devices keep a log of what they were told, and afterwards the two
//! are compared: nothing acknowledged is missing, nothing is double.
//!
//! An ordinary run is short; `cargo xtask faults --rounds N` runs longer and prints a table.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where something is wrong")]
#![expect(clippy::disallowed_methods, reason = "clients make their own ids, and wait for real")]
#![expect(clippy::print_stdout, reason = "a test says what it did, or why it could not")]

mod busy;
mod compare;
#[path = "../common/county.rs"]
mod county;
mod device;
mod disk_full;
mod disk_log;
mod failing_syncs;
mod kill;
mod load;
mod network;
#[path = "../common/place.rs"]
mod place;
#[path = "../../../xtask/src/postgres.rs"]
mod postgres;
mod postgres_stop;
mod power_cut;
mod proxy;
mod setting;
mod small_disk;
mod strace;
mod table;
#[path = "../common/wire.rs"]
mod wire;
