//! The administrator's people: list, sessions, closing and opening accounts, resetting passwords.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::{Code, Person, PersonId, Role};
use jiff::Timestamp;
use serde::Serialize;
use store::Account;

use super::extract::Path;
use super::sessions::Sessions;
use crate::auth::{SignedIn, readable_password};
use crate::clock::new_id;
use crate::problem::Result;
use crate::state::App;

#[derive(Debug, Serialize)]
pub struct Listed {
    #[serde(flatten)]
    person: Person,
    disabled: bool,
    sessions: i64,
    last_seen: Option<Timestamp>,
}

#[derive(Debug, Serialize)]
pub struct People {
    people: Vec<Listed>,
}

fn administrators_only(who: &SignedIn) -> Result<()> {
    if who.person.role == Role::Administrator { Ok(()) } else { Err(Code::Forbidden.into()) }
}

async fn account(app: &App, who: &SignedIn, id: PersonId) -> Result<Account> {
    administrators_only(who)?;
    Ok(app.store.account(id, app.now()).await?.ok_or(Code::NotFound)?)
}

/// `GET /api/v1/people`
pub async fn list(State(app): State<App>, who: SignedIn) -> Result<Json<People>> {
    administrators_only(&who)?;
    let people = app.store.accounts(app.now()).await?.into_iter().map(|account| Listed {
        person: account.person,
        disabled: account.disabled,
        sessions: account.sessions,
        last_seen: account.last_seen,
    });
    Ok(Json(People { people: people.collect() }))
}

/// `GET /api/v1/people/{id}/sessions`
pub async fn sessions(State(app): State<App>, who: SignedIn, Path(id): Path<PersonId>) -> Result<Json<Sessions>> {
    let account = account(&app, &who, id).await?;
    let sessions = app.store.sessions_of(account.person.id, app.now()).await?;
    Ok(Json(Sessions::new(sessions, who.session)))
}

async fn set_disabled(app: &App, who: &SignedIn, id: PersonId, disabled: bool, action: &str) -> Result<StatusCode> {
    let account = account(app, who, id).await?;
    let mut tx = app.store.write().await?;
    tx.set_disabled(account.person.id, disabled).await?;
    tx.audit(new_id(), app.now(), &who.person.username, action, &account.person.username).await?;
    tx.commit().await?;
    app.waker.sessions_ended();
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/people/{id}/disable`: closes the account and ends its sessions at once. Not one's own.
pub async fn disable(State(app): State<App>, who: SignedIn, Path(id): Path<PersonId>) -> Result<StatusCode> {
    administrators_only(&who)?;
    if id == who.person.id {
        return Err(Code::Forbidden.into());
    }
    set_disabled(&app, &who, id, true, "person.disable").await
}

/// `POST /api/v1/people/{id}/enable`
pub async fn enable(State(app): State<App>, who: SignedIn, Path(id): Path<PersonId>) -> Result<StatusCode> {
    set_disabled(&app, &who, id, false, "person.enable").await
}

#[derive(Debug, Serialize)]
pub struct Reset {
    password: String,
}

/// `POST /api/v1/people/{id}/password`: a new password, shown once; ends the person's sessions.
pub async fn reset_password(State(app): State<App>, who: SignedIn, Path(id): Path<PersonId>) -> Result<Json<Reset>> {
    let account = account(&app, &who, id).await?;
    let password = readable_password();
    let hash = app.passwords.hash(password.clone()).await?;
    let mut tx = app.store.write().await?;
    tx.set_password(account.person.id, &hash).await?;
    tx.end_sessions_of(account.person.id, None).await?;
    tx.audit(new_id(), app.now(), &who.person.username, "person.password", &account.person.username).await?;
    tx.commit().await?;
    app.waker.sessions_ended();
    Ok(Json(Reset { password }))
}
