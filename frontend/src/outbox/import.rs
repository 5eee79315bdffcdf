//! Bringing an exported file in: its owner on another device, or an administrator for them.

use app::device::Imported;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::command::CommandKind;
use domain::ids::{PersonId, PhotoHash};
use domain::outbox::{Entry, FilePhoto, OutboxFile};
use domain::sync::{CommandResult, SealedCommand};
use domain::{Code, Command, Language, Photo};
use js_sys::Uint8Array;
use serde::Deserialize;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use super::put;
use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::{Fault, Outcome};
use crate::http::{self, Ask, Body};
use crate::{meta, photos};

/// Bytes of a file that a browser can be asked to read at once.
const MAX_FILE: f64 = 256.0 * 1024.0 * 1024.0;
/// Commands in one request to the server.
const COMMANDS: usize = 200;

/// What the server says of a part of a file.
#[derive(Deserialize)]
struct Answer {
    results: Vec<CommandResult>,
    missing_photos: Vec<PhotoHash>,
    damaged_photos: Vec<PhotoHash>,
}

/// Puts what the file holds in line behind what is here already, with its photos; all of it or, where there is no room,
/// none. How many items were new here. They keep their ids, so that what has arrived from the other device counts once.
pub(crate) async fn import(person: PersonId, file: &File, language: Language) -> Outcome<usize> {
    let mut file = read(file, language).await?;
    if file.person_id != person {
        return Err(Fault::refused(Code::OtherPerson, language));
    }
    file.commands.sort_by_key(|command| command.seq);
    let pictures = sound(&file.photos);
    database::write(&[OUTBOX, PHOTOS, META], async |tx: &Tx<'_>| {
        let (mut new, first) = (0, meta::next_seq(tx, person).await?);
        for command in &file.commands {
            if tx.holds(OUTBOX, &command.command_id.to_string()).await? {
                continue;
            }
            let named = named(command);
            for (hash, bytes) in pictures.iter().filter(|(hash, _)| named.iter().any(|photo| photo.sha256 == *hash)) {
                photos::put(tx, person, hash, bytes).await?;
            }
            let sealed = SealedCommand { seq: first + new, ..command.clone() };
            // The other device may have sent it.
            put(tx, &Entry { sent: true, ..Entry::new(person, sealed, named) })?;
            new += 1;
        }
        meta::set_seq(tx, person, first + new - 1)?;
        Ok(new as usize)
    })
    .await
}

/// Hands the file to the server, which takes it in for its author: first the commands, then photos that it has not got.
pub(crate) async fn import_for_author(file: &File, language: Language) -> Outcome<Imported> {
    let file = read(file, language).await?;
    let part = |commands: &[SealedCommand], photos: &[&FilePhoto]| {
        let mut part = OutboxFile::new(file.device_id, file.person_id, file.exported_at, commands.to_vec());
        part.photos = photos.iter().copied().cloned().collect();
        part
    };
    let mut imported = Imported::default();
    let mut missing: Vec<PhotoHash> = Vec::new();
    for commands in file.commands.chunks(COMMANDS) {
        let answer = send(&part(commands, &[]), language).await?;
        let received = answer.results.iter().filter(|result| result.outcome.is_applied()).count();
        imported.received += received;
        imported.left += answer.results.len() - received;
        missing.extend(answer.missing_photos);
    }
    missing.sort();
    missing.dedup();
    for hash in missing {
        let held = file.photos.iter().find(|photo| photo.sha256 == hash);
        match held {
            Some(photo) => {
                imported.damaged_photos += send(&part(&[], &[photo]), language).await?.damaged_photos.len();
            }
            None => imported.missing_photos += 1,
        }
    }
    Ok(imported)
}

async fn read(file: &File, language: Language) -> Outcome<OutboxFile> {
    let unreadable = || Fault::refused(Code::Malformed, language);
    if file.size() > MAX_FILE {
        return Err(unreadable());
    }
    let text = JsFuture::from(file.text()).await?.as_string().ok_or_else(unreadable)?;
    let file: Option<OutboxFile> = serde_json::from_str(&text).ok();
    file.filter(OutboxFile::is_readable).ok_or_else(unreadable)
}

/// The photos whose bytes are what their names say.
fn sound(photos: &[FilePhoto]) -> Vec<(PhotoHash, Uint8Array)> {
    let read = |photo: &FilePhoto| {
        let bytes = STANDARD.decode(&photo.base64).ok()?;
        (photos::hash(&bytes) == photo.sha256).then(|| (photo.sha256.clone(), Uint8Array::from(bytes.as_slice())))
    };
    photos.iter().filter_map(read).collect()
}

fn named(command: &SealedCommand) -> Vec<Photo> {
    let read = CommandKind::parse(&command.kind).and_then(|kind| Command::parse(kind, &command.body).ok());
    read.map(|command| command.photos().to_vec()).unwrap_or_default()
}

async fn send(file: &OutboxFile, language: Language) -> Outcome<Answer> {
    let body = Body::Json(serde_json::to_string(file)?);
    let ask = Ask { method: "POST", path: "/api/v1/imports/outbox", body, language, timeout: http::LONG };
    let answer = http::send(ask).await?;
    match answer.problem() {
        Some(problem) => Err(Fault::Refused(problem)),
        None => answer.json().ok_or(Fault::Unreachable),
    }
}
