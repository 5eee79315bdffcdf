//! Who of the centre is on duty, and what shifts hand over. What is written reaches the centre's devices by the feed.

use axum::Json;
use axum::extract::{FromRef, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use domain::Code;
use domain::shift::{Handover, Shift, Workload, takes_shifts};
use domain::time::midnight;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::body;
use super::extract::Path;
use crate::auth::SignedIn;
use crate::problem::{Failure, Result};
use crate::state::App;

/// Somebody who takes shifts. Whoever else asks is refused before the body is read.
pub struct OnShift(SignedIn);

impl<S: Send + Sync> FromRequestParts<S> for OnShift
where
    App: FromRef<S>,
{
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self> {
        let who = SignedIn::from_request_parts(parts, state).await?;
        if takes_shifts(who.person.role) { Ok(Self(who)) } else { Err(Code::Forbidden.into()) }
    }
}

#[derive(Debug, Serialize)]
pub struct People {
    people: Vec<Workload>,
}

#[derive(Debug, Deserialize)]
pub struct Written {
    text: String,
}

/// `GET /api/v1/shift`: the centre's people, who of them is on duty, and what each has in hand.
pub async fn people(State(app): State<App>, who: SignedIn) -> Result<Json<People>> {
    if !who.person.is_of_the_centre() {
        return Err(Code::Forbidden.into());
    }
    let now = app.now();
    Ok(Json(People { people: app.store.workloads(midnight(now), now).await? }))
}

/// `PUT /api/v1/shift`: I go on duty, unless I am.
pub async fn begin(State(app): State<App>, OnShift(who): OnShift) -> Result<Json<Shift>> {
    let (mut tx, now) = (app.store.write().await?, app.now());
    if let Some(shift) = tx.shift(who.person.id).await?.filter(|shift| shift.is_on(now)) {
        return Ok(Json(shift));
    }
    let shift = Shift::begin(&who.person, now);
    tx.put_shift(&shift).await?;
    tx.commit().await?;
    app.waker.changed();
    Ok(Json(shift))
}

/// `DELETE /api/v1/shift`: I go off duty, if I am on.
pub async fn end(State(app): State<App>, OnShift(who): OnShift) -> Result<StatusCode> {
    let (mut tx, now) = (app.store.write().await?, app.now());
    if let Some(shift) = tx.shift(who.person.id).await?.filter(|shift| shift.is_on(now)) {
        tx.put_shift(&Shift { ended_at: Some(now), ..shift }).await?;
        tx.commit().await?;
        app.waker.changed();
    }
    Ok(StatusCode::NO_CONTENT)
}

/// `PUT /api/v1/handovers/{id}`: a note for the next shift. Sent again, it is the one that is there.
pub async fn hand_over(
    State(app): State<App>,
    OnShift(who): OnShift,
    Path(id): Path<Uuid>,
    body::Json(written): body::Json<Written>,
) -> Result<Json<Handover>> {
    let note = Handover::write(id, &written.text, &who.person, app.now())?;
    let mut tx = app.store.write().await?;
    if let Some(known) = tx.handover(id).await? {
        let is_same = (known.by, &known.text) == (note.by, &note.text);
        return if is_same { Ok(Json(known)) } else { Err(Code::IdReused.into()) };
    }
    tx.put_handover(&note).await?;
    tx.commit().await?;
    app.waker.changed();
    Ok(Json(note))
}

/// `POST /api/v1/handovers/{id}/readings`: I have read it.
pub async fn confirm(State(app): State<App>, OnShift(who): OnShift, Path(id): Path<Uuid>) -> Result<Json<Handover>> {
    let mut tx = app.store.write().await?;
    let mut note = tx.handover(id).await?.ok_or(Code::NotFound)?;
    if note.waits_for(who.person.id) {
        note.confirm(&who.person, app.now());
        tx.put_handover(&note).await?;
        tx.commit().await?;
        app.waker.changed();
    }
    Ok(Json(note))
}
