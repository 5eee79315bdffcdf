//! What people do: they whistle, take the next step on a ticket, take back, put away, sign in and out, and hand their
//! devices on.

use domain::ids::{CommandId, DeviceId, PersonId, TicketId};
use domain::outbox::{Entry, Queue, State};
use domain::sync::SealedCommand;
use domain::{Language, Photo, PhotoHash};

use crate::device::Device;
use crate::disk::Room;
use crate::facts::{Fact, Seen};
use crate::faults::Fault;
use crate::says::Said;
use crate::world::{DAY, Event, HOUR, SECOND, World, YEAR};

impl World<'_> {
    /// Somebody does something.
    pub async fn act(&mut self, device: usize) {
        self.acts_left = self.acts_left.saturating_sub(1);
        let pause = self.chance.between(SECOND, 2 * HOUR);
        self.after(pause, Event::Act(device));
        if self.suffers(device).await {
            return;
        }
        let users = self.devices[device].users.clone();
        if self.chance.one_in(6) {
            let user = users[self.chance.below(users.len())];
            return self.sign_in(device, user).await;
        }
        if self.chance.one_in(20) {
            self.devices[device].change_person(None, String::new());
            return self.tell(Some(device), |_| "somebody signs out".into());
        }
        let Some(me) = self.devices[device].disk.me else { return };
        let (what, whistles) = (self.chance.below(20), self.person(me).role.whistles());
        let poisons = self.strikes(Fault::Poison, 12);
        match what {
            _ if poisons => {
                let said = self.poison(device, me);
                self.say(device, me, said);
            }
            0 => self.dismiss(device, me),
            1 => self.recall(device, me),
            2 => {
                self.devices[device].edit(me, Queue::retry_now);
                self.after(0, Event::Start { device, tab: 0 });
            }
            3 => self.turn_into_note(device, me),
            4..=9 if whistles => self.whistle(device, me),
            _ => match self.next_step(device, me) {
                Some(said) => {
                    let ticket = said.ticket;
                    self.say(device, me, said);
                    // One more thing, in the same breath.
                    if self.chance.one_in(4) {
                        let said = self.notes(ticket);
                        self.say(device, me, said);
                    }
                }
                None if whistles => self.whistle(device, me),
                None => {}
            },
        }
        // What is saved is sent at once, where the network lets it.
        self.after(200, Event::Start { device, tab: 0 });
        if users.len() > 1 && self.chance.one_in(3) {
            let at = self.chance.between(200, 30 * SECOND);
            self.after(at, Event::HandOver(device));
        }
    }

    /// What befalls a device while somebody has it in hand. True if that was all.
    async fn suffers(&mut self, device: usize) -> bool {
        let years = self.chance.between(-3, 3);
        if self.strikes(Fault::ClockJump, 25) {
            self.devices[device].skew = years * YEAR + self.chance.between(-HOUR, HOUR);
            self.tell(Some(device), |_| format!("its clock jumps to {years} years off"));
        }
        if self.strikes(Fault::Eviction, 80) {
            self.evict(device);
            return true;
        }
        let room = [Room::Words, Room::Nothing][self.chance.below(2)];
        if self.strikes(Fault::DiskFull, 15) {
            self.devices[device].disk.room = room;
            let until = self.chance.between(HOUR, 6 * HOUR);
            self.after(until, Event::Room(device));
            self.tell(Some(device), |_| format!("its storage is full: there is room for {room:?}").to_lowercase());
        }
        if self.strikes(Fault::SessionEnds, 25)
            && let Some(me) = self.devices[device].disk.me
        {
            self.server.end_sessions(me).await;
            self.tell(Some(device), |world| format!("all sessions of {} end on the server", world.person(me).name));
        }
        if self.strikes(Fault::DeviceCrash, 30) {
            self.tell(Some(device), |_| "it stops and starts".into());
            self.crash(device);
        }
        let days = self.chance.between(1, 10);
        if self.strikes(Fault::Weeks, 60) {
            // It alone lies in a drawer; the others go on.
            self.tell(Some(device), |_| format!("it is put away for {days} days"));
            self.crash(device);
            self.after(days * DAY, Event::Start { device, tab: 0 });
            return true;
        }
        false
    }

    pub async fn hand_over(&mut self, device: usize) {
        let users = self.devices[device].users.clone();
        let user = users[self.chance.below(users.len())];
        self.sign_in(device, user).await;
        self.after(SECOND, Event::Start { device, tab: 0 });
    }

    fn evict(&mut self, device: usize) {
        self.tell(Some(device), |_| "the browser throws everything away".into());
        self.facts.evict(device, |id| self.ledger.applied.contains_key(&id));
        let Device { users, tabs, looks, disk, .. } = &self.devices[device];
        let (users, tabs, looks, build) = (users.clone(), tabs.len(), *looks, disk.build);
        // Its id goes with the rest.
        let mut empty = Device::new(DeviceId(self.chance.id()), users, tabs, self.plan.bug);
        empty.looks = looks;
        empty.disk.build = build;
        self.devices[device] = empty;
    }

    pub fn whistle(&mut self, device: usize, me: PersonId) {
        let ticket = TicketId(self.chance.id());
        let said = self.whistles(ticket);
        self.say(device, me, said);
        // Evidence that comes before its whistle has been heard.
        if self.chance.one_in(3) {
            let said = self.notes(ticket);
            self.say(device, me, said);
        }
    }

    /// Says it, with its photos if there is room for them, and else without.
    pub fn say(&mut self, device: usize, me: PersonId, said: Said) {
        let now = self.now();
        let hashes: Vec<PhotoHash> = said.photos.iter().map(|photo| photo.sha256.clone()).collect();
        let kept = self.devices[device].keep_photos(me, now, &hashes);
        if self.strikes(Fault::DeviceCrash, 40) {
            self.tell(Some(device), |_| format!("it stops before a {} is saved", said.kind));
            return self.crash(device);
        }
        if !self.seal(device, me, &said, &hashes) && !kept {
            let words = said.without_photos();
            self.seal(device, me, &words, &[]);
        }
        if self.strikes(Fault::DeviceCrash, 40) {
            self.tell(Some(device), |_| "it stops as soon as that is saved".into());
            self.crash(device);
        }
    }

    /// Seals a command. False if there was no room for it.
    fn seal(&mut self, device: usize, me: PersonId, said: &Said, photos: &[PhotoHash]) -> bool {
        let (id, now) = (CommandId(self.chance.id()), self.devices[device].now(self.now()));
        let Said { ticket, kind, body, marker, .. } = said.clone();
        let based_on = self.devices[device].drawer(me).revision(ticket).filter(|_| kind != "whistle");
        let sealed = SealedCommand {
            command_id: id,
            seq: 0,
            ticket_id: ticket,
            kind: kind.clone(),
            captured_at: now.to_string(),
            based_on,
            body,
        };
        let Some(seq) = self.devices[device].enqueue(me, Entry::new(me, sealed, said.photos.clone())) else {
            self.tell(Some(device), |_| format!("a {kind} finds no room and is not saved"));
            return false;
        };
        self.figures.commands += 1;
        let photos = photos.to_vec();
        self.facts.add(Fact {
            id,
            person: me,
            device,
            ticket,
            kind,
            seq,
            marker,
            photos,
            gone: None,
            seen: Seen::Waiting,
        });
        self.tell(Some(device), |world| {
            let (who, what, photos) = (&world.person(me).name, world.facts.name(id), said.photos.len());
            if photos == 0 { format!("{who} saves {what}") } else { format!("{who} saves {what} with {photos} photos") }
        });
        self.watch(device);
        true
    }

    fn find(&mut self, device: usize, me: PersonId, fits: impl Fn(&Entry) -> bool) -> Option<CommandId> {
        let queue = &self.devices[device].drawer(me).records.queue;
        queue.entries().iter().find(|entry| fits(entry)).map(|entry| entry.sealed.command_id)
    }

    fn dismiss(&mut self, device: usize, me: PersonId) {
        let now = self.devices[device].on_server_clock(self.now());
        if let Some(id) = self.find(device, me, |entry| entry.may_be_dismissed(now)) {
            self.put_away(device, me, id);
        }
    }

    fn put_away(&mut self, device: usize, me: PersonId, id: CommandId) {
        let now = self.devices[device].on_server_clock(self.now());
        if let Ok(dropped) = self.devices[device].edit(me, |queue| queue.dismiss(id, now, Language::Chinese)) {
            self.devices[device].drawer(me).photos.retain(|hash, _| !dropped.contains(hash));
            self.facts.forget(id, "put away");
            self.tell(Some(device), |world| format!("somebody puts {} away", world.facts.name(id)));
            self.watch(device);
        }
    }

    /// Says what was refused as a note instead.
    fn turn_into_note(&mut self, device: usize, me: PersonId) {
        let now = self.devices[device].on_server_clock(self.now());
        let Some(id) = self.find(device, me, |entry| matches!(entry.state, State::Rejected { .. })) else { return };
        let queue = &self.devices[device].drawer(me).records.queue;
        let Some((ticket, note)) = queue.as_note(id, now, Language::Chinese) else { return };
        let photos: Vec<Photo> = note.photos().to_vec();
        let (body, hashes) = (note.body(), photos.iter().map(|photo| photo.sha256.clone()).collect::<Vec<_>>());
        // Its words go on in the note.
        let marker = self.facts.find(id).and_then(|fact| fact.marker.clone());
        let marker = marker.filter(|marker| body.to_string().contains(marker));
        let said = Said { ticket, kind: "add_note".into(), body, marker, photos };
        if self.seal(device, me, &said, &hashes) {
            self.facts.wordless(id);
            self.put_away(device, me, id);
        }
    }

    fn recall(&mut self, device: usize, me: PersonId) {
        let Some(id) = self.find(device, me, Entry::may_be_recalled) else { return };
        if self.devices[device].edit(me, |queue| queue.recall(id, Language::Chinese)).is_ok() {
            self.facts.forget(id, "taken back");
            self.tell(Some(device), |world| format!("somebody takes {} back", world.facts.name(id)));
            self.watch(device);
        }
    }
}
