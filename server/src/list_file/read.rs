//! Bytes to rows of text, whatever kind of file they are.

use domain::list::file::{MAX_BYTES, Unreadable};

use super::{Tell, text, workbook};

/// A cell that is not empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Text, or a number as text, without spaces around it.
    Text(String),
    /// A formula, whatever it comes to.
    Formula,
    /// A date or a time.
    Date,
    /// An error of the spreadsheet.
    Error(String),
    /// Longer than a cell can be.
    NoEnd,
}

/// Whether a row can be the headers that are looked for.
pub type Wanted<'a> = &'a dyn Fn(&Row) -> bool;

/// A row with something in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its number, from 1.
    pub number: u32,
    /// What is not empty, by column from 0, in their order.
    pub cells: Vec<(u32, Cell)>,
}

impl Row {
    /// What stands in this column.
    pub fn cell(&self, column: u32) -> Option<&Cell> {
        self.cells.iter().find(|(place, _)| *place == column).map(|(_, cell)| cell)
    }

    /// The text of this column.
    pub fn text(&self, column: u32) -> Option<&str> {
        match self.cell(column) {
            Some(Cell::Text(text)) => Some(text),
            _ => None,
        }
    }
}

/// Merged cells: rows from 1, columns from 0, the last ones too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Rows.
    pub rows: (u32, u32),
    /// Columns.
    pub columns: (u32, u32),
}

/// What stands in a file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The sheet, of a workbook.
    pub sheet: Option<String>,
    /// Rows that are not empty, in their order.
    pub rows: Vec<Row>,
    /// Merged cells.
    pub merged: Vec<Merged>,
}

/// Reads a file by what it begins with; names lie.
/// Of a workbook's sheets, it is the one with a row that is `wanted`.
pub fn table(bytes: &[u8], wanted: Wanted<'_>, tell: Tell<'_>) -> Result<Table, Unreadable> {
    if bytes.len() > MAX_BYTES {
        return Err(Unreadable::TooLarge);
    }
    let table = match bytes {
        [b'P', b'K', 3 | 5, ..] => workbook::read(bytes, wanted, tell)?,
        [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(Unreadable::OldOrLocked),
        _ if is_other_kind(bytes) => return Err(Unreadable::OtherKind),
        _ => text::read(bytes, tell)?,
    };
    if table.rows.is_empty() { Err(Unreadable::Empty) } else { Ok(table) }
}

/// Old systems name a page of HTML `.xls`.
fn is_other_kind(bytes: &[u8]) -> bool {
    let start = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes).trim_ascii_start();
    let known: [&[u8]; 5] = [b"<", b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf"];
    let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
    known.iter().any(|kind| start.starts_with(kind)) || (!is_utf16 && bytes.iter().take(4096).any(|byte| *byte == 0))
}

/// The text of a cell without what people cannot see around it; none where nothing is left.
pub(super) fn tidy(text: &str) -> Option<Cell> {
    let unseen = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}');
    let text = text.trim_matches(unseen);
    match text {
        "" => None,
        _ if text.len() > LONGEST_CELL => Some(Cell::NoEnd),
        _ if text.contains('\r') => Some(Cell::Text(text.replace("\r\n", "\n").replace('\r', "\n"))),
        _ => Some(Cell::Text(text.to_owned())),
    }
}

/// Bytes of the longest cell: no field of the list is nearly as long.
const LONGEST_CELL: usize = 32 * 1024;
