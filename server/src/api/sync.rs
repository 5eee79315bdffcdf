//! Hello, push, pull and wake.

use std::collections::BTreeSet;
use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::Json;
use axum::extract::{Query, State};
use axum::response::sse::{Event, KeepAlive, Sse};
use domain::sync::{Hello, LIMITS, PROTOCOL, Pulled, Push, Pushed, ReplicaChange};
use domain::{Code, DeviceId, Directory, PersonId, Scope, Ticket};
use futures::stream::{self, Stream};
use jiff::Timestamp;
use serde::Deserialize;
use serde_json::Value;
use store::Changed;
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::body::JsonText;
use crate::auth::SignedIn;
use crate::desk;
use crate::problem::{Failure, Result, language};
use crate::state::App;
use crate::waker::Wake;

/// Changes in one page unless asked otherwise.
const PAGE: usize = 200;
/// How often a stream says that it lives, and looks whether its session does.
const BEAT: Duration = Duration::from_secs(20);

#[derive(Debug, Deserialize)]
pub struct HelloQuery {
    device_id: Option<DeviceId>,
    person_id: Option<PersonId>,
}

/// `GET /sync/v1/hello`
pub async fn hello(
    State(app): State<App>,
    who: SignedIn,
    query: std::result::Result<Query<HelloQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Hello>> {
    let query = query.map_err(|_| Code::Malformed)?.0;
    who.must_be(query.person_id)?;
    let device = query.device_id.ok_or(Code::Malformed)?;
    Ok(Json(Hello {
        protocols: vec![PROTOCOL],
        server_epoch: app.epoch,
        server_time: app.now(),
        build: app.site.build.clone(),
        limits: LIMITS,
        applied_through: app.store.applied_through(who.person.id, device).await?,
        backed_up_through: app.store.backed_up_through().await?,
    }))
}

/// `POST /sync/v1/push`
pub async fn push(State(app): State<App>, who: SignedIn, JsonText(text): JsonText) -> Result<Json<Pushed>> {
    let value: Value = serde_json::from_slice(&text).map_err(|_| Code::Malformed)?;
    // A protocol that we don't speak may have another shape, so it is looked at first.
    if value.get("protocol").is_some_and(|version| version.is_number() && version.as_u64() != Some(u64::from(PROTOCOL)))
    {
        return Err(Code::ProtocolUnsupported.into());
    }
    let push: Push = serde_json::from_value(value).map_err(|_| Code::Malformed)?;
    if push.commands.iter().any(|command| command.captured_at().is_none()) {
        return Err(Failure::with_detail(Code::Malformed, "captured_at: RFC 3339"));
    }
    Ok(Json(desk::push(&app, &who.person, &push, language()).await?))
}

#[derive(Debug, Deserialize)]
pub struct PullQuery {
    cursor: Option<String>,
    limit: Option<usize>,
    person_id: Option<PersonId>,
}

/// Where a device stands in the feed: the epoch, the place, and the scopes it was read with.
#[derive(Debug, PartialEq, Eq)]
struct Cursor {
    epoch: Uuid,
    after: i64,
    scopes: String,
}

impl Cursor {
    fn write(&self) -> String {
        format!("{}.{}.{}", self.epoch.simple(), self.after, self.scopes)
    }

    fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '.');
        Some(Self {
            epoch: Uuid::parse_str(parts.next()?).ok()?,
            after: parts.next()?.parse().ok()?,
            scopes: parts.next()?.to_owned(),
        })
    }
}

/// A short name of a set of scopes, to notice when it is redrawn.
fn fingerprint(scopes: &[Scope]) -> String {
    let text: Vec<String> = scopes.iter().map(ToString::to_string).collect();
    crate::auth::hash_token(&text.join(" "))[..12].to_owned()
}

/// `GET /sync/v1/pull`
pub async fn pull(
    State(app): State<App>,
    who: SignedIn,
    query: std::result::Result<Query<PullQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Json<Pulled>> {
    let query = query.map_err(|_| Code::Malformed)?.0;
    who.must_be(query.person_id)?;
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Code::Malformed.into());
    }
    let scopes = who.person.scopes();
    let head = app.store.feed_head().await?;
    let asked = query.cursor.as_deref().filter(|text| !text.is_empty());
    let fresh = || Cursor { epoch: app.epoch, after: 0, scopes: fingerprint(&scopes) };
    let (mut cursor, reset) = match asked.map(Cursor::read) {
        None => (fresh(), false),
        // Another epoch, other scopes, or a place the feed has not reached: this database never gave it out.
        Some(Some(cursor))
            if cursor == (Cursor { after: cursor.after, ..fresh() }) && (0..=head).contains(&cursor.after) =>
        {
            (cursor, false)
        }
        Some(_) => (fresh(), true),
    };
    let (changes, more) = app.store.changes(&scopes, cursor.after, limit).await?;
    if let Some(last) = changes.last() {
        cursor.after = last.seq;
    }
    let (directory, now) = (app.directory(), app.now());
    let changes = changes.into_iter().map(|change| replica_change(change, &directory, now)).collect::<Result<_>>()?;
    Ok(Json(Pulled { server_epoch: app.epoch, cursor: cursor.write(), more, reset, changes }))
}

fn replica_change(change: Changed, directory: &Directory, now: Timestamp) -> Result<ReplicaChange> {
    let unreadable = |error: serde_json::Error| {
        tracing::error!(%error, "a change could not be written");
        Failure::from(Code::Internal)
    };
    let value = match (change.kind.as_str(), change.ticket) {
        ("ticket", Some(json)) => Some(ticket_value(&serde_json::from_str(&json).map_err(unreadable)?, now)?),
        ("unit", _) => {
            directory.unit(&change.id.as_str().into()).map(serde_json::to_value).transpose().map_err(unreadable)?
        }
        ("catalogue", _) => directory.item(&change.id).map(serde_json::to_value).transpose().map_err(unreadable)?,
        _ => None,
    };
    Ok(match value.filter(|_| change.present) {
        Some(value) => ReplicaChange::Put { kind: change.kind, id: change.id, value },
        None => ReplicaChange::Remove { kind: change.kind, id: change.id },
    })
}

/// A ticket as it travels: with its light at this moment.
pub fn ticket_value(ticket: &Ticket, now: Timestamp) -> Result<Value> {
    let mut value = serde_json::to_value(ticket).map_err(|_| Failure::from(Code::Internal))?;
    value["light"] = serde_json::to_value(ticket.light(now)).unwrap_or_default();
    Ok(value)
}

/// `GET /sync/v1/events`
pub async fn events(
    State(app): State<App>,
    who: SignedIn,
) -> Sse<impl Stream<Item = std::result::Result<Event, Infallible>>> {
    let scopes: Arc<BTreeSet<String>> = Arc::new(who.person.scopes().iter().map(ToString::to_string).collect());
    let wakes = app.waker.listen();
    let stream = stream::unfold((app, who.session, scopes, wakes), |(app, session, scopes, mut wakes)| async move {
        loop {
            let changed = match tokio::time::timeout(BEAT, wakes.recv()).await {
                Ok(Ok(Wake::Changed(names))) => !names.is_disjoint(&scopes),
                // Too many to keep up with: something was among them.
                Ok(Err(RecvError::Lagged(_))) => true,
                Ok(Ok(Wake::Stopping) | Err(RecvError::Closed)) => return None,
                Ok(Ok(Wake::SessionsEnded)) | Err(_) => {
                    if !app.store.session_is_open(session, app.now()).await.unwrap_or(true) {
                        return None;
                    }
                    false
                }
            };
            if changed {
                // A browser drops an event without data.
                return Some((Ok(Event::default().event("wake").data("{}")), (app, session, scopes, wakes)));
            }
        }
    });
    Sse::new(stream).keep_alive(KeepAlive::new().interval(BEAT))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_needs_no_escaping() {
        let cursor = Cursor { epoch: Uuid::from_u128(7), after: 42, scopes: "0123456789ab".into() };
        let text = cursor.write();
        assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "._~-".contains(c)));
        assert_eq!(Cursor::read(&text), Some(cursor));
    }
}
