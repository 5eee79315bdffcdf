//! What an administrator may make of units and people: the rules that forms and server share.

mod import;
mod people;
mod units;

pub use import::{Column, Imported, MOST_PEOPLE, RowFault, read_people};
pub use people::{Draft, fits, person_faults};
pub use units::{closing_faults, settled, unit_faults};

use crate::problem::{Code, Language, Problem};

/// What is wrong with one field of a unit or a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field, as in the JSON.
    pub field: &'static str,
    /// What is wrong with it.
    pub code: Code,
}

impl Fault {
    /// The fault as people read it.
    pub fn problem(self, language: Language) -> Problem {
        Problem { field: Some(self.field.to_owned()), ..Problem::new(self.code, language) }
    }
}

/// Whether a text has so many characters, all of which can be seen.
fn is_plain(text: &str, lengths: std::ops::RangeInclusive<usize>) -> bool {
    lengths.contains(&text.chars().count()) && !text.chars().any(char::is_control)
}
