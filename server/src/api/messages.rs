//! Messages are made on the device, of the tickets that it holds; up to when they were read is kept for all of a
//! person's devices.

use axum::Json;
use axum::extract::State;
use domain::sync::ReadMark;

use super::body;
use crate::auth::SignedIn;
use crate::problem::Result;
use crate::state::App;

/// `PUT /api/v1/messages/read`: I have read mine up to then. The latest holds, and nobody has read what is to come.
pub async fn read(
    State(app): State<App>,
    who: SignedIn,
    body::Json(mark): body::Json<ReadMark>,
) -> Result<Json<ReadMark>> {
    let through = app.store.note_read(who.person.id, mark.through.min(app.now())).await?;
    Ok(Json(ReadMark { through }))
}
