//! A large list: a hundred thousand rows in a release build, a tenth of them where nothing is optimised. What it takes is
//! printed.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::time::Instant;

use domain::list::file::{Progress, Work};
use domain::{Item, ItemKind, Language};
use server::list_file::{Order, check, csv, xlsx};

use crate::county::{directory, duty};

const ROWS: u32 = if cfg!(debug_assertions) { 10_000 } else { 100_000 };

fn items() -> Vec<Item> {
    let item = |n: u32| Item {
        synonyms: vec![format!("第{n}号井盖")],
        duties: vec![domain::Duty { standard: "恢复原状，无安全隐患".into(), ..duty(n, "D01") }],
        ..Item::new(ItemKind::Component, &format!("{n:06}"), &format!("井盖{n}"), "公用设施", "县自定")
    };
    (1..=ROWS).map(item).collect()
}

#[test]
#[expect(clippy::disallowed_methods, reason = "it tells how long it took")]
fn a_large_list_is_written_and_read_with_progress() {
    let (items, directory) = (items(), directory());
    let list: BTreeMap<_, _> = items.iter().map(|item| (item.code.clone(), item.clone())).collect();
    for (kind, file) in [("csv", csv(&items, &directory).unwrap()), ("xlsx", xlsx(&items, &directory).unwrap())] {
        let told: RefCell<Vec<Progress>> = RefCell::default();
        let begun = Instant::now();
        let say = |progress| told.borrow_mut().push(progress);
        let outcome = check(&file, &Order::default(), &list, &directory, Language::Chinese, &say).unwrap();
        println!("{kind}: {ROWS} rows in {} bytes checked in {:?}", file.len(), begun.elapsed());
        assert_eq!((outcome.checked.fault_count, outcome.checked.rows), (0, ROWS));
        assert_eq!(outcome.changes, []);
        for work in [Work::Reading, Work::Checking] {
            let told: Vec<_> = told.borrow().iter().filter(|it| it.work == work).copied().collect();
            assert!(told.len() >= ROWS as usize / 1000 && told.is_sorted_by_key(|it| it.done), "{kind} {work:?}");
            assert!(told.iter().all(|it| it.done <= it.of), "{kind} {work:?}");
        }
    }
}
