//! The responsibility list as a file: workbooks and CSV as departments really send them, and as we write them.

mod cells;
mod columns;
mod items;
mod read;
mod text;
mod units;
mod values;
mod workbook;
mod write;

use std::collections::BTreeMap;

use domain::list::file::{CellFault, Checked, Column, MOST_DIFFERENCES, MOST_FAULTS, Progress, Unreadable, Work};
use domain::list::{Difference, FaultKind};
use domain::{Directory, Item, Language};

pub use columns::Mapping;
pub use read::{Cell, Merged, Row, Table, Wanted, table};
pub use write::{csv, xlsx};

/// Told how far the work has come.
pub type Tell<'a> = &'a dyn Fn(Progress);

/// Rows or items between two words about how far it has come.
const OFTEN: u64 = 1000;

fn tell(tell: Tell<'_>, work: Work, done: usize, of: usize) {
    let (done, of) = (done as u64, of as u64);
    if done.is_multiple_of(OFTEN) || done == of {
        tell(Progress { work, done, of });
    }
}

/// How a file is to be taken.
#[derive(Clone, Debug, Default)]
pub struct Order {
    /// What its columns hold, where somebody has said so.
    pub mapping: Option<Mapping>,
    /// Whether it is the whole list: items that it does not name go.
    pub is_whole: bool,
}

/// What a file would make of the list.
#[derive(Debug)]
pub struct Outcome {
    /// For people.
    pub checked: Checked,
    /// What changes; empty where there is a fault.
    pub changes: Vec<Difference>,
}

/// Reads the table of a file that has the list.
pub fn read(bytes: &[u8], tell: Tell<'_>) -> Result<Table, Unreadable> {
    table(bytes, &|row| columns::likeness(row).is_list(), tell)
}

/// Reads a file and holds it against the newest list. `directory` knows the units.
pub fn check(
    bytes: &[u8],
    order: &Order,
    list: &BTreeMap<String, Item>,
    directory: &Directory,
    language: Language,
    tell: Tell<'_>,
) -> Result<Outcome, Unreadable> {
    let table = read(bytes, tell)?;
    let sheet = columns::Sheet::of(&table, order.mapping.as_ref());
    let mut taken = items::take(&sheet, order, list, directory, tell);
    let mut changes = Vec::new();
    let unnamed: Vec<&Item> = list.values().filter(|item| !taken.items.contains_key(&item.code)).collect();
    let mut checked = Checked {
        sheet: table.sheet.clone(),
        header_row: sheet.header_row,
        columns: sheet.columns.clone(),
        rows: sheet.rows.len() as u32,
        items: taken.items.len(),
        unnamed: unnamed.len(),
        ..Checked::default()
    };
    taken.faults.sort();
    checked.fault_count = taken.faults.count();
    checked.faults = taken.faults.first(MOST_FAULTS).map(|fault| told(fault, &sheet, language)).collect();
    if checked.fault_count == 0 {
        let removed = if order.is_whole { unnamed } else { Vec::new() };
        let differs = |item: &&Item| list.get(&item.code) != Some(*item);
        changes.extend(taken.items.values().filter(differs).map(|item| Difference {
            code: item.code.clone(),
            before: list.get(&item.code).cloned(),
            after: Some(item.clone()),
        }));
        changes.extend(removed.into_iter().map(|item| Difference {
            code: item.code.clone(),
            before: Some(item.clone()),
            after: None,
        }));
        changes.sort_by(|one, other| one.code.cmp(&other.code));
        let count = |which: fn(&Difference) -> bool| changes.iter().filter(|change| which(change)).count();
        checked.added = count(|change| change.before.is_none());
        checked.removed = count(|change| change.after.is_none());
        checked.changed = changes.len() - checked.added - checked.removed;
        checked.differences = changes.iter().take(MOST_DIFFERENCES).cloned().collect();
    }
    Ok(Outcome { checked, changes })
}

fn told(fault: &cells::Found, sheet: &columns::Sheet<'_>, language: Language) -> CellFault {
    let letter = sheet.place(fault.column).map(columns::letter).unwrap_or_default();
    CellFault { row: fault.row, letter, sentence: fault.kind.sentence(fault.column, language) }
}

/// What is missing where a column is.
fn missing() -> domain::list::file::CellFaultKind {
    domain::list::file::CellFaultKind::Item(FaultKind::Missing)
}

/// Columns without which a file is no list.
const NEEDED: [Column; 2] = [Column::Code, Column::Name];
