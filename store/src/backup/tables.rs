//! What a backup holds: every table, with all its columns.

use serde_json::{Map, Value};
use sqlx::Row as _;
use sqlx::any::AnyRow;

use crate::Result;

/// A table: its columns of text, its columns of whole numbers, and an order in which no row comes before one that it
/// refers to.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) name: &'static str,
    pub(super) texts: &'static [&'static str],
    pub(super) numbers: &'static [&'static str],
    order: &'static str,
}

/// Every table, in an order in which none comes before one that it refers to.
pub(super) static TABLES: [Table; 30] = [
    Table { name: "meta", texts: &["key", "value"], numbers: &[], order: "key" },
    Table { name: "feed_head", texts: &[], numbers: &["id", "seq"], order: "id" },
    Table { name: "counters", texts: &["name"], numbers: &["value"], order: "name" },
    Table {
        name: "units",
        texts: &["code", "id", "name", "kind", "township", "parent"],
        numbers: &["disabled"],
        order: "CASE WHEN township IS NULL AND parent IS NULL THEN 0 ELSE 1 END, code",
    },
    Table {
        name: "items",
        texts: &["code", "name", "kind", "class_name", "edition", "lead", "value"],
        numbers: &["limit_hours", "common"],
        order: "code",
    },
    Table {
        name: "list_versions",
        texts: &["number", "effective_on", "title", "made_by"],
        numbers: &["serial", "made_at", "in_force"],
        order: "serial",
    },
    Table { name: "list_changes", texts: &["code", "value"], numbers: &["serial"], order: "serial, code" },
    Table { name: "commonest", texts: &["township", "items"], numbers: &[], order: "township" },
    Table { name: "calendars", texts: &["made_by", "value"], numbers: &["version", "made_at"], order: "version" },
    Table { name: "proposals", texts: &["id", "value"], numbers: &["proposed_at"], order: "id" },
    Table {
        name: "proposal_changes",
        texts: &["proposal", "code", "before", "after"],
        numbers: &[],
        order: "proposal, code",
    },
    Table {
        name: "people",
        texts: &["id", "username", "name", "role", "unit", "password_hash"],
        numbers: &["disabled", "created_at"],
        order: "id",
    },
    Table {
        name: "grids",
        texts: &["code", "name", "township", "party_organisation", "shape"],
        numbers: &["households"],
        order: "code",
    },
    Table { name: "grid_workers", texts: &["grid", "person_id"], numbers: &[], order: "grid, person_id" },
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
            "pieces",
            "value",
        ],
        numbers: &["serial", "received_at", "due_at", "wakes_at", "revision", "cell"],
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
    Table {
        name: "feed",
        texts: &["scope", "kind", "id"],
        numbers: &["seq", "present", "serial", "rests_since"],
        order: "seq",
    },
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
    Table {
        name: "score_rules",
        texts: &["effective_on", "made_by", "value", "withdrawn_by"],
        numbers: &["version", "made_at", "withdrawn_at"],
        order: "version",
    },
    Table {
        name: "score_entries",
        texts: &["cause", "source", "unit", "rule", "reason", "rater", "township"],
        numbers: &["serial", "position", "version", "points", "at", "month"],
        order: "serial",
    },
    // After the entries: none is put in for a closed month.
    Table { name: "closed_months", texts: &["value"], numbers: &["month", "closed_at"], order: "month" },
    Table {
        name: "audit",
        texts: &["id", "by_name", "action", "subject", "before", "after"],
        numbers: &["at"],
        order: "id",
    },
    Table {
        name: "presence",
        texts: &["ticket_id", "person_id"],
        numbers: &["since", "expires_at"],
        order: "ticket_id, person_id",
    },
    Table { name: "shifts", texts: &["person_id", "value"], numbers: &[], order: "person_id" },
    Table { name: "read_marks", texts: &["person_id"], numbers: &["through"], order: "person_id" },
    Table { name: "handovers", texts: &["id", "value"], numbers: &[], order: "id" },
];

impl PartialEq for Table {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Table {
    pub(super) fn named(name: &str) -> Option<&'static Self> {
        TABLES.iter().find(|table| table.name == name)
    }

    fn columns(&self) -> impl Iterator<Item = &'static str> {
        self.texts.iter().chain(self.numbers).copied()
    }

    pub(super) fn select(&self) -> String {
        let columns: Vec<_> = self.columns().collect();
        format!("SELECT {} FROM {} ORDER BY {}", columns.join(", "), self.name, self.order)
    }

    pub(super) fn insert(&self, rows: usize) -> String {
        let columns: Vec<_> = self.columns().collect();
        let row = |n: usize| {
            let places: Vec<_> = (1..=columns.len()).map(|place| format!("${}", n * columns.len() + place)).collect();
            format!("({})", places.join(", "))
        };
        let rows: Vec<_> = (0..rows).map(row).collect();
        format!("INSERT INTO {} ({}) VALUES {}", self.name, columns.join(", "), rows.join(", "))
    }

    pub(super) fn read(&self, row: &AnyRow) -> Result<Map<String, Value>> {
        let mut read = Map::new();
        for text in self.texts {
            read.insert((*text).to_owned(), row.try_get::<Option<String>, _>(*text)?.into());
        }
        for number in self.numbers {
            read.insert((*number).to_owned(), row.try_get::<Option<i64>, _>(*number)?.into());
        }
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// Tables and their columns, as the migrations make them.
    fn migrated() -> BTreeMap<String, Vec<String>> {
        let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let sql = concat!(
            include_str!("../../migrations/sqlite/0001_foundation.sql"),
            include_str!("../../migrations/sqlite/0002_newest_and_rejected.sql"),
            include_str!("../../migrations/sqlite/0003_list.sql"),
            include_str!("../../migrations/sqlite/0004_proposals.sql"),
            include_str!("../../migrations/sqlite/0005_grids.sql"),
            include_str!("../../migrations/sqlite/0006_administration.sql"),
            include_str!("../../migrations/sqlite/0007_commonest.sql"),
            include_str!("../../migrations/sqlite/0008_clocks.sql"),
            include_str!("../../migrations/sqlite/0009_duplicates.sql"),
            include_str!("../../migrations/sqlite/0011_presence.sql"),
            include_str!("../../migrations/sqlite/0012_shifts.sql"),
            include_str!("../../migrations/sqlite/0014_scores.sql"),
            include_str!("../../migrations/sqlite/0016_rest.sql"),
            include_str!("../../migrations/sqlite/0017_closed_months.sql"),
            include_str!("../../migrations/sqlite/0019_rules_withdrawn.sql"),
            include_str!("../../migrations/sqlite/0022_search.sql"),
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
