//! What a township whistles for most.

use serde::{Deserialize, Serialize};

use crate::ids::UnitCode;

/// Days that are counted.
pub const COUNTED_DAYS: i64 = 90;
/// Most items that a township has here.
pub const MOST_COMMON: usize = 20;

/// The items that a township has whistled for most in the last [`COUNTED_DAYS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commonest {
    /// Which township.
    pub township: UnitCode,
    /// Codes of the items, the commonest first; up to [`MOST_COMMON`].
    pub items: Vec<String>,
}
