//! The only SQL. Every query is written once and runs on SQLite and PostgreSQL; what differs is in [`dialect`].
#![deny(missing_docs)]

mod applied;
mod audit;
mod backup;
mod calendar;
mod check;
mod closed_months;
mod commonest;
mod database;
mod dialect;
mod directory;
mod error;
mod feed;
mod grids;
mod group;
mod list;
mod people;
mod photos;
mod presence;
mod proposals;
mod read_marks;
mod scores;
mod search;
mod sessions;
mod shifts;
mod tickets;
mod write;

pub use applied::Applied;
pub use audit::{AuditFilter, Audited, Mark};
pub use backup::{BackupLine, Load};
pub use check::{Snapshot, StoredCommand, StoredEvent, StoredTicket, columns, entry_line};
pub use database::Store;
pub use error::{Error, Result};
pub use feed::{Changed, EVERYONE, Sight};
pub use grids::{StoredGrid, Worker};
pub use list::{ItemInVersion, StoredVersion};
pub use people::Account;
pub use photos::{Upload, UploadState};
pub use scores::{LineFilter, LineMark};
pub use sessions::{Session, SessionInfo};
pub use tickets::{Filter, Listed, Stored, Waking};
pub use write::Write;
