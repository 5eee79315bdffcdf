//! One pass of a device: the greeting, texts, what the server has for us, photos.
//!
//! A state machine: it is given what the server answered, changes the records that the device holds, and says what to
//! ask next. How the device stores and asks is its own matter, so that the same pass runs in a browser and in a
//! simulation.

mod answer;
mod replica;
mod uploads;

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use crate::ids::{BatchId, CommandId, DeviceId, PersonId, PhotoHash};
use crate::outbox::{Queue, Uploaded};
use crate::photo::{PART_BYTES, Photo, parts};
use crate::problem::{Code, Language, Problem};
use crate::sync::{Hello, LIMITS, PROTOCOL, PhotoProgress, Pulled, Push, Pushed, ReplicaChange};

pub use answer::Answer;
pub use replica::{Mark, Row};
pub use uploads::Uploads;

/// Changes per page.
const PAGE: u32 = 200;

/// What the device holds of one person, read before each step and written back after it, in one transaction.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Records {
    /// The outbox.
    pub queue: Queue,
    /// How far the replica is that counts.
    pub mark: Mark,
    /// How far the replica is that is being built anew beside it, if one is.
    pub aside: Option<Mark>,
}

/// Time, chance and a new id, for one step.
pub struct Moment<'a> {
    /// Now, by the device's clock.
    pub now: Timestamp,
    /// A new id.
    pub id: Uuid,
    /// Gives random numbers from 0 to 1.
    pub chance: &'a mut dyn FnMut() -> f64,
}

/// A request to our server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// HTTP method.
    pub method: &'static str,
    /// Path and query.
    pub path: String,
    /// What it carries.
    pub content: Content,
    /// Whether it carries data over what may be a slow network.
    pub is_long: bool,
}

/// What a request carries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// No body.
    Nothing,
    /// JSON.
    Json(String),
    /// These bytes of a photo that lies on the device.
    Photo {
        /// Which.
        sha256: PhotoHash,
        /// From this byte on.
        from: u64,
        /// Up to before this one.
        until: u64,
    },
}

/// What came back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer, whole.
    Answer(Answer),
    /// Nothing, or not all of it.
    Nothing,
    /// The request was not sent: the photo's bytes are not on the device, or are not what they were.
    NoPhoto,
}

/// Why a pass ended before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stop {
    /// No answer that counts.
    Unreachable,
    /// The server's session is over, or somebody else's.
    SignInNeeded,
    /// The server asks for time, in seconds if it said how much.
    Later(Option<u64>),
}

/// What to do after a step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// Ask this.
    Ask(Request),
    /// The pass is over.
    End(Result<(), Stop>),
}

/// What follows from a step, beside the changed records.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Step {
    /// What to do next.
    pub next: Next,
    /// Rows of the replica to write, in order, in the same transaction as the records.
    pub rows: Vec<Row>,
    /// A photo that the server has verified, and when, by the server's clock; written in the same transaction.
    pub verified: Option<(PhotoHash, Timestamp)>,
    /// What people may want to see, once it is written.
    pub told: Vec<Told>,
}

/// A step being made.
struct Turn<'a> {
    records: &'a mut Records,
    now: Timestamp,
    id: Uuid,
    chance: &'a mut dyn FnMut() -> f64,
    step: Step,
}

impl Default for Next {
    fn default() -> Self {
        Self::End(Ok(()))
    }
}

/// What a pass tells while it runs.
#[derive(Clone, Debug, PartialEq)]
pub enum Told {
    /// Entries of the outbox changed.
    Outbox,
    /// The replica that counts took in these changes.
    Pulled(Vec<ReplicaChange>),
    /// Another replica counts now.
    Rebuilt,
    /// The replica is as new as the server's view was then, by the server's clock.
    Fresh(Timestamp),
    /// Milliseconds by which the server's clock is ahead.
    ClockLead(i64),
    /// The server serves this build.
    Build(String),
}

/// What is on its way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// Commands of the push under way.
    pub commands: BTreeSet<CommandId>,
    /// The photo under way, how many of its bytes have gone, and of how many.
    pub photo: Option<(PhotoHash, u64, u64)>,
}

/// A pass under way. A device keeps the one before a step until what the step wrote is stored.
#[derive(Clone, Debug)]
pub struct Pass {
    me: PersonId,
    device: DeviceId,
    build: Option<String>,
    language: Language,
    uploads: Uploads,
    phase: Phase,
    most: usize,
    clock_lead: i64,
    backed_up_through: Option<Timestamp>,
    tried: BTreeSet<PhotoHash>,
    photo_arrived: bool,
}

#[derive(Clone, Debug)]
enum Phase {
    Greeting,
    Pushing { batch: BatchId, sent: Vec<CommandId>, then: Then },
    Pulling { asked_at: Timestamp, cursor: Option<String>, is_last: bool },
    Looking(Photo),
    Sending { photo: Photo, missing: Vec<u32>, run: usize, begun: Timestamp },
    Over,
}

/// What comes after the texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Pull,
    Photos,
}

impl Pass {
    /// Begins a pass, with what to ask first.
    pub fn begin(
        me: PersonId,
        device: DeviceId,
        build: Option<String>,
        language: Language,
        uploads: Uploads,
    ) -> (Self, Request) {
        let pass = Self {
            me,
            device,
            build,
            language,
            uploads,
            phase: Phase::Greeting,
            most: LIMITS.commands_per_push,
            clock_lead: 0,
            backed_up_through: None,
            tried: BTreeSet::new(),
            photo_arrived: false,
        };
        let hello = get(format!("/sync/v1/hello?device_id={device}&person_id={me}"));
        (pass, hello)
    }

    /// What is on its way at the moment.
    pub fn sending(&self) -> Option<Sending> {
        match &self.phase {
            Phase::Pushing { sent, .. } => Some(Sending { commands: sent.iter().copied().collect(), photo: None }),
            Phase::Sending { photo, missing, .. } => {
                let left = missing.len() as u64 * PART_BYTES;
                let photo = Some((photo.sha256.clone(), photo.bytes.saturating_sub(left), photo.bytes));
                Some(Sending { commands: BTreeSet::new(), photo })
            }
            _ => None,
        }
    }

    /// Time of the server's newest backup, by its own clock.
    pub fn backed_up_through(&self) -> Option<Timestamp> {
        self.backed_up_through
    }

    /// What the next pass should remember of the uploads.
    pub fn into_uploads(self) -> Uploads {
        self.uploads
    }

    /// Goes on with what came back.
    pub fn step(&mut self, records: &mut Records, reply: &Reply, moment: Moment<'_>) -> Step {
        let Moment { now, id, chance } = moment;
        let mut turn = Turn { records, now, id, chance, step: Step::default() };
        let next = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Greeting => self.greeted(&mut turn, reply),
            Phase::Pushing { batch, sent, then } => self.pushed(&mut turn, reply, batch, &sent, then),
            Phase::Pulling { asked_at, cursor, is_last } => {
                self.pulled(&mut turn, reply, asked_at, cursor.as_deref(), is_last)
            }
            Phase::Looking(photo) => self.looked(&mut turn, reply, photo),
            Phase::Sending { photo, missing, run, begun } => self.sent(&mut turn, reply, photo, missing, run, begun),
            Phase::Over => Ok(Next::End(Ok(()))),
        };
        turn.step.next = next.unwrap_or_else(|stop| Next::End(Err(stop)));
        turn.step
    }

    fn greeted(&mut self, turn: &mut Turn<'_>, reply: &Reply) -> Result<Next, Stop> {
        let answer = answered(reply)?;
        if !answer.is_ok() {
            return Err(answer.stops());
        }
        let hello: Hello = answer.json().ok_or(Stop::Unreachable)?;
        turn.step.told.push(Told::Build(hello.build.clone()));
        if !hello.protocols.contains(&PROTOCOL) {
            return Err(Stop::Later(None));
        }
        self.clock_lead = hello.server_time.as_millisecond() - turn.now.as_millisecond();
        self.backed_up_through = hello.backed_up_through;
        turn.step.told.push(Told::ClockLead(self.clock_lead));
        if turn.records.queue.greet(&hello) {
            turn.step.told.push(Told::Outbox);
        }
        self.push(turn, Then::Pull)
    }

    /// Sends the texts that are due, batch by batch, and then does what comes after.
    fn push(&mut self, turn: &mut Turn<'_>, then: Then) -> Result<Next, Stop> {
        let commands = turn.records.queue.take_due(turn.now, self.most);
        if commands.is_empty() {
            return match then {
                Then::Pull => Ok(self.pull(turn, false)),
                Then::Photos => Ok(self.next_photo(turn)),
            };
        }
        let push = Push {
            protocol: PROTOCOL,
            batch_id: BatchId(turn.id),
            device_id: self.device,
            person_id: Some(self.me),
            sent_at: Some(turn.now),
            build: self.build.clone(),
            commands,
        };
        let Ok(text) = serde_json::to_string(&push) else { return Err(Stop::Later(None)) };
        let sent = push.commands.iter().map(|command| command.command_id).collect();
        self.phase = Phase::Pushing { batch: push.batch_id, sent, then };
        Ok(Next::Ask(Request {
            method: "POST",
            path: "/sync/v1/push".into(),
            content: Content::Json(text),
            is_long: true,
        }))
    }

    fn pushed(
        &mut self,
        turn: &mut Turn<'_>,
        reply: &Reply,
        batch: BatchId,
        sent: &[CommandId],
        then: Then,
    ) -> Result<Next, Stop> {
        turn.step.told.push(Told::Outbox);
        let (queue, now) = (&mut turn.records.queue, turn.now);
        let stop = match answered(reply) {
            Ok(answer) if answer.status == 200 => {
                // Somebody else's 200 is no acknowledgement.
                match answer.json::<Pushed>().filter(|pushed| pushed.batch_id == batch) {
                    Some(pushed) => {
                        queue.take_in(sent, &pushed, now, turn.chance);
                        return self.push(turn, then);
                    }
                    None => Stop::Unreachable,
                }
            }
            Ok(answer) if matches!(answer.status, 400 | 413) && answer.problem().is_some() => {
                if let [only] = sent {
                    queue.refuse(*only, answer.problem_or(Code::Malformed, self.language));
                    self.most = LIMITS.commands_per_push;
                } else {
                    // Somewhere in it is one that can't pass; the halves find it.
                    self.most = sent.len() / 2;
                }
                return self.push(turn, then);
            }
            Ok(answer) => answer.stops(),
            Err(stop) => stop,
        };
        match stop {
            Stop::Unreachable => queue.put_off(sent, None, None, now, turn.chance),
            Stop::Later(after_s) => {
                let busy = Problem::new(Code::Busy, self.language);
                queue.put_off(sent, after_s, Some(&busy), now, turn.chance);
            }
            // Not theirs to wait: the queue is parked as it stands.
            Stop::SignInNeeded => {}
        }
        Err(stop)
    }

    /// Asks for the next page of what changed.
    fn pull(&mut self, turn: &Turn<'_>, is_last: bool) -> Next {
        let asked_at = self.by_the_server(turn.now);
        let cursor =
            turn.records.aside.as_ref().and_then(|aside| aside.cursor.clone()).or(turn.records.mark.cursor.clone());
        let from = cursor.as_ref().map(|cursor| format!("&cursor={cursor}")).unwrap_or_default();
        let path = format!("/sync/v1/pull?limit={PAGE}&person_id={}{from}", self.me);
        self.phase = Phase::Pulling { asked_at, cursor, is_last };
        Next::Ask(Request { is_long: true, ..get(path) })
    }

    fn pulled(
        &mut self,
        turn: &mut Turn<'_>,
        reply: &Reply,
        asked_at: Timestamp,
        cursor: Option<&str>,
        is_last: bool,
    ) -> Result<Next, Stop> {
        let answer = answered(reply)?;
        if matches!(answer.status, 400 | 410 | 422) && cursor.is_some() && answer.problem().is_some() {
            // The cursor is none that this server can read: begin anew.
            turn.records.aside = None;
            turn.records.mark.cursor = None;
            return Err(Stop::Later(None));
        }
        if answer.status != 200 {
            return Err(answer.stops());
        }
        let page: Pulled = answer.json().ok_or(Stop::Unreachable)?;
        let (more, is_idle) = (page.more, page.changes.is_empty() && cursor == Some(&page.cursor));
        let took = replica::take(turn.records, page, asked_at, &mut turn.step.rows);
        turn.step.told.extend(took);
        if more && is_idle {
            // A server that says "more" and means nothing must not keep us here for ever.
            return Err(Stop::Later(None));
        }
        if more {
            return Ok(self.pull(turn, is_last));
        }
        turn.step.told.push(Told::Fresh(asked_at));
        if is_last { Ok(Next::End(Ok(()))) } else { self.push(turn, Then::Photos) }
    }

    /// Goes on with the next photo whose command the server has. One that fails delays no other.
    fn next_photo(&mut self, turn: &Turn<'_>) -> Next {
        let due = |photo: &Photo| !self.tried.contains(&photo.sha256) && !self.uploads.waits(photo, turn.now);
        let photos = turn.records.queue.photos_to_send().into_iter().filter(due);
        match photos.min_by_key(|photo| self.uploads.failures(photo)) {
            Some(photo) => {
                self.tried.insert(photo.sha256.clone());
                let path = address(&photo);
                self.phase = Phase::Looking(photo);
                Next::Ask(get(path))
            }
            // A photo's arrival comes back as news of its ticket.
            None if self.photo_arrived => self.pull(turn, true),
            None => Next::End(Ok(())),
        }
    }

    /// What the server has of a photo already.
    fn looked(&mut self, turn: &mut Turn<'_>, reply: &Reply, photo: Photo) -> Result<Next, Stop> {
        let Ok(answer) = answered(reply) else { return self.stopped_at(turn, &photo, Stop::Unreachable) };
        let have = match answer.status {
            200 => match answer.json::<PhotoProgress>() {
                Some(progress) if progress.complete => return self.complete(turn, &photo),
                Some(progress) => progress.have,
                None => return self.stopped_at(turn, &photo, Stop::Unreachable),
            },
            404 if answer.problem().is_some() => Vec::new(),
            _ => return self.photo_failed(turn, answer, &photo),
        };
        let mut missing = uploads::not_in(parts(photo.bytes), &have);
        if missing.is_empty() {
            // All parts are there and it is not complete: sending one makes the server look again.
            missing.push(0);
        }
        Ok(self.send_parts(turn, photo, missing))
    }

    fn send_parts(&mut self, turn: &Turn<'_>, photo: Photo, missing: Vec<u32>) -> Next {
        let run = self.uploads.first_run(&missing);
        let from = u64::from(missing[0]) * PART_BYTES;
        let until = (from + run as u64 * PART_BYTES).min(photo.bytes);
        let path = format!("{}/parts/{}?bytes={}&person_id={}", address(&photo), missing[0], photo.bytes, self.me);
        let content = Content::Photo { sha256: photo.sha256.clone(), from, until };
        self.phase = Phase::Sending { photo, missing, run, begun: turn.now };
        Next::Ask(Request { method: "PUT", path, content, is_long: true })
    }

    fn sent(
        &mut self,
        turn: &mut Turn<'_>,
        reply: &Reply,
        photo: Photo,
        mut missing: Vec<u32>,
        run: usize,
        begun: Timestamp,
    ) -> Result<Next, Stop> {
        let answer = match reply {
            Reply::Answer(answer) => answer,
            // Evicted or rotten: sending it would be refused again and again.
            Reply::NoPhoto => return self.refused(turn, &photo),
            Reply::Nothing => {
                self.uploads.was_cut();
                return self.stopped_at(turn, &photo, Stop::Unreachable);
            }
        };
        self.uploads.took(turn.now.as_millisecond() - begun.as_millisecond());
        match (answer.status, answer.photo_complete) {
            (204, Some(true)) => return self.complete(turn, &photo),
            (204, Some(false)) => {
                missing.drain(..run);
                if !missing.is_empty() {
                    return Ok(self.send_parts(turn, photo, missing));
                }
            }
            _ => return self.photo_failed(turn, answer, &photo),
        }
        self.wait_with(turn, &photo)
    }

    /// What a refusal means for one photo, or for the whole pass.
    fn photo_failed(&mut self, turn: &mut Turn<'_>, answer: &Answer, photo: &Photo) -> Result<Next, Stop> {
        match answer.problem() {
            Some(problem) if problem.is(Code::NotAnImage) || problem.is(Code::PhotoTooLarge) => {
                self.refused(turn, photo)
            }
            // The parts were dropped there; they go up again from the first.
            Some(_) if matches!(answer.status, 400 | 404 | 413 | 415 | 422) => self.wait_with(turn, photo),
            _ => self.stopped_at(turn, photo, answer.stops()),
        }
    }

    /// Not this time; the others go on.
    fn wait_with(&mut self, turn: &mut Turn<'_>, photo: &Photo) -> Result<Next, Stop> {
        self.uploads.failed(photo, turn.now, (turn.chance)());
        self.push(turn, Then::Photos)
    }

    /// The pass ends here. Whether the photo is to blame nobody knows; the next pass begins with the others.
    fn stopped_at(&mut self, turn: &mut Turn<'_>, photo: &Photo, stop: Stop) -> Result<Next, Stop> {
        if stop != Stop::SignInNeeded {
            self.uploads.failed(photo, turn.now, (turn.chance)());
        }
        Err(stop)
    }

    fn complete(&mut self, turn: &mut Turn<'_>, photo: &Photo) -> Result<Next, Stop> {
        turn.step.verified = Some((photo.sha256.clone(), self.by_the_server(turn.now)));
        self.photo_arrived = true;
        self.ended(turn, photo, Uploaded::Complete)
    }

    fn refused(&mut self, turn: &mut Turn<'_>, photo: &Photo) -> Result<Next, Stop> {
        self.ended(turn, photo, Uploaded::Refused)
    }

    fn ended(&mut self, turn: &mut Turn<'_>, photo: &Photo, how: Uploaded) -> Result<Next, Stop> {
        turn.records.queue.photo_uploaded(&photo.sha256, how);
        self.uploads.ended(&photo.sha256);
        turn.step.told.push(Told::Outbox);
        // Texts before photos: one may have been saved meanwhile.
        self.push(turn, Then::Photos)
    }

    /// A moment of the device's clock by the server's, as the greeting told it.
    fn by_the_server(&self, at: Timestamp) -> Timestamp {
        Timestamp::from_millisecond(at.as_millisecond().saturating_add(self.clock_lead)).unwrap_or(at)
    }
}

fn get(path: String) -> Request {
    Request { method: "GET", path, content: Content::Nothing, is_long: false }
}

fn address(photo: &Photo) -> String {
    format!("/sync/v1/photos/{}", photo.sha256)
}

fn answered(reply: &Reply) -> Result<&Answer, Stop> {
    match reply {
        Reply::Answer(answer) => Ok(answer),
        Reply::Nothing | Reply::NoPhoto => Err(Stop::Unreachable),
    }
}
