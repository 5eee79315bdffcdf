//! What has to be true when everything is quiet.

use std::collections::{BTreeMap, BTreeSet};

use domain::outbox::{Entry, State};
use domain::{CommandId, Ticket, TicketId};
use serde_json::Value;

use crate::world::{Fact, World};

impl World<'_> {
    /// Looks at every command that was ever saved, every ticket and every replica.
    pub async fn check(&mut self) {
        let tickets = self.tickets().await;
        let entries = self.entries();
        for fact in self.facts.clone() {
            self.check_fact(&fact, entries.get(&fact.id), &tickets).await;
        }
        self.check_order(&tickets);
        self.check_revisions(&tickets).await;
        self.check_replicas().await;
    }

    /// Every ticket that was ever whistled and is there.
    async fn tickets(&self) -> BTreeMap<TicketId, Ticket> {
        let mut tickets = BTreeMap::new();
        let mut ids: BTreeSet<TicketId> = self.facts.iter().map(|fact| fact.ticket).collect();
        // Those as well that should not be there.
        for device in &self.devices {
            let entries = device.disk.drawers.values().flat_map(|drawer| drawer.records().queue.entries().to_vec());
            ids.extend(entries.map(|entry| entry.sealed.ticket_id));
        }
        for id in ids {
            if let Some(ticket) = self.server.ticket(id).await {
                tickets.insert(id, ticket);
            }
        }
        tickets
    }

    fn entries(&self) -> BTreeMap<CommandId, Entry> {
        let drawers = self.devices.iter().flat_map(|device| device.disk.drawers.values());
        let entries = drawers.flat_map(|drawer| drawer.records().queue.entries().to_vec());
        entries.map(|entry| (entry.sealed.command_id, entry)).collect()
    }

    async fn check_fact(&mut self, fact: &Fact, entry: Option<&Entry>, tickets: &BTreeMap<TicketId, Ticket>) {
        let record = self.server.applied(fact.id).await;
        let found = fact.marker.as_ref().map(|marker| places(marker, tickets));
        if found.as_ref().is_some_and(|found| found.len() > 1) {
            return self.blame(fact, "its effect is there more than once");
        }
        if let Some((ticket, by)) = found.as_ref().and_then(|found| found.first()) {
            if *by != fact.person {
                return self.blame(fact, "its effect is there in somebody else's name");
            }
            if *ticket != fact.ticket {
                return self.blame(fact, "its effect is on another ticket");
            }
        }
        if fact.gone.is_some() {
            return;
        }
        let is_there = found.as_ref().map_or(record == Some(true), |found| !found.is_empty());
        match entry.map(|entry| &entry.state) {
            Some(State::Accepted { .. }) | None if record == Some(true) => {
                if !is_there {
                    return self.blame(fact, "it is on record, but its effect is not there");
                }
                let settled = tickets.get(&fact.ticket).into_iter().flat_map(|ticket| &ticket.photos);
                let settled: BTreeSet<_> = settled
                    .filter(|photo| photo.received || photo.refused.is_some())
                    .map(|photo| &photo.photo.sha256)
                    .collect();
                if fact.photos.iter().any(|hash| !settled.contains(hash)) {
                    self.blame(fact, "the server has neither received nor refused its photo");
                }
            }
            Some(State::Accepted { .. }) => self.blame(fact, "the device takes it for accepted, the server does not"),
            None => self.blame(fact, "it is nowhere"),
            Some(State::Rejected { .. }) if is_there => {
                self.blame(fact, "the device takes it for refused, but its effect is there");
            }
            Some(State::Rejected { .. }) => {}
            Some(State::Recalled) => self.blame(fact, "it was taken back, and nobody did so"),
            Some(State::Pending { problem, .. }) => {
                // Its whistle is gone for good, or never was in this person's sight.
                let waits = problem.as_ref().is_some_and(|problem| problem.code == "ticket.unknown");
                let whistled = self.facts.iter().find(|other| other.ticket == fact.ticket && other.kind == "whistle");
                let is_orphan = whistled.is_none_or(|whistle| whistle.gone.is_some() || whistle.person != fact.person);
                if !(waits && is_orphan) {
                    let why = problem.as_ref().map_or("nothing", |problem| problem.code.as_str());
                    self.blame(fact, &format!("all is quiet, and it still waits for {why}"));
                }
            }
        }
    }

    /// What one person did to a ticket from one device stands there in the order they did it.
    fn check_order(&mut self, tickets: &BTreeMap<TicketId, Ticket>) {
        let mut by_maker: BTreeMap<_, Vec<&Fact>> = BTreeMap::new();
        for fact in self.facts.iter().filter(|fact| fact.marker.is_some()) {
            by_maker.entry((fact.device, fact.person, fact.ticket)).or_default().push(fact);
        }
        let mut wrong = Vec::new();
        for ((_, _, ticket), mut facts) in by_maker {
            let Some(ticket) = tickets.get(&ticket) else { continue };
            facts.sort_by_key(|fact| fact.seq);
            let places: Vec<_> = facts
                .iter()
                .filter_map(|fact| {
                    let marker = fact.marker.as_ref()?;
                    let at = ticket.events.iter().position(|event| told(event).contains(marker.as_str()))?;
                    Some((at, (*fact).clone()))
                })
                .collect();
            if let Some(pair) = places.windows(2).find(|pair| pair[0].0 >= pair[1].0) {
                wrong.push(pair[1].1.clone());
            }
            if ticket.events.first().is_none_or(|event| !told(event).contains("whistle")) {
                wrong.push(facts[0].clone());
            }
        }
        for fact in wrong {
            self.blame(&fact, "its effect stands before that of an earlier command");
        }
    }

    /// A revision for each command that was accepted, and for nothing else.
    async fn check_revisions(&mut self, tickets: &BTreeMap<TicketId, Ticket>) {
        let mut accepted: BTreeMap<TicketId, BTreeSet<CommandId>> = BTreeMap::new();
        for fact in &self.facts {
            if self.server.applied(fact.id).await == Some(true) {
                accepted.entry(fact.ticket).or_default().insert(fact.id);
            }
        }
        for (id, ticket) in tickets {
            let commands = accepted.get(id).map_or(0, BTreeSet::len) as u64;
            if ticket.revision != commands {
                let words =
                    format!("ticket {id} has revision {}, but {commands} commands were accepted", ticket.revision);
                self.violations.push(words);
            }
        }
    }

    /// Every replica is what the server would show that person today.
    async fn check_replicas(&mut self) {
        for device in 0..self.devices.len() {
            let drawers = self.devices[device].disk.drawers.clone();
            for (person, drawer) in drawers {
                let (view, replica) = (timeless(self.fresh_view(person).await), timeless(drawer.replica()));
                let differs = |key: &&(String, String)| view.get(*key) != replica.get(*key);
                let keys: BTreeSet<_> = view.keys().chain(replica.keys()).collect();
                if let Some((kind, id)) = keys.into_iter().find(differs) {
                    let key = (kind.clone(), id.clone());
                    let what = |side: &BTreeMap<(String, String), Value>| {
                        side.get(&key)
                            .map_or_else(|| "nothing".to_owned(), |value| format!("revision {}", value["revision"]))
                    };
                    let (ours, theirs) = (what(&replica), what(&view));
                    let words = format!("device {device}: the replica's {kind} {id} is {ours}, the server's {theirs}");
                    self.violations.push(words);
                }
            }
        }
    }

    fn blame(&mut self, fact: &Fact, what: &str) {
        self.violations.push(format!("{} {} of device {}: {what}", fact.kind, fact.id, fact.device));
    }
}

/// Without the light, which goes on changing by itself.
fn timeless(mut view: BTreeMap<(String, String), Value>) -> BTreeMap<(String, String), Value> {
    for value in view.values_mut().filter_map(Value::as_object_mut) {
        value.remove("light");
    }
    view
}

/// The tickets where these words stand, once for each event that has them, with the event's author.
fn places(marker: &str, tickets: &BTreeMap<TicketId, Ticket>) -> Vec<(TicketId, domain::PersonId)> {
    let with = |ticket: &Ticket| {
        let told = ticket.events.iter().filter(|event| told(event).contains(marker));
        told.map(|event| (ticket.id, event.by)).collect::<Vec<_>>()
    };
    tickets.values().flat_map(with).collect()
}

fn told(event: &domain::Event) -> String {
    serde_json::to_string(event).expect("JSON")
}
