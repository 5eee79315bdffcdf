//! The world: people who do things, a network that loses them, and a clock that only moves when nothing is left to do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::command::CommandKind;
use domain::ids::{CommandId, DeviceId, PersonId, PhotoHash, TicketId};
use domain::outbox::State;
use domain::pass::{Answer, Reply, Stop};
use domain::{Language, MediaType, Person, Photo, Role, Ticket};
use serde_json::{Value, json};

use crate::chance::Chance;
use crate::device::{Device, Led, Said};
use crate::faults::{Bug, Fault};
use crate::server::{Beginning, Message, Server};

/// Milliseconds.
const SECOND: i64 = 1000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const YEAR: i64 = 365 * 24 * HOUR;
/// When stories begin.
const BEGINNING: i64 = 1_795_305_600_000;

/// What a story is made from.
#[derive(Clone, Debug)]
pub struct Plan {
    pub seed: u64,
    pub devices: usize,
    /// Things people do.
    pub acts: usize,
    pub faults: BTreeSet<Fault>,
    pub bug: Option<Bug>,
}

/// Photos that people take: their bytes by name.
pub struct Corpus {
    pub photos: Vec<Photo>,
    pub bytes: BTreeMap<PhotoHash, Vec<u8>>,
}

/// What a person sealed, and what they know of its fate.
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
}

/// A line of the story.
#[derive(Clone, Debug)]
pub struct Line {
    pub at: i64,
    pub device: Option<usize>,
    pub text: String,
}

#[derive(Debug)]
enum Event {
    /// Somebody does something on a device.
    Act(usize),
    /// A shared device goes to the next person, perhaps in the middle of a pass.
    HandOver(usize),
    /// A tab's timer.
    Start { device: usize, tab: usize },
    /// A message reaches the server; the answer is heard by whoever asked, unless it is lost.
    Arrive { message: Message, listener: Option<(usize, usize, u64)>, spoilt: Spoilt },
    /// What a tab hears.
    Hear { device: usize, tab: usize, question: u64, reply: Reply },
    /// Something happens to the server.
    Server(Fault),
    /// A backup is made.
    BackUp,
}

/// What happens to an answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Spoilt {
    No,
    Lost,
    Cut,
}

struct Due {
    at: i64,
    n: u64,
    event: Event,
}

impl PartialEq for Due {
    fn eq(&self, other: &Self) -> bool {
        (self.at, self.n) == (other.at, other.n)
    }
}
impl Eq for Due {}
impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.at, self.n).cmp(&(other.at, other.n))
    }
}

pub struct World<'a> {
    pub plan: Plan,
    pub people: &'a [Person],
    pub corpus: &'a Corpus,
    pub server: Server,
    pub devices: Vec<Device>,
    pub facts: Vec<Fact>,
    pub story: Vec<Line>,
    pub violations: Vec<String>,
    chance: Chance,
    clock: Arc<AtomicI64>,
    due: BinaryHeap<Reverse<Due>>,
    events: u64,
    acts_left: usize,
    tokens: u64,
}

impl Corpus {
    pub fn make() -> Self {
        use sha2::{Digest as _, Sha256};
        let mut chance = Chance::new(7);
        let (mut photos, mut bytes) = (Vec::new(), BTreeMap::new());
        for (width, height) in [(40, 30), (60, 45), (170, 140), (260, 150)] {
            let picture = image::RgbImage::from_fn(width, height, |_, _| {
                let noise = chance.draw().to_le_bytes();
                image::Rgb([noise[0], noise[1], noise[2]])
            });
            let mut png = Vec::new();
            picture.write_with_encoder(image::codecs::png::PngEncoder::new(&mut png)).expect("a picture");
            let name = PhotoHash::from_digest(&Sha256::digest(&png));
            photos.push(Photo {
                sha256: name.clone(),
                bytes: png.len() as u64,
                media_type: MediaType::Png,
                width,
                height,
                taken_at: None,
                place: None,
            });
            bytes.insert(name, png);
        }
        let junk = b"this is no picture".to_vec();
        let name = PhotoHash::from_digest(&Sha256::digest(&junk));
        photos.push(Photo { sha256: name.clone(), bytes: junk.len() as u64, ..photos[0].clone() });
        bytes.insert(name, junk);
        Self { photos, bytes }
    }
}

impl<'a> World<'a> {
    pub async fn new(plan: Plan, beginning: &'a Beginning, corpus: &'a Corpus) -> Self {
        let mut chance = Chance::new(plan.seed);
        let clock = Arc::new(AtomicI64::new(BEGINNING));
        let server = Server::start(beginning, clock.clone(), plan.bug).await;
        let people = &beginning.people;
        let devices = (0..plan.devices)
            .map(|n| {
                let mut users = vec![people[n % people.len()].id];
                if plan.faults.contains(&Fault::SharedDevice) && chance.one_in(3) {
                    users.push(people[chance.below(people.len())].id);
                    users.dedup();
                }
                let tabs = if plan.faults.contains(&Fault::TwoTabs) { 2 } else { 1 };
                Device::new(DeviceId(chance.id()), users, tabs, plan.bug)
            })
            .collect();
        let acts_left = plan.acts;
        let mut world = Self {
            plan,
            people,
            corpus,
            server,
            devices,
            facts: Vec::new(),
            story: Vec::new(),
            violations: Vec::new(),
            chance,
            clock,
            due: BinaryHeap::new(),
            events: 0,
            acts_left,
            tokens: 0,
        };
        for device in 0..world.devices.len() {
            let user = world.devices[device].users[0];
            world.sign_in(device, user).await;
            let at = world.chance.between(0, HOUR);
            world.after(at, Event::Act(device));
            world.after(at + SECOND, Event::Start { device, tab: 0 });
        }
        for fault in [Fault::ServerRestart, Fault::Restore] {
            if world.plan.faults.contains(&fault) {
                let at = world.chance.between(HOUR, 60 * HOUR);
                world.after(at, Event::Server(fault));
            }
        }
        if world.plan.faults.contains(&Fault::Restore) {
            for _ in 0..3 {
                let at = world.chance.between(HOUR, 60 * HOUR);
                world.after(at, Event::BackUp);
            }
        }
        world
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub fn person(&self, id: PersonId) -> &'a Person {
        self.people.iter().find(|person| person.id == id).expect("a person")
    }

    fn has(&self, fault: Fault) -> bool {
        self.plan.faults.contains(&fault)
    }

    /// True once in `n` times, where this kind of fault happens at all.
    fn strikes(&mut self, fault: Fault, n: usize) -> bool {
        self.has(fault) && self.chance.one_in(n)
    }

    pub fn tell(&mut self, device: Option<usize>, text: impl Into<String>) {
        let line = Line { at: self.now() - BEGINNING, device, text: text.into() };
        self.story.push(line);
    }

    fn after(&mut self, milliseconds: i64, event: Event) {
        self.events += 1;
        self.due.push(Reverse(Due { at: self.now() + milliseconds.max(0), n: self.events, event }));
    }

    async fn sign_in(&mut self, device: usize, person: PersonId) {
        self.tokens += 1;
        let token = format!("token-{}", self.tokens);
        self.server.sign_in(person, &token).await;
        self.devices[device].change_person(Some(person), token);
        let name = self.person(person).name.clone();
        self.tell(Some(device), format!("{name} signs in"));
    }

    /// Lets everything happen that is due, until people have done what they were going to do.
    pub async fn run(&mut self) {
        while let Some(Reverse(due)) = self.due.pop() {
            self.clock.store(due.at.max(self.now()), Ordering::Relaxed);
            match due.event {
                Event::Act(device) => self.act(device).await,
                Event::HandOver(device) => self.hand_over(device).await,
                Event::Start { device, tab } => self.start(device, tab),
                Event::Arrive { message, listener, spoilt } => self.arrive(message, listener, spoilt).await,
                Event::Hear { device, tab, question, reply } => self.hear(device, tab, question, &reply).await,
                Event::Server(fault) => self.server_fault(fault).await,
                Event::BackUp => {
                    self.tell(None, "a backup is made");
                    self.server.back_up().await;
                }
            }
            if !self.violations.is_empty() || self.acts_left == 0 {
                return;
            }
        }
    }

    fn start(&mut self, device: usize, tab: usize) {
        let steals = self.chance.one_in(10);
        if let Some((question, message)) = self.devices[device].begin(tab, &mut self.chance, steals) {
            self.send(device, tab, question, message);
        }
    }

    /// Puts a message on the network.
    fn send(&mut self, device: usize, tab: usize, question: u64, message: Message) {
        let there = if self.has(Fault::Reordered) { self.chance.between(10, 20 * SECOND) } else { 50 };
        let hears = |reply| Event::Hear { device, tab, question, reply };
        let page = |status, text: &str, retry_after| Answer {
            status,
            media_type: "text/html".into(),
            retry_after,
            photo_complete: None,
            text: text.into(),
        };
        if self.strikes(Fault::LostBefore, 8) {
            return self.after(30 * SECOND, hears(Reply::Nothing));
        }
        if self.strikes(Fault::Portal, 12) {
            return self.after(there, hears(Reply::Answer(page(200, "<html>请登录无线网络</html>", None))));
        }
        if self.strikes(Fault::Gateway, 12) {
            let retry_after = self.chance.one_in(2).then_some(20);
            return self.after(there, hears(Reply::Answer(page(502, "<html>Bad Gateway</html>", retry_after))));
        }
        if self.strikes(Fault::Doubled, 8) {
            let later = self.chance.between(0, 2 * HOUR);
            let message = message.clone();
            self.after(there + later, Event::Arrive { message, listener: None, spoilt: Spoilt::Lost });
        }
        let spoilt = if self.strikes(Fault::LostAfter, 8) {
            Spoilt::Lost
        } else if self.strikes(Fault::Truncated, 12) {
            Spoilt::Cut
        } else {
            Spoilt::No
        };
        self.after(there, Event::Arrive { message, listener: Some((device, tab, question)), spoilt });
    }

    async fn arrive(&mut self, message: Message, listener: Option<(usize, usize, u64)>, spoilt: Spoilt) {
        let mut answer = self.server.answer(&message, &mut self.chance).await;
        if answer.status >= 500 {
            self.violations
                .push(format!("{} {} was answered {}: {}", message.method, message.path, answer.status, answer.text));
        }
        let Some((device, tab, question)) = listener else { return };
        let back = if self.has(Fault::Reordered) { self.chance.between(10, 20 * SECOND) } else { 50 };
        let reply = match spoilt {
            Spoilt::No => Reply::Answer(answer),
            Spoilt::Lost => Reply::Nothing,
            Spoilt::Cut => {
                let keep = answer.text.len() / 2;
                answer.text = answer.text.chars().take(keep).collect();
                Reply::Answer(answer)
            }
        };
        self.after(back, Event::Hear { device, tab, question, reply });
    }

    /// A tab goes on with what came back. One that was closed meanwhile hears nothing.
    async fn hear(&mut self, device: usize, tab: usize, question: u64, reply: &Reply) {
        if self.devices[device].tabs[tab].as_ref().is_none_or(|running| running.question != question) {
            return;
        }
        let mut reply = reply.clone();
        loop {
            let before = self.accepted(device);
            if self.strikes(Fault::DeviceCrash, 60) {
                self.tell(Some(device), "the device stops before it has written down an answer");
                return self.crash(device);
            }
            let now = self.now();
            let held = &mut self.devices[device];
            let (led, _) = held.step(tab, &reply, now, &mut self.chance, &self.corpus.bytes);
            self.check_acknowledged(device, &before).await;
            if self.strikes(Fault::DeviceCrash, 60) {
                self.tell(Some(device), "the device stops after it has written down an answer");
                return self.crash(device);
            }
            match led {
                Led::Ask(question, message) => return self.send(device, tab, question, message),
                Led::GoOn => reply = Reply::NoPhoto,
                Led::Over(ended) => return self.rest(device, tab, ended),
                Led::Superseded => return,
            }
        }
    }

    /// What this device believes the server has.
    fn accepted(&self, device: usize) -> BTreeSet<CommandId> {
        let drawers = self.devices[device].disk.drawers.values();
        let entries = drawers.flat_map(|drawer| drawer.records().queue.entries().to_vec());
        entries.filter(domain::outbox::Entry::is_accepted).map(|entry| entry.sealed.command_id).collect()
    }

    /// What has just been taken for accepted has to be on record, unless the server has gone back since.
    async fn check_acknowledged(&mut self, device: usize, before: &BTreeSet<CommandId>) {
        if self.has(Fault::Restore) {
            return;
        }
        for id in self.accepted(device).difference(before) {
            if self.server.applied(*id).await != Some(true) {
                self.violations
                    .push(format!("device {device} takes {id} for accepted, the server has no record of it"));
            }
        }
    }

    fn rest(&mut self, device: usize, tab: usize, ended: Result<(), Stop>) {
        let now = self.devices[device].now(self.now());
        let pause = match ended {
            Ok(()) => {
                let person = self.devices[device].disk.me;
                let queue = person.map(|person| self.devices[device].drawer(person).records().queue);
                let due = queue.and_then(|queue| queue.next_due(now));
                due.map_or(2 * HOUR, |due| (due.as_millisecond() - now.as_millisecond()).clamp(SECOND, 2 * HOUR))
            }
            Err(Stop::Later(Some(seconds))) => seconds as i64 * SECOND,
            Err(_) => self.chance.between(500, 10 * MINUTE),
        };
        if ended == Err(Stop::SignInNeeded) {
            self.tell(Some(device), "the session is over; the queue is parked");
            return;
        }
        let tab = if self.devices[device].tabs.len() > 1 { self.chance.below(2) } else { tab };
        self.after(pause, Event::Start { device, tab });
    }

    fn crash(&mut self, device: usize) {
        self.devices[device].crash();
        let at = self.chance.between(SECOND, HOUR);
        self.after(at, Event::Start { device, tab: 0 });
    }

    async fn server_fault(&mut self, fault: Fault) {
        if fault == Fault::Restore {
            if self.server.restore().await {
                self.tell(None, "the server is restored from the last backup");
            }
        } else {
            self.tell(None, "the server restarts");
            self.server.restart().await;
        }
        let at = self.chance.between(HOUR, 60 * HOUR);
        self.after(at, Event::Server(fault));
    }

    /// Somebody does something.
    async fn act(&mut self, device: usize) {
        self.acts_left = self.acts_left.saturating_sub(1);
        let pause = self.chance.between(SECOND, 2 * HOUR);
        self.after(pause, Event::Act(device));
        if self.strikes(Fault::ClockJump, 25) {
            let years = self.chance.between(-3, 3);
            self.devices[device].skew = years * YEAR;
            self.tell(Some(device), format!("its clock jumps to {years} years off"));
        }
        if self.strikes(Fault::Eviction, 80) {
            return self.evict(device);
        }
        if self.strikes(Fault::SessionEnds, 25)
            && let Some(me) = self.devices[device].disk.me
        {
            self.server.end_sessions(me).await;
            self.tell(Some(device), "all sessions of this person end on the server");
        }
        if self.strikes(Fault::DeviceCrash, 30) {
            self.tell(Some(device), "the device restarts");
            self.crash(device);
        }
        let users = self.devices[device].users.clone();
        if self.chance.one_in(6) {
            let user = users[self.chance.below(users.len())];
            return self.sign_in(device, user).await;
        }
        if self.chance.one_in(20) {
            self.devices[device].change_person(None, String::new());
            return self.tell(Some(device), "somebody signs out");
        }
        let Some(me) = self.devices[device].disk.me else { return };
        match self.chance.below(20) {
            0 => self.dismiss(device, me),
            1 => self.recall(device, me),
            2 => {
                self.devices[device].edit(me, domain::outbox::Queue::retry_now);
                self.after(0, Event::Start { device, tab: 0 });
            }
            3 if self.has(Fault::Poison) => self.poison(device, me),
            4..=9 if self.person(me).role.whistles() => self.whistle(device, me),
            _ => self.step_on_a_ticket(device, me),
        }
        // What is saved is sent at once, where the network lets it.
        self.after(200, Event::Start { device, tab: 0 });
        if users.len() > 1 && self.chance.one_in(3) {
            let at = self.chance.between(200, 30 * SECOND);
            self.after(at, Event::HandOver(device));
        }
    }

    async fn hand_over(&mut self, device: usize) {
        let users = self.devices[device].users.clone();
        let user = users[self.chance.below(users.len())];
        self.sign_in(device, user).await;
        self.after(SECOND, Event::Start { device, tab: 0 });
    }

    fn evict(&mut self, device: usize) {
        self.tell(Some(device), "the browser throws everything away");
        for fact in self.facts.iter_mut().filter(|fact| fact.device == device && fact.gone.is_none()) {
            fact.gone = Some("evicted");
        }
        let (users, tabs) = (self.devices[device].users.clone(), self.devices[device].tabs.len());
        // Its id goes with the rest.
        self.devices[device] = Device::new(DeviceId(self.chance.id()), users, tabs, self.plan.bug);
    }

    fn photos(&mut self) -> Vec<Photo> {
        let count = [0, 0, 1, 1, 2][self.chance.below(5)];
        let mut photos: Vec<Photo> = Vec::new();
        for _ in 0..count {
            let photo = self.corpus.photos[self.chance.below(self.corpus.photos.len())].clone();
            if !photos.contains(&photo) {
                photos.push(photo);
            }
        }
        photos
    }

    fn marker(&mut self) -> String {
        format!("words-{:016x}", self.chance.draw())
    }

    fn seal(&mut self, device: usize, me: PersonId, said: Said) {
        let Said { ticket, kind, marker, photos, .. } = said.clone();
        if self.strikes(Fault::DeviceCrash, 40) {
            self.tell(Some(device), format!("the device stops before a {kind} is saved"));
            return self.crash(device);
        }
        let (id, now) = (CommandId(self.chance.id()), self.now());
        let names = photos.iter().map(|photo| photo.sha256.clone()).collect();
        let seq = self.devices[device].enqueue(me, now, id, said);
        let name = self.person(me).name.clone();
        self.tell(Some(device), format!("{name} saves {kind} {id} on ticket {ticket}"));
        self.facts.push(Fact { id, person: me, device, ticket, kind, seq, marker, photos: names, gone: None });
        if self.strikes(Fault::DeviceCrash, 40) {
            self.tell(Some(device), "the device stops as soon as it is saved");
            self.crash(device);
        }
    }

    fn whistle(&mut self, device: usize, me: PersonId) {
        let (ticket, marker, photos) = (TicketId(self.chance.id()), self.marker(), self.photos());
        let body = json!({ "description": marker.clone(), "item_code": "0101", "photos": photos.clone() });
        self.seal(device, me, said(ticket, "whistle", body, Some(marker), photos));
        // Evidence that comes before its whistle has been heard.
        if self.chance.one_in(3) {
            let marker = self.marker();
            let body = json!({ "text": marker.clone() });
            self.seal(device, me, said(ticket, "add_note", body, Some(marker), Vec::new()));
        }
    }

    fn poison(&mut self, device: usize, me: PersonId) {
        let marker = self.marker();
        let tickets = self.devices[device].drawer(me).tickets();
        let known = self.chance.pick(&tickets).map(|ticket| ticket.id);
        let ticket = known.unwrap_or(TicketId(self.chance.id()));
        let (kind, body) = match self.chance.below(4) {
            0 => ("dance", json!({ "text": marker.clone() })),
            1 => ("add_note", json!({ "text": 5, "marker": marker.clone() })),
            2 => ("add_note", json!({ "text": "x".repeat(300_000), "marker": marker.clone() })),
            _ => ("whistle", json!({ "description": "", "marker": marker.clone() })),
        };
        self.seal(device, me, said(ticket, kind, body, Some(marker), Vec::new()));
    }

    fn step_on_a_ticket(&mut self, device: usize, me: PersonId) {
        let tickets = self.devices[device].drawer(me).tickets();
        let Some(ticket) = self.chance.pick(&tickets).cloned() else { return };
        let role = self.person(me).role;
        let kind = self.likely(role, &ticket);
        let marker = self.marker();
        let (body, has_words) = match kind {
            CommandKind::AddNote => (json!({ "text": marker }), true),
            CommandKind::Withdraw | CommandKind::RefuseReturn | CommandKind::Rework | CommandKind::Reopen => {
                (json!({ "reason": marker }), true)
            }
            CommandKind::RequestReturn => (json!({ "reason": marker }), true),
            CommandKind::Decline => (json!({ "reason": marker, "reason_code": "other" }), true),
            CommandKind::Dispatch => (json!({ "lead": "D01", "co_responsible": ["D02"], "note": marker }), true),
            CommandKind::ReportResult => {
                let photos = vec![self.corpus.photos[self.chance.below(4)].clone()];
                let body = json!({ "text": marker.clone(), "photos": photos.clone() });
                return self.seal(device, me, said(ticket.id, kind.as_str(), body, Some(marker), photos));
            }
            CommandKind::Check => (json!({ "passed": true, "text": marker }), true),
            CommandKind::Rate => (
                json!({ "response": 5, "quality": 4, "result": 5, "satisfaction": "satisfied", "comment": marker }),
                true,
            ),
            CommandKind::AddPhotos => {
                let photos = vec![self.corpus.photos[self.chance.below(5)].clone()];
                let body = json!({ "photos": photos.clone(), "stage": "other" });
                return self.seal(device, me, said(ticket.id, kind.as_str(), body, None, photos));
            }
            _ => (json!({}), false),
        };
        let marker = has_words.then_some(marker);
        self.seal(device, me, said(ticket.id, kind.as_str(), body, marker, Vec::new()));
    }

    /// What somebody of this role is likely to do with a ticket; sometimes what they may not.
    fn likely(&mut self, role: Role, ticket: &Ticket) -> CommandKind {
        use CommandKind as Kind;
        let anything = [
            Kind::AddNote,
            Kind::AddPhotos,
            Kind::Withdraw,
            Kind::Accept,
            Kind::Sign,
            Kind::RequestReturn,
            Kind::Pass,
            Kind::ReportResult,
            Kind::Rate,
            Kind::Reopen,
        ];
        if self.chance.one_in(4) {
            return anything[self.chance.below(anything.len())];
        }
        match (role, ticket.status.name()) {
            (Role::Supervisor, "received") => [Kind::Accept, Kind::Accept, Kind::Decline][self.chance.below(3)],
            (Role::Supervisor, "awaiting_dispatch") => Kind::Dispatch,
            (Role::Supervisor, "awaiting_check") => {
                [Kind::Pass, Kind::RequestCheck, Kind::Rework][self.chance.below(3)]
            }
            (Role::Specialist, "awaiting_signature") => Kind::Sign,
            (Role::Specialist, "handling") => [Kind::ReportResult, Kind::RequestReturn][self.chance.below(2)],
            (Role::GridWorker, "awaiting_check") => Kind::Check,
            (Role::Caller | Role::GridWorker, "awaiting_rating") => Kind::Rate,
            (Role::Caller, "closed") => Kind::Reopen,
            _ => Kind::AddNote,
        }
    }

    fn dismiss(&mut self, device: usize, me: PersonId) {
        let now = self.devices[device].now(self.now());
        let records = self.devices[device].drawer(me).records();
        let refused = |entry: &&domain::outbox::Entry| matches!(entry.state, State::Rejected { .. });
        let Some(id) = records.queue.entries().iter().find(refused).map(|entry| entry.sealed.command_id) else {
            return;
        };
        let dropped =
            self.devices[device].edit(me, |queue| queue.dismiss(id, now, Language::Chinese).unwrap_or_default());
        let drawer = self.devices[device].drawer(me);
        drawer.photos.retain(|hash, _| !dropped.contains(hash));
        self.forget(id, "dismissed");
        self.tell(Some(device), format!("somebody dismisses {id}"));
    }

    fn recall(&mut self, device: usize, me: PersonId) {
        let records = self.devices[device].drawer(me).records();
        let unsent = |entry: &&domain::outbox::Entry| entry.may_be_recalled();
        let Some(id) = records.queue.entries().iter().find(unsent).map(|entry| entry.sealed.command_id) else { return };
        if self.devices[device].edit(me, |queue| queue.recall(id, Language::Chinese)).is_ok() {
            self.forget(id, "recalled");
            self.tell(Some(device), format!("somebody takes {id} back"));
        }
    }

    fn forget(&mut self, id: CommandId, why: &'static str) {
        for fact in self.facts.iter_mut().filter(|fact| fact.id == id) {
            fact.gone = Some(why);
        }
    }

    /// Nothing goes wrong any more: everybody signs in once more, and every device sends what it has.
    pub async fn settle(&mut self) {
        self.plan.faults.clear();
        self.due.clear();
        // The last round sends nothing any more: everybody hears what the others did.
        for round in 0..4 {
            for device in 0..self.devices.len() {
                self.devices[device].crash();
                self.devices[device].skew = 0;
                let users: Vec<_> = self.devices[device].disk.drawers.keys().copied().collect();
                for user in users {
                    self.sign_in(device, user).await;
                    for _ in 0..12 {
                        self.clock.fetch_add(10 * MINUTE, Ordering::Relaxed);
                        self.devices[device].edit(user, domain::outbox::Queue::retry_now);
                        self.pass(device).await;
                        if !self.violations.is_empty() {
                            return;
                        }
                        let records = self.devices[device].drawer(user).records();
                        let is_quiet = records.queue.entries().iter().all(|entry| !entry.is_pending());
                        if is_quiet && records.queue.photos_to_send().is_empty() || round != 2 {
                            break;
                        }
                    }
                }
            }
        }
    }

    /// One pass over a perfect network.
    async fn pass(&mut self, device: usize) {
        let Some((_, mut message)) = self.devices[device].begin(0, &mut self.chance, false) else { return };
        loop {
            let before = self.accepted(device);
            let mut reply = Reply::Answer(self.server.answer(&message, &mut self.chance).await);
            loop {
                let now = self.now();
                let held = &mut self.devices[device];
                let (led, _) = held.step(0, &reply, now, &mut self.chance, &self.corpus.bytes);
                match led {
                    Led::Ask(_, next) => {
                        message = next;
                        break;
                    }
                    Led::GoOn => reply = Reply::NoPhoto,
                    Led::Over(Ok(())) => return self.check_acknowledged(device, &before).await,
                    Led::Over(Err(stop)) => {
                        let answer = format!("{reply:?}").chars().take(400).collect::<String>();
                        return self.tell(Some(device), format!("a pass ends: {stop:?} after {answer}"));
                    }
                    Led::Superseded => return self.tell(Some(device), "a pass is superseded"),
                }
            }
            self.check_acknowledged(device, &before).await;
        }
    }

    /// What the server shows this person today, asked from the beginning.
    pub async fn fresh_view(&mut self, person: PersonId) -> BTreeMap<(String, String), Value> {
        self.tokens += 1;
        let token = format!("token-{}", self.tokens);
        self.server.sign_in(person, &token).await;
        let (mut view, mut cursor) = (BTreeMap::new(), None::<String>);
        loop {
            let from = cursor.map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
            let path = format!("/sync/v1/pull?limit=200{from}");
            let message = Message { method: "GET", path, token: token.clone(), body: Vec::new(), is_json: false };
            let answer = self.server.answer_truly(&message).await;
            let page: domain::sync::Pulled = answer.json().expect("a page");
            for change in page.changes {
                match change {
                    domain::sync::ReplicaChange::Put { kind, id, value } => view.insert((kind, id), value),
                    domain::sync::ReplicaChange::Remove { kind, id } => view.remove(&(kind, id)),
                };
            }
            if !page.more {
                return view;
            }
            cursor = Some(page.cursor);
        }
    }
}

fn said(ticket: TicketId, kind: &str, body: Value, marker: Option<String>, photos: Vec<Photo>) -> Said {
    Said { ticket, kind: kind.to_owned(), body, marker, photos }
}
