//! Time and chance: the one place that asks the machine for them. Everything else is handed them.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

/// Where the time comes from.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// The machine's clock.
pub fn system() -> Clock {
    #[expect(clippy::disallowed_methods, reason = "the entry point for time")]
    Arc::new(Timestamp::now)
}

/// A new id.
pub fn new_id() -> Uuid {
    #[expect(clippy::disallowed_methods, reason = "the entry point for ids")]
    Uuid::now_v7()
}

/// Random bytes from the operating system's generator, for tokens and passwords.
pub fn random_bytes<const N: usize>() -> [u8; N] {
    #[expect(clippy::disallowed_methods, reason = "the entry point for chance")]
    rand::random()
}
