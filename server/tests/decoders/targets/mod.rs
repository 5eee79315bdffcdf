//! What has to hold whatever bytes come from outside: one function for each decoder. It returns whether the bytes were
//! taken, and panics where something is wrong. Run by the tests beside it, and by cargo-fuzz from `fuzz/`.

mod backup;
mod cursor;
mod exif;
#[path = "../../../../frontend/src/photos/exif.rs"]
mod exif_reader;
mod grids;
mod gzip;
mod headers;
mod list_file;
mod parts;
mod pass;
mod picture;
mod request;
mod table;
mod ticket;
mod wire;

pub use list_file::parts_of;
pub use pass::{BATCH, BETWEEN, DEVICE, EPOCH, PERSON, id};
pub use request::TOKEN;

/// A decoder's name, as its folder of seeds is called, and what has to hold of it.
pub type Target = (&'static str, fn(&[u8]) -> bool);

/// Every decoder.
pub const ALL: [Target; 17] = [
    ("backup", backup::line),
    ("command", wire::command),
    ("cursor", cursor::cursor),
    ("exif", exif::facts),
    ("grids", grids::file),
    ("gzip", gzip::unpack),
    ("headers", headers::headers),
    ("list_csv", list_file::csv),
    ("list_xlsx", list_file::xlsx),
    ("outbox_file", wire::file),
    ("parts", parts::parts),
    ("pass", pass::pass),
    ("picture", picture::check),
    ("push", wire::push),
    ("request", request::request),
    ("table", table::table),
    ("ticket", ticket::ticket),
];

/// Runs the decoder of this name.
pub fn run(name: &str, bytes: &[u8]) -> bool {
    let (_, target) = ALL.iter().find(|(known, _)| *known == name).expect("a decoder of this name");
    target(bytes)
}
