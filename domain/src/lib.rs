//! The pure rules of township calls: what a command is, what it does to a ticket, how a device's outbox
//! behaves and what travels on the wire.
//!
//! Nothing here does I/O, reads a clock or draws a random number: times and ids are arguments, so the same
//! code decides on a phone in a tunnel and on the server.
#![deny(missing_docs)]

pub mod administration;
pub mod body;
pub mod calendar;
pub mod command;
pub mod digest;
pub mod directory;
pub mod duplicates;
pub mod evaluation;
pub mod grid;
pub mod ids;
pub mod list;
pub mod look;
pub mod map;
pub mod outbox;
pub mod pass;
pub mod people;
pub mod photo;
pub mod place;
pub mod presence;
pub mod problem;
pub mod routing;
pub mod shift;
pub mod statistics;
pub mod sync;
pub mod ticket;
pub mod time;

pub use body::Body;
pub use command::{Command, DeclineReason, Dispatch, Rating, Satisfaction, Urgency, Whistle};
pub use directory::Directory;
pub use grid::Grid;
pub use ids::{BatchId, CommandId, DeviceId, GridCode, PersonId, PhotoHash, TicketId, UnitCode};
pub use list::{Duty, Item, ItemKind};
pub use look::Look;
pub use people::{Person, Role, Scope, Unit, UnitKind};
pub use photo::{MediaType, Photo, Stage};
pub use place::{Place, PlaceSource};
pub use problem::{Code, Language, Problem};
pub use ticket::{Change, Event, Flag, Light, Refusal, Status, Ticket, TicketKind};
