use crate::county::{book, changes, checked, checked_as, faults, mapped, put};

const FILE: &str = "甲,乙,丙,丁\n0101,上水井盖,2天,公安局\n";

#[test]
fn columns_that_are_not_known_are_shown_for_somebody_to_say_what_they_are() {
    let (checked, _) = checked(FILE.as_bytes()).unwrap();
    let columns: Vec<_> = checked.columns.iter().map(|it| (&*it.letter, &*it.header, &*it.sample, it.column)).collect();
    assert_eq!(columns[2], ("C", "丙", "2天", None));
    assert_eq!(faults(FILE.as_bytes())[0], "1 编码：文件里没有这一列，请补上，或在上面的对应关系里选出它是哪一列。");
}

#[test]
fn what_somebody_has_said_goes_before_the_headers_names() {
    let (checked, changes) = checked_as(FILE.as_bytes(), &mapped("code,name,limit,lead")).unwrap();
    assert_eq!((checked.fault_count, checked.changed), (0, 1));
    assert_eq!(changes[0].after.as_ref().unwrap().duties[0].lead.to_string(), "D02");
    let (checked, _) = checked_as(FILE.as_bytes(), &mapped("code,name,name,lead")).unwrap();
    assert_eq!(checked.faults[0].sentence, "名称：与 B 列重复，只能对应一列。");
}

#[test]
fn a_column_that_the_file_does_not_have_stays_as_it_is_in_the_list() {
    let changed = changes("编码,名称\n0101,自来水井盖\n".as_bytes());
    assert_eq!(changed[0].name, "自来水井盖");
    assert_eq!((changed[0].common, changed[0].duties.len(), changed[0].synonyms.len()), (Some(1), 1, 2));
    let emptied = changes("编码,名称,俗称\n0101,上水井盖,\n".as_bytes());
    assert_eq!((emptied[0].synonyms.len(), emptied[0].common), (0, Some(1)));
}

#[test]
fn a_new_item_needs_what_every_item_has() {
    let faults = faults("编码,名称\n0199,新井盖\n".as_bytes());
    assert_eq!(faults.len(), 3, "{faults:?}");
    assert!(faults.iter().all(|fault| fault.starts_with("1 ") && fault.contains("文件里没有这一列")), "{faults:?}");
}

#[test]
fn entries_without_a_lead_or_without_what_tells_them_apart_are_not_guessed_at() {
    assert!(faults("编码,名称,时限\n0101,上水井盖,2天\n".as_bytes())[0].starts_with("1 主体责任单位："));
    assert!(faults("编码,名称,主责单位\n0102,污水井盖,公安局\n".as_bytes())[0].starts_with("1 情形："));
}

#[test]
fn titles_and_notes_above_the_headers_are_passed_over_and_headers_may_take_two_rows() {
    let changed = changes("荣成市责任清单,,\n单位：元,,\n编码,名称,备注\n0101,自来水井盖,x\n".as_bytes());
    assert_eq!(changed[0].name, "自来水井盖");
    let format = rust_xlsxwriter::Format::new();
    let two_rows = book(|sheet| {
        sheet.merge_range(0, 0, 0, 3, "责任清单", &format).unwrap();
        sheet.merge_range(1, 0, 2, 0, "编码", &format).unwrap();
        sheet.merge_range(1, 1, 2, 1, "名称", &format).unwrap();
        sheet.merge_range(1, 2, 1, 3, "责任单位", &format).unwrap();
        put(sheet, 2, &[&["", "", "主责", "配合"], &["0101", "上水井盖", "公安局", "住房和城乡建设局"]]);
    });
    let (checked, changes) = checked(&two_rows).unwrap();
    assert_eq!((checked.faults, checked.header_row), (vec![], 3));
    let duty = &changes[0].after.as_ref().unwrap().duties[0];
    assert_eq!((duty.lead.to_string(), duty.co_responsible[0].to_string()), ("D02".into(), "D01".into()));
}
