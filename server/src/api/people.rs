//! The administrator's people: list, adding and changing them, sessions, closing and opening accounts, resetting passwords.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use domain::administration::{Draft, person_faults};
use domain::{Code, Person, PersonId, Role, UnitCode};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::Account;

use super::administrator::{Administrator, Recorded, refuse};
use super::body;
use super::extract::Path;
use super::people_import::taken_or_failed;
use super::sessions::Sessions;
use crate::auth::readable_password;
use crate::clock::new_id;
use crate::problem::{Failure, Result};
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

/// What can be changed of a person.
#[derive(Debug, Deserialize)]
pub struct Change {
    name: String,
    role: Role,
    unit: UnitCode,
}

#[derive(Debug, Serialize)]
pub struct Added {
    person: Person,
    password: String,
}

async fn account(app: &App, id: PersonId) -> Result<Account> {
    Ok(app.store.account(id, app.now()).await?.ok_or(Code::NotFound)?)
}

/// `GET /api/v1/people`
pub async fn list(State(app): State<App>, _: Administrator) -> Result<Json<People>> {
    let people = app.store.accounts(app.now()).await?.into_iter().map(|account| Listed {
        person: account.person,
        disabled: account.disabled,
        sessions: account.sessions,
        last_seen: account.last_seen,
    });
    Ok(Json(People { people: people.collect() }))
}

/// Tickets are given to the people of a unit as they are now; its devices are told.
pub(super) async fn people_changed(app: &App) -> Result<()> {
    app.refresh_directory(app.store.feed_head().await?).await?;
    app.waker.changed();
    Ok(())
}

/// `POST /api/v1/people`: with a first password, shown this once.
pub async fn add(
    State(app): State<App>,
    who: Administrator,
    body::Json(asked): body::Json<Draft>,
) -> Result<(StatusCode, Json<Added>)> {
    let draft = asked.trimmed();
    let faults = person_faults(&draft, None, &app.directory());
    refuse(&faults)?;
    let password = readable_password();
    let hash = app.passwords.hash(password.clone()).await?;
    let mut tx = app.store.write().await?;
    let unit = tx.units().await?.open_unit(&draft.unit).cloned().ok_or(Code::PersonUnit)?;
    let person = Person { id: new_id().into(), username: draft.username, name: draft.name, role: draft.role, unit };
    tx.add_person(&person, &hash, app.now()).await.map_err(taken_or_failed)?;
    let noted = who.noted(&app, "person.add", &person.username, None, Some(&Recorded::of(&person, false)))?;
    tx.audit_change(&noted).await?;
    tx.commit().await?;
    people_changed(&app).await?;
    Ok((StatusCode::CREATED, Json(Added { person, password })))
}

/// `PUT /api/v1/people/{id}`: name, role and unit. Another role or unit ends their sessions at once.
pub async fn change(
    State(app): State<App>,
    who: Administrator,
    Path(id): Path<PersonId>,
    body::Json(asked): body::Json<Change>,
) -> Result<Json<Person>> {
    let mut tx = app.store.write().await?;
    let (before, disabled) = tx.person(id).await?.ok_or(Code::NotFound)?;
    let directory = tx.units().await?;
    let Change { name, role, unit } = asked;
    let draft = Draft { username: before.username.clone(), name, role, unit }.trimmed();
    refuse(&person_faults(&draft, Some(&before), &directory))?;
    let unit = directory.open_unit(&draft.unit).cloned().ok_or(Code::PersonUnit)?;
    let person = Person { name: draft.name, role, unit, ..before.clone() };
    if person == before {
        return Ok(Json(person));
    }
    tx.change_person(&person).await?;
    if !tx.has_administrator().await? {
        return Err(Failure::about(Code::LastAdministrator, "role"));
    }
    let (was, is) = (Recorded::of(&before, disabled), Recorded::of(&person, disabled));
    tx.audit_change(&who.noted(&app, "person.change", &person.username, Some(&was), Some(&is))?).await?;
    tx.commit().await?;
    app.waker.sessions_ended();
    people_changed(&app).await?;
    Ok(Json(person))
}

/// `GET /api/v1/people/{id}/sessions`
pub async fn sessions(State(app): State<App>, who: Administrator, Path(id): Path<PersonId>) -> Result<Json<Sessions>> {
    let account = account(&app, id).await?;
    let sessions = app.store.sessions_of(account.person.id, app.now()).await?;
    Ok(Json(Sessions::new(sessions, who.0.session)))
}

async fn set_disabled(
    app: &App,
    who: &Administrator,
    id: PersonId,
    disabled: bool,
    action: &str,
) -> Result<StatusCode> {
    let mut tx = app.store.write().await?;
    let (person, was_disabled) = tx.person(id).await?.ok_or(Code::NotFound)?;
    tx.set_disabled(id, disabled).await?;
    if !tx.has_administrator().await? {
        return Err(Code::LastAdministrator.into());
    }
    let (was, is) = (Recorded::of(&person, was_disabled), Recorded::of(&person, disabled));
    tx.audit_change(&who.noted(app, action, &person.username, Some(&was), Some(&is))?).await?;
    tx.commit().await?;
    app.waker.sessions_ended();
    people_changed(app).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// `POST /api/v1/people/{id}/disable`: closes the account and ends its sessions at once. Not one's own.
pub async fn disable(State(app): State<App>, who: Administrator, Path(id): Path<PersonId>) -> Result<StatusCode> {
    if id == who.0.person.id {
        return Err(Code::Forbidden.into());
    }
    set_disabled(&app, &who, id, true, "person.disable").await
}

/// `POST /api/v1/people/{id}/enable`
pub async fn enable(State(app): State<App>, who: Administrator, Path(id): Path<PersonId>) -> Result<StatusCode> {
    set_disabled(&app, &who, id, false, "person.enable").await
}

#[derive(Debug, Serialize)]
pub struct Reset {
    password: String,
}

/// `POST /api/v1/people/{id}/password`: a new password, shown once; ends the person's sessions.
pub async fn reset_password(
    State(app): State<App>,
    who: Administrator,
    Path(id): Path<PersonId>,
) -> Result<Json<Reset>> {
    let account = account(&app, id).await?;
    let password = readable_password();
    let hash = app.passwords.hash(password.clone()).await?;
    let mut tx = app.store.write().await?;
    tx.set_password(account.person.id, &hash).await?;
    tx.end_sessions_of(account.person.id, None).await?;
    tx.audit(new_id(), app.now(), &who.0.person.username, "person.password", &account.person.username).await?;
    tx.commit().await?;
    app.waker.sessions_ended();
    Ok(Json(Reset { password }))
}
