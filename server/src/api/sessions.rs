//! Signing in and out, my sessions, my password.

use std::net::SocketAddr;

use axum::Json;
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use domain::Code;
use domain::sync::{SignIn, SignedIn as Opened};
use domain::time::after;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::SessionInfo;
use uuid::Uuid;

use super::body;
use super::extract::Path;
use crate::auth::{SESSION_DAYS, SignedIn, clear_cookie, hash_token, new_token, session_cookie};
use crate::clock::new_id;
use crate::problem::{Failure, Result};
use crate::state::App;

/// Longest name of a device that is kept, in characters.
const MAX_DEVICE_NAME: usize = 80;

fn set_cookie(cookie: &str) -> Result<HeaderMap> {
    let value = HeaderValue::from_str(cookie).map_err(|_| Code::Internal)?;
    Ok(HeaderMap::from_iter([(header::SET_COOKIE, value)]))
}

/// `POST /api/v1/sessions`
pub async fn sign_in(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body::Json(sign_in): body::Json<SignIn>,
) -> Result<Response> {
    crate::auth::refuse_cross_site(&Method::POST, &headers, &app.origin)?;
    let (now, address) = (app.now(), app.origin.client(peer.ip(), &headers));
    let attempt = app.throttle.attempt(&sign_in.username, address, now).await;
    let attempt = attempt.map_err(|seconds| Failure::retry_after(Code::Throttled, seconds))?;
    let account = app.store.account_named(&sign_in.username, now).await?;
    let hash = account.as_ref().map(|account| account.password_hash.clone());
    let fits = app.passwords.verify(sign_in.password, hash).await?;
    let Some(account) = account.filter(|account| fits && !account.disabled && !account.person.unit.disabled) else {
        attempt.failed(now);
        return Err(Code::BadCredentials.into());
    };
    attempt.succeeded();
    let token = new_token();
    let device_name =
        sign_in.device_name.map(|name| name.chars().filter(|c| !c.is_control()).take(MAX_DEVICE_NAME).collect());
    let session = SessionInfo {
        id: new_id(),
        device_name,
        created_at: now,
        last_seen: now,
        expires_at: after(now, SESSION_DAYS * 86_400),
    };
    let mut tx = app.store.write().await?;
    tx.open_session(account.person.id, &hash_token(&token), &session).await?;
    tx.commit().await?;
    let cookie = set_cookie(&session_cookie(&app.origin, &token))?;
    let opened = Opened { token, expires_at: session.expires_at, person: account.person };
    Ok((StatusCode::CREATED, cookie, Json(opened)).into_response())
}

/// `DELETE /api/v1/sessions/current`
pub async fn sign_out(State(app): State<App>, who: SignedIn) -> Result<Response> {
    end(&app, &who, who.session).await?;
    Ok((StatusCode::NO_CONTENT, set_cookie(&clear_cookie(&app.origin))?).into_response())
}

async fn end(app: &App, who: &SignedIn, id: Uuid) -> Result<bool> {
    let mut tx = app.store.write().await?;
    let ended = if who.person.role == domain::Role::Administrator {
        tx.end_any_session(id).await?
    } else {
        tx.end_session(who.person.id, id).await?
    };
    tx.commit().await?;
    app.waker.sessions_ended();
    Ok(ended)
}

/// `DELETE /api/v1/sessions/{id}`: one of mine, or anybody's for an administrator.
pub async fn end_one(State(app): State<App>, who: SignedIn, Path(id): Path<Uuid>) -> Result<StatusCode> {
    if end(&app, &who, id).await? { Ok(StatusCode::NO_CONTENT) } else { Err(Code::NotFound.into()) }
}

/// A session in a list.
#[derive(Debug, Serialize)]
pub struct Listed {
    id: Uuid,
    device_name: Option<String>,
    created_at: Timestamp,
    last_seen: Timestamp,
    expires_at: Timestamp,
    current: bool,
}

/// Sessions in a list.
#[derive(Debug, Serialize)]
pub struct Sessions {
    sessions: Vec<Listed>,
}

impl Sessions {
    /// These sessions, of which `current` is the one that asks.
    pub fn new(sessions: Vec<SessionInfo>, current: Uuid) -> Self {
        let listed = |session: SessionInfo| Listed {
            id: session.id,
            device_name: session.device_name,
            created_at: session.created_at,
            last_seen: session.last_seen,
            expires_at: session.expires_at,
            current: session.id == current,
        };
        Self { sessions: sessions.into_iter().map(listed).collect() }
    }
}

/// `GET /api/v1/sessions`: mine.
pub async fn mine(State(app): State<App>, who: SignedIn) -> Result<Json<Sessions>> {
    let sessions = app.store.sessions_of(who.person.id, app.now()).await?;
    Ok(Json(Sessions::new(sessions, who.session)))
}

#[derive(Debug, Deserialize)]
pub struct NewPassword {
    current: String,
    new: String,
}

/// `POST /api/v1/password`: changes mine and ends my other sessions. Guesses count as at the door: a session that was left
/// open must not give the password away.
pub async fn change_password(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    who: SignedIn,
    body::Json(asked): body::Json<NewPassword>,
) -> Result<StatusCode> {
    let (now, address) = (app.now(), app.origin.client(peer.ip(), &headers));
    let attempt = app.throttle.attempt(&who.person.username, address, now).await;
    let attempt = attempt.map_err(|seconds| Failure::retry_after(Code::Throttled, seconds))?;
    let account = app.store.account(who.person.id, now).await?.ok_or(Code::AuthRequired)?;
    if !app.passwords.verify(asked.current, Some(account.password_hash)).await? {
        attempt.failed(now);
        return Err(Code::WrongPassword.into());
    }
    attempt.succeeded();
    let hash = app.passwords.hash(asked.new).await?;
    let mut tx = app.store.write().await?;
    tx.set_password(who.person.id, &hash).await?;
    tx.end_sessions_of(who.person.id, Some(who.session)).await?;
    tx.commit().await?;
    app.waker.sessions_ended();
    Ok(StatusCode::NO_CONTENT)
}
