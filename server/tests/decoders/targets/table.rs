//! Tables of people that an administrator brings in.

use std::collections::BTreeSet;

use domain::administration::{MOST_PEOPLE, read_people};
use domain::{Directory, Language, Unit, UnitKind};
use server::sheet::rows;
use uuid::Uuid;

/// Whatever a file holds, it is read within its limits or refused with a reason.
pub fn table(bytes: &[u8]) -> bool {
    let unit = Unit::new(Uuid::nil(), "T01".into(), "崖头街道", UnitKind::Township);
    let directory = Directory::new([unit], []);
    match rows(bytes) {
        Ok(rows) => {
            assert!(rows.len() <= 10_000);
            let read = read_people(&rows, &directory, &BTreeSet::new());
            assert!(read.people.len() <= MOST_PEOPLE);
            assert!(read.faults.iter().all(|fault| !fault.words(Language::English).is_empty()));
            read.faults.is_empty() && !read.people.is_empty()
        }
        Err(fault) => {
            assert!(!fault.words(Language::Chinese).is_empty());
            false
        }
    }
}
