//! The responsibility list: finding an item, and who is responsible for it.

mod browse;
mod difference;
mod filter;
mod find;
mod found;
mod import;
mod item;
mod versions;
mod who;

pub use browse::List;
pub use difference::Differences;
pub use find::{Finder, use_finder};
pub use found::{FoundItems, after_frame};
pub use import::ListImport;
pub use item::ItemPage;
pub use versions::VersionsPage;
pub use who::{
    Who, assignment_words, candidate_words, day_words, limit_words, reference, responsible_words, version_number,
};
