//! Which build this is: the name of the folder its files came from.

use std::cell::RefCell;

thread_local! {
    static BUILD: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Told once, by whoever loaded the wasm.
pub(crate) fn set(id: String) {
    BUILD.set(Some(id).filter(|id| !id.is_empty()));
}

/// This build.
pub(crate) fn id() -> Option<String> {
    BUILD.with_borrow(Clone::clone)
}

/// Whether the server serves another build than this one.
pub(crate) fn is_known_and_not(served: &str) -> bool {
    BUILD.with_borrow(|build| build.as_deref().is_some_and(|build| build != served))
}
