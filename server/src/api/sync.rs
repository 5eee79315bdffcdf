//! Hello, push, pull and wake.

use std::convert::Infallible;
use std::time::Duration;

use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use domain::sync::{CatalogueValue, Hello, LIMITS, PROTOCOL, Pulled, Push, Pushed, ReplicaChange};
use domain::time::after;
use domain::{Code, DeviceId, Directory, Person, PersonId, Scope, Ticket};
use futures::stream;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::{RawValue, to_raw_value};
use store::{Changed, EVERYONE, Stored};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};
use uuid::Uuid;

use super::body::JsonText;
use super::extract::{Query, number_or_empty};
use crate::arrived::{self, Arrived};
use crate::auth::SignedIn;
use crate::desk;
use crate::problem::{Failure, Result, language};
use crate::state::App;
use crate::waker::Wake;

/// Changes in one page unless asked otherwise.
const PAGE: usize = 200;
/// How often a stream says that it lives, and looks whether its session does.
const BEAT: Duration = Duration::from_secs(20);
/// Seconds.
const DAY: i64 = 86_400;

#[derive(Debug, Deserialize)]
pub struct HelloQuery {
    device_id: Option<DeviceId>,
    person_id: Option<PersonId>,
}

/// `GET /sync/v1/hello`
pub async fn hello(State(app): State<App>, who: SignedIn, Query(query): Query<HelloQuery>) -> Result<Json<Hello>> {
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
        read_through: app.store.read_through(who.person.id).await?,
    }))
}

/// `POST /sync/v1/push`
pub async fn push(State(app): State<App>, who: SignedIn, JsonText(text): JsonText) -> Result<Json<Pushed>> {
    let push = read_push(&text)?;
    Ok(Json(desk::push(&app, &who.person, push, language()).await?))
}

/// Reads the envelope.
pub fn read_push(text: &[u8]) -> Result<Push<Arrived>> {
    let value = arrived::json(text).ok_or(Code::Malformed)?;
    // A protocol that we don't speak may have another shape, so it is looked at first.
    if value.get("protocol").is_some_and(|version| version.is_number() && version.as_u64() != Some(u64::from(PROTOCOL)))
    {
        return Err(Code::ProtocolUnsupported.into());
    }
    serde_json::from_value(value).map_err(|_| Code::Malformed.into())
}

#[derive(Debug, Deserialize)]
pub struct PullQuery {
    cursor: Option<String>,
    #[serde(default, deserialize_with = "number_or_empty")]
    limit: Option<usize>,
    person_id: Option<PersonId>,
    /// Days after which a ticket of others that rests is no longer told to a device that begins anew.
    recent_days: Option<u16>,
}

/// Where a device stands in the feed: the epoch, the place, and the scopes it was read with.
#[derive(Debug, PartialEq, Eq)]
pub struct Cursor {
    epoch: Uuid,
    after: i64,
    scopes: String,
    /// The place up to which the device's replica is being built and what rests for long is left out. From there on it is
    /// told everything, for what it holds may come to rest while it is away.
    built_at: i64,
}

impl Cursor {
    /// The text that a device is given.
    pub fn write(&self) -> String {
        let Self { epoch, after, scopes, built_at } = self;
        let place = format!("{}.{after}.{scopes}", epoch.simple());
        if after < built_at { format!("{place}.{built_at}") } else { place }
    }

    /// What such a text says.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '.');
        let epoch = Uuid::parse_str(parts.next()?).ok()?;
        let after = parts.next()?.parse().ok()?;
        let scopes = parts.next()?.to_owned();
        let built_at: i64 = parts.next().map_or(Some(0), |text| text.parse().ok())?;
        // A replica that is built has forgotten when.
        Some(Self { epoch, after, scopes, built_at: if after < built_at { built_at } else { 0 } })
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
    Query(query): Query<PullQuery>,
) -> Result<Json<Pulled<Box<RawValue>>>> {
    who.must_be(query.person_id)?;
    let limit = query.limit.unwrap_or(PAGE);
    if !(1..=PAGE).contains(&limit) {
        return Err(Code::Malformed.into());
    }
    let scopes = who.person.scopes();
    let head = app.store.feed_head().await?;
    let asked = query.cursor.as_deref().filter(|text| !text.is_empty());
    let recent = query.recent_days.map(|days| after(app.now(), -i64::from(days) * DAY));
    let built_at = if recent.is_some() { head } else { 0 };
    let fresh = || Cursor { epoch: app.epoch, after: 0, scopes: fingerprint(&scopes), built_at };
    let (mut cursor, reset) = match asked.map(Cursor::read) {
        None => (fresh(), false),
        // Another epoch, other scopes, or a place the feed has not reached: this database never gave it out.
        Some(Some(cursor))
            if cursor == (Cursor { after: cursor.after, built_at: cursor.built_at, ..fresh() })
                && (0..=head).contains(&cursor.after) =>
        {
            (cursor, false)
        }
        Some(_) => (fresh(), true),
    };
    let recent = recent.filter(|_| cursor.after < cursor.built_at);
    let (changes, more) = app.store.changes(&scopes, cursor.after, limit, recent).await?;
    if let Some(last) = changes.last() {
        cursor.after = last.seq;
    }
    if !more {
        // What was left out is not looked through again.
        cursor.after = cursor.after.max(cursor.built_at);
    }
    // Another server may have changed units, list or grids since we read them.
    let is_of_directory =
        |change: &&Changed| !matches!(change.kind.as_str(), "ticket" | "nearby" | "shift" | "handover");
    if let Some(change) = changes.iter().rfind(is_of_directory) {
        app.refresh_directory(change.seq).await?;
    }
    let (directory, now) = (app.directory(), app.now());
    let seen = |change| replica_change(change, &directory, &who.person, now);
    let changes = changes.into_iter().map(seen).collect::<Result<_>>()?;
    Ok(Json(Pulled { server_epoch: app.epoch, cursor: cursor.write(), more, reset, changes }))
}

fn replica_change(
    change: Changed,
    directory: &Directory,
    person: &Person,
    now: Timestamp,
) -> Result<ReplicaChange<Box<RawValue>>> {
    let value = match (change.kind.as_str(), &change.ticket) {
        ("ticket", Some(ticket)) => Some(ticket_value(ticket, person, now)?),
        ("nearby", Some(ticket)) => ticket.read()?.as_nearby().as_ref().map(raw).transpose()?,
        ("shift" | "handover", _) => {
            change.paper.map(RawValue::from_string).transpose().map_err(|it| unwritable(&it))?
        }
        ("unit", _) => directory.unit(&change.id.as_str().into()).map(raw).transpose()?,
        ("catalogue", _) => directory.item(&change.id).map(CatalogueValue::from).as_ref().map(raw).transpose()?,
        ("commonest", _) => directory.commonest(&change.id.as_str().into()).map(raw).transpose()?,
        ("grid", _) => directory.grid(&change.id.as_str().into()).map(raw).transpose()?,
        ("colleague", _) => {
            let colleague = change.id.parse().ok().and_then(|id| directory.colleague(id));
            colleague.map(raw).transpose()?
        }
        ("calendar", _) => Some(raw(directory.calendar())?),
        ("list", _) => directory.version().map(raw).transpose()?,
        _ => None,
    };
    Ok(match value.filter(|_| change.present) {
        Some(value) => ReplicaChange::Put { kind: change.kind, id: change.id, value },
        None => ReplicaChange::Remove { kind: change.kind, id: change.id },
    })
}

fn raw<T: Serialize>(value: &T) -> Result<Box<RawValue>> {
    to_raw_value(value).map_err(|error| unwritable(&error))
}

fn unwritable(error: &serde_json::Error) -> Failure {
    tracing::error!(%error, "a value could not be written");
    Code::Internal.into()
}

/// A ticket as it travels to this person: as it is stored, with its light at this moment. Only a ticket that may have one
/// is read, or one that is shown to some without what is personal.
pub fn ticket_value(ticket: &Stored, person: &Person, now: Timestamp) -> Result<Box<RawValue>> {
    let ticket = &ticket.shown_to(person)?;
    let light = if Ticket::may_have_light(&ticket.status) { ticket.read()?.light(now) } else { None };
    let light = raw(&light)?;
    let Some(fields) = ticket.json.strip_suffix('}') else { return Err(Code::Internal.into()) };
    RawValue::from_string(format!("{fields},\"light\":{light}}}")).map_err(|error| unwritable(&error))
}

/// What a stream says when something changed. A browser drops an event without data.
const WAKE: Bytes = Bytes::from_static(b"event: wake\ndata: {}\n\n");
/// What it says to show that it lives.
const ALIVE: Bytes = Bytes::from_static(b":\n\n");

/// A stream, and what it listens to.
struct Listener {
    app: App,
    session: Uuid,
    scopes: Vec<String>,
    wakes: Receiver<Wake>,
    /// Who has which ticket open; for the centre alone.
    present: Option<watch::Receiver<Bytes>>,
    beat: Interval,
}

/// `GET /sync/v1/events`
pub async fn events(State(app): State<App>, who: SignedIn) -> Response {
    let mut scopes: Vec<String> = who.person.scopes().iter().map(ToString::to_string).collect();
    scopes.push(EVERYONE.to_owned());
    let wakes = app.waker.listen();
    let present = who.person.is_of_the_centre().then(|| app.waker.listen_to_presence());
    let mut beat = interval_at(Instant::now() + BEAT, BEAT);
    beat.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let listener = Listener { app, session: who.session, scopes, wakes, present, beat };
    let stream = stream::unfold(listener, |mut listener| async move {
        let said = listener.next().await?;
        Some((Ok::<_, Infallible>(said), listener))
    });
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store")];
    (headers, Body::from_stream(stream)).into_response()
}

impl Listener {
    /// The next thing that the stream says; none when it ends, which is when its session does.
    async fn next(&mut self) -> Option<Bytes> {
        if self.app.waker.is_closed() {
            return None;
        }
        loop {
            tokio::select! {
                wake = self.wakes.recv() => match wake {
                    Ok(Wake::Changed(names)) => {
                        if self.scopes.iter().any(|scope| names.contains(scope)) {
                            return Some(WAKE);
                        }
                    }
                    // Too many to keep up with: something was among them.
                    Err(RecvError::Lagged(_)) => return Some(WAKE),
                    Ok(Wake::SessionsEnded) => {
                        if !is_open(&self.app, self.session).await {
                            return None;
                        }
                    }
                    Ok(Wake::Stopping) | Err(RecvError::Closed) => return None,
                },
                present = told(&mut self.present) => return Some(present),
                _ = self.beat.tick() => return is_open(&self.app, self.session).await.then_some(ALIVE),
            }
        }
    }
}

/// What is told next of who is present; nothing ever to who is not of the centre.
async fn told(present: &mut Option<watch::Receiver<Bytes>>) -> Bytes {
    if let Some(present) = present
        && present.changed().await.is_ok()
    {
        return present.borrow_and_update().clone();
    }
    std::future::pending().await
}

async fn is_open(app: &App, session: Uuid) -> bool {
    app.store.session_is_open(session, app.now()).await.unwrap_or(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_reads_back_and_needs_no_escaping() {
        for built_at in [0, 43] {
            let cursor = Cursor { epoch: Uuid::from_u128(7), after: 42, scopes: "0123456789ab".into(), built_at };
            let text = cursor.write();
            assert!(text.chars().all(|c| c.is_ascii_alphanumeric() || "._~-".contains(c)));
            assert_eq!(Cursor::read(&text), Some(cursor));
        }
    }
}
