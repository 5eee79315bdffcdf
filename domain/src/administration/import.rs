//! Many people at once, from the rows of a table.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::people::{Draft, person_faults};
use crate::directory::Directory;
use crate::people::{Role, Unit};
use crate::problem::{Code, Language};

/// Most people of one file: hashing their passwords takes a few seconds.
pub const MOST_PEOPLE: usize = 500;
/// Most faults that are told at once.
const MOST_FAULTS: usize = 100;

/// A column of the table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Column {
    /// 姓名
    Name,
    /// 用户名
    Username,
    /// 岗位
    Role,
    /// 单位
    Unit,
}

impl Column {
    /// Every column.
    pub const ALL: [Self; 4] = [Self::Name, Self::Username, Self::Role, Self::Unit];

    /// What a first row may call it; our own words first.
    fn names(self) -> &'static [&'static str] {
        match self {
            Self::Name => &["姓名", "Name"],
            Self::Username => &["用户名", "Username", "账号"],
            Self::Role => &["岗位", "Role", "角色"],
            Self::Unit => &["单位", "Unit"],
        }
    }

    /// Whether a header calls it so.
    pub fn is_named(self, header: &str) -> bool {
        self.names().iter().any(|name| header.trim().eq_ignore_ascii_case(name))
    }

    /// What people call it.
    pub fn words(self, language: Language) -> &'static str {
        match language {
            Language::Chinese => self.names()[0],
            Language::English => self.names()[1],
        }
    }

    fn of_field(field: &str) -> Self {
        match field {
            "name" => Self::Name,
            "username" => Self::Username,
            "role" => Self::Role,
            _ => Self::Unit,
        }
    }
}

/// What is wrong in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowFault {
    /// The row as a spreadsheet numbers it, from 1.
    pub row: usize,
    /// The column; none where it is the whole row's or the file's fault.
    pub column: Option<Column>,
    /// What is wrong.
    pub code: Code,
}

impl RowFault {
    /// `第 3 行 岗位：没有这个岗位。`
    pub fn words(&self, language: Language) -> String {
        let column = self.column.map(|column| column.words(language)).unwrap_or_default();
        let detail = self.code.detail(language);
        match language {
            Language::Chinese => format!("第 {} 行 {column}：{detail}", self.row),
            Language::English => format!("Row {} {column}: {detail}", self.row),
        }
    }
}

/// What a table holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// People without faults, in the order of their rows.
    pub people: Vec<Draft>,
    /// What is wrong; nobody may be added while there is something.
    pub faults: Vec<RowFault>,
}

/// Reads the people of a table whose first row names the columns. `taken` are the usernames that there are.
pub fn read_people(rows: &[Vec<String>], directory: &Directory, taken: &BTreeSet<String>) -> Imported {
    let mut read = Imported::default();
    let Some((head, rows)) = rows.split_first() else {
        return Imported { faults: vec![RowFault { row: 1, column: None, code: Code::ImportNobody }], ..read };
    };
    let columns: BTreeMap<Column, usize> =
        Column::ALL.into_iter().filter_map(|column| Some((column, place(head, column)?))).collect();
    let missing = Column::ALL.into_iter().filter(|column| !columns.contains_key(column));
    let missing = missing.map(|column| RowFault { row: 1, column: Some(column), code: Code::ImportColumn });
    read.faults.extend(missing);
    if !read.faults.is_empty() {
        return read;
    }
    let cell = |row: &[String], column| {
        let text = columns.get(&column).and_then(|place| row.get(*place));
        text.map(|text| text.trim().to_owned()).unwrap_or_default()
    };
    let filled = (2..).zip(rows).filter(|(_, row)| row.iter().any(|cell| !cell.trim().is_empty()));
    let mut before = BTreeSet::new();
    for (n, (number, row)) in filled.enumerate() {
        if n == MOST_PEOPLE {
            read.faults.push(RowFault { row: number, column: None, code: Code::ImportTooMany });
        }
        if n >= MOST_PEOPLE || read.faults.len() >= MOST_FAULTS {
            return read;
        }
        let username = cell(row, Column::Username);
        let mut faults = Vec::new();
        if taken.contains(&username) {
            faults.push((Column::Username, Code::UsernameTaken));
        } else if !before.insert(username.clone()) {
            faults.push((Column::Username, Code::ImportTwice));
        }
        match (role(&cell(row, Column::Role)), unit(&cell(row, Column::Unit), directory)) {
            (Some(role), Ok(unit)) => {
                let draft = Draft { username, name: cell(row, Column::Name), role, unit: unit.code.clone() };
                let of_person = person_faults(&draft, None, directory);
                faults.extend(of_person.iter().map(|fault| (Column::of_field(fault.field), fault.code)));
                read.people.push(draft);
            }
            (role, unit) => {
                faults.extend(role.is_none().then_some((Column::Role, Code::ImportRole)));
                faults.extend(unit.err().map(|code| (Column::Unit, code)));
            }
        }
        let told = faults.into_iter().map(|(column, code)| RowFault { row: number, column: Some(column), code });
        read.faults.extend(told);
    }
    if read.people.is_empty() && read.faults.is_empty() {
        read.faults.push(RowFault { row: 2, column: None, code: Code::ImportNobody });
    }
    read
}

fn place(head: &[String], column: Column) -> Option<usize> {
    head.iter().position(|cell| column.is_named(cell))
}

/// The role that a cell names, in either language or as on the wire.
fn role(text: &str) -> Option<Role> {
    let named = |role: Role| {
        let words = match role {
            Role::GridWorker => "网格员",
            Role::Caller => "呼叫员",
            Role::Specialist => "专管员",
            Role::Supervisor => "督办员",
            Role::Leader => "领导",
            Role::Administrator => "管理员",
            Role::ServiceTeam => "双报到队伍",
        };
        words == text || role.as_str() == text.to_ascii_lowercase().replace(' ', "_")
    };
    Role::ALL.into_iter().find(|role| named(*role))
}

/// The open unit of this code, or the only one of this name.
fn unit<'a>(text: &str, directory: &'a Directory) -> Result<&'a Unit, Code> {
    if let Some(unit) = directory.open_unit(&text.into()) {
        return Ok(unit);
    }
    let mut named = directory.units().filter(|unit| !unit.disabled && unit.name == text);
    match (named.next(), named.next()) {
        (Some(unit), None) => Ok(unit),
        (Some(_), Some(_)) => Err(Code::ImportUnitAmbiguous),
        (None, _) => Err(Code::PersonUnit),
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::people::UnitKind;

    fn directory() -> Directory {
        let unit = |code: &str, name: &str, kind| Unit::new(Uuid::nil(), code.into(), name, kind);
        let village = |code: &str, township: &str| Unit {
            township: Some(township.into()),
            ..unit(code, "河东村", UnitKind::Village)
        };
        let units = [
            unit("T01", "崖头街道", UnitKind::Township),
            unit("T02", "城西街道", UnitKind::Township),
            village("N0101", "T01"),
            village("N0201", "T02"),
        ];
        Directory::new(units, [])
    }

    fn rows(text: &str) -> Vec<Vec<String>> {
        text.lines().map(|line| line.split('，').map(str::to_owned).collect()).collect()
    }

    fn read(text: &str) -> Imported {
        read_people(&rows(text), &directory(), &BTreeSet::from(["grid01".to_owned()]))
    }

    fn faults(text: &str) -> Vec<String> {
        read(text)
            .faults
            .iter()
            .map(|fault| format!("{} {:?} {}", fault.row, fault.column, fault.code.as_str()))
            .collect()
    }

    #[test]
    fn columns_stand_in_any_order_and_empty_rows_are_passed_over() {
        let people =
            read("岗位，单位，备注，姓名，用户名\n网格员，崖头街道，x，王小明， wang \n，，\ncaller，T02，，于红，yu")
                .people;
        let said: Vec<_> =
            people.iter().map(|it| (it.name.as_str(), it.username.as_str(), it.role, it.unit.as_str())).collect();
        assert_eq!(said, [("王小明", "wang", Role::GridWorker, "T01"), ("于红", "yu", Role::Caller, "T02")]);
    }

    #[test]
    fn each_fault_has_its_row_and_column() {
        let head = "姓名，用户名，角色，单位\n";
        for (row, expected) in [
            ("王小明，wang，网格员，N0101", vec![]),
            ("王小明，wang，网格员，河东村", vec!["2 Some(Unit) import.unit_ambiguous"]),
            ("王小明，wang，网格员，河西村", vec!["2 Some(Unit) person.unit"]),
            ("王小明，wang，网管，", vec!["2 Some(Role) import.role", "2 Some(Unit) person.unit"]),
            ("王小明，wang，管理员，T01", vec!["2 Some(Role) person.role"]),
            ("，Wang，呼叫员，T01", vec!["2 Some(Username) person.username", "2 Some(Name) person.name"]),
            ("王小明，grid01，呼叫员，T01", vec!["2 Some(Username) account.username_taken"]),
            ("王小明，wang，呼叫员，T01\n\n于红，wang，呼叫员，T01", vec!["4 Some(Username) import.twice"]),
            ("", vec!["2 None import.nobody"]),
        ] {
            assert_eq!(faults(&format!("{head}{row}")), expected, "{row}");
        }
        assert_eq!(faults("姓名，岗位，单位"), ["1 Some(Username) import.column"]);
        assert_eq!(faults(""), ["1 None import.nobody"]);
    }

    #[test]
    fn a_file_brings_in_only_so_many_and_tells_only_so_much() {
        let many = |row: &str| {
            format!(
                "姓名，用户名，岗位，单位\n{}",
                (0..600).map(|n| row.replace('#', &n.to_string())).collect::<String>()
            )
        };
        let read = read(&many("王小明，wang#，网格员，T01\n"));
        assert_eq!((read.people.len(), read.faults.len()), (MOST_PEOPLE, 1));
        assert_eq!(read.faults[0].code, Code::ImportTooMany);
        assert_eq!(faults(&many("王小明，wang#，网管，T01\n")).len(), MOST_FAULTS);
    }

    #[test]
    fn a_fault_says_where_it_is() {
        let fault = RowFault { row: 3, column: Some(Column::Unit), code: Code::PersonUnit };
        assert_eq!(fault.words(Language::Chinese), "第 3 行 单位：没有这个单位，或单位已停用。");
        assert_eq!(fault.words(Language::English), "Row 3 Unit: There is no such unit, or it is closed.");
    }
}
