use domain::Item;
use encoding_rs::GB18030;
use server::list_file::{Cell, Order, csv, read, xlsx};

use crate::county::{checked, checked_as, directory, list};

fn as_csv() -> Vec<u8> {
    csv(list().values(), &directory()).unwrap()
}

#[test]
fn what_is_written_reads_back_as_the_same_list() {
    let csv = as_csv();
    let text = std::str::from_utf8(&csv).unwrap().trim_start_matches('\u{feff}');
    let (gb18030, ..) = GB18030.encode(text);
    let whole = Order { is_whole: true, ..Order::default() };
    for file in [csv.as_slice(), text.as_bytes(), &gb18030, &xlsx(list().values(), &directory()).unwrap()] {
        let (checked, changes) = checked_as(file, &whole).unwrap();
        assert_eq!((checked.faults, changes), (vec![], vec![]));
        assert_eq!((checked.items, checked.rows, checked.unnamed), (3, 4, 0));
    }
}

#[test]
fn an_empty_list_takes_a_written_one_with_its_numbers() {
    let empty = std::collections::BTreeMap::new();
    let order = Order::default();
    let outcome =
        server::list_file::check(&as_csv(), &order, &empty, &directory(), domain::Language::Chinese, &|_| {}).unwrap();
    assert_eq!(outcome.checked.added, 3);
    let bare = |item: Item| Item { sounds: Vec::new(), ..item };
    let items: Vec<_> = outcome.changes.into_iter().filter_map(|change| change.after).map(bare).collect();
    assert_eq!(items, list().into_values().collect::<Vec<_>>());
}

#[test]
fn no_cell_that_is_written_is_a_formula() {
    let written = as_csv();
    let text = String::from_utf8(written).unwrap();
    for cell in ["'=维修", "'-", "''@系统", "'+恢复"] {
        assert!(text.contains(&format!(",{cell}")), "{cell} in {text}");
    }
    let book = xlsx(list().values(), &directory()).unwrap();
    let table = read(&book, &|_| {}).unwrap();
    assert!(table.rows.iter().flat_map(|row| &row.cells).all(|(_, cell)| matches!(cell, Cell::Text(_))));
}

#[test]
fn codes_keep_their_zeros_in_a_workbook() {
    let book = xlsx(list().values(), &directory()).unwrap();
    let table = read(&book, &|_| {}).unwrap();
    assert_eq!(table.rows[1].text(0), Some("0101"));
    assert_eq!(checked(&book).unwrap().0.sheet.as_deref(), Some("责任清单"));
}
