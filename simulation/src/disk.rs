//! What lies on a device's disk and survives its stops: transactions, room, and records that other builds have written.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{CommandId, PersonId, PhotoHash};
use domain::outbox::{Entry, PhotoMark, Queue, ServerMemory};
use domain::pass::{Records, Row};
use domain::sync::ReplicaChange;
use domain::{Ticket, TicketId};
use serde::de::DeserializeOwned;
use serde::{Deserialize as _, Serialize};
use serde_json::Value;

use crate::builds::Build;
use crate::chance::Chance;
use crate::faults::Bug;

/// A row of a replica: its generation, type and id.
pub type RowKey = (u32, String, String);

/// One person's part of a disk.
#[derive(Clone, Debug, Default)]
pub struct Drawer {
    pub records: Records,
    pub rows: BTreeMap<RowKey, Value>,
    pub seq: u64,
    pub photos: BTreeMap<PhotoHash, PhotoMark>,
    /// Photos that were given up for room before a backup had them.
    pub given_up: BTreeSet<PhotoHash>,
}

/// What there is room for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Room {
    #[default]
    Plenty,
    /// For words, in the place of the reserve.
    Words,
    Nothing,
}

impl Room {
    /// Takes the reserve's place for words if there is no other. False if nothing can be written any more.
    pub fn for_words(&mut self) -> bool {
        match self {
            Self::Plenty => true,
            Self::Words => {
                *self = Self::Nothing;
                true
            }
            Self::Nothing => false,
        }
    }
}

/// Whose turn it is to run a pass, and when it gave its last sign of life, by the device's clock.
#[derive(Clone, Copy, Debug)]
pub struct Turn {
    pub pass: u64,
    pub at: i64,
}

/// What survives a stop.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub me: Option<PersonId>,
    pub token: String,
    /// Rises with every change of person.
    pub serial: u64,
    pub turn: Option<Turn>,
    /// Milliseconds that the server's clock is ahead.
    pub clock_lead: i64,
    pub room: Room,
    /// Who wrote what is here.
    pub build: Build,
    pub drawers: BTreeMap<PersonId, Drawer>,
}

impl Disk {
    /// Everything is read again from what was written, by the build that runs from now on.
    pub fn reopen(&mut self, build: Build, bug: Option<Bug>) {
        let wrote = std::mem::replace(&mut self.build, build);
        for drawer in self.drawers.values_mut() {
            drawer.reopen(wrote, build, bug);
        }
    }
}

impl Drawer {
    fn reopen(&mut self, wrote: Build, reads: Build, bug: Option<Bug>) {
        let loses = bug == Some(Bug::MigrationDrops) && wrote != reads;
        let read = |entry: &Entry| {
            let text = wrote.writes(entry);
            if loses { serde_json::from_str(&text).ok() } else { Entry::read(&text).ok() }
        };
        let Records { queue, mark, aside } = &self.records;
        let memory: ServerMemory = again(wrote, &queue.memory());
        self.records = Records {
            queue: Queue::new(queue.entries().iter().filter_map(read).collect(), memory),
            mark: again(wrote, mark),
            aside: again(wrote, aside),
        };
        for mark in self.photos.values_mut() {
            *mark = again(wrote, mark);
        }
    }

    pub fn entry(&self, id: CommandId) -> Option<&Entry> {
        self.records.queue.find(id)
    }

    pub fn write_rows(&mut self, rows: Vec<Row>) {
        for row in rows {
            match row {
                Row::Clear(generation) => self.rows.retain(|(of, ..), _| *of != generation),
                Row::Change { generation, change: ReplicaChange::Put { kind, id, value } } => {
                    self.rows.insert((generation, kind, id), value);
                }
                Row::Change { generation, change: ReplicaChange::Remove { kind, id } } => {
                    self.rows.remove(&(generation, kind, id));
                }
            }
        }
    }

    /// The replica that counts.
    pub fn replica(&self) -> impl Iterator<Item = (&str, &str, &Value)> {
        let counts = self.records.mark.generation;
        let rows = self.rows.range((counts, String::new(), String::new())..);
        rows.take_while(move |((generation, ..), _)| *generation == counts)
            .map(|((_, kind, id), value)| (kind.as_str(), id.as_str(), value))
    }

    /// The revision of a ticket that is held here.
    pub fn revision(&self, ticket: TicketId) -> Option<u64> {
        let key = (self.records.mark.generation, "ticket".to_owned(), ticket.to_string());
        self.rows.get(&key)?["revision"].as_u64()
    }

    /// One of the tickets that are held here.
    pub fn any_ticket(&self, chance: &mut Chance) -> Option<Ticket> {
        let tickets: Vec<_> = self.replica().filter(|(kind, ..)| *kind == "ticket").collect();
        let (.., value) = chance.pick(&tickets)?;
        Ticket::deserialize(*value).ok()
    }
}

fn again<T: Serialize + DeserializeOwned>(wrote: Build, record: &T) -> T {
    serde_json::from_str(&wrote.writes(record)).expect("a record that was written")
}
