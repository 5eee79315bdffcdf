//! Workbooks. What is in the package is measured before anybody takes it apart.

use std::io::{Cursor, Read as _};
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader as _, SheetType, SheetVisible, Xlsx};
use domain::list::file::{MAX_COLUMNS, MAX_ROWS, Unreadable, Work};
use zip::ZipArchive;

use super::columns::HEADERS_WITHIN;
use super::read::{Wanted, tidy};
use super::{Cell, Merged, Row, Table, Tell, tell};

/// Most bytes of the sheets, unpacked: 200 000 rows of our own take a third of it.
const MAX_SHEETS: u64 = 512 * 1024 * 1024;
/// Most bytes of all that is kept in memory.
const MAX_REST: u64 = 96 * 1024 * 1024;
/// Most parts of a package.
const MAX_PARTS: usize = 2000;
/// Most cells.
const MAX_CELLS: usize = 6_000_000;
/// Longest name of a sheet that is told.
const LONGEST_NAME: usize = 31;
/// Where all texts of a workbook stand.
const TEXTS: &str = "sharedstrings.xml";

type Book<'a> = Xlsx<Cursor<&'a [u8]>>;

/// Reads the sheet that is wanted.
pub(super) fn read(bytes: &[u8], wanted: Wanted<'_>, tell: Tell<'_>) -> Result<Table, Unreadable> {
    measure(bytes)?;
    // The library is not ours, and a file is not worth a request that fails.
    catch_unwind(AssertUnwindSafe(|| rows(bytes, wanted, tell))).unwrap_or(Err(Unreadable::Damaged))
}

/// Unpacks everything once and keeps nothing: what a package says of its sizes need not be true.
fn measure(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut package = ZipArchive::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let has = |name: &str| package.index_for_name(name).is_some();
    if !has("[Content_Types].xml") || has("xl/workbook.bin") {
        return Err(Unreadable::OtherKind);
    }
    if package.len() > MAX_PARTS {
        return Err(Unreadable::Bomb);
    }
    let (mut sheets, mut rest) = (MAX_SHEETS, MAX_REST);
    for place in 0..package.len() {
        let part = package.by_index(place).map_err(|_| Unreadable::Damaged)?;
        let name = part.name().map(|name| name.to_ascii_lowercase()).map_err(|_| Unreadable::Damaged)?;
        let left = if name.contains("worksheets/") { &mut sheets } else { &mut rest };
        let mut part = part.take(*left + 1);
        let unpacked = if name.ends_with(TEXTS) {
            let mut texts = Vec::new();
            part.read_to_end(&mut texts).map_err(|_| Unreadable::Damaged)?;
            is_honest(&texts)?;
            texts.len() as u64
        } else {
            std::io::copy(&mut part, &mut std::io::sink()).map_err(|_| Unreadable::Damaged)?
        };
        *left = left.checked_sub(unpacked).ok_or(Unreadable::Bomb)?;
    }
    Ok(())
}

/// Room is made for as many texts as the part says it has: it has to have room for them itself.
fn is_honest(texts: &[u8]) -> Result<(), Unreadable> {
    let count = b"uniqueCount";
    // In another encoding the count could hide.
    if texts.contains(&0) {
        return Err(Unreadable::Damaged);
    }
    let counts = texts.windows(count.len()).enumerate().filter(|(_, window)| *window == count);
    for (place, _) in counts {
        let between = |byte: &u8| byte.is_ascii_whitespace() || matches!(byte, b'=' | b'"' | b'\'' | b'+' | b'0');
        let value = texts[place + count.len()..].iter().copied().skip_while(between);
        let digits = String::from_utf8(value.take_while(u8::is_ascii_digit).collect()).unwrap_or_default();
        // What does not read as a number is more than any number, or no count.
        if !digits.is_empty() && !digits.parse::<usize>().is_ok_and(|count| count <= texts.len()) {
            return Err(Unreadable::Bomb);
        }
    }
    Ok(())
}

fn rows(bytes: &[u8], wanted: Wanted<'_>, tell: Tell<'_>) -> Result<Table, Unreadable> {
    let mut book: Book<'_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| Unreadable::Damaged)?;
    let name = sheet(&mut book, wanted)?;
    let rows = read_rows(&mut book, &name, MAX_ROWS, tell)?;
    let merged = book.merge_cells_by_sheet_name(&name).map_err(|_| Unreadable::Damaged)?;
    let merged = merged.into_iter().map(|cells| Merged {
        rows: (cells.start.0.saturating_add(1), cells.end.0.saturating_add(1)),
        columns: (cells.start.1, cells.end.1),
    });
    Ok(Table { sheet: Some(name), rows, merged: merged.collect() })
}

/// The sheet with the headers that are looked for; the only one with anything in it, if none does.
fn sheet(book: &mut Book<'_>, wanted: Wanted<'_>) -> Result<String, Unreadable> {
    let shown = |sheet: &&calamine::Sheet| sheet.typ == SheetType::WorkSheet && sheet.visible == SheetVisible::Visible;
    let names: Vec<String> = book.sheets_metadata().iter().filter(shown).map(|sheet| sheet.name.clone()).collect();
    let (mut alike, mut filled) = (Vec::new(), Vec::new());
    for name in names {
        let rows = read_rows(book, &name, HEADERS_WITHIN, &|_| {})?;
        if rows.iter().any(wanted) {
            alike.push(name);
        } else if !rows.is_empty() {
            filled.push(name);
        }
    }
    match (alike.as_slice(), filled.as_slice()) {
        ([one], _) | ([], [one]) => Ok(one.clone()),
        ([], []) => Err(Unreadable::Empty),
        ([], several) => Err(Unreadable::NoSheet(told(several))),
        (several, _) => Err(Unreadable::SeveralSheets(told(several))),
    }
}

fn told(names: &[String]) -> Vec<String> {
    names.iter().take(5).map(|name| name.chars().take(LONGEST_NAME).collect()).collect()
}

/// The rows of a sheet as far as row `most`; what lies further is an error where `most` is all that we take.
fn read_rows(book: &mut Book<'_>, sheet: &str, most: u32, said: Tell<'_>) -> Result<Vec<Row>, Unreadable> {
    let damaged = |_| Unreadable::Damaged;
    let mut reader = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    // What the sheet says of itself only moves a bar.
    let of = reader.dimensions().end.0.min(MAX_ROWS) as usize + 1;
    let (mut rows, mut cells): (Vec<Row>, usize) = (Vec::new(), 0);
    while let Some(record) = reader.next_cell_with_formula_metadata().map_err(damaged)? {
        let (row, column) = record.pos;
        let cell = match record.formula {
            Some(_) => Some(Cell::Formula),
            None => cell(&record.value),
        };
        // Sheets are often formatted far beyond what is in them.
        let Some(cell) = cell else { continue };
        if row >= most {
            if most < MAX_ROWS {
                break;
            }
            return Err(Unreadable::TooManyRows);
        }
        if column >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        cells += 1;
        if cells > MAX_CELLS {
            return Err(Unreadable::Bomb);
        }
        let number = row + 1;
        match rows.last_mut() {
            Some(last) if last.number == number => match last.cells.last() {
                Some((before, _)) if *before >= column => return Err(Unreadable::Damaged),
                _ => last.cells.push((column, cell)),
            },
            Some(last) if last.number > number => return Err(Unreadable::Damaged),
            _ => {
                tell(said, Work::Reading, rows.len(), of.max(rows.len() + 1));
                rows.push(Row { number, cells: vec![(column, cell)] });
            }
        }
    }
    Ok(rows)
}

fn cell(value: &DataRef<'_>) -> Option<Cell> {
    match value {
        DataRef::Empty => None,
        DataRef::String(text) => tidy(text),
        DataRef::SharedString(text) => tidy(text),
        DataRef::Int(number) => Some(Cell::Text(number.to_string())),
        DataRef::Float(number) => Some(Cell::Text(number.to_string())),
        DataRef::Bool(yes) => Some(Cell::Text(if *yes { "TRUE" } else { "FALSE" }.to_owned())),
        DataRef::DateTime(_) | DataRef::DateTimeIso(_) | DataRef::DurationIso(_) => Some(Cell::Date),
        DataRef::Error(error) => Some(Cell::Error(error.to_string())),
    }
}
