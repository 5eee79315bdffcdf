//! An outbox that a device saved to a file because it could not send it: an administrator brings it in for its author.

use axum::Json;
use axum::extract::State;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::outbox::OutboxFile;
use domain::sync::{CommandResult, LIMITS, PROTOCOL, Push};
use domain::{Code, PhotoHash, Role};
use serde::Serialize;

use super::body::JsonText;
use super::photos;
use crate::arrived::{self, Arrived};
use crate::auth::SignedIn;
use crate::clock::new_id;
use crate::desk;
use crate::problem::{Failure, Result, language};
use crate::state::App;

/// Largest file, in bytes: thousands of commands, or a photo.
const MAX_FILE: usize = 4 * 1024 * 1024;

/// What became of it: one result for each command, in order, the photos that are still on the device, and those of the
/// file that are not what their names say.
#[derive(Debug, Default, Serialize)]
pub struct Imported {
    results: Vec<CommandResult>,
    missing_photos: Vec<PhotoHash>,
    damaged_photos: Vec<PhotoHash>,
}

/// Reads a file.
pub fn read(text: &[u8]) -> Result<OutboxFile<Arrived>> {
    let value = arrived::json(text).ok_or(Code::Malformed)?;
    let file: OutboxFile<Arrived> = serde_json::from_value(value).map_err(|_| Code::Malformed)?;
    if file.is_readable() {
        Ok(file)
    } else {
        Err(Failure::with_detail(Code::Malformed, "format: xianghu-outbox, version: 1"))
    }
}

/// `POST /api/v1/imports/outbox`: the same push as the device would have made, as its author, in batches, and the photos
/// that the file holds. Bringing in the same file again changes nothing.
pub async fn outbox(
    State(app): State<App>,
    who: SignedIn,
    JsonText(text): JsonText<MAX_FILE>,
) -> Result<Json<Imported>> {
    if who.person.role != Role::Administrator {
        return Err(Code::Forbidden.into());
    }
    let file = read(&text)?;
    let author = app.store.account(file.person_id, app.now()).await?.ok_or(Code::NotFound)?.person;
    // Noted first: an import that is cut short has been one all the same.
    let mut tx = app.store.write().await?;
    let (commands, photos) = (file.commands.len(), file.photos.len());
    let subject = format!("{}, {commands} commands and {photos} photos of device {}", author.username, file.device_id);
    tx.audit(new_id(), app.now(), &who.person.username, "outbox.import", &subject).await?;
    tx.commit().await?;
    let mut imported = Imported::default();
    for commands in file.commands.chunks(LIMITS.commands_per_push) {
        let push = Push {
            protocol: PROTOCOL,
            batch_id: new_id().into(),
            device_id: file.device_id,
            person_id: Some(author.id),
            server_epoch: None,
            sent_at: None,
            build: None,
            commands: commands.to_vec(),
        };
        let pushed = desk::push(&app, &author, push, language()).await?;
        imported.results.extend(pushed.results);
        let new = pushed.missing_photos.into_iter().filter(|photo| !imported.missing_photos.contains(photo));
        imported.missing_photos.extend(new.collect::<Vec<_>>());
    }
    for photo in file.photos {
        let arrived = match STANDARD.decode(photo.base64) {
            Ok(bytes) => photos::put_whole(&app, &author, &photo.sha256, bytes.into()).await,
            Err(_) => Err(Code::HashMismatch.into()),
        };
        // One that is damaged, or refused, which its tickets tell, stops no other.
        match arrived.as_ref().map_err(Failure::code) {
            Ok(()) | Err(Code::NotAnImage | Code::PhotoTooLarge) => {
                imported.missing_photos.retain(|missing| *missing != photo.sha256);
            }
            Err(Code::HashMismatch) => imported.damaged_photos.push(photo.sha256),
            Err(_) => arrived?,
        }
    }
    Ok(Json(imported))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(format: &str, command_id: &str) -> String {
        let id = "0198c2f0-0000-7000-8000-000000000001";
        serde_json::json!({
            "format": format, "version": 1, "device_id": id, "person_id": id, "exported_at": "2026-11-23T08:00:00+08:00",
            "commands": [{"command_id": command_id, "seq": 1, "ticket_id": id, "kind": "sign", "captured_at": "?", "body": {}}],
        })
        .to_string()
    }

    #[test]
    fn only_the_file_that_a_device_saves_is_read() {
        let id = "0198c2f0-0000-7000-8000-000000000002";
        assert_eq!(read(file("xianghu-outbox", id).as_bytes()).unwrap().commands.len(), 1);
        for wrong in [file("else", id), file("xianghu-outbox", "no id"), "{}".to_owned()] {
            assert_eq!(read(wrong.as_bytes()).unwrap_err().code(), Code::Malformed);
        }
    }
}
