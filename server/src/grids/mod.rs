//! A file of grids, as an administrator brings it in and takes it out: GeoJSON, checked whole before any of it counts.

mod areas;
mod file;
mod plan;

pub use file::{read, write};
pub use plan::{Extent, Known, Plan, plan};
