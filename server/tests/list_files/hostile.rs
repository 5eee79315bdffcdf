use std::io::{Cursor, Write as _};

use domain::Language;
use domain::list::file::{MAX_BYTES, Unreadable};
use rust_xlsxwriter::Workbook;
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

use crate::county::{book, checked, put};

fn refused(file: &[u8]) -> Unreadable {
    checked(file).unwrap_err()
}

/// A sound workbook with one part written anew.
fn with_part(name: &str, content: impl Fn(&str) -> Vec<u8>) -> Vec<u8> {
    let sound = book(|sheet| put(sheet, 0, &[&["编码", "名称"], &["0101", "上水井盖"]]));
    let mut package = ZipArchive::new(Cursor::new(sound)).unwrap();
    let mut out = ZipWriter::new(Cursor::new(Vec::new()));
    for place in 0..package.len() {
        let mut part = package.by_index(place).unwrap();
        let part_name = part.name().unwrap().into_owned();
        let mut bytes = Vec::new();
        std::io::copy(&mut part, &mut bytes).unwrap();
        if part_name == name {
            bytes = content(std::str::from_utf8(&bytes).unwrap());
        }
        out.start_file(part_name, SimpleFileOptions::default()).unwrap();
        out.write_all(&bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

const TEXTS: &str = "xl/sharedStrings.xml";
const SHEET: &str = "xl/worksheets/sheet1.xml";

#[test]
fn files_of_another_kind_are_refused_by_what_they_are() {
    assert_eq!(refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old or locked"), Unreadable::OldOrLocked);
    for other in [&b"%PDF-1.7"[..], b"<html><table>", b"{\\rtf1", b"\x89PNG\r\n\x1a\n\0\0\0", b"\xef\xbb\xbf<?xml ?>"] {
        assert_eq!(refused(other), Unreadable::OtherKind);
    }
    assert_eq!(refused(b""), Unreadable::Empty);
    assert_eq!(refused(b" \n,,,\n"), Unreadable::Empty);
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    package.start_file("mimetype", SimpleFileOptions::default()).unwrap();
    package.write_all(b"application/vnd.oasis.opendocument.spreadsheet").unwrap();
    assert_eq!(refused(&package.finish().unwrap().into_inner()), Unreadable::OtherKind);
}

#[test]
fn a_file_that_is_too_large_has_too_many_rows_or_too_many_columns_is_refused() {
    assert_eq!(refused(&vec![b'x'; MAX_BYTES + 1]), Unreadable::TooLarge);
    let rows = format!("编码,名称\n{}", "1,a\n".repeat(200_001));
    assert_eq!(refused(rows.as_bytes()), Unreadable::TooManyRows);
    assert_eq!(refused(format!("编码,名称{}\n", ",x".repeat(60)).as_bytes()), Unreadable::TooManyColumns);
    let far = book(|sheet| {
        put(sheet, 0, &[&["编码", "名称"]]);
        sheet.write_string(1_048_575, 16_383, "x").unwrap();
    });
    assert_eq!(refused(&far), Unreadable::TooManyRows);
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bomb = with_part("docProps/app.xml", |_| vec![b' '; 120 * 1024 * 1024]);
    assert!(bomb.len() < 1024 * 1024);
    assert_eq!(refused(&bomb), Unreadable::Bomb);
}

#[test]
fn room_is_not_made_for_texts_that_are_not_there() {
    for count in ["99999999999", "99999999999999999999999999", "  =  '00099999999999"] {
        let bomb = with_part(TEXTS, |texts| {
            let (before, after) = texts.split_once("uniqueCount=\"").unwrap();
            let after = after.split_once('"').unwrap().1;
            let count =
                if count.contains('\'') { format!("uniqueCount{count}'") } else { format!("uniqueCount=\"{count}\"") };
            format!("{before}{count}{after}").into_bytes()
        });
        assert_eq!(refused(&bomb), Unreadable::Bomb, "{count}");
    }
    let hidden =
        with_part(TEXTS, |texts| [0xfeff].into_iter().chain(texts.encode_utf16()).flat_map(u16::to_le_bytes).collect());
    assert_eq!(refused(&hidden), Unreadable::Damaged);
}

#[test]
fn a_broken_workbook_is_refused_and_nothing_worse() {
    let sound = book(|sheet| put(sheet, 0, &[&["编码", "名称"]]));
    for end in [10, sound.len() / 2, sound.len() - 1] {
        assert_eq!(refused(&sound[..end]), Unreadable::Damaged);
    }
    let broken: [fn(&str) -> Vec<u8>; 6] = [
        |_| b"<worksheet><sheetData><row><c></row>".to_vec(),
        |_| b"no xml at all".to_vec(),
        |sheet| sheet.replace("r=\"A2\"", "r=\"ZZZZZZZZZZZZZZ99999999999999\"").into_bytes(),
        |sheet| sheet.replace("r=\"B1\"", "r=\"A1\"").into_bytes(),
        |sheet| sheet.replace("<v>0</v>", "<v>4000000000</v>").into_bytes(),
        |sheet| {
            sheet
                .replace("</sheetData>", "</sheetData><mergeCells><mergeCell ref=\"B9:A1:C3\"/></mergeCells>")
                .into_bytes()
        },
    ];
    for (n, broken) in broken.into_iter().enumerate() {
        let read = checked(&with_part(SHEET, broken));
        assert!(
            matches!(read, Err(Unreadable::Damaged | Unreadable::TooManyRows | Unreadable::TooManyColumns)),
            "{n}: {read:?}"
        );
    }
}

#[test]
fn a_workbook_without_the_list_or_with_several_is_refused_with_the_sheets_names() {
    let mut workbook = Workbook::new();
    put(workbook.add_worksheet().set_name("人员").unwrap(), 0, &[&["姓名"], &["王某"]]);
    put(workbook.add_worksheet().set_name("车辆").unwrap(), 0, &[&["车牌"]]);
    let words = refused(&workbook.save_to_buffer().unwrap()).words(Language::Chinese);
    assert!(words.contains("“人员”“车辆”"), "{words}");
    let mut workbook = Workbook::new();
    for name in ["甲", "乙"] {
        put(workbook.add_worksheet().set_name(name).unwrap(), 0, &[&["编码", "名称"]]);
    }
    let words = refused(&workbook.save_to_buffer().unwrap()).words(Language::Chinese);
    assert!(words.contains("“甲”“乙”") && words.contains("只留一张"), "{words}");
}

#[test]
fn a_quotation_mark_that_is_missing_is_told_at_its_row() {
    let file = format!("编码,名称\n0101,\"上水井盖\n{}", "0102,污水井盖\n".repeat(3000));
    let (checked, _) = checked(file.as_bytes()).unwrap();
    assert_eq!((checked.faults[0].row, checked.faults[0].letter.as_str()), (2, "B"));
    assert!(checked.faults[0].sentence.contains("引号"), "{:?}", checked.faults[0]);
}

#[test]
fn faults_are_told_up_to_a_point_and_counted() {
    let file = format!("编码,名称\n{}", "坏 码,\n".repeat(30_000));
    let (checked, _) = checked(file.as_bytes()).unwrap();
    assert_eq!(checked.faults.len(), 500);
    assert!(checked.fault_count > 20_000);
}
