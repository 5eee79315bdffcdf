//! The end of a story: nothing goes wrong any more, every device sends what it has and hears what there is; then what
//! has to be true is looked at.

use std::collections::btree_map::Entry::Vacant;
use std::collections::{BTreeMap, BTreeSet};

use domain::outbox::{Entry, Queue, State};
use domain::pass::Reply;
use domain::sync::{Pulled, ReplicaChange};
use domain::ticket::RECENT_DAYS;
use domain::time::after;
use domain::{CommandId, Person, PersonId, Scope, Ticket, TicketId};
use jiff::Timestamp;
use serde_json::Value;

use crate::device::{Begins, Led};
use crate::disk::Room;
use crate::facts::{Fact, Seen};
use crate::invariants::{Invariant, Violation};
use crate::message::Message;
use crate::world::{MINUTE, World};

/// Rounds over all devices until nothing changes any more; a story that takes more never ends.
const ROUNDS: usize = 20;

type View = BTreeMap<(String, String), Value>;

impl World<'_> {
    /// Everybody signs in once more, and passes run over a perfect network until a whole round brings nothing new.
    pub async fn settle(&mut self) {
        self.calm = true;
        self.nothing_is_due();
        self.tell(None, |_| "from here on nothing goes wrong any more".into());
        let mut tokens = BTreeMap::new();
        for _ in 0..ROUNDS {
            let before = self.ledger.changes;
            for device in 0..self.devices.len() {
                let build = self.devices[device].disk.build;
                self.restart(device, build);
                self.devices[device].skew = 0;
                self.devices[device].disk.room = Room::Plenty;
                let users: Vec<_> = self.devices[device].disk.drawers.keys().copied().collect();
                for user in users {
                    let token: &String = match tokens.get(&user) {
                        Some(token) => token,
                        None => {
                            let token = self.new_token(user).await;
                            tokens.entry(user).or_insert(token)
                        }
                    };
                    self.devices[device].change_person(Some(user), token.clone());
                    self.passes(10 * MINUTE);
                    self.devices[device].edit(user, Queue::retry_now);
                    self.pass(device).await;
                    if self.violation.is_some() {
                        return;
                    }
                }
            }
            if self.ledger.changes == before {
                return;
            }
        }
        self.fail(Invariant::Ends.fails("all is well, and there is no end to it".into()));
    }

    /// One pass over a perfect network.
    async fn pass(&mut self, device: usize) {
        let now = self.now();
        let Begins::Asks(_, mut message) = self.devices[device].begin(0, now, &mut self.chance, true) else { return };
        loop {
            self.figures.requests += 1;
            let mut reply = Reply::Answer(self.ask(&message).await);
            loop {
                if self.violation.is_some() {
                    return;
                }
                match self.step(device, 0, &reply).led {
                    Led::Ask(_, next) => {
                        message = next;
                        break;
                    }
                    Led::GoOn => reply = Reply::NoPhoto,
                    Led::Over(Ok(_)) => return,
                    Led::Over(Err(stop)) => {
                        let (asked, answer) = (message.named(), format!("{reply:?}"));
                        let answer: String = answer.chars().take(300).collect();
                        let words =
                            format!("device {device}: nothing is wrong, and {asked} ends in {stop:?}: {answer}");
                        return self.fail(Invariant::Ends.fails(words));
                    }
                    Led::Superseded | Led::Full => {
                        return self.fail(Invariant::Ends.fails(format!("device {device}: a pass does not run")));
                    }
                }
            }
        }
    }

    /// Looks at every command that was ever saved, every ticket and every replica.
    pub async fn check(&mut self) {
        if let Err(violation) = self.checked().await {
            self.fail(violation);
        }
    }

    async fn checked(&mut self) -> Result<(), Violation> {
        let (records, tickets) = self.server.everything().await;
        self.figures.applied = self.ledger.applied.len() as u64;
        self.figures.refused = self.ledger.refused.len() as u64;
        let applied = |id: CommandId| records.get(&id) == Some(&true);
        if let Some(id) = self.ledger.applied.keys().find(|id| !applied(**id)) {
            return Err(Invariant::Kept.broken(*id, "was acknowledged, and is not on record"));
        }
        let places = Places::of(&tickets);
        for fact in &self.facts.all {
            self.check_fact(fact, applied(fact.id), &places, &tickets)?;
        }
        self.check_order(&places)?;
        for (id, ticket) in &tickets {
            if self.ledger.revisions.get(id) != Some(&ticket.revision) {
                let words = format!("ticket {id} has revision {} and not one for each command", ticket.revision);
                return Err(Invariant::Once.fails(words));
            }
        }
        self.check_bytes(&tickets).await?;
        self.check_replicas().await
    }

    fn check_fact(
        &self,
        fact: &Fact,
        is_applied: bool,
        places: &Places,
        tickets: &BTreeMap<TicketId, Ticket>,
    ) -> Result<(), Violation> {
        let found = fact.marker.as_ref().map(|marker| places.of_words(marker));
        match found {
            Some([]) if is_applied => {
                return Err(Invariant::Kept.broken(fact.id, "is on record, and its words are nowhere"));
            }
            Some([_, _, ..]) => return Err(Invariant::Once.broken(fact.id, "has its words there more than once")),
            Some([_]) if !is_applied => {
                return Err(Invariant::Once.broken(fact.id, "has its words there, and no record"));
            }
            Some([place]) if place.by != fact.person => {
                return Err(Invariant::Author.broken(fact.id, "stands there in another's name"));
            }
            Some([place]) if place.ticket != fact.ticket => {
                return Err(Invariant::Once.broken(fact.id, "stands on another ticket"));
            }
            _ => {}
        }
        if fact.gone.is_some() {
            return Ok(());
        }
        let drawer = self.devices[fact.device].disk.drawers.get(&fact.person);
        let entry = drawer.and_then(|drawer| drawer.entry(fact.id)).filter(|_| fact.seen != Seen::Away);
        let kept = if self.restores > 0 { Invariant::Restored } else { Invariant::Kept };
        match entry.map(|entry| &entry.state) {
            None if is_applied => Ok(()),
            None => Err(kept.broken(fact.id, "is nowhere")),
            Some(State::Accepted { .. }) if is_applied => check_photos_settled(fact, entry, tickets),
            Some(State::Accepted { .. }) => {
                Err(kept.broken(fact.id, "is taken for accepted, and the server has not got it"))
            }
            Some(State::Rejected { .. }) if is_applied => {
                Err(Invariant::Once.broken(fact.id, "is taken for refused, and was applied"))
            }
            Some(State::Rejected { .. }) => Ok(()),
            Some(State::Recalled) => Err(Invariant::Kept.broken(fact.id, "was taken back, and nobody did so")),
            Some(State::Pending { problem, .. }) => {
                // One that stands behind another on its ticket may not have been sent, and told nothing.
                let entries = drawer.into_iter().flat_map(|drawer| drawer.records.queue.entries());
                let mut reasons = entries
                    .filter(|other| other.sealed.ticket_id == fact.ticket && other.sealed.seq <= fact.seq)
                    .filter_map(|other| match &other.state {
                        State::Pending { problem, .. } => problem.as_ref(),
                        _ => None,
                    });
                if reasons.any(|reason| self.never_comes(fact, reason.code.as_str())) {
                    return Ok(());
                }
                let waits_for = problem.as_ref().map_or("nothing", |problem| problem.code.as_str());
                let words = format!("still waits though all is quiet, for {waits_for}");
                Err(Invariant::Ends.broken(fact.id, &words))
            }
        }
    }

    /// What a command waits for in vain, because a device or a server lost it for good. People are shown such an item
    /// as stuck.
    fn never_comes(&self, fact: &Fact, waits_for: &str) -> bool {
        let is_there = self.ledger.revisions.contains_key(&fact.ticket);
        match waits_for {
            "ticket.unknown" => !is_there || self.restores > 0,
            "ticket.behind" => self.restores > 0,
            _ => false,
        }
    }

    /// What a person did to a ticket on one device stands there in the order in which they did it.
    fn check_order(&self, places: &Places) -> Result<(), Violation> {
        let mut last: BTreeMap<_, (u64, usize)> = BTreeMap::new();
        for fact in &self.facts.all {
            let Some(place) = fact.marker.as_ref().and_then(|marker| places.of_words(marker).first()) else { continue };
            let before = last.insert((fact.device, fact.person, fact.ticket), (fact.seq, place.position));
            // A device that was emptied begins to count anew.
            if before.is_some_and(|(seq, position)| seq < fact.seq && position >= place.position) {
                return Err(Invariant::Order.broken(fact.id, "stands before an earlier one of the same maker"));
            }
        }
        Ok(())
    }

    /// What the server calls received lies in its store, byte for byte.
    async fn check_bytes(&self, tickets: &BTreeMap<TicketId, Ticket>) -> Result<(), Violation> {
        let photos = tickets.values().flat_map(|ticket| &ticket.photos).filter(|photo| photo.received);
        for hash in photos.map(|photo| &photo.photo.sha256).collect::<BTreeSet<_>>() {
            let bytes = self.server.photo(hash).await;
            if bytes.as_deref() != self.county.bytes.get(hash).map(Vec::as_slice) {
                return Err(
                    Invariant::Photos.fails(format!("photo {hash} is called received, and its bytes are not there"))
                );
            }
        }
        Ok(())
    }

    /// Every replica is what the server would show that person today; what others reported and rests for long may be missing.
    async fn check_replicas(&mut self) -> Result<(), Violation> {
        let mut views: BTreeMap<PersonId, View> = BTreeMap::new();
        for device in 0..self.devices.len() {
            let people: Vec<_> = self.devices[device].disk.drawers.keys().copied().collect();
            for person in people {
                if let Vacant(place) = views.entry(person) {
                    place.insert(self.fresh_view(person).await);
                }
                let mut rest: BTreeSet<&(String, String)> = views[&person].keys().collect();
                // A type of the future is kept as it came.
                let replica =
                    self.devices[device].disk.drawers[&person].replica().filter(|(kind, ..)| *kind != "notice");
                for (kind, id, value) in replica {
                    let key = (kind.to_owned(), id.to_owned());
                    let theirs = views[&person].get(&key);
                    if theirs.is_none_or(|theirs| !is_same(value, theirs)) {
                        let told = |value: Option<&Value>| {
                            value
                                .map_or_else(|| "nothing".to_owned(), |value| format!("revision {}", value["revision"]))
                        };
                        let (ours, theirs) = (told(Some(value)), told(theirs));
                        let words = format!("device {device} has {ours} of {kind} {id}, the server {theirs}");
                        return Err(Invariant::Replica.fails(words));
                    }
                    rest.remove(&key);
                }
                let now = Timestamp::from_millisecond(self.now()).expect("a time");
                let recent = after(now, -i64::from(RECENT_DAYS) * 86_400);
                let may_be_missing = |(kind, id): &(String, String)| {
                    kind == "ticket"
                        && rests_before(
                            recent,
                            &views[&person][&(kind.clone(), id.clone())],
                            self.county.person(person),
                        )
                };
                if let Some((kind, id)) = rest.into_iter().find(|key| !may_be_missing(key)) {
                    return Err(Invariant::Replica.fails(format!("device {device} does not have {kind} {id}")));
                }
            }
        }
        Ok(())
    }

    /// What the server shows this person today, asked from the beginning.
    async fn fresh_view(&mut self, person: PersonId) -> View {
        let token = self.new_token(person).await;
        let (mut view, mut cursor) = (BTreeMap::new(), None::<String>);
        loop {
            let from = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let message = Message::get(format!("/sync/v1/pull?limit=200{from}"), token.clone());
            let page: Pulled = self.server.answer_plainly(&message).await.json().expect("a page");
            for change in page.changes {
                match change {
                    ReplicaChange::Put { kind, id, value } => view.insert((kind, id), value),
                    ReplicaChange::Remove { kind, id } => view.remove(&(kind, id)),
                };
            }
            if !page.more {
                return view;
            }
            cursor = Some(page.cursor);
        }
    }
}

/// Whether a ticket came to rest before then, and is not this person's own, whose scope is what they reported.
fn rests_before(recent: Timestamp, ticket: &Value, person: &Person) -> bool {
    let ticket: Ticket = serde_json::from_value(ticket.clone()).expect("a ticket");
    let own = Scope::Person(person.id);
    let is_own = person.scopes().contains(&own) && ticket.scopes().contains(&own);
    !is_own && ticket.rests_since().is_some_and(|since| since < recent)
}

/// Where words stand.
struct Place {
    ticket: TicketId,
    position: usize,
    by: PersonId,
}

struct Places(BTreeMap<String, Vec<Place>>);

impl Places {
    fn of(tickets: &BTreeMap<TicketId, Ticket>) -> Self {
        let mut places: BTreeMap<String, Vec<Place>> = BTreeMap::new();
        for ticket in tickets.values() {
            for (position, event) in ticket.events.iter().enumerate() {
                let text = serde_json::to_string(event).expect("JSON");
                let markers: BTreeSet<_> = text.split('"').filter(|word| word.starts_with("words-")).collect();
                for marker in markers {
                    let place = Place { ticket: ticket.id, position, by: event.by };
                    places.entry(marker.to_owned()).or_default().push(place);
                }
            }
        }
        Self(places)
    }

    fn of_words(&self, marker: &str) -> &[Place] {
        self.0.get(marker).map_or(&[], Vec::as_slice)
    }
}

/// But for the light, which goes on changing by itself.
fn is_same(one: &Value, other: &Value) -> bool {
    let (Some(one), Some(other)) = (one.as_object(), other.as_object()) else { return one == other };
    let shines = |map: &serde_json::Map<String, Value>| usize::from(map.contains_key("light"));
    one.len() - shines(one) == other.len() - shines(other)
        && one.iter().all(|(name, value)| name == "light" || other.get(name) == Some(value))
}

fn check_photos_settled(
    fact: &Fact,
    entry: Option<&Entry>,
    tickets: &BTreeMap<TicketId, Ticket>,
) -> Result<(), Violation> {
    let named = tickets.get(&fact.ticket).into_iter().flat_map(|ticket| &ticket.photos);
    let settled: BTreeSet<_> =
        named.filter(|photo| photo.received || photo.refused.is_some()).map(|photo| &photo.photo.sha256).collect();
    let given_up = |hash| entry.is_some_and(|entry| entry.photos_refused.contains(hash));
    if fact.photos.iter().any(|hash| !settled.contains(hash) && !given_up(hash)) {
        return Err(Invariant::Photos.broken(fact.id, "has a photo that the server neither received nor refused"));
    }
    Ok(())
}
