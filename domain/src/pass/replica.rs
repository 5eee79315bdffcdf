//! Where a page of changes goes: into the replica that counts, or into one that is being built anew beside it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Records, Told};
use crate::sync::{Pulled, ReplicaChange};

/// How far a replica is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// Which generation of rows it is; another may be growing beside it.
    pub generation: u32,
    /// Where the next pull goes on.
    pub cursor: Option<String>,
    /// When it was last up to date, by the server's clock.
    pub fresh_at: Option<Timestamp>,
}

/// What to do to the rows of replicas.
#[derive(Clone, Debug, PartialEq)]
pub enum Row {
    /// Write this change into this generation.
    Change {
        /// Which generation.
        generation: u32,
        /// What changed.
        change: ReplicaChange,
    },
    /// Remove all rows of this generation.
    Clear(u32),
}

/// Takes in a page. Returns what there is to tell.
pub(super) fn take(records: &mut Records, page: Pulled, asked_at: Timestamp, rows: &mut Vec<Row>) -> Option<Told> {
    let Records { mark, aside, .. } = records;
    if page.reset || mark.cursor.is_none() && aside.is_none() {
        let generation = mark.generation + 1;
        // What is left of an attempt before this one.
        rows.push(Row::Clear(generation));
        *aside = Some(Mark { generation, ..Mark::default() });
    }
    let counting = mark.generation;
    let growing = aside.as_mut().unwrap_or(mark);
    growing.cursor = Some(page.cursor);
    if !page.more {
        growing.fresh_at = Some(asked_at);
    }
    let generation = growing.generation;
    rows.extend(page.changes.iter().map(|change| Row::Change { generation, change: change.clone() }));
    match aside.take() {
        None => Some(Told::Pulled(page.changes)),
        Some(built) if !page.more => {
            rows.push(Row::Clear(counting));
            *mark = built;
            Some(Told::Rebuilt)
        }
        growing => {
            *aside = growing;
            None
        }
    }
}
