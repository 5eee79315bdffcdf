//! The WASM entry: hydrate or mount, outbox, photos and sync engine.
