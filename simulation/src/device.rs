//! A device: its disk, and the passes that its tabs run by `domain`'s rules.

use std::collections::{BTreeMap, BTreeSet};

use domain::ids::{CommandId, DeviceId, PersonId, PhotoHash};
use domain::outbox::{Entry, Need, Queue, State, photo_may_go};
use domain::pass::{Content, Heard, Moment, Next, Pass, Records, Reply, Request, Stop, Told, Uploads};
use domain::{Language, TicketId};
use jiff::Timestamp;

use crate::bugs;
use crate::builds::Build;
use crate::chance::Chance;
use crate::disk::{Disk, Drawer, Room, Turn};
use crate::faults::Bug;
use crate::server::Message;
use crate::world::HOUR;

/// Milliseconds after which a pass that gave no sign of life counts as frozen or dead.
const STALE: i64 = 150_000;
/// Milliseconds that a command waits at most.
const LONGEST_WAIT: i64 = 2 * HOUR;

/// A pass that waits for an answer.
pub struct Running {
    pub question: u64,
    pub person: PersonId,
    /// What it found when it began.
    pub found: Found,
    serial: u64,
    turn: u64,
    pass: Pass,
    request: Request,
}

/// What a pass found to do when it began. If it ends well, all of it was tried, whatever became of the rest.
#[derive(Default)]
pub struct Found {
    /// Commands that were due, none behind another on its ticket, and how often they had been tried.
    pub due: Vec<(CommandId, u32)>,
    /// Photos whose commands the server had.
    pub photos: Vec<PhotoHash>,
    /// Photos that the pass has asked about.
    pub asked: BTreeSet<String>,
    /// Whether a photo that failed was still waiting.
    pub waits: bool,
    pub cursor: Option<String>,
    /// Milliseconds that the device's clock was ahead of the world's.
    skew: i64,
    /// Whether the clock was set back since by no more than what waits may wait: what had been due waits once more then.
    pub went_back: bool,
}

#[derive(Default)]
pub struct Tab {
    pub running: Option<Running>,
    /// Another pass is wanted after the one under way.
    pub again: bool,
    /// The timer that counts.
    pub timer: Option<u64>,
    uploads: Uploads,
}

pub struct Device {
    pub id: DeviceId,
    pub disk: Disk,
    pub tabs: Vec<Tab>,
    /// Milliseconds that its clock is ahead of the world's.
    pub skew: i64,
    /// Which people use it.
    pub users: Vec<PersonId>,
    /// Whether somebody looks at it, so that it hears the server's wake.
    pub looks: bool,
    bug: Option<Bug>,
}

/// What became of a wish to begin a pass.
pub enum Begins {
    Asks(u64, Message),
    /// Another tab has a pass under way.
    Busy,
    /// This tab has one under way itself.
    Runs,
    /// Nobody is signed in.
    Nobody,
}

/// What a step of a pass led to.
pub enum Led {
    /// The next question, and the message that carries it.
    Ask(u64, Message),
    /// A photo's bytes are not here: the pass goes on without asking anybody.
    GoOn,
    /// The pass is over. Where it ended well, with what it had found.
    Over(Result<Found, Stop>),
    /// Somebody else is signed in, or another tab has taken over.
    Superseded,
    /// Storage is full: nothing of the step was written.
    Full,
}

/// A step, and what it told beside.
pub struct Stepped {
    pub led: Led,
    /// The build that the server serves, where it is not this one.
    pub build: Option<Build>,
    /// Whether taking a page in once more changed anything.
    pub twice_differs: bool,
}

impl Device {
    pub fn new(id: DeviceId, users: Vec<PersonId>, tabs: usize, bug: Option<Bug>) -> Self {
        let tabs = (0..tabs).map(|_| Tab::default()).collect();
        Self { id, disk: Disk::default(), tabs, skew: 0, users, looks: false, bug }
    }

    pub fn now(&self, world: i64) -> Timestamp {
        Timestamp::from_millisecond(world + self.skew).expect("a time")
    }

    pub fn on_server_clock(&self, world: i64) -> Timestamp {
        self.now(world + self.disk.clock_lead)
    }

    pub fn drawer(&mut self, person: PersonId) -> &mut Drawer {
        self.disk.drawers.entry(person).or_default()
    }

    pub fn change_person(&mut self, person: Option<PersonId>, token: String) {
        self.disk.serial += u64::from(self.disk.me != person);
        self.disk.me = person;
        self.disk.token = token;
    }

    /// Everything but the disk is gone, and the disk is read again, perhaps by another build.
    pub fn restart(&mut self, build: Build) {
        self.tabs.iter_mut().for_each(|tab| *tab = Tab::default());
        self.disk.reopen(build, self.bug);
    }

    /// Puts photos away as soon as they are taken. False if there is no room.
    pub fn keep_photos(&mut self, person: PersonId, world: i64, photos: &[PhotoHash]) -> bool {
        if self.disk.room != Room::Plenty && !photos.is_empty() {
            let before = self.drawer(person).photos.len();
            self.make_room(person, world, Need::Now, None);
            if self.drawer(person).photos.len() == before {
                return false;
            }
        }
        let mark = domain::outbox::PhotoMark { stored_at: self.on_server_clock(world), verified_at: None };
        let drawer = self.drawer(person);
        drawer.photos.extend(photos.iter().map(|hash| (hash.clone(), mark)));
        true
    }

    /// Seals a command and puts it away. None if there is no room: then nothing of it is here.
    pub fn enqueue(&mut self, person: PersonId, mut entry: Entry) -> Option<u64> {
        let held = self.drawer(person).photos.clone();
        let has_photos = entry.photos.iter().all(|photo| held.contains_key(&photo.sha256));
        if self.bug != Some(Bug::HalfStored) && !has_photos || !self.disk.room.for_words() {
            return None;
        }
        let bug = self.bug;
        let drawer = self.drawer(person);
        drawer.seq += 1;
        entry.sealed.seq = drawer.seq;
        if bug != Some(Bug::SavedBeforeStored) || !drawer.seq.is_multiple_of(7) {
            drawer.records.queue.add(entry);
        }
        Some(drawer.seq)
    }

    /// Changes a person's queue in one transaction.
    pub fn edit<T>(&mut self, person: PersonId, change: impl FnOnce(&mut Queue) -> T) -> T {
        change(&mut self.drawer(person).records.queue)
    }

    /// Begins a pass in a tab. One that is `careless` does so though another tab has the turn.
    pub fn begin(&mut self, tab: usize, world: i64, chance: &mut Chance, careless: bool) -> Begins {
        let (draw, now, skew) = (chance.draw(), self.now(world), self.skew);
        if self.tabs[tab].running.is_some() {
            return Begins::Runs;
        }
        self.tabs[tab].timer = None;
        let Some(person) = self.disk.me else { return Begins::Nobody };
        let silent = self.disk.turn.is_none_or(|turn| (turn.at - now.as_millisecond()).abs() >= STALE);
        if self.tabs.iter().any(|tab| tab.running.is_some()) && !silent && !careless {
            return Begins::Busy;
        }
        self.disk.turn = Some(Turn { pass: draw, at: now.as_millisecond() });
        let uploads = std::mem::take(&mut self.tabs[tab].uploads);
        let found = Found::of(&self.drawer(person).records, &uploads, now, skew);
        let build = Some(self.disk.build.name().to_owned());
        let (pass, request) = Pass::begin(person, self.id, build, Language::Chinese, uploads);
        let (question, message) = (chance.draw(), self.message(&request, &[]));
        let serial = self.disk.serial;
        self.tabs[tab].running = Some(Running { question, person, found, serial, turn: draw, pass, request });
        Begins::Asks(question, message)
    }

    fn message(&self, request: &Request, photo: &[u8]) -> Message {
        let (body, is_json) = match &request.content {
            Content::Nothing => (Vec::new(), false),
            Content::Json(text) => (self.disk.build.says(text).unwrap_or_else(|| text.clone()).into_bytes(), true),
            Content::Photo { from, until, .. } => (photo[*from as usize..*until as usize].to_vec(), false),
        };
        let (method, path, token) = (request.method, request.path.clone(), self.disk.token.clone());
        let message = Message { method, path, token, body, is_json, cut: None };
        if self.bug == Some(Bug::SendAsWhoever) { bugs::unsigned(message) } else { message }
    }

    /// Goes on with what came back, in one transaction. `corpus` has the bytes that lie behind a photo's name.
    pub fn step(
        &mut self,
        tab: usize,
        reply: &Reply,
        world: i64,
        chance: &mut Chance,
        corpus: &BTreeMap<PhotoHash, Vec<u8>>,
    ) -> Stepped {
        let ended = |led| Stepped { led, build: None, twice_differs: false };
        let Some(running) = self.tabs[tab].running.take() else { return ended(Led::Superseded) };
        let Running { person, mut found, serial, turn, mut pass, request, .. } = running;
        found.went_back |= (1..=LONGEST_WAIT).contains(&(found.skew - self.skew));
        let (bug, now) = (self.bug, self.now(world));
        let is_anothers = self.disk.turn.is_some_and(|holder| holder.pass != turn);
        if bug != Some(Bug::SendAsWhoever) && self.disk.serial != serial || is_anothers {
            self.tabs[tab].uploads = pass.into_uploads();
            return ended(Led::Superseded);
        }
        if !self.disk.room.for_words() {
            self.tabs[tab].uploads = pass.into_uploads();
            self.disk.turn = None;
            return ended(Led::Full);
        }
        self.disk.turn = Some(Turn { pass: turn, at: now.as_millisecond() });
        let mut ids = Chance::new(running.question ^ 0x5151);
        let once_more = chance.one_in(8) && request.path.starts_with("/sync/v1/pull");
        let pass_before = once_more.then(|| pass.clone());

        let records = &mut self.drawer(person).records;
        let hidden = bugs::hide(bug, &mut records.queue, now);
        bugs::before(bug, records, reply, &request);
        let id = ids.id();
        let step = pass.step(records, reply, Moment { now, id, chance: &mut || chance.unit() });
        bugs::after(bug, records, reply, &step, &request, &mut ids, &found);
        bugs::give_back(&mut records.queue, hidden);

        let drawer = self.drawer(person);
        if bug != Some(Bug::ReplicaBesideCursor) || !chance.one_in(5) {
            drawer.write_rows(step.rows);
        }
        if let Some((hash, at)) = &step.verified
            && let Some(mark) = drawer.photos.get_mut(hash)
        {
            *mark = mark.verified(*at);
        }
        if bug == Some(Bug::DropPhotoOnAcknowledgement) {
            let accepted: Vec<_> =
                drawer.records.queue.entries().iter().filter(|entry| entry.is_accepted()).cloned().collect();
            drawer.photos.retain(|hash, _| accepted.iter().all(|entry| !names(entry, hash)));
        }
        let twice_differs = pass_before.is_some_and(|pass| differs_once_more(drawer, pass, reply, now));
        let mut build = None;
        for told in &step.told {
            match told {
                Told::ClockLead(milliseconds) => self.disk.clock_lead = *milliseconds,
                Told::Build(name) => build = Build::named(name).filter(|build| *build != self.disk.build),
                _ => {}
            }
        }
        let led = match step.next {
            Next::End(ended) => {
                let heard = pass.heard();
                self.tabs[tab].uploads = pass.into_uploads();
                self.disk.turn = None;
                if ended.is_ok() {
                    // Never as a habit: stories are shorter than the time for which that keeps photos.
                    let need = if self.disk.room == Room::Plenty { Need::Soon } else { Need::Now };
                    self.make_room(person, world, need, heard);
                }
                Led::Over(ended.map(|()| found))
            }
            Next::Ask(request) => {
                let question = chance.draw();
                found.asked.extend(request.path.strip_prefix("/sync/v1/photos/").map(|rest| rest[..64].to_owned()));
                let bytes = match &request.content {
                    Content::Photo { sha256, .. } => {
                        corpus.get(sha256).filter(|_| self.drawer(person).photos.contains_key(sha256))
                    }
                    _ => Some(const { &Vec::new() }),
                };
                let led = bytes.map_or(Led::GoOn, |bytes| Led::Ask(question, self.message(&request, bytes)));
                self.tabs[tab].running = Some(Running { question, person, found, serial, turn, pass, request });
                led
            }
        };
        Stepped { led, build, twice_differs }
    }

    /// Removes what has had its time, as the device does after a pass that has `heard` the server's, and for room.
    fn make_room(&mut self, person: PersonId, world: i64, need: Need, heard: Option<Heard>) {
        let now = heard.map_or_else(|| self.on_server_clock(world), |heard| heard.at);
        let backed_up_through = heard.and_then(|heard| heard.backed_up_through);
        let drawer = self.drawer(person);
        let entries = drawer.records.queue.entries();
        let goes = |hash: &PhotoHash, mark| photo_may_go(hash, Some(mark), entries, need, backed_up_through, now);
        let gone: Vec<_> =
            drawer.photos.iter().filter(|(hash, mark)| goes(hash, **mark)).map(|(hash, _)| hash.clone()).collect();
        drawer.photos.retain(|hash, _| !gone.contains(hash));
        if need == Need::Now {
            drawer.given_up.extend(gone);
        }
        if heard.is_some() && entries.iter().any(|entry| entry.is_disposable(now)) {
            let kept = entries.iter().filter(|entry| !entry.is_disposable(now)).cloned().collect();
            drawer.records.queue = Queue::new(kept, drawer.records.queue.memory());
        }
    }
}

pub fn names(entry: &Entry, hash: &PhotoHash) -> bool {
    entry.photos.iter().any(|photo| photo.sha256 == *hash)
}

impl Found {
    fn of(records: &Records, uploads: &Uploads, now: Timestamp, skew: i64) -> Self {
        let mut held: BTreeSet<TicketId> = BTreeSet::new();
        let mut due = Vec::new();
        for entry in records.queue.entries() {
            if let State::Pending { not_before, tries, .. } = &entry.state
                && held.insert(entry.sealed.ticket_id)
                && not_before.is_none_or(|at| at <= now)
            {
                due.push((entry.sealed.command_id, *tries));
            }
        }
        Self {
            due,
            photos: records.queue.photos_to_send().into_iter().map(|photo| photo.sha256).collect(),
            asked: BTreeSet::new(),
            waits: uploads.next_due(now).is_some(),
            cursor: records.mark.cursor.clone(),
            skew,
            went_back: false,
        }
    }
}

/// Whether a page that was taken in changes anything when it is taken in once more.
fn differs_once_more(drawer: &Drawer, mut pass: Pass, reply: &Reply, now: Timestamp) -> bool {
    let mut again = drawer.clone();
    let moment = Moment { now, id: uuid::Uuid::nil(), chance: &mut || 0.5 };
    let step = pass.step(&mut again.records, reply, moment);
    again.write_rows(step.rows);
    again.records.mark.cursor != drawer.records.mark.cursor || !again.replica().eq(drawer.replica())
}
