//! The lines of a backup: a row each, and a last one by which a backup that is not whole is recognised.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::tables::Table;
use crate::error::unreadable;
use crate::{Error, Result};

/// A line of a backup.
#[derive(Clone, Debug, PartialEq)]
pub enum BackupLine {
    /// A row of one of the tables.
    Row(Row),
    /// The last line.
    End(End),
}

/// A row, by column. A column that is missing is null.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub(super) table: &'static Table,
    pub(super) values: Map<String, Value>,
}

/// What the lines before the last one are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct End {
    /// How many.
    pub(super) rows: u64,
    /// Their SHA-256, each line with its line feed.
    pub(super) sha256: String,
}

/// As it is written.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
struct Written {
    table: Option<String>,
    row: Option<Map<String, Value>>,
    end: Option<End>,
}

impl BackupLine {
    /// Reads a line. What a row has that its table has not is an error, for it would be lost.
    pub fn parse(line: &str) -> Result<Self> {
        let wrong = |why: String| unreadable("line of a backup")(why);
        let (table, values) = match serde_json::from_str(line).map_err(unreadable("line of a backup"))? {
            Written { table: Some(table), row: Some(row), end: None } => (table, row),
            Written { table: None, row: None, end: Some(end) } => return Ok(Self::End(end)),
            _ => return Err(wrong("neither a row nor the end".to_owned())),
        };
        let table = Table::named(&table).ok_or_else(|| Error::Newer(format!("a table {table}")))?;
        for (name, value) in &values {
            let fits = if table.texts.contains(&name.as_str()) {
                value.is_string()
            } else if table.numbers.contains(&name.as_str()) {
                value.is_i64()
            } else {
                return Err(Error::Newer(format!("a column {}.{name}", table.name)));
            };
            if !fits && !value.is_null() {
                return Err(wrong(format!("{}.{name} is {value}", table.name)));
            }
        }
        Ok(Self::Row(Row { table, values }))
    }
}

impl fmt::Display for BackupLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Row(Row { table, values }) => json!({ "table": table.name, "row": values }).fmt(f),
            Self::End(end) => json!({ "end": end }).fmt(f),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_would_lose_something_does_not_read() {
        let row = |row: &str| BackupLine::parse(&format!(r#"{{"table":"counters","row":{row}}}"#));
        assert!(row(r#"{"name":"tickets","value":7}"#).is_ok());
        assert!(row(r#"{"name":"tickets","value":null}"#).is_ok());
        for wrong in
            [r#"{"name":7}"#, r#"{"value":"7"}"#, r#"{"value":7.5}"#, r#"{"value":18446744073709551615}"#, "[]"]
        {
            assert!(matches!(row(wrong), Err(Error::Unreadable(..))), "{wrong}");
        }
        assert!(matches!(row(r#"{"later":1}"#), Err(Error::Newer(_))));
        assert!(matches!(BackupLine::parse(r#"{"table":"later","row":{}}"#), Err(Error::Newer(_))));
        for wrong in
            ["", "{}", r#"{"table":"counters"}"#, r#"{"end":{"rows":1}}"#, r#"{"table":"counters","row":{},"x":1}"#]
        {
            assert!(matches!(BackupLine::parse(wrong), Err(Error::Unreadable(..))), "{wrong}");
        }
    }
}
