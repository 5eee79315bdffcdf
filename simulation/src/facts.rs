//! What people were told is saved, and what they know of its fate.

use std::collections::BTreeMap;

use domain::{CommandId, PersonId, PhotoHash, TicketId};

/// A command whose enqueue completed.
#[derive(Clone, Debug)]
pub struct Fact {
    pub id: CommandId,
    pub person: PersonId,
    pub device: usize,
    pub ticket: TicketId,
    pub kind: String,
    pub seq: u64,
    /// Words that stand in this command and in no other; none where its kind has no words.
    pub marker: Option<String>,
    pub photos: Vec<PhotoHash>,
    /// Why it need not be anywhere any more.
    pub gone: Option<&'static str>,
    /// Where the device had it when it was last looked at.
    pub seen: Seen,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    Waiting,
    Accepted,
    Refused,
    /// The device has put it away for good: the server has it.
    Away,
}

#[derive(Default)]
pub struct Facts {
    pub all: Vec<Fact>,
    by_id: BTreeMap<CommandId, usize>,
    /// Those of each drawer, in the order they were made.
    by_drawer: BTreeMap<(usize, PersonId), Vec<usize>>,
    /// Numbers of tickets, for people.
    tickets: BTreeMap<TicketId, usize>,
}

impl Facts {
    pub fn add(&mut self, fact: Fact) {
        let n = self.all.len();
        self.by_id.insert(fact.id, n);
        self.by_drawer.entry((fact.device, fact.person)).or_default().push(n);
        self.number(fact.ticket);
        self.all.push(fact);
    }

    pub fn find(&self, id: CommandId) -> Option<&Fact> {
        self.by_id.get(&id).map(|n| &self.all[*n])
    }

    pub fn forget(&mut self, id: CommandId, why: &'static str) {
        if let Some(n) = self.by_id.get(&id) {
            self.all[*n].gone = Some(why);
        }
    }

    /// Its words go on in another command.
    pub fn wordless(&mut self, id: CommandId) {
        if let Some(n) = self.by_id.get(&id) {
            self.all[*n].marker = None;
        }
    }

    /// Positions of what this person has saved on this device since it was last emptied.
    pub fn of_drawer(&self, device: usize, person: PersonId) -> Vec<usize> {
        self.by_drawer.get(&(device, person)).cloned().unwrap_or_default()
    }

    /// The browser has thrown everything away: what only it had is gone.
    pub fn evict(&mut self, device: usize, is_on_the_server: impl Fn(CommandId) -> bool) {
        self.by_drawer.retain(|(of, _), _| *of != device);
        for fact in self.all.iter_mut().filter(|fact| fact.device == device && fact.gone.is_none()) {
            if is_on_the_server(fact.id) {
                fact.seen = Seen::Away;
            } else {
                fact.gone = Some("evicted");
            }
        }
    }

    /// The server has gone back in time: what no device has any more, and it neither, is gone by design.
    pub fn went_back(&mut self, is_on_the_server: impl Fn(CommandId) -> bool) {
        for fact in self.all.iter_mut().filter(|fact| fact.seen == Seen::Away && !is_on_the_server(fact.id)) {
            fact.gone = Some("only on a server that went back in time");
        }
    }

    fn number(&mut self, ticket: TicketId) -> usize {
        let next = self.tickets.len() + 1;
        *self.tickets.entry(ticket).or_insert(next)
    }

    /// A command as it is called in a story.
    pub fn name(&self, id: CommandId) -> String {
        match self.by_id.get(&id) {
            Some(n) => {
                let fact = &self.all[*n];
                format!("#{n} ({} on ticket {})", fact.kind, self.tickets[&fact.ticket])
            }
            None => format!("{id}, which nobody saved,"),
        }
    }
}
