//! The dispatch server: sync, sessions, photos and pages over one command desk.
// A page is one deeply nested type.
#![recursion_limit = "512"]

pub mod admission;
pub mod api;
pub mod arrived;
pub mod auth;
pub mod backup;
pub mod check;
pub mod clock;
pub mod config;
pub mod cryptography;
pub mod demo;
pub mod desk;
pub mod grids;
pub mod jobs;
pub mod list_file;
pub mod pages;
pub mod photo_store;
pub mod picture;
pub mod problem;
pub mod pwa;
pub mod router;
pub mod serve;
pub mod sheet;
pub mod sounds;
pub mod state;
pub mod tls;
pub mod waker;
