//! The port between pages and the device: signals that pages read, and calls that they make.
//!
//! `frontend` fills it in; on the server it shows the snapshot that the page was asked with, and every call is inert.

use std::collections::BTreeMap;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use domain::ids::{CommandId, PersonId, PhotoHash, TicketId};
use domain::list::Version;
use domain::list::file::Progress;
use domain::outbox::Entry;
pub use domain::pass::Sending;
use domain::presence::Present;
use domain::ticket::Context;
use domain::{Command, Directory, Item, Person, Photo, Problem, Ticket, Unit};
use jiff::Timestamp;
use leptos::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::watermark::Watermark;

/// What the server knows when it renders a page; the device starts from it.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Snapshot {
    /// Who is signed in.
    pub me: Option<Person>,
    /// The newest tickets of their scope.
    pub tickets: Vec<Ticket>,
    /// Whether there are more.
    pub more: bool,
    /// Units.
    pub units: Vec<Unit>,
    /// The list.
    pub items: Vec<Item>,
    /// Its version.
    pub version: Option<Version>,
    /// Now, by the server's clock, so that both sides render the same.
    pub now: Option<Timestamp>,
}

/// The connection, as people are told about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Network {
    /// The last exchange went through.
    #[default]
    Online,
    /// The server cannot be reached; everything is kept here.
    Offline,
    /// The server asks to sign in again; this person's queue is parked.
    SignInNeeded,
}

/// A photo that was taken, shrunk and put away on the device.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Taken {
    /// As the command will name it.
    pub photo: Photo,
    /// Whether its bytes are stored here; false when storage is full (kept in memory until the page closes).
    pub stored: bool,
}

/// Something that a person saved here and that had not arrived whole when it was noted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Unsent {
    /// The ticket it is about.
    pub ticket: TicketId,
    /// Kind of command.
    pub kind: String,
    /// The beginning of what the person wrote.
    pub words: Option<String>,
    /// When they did.
    pub at: Option<Timestamp>,
    /// Its photos that had not arrived.
    pub photos: Vec<PhotoHash>,
}

/// What the browser threw away of what one person had waiting here.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Lost {
    /// Items, the earliest first.
    pub items: Vec<Unsent>,
    /// How many more there were.
    pub more: usize,
}

/// Why a call to the device failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DeviceError {
    /// Storage is full.
    Full,
    /// Not a picture that this browser can read.
    NotAnImage,
    /// A picture that this browser can't shrink, and that is too large as it is.
    TooLarge,
    /// The server cannot be reached.
    Offline,
    /// The server refused, or the rules did.
    Refused(Problem),
    /// Something else went wrong, in the browser's words.
    Failed(String),
}

/// Result of a call to the device.
pub type DeviceResult<T> = Result<T, DeviceError>;
/// A call under way; only ever awaited in the browser.
pub type Task<T> = Pin<Box<dyn Future<Output = DeviceResult<T>>>>;

/// A file to be sent.
pub struct Upload {
    /// Where to.
    pub path: String,
    /// What goes before it.
    pub before: Option<String>,
    /// The file.
    pub file: web_sys::File,
}

/// Told how far something has come.
pub type Tell = Rc<dyn Fn(Progress)>;

/// What became of a file that was brought in for its author.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Imported {
    /// Items that the server has now.
    pub received: usize,
    /// Items that it will never take, or not yet.
    pub left: usize,
    /// Photos that neither the file nor the server has.
    pub missing_photos: usize,
    /// Photos of the file that are damaged.
    pub damaged_photos: usize,
}

/// Methods of a plain request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// GET
    Get,
    /// POST
    Post,
    /// PUT
    Put,
    /// DELETE
    Delete,
}

/// What the device can be asked to do.
pub struct Calls {
    /// Seals a command and puts it in the outbox with its photos, in one strict transaction. The ids are those the
    /// draft was born with.
    pub enqueue: Box<dyn Fn(CommandId, TicketId, Command) -> Task<()>>,
    /// Shrinks, turns, watermarks and puts away a photo.
    pub take_photo: Box<dyn Fn(web_sys::File, Watermark) -> Task<Taken>>,
    /// An address at which the photo's picture can be shown now, from this device; none if it is not here.
    pub local_photo: Box<dyn Fn(PhotoHash) -> Task<Option<String>>>,
    /// Signs in and fetches this person's replica.
    pub sign_in: Box<dyn Fn(String, String) -> Task<Person>>,
    /// Signs out; what is not sent stays for this person.
    pub sign_out: Box<dyn Fn() -> Task<()>>,
    /// Starts a pass of the sync engine.
    pub sync_now: Box<dyn Fn()>,
    /// Puts a refused or stuck item away for good.
    pub dismiss: Box<dyn Fn(CommandId) -> Task<()>>,
    /// Sends what a refused item says as a note on its ticket, and puts the item away.
    pub turn_into_note: Box<dyn Fn(CommandId) -> Task<()>>,
    /// Takes an unsent whistle out of the queue; the form has what it said.
    pub recall: Box<dyn Fn(CommandId) -> Task<()>>,
    /// Saves the whole queue to a file.
    pub export: Box<dyn Fn() -> Task<()>>,
    /// A plain JSON request, for what is not a ticket: people, sessions, passwords.
    pub request: Box<dyn Fn(Method, String, Option<Value>) -> Task<Value>>,
    /// Puts what an exported file holds in this person's queue; how many items were not here yet.
    pub import: Box<dyn Fn(web_sys::File) -> Task<usize>>,
    /// Has the server take an exported file in for whoever made it.
    pub import_for_author: Box<dyn Fn(web_sys::File) -> Task<Imported>>,
    /// Sends a file and brings the answer's text. Told how far it has come.
    pub send_file: Box<dyn Fn(Upload, Tell) -> Task<String>>,
    /// Asks the browser to install the app.
    pub install: Box<dyn Fn()>,
    /// Goes over to the new build.
    pub update: Box<dyn Fn()>,
    /// The person has read what was lost.
    pub forget_loss: Box<dyn Fn()>,
}

/// The device as pages see it.
#[derive(Clone, Copy)]
pub struct Device {
    /// Who is signed in here.
    pub me: RwSignal<Option<Person>>,
    /// My replica, with my own unsent commands applied.
    pub tickets: RwSignal<BTreeMap<TicketId, Arc<Ticket>>>,
    /// Open tickets around, for grid workers: as they were opened, and without anybody's names.
    pub nearby: RwSignal<BTreeMap<TicketId, Arc<Ticket>>>,
    /// Who of the centre has which ticket open, as the server told last; nobody while it is not heard.
    pub present: RwSignal<Vec<Present>>,
    /// What the office is told beside tickets, as JSON by type and id, such as `shift/…`. Its pages read it, so that
    /// phones in the field need not have the code.
    pub papers: RwSignal<BTreeMap<String, String>>,
    /// Units, catalogue and grids.
    pub directory: RwSignal<Arc<Directory>>,
    /// Whether all of the list is here; a page comes with the part that it needs.
    pub list_is_whole: RwSignal<bool>,
    /// My outbox, in the order the commands were made; archived ones included.
    pub outbox: RwSignal<Vec<Entry>>,
    /// The connection.
    pub network: RwSignal<Network>,
    /// What is being sent, while a pass runs.
    pub sending: RwSignal<Option<Sending>>,
    /// Up to when my messages have been read on any of my devices, as the server told last.
    pub read_through: RwSignal<Option<Timestamp>>,
    /// When the replica was last brought up to date; none until all of it has been here once.
    pub fresh_at: RwSignal<Option<Timestamp>>,
    /// The browser would install the app, if asked.
    pub installable: RwSignal<bool>,
    /// A new build is ready to go over to.
    pub update_ready: RwSignal<bool>,
    /// Another tab runs a newer build, which has given the device's database a newer schema.
    pub outdated: RwSignal<bool>,
    /// The browser has thrown stored data away, and this person has not read yet what was lost.
    pub lost: RwSignal<Option<Lost>>,
    /// Now, moving on by the minute; the server's time while rendering.
    pub now: RwSignal<Timestamp>,
    /// Whether the replica has been read from the device (or came with the page).
    pub loaded: RwSignal<bool>,
    calls: StoredValue<Option<Calls>, LocalStorage>,
}

/// What `frontend` runs once, with the device of this page.
#[derive(Clone, Copy)]
pub struct Connect(pub fn(Device));

impl Device {
    /// A device that shows this snapshot and can do nothing yet.
    pub fn new(snapshot: Snapshot) -> Self {
        let loaded = snapshot.now.is_some();
        let fresh_at = snapshot.now.filter(|_| !snapshot.more);
        let tickets = snapshot.tickets.into_iter().map(|ticket| (ticket.id, Arc::new(ticket))).collect();
        Self {
            me: RwSignal::new(snapshot.me),
            tickets: RwSignal::new(tickets),
            nearby: RwSignal::new(BTreeMap::new()),
            present: RwSignal::new(Vec::new()),
            papers: RwSignal::new(BTreeMap::new()),
            directory: RwSignal::new(Arc::new(
                Directory::new(snapshot.units, snapshot.items).at_version(snapshot.version),
            )),
            list_is_whole: RwSignal::new(false),
            outbox: RwSignal::new(Vec::new()),
            network: RwSignal::new(Network::Online),
            sending: RwSignal::new(None),
            read_through: RwSignal::new(None),
            fresh_at: RwSignal::new(fresh_at),
            installable: RwSignal::new(false),
            update_ready: RwSignal::new(false),
            outdated: RwSignal::new(false),
            lost: RwSignal::new(None),
            now: RwSignal::new(snapshot.now.unwrap_or(Timestamp::UNIX_EPOCH)),
            loaded: RwSignal::new(loaded),
            calls: StoredValue::new_local(None),
        }
    }

    /// Fills in what the device can do.
    pub fn connect(&self, calls: Calls) {
        self.calls.set_value(Some(calls));
    }

    /// Uses one of the calls; none while the page is only HTML.
    pub fn with<T>(&self, call: impl FnOnce(&Calls) -> T) -> Option<T> {
        self.calls.with_value(|calls| calls.as_ref().map(call))
    }

    /// Uses one of the calls and waits for its end.
    pub async fn call<T>(&self, call: impl FnOnce(&Calls) -> Task<T>) -> DeviceResult<T> {
        match self.with(call) {
            Some(task) => task.await,
            None => Err(DeviceError::Offline),
        }
    }

    /// Whether I may take this step on this ticket now, by the rules of `domain`.
    pub fn admits(&self, ticket: &Ticket, kind: domain::command::CommandKind) -> Result<(), domain::Refusal> {
        let Some(me) = self.me.get() else { return Err(domain::Code::AuthRequired.into()) };
        let directory = self.directory.get();
        ticket.admits(kind, Context { actor: &me, now: self.now.get(), directory: &directory })
    }

    /// Whether all that I may see is here: less of it can be shown, but not counted, nor said to be missing.
    pub fn is_whole(&self) -> bool {
        self.fresh_at.with(Option::is_some)
    }

    /// Items of mine that still have to go up, or photos of theirs.
    pub fn waiting_items(&self) -> usize {
        self.outbox.with(|entries| entries.iter().filter(|entry| entry.is_owed()).count())
    }

    /// Items of mine that were refused, or photos of theirs, and that I have not put away.
    pub fn refused_items(&self) -> usize {
        self.outbox.with(|entries| entries.iter().filter(|entry| entry.is_refused()).count())
    }

    /// Unit and name of who is signed in, as they stand on photos.
    pub fn signature(&self) -> Option<String> {
        self.me.with_untracked(|me| me.as_ref().map(|me| format!("{} {}", me.unit.name, me.name)))
    }

    /// Id of who is signed in.
    pub fn my_id(&self) -> Option<PersonId> {
        self.me.with(|me| me.as_ref().map(|me| me.id))
    }
}

/// The device of this page.
pub fn use_device() -> Device {
    expect_context::<Device>()
}
