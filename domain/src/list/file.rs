//! The list as a file: its columns, what reading one finds, and what can be wrong with it, in words.

use serde::{Deserialize, Serialize};

use super::{Difference, FaultKind};
use crate::problem::{Language, Problem};

/// Largest file, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;
/// Most rows of a file.
pub const MAX_ROWS: u32 = 200_000;
/// Most columns of a file.
pub const MAX_COLUMNS: u32 = 60;
/// Most faults that are told one by one; the rest is counted.
pub const MOST_FAULTS: usize = 500;
/// Most differences that a check tells one by one; the rest is counted.
pub const MOST_DIFFERENCES: usize = 200;

macro_rules! columns {
    ($($name:ident $field:literal $zh:literal $en:literal;)*) => {
        /// A column of the file.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum Column {
            $(#[doc = $en] #[serde(rename = $field)] $name,)*
        }

        impl Column {
            /// Every column, in the order in which they are written.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The field of the item or the entry that it holds, as a [`super::Fault`] names it.
            pub fn field(self) -> &'static str {
                match self { $(Self::$name => $field,)* }
            }

            /// What people call it.
            pub fn words(self, language: Language) -> &'static str {
                match (self, language) {
                    $((Self::$name, Language::Chinese) => $zh,
                      (Self::$name, Language::English) => $en,)*
                }
            }
        }
    };
}

columns! {
    Code "code" "编码" "Code";
    Name "name" "名称" "Name";
    Kind "kind" "种类" "Kind";
    Class "class_name" "类别" "Class";
    Edition "edition" "标准版本" "Edition";
    Common "common" "常用排位" "Place among the commonest";
    Synonyms "synonyms" "俗称" "Everyday words";
    Matter "matter" "所属事项" "Matter";
    Number "number" "条目编号" "Entry number";
    Condition "condition" "情形" "Condition";
    Lead "lead" "主体责任单位" "Lead";
    CoResponsible "co_responsible" "配合责任单位" "Co-responsible units";
    Limit "limit" "时限" "Limit";
    Urgency "urgency" "缓急" "Urgency";
    Standard "standard" "结案标准" "Closing standard";
    Evidence "evidence" "佐证材料" "Evidence";
    Basis "basis" "法律依据" "Legal basis";
    BoundaryTownship "boundary.township" "镇街职责" "What the township does";
    BoundaryDepartment "boundary.department" "部门职责" "What the department does";
    DelegationFrom "delegation.from" "委托部门" "Delegating department";
    DelegationPeople "delegation.people" "随转人员" "People that come with it";
    DelegationMoney "delegation.money" "随转经费" "Money that comes with it";
    DelegationTechnology "delegation.technology" "随转技术" "Technology that comes with it";
}

impl Column {
    /// The column that holds this field.
    pub fn of_field(field: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|column| column.field() == field)
    }

    /// Whether it says something of an entry, not of the item that the entry belongs to.
    pub fn is_of_entry(self) -> bool {
        use Column::{Basis, CoResponsible, Condition, Evidence, Lead, Limit, Number, Standard, Urgency};
        matches!(self, Number | Condition | Lead | CoResponsible | Limit | Urgency | Standard | Evidence | Basis)
    }
}

/// Why a file is not read at all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// It has no row.
    Empty,
    /// Larger than [`MAX_BYTES`].
    TooLarge,
    /// Unpacked, it would take more than we give.
    Bomb,
    /// More rows than [`MAX_ROWS`].
    TooManyRows,
    /// Something stands beyond [`MAX_COLUMNS`].
    TooManyColumns,
    /// An old workbook, or one with a password: both look alike.
    OldOrLocked,
    /// A workbook or document of another kind, such as `.ods`.
    OtherKind,
    /// It begins as a workbook, and cannot be read as one.
    Damaged,
    /// This line has characters that are neither UTF-8 nor GB18030.
    Characters(u64),
    /// None of these sheets has the columns of the list.
    NoSheet(Vec<String>),
    /// Several sheets have the columns of the list.
    SeveralSheets(Vec<String>),
}

impl Unreadable {
    /// What is wrong and what to do.
    pub fn words(&self, language: Language) -> String {
        let megabytes = MAX_BYTES / 1024 / 1024;
        let named = |sheets: &[String], comma: &str| sheets.join(comma);
        match language {
            Language::Chinese => match self {
                Self::Empty => "文件里没有内容。".to_owned(),
                Self::TooLarge => format!("文件超过 {megabytes} MB，请分成几个文件。"),
                Self::Bomb => "文件解开后过大，已停止读取。请把清单复制到新的工作簿再导入。".to_owned(),
                Self::TooManyRows => format!("超过 {MAX_ROWS} 行，请分成几个文件。"),
                Self::TooManyColumns => format!("超过 {MAX_COLUMNS} 列，请删去与清单无关的列。"),
                Self::OldOrLocked => {
                    "这是旧版 Excel（.xls）或加了密码的文件，请另存为不带密码的 .xlsx 或 CSV。".to_owned()
                }
                Self::OtherKind => "只能导入 .xlsx 和 CSV 文件，请另存为这两种之一。".to_owned(),
                Self::Damaged => "文件已损坏或不是 Excel 工作簿，请用 Excel 或 WPS 打开后另存一份再导入。".to_owned(),
                Self::Characters(line) => {
                    format!("第 {line} 行有无法识别的字符。CSV 文件请用 UTF-8 或 GB18030（GBK）编码保存。")
                }
                Self::NoSheet(sheets) => format!(
                    "工作表“{}”都没有清单的表头：至少要有“编码”和“名称”两列，请检查是否选错了文件。",
                    named(sheets, "”“")
                ),
                Self::SeveralSheets(sheets) => {
                    format!("工作表“{}”都像是清单，请只留一张再导入。", named(sheets, "”“"))
                }
            },
            Language::English => match self {
                Self::Empty => "The file is empty.".to_owned(),
                Self::TooLarge => format!("The file is larger than {megabytes} MB; part it."),
                Self::Bomb => "Unpacked, the file is far too large. Copy the list to a new workbook.".to_owned(),
                Self::TooManyRows => format!("There are more than {MAX_ROWS} rows; part the file."),
                Self::TooManyColumns => {
                    format!("There are more than {MAX_COLUMNS} columns; delete those that are not of the list.")
                }
                Self::OldOrLocked => {
                    "This is an old workbook (.xls), or one with a password; save it as .xlsx without one, or as CSV."
                        .to_owned()
                }
                Self::OtherKind => "Only .xlsx and CSV can be imported; save it as one of them.".to_owned(),
                Self::Damaged => "The file is damaged or no workbook; open it in Excel and save it anew.".to_owned(),
                Self::Characters(line) => {
                    format!("Line {line} has characters that cannot be read; save CSV as UTF-8 or GB18030.")
                }
                Self::NoSheet(sheets) => format!(
                    "No sheet of “{}” has the columns of the list, which are at least Code and Name.",
                    named(sheets, "”, “")
                ),
                Self::SeveralSheets(sheets) => {
                    format!("The sheets “{}” all look like the list; leave one.", named(sheets, "”, “"))
                }
            },
        }
    }
}

/// What is wrong with a cell, beyond what can be wrong with an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CellFaultKind {
    /// As with any item.
    Item(FaultKind),
    /// The file has no such column.
    NoColumn,
    /// Another column says the same.
    ColumnTwice(String),
    /// It is a formula.
    Formula,
    /// It is one of these merged cells.
    Merged(String),
    /// It is a date, into which spreadsheets turn what looks like one.
    Date,
    /// It is an error of the spreadsheet, such as `#REF!`.
    Error(String),
    /// Too long for a cell: a quotation mark is missing.
    NoEnd,
    /// Not a kind of item.
    NotAKind(String),
    /// Not a time limit.
    NotALimit(String),
    /// Not an urgency.
    NotAnUrgency(String),
    /// Not a whole number from 1.
    NotANumber(String),
    /// Several units have this name.
    SeveralUnits(String),
    /// This row says otherwise of the same item.
    Differs(u32),
    /// This row has the same code, and the same condition.
    SameAs(u32),
    /// The list has this code, with zeros before it.
    ZerosLost(String),
    /// Something is said of an entry that names no lead.
    NoLead,
}

impl CellFaultKind {
    /// What is wrong and what to do, without the column's name.
    pub fn words(&self, language: Language) -> String {
        match language {
            Language::Chinese => match self {
                Self::Item(fault) => fault.words(language),
                Self::NoColumn => "文件里没有这一列，请补上，或在上面的对应关系里选出它是哪一列".to_owned(),
                Self::ColumnTwice(column) => format!("与 {column} 列重复，只能对应一列"),
                Self::Formula => "是公式，请复制后“选择性粘贴为数值”".to_owned(),
                Self::Merged(range) => format!("{range} 是合并单元格，请取消合并并逐行填写"),
                Self::Date => "被表格软件变成了日期，请把这一列设为“文本”后重新填写".to_owned(),
                Self::Error(error) => format!("是表格软件的错误值 {error}，请重新填写"),
                Self::NoEnd => "内容过长，这一行可能少了一个引号".to_owned(),
                Self::NotAKind(text) => format!("“{text}”应为部件、事件或事项"),
                Self::NotALimit(text) => {
                    format!("看不懂“{text}”，请写成“4工作时”“2工作日”“7天”或“2小时（紧急）”")
                }
                Self::NotAnUrgency(text) => format!("“{text}”应为一般或紧急"),
                Self::NotANumber(text) => format!("“{text}”应为从 1 起的整数"),
                Self::SeveralUnits(name) => format!("有几个单位叫“{name}”，请改写单位编码"),
                Self::Differs(row) => format!("与第 {row} 行同一编码所写的不同，请改成一致或只写一次"),
                Self::SameAs(row) => format!("重复：第 {row} 行已有同一编码、同一情形"),
                Self::ZerosLost(code) => {
                    format!("清单里有“{code}”，前面的 0 可能丢了，请把这一列设为“文本”后重新填写")
                }
                Self::NoLead => "没有填写，这一行却写了条目的其他内容".to_owned(),
            },
            Language::English => match self {
                Self::Item(fault) => fault.words(language),
                Self::NoColumn => {
                    "is a column that the file does not have; add it, or say above which it is".to_owned()
                }
                Self::ColumnTwice(column) => format!("is in column {column} too"),
                Self::Formula => "is a formula; copy it and paste the value only".to_owned(),
                Self::Merged(range) => format!("is in the merged cells {range}; split them and fill in each row"),
                Self::Date => "was turned into a date; make the column text and type it anew".to_owned(),
                Self::Error(error) => format!("is the spreadsheet's error {error}; type it anew"),
                Self::NoEnd => "is too long; the row may lack a quotation mark".to_owned(),
                Self::NotAKind(text) => format!("is “{text}”, and should be component, event or matter"),
                Self::NotALimit(text) => {
                    format!("is “{text}”; write it as “4工作时”, “2工作日”, “7天” or “2小时（紧急）”")
                }
                Self::NotAnUrgency(text) => format!("is “{text}”, and should be normal or urgent"),
                Self::NotANumber(text) => format!("is “{text}”, and should be a whole number from 1"),
                Self::SeveralUnits(name) => {
                    format!("names “{name}”, as several units are called; write the unit's code")
                }
                Self::Differs(row) => format!("differs from what row {row} says of the same code"),
                Self::SameAs(row) => format!("is that of row {row}, with the same condition"),
                Self::ZerosLost(code) => {
                    format!("may have lost its zeros, for the list has “{code}”; make the column text and type it anew")
                }
                Self::NoLead => "is not filled in, while the row says more of the entry".to_owned(),
            },
        }
    }

    /// The whole sentence.
    pub fn sentence(&self, column: Column, language: Language) -> String {
        let (column, fault) = (column.words(language), self.words(language));
        match language {
            Language::Chinese => format!("{column}：{fault}。"),
            Language::English => format!("{column} {fault}."),
        }
    }
}

/// A column of a file, and what it was taken for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileColumn {
    /// Its letter.
    pub letter: String,
    /// What stands above it.
    pub header: String,
    /// What stands in its first row that is not empty.
    pub sample: String,
    /// What it holds; none where it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<Column>,
}

/// One fault of a file, for people.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CellFault {
    /// Row, from 1.
    pub row: u32,
    /// Letter of the column; empty where the file lacks it.
    pub letter: String,
    /// What is wrong and what to do.
    pub sentence: String,
}

/// What a file was found to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Checked {
    /// The sheet that was read, of a workbook.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row of the headers.
    pub header_row: u32,
    /// Its columns.
    pub columns: Vec<FileColumn>,
    /// Rows below the headers that are not empty.
    pub rows: u32,
    /// Items that they tell of.
    pub items: usize,
    /// Items of the list that the file does not name.
    pub unnamed: usize,
    /// The first [`MOST_FAULTS`] faults, by row.
    pub faults: Vec<CellFault>,
    /// How many there are.
    pub fault_count: usize,
    /// Items that would be added.
    pub added: usize,
    /// Items that would be changed.
    pub changed: usize,
    /// Items that would be removed.
    pub removed: usize,
    /// The first [`MOST_DIFFERENCES`] differences, by code.
    pub differences: Vec<Difference>,
}

/// What is being done with a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Work {
    /// The device sends it.
    Sending,
    /// Its rows are read.
    Reading,
    /// Its rows are understood.
    Checking,
}

/// How far the work on a file has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// What is being done.
    pub work: Work,
    /// How much of it.
    pub done: u64,
    /// Of how much; as far as is known.
    pub of: u64,
}

/// A line of what the server says while it checks a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Told {
    /// It goes on.
    Progress(Progress),
    /// The last line: what was found.
    Checked(Box<Checked>),
    /// The last line: the file cannot be read.
    Refused(Problem),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_travels_by_the_name_of_its_field() {
        for column in Column::ALL {
            assert_eq!(Column::of_field(column.field()), Some(*column));
            assert_eq!(serde_json::to_value(column).unwrap(), column.field());
        }
    }

    #[test]
    fn a_fault_says_which_column_and_what_to_do() {
        let fault = CellFaultKind::Item(FaultKind::Missing);
        assert_eq!(fault.sentence(Column::Name, Language::Chinese), "名称：没有填写。");
        assert_eq!(fault.sentence(Column::Name, Language::English), "Name is not filled in.");
    }
}
