//! The responsibility list: finding an item, and who is responsible for it.

mod find;
mod found;
mod who;

pub use find::{Finder, use_finder};
pub use found::FoundItem;
pub use who::{Who, assignment_words, candidate_words, limit_words, reference, responsible_words, version_number};
