//! What programs and devices talk to.

pub mod administrator;
pub mod audit;
pub mod body;
pub mod calendar;
pub mod extract;
pub mod grids;
pub mod health;
pub mod imports;
pub mod list;
pub mod list_files;
pub mod map;
pub mod messages;
pub mod openapi;
pub mod people;
pub mod people_import;
pub mod photos;
pub mod presence;
pub mod proposals;
pub mod score_rules;
pub mod scores;
pub mod sessions;
pub mod shift;
pub mod sync;
pub mod tickets;
pub mod units;
