//! Files of the list: what is taken is written and read again as the same items.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _, Write as _};

use domain::{Directory, Item, Language, Unit, UnitKind};
use server::list_file::{Order, check};
use uuid::Uuid;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Bytes as they come.
pub fn csv(bytes: &[u8]) -> bool {
    take(bytes)
}

/// The parts of a workbook, which are put into a package first.
pub fn xlsx(bytes: &[u8]) -> bool {
    take(&package(bytes))
}

fn take(bytes: &[u8]) -> bool {
    let unit = |code: &str, name, kind| Unit::new(Uuid::nil(), code.into(), name, kind);
    let directory = Directory::new(
        [unit("D01", "住房和城乡建设局", UnitKind::Department), unit("T01", "宁津街道", UnitKind::Township)],
        [],
    );
    let read = |bytes: &[u8], list: &BTreeMap<String, Item>| {
        check(bytes, &Order { is_whole: true, mapping: None }, list, &directory, Language::Chinese, &|_| {})
    };
    let Ok(outcome) = read(bytes, &BTreeMap::new()) else { return false };
    if outcome.checked.fault_count > 0 {
        return false;
    }
    let items = outcome.changes.into_iter().filter_map(|change| change.after);
    let list: BTreeMap<String, Item> = items.map(|item| (item.code.clone(), item)).collect();
    for written in [
        server::list_file::csv(list.values(), &directory).expect("CSV"),
        server::list_file::xlsx(list.values(), &directory).expect("a workbook"),
    ] {
        if !list.is_empty() {
            let again = read(&written, &list).expect("a file of ours");
            assert!(again.checked.faults.is_empty() && again.changes.is_empty(), "{:?}", again.checked);
        }
    }
    true
}

/// A package as its parts: a name and a length in a line, then so many bytes.
pub fn parts_of(book: &[u8]) -> Vec<u8> {
    let mut package = ZipArchive::new(Cursor::new(book)).expect("a workbook");
    let mut parts = Vec::new();
    for place in 0..package.len() {
        let mut part = package.by_index(place).expect("a part");
        let name = part.name().expect("a name").into_owned();
        let mut content = Vec::new();
        part.read_to_end(&mut content).expect("memory");
        parts.extend(format!("{name} {}\n", content.len()).into_bytes());
        parts.extend(content);
    }
    parts
}

fn package(bytes: &[u8]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let mut rest = bytes;
    while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
        let head = String::from_utf8_lossy(&rest[..end]).into_owned();
        rest = &rest[end + 1..];
        // A length that a mutation broke takes what is there.
        let (name, length) = head.rsplit_once(' ').unwrap_or((&head, ""));
        let length = length.parse().unwrap_or(rest.len()).min(rest.len());
        let (content, after) = rest.split_at(length);
        if writer.start_file(name, options).is_err() {
            break;
        }
        writer.write_all(content).expect("memory");
        rest = after;
    }
    writer.finish().map(Cursor::into_inner).unwrap_or_default()
}
