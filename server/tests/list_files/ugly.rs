use encoding_rs::{GB18030, UTF_16LE};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};

use crate::county::{book, changes, checked, faults, put};

const PLAIN: &str = "编码,名称,主责单位,时限\n0101,上水井盖,公安局,2个工作日\n";

#[test]
fn every_encoding_that_spreadsheets_write_reads_the_same() {
    let (gb18030, ..) = GB18030.encode(PLAIN);
    let utf_16: Vec<u8> =
        "\u{feff}".encode_utf16().chain(PLAIN.replace(',', "\t").encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let marked = format!("\u{feff}{PLAIN}");
    for file in [PLAIN.as_bytes(), marked.as_bytes(), &gb18030, &utf_16] {
        assert_eq!(changes(file)[0].duties[0].lead.to_string(), "D02", "{}", UTF_16LE.name());
    }
}

#[test]
fn characters_of_no_encoding_are_told_by_their_line() {
    let mut file = PLAIN.as_bytes().to_vec();
    file.extend(b"0102,\xff\xff,x,y\n");
    let refused = checked(&file).unwrap_err().words(domain::Language::Chinese);
    assert!(refused.starts_with("第 3 行有无法识别的字符"), "{refused}");
}

#[test]
fn spaces_full_width_digits_line_ends_and_repeated_headers_do_no_harm() {
    let file = "\u{3000}编码 , 名称（必填）,*主责单位,时限\r\n\
                ０１０１\u{200b}, 上水井盖\u{a0},\u{3000}荣成市公安局 ,２ 个工作日\r\n\
                ,,,\r\n\
                编码,名称,主责单位,时限\r\n\
                0102,污水井盖,公安局,\r\n";
    let faults = faults(file.as_bytes());
    // What is left is that the list has two entries for the last.
    assert!(faults.len() == 1 && faults[0].contains("情形"), "{faults:?}");
}

#[test]
fn rows_are_counted_as_a_spreadsheet_counts_them() {
    let file = "编码,名称\n\n0101,\"上水\n井盖\"\n\n\n坏 码,x\n";
    let faults = faults(file.as_bytes());
    assert!(faults.iter().any(|fault| fault == "6A 编码：只能用字母、数字、点、横线和下划线。"), "{faults:?}");
}

#[test]
fn semicolons_and_tabs_part_cells_too() {
    for delimiter in [";", "\t"] {
        assert_eq!(changes(PLAIN.replace(',', delimiter).as_bytes()).len(), 1);
    }
}

#[test]
fn zeros_that_a_spreadsheet_took_away_are_missed() {
    let told = "编码：清单里有“0101”，前面的 0 可能丢了，请把这一列设为“文本”后重新填写。";
    assert_eq!(faults("编码,名称\n101,上水井盖\n".as_bytes())[0], format!("2A {told}"));
    let numbers = book(|sheet| {
        put(sheet, 0, &[&["编码", "名称"], &["", "上水井盖"]]);
        sheet.write_number(1, 0, 101).unwrap();
    });
    assert_eq!(faults(&numbers)[0], format!("2A {told}"));
    assert_eq!(changes("编码,名称\n=\"0101\",自来水井盖\n".as_bytes())[0].code, "0101");
}

#[test]
fn every_fault_is_told_at_its_row_and_column() {
    let file = "编码,名称,种类,主责单位,配合单位,时限,缓急\n\
                0101,上水井盖,东西,财政局,公安局、税务局,尽快,很急\n\
                ,无编码,部件,公安局,/,2天,\n\
                M01,,事项,指挥中心,无,0天,一般\n\
                0101,另一个名字,部件,,公安局,,\n";
    let told = faults(file.as_bytes());
    let expected = [
        "2C 种类：“东西”应为部件、事件或事项。",
        "2D 主体责任单位：没有“财政局”这个单位。",
        "2E 配合责任单位：没有“税务局”这个单位。",
        "2F 时限：看不懂“尽快”，请写成“4工作时”“2工作日”“7天”或“2小时（紧急）”。",
        "2G 缓急：“很急”应为一般或紧急。",
        "3A 编码：没有填写。",
        "4B 名称：没有填写。",
        "4D 主体责任单位：“指挥中心”不承办案件，请改为部门、镇街或派驻机构。",
        "4F 时限：时限应为 1 至 999。",
        "5B 名称：与第 2 行同一编码所写的不同，请改成一致或只写一次。",
        "5C 种类：与第 2 行同一编码所写的不同，请改成一致或只写一次。",
        "5D 主体责任单位：没有填写，这一行却写了条目的其他内容。",
    ];
    for fault in expected {
        assert!(told.contains(&fault.to_owned()), "{fault} in {told:#?}");
    }
}

#[test]
fn the_same_code_and_condition_twice_is_a_fault_and_several_conditions_are_entries() {
    let twice = "编码,名称,情形,主责单位\n0101,上水井盖,,公安局\n0101,上水井盖,,公安局\n";
    assert!(faults(twice.as_bytes()).contains(&"3C 情形：重复：第 2 行已有同一编码、同一情形。".to_owned()));
    let bare = "编码,名称\n0101,上水井盖\n0101,上水井盖\n";
    assert_eq!(faults(bare.as_bytes()), ["3A 编码：重复：第 2 行已有同一编码、同一情形。"]);
    let entries =
        "编码,名称,情形,主责单位\n0101,上水井盖,白天,公安局\n0102,污水井盖,公共道路,公安局\n0101,,夜里,属地镇街\n";
    let changed = changes(entries.as_bytes());
    let conditions: Vec<_> = changed[0].duties.iter().map(|duty| (duty.number, duty.condition.as_deref())).collect();
    assert_eq!(conditions, [(0, Some("白天")), (0, Some("夜里"))]);
    assert_eq!(changed[1].duties.iter().map(|duty| duty.number).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_matter_may_be_named() {
    let file = "编码,名称,所属事项\n0102,污水井盖,市政设施\n0101,上水井盖,没有的\n";
    assert_eq!(faults(file.as_bytes()), ["3C 所属事项：清单里没有编码为“没有的”的事项。"]);
    assert_eq!(changes("编码,名称,所属事项\n0102,污水井盖,市政设施\n".as_bytes())[0].matter.as_deref(), Some("M01"));
}

#[test]
fn formulas_dates_errors_and_merged_cells_are_told_where_they_are_and_only_in_columns_that_are_read() {
    let format = Format::new();
    let date = ExcelDateTime::from_ymd(2026, 1, 2).unwrap();
    let file = book(|sheet| {
        put(
            sheet,
            0,
            &[
                &["序号", "编码", "名称", "主责单位"],
                &["", "0101", "上水井盖"],
                &["", "0102"],
                &["", "", "x", "公安局"],
            ],
        );
        sheet.write_formula(1, 0, Formula::new("=ROW()-1")).unwrap();
        sheet
            .write_formula(2, 2, Formula::new("=HYPERLINK(\"http://x\",\"污水井盖\")").set_result("污水井盖"))
            .unwrap();
        sheet.write_with_format(3, 1, &date, &Format::new().set_num_format("yyyy-mm-dd")).unwrap();
        sheet.merge_range(1, 3, 2, 3, "公安局", &format).unwrap();
    });
    let told = faults(&file);
    assert!(told.contains(&"3C 名称：是公式，请复制后“选择性粘贴为数值”。".to_owned()), "{told:#?}");
    assert!(told.contains(&"4B 编码：被表格软件变成了日期，请把这一列设为“文本”后重新填写。".to_owned()), "{told:#?}");
    assert!(told.contains(&"2D 主体责任单位：D2:D3 是合并单元格，请取消合并并逐行填写。".to_owned()), "{told:#?}");
    assert_eq!(faults("编码,名称\n0101,=1+1\n".as_bytes()), ["2B 名称：是公式，请复制后“选择性粘贴为数值”。"]);
}

#[test]
fn the_sheet_with_the_list_is_found_among_others_and_hidden_ones_do_not_count() {
    let mut workbook = Workbook::new();
    put(workbook.add_worksheet().set_name("说明").unwrap(), 0, &[&["填表说明"]]);
    put(workbook.add_worksheet().set_name("清单").unwrap(), 0, &[&["编码", "名称"], &["0101", "自来水井盖"]]);
    put(workbook.add_worksheet().set_name("旧").unwrap().set_hidden(true), 0, &[&["编码", "名称"], &["0101", "旧"]]);
    let file = workbook.save_to_buffer().unwrap();
    assert_eq!(checked(&file).unwrap().0.sheet.as_deref(), Some("清单"));
    assert_eq!(changes(&file)[0].name, "自来水井盖");
}
