//! CSV in the encodings that Chinese spreadsheets write.

use std::borrow::Cow;

use csv::{ByteRecord, ReaderBuilder};
use domain::list::file::{MAX_COLUMNS, MAX_ROWS, Unreadable, Work};
use encoding_rs::{Encoding, GB18030};

use super::read::tidy;
use super::{Cell, Row, Table, Tell, tell};

/// What parts the cells: which of them, the first line tells.
const DELIMITERS: [u8; 3] = [b',', b'\t', b';'];

/// Reads the rows.
pub(super) fn read(bytes: &[u8], said: Tell<'_>) -> Result<Table, Unreadable> {
    let mut text = decode(bytes)?;
    // The reader counts a last line only where it ends.
    if !text.ends_with('\n') {
        text.to_mut().push('\n');
    }
    let mut reader =
        ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter(&text)).from_reader(text.as_bytes());
    let of = text.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let (mut rows, mut record) = (Vec::new(), ByteRecord::new());
    let (mut number, mut line) = (0_u64, reader.position().line());
    while reader.read_byte_record(&mut record).map_err(|_| Unreadable::Damaged)? {
        let broken = record.iter().flatten().filter(|byte| **byte == b'\n').count() as u64;
        let now = reader.position().line();
        // Empty lines, over which the reader goes without a word, are rows too; line breaks in a cell are not.
        number += 1 + (now - line).saturating_sub(1 + broken);
        line = now;
        tell(said, Work::Reading, rows.len(), of.max(rows.len() + 1));
        let cells = cells(&record)?;
        if !cells.is_empty() {
            let number = u32::try_from(number).ok().filter(|number| *number <= MAX_ROWS);
            rows.push(Row { number: number.ok_or(Unreadable::TooManyRows)?, cells });
        }
    }
    Ok(Table { sheet: None, rows, merged: Vec::new() })
}

fn cells(record: &ByteRecord) -> Result<Vec<(u32, Cell)>, Unreadable> {
    let mut cells = Vec::new();
    for (column, bytes) in (0..).zip(record) {
        let Some(cell) = tidy(&String::from_utf8_lossy(bytes)) else { continue };
        if column >= MAX_COLUMNS {
            return Err(Unreadable::TooManyColumns);
        }
        cells.push((column, plain(cell)));
    }
    Ok(cells)
}

/// A formula is none of ours: where we write such a text, an apostrophe stands before it. `="0101"` is how people keep
/// a spreadsheet from taking their zeros away.
fn plain(cell: Cell) -> Cell {
    let Cell::Text(text) = cell else { return cell };
    if let Some(literal) = text.strip_prefix("=\"").and_then(|rest| rest.strip_suffix('"')) {
        return tidy(&literal.replace("\"\"", "\"")).unwrap_or(Cell::Formula);
    }
    if text.starts_with('=') {
        return Cell::Formula;
    }
    Cell::Text(match text.strip_prefix('\'') {
        Some(rest) if super::write::is_dangerous(rest) => rest.to_owned(),
        _ => text,
    })
}

/// By its mark; else UTF-8 where it is that, else GB18030, of which GBK and GB2312 are parts.
fn decode(bytes: &[u8]) -> Result<Cow<'_, str>, Unreadable> {
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, mark)) => (encoding, &bytes[mark..]),
        None => match std::str::from_utf8(bytes) {
            Ok(text) => return Ok(text.into()),
            Err(_) => (GB18030, bytes),
        },
    };
    encoding
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| Unreadable::Characters(unreadable_line(encoding, bytes)))
}

/// No character of these encodings has a line's end in it.
fn unreadable_line(encoding: &'static Encoding, bytes: &[u8]) -> u64 {
    let read = |line: &&[u8]| encoding.decode_without_bom_handling_and_without_replacement(line).is_some();
    1 + bytes.split(|byte| *byte == b'\n').take_while(read).count() as u64
}

fn delimiter(text: &str) -> u8 {
    let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    // Of equals the last is the most: a comma, unless another is there more often.
    DELIMITERS.into_iter().rev().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
}
