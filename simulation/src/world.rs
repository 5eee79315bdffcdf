//! The world: its devices and its server, and a clock that only moves when nothing is left to do.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use domain::ids::{DeviceId, PersonId};
use domain::pass::{Answer, Reply, Stop};
use domain::{Code, Person, Problem};

use crate::builds::Build;
use crate::chance::Chance;
use crate::county::County;
use crate::device::{Begins, Device, Led};
use crate::facts::Facts;
use crate::faults::Fault;
use crate::figures::Figures;
use crate::invariants::{Invariant, Violation};
use crate::ledger::Ledger;
use crate::message::Message;
use crate::plan::Plan;
use crate::server::Server;
use crate::story::Line;

/// Milliseconds.
pub const SECOND: i64 = 1000;
pub const MINUTE: i64 = 60 * SECOND;
pub const HOUR: i64 = 60 * MINUTE;
pub const DAY: i64 = 24 * HOUR;
pub const YEAR: i64 = 365 * DAY;
/// When stories begin.
const BEGINNING: i64 = 1_795_305_600_000;
/// Devices that somebody looks at, at most.
const LOOKERS: usize = 4;
/// What a tab waits while another has a pass under way.
const BUSY_PAUSE: i64 = 3 * SECOND;

#[derive(Debug)]
pub enum Event {
    /// Somebody does something on a device.
    Act(usize),
    /// A shared device goes to the next person, perhaps in the middle of a pass.
    HandOver(usize),
    /// Something was saved, somebody taps or looks, the server wakes.
    Start { device: usize, tab: usize },
    /// A tab's timer; the one that was set last counts.
    Timer { device: usize, tab: usize, n: u64 },
    /// A message reaches the server; the answer is heard by whoever asked, unless it is lost.
    Arrive { message: Message, listener: Option<(usize, usize, u64)>, spoilt: Spoilt },
    /// What a tab hears.
    Hear { device: usize, tab: usize, question: u64, reply: Reply },
    /// Something happens to the server, or to everybody.
    Happens(Fault),
    /// A backup is made.
    BackUp,
    /// A device goes to the build that the server serves.
    Update { device: usize, build: Build },
    /// A device has room again.
    Room(usize),
}

/// What happens to an answer on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spoilt {
    No,
    Lost,
    Cut,
    /// A gateway has lost patience.
    TimedOut,
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
    pub county: &'a County,
    pub server: Server,
    pub devices: Vec<Device>,
    pub facts: Facts,
    pub ledger: Ledger,
    /// The ledger as the last backup has it.
    pub backed_up: Option<Ledger>,
    /// How often the server has gone back in time.
    pub restores: u32,
    /// Whose tokens are whose.
    pub tokens: BTreeMap<String, PersonId>,
    /// Nothing goes wrong any more.
    pub calm: bool,
    /// The story, where it is told.
    pub lines: Option<Vec<Line>>,
    pub violation: Option<Violation>,
    pub figures: Figures,
    pub chance: Chance,
    /// How far the change feed was when devices were last woken.
    pub woken: i64,
    pub acts_left: usize,
    clock: Arc<AtomicI64>,
    due: BinaryHeap<Reverse<Due>>,
    events: u64,
}

impl<'a> World<'a> {
    pub async fn new(plan: Plan, county: &'a County, tells: bool) -> Self {
        let mut chance = Chance::new(plan.seed);
        let clock = Arc::new(AtomicI64::new(BEGINNING));
        let server = Server::start(county, clock.clone(), plan.bug).await;
        let people = &county.people[..plan.people];
        let has = |fault| plan.faults.contains(&fault);
        let devices = (0..plan.devices)
            .map(|n| {
                let mut users = vec![people[n % people.len()].id];
                if chance.one_in(3) && has(Fault::SharedDevice) {
                    users.push(people[chance.below(people.len())].id);
                    users.dedup();
                }
                let tabs = if has(Fault::TwoTabs) { 2 } else { 1 };
                let mut device = Device::new(DeviceId(chance.id()), users, tabs, plan.bug);
                device.looks = n < LOOKERS && chance.one_in(2);
                if has(Fault::Upgrade) {
                    device.disk.build = Build::ALL[chance.below(3)];
                }
                device
            })
            .collect();
        let (acts_left, figures) =
            (plan.acts, Figures { stories: 1, devices: plan.devices as u64, ..Figures::default() });
        let mut world = Self {
            plan,
            county,
            server,
            devices,
            facts: Facts::default(),
            ledger: Ledger::default(),
            backed_up: None,
            restores: 0,
            tokens: BTreeMap::new(),
            calm: false,
            lines: tells.then(Vec::new),
            violation: None,
            figures,
            chance,
            woken: 0,
            acts_left,
            clock,
            due: BinaryHeap::new(),
            events: 0,
        };
        world.begin().await;
        world
    }

    async fn begin(&mut self) {
        for device in 0..self.devices.len() {
            let user = self.devices[device].users[0];
            self.sign_in(device, user).await;
            let at = self.chance.between(0, HOUR);
            self.after(at, Event::Act(device));
            self.after(at + SECOND, Event::Start { device, tab: 0 });
        }
        for fault in [Fault::ServerRestart, Fault::Restore, Fault::Upgrade, Fault::Weeks] {
            let at = self.chance.between(HOUR, 20 * HOUR);
            self.after(at, Event::Happens(fault));
        }
        for _ in 0..3 {
            let at = self.chance.between(HOUR, 20 * HOUR);
            self.after(at, Event::BackUp);
        }
    }

    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::Relaxed)
    }

    pub fn passes(&self, milliseconds: i64) {
        self.clock.fetch_add(milliseconds, Ordering::Relaxed);
    }

    pub fn person(&self, id: PersonId) -> &'a Person {
        self.county.person(id)
    }

    pub fn has(&self, fault: Fault) -> bool {
        self.plan.faults.contains(&fault)
    }

    /// True once in `n` times, where this kind of fault happens at all. Chance is asked in any case, so that a story
    /// without the fault is otherwise the same as far as can be.
    pub fn strikes(&mut self, fault: Fault, n: usize) -> bool {
        let strikes = self.chance.one_in(n) && self.has(fault) && !self.calm;
        self.figures.injected[fault as usize] += u64::from(strikes);
        strikes
    }

    /// Writes a line of the story, if it is told.
    pub fn tell(&mut self, device: Option<usize>, text: impl FnOnce(&Self) -> String) {
        let Some(mut lines) = self.lines.take() else { return };
        lines.push(Line { at: self.now() - BEGINNING, device, text: text(self) });
        self.lines = Some(lines);
    }

    /// Keeps the first thing that was wrong; the rest follows from it.
    pub fn fail(&mut self, violation: Violation) {
        self.violation.get_or_insert(violation);
    }

    pub fn after(&mut self, milliseconds: i64, event: Event) {
        self.events += 1;
        self.due.push(Reverse(Due { at: self.now() + milliseconds.max(0), n: self.events, event }));
    }

    pub fn nothing_is_due(&mut self) {
        self.due.clear();
    }

    pub async fn sign_in(&mut self, device: usize, person: PersonId) {
        let token = self.new_token(person).await;
        self.devices[device].change_person(Some(person), token);
        self.tell(Some(device), |world| format!("{} signs in", world.person(person).name));
    }

    pub async fn new_token(&mut self, person: PersonId) -> String {
        let token = format!("token-{}", self.tokens.len());
        self.server.sign_in(person, &token).await;
        self.tokens.insert(token.clone(), person);
        token
    }

    /// Lets everything happen that is due, until people have done what they were going to do.
    pub async fn run(&mut self) {
        while let Some(Reverse(due)) = self.due.pop() {
            self.clock.store(due.at.max(self.now()), Ordering::Relaxed);
            match due.event {
                Event::Act(device) => self.act(device).await,
                Event::HandOver(device) => self.hand_over(device).await,
                Event::Start { device, tab } => self.start(device, tab).await,
                Event::Timer { device, tab, n } => {
                    if self.devices[device].tabs[tab].timer == Some(n) {
                        self.start(device, tab).await;
                    }
                }
                Event::Arrive { message, listener, spoilt } => self.arrive(message, listener, spoilt).await,
                Event::Hear { device, tab, question, reply } => self.hear(device, tab, question, reply).await,
                Event::Happens(fault) => self.happens(fault).await,
                Event::BackUp => self.back_up().await,
                Event::Update { device, build } => {
                    self.tell(Some(device), |_| format!("it goes to build {}", build.name()));
                    self.restart(device, build);
                }
                Event::Room(device) => self.devices[device].disk.room = crate::disk::Room::Plenty,
            }
            if self.violation.is_some() || self.acts_left == 0 {
                return;
            }
        }
    }

    /// Runs a pass in a tab, or once more after the one under way there.
    async fn start(&mut self, device: usize, tab: usize) {
        let (now, careless) = (self.now(), self.strikes(Fault::TwoTabs, 10));
        match self.devices[device].begin(tab, now, &mut self.chance, careless) {
            Begins::Asks(question, message) => self.send(device, tab, question, message).await,
            Begins::Busy => self.wind(device, tab, BUSY_PAUSE),
            Begins::Runs => self.devices[device].tabs[tab].again = true,
            Begins::Nobody => {}
        }
    }

    /// Sets a tab's timer.
    fn wind(&mut self, device: usize, tab: usize, pause: i64) {
        let n = self.events + 1;
        self.devices[device].tabs[tab].timer = Some(n);
        self.after(pause, Event::Timer { device, tab, n });
    }

    /// A tab goes on with what came back. One that was closed meanwhile hears nothing.
    async fn hear(&mut self, device: usize, tab: usize, question: u64, mut reply: Reply) {
        if self.devices[device].tabs[tab].running.as_ref().is_none_or(|running| running.question != question) {
            return;
        }
        if self.strikes(Fault::FrozenTab, 40) {
            self.tell(Some(device), |_| format!("tab {tab} freezes in the middle of a pass"));
            let thaws = self.chance.between(SECOND, 5 * HOUR);
            return self.after(thaws, Event::Hear { device, tab, question, reply });
        }
        loop {
            if self.strikes(Fault::DeviceCrash, 60) {
                self.tell(Some(device), |_| "it stops before it has written down an answer".into());
                return self.crash(device);
            }
            let stepped = self.step(device, tab, &reply);
            if self.violation.is_some() {
                return;
            }
            if let Some(build) = stepped.build
                && self.has(Fault::Upgrade)
            {
                let at = self.chance.between(SECOND, 6 * HOUR);
                self.after(at, Event::Update { device, build });
            }
            if self.strikes(Fault::DeviceCrash, 60) {
                self.tell(Some(device), |_| "it stops after it has written down an answer".into());
                return self.crash(device);
            }
            match stepped.led {
                Led::Ask(question, message) => return self.send(device, tab, question, message).await,
                Led::GoOn => reply = Reply::NoPhoto,
                Led::Over(ended) => return self.rest(device, tab, ended.map(|_| ())),
                Led::Full => return self.rest(device, tab, Err(Stop::Unreachable)),
                Led::Superseded => return,
            }
        }
    }

    /// What a device waits for after a pass.
    fn rest(&mut self, device: usize, tab: usize, ended: Result<(), Stop>) {
        if std::mem::take(&mut self.devices[device].tabs[tab].again) {
            return self.after(0, Event::Start { device, tab });
        }
        let now = self.devices[device].now(self.now());
        let pause = match ended {
            Ok(()) => {
                let me = self.devices[device].disk.me;
                let due = me.and_then(|me| self.devices[device].drawer(me).records.queue.next_due(now));
                due.map_or(2 * HOUR, |due| (due.as_millisecond() - now.as_millisecond()).clamp(SECOND, 2 * HOUR))
            }
            Err(Stop::Later(Some(seconds))) => seconds as i64 * SECOND,
            // At first devices try again before all that failed together is due once more.
            Err(_) => {
                let longest = [5 * SECOND, 10 * MINUTE][self.chance.below(2)];
                self.chance.between(500, longest)
            }
        };
        if ended == Err(Stop::SignInNeeded) {
            return self.tell(Some(device), |_| "the session is over; the queue is parked".into());
        }
        let other = self.chance.below(2);
        let tab = if self.devices[device].tabs.len() > 1 { other } else { tab };
        self.wind(device, tab, pause);
    }

    /// A device stops, and starts again after a while.
    pub fn crash(&mut self, device: usize) {
        let build = self.devices[device].disk.build;
        self.restart(device, build);
        let at = self.chance.between(SECOND, HOUR);
        self.after(at, Event::Start { device, tab: 0 });
    }

    /// A device starts from what is on its disk, perhaps with another build.
    pub fn restart(&mut self, device: usize, build: Build) {
        let ids = |device: &Device| -> BTreeSet<_> {
            let entries = device.disk.drawers.values().flat_map(|drawer| drawer.records.queue.entries());
            entries.map(|entry| entry.sealed.command_id).collect()
        };
        let before = ids(&self.devices[device]);
        self.devices[device].restart(build);
        if let Some(id) = before.symmetric_difference(&ids(&self.devices[device])).next() {
            return self.fail(Invariant::Migration.broken(*id, "was there before the device started anew"));
        }
        self.watch(device);
    }

    /// The answer of a server that has no time or no room.
    pub fn busy(&mut self) -> Answer {
        let code = [Code::Busy, Code::Busy, Code::StorageFull, Code::Internal][self.chance.below(4)];
        Answer {
            status: code.http_status(),
            media_type: "application/problem+json".into(),
            retry_after: self.chance.one_in(2).then_some(5),
            photo_complete: None,
            server_time: None,
            text: serde_json::to_string(&Problem::new(code, domain::Language::Chinese)).expect("JSON"),
        }
    }
}
