//! What a pass is given and what it says, step by step.

use std::collections::BTreeSet;

use jiff::Timestamp;
use uuid::Uuid;

use super::{Answer, Mark, Row};
use crate::ids::{CommandId, PhotoHash};
use crate::outbox::Queue;
use crate::sync::ReplicaChange;

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

impl Records {
    /// Where the next pull goes on: in the replica that is being built anew, if one is.
    pub(super) fn cursor(&self) -> Option<&str> {
        self.aside.as_ref().and_then(|aside| aside.cursor.as_deref()).or(self.mark.cursor.as_deref())
    }
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
    /// A photo that the server has verified, and when, by the server's clock, if it said so; written in the same
    /// transaction.
    pub verified: Option<(PhotoHash, Timestamp)>,
    /// What people may want to see, once it is written.
    pub told: Vec<Told>,
}

/// What a pass heard of the server's time, by the server's clock: what is thrown away for its age is judged by this, for
/// the device's clock may jump at any moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// When the server spoke last.
    pub at: Timestamp,
    /// Time of its newest backup.
    pub backed_up_through: Option<Timestamp>,
}

/// A step being made.
pub(super) struct Turn<'a> {
    pub(super) records: &'a mut Records,
    pub(super) now: Timestamp,
    pub(super) id: Uuid,
    pub(super) chance: &'a mut dyn FnMut() -> f64,
    pub(super) step: Step,
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
    /// Messages have been read up to then, on whatever device.
    ReadThrough(Timestamp),
}

/// What is on its way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sending {
    /// Commands of the push under way.
    pub commands: BTreeSet<CommandId>,
    /// The photo under way, how many of its bytes have gone, and of how many.
    pub photo: Option<(PhotoHash, u64, u64)>,
}

/// An answer, if there is one that counts.
pub(super) fn answered(reply: &Reply) -> Result<&Answer, Stop> {
    match reply {
        Reply::Answer(answer) => Ok(answer),
        Reply::Nothing | Reply::NoPhoto => Err(Stop::Unreachable),
    }
}

/// A question that carries nothing.
pub(super) fn get(path: String) -> Request {
    Request { method: "GET", path, content: Content::Nothing, is_long: false }
}
