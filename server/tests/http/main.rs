//! The server from outside, over real HTTP, on both databases.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends where something is wrong")]
#![expect(clippy::disallowed_methods, reason = "tests are clients: they make their own ids and wait for real")]

mod access;
mod administration;
mod admission;
mod appeals;
mod arbitration;
mod bad_input;
mod binary;
mod check;
mod clocks;
#[path = "../common/county.rs"]
mod county;
mod device;
mod grids;
mod handlers;
mod harness;
mod imports;
mod list_files;
mod map;
mod merging;
mod messages;
mod pages;
mod photos;
#[path = "../common/place.rs"]
mod place;
mod presence;
mod pull;
mod push;
mod restore;
mod s3;
mod score_rules;
mod scores;
mod sessions;
mod shift;
mod walk;
#[path = "../common/wire.rs"]
mod wire;
