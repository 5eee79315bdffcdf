//! What a reporter follows: own whistles, what is asked, and what became of it. All from the replica, so offline too.

mod digest;
pub mod freshness;
pub mod messages;
mod read_mark;
mod route;
pub mod row;
pub mod tasks;
pub mod whistles;

pub use messages::{Messages, count_unread};
pub use read_mark::provide_read_mark;
pub use tasks::{Tasks, count_tasks};
pub use whistles::Mine;

/// Rows shown before asking for more.
const PAGE: usize = 40;
