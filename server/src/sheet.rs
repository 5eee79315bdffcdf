//! Tables of people that an administrator brings in, as rows of text. They are read as files of the list are.

use domain::Language;
use domain::administration::Column;
use domain::list::file::Unreadable;

use crate::list_file::{Cell, Row, table};

/// Largest file, in bytes.
pub const MAX_FILE: usize = 5 * 1024 * 1024;
/// Most rows, empty ones among them.
const MAX_ROWS: u32 = 10_000;

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SheetFault {
    /// It is no table, or too large a one.
    Unreadable(Unreadable),
    /// More rows than are taken.
    TooManyRows,
    /// A formula, a date or an error stands where a text should: row and column, from 1.
    NoText(u32, u32),
}

impl SheetFault {
    /// What is wrong and what to do.
    pub fn words(&self, language: Language) -> String {
        match (self, language) {
            (Self::Unreadable(Unreadable::NoSheet(_) | Unreadable::SeveralSheets(_)), Language::Chinese) => {
                "要有一张、也只能有一张工作表，表头是姓名、用户名、岗位、单位。".to_owned()
            }
            (Self::Unreadable(Unreadable::NoSheet(_) | Unreadable::SeveralSheets(_)), Language::English) => {
                "There has to be one sheet with the columns Name, Username, Role and Unit, and no other.".to_owned()
            }
            (Self::Unreadable(unreadable), language) => unreadable.words(language),
            (Self::TooManyRows, Language::Chinese) => format!("超过 {MAX_ROWS} 行，分成几个文件。"),
            (Self::TooManyRows, Language::English) => format!("There are more than {MAX_ROWS} rows; part the file."),
            (Self::NoText(row, column), Language::Chinese) => {
                format!("第 {row} 行第 {column} 列是公式、日期或错误值，粘贴为文字后再导入。")
            }
            (Self::NoText(row, column), Language::English) => {
                format!("Row {row}, column {column} is a formula, a date or an error; paste it as text.")
            }
        }
    }
}

/// The rows of the sheet that names people, or of a CSV file; each where a spreadsheet numbers it.
pub fn rows(bytes: &[u8]) -> Result<Vec<Vec<String>>, SheetFault> {
    let table = table(bytes, &names_people, &|_| {}).map_err(SheetFault::Unreadable)?;
    let mut rows = Vec::new();
    for Row { number, cells } in table.rows {
        if number > MAX_ROWS {
            return Err(SheetFault::TooManyRows);
        }
        let mut texts = vec![String::new(); cells.last().map_or(0, |(column, _)| *column as usize + 1)];
        for (column, cell) in cells {
            let Cell::Text(text) = cell else { return Err(SheetFault::NoText(number, column + 1)) };
            texts[column as usize] = text;
        }
        rows.resize(number as usize - 1, Vec::new());
        rows.push(texts);
    }
    Ok(rows)
}

/// Whether a row can be the headers.
fn names_people(row: &Row) -> bool {
    let names =
        |column: &Column| row.cells.iter().any(|(_, cell)| matches!(cell, Cell::Text(text) if column.is_named(text)));
    Column::ALL.iter().all(names)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "姓名,用户名,岗位,单位\n";

    #[test]
    fn rows_stand_where_a_spreadsheet_numbers_them() {
        let read = rows(format!("{HEAD}\n,13800000000\n").as_bytes()).unwrap();
        assert_eq!(read, [vec!["姓名", "用户名", "岗位", "单位"], vec![], vec!["", "13800000000"]]);
    }

    #[test]
    fn what_is_no_plain_table_is_refused_with_its_reason() {
        for (bytes, expected) in [
            (b"PK\x03\x04".to_vec(), SheetFault::Unreadable(Unreadable::Damaged)),
            (b"\xd0\xcf\x11\xe0".to_vec(), SheetFault::Unreadable(Unreadable::OldOrLocked)),
            (format!("{HEAD}\n=1+1").into(), SheetFault::NoText(3, 1)),
            ("x\n".repeat(MAX_ROWS as usize + 1).into(), SheetFault::TooManyRows),
            (Vec::new(), SheetFault::Unreadable(Unreadable::Empty)),
        ] {
            let refused = rows(&bytes).unwrap_err();
            assert_eq!(refused, expected);
            assert!(!refused.words(Language::Chinese).is_empty() && !refused.words(Language::English).is_empty());
        }
    }
}
