//! The responsibility list: what can be whistled for, who leads and who helps with it, and by when.
//!
//! An [`Item`] is a component, an event or a matter. A [`Duty`] is one refined entry: an item and a condition, and what
//! then follows. An item without duties of its own goes by those of the matter it belongs to.

mod check;
mod commonest;
mod difference;
mod duty;
mod faults;
pub mod file;
mod item;
pub mod proposal;
mod revise;
pub mod search;
mod version;

pub use check::{faults, faults_of_list};
pub use commonest::{COUNTED_DAYS, Commonest, MOST_COMMON};
pub use difference::{Difference, difference};
pub use duty::{Duty, Limit, LimitKind, Responsible};
pub use faults::{Fault, FaultKind};
pub use item::{Boundary, Delegation, Item, ItemKind};
pub use revise::{number_entries, revise, still_apply};
pub use version::Version;
