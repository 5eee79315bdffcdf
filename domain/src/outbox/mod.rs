//! The queue's rules: what is sent when, what an answer means, and what may be thrown away. Where entries are kept is
//! the device's matter.

mod entry;
mod file;
mod queue;
mod room;

pub use entry::{ARCHIVE_SECONDS, Entry, State};
pub use file::{FilePhoto, OutboxFile};
pub use queue::{Queue, ServerMemory, Uploaded};
pub use room::{Need, PhotoMark, photo_may_go};
