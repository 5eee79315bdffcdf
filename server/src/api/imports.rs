//! Imports of an outbox.

/// `POST /api/v1/imports/outbox`
pub async fn outbox() -> &'static str {
    ""
}
