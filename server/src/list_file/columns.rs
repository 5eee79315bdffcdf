//! Which column holds what: by the headers' known names, or as somebody has said.

use std::collections::{BTreeMap, BTreeSet};

use domain::list::file::{Column, FileColumn, MAX_COLUMNS};

use super::{Cell, Merged, Row, Table};

/// Headers stand within so many rows; above them are titles and notes.
pub(super) const HEADERS_WITHIN: u32 = 20;
/// Longest header and sample that are told, in characters.
const LONGEST_TOLD: usize = 40;

/// What else people call a column. What stands in brackets is left out before.
const ALSO: &[(Column, &[&str])] = &[
    (
        Column::Code,
        &[
            "代码",
            "编号",
            "事项编码",
            "事项代码",
            "清单编码",
            "项编码",
            "小类代码",
            "小类编码",
            "部件编码",
            "部件代码",
            "事件编码",
            "事件代码",
            "部件事件编码",
            "部件/事件编码",
            "itemcode",
        ],
    ),
    (
        Column::Name,
        &[
            "事项名称",
            "事项",
            "小类名称",
            "小类",
            "部件名称",
            "事件名称",
            "部件事件名称",
            "清单名称",
            "项目名称",
            "itemname",
        ],
    ),
    (Column::Kind, &["类型", "种别", "部件/事件", "部件事件", "部事件", "type"]),
    (Column::Class, &["大类", "大类名称", "领域", "所属领域", "分类", "所属类别", "domain"]),
    (Column::Edition, &["版本", "标准号", "国标版本", "编码标准"]),
    (Column::Common, &["常用", "常用顺序", "常用排序", "排位"]),
    (Column::Synonyms, &["别名", "同义词", "通俗叫法", "俗名", "synonyms"]),
    (Column::Matter, &["所属事项编码", "归属事项", "对应事项"]),
    (Column::Number, &["条目号", "条目序号", "条号", "清单条目", "细化条目编号", "entry", "number"]),
    (Column::Condition, &["细化情形", "具体情形", "适用情形", "情况", "条件", "when"]),
    (
        Column::Lead,
        &[
            "主责单位",
            "主责部门",
            "主责",
            "主体责任部门",
            "主体责任",
            "牵头单位",
            "牵头部门",
            "责任单位",
            "责任部门",
            "责任主体",
            "承办单位",
            "处置单位",
            "leadunit",
            "leads",
        ],
    ),
    (
        Column::CoResponsible,
        &[
            "配合单位",
            "配合部门",
            "配合责任部门",
            "配合责任",
            "配合",
            "协办单位",
            "协办部门",
            "协同单位",
            "联动单位",
            "helpers",
        ],
    ),
    (Column::Limit, &["处置时限", "办理时限", "办结时限", "处理时限", "完成时限", "时间要求", "timelimit"]),
    (Column::Urgency, &["紧急程度", "缓急程度"]),
    (Column::Standard, &["办结标准", "处置标准", "结案条件", "结案要求", "standard"]),
    (Column::Evidence, &["佐证", "取证要求", "证明材料", "结案材料", "取证"]),
    (Column::Basis, &["依据", "法规依据", "政策依据", "法律法规依据", "法律法规", "basis"]),
    (Column::BoundaryTownship, &["镇街责任", "乡镇职责", "乡镇责任", "属地职责", "镇街边界", "街道职责"]),
    (Column::BoundaryDepartment, &["部门责任", "县直部门职责", "县级部门职责", "部门边界"]),
    (Column::DelegationFrom, &["下放部门", "赋权部门", "委托单位", "delegatedby"]),
    (Column::DelegationPeople, &["人员", "划转人员", "people"]),
    (Column::DelegationMoney, &["经费", "划转经费", "money"]),
    (Column::DelegationTechnology, &["技术", "划转技术", "技术支持", "technology"]),
];

/// The letter over a column: A, Z, AA.
pub(super) fn letter(place: u32) -> String {
    let mut letters = Vec::new();
    let mut left = place + 1;
    while left > 0 {
        letters.push(char::from(b'A' + ((left - 1) % 26) as u8));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

/// The column that people mean by this header.
pub(super) fn known(header: &str) -> Option<Column> {
    let mut depth = 0_u32;
    let mut plain = String::new();
    for c in header.chars() {
        match c {
            '(' | '（' | '[' | '【' | '〔' => depth += 1,
            ')' | '）' | ']' | '】' | '〕' => depth = depth.saturating_sub(1),
            '*' | '＊' | ':' | '：' | '-' | '_' => {}
            _ if depth > 0 || c.is_whitespace() => {}
            _ => plain.extend(c.to_lowercase()),
        }
    }
    let is = |name: &str| {
        name.chars()
            .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '_'))
            .flat_map(char::to_lowercase)
            .eq(plain.chars())
    };
    let own = Column::ALL.iter().copied().find(|column| {
        is(column.field())
            || [domain::Language::Chinese, domain::Language::English].into_iter().any(|it| is(column.words(it)))
    });
    own.or_else(|| ALSO.iter().find(|(_, names)| names.contains(&plain.as_str())).map(|(column, _)| *column))
}

/// The columns that a row names.
#[derive(Debug, Default)]
pub(super) struct Likeness(BTreeSet<Column>);

impl Likeness {
    /// Whether it can be the headers of the list.
    pub(super) fn is_list(&self) -> bool {
        super::NEEDED.iter().all(|column| self.0.contains(column))
    }
}

/// What a row would be, were it the headers.
pub(super) fn likeness(row: &Row) -> Likeness {
    let texts = row.cells.iter().filter_map(|(_, cell)| if let Cell::Text(text) = cell { Some(text) } else { None });
    Likeness(texts.filter_map(|text| known(text)).collect())
}

/// What each column holds, in their order; none where it is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(Vec<Option<Column>>);

impl Mapping {
    /// Names of fields, parted by commas: `code,name,,lead`. None where one is not a field.
    pub fn parse(text: &str) -> Option<Self> {
        let column = |name: &str| if name.is_empty() { Some(None) } else { Column::of_field(name).map(Some) };
        let columns: Option<Vec<_>> = text.split(',').map(column).collect();
        columns.filter(|columns| columns.len() <= MAX_COLUMNS as usize).map(Self)
    }
}

/// A file's table with its columns understood.
#[derive(Debug)]
pub(super) struct Sheet<'a> {
    /// The row of the headers, the lowest if there are several.
    pub(super) header_row: u32,
    /// What it has, and what each was taken for.
    pub(super) columns: Vec<FileColumn>,
    /// The rows below the headers.
    pub(super) rows: Vec<&'a Row>,
    /// Merged cells below the headers.
    pub(super) merged: Vec<Merged>,
    /// Columns that say what another says, and the letter of that.
    pub(super) doubled: Vec<(Column, String)>,
    places: BTreeMap<Column, u32>,
}

impl<'a> Sheet<'a> {
    /// Finds the headers and what they mean.
    pub(super) fn of(table: &'a Table, mapping: Option<&Mapping>) -> Self {
        let candidates = || table.rows.iter().filter(|row| row.number <= HEADERS_WITHIN);
        // Of equals the first: what stands below it may be an example.
        let best = candidates().rev().max_by_key(|row| likeness(row).0.len());
        let top = best.or(table.rows.first()).map_or(1, |row| row.number);
        // A header may reach over two rows, with a group's name above its members.
        let reach = table.merged.iter().filter(|merged| (merged.rows.0..=merged.rows.1).contains(&top));
        let bottom = reach.map(|merged| merged.rows.1).max().unwrap_or(top).min(HEADERS_WITHIN);
        let headers: Vec<&Row> = table.rows.iter().filter(|row| (top..=bottom).contains(&row.number)).collect();
        let rows: Vec<&Row> = table.rows.iter().filter(|row| row.number > bottom).collect();
        let width = table
            .rows
            .iter()
            .filter(|row| row.number >= top)
            .filter_map(|row| row.cells.last())
            .map(|cell| cell.0 + 1)
            .max();
        let header = |place: u32| {
            let texts = || headers.iter().rev().filter_map(|row| row.text(place));
            texts().find(|text| known(text).is_some()).or_else(|| texts().next()).unwrap_or_default()
        };
        let mut sheet = Self {
            header_row: bottom,
            columns: Vec::new(),
            merged: table.merged.iter().filter(|merged| merged.rows.1 > bottom).copied().collect(),
            doubled: Vec::new(),
            places: BTreeMap::new(),
            rows,
        };
        for place in 0..width.unwrap_or_default() {
            let header = header(place);
            let column = match mapping {
                Some(Mapping(columns)) => columns.get(place as usize).copied().flatten(),
                // Where two columns have the same name, the first is it; people see that the second is left out.
                None => known(header).filter(|column| !sheet.places.contains_key(column)),
            };
            if let Some(column) = column {
                match sheet.places.get(&column) {
                    Some(other) => sheet.doubled.push((column, letter(*other))),
                    None => {
                        sheet.places.insert(column, place);
                    }
                }
            }
            let sample = sheet.rows.iter().find_map(|row| row.text(place)).unwrap_or_default();
            sheet.columns.push(FileColumn {
                letter: letter(place),
                header: short(header),
                sample: short(sample),
                column,
            });
        }
        sheet
    }

    /// Where a column stands; none where the file lacks it.
    pub(super) fn place(&self, column: Column) -> Option<u32> {
        self.places.get(&column).copied()
    }

    /// The columns that are read, by their place.
    pub(super) fn read(&self) -> impl Iterator<Item = (Column, u32)> {
        self.places.iter().map(|(column, place)| (*column, *place))
    }
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST_TOLD).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_lettered_as_spreadsheets_do() {
        for (place, name) in [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA")] {
            assert_eq!(letter(place), name);
        }
    }

    #[test]
    fn a_header_is_known_by_its_own_name_in_both_languages_and_by_what_else_it_is_called() {
        for column in Column::ALL {
            for language in [domain::Language::Chinese, domain::Language::English] {
                assert_eq!(known(column.words(language)), Some(*column));
            }
            assert_eq!(known(column.field()), Some(*column));
        }
        for (header, column) in [
            ("*事项编码（必填）", Column::Code),
            ("小 类 名 称", Column::Name),
            ("处置时限\n(工作时)", Column::Limit),
            ("乡镇（街道）职责", Column::BoundaryTownship),
            ("主责单位：", Column::Lead),
            ("NAME", Column::Name),
        ] {
            assert_eq!(known(header), Some(column), "{header}");
        }
        for header in ["序号", "备注", "", "（编码）"] {
            assert_eq!(known(header), None, "{header}");
        }
    }

    #[test]
    fn no_name_is_given_to_two_columns() {
        let names: Vec<_> = ALSO.iter().flat_map(|(_, names)| *names).collect();
        assert_eq!(names.iter().collect::<BTreeSet<_>>().len(), names.len());
        for (column, names) in ALSO {
            assert!(names.iter().all(|name| known(name) == Some(*column)), "{column:?}");
        }
    }

    #[test]
    fn a_mapping_is_read_column_by_column() {
        assert_eq!(Mapping::parse("code,,name"), Some(Mapping(vec![Some(Column::Code), None, Some(Column::Name)])));
        assert_eq!(Mapping::parse("code,else"), None);
        assert_eq!(Mapping::parse(&",".repeat(100)), None);
    }
}
