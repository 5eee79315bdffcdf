//! Faults at their cells, and cells by what they hold.

use std::collections::HashSet;

use domain::list::file::{CellFaultKind, Column};

use super::columns::{Sheet, letter};
use super::{Cell, Row};

/// Faults that are kept; a file with more has them all over.
const KEPT: usize = 20_000;

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) row: u32,
    pub(super) column: Column,
    pub(super) kind: CellFaultKind,
}

/// What is wrong with a file.
#[derive(Debug, Default)]
pub(super) struct Faults {
    found: Vec<Found>,
    cells: HashSet<(u32, Column)>,
    count: usize,
}

impl Faults {
    pub(super) fn say(&mut self, row: u32, column: Column, kind: CellFaultKind) {
        self.count += 1;
        if self.found.len() < KEPT {
            self.cells.insert((row, column));
            self.found.push(Found { row, column, kind });
        }
    }

    /// Whether something has been said of this cell.
    pub(super) fn knows(&self, row: u32, column: Column) -> bool {
        self.cells.contains(&(row, column))
    }

    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// From top to bottom.
    pub(super) fn sort(&mut self) {
        self.found.sort_by_key(|found| (found.row, found.column));
    }

    pub(super) fn first(&self, many: usize) -> impl Iterator<Item = &Found> {
        self.found.iter().take(many)
    }
}

/// What is wrong with cells before anybody asks what they mean: only of columns that are read.
pub(super) fn look_at_cells(sheet: &Sheet<'_>, faults: &mut Faults) {
    for (column, other) in &sheet.doubled {
        faults.say(sheet.header_row, *column, CellFaultKind::ColumnTwice(other.clone()));
    }
    for merged in &sheet.merged {
        let touched = sheet.read().find(|(_, place)| (merged.columns.0..=merged.columns.1).contains(place));
        if let Some((column, _)) = touched {
            let corner = |place: u32, row: u32| format!("{}{row}", letter(place));
            let range =
                format!("{}:{}", corner(merged.columns.0, merged.rows.0), corner(merged.columns.1, merged.rows.1));
            faults.say(merged.rows.0, column, CellFaultKind::Merged(range));
        }
    }
    for row in &sheet.rows {
        for (column, place) in sheet.read() {
            let kind = match row.cell(place) {
                None | Some(Cell::Text(_)) => continue,
                Some(Cell::Formula) => CellFaultKind::Formula,
                Some(Cell::Date) => CellFaultKind::Date,
                Some(Cell::Error(error)) => CellFaultKind::Error(error.clone()),
                Some(Cell::NoEnd) => CellFaultKind::NoEnd,
            };
            faults.say(row.number, column, kind);
        }
    }
}

/// Whether there is anything in the columns that are read.
pub(super) fn is_filled(row: &Row, sheet: &Sheet<'_>) -> bool {
    sheet.read().any(|(_, place)| row.cell(place).is_some())
}
