//! The server from outside, over real HTTP, on both databases.

mod access;
mod bad_input;
mod binary;
mod harness;
mod pages;
mod photos;
mod pull;
mod push;
mod s3;
mod sessions;
