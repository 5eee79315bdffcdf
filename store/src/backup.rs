//! A database as text: one JSON line for each row, the same whichever database it came from or goes to.

use std::io::{BufRead, Write as Output};

use futures::TryStreamExt as _;
use serde_json::{Map, Value};
use sqlx::any::AnyRow;
use sqlx::{Any, AssertSqlSafe, Row as _, Transaction};
use uuid::Uuid;

use crate::error::unreadable;
use crate::{Error, Result, Store};

/// A table: its columns of text, its columns of whole numbers, and an order in which no row comes before one that it
/// refers to.
struct Table {
    name: &'static str,
    texts: &'static [&'static str],
    numbers: &'static [&'static str],
    order: &'static str,
}

/// Rows per statement.
const BATCH: usize = 100;

/// Every table, in an order in which none comes before one that it refers to.
const TABLES: [Table; 15] = [
    Table { name: "meta", texts: &["key", "value"], numbers: &[], order: "key" },
    Table { name: "feed_head", texts: &[], numbers: &["id", "seq"], order: "id" },
    Table { name: "counters", texts: &["name"], numbers: &["value"], order: "name" },
    Table {
        name: "units",
        texts: &["code", "id", "name", "kind", "township"],
        numbers: &[],
        order: "CASE WHEN township IS NULL THEN 0 ELSE 1 END, code",
    },
    Table {
        name: "items",
        texts: &["code", "name", "kind", "class_name", "edition", "lead"],
        numbers: &["limit_hours", "common"],
        order: "code",
    },
    Table {
        name: "people",
        texts: &["id", "username", "name", "role", "unit", "password_hash"],
        numbers: &["disabled", "created_at"],
        order: "id",
    },
    Table {
        name: "sessions",
        texts: &["id", "token_hash", "person_id", "device_name"],
        numbers: &["created_at", "last_seen", "expires_at"],
        order: "id",
    },
    Table {
        name: "tickets",
        texts: &[
            "id",
            "number",
            "kind",
            "status",
            "township",
            "lead",
            "co_responsible",
            "item_code",
            "reported_by",
            "search",
            "value",
        ],
        numbers: &["serial", "received_at", "due_at", "revision"],
        order: "serial",
    },
    Table {
        name: "events",
        texts: &["ticket_id", "by_person", "value"],
        numbers: &["position", "at"],
        order: "ticket_id, position",
    },
    Table {
        name: "applied",
        texts: &["command_id", "person_id", "device_id", "ticket_id", "kind", "content", "result"],
        numbers: &["seq", "accepted", "at"],
        order: "command_id",
    },
    Table { name: "feed", texts: &["scope", "kind", "id"], numbers: &["seq", "present", "serial"], order: "seq" },
    Table {
        name: "rejected_whistles",
        texts: &["ticket_id", "person_id"],
        numbers: &[],
        order: "ticket_id, person_id",
    },
    Table {
        name: "uploads",
        texts: &["person_id", "sha256", "state", "refusal"],
        numbers: &["bytes", "updated_at"],
        order: "person_id, sha256",
    },
    Table {
        name: "ticket_photos",
        texts: &["ticket_id", "sha256", "person_id"],
        numbers: &["received"],
        order: "ticket_id, sha256, person_id",
    },
    Table { name: "audit", texts: &["id", "by_name", "action", "subject"], numbers: &["at"], order: "id" },
];

impl Table {
    fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.texts.iter().chain(self.numbers).copied()
    }

    fn select(&self) -> String {
        let columns: Vec<_> = self.columns().collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.name, self.order)
    }

    fn insert(&self, rows: usize) -> String {
        let columns: Vec<_> = self.columns().collect();
        let row = |n: usize| {
            let places: Vec<_> = (1..=columns.len()).map(|place| format!("${}", n * columns.len() + place)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<_> = (0..rows).map(row).collect();
        format!("INSERT INTO {} ({}) VALUES {}", self.name, columns.join(", "), rows.join(", "))
    }

    fn read(&self, row: &AnyRow) -> Result<Value> {
        let mut read = Map::new();
        for text in self.texts {
            read.insert((*text).to_owned(), row.try_get::<Option<String>, _>(*text)?.into());
        }
        for number in self.numbers {
            read.insert((*number).to_owned(), row.try_get::<Option<i64>, _>(*number)?.into());
        }
        Ok(Value::Object(read))
    }
}

impl Store {
    /// Writes the whole database as it is at one moment, while others go on writing. Returns the number of rows.
    pub async fn dump(&self, out: &mut (impl Output + Send)) -> Result<u64> {
        let mut tx = self.pool.begin_with(self.dialect.begin_snapshot()).await?;
        let mut rows = 0;
        for table in &TABLES {
            // Safe: put together from constants.
            let sql = table.select();
            let mut found = sqlx::query(AssertSqlSafe(sql)).fetch(&mut *tx);
            while let Some(row) = found.try_next().await? {
                let line = serde_json::json!({ "table": table.name, "row": table.read(&row)? });
                writeln!(out, "{line}")?;
                rows += 1;
            }
        }
        Ok(rows)
    }

    /// Fills this database, which must be new, with what [`Store::dump`] wrote, and names its epoch `epoch`, so that
    /// devices send again what the dump had missed. All of it or nothing. Returns the number of rows.
    pub async fn load(&self, input: impl BufRead, epoch: Uuid) -> Result<u64> {
        let mut tx = self.pool.begin_with(self.dialect.begin()).await?;
        let there = sqlx::query("SELECT id FROM people LIMIT 1").fetch_optional(&mut *tx).await?;
        if there.is_some() {
            return Err(Error::NotEmpty);
        }
        // What the migrations put in themselves.
        for table in ["meta", "feed_head"] {
            sqlx::query(AssertSqlSafe(format!("DELETE FROM {table}"))).execute(&mut *tx).await?;
        }
        let (mut rows, mut batch, mut current) = (0, Vec::new(), None);
        for line in input.lines() {
            let (table, row) = parsed(&line?)?;
            if batch.len() == BATCH || current.is_some_and(|current: &Table| current.name != table.name) {
                insert(&mut tx, current, &mut batch).await?;
            }
            current = Some(table);
            batch.push(row);
            rows += 1;
        }
        insert(&mut tx, current, &mut batch).await?;
        // Backups of before the feed had serial numbers.
        sqlx::query(
            "UPDATE feed SET serial = (SELECT serial FROM tickets WHERE tickets.id = feed.id)
             WHERE kind = 'ticket' AND serial IS NULL",
        )
        .execute(&mut *tx)
        .await?;
        sqlx::query("UPDATE meta SET value = $1 WHERE key = 'server_epoch'")
            .bind(epoch.to_string())
            .execute(&mut *tx)
            .await?;
        tx.commit().await?;
        Ok(rows)
    }
}

fn parsed(line: &str) -> Result<(&'static Table, Value)> {
    let mut value: Value = serde_json::from_str(line).map_err(unreadable("line of a backup"))?;
    let name = value["table"].as_str().unwrap_or_default();
    let table = TABLES.iter().find(|table| table.name == name).ok_or_else(|| Error::UnknownTable(name.to_owned()))?;
    Ok((table, value["row"].take()))
}

async fn insert(tx: &mut Transaction<'static, Any>, table: Option<&Table>, rows: &mut Vec<Value>) -> Result<()> {
    let Some(table) = table.filter(|_| !rows.is_empty()) else { return Ok(()) };
    // Safe: put together from constants.
    let sql = table.insert(rows.len());
    let mut query = sqlx::query(AssertSqlSafe(sql));
    for row in rows.drain(..) {
        for text in table.texts {
            query = query.bind(row[text].as_str().map(ToOwned::to_owned));
        }
        for number in table.numbers {
            query = query.bind(row[number].as_i64());
        }
    }
    query.execute(&mut **tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Tables and their columns, as the migrations make them.
    fn migrated() -> BTreeMap<String, Vec<String>> {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let sql = concat!(
            include_str!("../migrations/sqlite/0001_foundation.sql"),
            include_str!("../migrations/sqlite/0002_newest_and_rejected.sql")
        );
        for statement in sql.split("CREATE TABLE ").skip(1) {
            let (name, rest) = statement.split_once(" (").unwrap();
            let (body, _) = rest.split_once("\n);").unwrap();
            let column = |line: &str| line.trim().split(' ').next().map(ToOwned::to_owned);
            let is_column =
                |name: &String| name.chars().all(|c| c.is_ascii_lowercase() || c == '_' || c.is_ascii_digit());
            let mut columns: Vec<_> =
                body.lines().filter_map(column).filter(is_column).filter(|it| !it.is_empty()).collect();
            columns.sort();
            tables.insert(name.to_owned(), columns);
        }
        for statement in sql.split("ALTER TABLE ").skip(1) {
            let mut words = statement.split_whitespace();
            let (table, column) = (words.next().unwrap(), words.nth(2).unwrap());
            let columns = tables.get_mut(table).unwrap();
            columns.push(column.to_owned());
            columns.sort();
        }
        tables
    }

    #[test]
    fn a_backup_leaves_no_table_and_no_column_out() {
        let listed: BTreeMap<_, _> = TABLES
            .iter()
            .map(|table| {
                let mut columns: Vec<_> = table.columns().map(ToOwned::to_owned).collect();
                columns.sort();
                (table.name.to_owned(), columns)
            })
            .collect();
        assert_eq!(listed, migrated());
    }
}
