//! What the server told one person: tickets, units, catalogue, grids and calendar, as rows in the database and as things in memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use domain::calendar::Calendar;
use domain::ids::{GridCode, PersonId, TicketId};
use domain::list::{Commonest, Version};
use domain::pass::Mark;
use domain::people::Colleague;
use domain::sync::ReplicaChange;
use domain::ticket::rested;
use domain::{Directory, Grid, Item, Ticket, Unit};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::database::{self, META, REPLICA, Tx};
use crate::fault::Outcome;
use crate::meta;

/// Type of a ticket on the wire.
pub(crate) const TICKET: &str = "ticket";
const NEARBY: &str = "nearby";
const UNIT: &str = "unit";
const CATALOGUE: &str = "catalogue";
const LIST: &str = "list";
const GRID: &str = "grid";
const COMMONEST: &str = "commonest";
const CALENDAR: &str = "calendar";
const COLLEAGUE: &str = "colleague";
/// What is kept as it came, for the office's pages to read.
const PAPERS: [&str; 2] = ["handover", "shift"];

/// Key of a row. While a replica is built anew, the rows of two generations stand side by side.
pub(crate) fn row_key(person: PersonId, generation: u32, kind: &str, id: &str) -> String {
    format!("{}{kind}/{id}", rows_of(person, generation))
}

/// How all keys of one generation begin.
pub(crate) fn rows_of(person: PersonId, generation: u32) -> String {
    format!("{person}/{generation}/")
}

/// A person's replica, read. Types of the future stay in the database, unread.
#[derive(Clone, Debug, Default)]
pub(crate) struct Replica {
    /// Tickets in the person's scope.
    pub(crate) tickets: BTreeMap<TicketId, Arc<Ticket>>,
    /// Open tickets around, for grid workers.
    pub(crate) nearby: BTreeMap<TicketId, Arc<Ticket>>,
    units: BTreeMap<String, Unit>,
    items: BTreeMap<String, Item>,
    /// The version of the list.
    version: Option<Version>,
    grids: BTreeMap<GridCode, Grid>,
    /// What townships whistle for most, by the township's code.
    commonest: BTreeMap<String, Commonest>,
    /// The working calendar, where it was edited.
    calendar: Option<Calendar>,
    /// Specialists of the person's unit, by id.
    colleagues: BTreeMap<String, Colleague>,
    /// What the office is told beside tickets, as JSON by type and id.
    pub(crate) papers: BTreeMap<String, String>,
}

/// Reads the replica that counts, and how far it is.
pub(crate) async fn load(person: PersonId) -> Outcome<(Replica, Mark)> {
    database::read(&[META, REPLICA], async |tx: &Tx<'_>| {
        let mark = meta::mark(tx, person).await?;
        let rows = async |kind: &str| tx.texts(REPLICA, &row_key(person, mark.generation, kind, "")).await;
        let tickets = parsed::<Ticket>(rows(TICKET).await?);
        let nearby = parsed::<Ticket>(rows(NEARBY).await?);
        let units = parsed::<Unit>(rows(UNIT).await?);
        let items = parsed::<Item>(rows(CATALOGUE).await?);
        let version = parsed::<Version>(rows(LIST).await?).next();
        let grids = parsed::<Grid>(rows(GRID).await?);
        let commonest = parsed::<Commonest>(rows(COMMONEST).await?);
        let calendar = parsed::<Calendar>(rows(CALENDAR).await?).next();
        let colleagues = parsed::<Colleague>(rows(COLLEAGUE).await?);
        let mut papers = BTreeMap::new();
        for kind in PAPERS {
            let keys = tx.keys(REPLICA, &row_key(person, mark.generation, kind, "")).await?;
            let names = keys.iter().filter_map(|key| key.strip_prefix(&rows_of(person, mark.generation)));
            papers.extend(names.map(str::to_owned).zip(rows(kind).await?));
        }
        let replica = Replica {
            tickets: tickets.map(|ticket| (ticket.id, Arc::new(ticket))).collect(),
            nearby: nearby.map(|ticket| (ticket.id, Arc::new(ticket))).collect(),
            units: units.map(|unit| (unit.code.to_string(), unit)).collect(),
            items: items.map(|item| (item.code.clone(), item)).collect(),
            version,
            grids: grids.map(|grid| (grid.code.clone(), grid)).collect(),
            commonest: commonest.map(|it| (it.township.to_string(), it)).collect(),
            calendar,
            colleagues: colleagues.map(|it| (it.id.to_string(), it)).collect(),
            papers,
        };
        Ok((replica, mark))
    })
    .await
}

/// What a newer server says in a way we can't read is left out, not fatal.
fn parsed<T: DeserializeOwned>(rows: Vec<String>) -> impl Iterator<Item = T> {
    rows.into_iter().filter_map(|row| serde_json::from_str(&row).ok())
}

impl Replica {
    /// A replica of what came with the page.
    pub(crate) fn new(tickets: BTreeMap<TicketId, Arc<Ticket>>, directory: &Directory) -> Self {
        Self {
            tickets,
            nearby: BTreeMap::new(),
            units: directory.units().map(|unit| (unit.code.to_string(), unit.clone())).collect(),
            items: directory.items().map(|item| (item.code.clone(), item.clone())).collect(),
            version: directory.version().cloned(),
            grids: directory.grids().map(|grid| (grid.code.clone(), grid.clone())).collect(),
            // Pages come without.
            commonest: BTreeMap::new(),
            calendar: None,
            colleagues: BTreeMap::new(),
            papers: BTreeMap::new(),
        }
    }

    /// Parts with tickets of others that rest for long: they would grow without end. The server has them.
    pub(crate) async fn let_go(&mut self, person: PersonId, generation: u32) -> Outcome<()> {
        let left: Vec<_> =
            rested(&self.tickets, person).into_iter().filter_map(|id| self.tickets.remove(&id)).collect();
        if left.is_empty() {
            return Ok(());
        }
        database::write_relaxed(&[REPLICA], async |tx: &Tx<'_>| {
            for ticket in &left {
                let key = row_key(person, generation, TICKET, &ticket.id.to_string());
                let row: Option<Ticket> = tx.json(REPLICA, &key).await?;
                // Another tab may have been told of it meanwhile.
                if row.is_some_and(|row| row.revision == ticket.revision) {
                    tx.delete(REPLICA, &key)?;
                }
            }
            Ok(())
        })
        .await
    }

    /// Units, catalogue and grids.
    pub(crate) fn directory(&self) -> Directory {
        Directory::new(self.units.values().cloned(), self.items.values().cloned())
            .at_version(self.version.clone())
            .with_grids(self.grids.values().cloned())
            .with_commonest(self.commonest.values().cloned())
            .with_calendar(self.calendar.clone())
            .with_colleagues(self.colleagues.values().cloned())
    }

    /// Takes in a change, once more if need be.
    pub(crate) fn take(&mut self, change: &ReplicaChange) {
        match change {
            ReplicaChange::Put { kind, id, value } => match kind.as_str() {
                kind if PAPERS.contains(&kind) => drop(self.papers.insert(format!("{kind}/{id}"), value.to_string())),
                TICKET => {
                    if let Some(ticket) = read::<Ticket>(value) {
                        self.tickets.insert(ticket.id, Arc::new(ticket));
                    }
                }
                NEARBY => {
                    if let Some(ticket) = read::<Ticket>(value) {
                        self.nearby.insert(ticket.id, Arc::new(ticket));
                    }
                }
                UNIT => {
                    if let Some(unit) = read::<Unit>(value) {
                        self.units.insert(unit.code.to_string(), unit);
                    }
                }
                CATALOGUE => {
                    if let Some(item) = read::<Item>(value) {
                        self.items.insert(item.code.clone(), item);
                    }
                }
                LIST => self.version = read(value).or(self.version.take()),
                CALENDAR => self.calendar = read(value).or(self.calendar.take()),
                GRID => {
                    if let Some(grid) = read::<Grid>(value) {
                        self.grids.insert(grid.code.clone(), grid);
                    }
                }
                COMMONEST => {
                    if let Some(commonest) = read::<Commonest>(value) {
                        self.commonest.insert(commonest.township.to_string(), commonest);
                    }
                }
                COLLEAGUE => {
                    if let Some(colleague) = read::<Colleague>(value) {
                        self.colleagues.insert(colleague.id.to_string(), colleague);
                    }
                }
                _ => {}
            },
            ReplicaChange::Remove { kind, id } => match kind.as_str() {
                kind if PAPERS.contains(&kind) => drop(self.papers.remove(&format!("{kind}/{id}"))),
                TICKET => {
                    if let Ok(id) = id.parse() {
                        self.tickets.remove(&id);
                    }
                }
                NEARBY => {
                    if let Ok(id) = id.parse() {
                        self.nearby.remove(&id);
                    }
                }
                // A unit goes by its code or by its id, as the server names it.
                UNIT => self.units.retain(|code, unit| code != id && unit.id.to_string() != *id),
                CATALOGUE => self.items.retain(|code, _| code != id),
                LIST => self.version = None,
                CALENDAR => self.calendar = None,
                GRID => self.grids.retain(|code, _| code.as_str() != id),
                COMMONEST => drop(self.commonest.remove(id)),
                COLLEAGUE => drop(self.colleagues.remove(id)),
                _ => {}
            },
        }
    }

    /// Prefers what came with the page where it is newer: it is from this minute, the rows perhaps from yesterday.
    pub(crate) fn catch_up_with(&mut self, page: &Self) {
        for (id, ticket) in &page.tickets {
            if self.tickets.get(id).is_none_or(|held| held.revision <= ticket.revision) {
                self.tickets.insert(*id, Arc::clone(ticket));
            }
        }
        if self.units.is_empty() {
            self.units.clone_from(&page.units);
        }
        if self.items.is_empty() {
            self.items.clone_from(&page.items);
            self.version.clone_from(&page.version);
        }
    }
}

/// By way of its text, for which the code is here already: a type read in two ways is twice in what a phone downloads.
fn read<T: DeserializeOwned>(value: &Value) -> Option<T> {
    serde_json::from_str(&value.to_string()).ok()
}

/// Writes a change among the rows of one generation.
pub(crate) fn write(tx: &Tx<'_>, person: PersonId, generation: u32, change: &ReplicaChange) -> Outcome<()> {
    match change {
        ReplicaChange::Put { kind, id, value } => tx.put_json(REPLICA, &row_key(person, generation, kind, id), value),
        ReplicaChange::Remove { kind, id } => tx.delete(REPLICA, &row_key(person, generation, kind, id)),
    }
}
