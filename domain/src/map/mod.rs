//! What lies beneath a map, and the order in which places on it are visited.

mod datum;
mod route;

use serde::{Deserialize, Serialize};

pub use datum::Datum;
pub use route::{order_of_visits, steps};

/// The operator's tiles. Without any, only grids and borders are drawn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basemap {
    /// Addresses with `{z}`, `{x}` and `{y}` in them, the lowest layer first.
    pub tiles: Vec<String>,
    /// What their coordinates mean.
    pub datum: Datum,
    /// Whose they are, as it has to be said beside them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit: Option<String>,
}
