//! One pass of a device: the greeting, texts, what the server has for us, photos.
//!
//! A state machine: it is given what the server answered, changes the records that the device holds, and says what to
//! ask next. How the device stores and asks is its own matter, so that the same pass runs in a browser and in a
//! simulation.

mod answer;
mod changes;
mod photos;
mod replica;
mod step;
mod texts;
mod uploads;

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use crate::ids::{BatchId, CommandId, DeviceId, PersonId, PhotoHash};
use crate::photo::{PART_BYTES, Photo};
use crate::problem::Language;
use crate::sync::LIMITS;

pub use answer::Answer;
pub use replica::{Mark, Row};
pub use step::{Content, Heard, Moment, Next, Records, Reply, Request, Sending, Step, Stop, Told};
pub use uploads::Uploads;

use step::{Turn, get};

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
    /// The server's epoch as it greeted.
    epoch: Option<Uuid>,
    clock_lead: i64,
    heard_at: Option<Timestamp>,
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
            epoch: None,
            clock_lead: 0,
            heard_at: None,
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

    /// What the server said of its time, if it spoke.
    pub fn heard(&self) -> Option<Heard> {
        self.heard_at.map(|at| Heard { at, backed_up_through: self.backed_up_through })
    }

    /// What the next pass should remember of the uploads.
    pub fn into_uploads(self) -> Uploads {
        self.uploads
    }

    /// Goes on with what came back.
    pub fn step(&mut self, records: &mut Records, reply: &Reply, moment: Moment<'_>) -> Step {
        let Moment { now, id, chance } = moment;
        if let Reply::Answer(answer) = reply {
            self.heard_at = self.heard_at.max(answer.server_time);
        }
        let is_overtaken = self.epoch.is_some() && records.queue.memory().epoch != self.epoch;
        let mut turn = Turn { records, now, id, chance, step: Step::default() };
        let next = match std::mem::replace(&mut self.phase, Phase::Over) {
            Phase::Greeting => self.greeted(&mut turn, reply),
            // Another tab has met a restored server since: what the one before it said counts no more.
            _ if is_overtaken => Err(Stop::Later(None)),
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

    /// A moment of the device's clock by the server's, as the greeting told it.
    fn by_the_server(&self, at: Timestamp) -> Timestamp {
        Timestamp::from_millisecond(at.as_millisecond().saturating_add(self.clock_lead)).unwrap_or(at)
    }
}
