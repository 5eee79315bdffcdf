//! A device: what lies on its disk, and the passes that its tabs run. Its rules are `domain`'s; here are its disk, which
//! knows transactions and crashes, and the people who use it.

use std::collections::BTreeMap;

use domain::ids::{CommandId, DeviceId, PersonId, PhotoHash, TicketId};
use domain::outbox::{Entry, Need, PhotoMark, Queue, ServerMemory, State, photo_may_go};
use domain::pass::{Content, Mark, Moment, Next, Pass, Records, Reply, Request, Row, Step, Stop, Uploads};
use domain::sync::{ReplicaChange, SealedCommand};
use domain::{Language, Photo, Ticket};
use jiff::Timestamp;
use serde_json::Value;

use crate::chance::Chance;
use crate::faults::Bug;
use crate::server::Message;

/// One person's part of a disk.
#[derive(Clone, Debug, Default)]
pub struct Drawer {
    /// Entries as they are kept: JSON text.
    entries: BTreeMap<CommandId, String>,
    memory: ServerMemory,
    mark: Mark,
    aside: Option<Mark>,
    /// Rows of the replica by generation, type and id.
    pub rows: BTreeMap<(u32, String, String), Value>,
    seq: u64,
    pub photos: BTreeMap<PhotoHash, PhotoMark>,
}

/// What survives a crash.
#[derive(Clone, Debug, Default)]
pub struct Disk {
    pub me: Option<PersonId>,
    pub token: String,
    serial: u64,
    turn: Option<u64>,
    clock_lead: i64,
    pub drawers: BTreeMap<PersonId, Drawer>,
}

/// A pass that waits for an answer.
#[derive(Debug)]
pub struct Running {
    pub question: u64,
    person: PersonId,
    serial: u64,
    turn: u64,
    pass: Pass,
    request: Request,
}

pub struct Device {
    pub id: DeviceId,
    pub disk: Disk,
    pub tabs: Vec<Option<Running>>,
    uploads: Vec<Uploads>,
    /// Milliseconds that its clock is ahead of the world's.
    pub skew: i64,
    /// Which people use it.
    pub users: Vec<PersonId>,
    bug: Option<Bug>,
}

/// What somebody says of a ticket.
#[derive(Clone, Debug)]
pub struct Said {
    pub ticket: TicketId,
    pub kind: String,
    pub body: Value,
    /// Words that stand in this command and in no other; none where its kind has no words.
    pub marker: Option<String>,
    pub photos: Vec<Photo>,
}

/// What a step of a pass led to.
pub enum Led {
    /// The next question, and the message that carries it.
    Ask(u64, Message),
    /// A photo's bytes are not here: the pass goes on without asking anybody.
    GoOn,
    /// The pass is over.
    Over(Result<(), Stop>),
    /// Somebody else is signed in, or another tab has taken over.
    Superseded,
}

impl Drawer {
    pub fn records(&self) -> Records {
        let read = |text: &String| serde_json::from_str::<Entry>(text).expect("an entry that was written");
        Records {
            queue: Queue::new(self.entries.values().map(read).collect(), self.memory),
            mark: self.mark.clone(),
            aside: self.aside.clone(),
        }
    }

    fn write(&mut self, records: &Records, rows: &[Row]) {
        self.entries.clear();
        for entry in records.queue.entries() {
            self.put(entry);
        }
        self.memory = records.queue.memory();
        self.mark = records.mark.clone();
        self.aside.clone_from(&records.aside);
        for row in rows {
            match row {
                Row::Clear(generation) => self.rows.retain(|(of, ..), _| of != generation),
                Row::Change { generation, change } => match change {
                    ReplicaChange::Put { kind, id, value } => {
                        self.rows.insert((*generation, kind.clone(), id.clone()), value.clone());
                    }
                    ReplicaChange::Remove { kind, id } => {
                        self.rows.remove(&(*generation, kind.clone(), id.clone()));
                    }
                },
            }
        }
    }

    fn put(&mut self, entry: &Entry) {
        self.entries.insert(entry.sealed.command_id, serde_json::to_string(entry).expect("JSON"));
    }

    /// The replica that counts.
    pub fn replica(&self) -> BTreeMap<(String, String), Value> {
        let counts = |((generation, ..), _): &(&(u32, String, String), &Value)| *generation == self.mark.generation;
        let row =
            |((_, kind, id), value): (&(u32, String, String), &Value)| ((kind.clone(), id.clone()), value.clone());
        self.rows.iter().filter(counts).map(row).collect()
    }

    pub fn tickets(&self) -> Vec<Ticket> {
        let read = |((kind, _), value): ((String, String), Value)| {
            (kind == "ticket").then(|| serde_json::from_value(value).ok()).flatten()
        };
        self.replica().into_iter().filter_map(read).collect()
    }
}

impl Device {
    pub fn new(id: DeviceId, users: Vec<PersonId>, tabs: usize, bug: Option<Bug>) -> Self {
        Self {
            id,
            disk: Disk::default(),
            tabs: (0..tabs).map(|_| None).collect(),
            uploads: (0..tabs).map(|_| Uploads::default()).collect(),
            skew: 0,
            users,
            bug,
        }
    }

    pub fn now(&self, world: i64) -> Timestamp {
        Timestamp::from_millisecond(world + self.skew).expect("a time")
    }

    pub fn drawer(&mut self, person: PersonId) -> &mut Drawer {
        self.disk.drawers.entry(person).or_default()
    }

    pub fn change_person(&mut self, person: Option<PersonId>, token: String) {
        self.disk.serial += u64::from(self.disk.me != person);
        self.disk.me = person;
        self.disk.token = token;
    }

    /// Everything but the disk is gone.
    pub fn crash(&mut self) {
        self.tabs.iter_mut().for_each(|tab| *tab = None);
        self.uploads.iter_mut().for_each(|uploads| *uploads = Uploads::default());
    }

    /// Seals a command and puts it away with its photos, in one transaction.
    pub fn enqueue(&mut self, person: PersonId, world: i64, id: CommandId, said: Said) -> u64 {
        let Said { ticket, kind, body, photos, .. } = said;
        let now = self.now(world);
        let drawer = self.drawer(person);
        drawer.seq += 1;
        let row = (drawer.mark.generation, "ticket".to_owned(), ticket.to_string());
        let based_on = drawer.rows.get(&row).and_then(|value| value["revision"].as_u64());
        let sealed = SealedCommand {
            command_id: id,
            seq: drawer.seq,
            ticket_id: ticket,
            kind: kind.clone(),
            captured_at: now.to_string(),
            based_on: if kind == "whistle" { None } else { based_on },
            body,
        };
        for photo in &photos {
            drawer.photos.insert(photo.sha256.clone(), PhotoMark { stored_at: now, verified_at: None });
        }
        let seq = drawer.seq;
        drawer.put(&Entry::new(person, sealed, photos));
        seq
    }

    /// Changes a person's queue in one transaction.
    pub fn edit<T>(&mut self, person: PersonId, change: impl FnOnce(&mut Queue) -> T) -> T {
        let drawer = self.drawer(person);
        let mut records = drawer.records();
        let changed = change(&mut records.queue);
        drawer.write(&records, &[]);
        changed
    }

    /// Begins a pass in a tab, unless one is under way there or in another tab.
    pub fn begin(&mut self, tab: usize, chance: &mut Chance, steals: bool) -> Option<(u64, Message)> {
        let others = self.tabs.iter().enumerate().any(|(n, running)| running.is_some() && (n == tab || !steals));
        let person = self.disk.me.filter(|_| !others && self.tabs[tab].is_none())?;
        let turn = chance.draw();
        self.disk.turn = Some(turn);
        let uploads = std::mem::take(&mut self.uploads[tab]);
        let (pass, request) = Pass::begin(person, self.id, Some("b1".into()), Language::Chinese, uploads);
        let (question, message) = (chance.draw(), self.message(&request, None));
        self.tabs[tab] = Some(Running { question, person, serial: self.disk.serial, turn, pass, request });
        Some((question, message))
    }

    fn message(&self, request: &Request, photo: Option<&[u8]>) -> Message {
        let (body, is_json) = match &request.content {
            Content::Nothing => (Vec::new(), false),
            Content::Json(text) => (text.clone().into_bytes(), true),
            Content::Photo { from, until, .. } => {
                (photo.unwrap_or_default()[*from as usize..*until as usize].to_vec(), false)
            }
        };
        let message = Message {
            method: request.method,
            path: request.path.clone(),
            token: self.disk.token.clone(),
            body,
            is_json,
        };
        if self.bug == Some(Bug::SendAsWhoever) { unsigned(message) } else { message }
    }

    /// Goes on with what came back, in one transaction. `corpus` has the bytes that lie behind a photo's name.
    pub fn step(
        &mut self,
        tab: usize,
        reply: &Reply,
        world: i64,
        chance: &mut Chance,
        corpus: &BTreeMap<PhotoHash, Vec<u8>>,
    ) -> (Led, Option<Step>) {
        let Some(running) = self.tabs[tab].take() else { return (Led::Superseded, None) };
        let Running { person, serial, turn, pass, request, .. } = running;
        let bug = self.bug;
        let sends_as_whoever = bug == Some(Bug::SendAsWhoever);
        if !sends_as_whoever && self.disk.serial != serial || self.disk.turn.is_some_and(|holder| holder != turn) {
            self.uploads[tab] = pass.into_uploads();
            return (Led::Superseded, None);
        }
        let now = self.now(world);
        let mut pass = pass;
        let mut records = self.drawer(person).records();
        plant_before(bug, &mut records, reply, &request);
        let draw = &mut || chance.unit();
        let mut ids = Chance::new(question_seed(running.question));
        let step = pass.step(&mut records, reply, Moment { now, id: ids.id(), chance: draw });
        plant_after(bug, &mut records, reply, &step, &request, &mut ids);
        let rows: &[Row] = if bug == Some(Bug::ReplicaBesideCursor) && chance.one_in(5) { &[] } else { &step.rows };
        let drawer = self.drawer(person);
        drawer.write(&records, rows);
        if let Some((hash, at)) = &step.verified
            && let Some(mark) = drawer.photos.get_mut(hash)
        {
            mark.verified_at = mark.verified_at.or(Some(*at));
        }
        if bug == Some(Bug::DropPhotoOnAcknowledgement) {
            for entry in records.queue.entries().iter().filter(|entry| entry.is_accepted()) {
                drawer.photos.retain(|hash, _| entry.photos.iter().all(|photo| photo.sha256 != *hash));
            }
        }
        for told in &step.told {
            if let domain::pass::Told::ClockLead(milliseconds) = told {
                self.disk.clock_lead = *milliseconds;
            }
        }
        let led = match &step.next {
            Next::End(ended) => {
                let backed_up_through = pass.backed_up_through();
                self.uploads[tab] = pass.into_uploads();
                self.disk.turn = None;
                if ended.is_ok() {
                    self.make_room(person, world, backed_up_through);
                }
                Led::Over(*ended)
            }
            Next::Ask(request) => {
                let question = chance.draw();
                let photo = match &request.content {
                    Content::Photo { sha256, .. } => {
                        let held = self.drawer(person).photos.contains_key(sha256);
                        Some(corpus.get(sha256).filter(|_| held))
                    }
                    _ => None,
                };
                let led = match photo {
                    Some(None) => Led::GoOn,
                    Some(Some(bytes)) => Led::Ask(question, self.message(request, Some(bytes))),
                    None => Led::Ask(question, self.message(request, None)),
                };
                self.tabs[tab] = Some(Running { question, person, serial, turn, pass, request: request.clone() });
                led
            }
        };
        (led, Some(step))
    }

    /// Removes what has had its time, as the device does after a pass.
    fn make_room(&mut self, person: PersonId, world: i64, backed_up_through: Option<Timestamp>) {
        let now = self.now(world + self.disk.clock_lead);
        let drawer = self.drawer(person);
        let entries = drawer.records().queue.entries().to_vec();
        drawer
            .photos
            .retain(|hash, mark| !photo_may_go(hash, Some(*mark), &entries, Need::Habit, backed_up_through, now));
        for entry in entries.iter().filter(|entry| entry.is_disposable(now)) {
            drawer.entries.remove(&entry.sealed.command_id);
        }
    }
}

/// Without saying whose it is.
fn unsigned(mut message: Message) -> Message {
    if let Some(at) = message.path.find("&person_id=") {
        message.path.replace_range(at..at + "&person_id=".len() + 36, "");
    }
    if message.is_json {
        let mut body: Value = serde_json::from_slice(&message.body).expect("JSON");
        body.as_object_mut().map(|fields| fields.remove("person_id"));
        message.body = body.to_string().into_bytes();
    }
    message
}

fn question_seed(question: u64) -> u64 {
    question ^ 0x5151
}

fn is_push(request: &Request) -> bool {
    request.path == "/sync/v1/push"
}

fn sent(request: &Request) -> Vec<CommandId> {
    match &request.content {
        Content::Json(text) if is_push(request) => {
            let push: domain::sync::Push = serde_json::from_str(text).expect("a push");
            push.commands.iter().map(|command| command.command_id).collect()
        }
        _ => Vec::new(),
    }
}

fn plant_before(bug: Option<Bug>, records: &mut Records, reply: &Reply, request: &Request) {
    let Reply::Answer(answer) = reply else { return };
    if bug == Some(Bug::IgnoreEpoch)
        && request.path.starts_with("/sync/v1/hello")
        && let Some(hello) = answer.json::<domain::sync::Hello>()
    {
        let memory = ServerMemory { epoch: Some(hello.server_epoch), accepted_through: hello.applied_through };
        records.queue = Queue::new(records.queue.entries().to_vec(), memory);
    }
}

fn plant_after(
    bug: Option<Bug>,
    records: &mut Records,
    reply: &Reply,
    step: &Step,
    request: &Request,
    ids: &mut Chance,
) {
    let memory = records.queue.memory();
    let mut entries = records.queue.entries().to_vec();
    match (bug, reply) {
        (Some(Bug::ForgetWhenSent), _) => {
            if let Next::Ask(next) = &step.next {
                let sent = sent(next);
                entries.retain(|entry| !sent.contains(&entry.sealed.command_id));
            }
        }
        (Some(Bug::BelievePortal), Reply::Answer(answer))
            if answer.status == 200 && answer.media_type == "text/html" =>
        {
            let sent = sent(request);
            for entry in entries.iter_mut().filter(|entry| sent.contains(&entry.sealed.command_id)) {
                entry.state =
                    State::Accepted { at: Timestamp::UNIX_EPOCH, revision: 1, number: "RC20260101-000001".into() };
            }
        }
        (Some(Bug::NewIdOnRetry), Reply::Nothing) => {
            let sent = sent(request);
            for entry in entries.iter_mut().filter(|entry| sent.contains(&entry.sealed.command_id)) {
                entry.sealed.command_id = CommandId(ids.id());
                if entry.sealed.kind == "whistle" {
                    entry.sealed.ticket_id = TicketId(ids.id());
                }
            }
        }
        (Some(Bug::DropRefused), _) => entries.retain(|entry| !matches!(entry.state, State::Rejected { .. })),
        _ => return,
    }
    records.queue = Queue::new(entries, memory);
}
