//! Files of the list as departments really send them, and as somebody might send them who means harm.
#![expect(clippy::unwrap_used, reason = "a test ends where something is wrong")]

mod county;
mod hostile;
mod large;
mod mapping;
mod ugly;
mod written;
