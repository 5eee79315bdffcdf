//! Small things kept on the device, in `localStorage` through gloo-storage; nothing happens where it is blocked or full.

use gloo_storage::{LocalStorage, Storage};
use leptos::prelude::window;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was kept under this key; none where there is nothing or it is not ours.
pub fn read<T: DeserializeOwned>(key: &str) -> Option<T> {
    open().then(|| LocalStorage::get(key).ok()).flatten()
}

/// Keeps a value. Whether it is kept now.
pub fn write<T: Serialize>(key: &str, value: &T) -> bool {
    open() && LocalStorage::set(key, value).is_ok()
}

/// Lets a value go.
pub fn forget(key: &str) {
    if open() {
        LocalStorage::delete(key);
    }
}

/// gloo's functions end the program where storage is blocked.
fn open() -> bool {
    matches!(window().local_storage(), Ok(Some(_)))
}
