//! The server from outside, over real HTTP, on both databases.

mod access;
mod bad_input;
mod harness;
mod pages;
mod photos;
mod pull;
mod push;
mod sessions;
