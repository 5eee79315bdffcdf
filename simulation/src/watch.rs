//! What is held against a device after each of its steps.

use domain::outbox::{ARCHIVE_SECONDS, Entry, State};
use domain::pass::Reply;
use domain::{CommandId, PersonId};

use crate::device::{Found, Led, Stepped};
use crate::facts::{Fact, Seen};
use crate::invariants::{Invariant, Violation};
use crate::ledger::Received;
use crate::world::{SECOND, World};

impl World<'_> {
    /// One step of a pass.
    pub fn step(&mut self, device: usize, tab: usize, reply: &Reply) -> Stepped {
        let now = self.now();
        let held = &mut self.devices[device];
        let person = held.tabs[tab].running.as_ref().map(|running| running.person);
        let before = person.and_then(|person| held.drawer(person).records.mark.cursor.clone());
        let stepped = held.step(tab, reply, now, &mut self.chance, &self.county.bytes);
        let Some(person) = person else { return stepped };
        let checked = self
            .check_drawer(device, person)
            .and_then(|()| self.check_cursor(device, person, before.as_deref(), stepped.twice_differs))
            .and_then(|()| match &stepped.led {
                Led::Over(Ok(found)) if !found.went_back => self.check_found(device, person, found),
                _ => Ok(()),
            });
        if let Err(violation) = checked {
            self.fail(violation);
        }
        stepped
    }

    /// Everything that people were told is saved on this device.
    pub fn watch(&mut self, device: usize) {
        let people: Vec<PersonId> = self.devices[device].disk.drawers.keys().copied().collect();
        for person in people {
            if let Err(violation) = self.check_drawer(device, person) {
                return self.fail(violation);
            }
        }
    }

    fn check_drawer(&mut self, device: usize, person: PersonId) -> Result<(), Violation> {
        let facts = self.facts.of_drawer(device, person);
        let Some(drawer) = self.devices[device].disk.drawers.get(&person) else { return Ok(()) };
        let entries = drawer.records.queue.entries();
        let known = |id: CommandId| self.facts.find(id).is_some_and(|fact| fact.device == device);
        if let Some(entry) = entries.iter().find(|entry| !known(entry.sealed.command_id)) {
            let words = "is in an outbox, and nobody was told that it is saved";
            return Err(Invariant::Kept.broken(entry.sealed.command_id, words));
        }
        // Both in the order in which they were made.
        let mut entries = entries.iter().peekable();
        let mut seen = Vec::with_capacity(facts.len());
        for n in facts {
            let fact = &self.facts.all[n];
            while entries.next_if(|entry| entry.sealed.seq < fact.seq).is_some() {}
            let entry = entries.next_if(|entry| entry.sealed.command_id == fact.id);
            if fact.gone.is_none() {
                let now = self.check_entry(fact, entry)?;
                if let Some(entry) = entry {
                    self.check_photos(fact, entry)?;
                }
                seen.push((n, now));
            }
        }
        for (n, now) in seen {
            self.facts.all[n].seen = now;
        }
        Ok(())
    }

    fn check_entry(&self, fact: &Fact, entry: Option<&Entry>) -> Result<Seen, Violation> {
        let applied = self.ledger.applied.get(&fact.id);
        let is_applied = applied.is_some();
        let Some(entry) = entry else {
            return match (fact.seen, applied) {
                (Seen::Refused, _) => {
                    Err(Invariant::Refused.broken(fact.id, "was refused, and is gone before anybody put it away"))
                }
                (Seen::Waiting, _) => {
                    Err(Invariant::Kept.broken(fact.id, "left the outbox before its device knew why"))
                }
                (_, None) => Err(Invariant::Kept.broken(fact.id, "is in no outbox and not on the server")),
                (Seen::Accepted, Some(applied)) if self.now() - applied.at < ARCHIVE_SECONDS * SECOND => {
                    Err(Invariant::Restored.broken(fact.id, "left the archive before its thirty days were over"))
                }
                _ => Ok(Seen::Away),
            };
        };
        if entry.person_id != fact.person {
            return Err(Invariant::Author.broken(fact.id, "lies in the outbox as somebody else's"));
        }
        match (&entry.state, fact.seen) {
            (State::Recalled, _) => Err(Invariant::Kept.broken(fact.id, "was taken back, and nobody did so")),
            (State::Accepted { .. } | State::Pending { .. }, Seen::Refused) => {
                Err(Invariant::Refused.broken(fact.id, "was refused, and does not show so any more"))
            }
            (State::Accepted { .. }, Seen::Waiting) if !is_applied && self.restores == 0 => {
                Err(Invariant::Kept.broken(fact.id, "is taken for accepted, and the server has no record of it"))
            }
            (State::Rejected { .. }, Seen::Waiting) if is_applied => {
                Err(Invariant::Once.broken(fact.id, "is taken for refused, and was applied"))
            }
            (State::Rejected { .. }, _) if !entry.is_open() => {
                Err(Invariant::Refused.broken(fact.id, "was refused, and is not shown"))
            }
            (State::Accepted { .. }, _) => Ok(Seen::Accepted),
            (State::Rejected { .. }, _) => Ok(Seen::Refused),
            (State::Pending { .. }, _) => Ok(Seen::Waiting),
        }
    }

    fn check_photos(&self, fact: &Fact, entry: &Entry) -> Result<(), Violation> {
        if matches!(entry.state, State::Rejected { .. }) {
            return Ok(());
        }
        let drawer = &self.devices[fact.device].disk.drawers[&fact.person];
        for hash in &fact.photos {
            let key = (fact.person, hash.clone());
            let there = self.ledger.photos.get(&key);
            let is_backed_up = self.backed_up.as_ref().is_some_and(|ledger| ledger.photos.contains_key(&key));
            if !drawer.photos.contains_key(hash) && !is_backed_up && !drawer.given_up.contains(hash) {
                return Err(
                    Invariant::Photos.broken(fact.id, "names a photo that left the device before a backup had it")
                );
            }
            // Given up for room once the server had it; then the server went back in time.
            let is_excused = self.restores > 0 && drawer.given_up.contains(hash);
            if there.is_none() && !drawer.photos.contains_key(hash) && !is_excused {
                return Err(Invariant::Photos.broken(fact.id, "names a photo that is neither here nor on the server"));
            }
            if entry.photos_done.contains(hash) && there != Some(&Received::Whole) && self.restores == 0 {
                return Err(Invariant::Photos.broken(fact.id, "has a photo that is taken for verified and is not"));
            }
        }
        Ok(())
    }

    fn check_cursor(
        &self,
        device: usize,
        person: PersonId,
        before: Option<&str>,
        twice_differs: bool,
    ) -> Result<(), Violation> {
        if twice_differs {
            return Err(Invariant::Cursor.fails(format!("device {device}: a page taken in again changed something")));
        }
        let drawer = &self.devices[device].disk.drawers[&person];
        match (before.and_then(place), drawer.records.mark.cursor.as_deref().and_then(place)) {
            (Some((epoch, before)), Some((same, now))) if epoch == same && now < before => {
                let words = format!("device {device}: its cursor went back from {before} to {now}");
                Err(Invariant::Cursor.fails(words))
            }
            _ => Ok(()),
        }
    }

    /// A pass that ended well has tried everything that it found to do.
    fn check_found(&self, device: usize, person: PersonId, found: &Found) -> Result<(), Violation> {
        let queue = &self.devices[device].disk.drawers[&person].records.queue;
        // What a restored server had lost is in line again, before what was due.
        let is_held = |entry: &Entry| {
            let is_before = |other: &&Entry| other.sealed.seq < entry.sealed.seq;
            let mut before = queue.entries().iter().take_while(is_before);
            before.any(|other| other.is_pending() && other.sealed.ticket_id == entry.sealed.ticket_id)
        };
        for (id, before) in &found.due {
            if let Some(entry) = queue.find(*id)
                && let State::Pending { tries, .. } = &entry.state
                && tries == before
                && !is_held(entry)
            {
                return Err(Invariant::Poison.broken(*id, "was due and was not tried, and a pass ended well"));
            }
        }
        let unasked = |hash: &&domain::PhotoHash| !found.asked.contains(hash.as_str());
        let waiting = queue.photos_to_send();
        match found.photos.iter().filter(unasked).find(|hash| waiting.iter().any(|photo| photo.sha256 == **hash)) {
            Some(hash) if !found.waits => {
                let words = format!("device {device}: photo {hash} was not tried, and a pass ended well");
                Err(Invariant::Poison.fails(words))
            }
            _ => Ok(()),
        }
    }
}

/// The epoch and the place in the feed that a cursor names. Devices don't look into it; we do.
fn place(cursor: &str) -> Option<(&str, i64)> {
    let mut parts = cursor.split('.');
    Some((parts.next()?, parts.next()?.parse().ok()?))
}
