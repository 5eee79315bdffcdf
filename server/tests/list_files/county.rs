//! A small county and its list, and what becomes of a file in it.

use std::collections::BTreeMap;

use domain::list::file::{Checked, Unreadable};
use domain::list::{Boundary, Delegation, Difference, Limit, LimitKind};
use domain::{Directory, Duty, Item, ItemKind, Language, Unit, UnitKind};
use rust_xlsxwriter::{Workbook, Worksheet};
use server::list_file::{Mapping, Order, check};
use uuid::Uuid;

pub fn directory() -> Directory {
    let unit = |code: &str, name: &str, kind| Unit::new(Uuid::nil(), code.into(), name, kind);
    let units = [
        unit("D01", "住房和城乡建设局", UnitKind::Department),
        unit("D02", "公安局", UnitKind::Department),
        unit("T01", "宁津街道", UnitKind::Township),
        unit("C00", "指挥中心", UnitKind::Centre),
    ];
    Directory::new(units, [])
}

pub fn duty(number: u32, lead: &str) -> Duty {
    Duty { limit: Some(Limit { amount: 4, kind: LimitKind::WorkingHours }), ..Duty::new(number, lead.parse().unwrap()) }
}

/// One of everything that an item can have.
pub fn list() -> BTreeMap<String, Item> {
    let when = |condition: &str, duty: Duty| Duty { condition: Some(condition.into()), ..duty };
    let items = [
        Item {
            common: Some(1),
            synonyms: vec!["自来水井盖".into(), "水井盖".into()],
            matter: Some("M01".into()),
            duties: vec![duty(3, "D01")],
            ..Item::new(ItemKind::Component, "0101", "上水井盖", "公用设施", "GBT30428.2-2013")
        },
        Item {
            duties: vec![
                when("公共道路", Duty { co_responsible: vec!["@township".parse().unwrap()], ..duty(1, "D01") }),
                when("小区、村庄", Duty { basis: "《条例》\n第三条".into(), ..duty(2, "@township") }),
            ],
            ..Item::new(ItemKind::Component, "0102", "污水井盖", "公用设施", "GBT30428.2-2013")
        },
        Item {
            boundary: Some(Boundary { township: "发现、上报".into(), department: "=维修".into() }),
            delegation: Some(Delegation {
                from: "D02".into(),
                people: "1 人".into(),
                money: "-".into(),
                technology: "'@系统".into(),
            }),
            duties: vec![Duty { standard: "+恢复".into(), ..duty(4, "@agency:D02") }],
            ..Item::new(ItemKind::Matter, "M01", "市政设施", "城乡建设", "示例")
        },
    ];
    items.into_iter().map(|item| (item.code.clone(), item)).collect()
}

pub fn checked(file: &[u8]) -> Result<(Checked, Vec<Difference>), Unreadable> {
    checked_as(file, &Order::default())
}

pub fn checked_as(file: &[u8], order: &Order) -> Result<(Checked, Vec<Difference>), Unreadable> {
    let outcome = check(file, order, &list(), &directory(), Language::Chinese, &|_| {})?;
    Ok((outcome.checked, outcome.changes))
}

/// By this mapping.
pub fn mapped(mapping: &str) -> Order {
    Order { mapping: Some(Mapping::parse(mapping).unwrap()), is_whole: false }
}

/// `3C 时限：…`, one for each fault.
pub fn faults(file: &[u8]) -> Vec<String> {
    let (checked, changes) = checked(file).unwrap();
    assert!(changes.is_empty() || checked.fault_count == 0);
    assert_eq!(checked.fault_count, checked.faults.len());
    checked.faults.into_iter().map(|fault| format!("{}{} {}", fault.row, fault.letter, fault.sentence)).collect()
}

/// The items that the file changes, as they are to be.
pub fn changes(file: &[u8]) -> Vec<Item> {
    let (checked, changes) = checked(file).unwrap();
    assert_eq!(checked.faults, []);
    changes.into_iter().map(|change| change.after.unwrap()).collect()
}

/// A workbook of one sheet.
pub fn book(fill: impl FnOnce(&mut Worksheet)) -> Vec<u8> {
    let mut book = Workbook::new();
    fill(book.add_worksheet());
    book.save_to_buffer().unwrap()
}

/// Puts texts into a sheet, from a row on.
pub fn put(sheet: &mut Worksheet, from: u32, rows: &[&[&str]]) {
    for (row, cells) in (from..).zip(rows) {
        for (column, cell) in (0..).zip(*cells) {
            sheet.write_string(row, column, *cell).unwrap();
        }
    }
}
