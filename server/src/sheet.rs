//! Tables that people bring in: XLSX, or CSV in UTF-8 or GB18030, as rows of text. What comes from outside is bounded before
//! it is read.

use std::io::{Cursor, Read as _};

use calamine::{DataRef, Reader as _, Xlsx};
use domain::Language;
use encoding_rs::GB18030;
use zip::ZipArchive;

/// Largest file, in bytes.
pub const MAX_FILE: usize = 5 * 1024 * 1024;
/// Most rows, empty ones among them.
const MAX_ROWS: usize = 10_000;
/// Most columns.
const MAX_COLUMNS: usize = 100;
/// Most bytes that a file may unpack to, all its parts together.
const MAX_UNPACKED: u64 = 64 * 1024 * 1024;
/// Most parts of a packed file.
const MAX_PARTS: usize = 500;
/// What a packed file begins with.
const ZIP: &[u8] = b"PK\x03\x04";
/// What an old workbook begins with, and one with a password.
const OLD_WORKBOOK: &[u8] = b"\xd0\xcf\x11\xe0";

/// Why a file is not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SheetFault {
    /// More bytes than [`MAX_FILE`], or than fit when it is unpacked.
    TooLarge,
    /// More rows or columns than are taken.
    TooMany,
    /// XLS, or a workbook with a password.
    OldOrLocked,
    /// A formula stands where a value should: row and column, from 1.
    Formula(usize, usize),
    /// Neither a workbook nor a table of text.
    Unreadable,
}

impl SheetFault {
    /// What is wrong and what to do.
    pub fn words(self, language: Language) -> String {
        match (self, language) {
            (Self::TooLarge, Language::Chinese) => "文件太大，最多 5 MB，分成几个文件。".to_owned(),
            (Self::TooLarge, Language::English) => "The file is larger than 5 MB; split it.".to_owned(),
            (Self::TooMany, Language::Chinese) => format!("行列太多，最多 {MAX_ROWS} 行、{MAX_COLUMNS} 列。"),
            (Self::TooMany, Language::English) => {
                format!("The file has more than {MAX_ROWS} rows or {MAX_COLUMNS} columns.")
            }
            (Self::OldOrLocked, Language::Chinese) => "是旧版 XLS 或加了密码，另存为不加密的 XLSX 再导入。".to_owned(),
            (Self::OldOrLocked, Language::English) => {
                "The file is an old XLS or has a password; save it as XLSX without one.".to_owned()
            }
            (Self::Formula(row, column), Language::Chinese) => {
                format!("第 {row} 行第 {column} 列是公式，粘贴为数值后再导入。")
            }
            (Self::Formula(row, column), Language::English) => {
                format!("Row {row}, column {column} is a formula; paste it as a value.")
            }
            (Self::Unreadable, Language::Chinese) => "文件无法读取。只收 XLSX 和 CSV（UTF-8 或 GB18030）。".to_owned(),
            (Self::Unreadable, Language::English) => {
                "The file cannot be read; it has to be XLSX, or CSV in UTF-8 or GB18030.".to_owned()
            }
        }
    }
}

/// The rows of a workbook's first sheet, or of a CSV file. The name only says what a file is that does not say so itself.
pub fn rows(name: &str, bytes: &[u8]) -> Result<Vec<Vec<String>>, SheetFault> {
    let is_named = |ending: &str| name.to_ascii_lowercase().ends_with(ending);
    match bytes {
        _ if bytes.len() > MAX_FILE => Err(SheetFault::TooLarge),
        _ if bytes.starts_with(ZIP) => workbook(bytes),
        _ if bytes.starts_with(OLD_WORKBOOK) || is_named(".xls") => Err(SheetFault::OldOrLocked),
        _ if is_named(".xlsx") => Err(SheetFault::Unreadable),
        _ => text(bytes),
    }
}

fn workbook(bytes: &[u8]) -> Result<Vec<Vec<String>>, SheetFault> {
    bounded(bytes)?;
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|_| SheetFault::Unreadable)?;
    let sheet = book.sheet_names().first().cloned().ok_or(SheetFault::Unreadable)?;
    // Cell by cell: a range would make room for all that lies between two cells, however far apart they are.
    let mut cells = book.worksheet_cells_reader(&sheet).map_err(|_| SheetFault::Unreadable)?;
    let mut rows: Vec<Vec<String>> = Vec::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|_| SheetFault::Unreadable)? {
        let (row, column) = (cell.pos.0 as usize, cell.pos.1 as usize);
        if cell.formula.is_some() {
            return Err(SheetFault::Formula(row + 1, column + 1));
        }
        let text = written(&cell.value);
        if text.is_empty() {
            continue;
        }
        if row >= MAX_ROWS || column >= MAX_COLUMNS {
            return Err(SheetFault::TooMany);
        }
        if rows.len() <= row {
            rows.resize(row + 1, Vec::new());
        }
        if rows[row].len() <= column {
            rows[row].resize(column + 1, String::new());
        }
        rows[row][column] = text;
    }
    Ok(rows)
}

/// A value as people see it. A telephone number that a spreadsheet took for a number has no decimals.
fn written(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(is) => is.to_string(),
        DataRef::DateTime(at) => at.as_f64().to_string(),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => error.to_string(),
        DataRef::Empty => String::new(),
    }
}

/// Unpacks every part and lets go of it, so that what is read afterwards is known to fit, whatever the file says of its sizes.
fn bounded(bytes: &[u8]) -> Result<(), SheetFault> {
    let mut parts = ZipArchive::new(Cursor::new(bytes)).map_err(|_| SheetFault::Unreadable)?;
    if parts.len() > MAX_PARTS {
        return Err(SheetFault::TooLarge);
    }
    let mut left = MAX_UNPACKED;
    for n in 0..parts.len() {
        let part = parts.by_index(n).map_err(|_| SheetFault::Unreadable)?;
        let mut content = Vec::new();
        part.take(left + 1).read_to_end(&mut content).map_err(|_| SheetFault::Unreadable)?;
        if says_more_than_it_has(&content) {
            return Err(SheetFault::Unreadable);
        }
        let unpacked = content.len() as u64;
        left = left.checked_sub(unpacked).ok_or(SheetFault::TooLarge)?;
    }
    Ok(())
}

/// Whether the table of texts says to have more of them than it has bytes: the reader makes room for as many as it says.
fn says_more_than_it_has(content: &[u8]) -> bool {
    const COUNT: &[u8] = b"uniqueCount";
    let counts = content.windows(COUNT.len()).enumerate().filter(|(_, window)| *window == COUNT);
    counts.map(|(at, _)| &content[at + COUNT.len()..]).any(|rest| {
        let digits = rest.iter().skip_while(|byte| !byte.is_ascii_digit()).take_while(|byte| byte.is_ascii_digit());
        let said = digits.fold(0_usize, |sum, digit| sum.saturating_mul(10).saturating_add(usize::from(digit - b'0')));
        said > content.len()
    })
}

fn text(bytes: &[u8]) -> Result<Vec<Vec<String>>, SheetFault> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let decoded = match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or(SheetFault::Unreadable)?,
    };
    if decoded.contains('\0') {
        return Err(SheetFault::Unreadable);
    }
    // Where a spreadsheet writes it, the first line says what parts the columns.
    let first = decoded.lines().next().unwrap_or_default();
    let count = |c: char| first.matches(c).count();
    let between = [b';', b'\t'].into_iter().find(|c| count(char::from(*c)) > count(',')).unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new();
    reader.has_headers(false).delimiter(between);
    let mut rows = Vec::new();
    for line in lines(&decoded) {
        // One at a time, for the reader passes over empty lines, and people count them.
        let record = reader.from_reader(line.as_bytes()).into_records().next().transpose();
        let record = record.map_err(|_| SheetFault::Unreadable)?.unwrap_or_default();
        if rows.len() == MAX_ROWS || record.len() > MAX_COLUMNS {
            return Err(SheetFault::TooMany);
        }
        if let Some(column) = record.iter().position(|cell| cell.starts_with('=')) {
            return Err(SheetFault::Formula(rows.len() + 1, column + 1));
        }
        rows.push(record.iter().map(str::to_owned).collect());
    }
    Ok(rows)
}

/// The lines of a table; one that ends within quotes goes on in the next.
fn lines(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut is_quoted = false;
    for line in text.lines() {
        match lines.last_mut() {
            Some(last) if is_quoted => {
                last.push('\n');
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
        is_quoted ^= line.matches('"').count() % 2 == 1;
    }
    lines
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use zip::ZipWriter;
    use zip::write::SimpleFileOptions;

    use super::*;

    /// A workbook whose only sheet has these rows of XML.
    fn book(sheet: &str, strings: &str) -> Vec<u8> {
        let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
        let package = "http://schemas.openxmlformats.org/package/2006/relationships";
        let parts = [
            (
                "_rels/.rels",
                format!(
                    r#"<Relationships xmlns="{package}"><Relationship Id="a" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>"#
                ),
            ),
            (
                "xl/workbook.xml",
                format!(
                    r#"<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="人员" sheetId="1" r:id="b"/></sheets></workbook>"#
                ),
            ),
            (
                "xl/_rels/workbook.xml.rels",
                format!(
                    r#"<Relationships xmlns="{package}"><Relationship Id="b" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>"#
                ),
            ),
            ("xl/sharedStrings.xml", strings.to_owned()),
            (
                "xl/worksheets/sheet1.xml",
                format!(r#"<worksheet xmlns="{main}"><sheetData>{sheet}</sheetData></worksheet>"#),
            ),
        ];
        let mut file = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, content) in parts {
            file.start_file(name, SimpleFileOptions::default()).unwrap();
            file.write_all(content.as_bytes()).unwrap();
        }
        file.finish().unwrap().into_inner()
    }

    const STRINGS: &str = r#"<sst uniqueCount="1"><si><t>姓名</t></si></sst>"#;

    #[test]
    fn a_workbook_and_a_table_of_text_give_the_same_rows() {
        let sheet = r#"<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>用户名</t></is></c></row>
                       <row r="3"><c r="B3"><v>13800000000</v></c></row>"#;
        let expected = [vec!["姓名", "用户名"], vec![], vec!["", "13800000000"]];
        assert_eq!(rows("a.xlsx", &book(sheet, STRINGS)).unwrap(), expected);
        let text = "姓名,用户名\n\n,13800000000\n";
        assert_eq!(rows("a.csv", text.as_bytes()).unwrap(), expected);
        assert_eq!(rows("a.csv", format!("\u{feff}{}", text.replace(',', ";")).as_bytes()).unwrap(), expected);
        let quoted = "\"姓名\",用户名\n\n\"\",\"138\n00\"";
        assert_eq!(rows("a.csv", quoted.as_bytes()).unwrap()[2], ["", "138\n00"]);
        let (gb18030, _, _) = GB18030.encode(text);
        assert_eq!(rows("a.csv", &gb18030).unwrap(), expected);
    }

    #[test]
    fn what_is_no_plain_table_is_refused_with_its_reason() {
        let far = r#"<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>"#;
        let formula = r#"<row r="2"><c r="C2"><f>1+1</f><v>2</v></c></row>"#;
        for (name, bytes, expected) in [
            ("a.xlsx", book(far, STRINGS), SheetFault::TooMany),
            ("a.xlsx", book(formula, STRINGS), SheetFault::Formula(2, 3)),
            ("a.xlsx", book("", r#"<sst uniqueCount="99999999999"></sst>"#), SheetFault::Unreadable),
            ("a.xlsx", b"PK\x03\x04".to_vec(), SheetFault::Unreadable),
            ("a.xlsx", "姓名".into(), SheetFault::Unreadable),
            ("a.xls", "姓名".into(), SheetFault::OldOrLocked),
            ("a.csv", [OLD_WORKBOOK, b"x"].concat(), SheetFault::OldOrLocked),
            ("a.csv", "姓名\n\n=1+1".into(), SheetFault::Formula(3, 1)),
            ("a.csv", b"\xff\xff\xff".to_vec(), SheetFault::Unreadable),
            ("a.csv", "x\n".repeat(MAX_ROWS + 1).into(), SheetFault::TooMany),
            ("a.csv", ",".repeat(MAX_COLUMNS + 1).into(), SheetFault::TooMany),
            ("a.csv", vec![b'x'; MAX_FILE + 1], SheetFault::TooLarge),
        ] {
            assert_eq!(rows(name, &bytes), Err(expected), "{name}");
        }
    }

    #[test]
    fn a_small_file_that_unpacks_to_a_large_one_is_refused() {
        let mut file = ZipWriter::new(Cursor::new(Vec::new()));
        file.start_file("xl/workbook.xml", SimpleFileOptions::default()).unwrap();
        let zeros = vec![0; 1024 * 1024];
        (0..=MAX_UNPACKED / zeros.len() as u64).for_each(|_| file.write_all(&zeros).unwrap());
        let bytes = file.finish().unwrap().into_inner();
        assert!(bytes.len() < MAX_FILE);
        assert_eq!(rows("a.xlsx", &bytes), Err(SheetFault::TooLarge));
    }
}
