//! Alive, and ready.

use axum::extract::State;

use crate::problem::Result;
use crate::state::App;

/// `GET /healthz`: the process answers.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: the database answers too.
pub async fn ready(State(app): State<App>) -> Result<&'static str> {
    app.store.ping().await?;
    Ok("ok")
}
