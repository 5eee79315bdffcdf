//! The small records in the database: who is signed in, counters, cursors, and what is known of the server.

use std::collections::BTreeMap;

use app::text::{from_tag, tag};
use domain::ids::{DeviceId, PersonId, PhotoHash};
use domain::outbox::ServerMemory;
use domain::pass::Mark;
use domain::{Language, Person};
use futures::future::try_join;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::clock;
use crate::database::{META, Tx};
use crate::fault::Outcome;

pub(crate) use domain::outbox::PhotoMark;

const SESSION: &str = "session";
const DEVICE: &str = "device";
const CLOCK: &str = "clock";
const LANGUAGE: &str = "language";

/// Who is signed in in this browser.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Session {
    /// Rises with every change of person, so that an answer asked for under one is never kept under another.
    pub(crate) serial: u64,
    /// Whose outbox is sent and whose replica is shown.
    pub(crate) me: Option<Person>,
    /// Signed out without coverage: the server has to be told before anything else is sent.
    #[serde(default)]
    pub(crate) signing_out: bool,
}

/// Who is signed in.
pub(crate) async fn session(tx: &Tx<'_>) -> Outcome<Session> {
    Ok(tx.json(META, SESSION).await?.unwrap_or_default())
}

/// Sets who is signed in.
pub(crate) fn set_session(tx: &Tx<'_>, session: &Session) -> Outcome<()> {
    tx.put_json(META, SESSION, session)
}

/// This browser profile's id, if it has one already.
pub(crate) async fn known_device(tx: &Tx<'_>) -> Outcome<Option<DeviceId>> {
    tx.json(META, DEVICE).await
}

/// This browser profile's id; made at first use.
pub(crate) async fn device(tx: &Tx<'_>) -> Outcome<DeviceId> {
    if let Some(device) = known_device(tx).await? {
        return Ok(device);
    }
    let device = DeviceId(clock::new_id());
    tx.put_json(META, DEVICE, &device)?;
    Ok(device)
}

/// The next `seq` of this person here; whoever uses it notes so.
pub(crate) async fn next_seq(tx: &Tx<'_>, person: PersonId) -> Outcome<u64> {
    Ok(tx.json::<u64>(META, &format!("seq/{person}")).await?.unwrap_or_default() + 1)
}

/// Notes the last `seq` that this person has used here.
pub(crate) fn set_seq(tx: &Tx<'_>, person: PersonId, seq: u64) -> Outcome<()> {
    tx.put_json(META, &format!("seq/{person}"), &seq)
}

/// What is remembered of the server.
pub(crate) async fn server(tx: &Tx<'_>, person: PersonId) -> Outcome<ServerMemory> {
    Ok(tx.json(META, &format!("server/{person}")).await?.unwrap_or_default())
}

/// Remembers the server.
pub(crate) fn set_server(tx: &Tx<'_>, person: PersonId, memory: &ServerMemory) -> Outcome<()> {
    tx.put_json(META, &format!("server/{person}"), memory)
}

/// How far the replica is that counts.
pub(crate) async fn mark(tx: &Tx<'_>, person: PersonId) -> Outcome<Mark> {
    Ok(tx.json(META, &format!("replica/{person}")).await?.unwrap_or_default())
}

/// Moves the replica on.
pub(crate) fn set_mark(tx: &Tx<'_>, person: PersonId, mark: &Mark) -> Outcome<()> {
    tx.put_json(META, &format!("replica/{person}"), mark)
}

/// How far the replica is that is being built anew, if one is.
pub(crate) async fn aside(tx: &Tx<'_>, person: PersonId) -> Outcome<Option<Mark>> {
    tx.json(META, &format!("aside/{person}")).await
}

/// Moves the replica that is being built anew on; none ends it.
pub(crate) fn set_aside(tx: &Tx<'_>, person: PersonId, mark: Option<&Mark>) -> Outcome<()> {
    let key = format!("aside/{person}");
    match mark {
        Some(mark) => tx.put_json(META, &key, mark),
        None => tx.delete(META, &key),
    }
}

/// Key of a photo's bytes.
pub(crate) fn photo_key(person: PersonId, hash: &PhotoHash) -> String {
    format!("{person}/{hash}")
}

/// Whose photo lies under this key, and which; none for a key of another build's.
pub(crate) fn photo_of(key: &str) -> Option<(PersonId, PhotoHash)> {
    let (person, hash) = key.split_once('/')?;
    Some((PersonId(person.parse().ok()?), hash.parse().ok()?))
}

/// What is known of the photos that lie here, by their keys.
pub(crate) async fn photo_marks(tx: &Tx<'_>) -> Outcome<BTreeMap<String, PhotoMark>> {
    let (keys, texts) = try_join(tx.keys(META, "photo/"), tx.texts(META, "photo/")).await?;
    let read = |(key, text): (String, String)| {
        Some((key.strip_prefix("photo/")?.to_owned(), serde_json::from_str(&text).ok()?))
    };
    Ok(keys.into_iter().zip(texts).filter_map(read).collect())
}

/// What is known of a photo.
pub(crate) async fn photo_mark(tx: &Tx<'_>, photo: &str) -> Outcome<Option<PhotoMark>> {
    tx.json(META, &format!("photo/{photo}")).await
}

/// Notes what is known of a photo; none forgets it.
pub(crate) fn set_photo_mark(tx: &Tx<'_>, photo: &str, mark: Option<PhotoMark>) -> Outcome<()> {
    let key = format!("photo/{photo}");
    match mark {
        Some(mark) => tx.put_json(META, &key, &mark),
        None => tx.delete(META, &key),
    }
}

/// The language that was read here last.
pub(crate) async fn language(tx: &Tx<'_>) -> Outcome<Option<Language>> {
    Ok(tx.json::<String>(META, LANGUAGE).await?.map(|tag| from_tag(&tag)))
}

/// Notes what language is read here.
pub(crate) fn set_language(tx: &Tx<'_>, language: Language) -> Outcome<()> {
    tx.put_json(META, LANGUAGE, &tag(language))
}

/// Milliseconds by which the server's clock is ahead of this device's.
pub(crate) async fn clock_lead(tx: &Tx<'_>) -> Outcome<i64> {
    Ok(tx.json(META, CLOCK).await?.unwrap_or_default())
}

/// A moment of this device's clock by the server's, as far as it is known.
pub(crate) async fn on_server_clock(tx: &Tx<'_>, at: Timestamp) -> Outcome<Timestamp> {
    let lead = clock_lead(tx).await?;
    Ok(Timestamp::from_millisecond(at.as_millisecond().saturating_add(lead)).unwrap_or(at))
}

/// Notes by how much the server's clock is ahead.
pub(crate) fn set_clock_lead(tx: &Tx<'_>, milliseconds: i64) -> Outcome<()> {
    tx.put_json(META, CLOCK, &milliseconds)
}
