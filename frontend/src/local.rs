//! `localStorage` where the browser lets us have it: a quick copy of who is signed in, and what `canary` notes.

use gloo_storage::{LocalStorage, Storage};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Reads a value; none where storage is blocked or the value is not ours.
pub(crate) fn get<T: DeserializeOwned>(key: &str) -> Option<T> {
    open().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Writes a value, where that is possible.
pub(crate) fn set<T: Serialize>(key: &str, value: &T) {
    if open() {
        // Full or blocked: the database has it too.
        let _ = LocalStorage::set(key, value);
    }
}

/// Takes a value away.
pub(crate) fn remove(key: &str) {
    if open() {
        LocalStorage::delete(key);
    }
}

/// gloo's functions end the program where storage is blocked.
fn open() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}
