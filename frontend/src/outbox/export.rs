//! The queue as a file, to be sent from another device or by an administrator.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::ids::{DeviceId, PersonId, PhotoHash};
use domain::outbox::{Entry, FilePhoto, OutboxFile};
use domain::time::day_stamp;
use jiff::Timestamp;
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::database::{self, META, OUTBOX, Tx};
use crate::fault::{Fault, Outcome, cast};
use crate::photos::Held;
use crate::{clock, meta, outbox};

/// Saves everything of this person that is not through to a file, with its photos.
pub(crate) async fn export(person: PersonId) -> Outcome<()> {
    let (device, entries) = database::write(&[OUTBOX, META], async |tx: &Tx<'_>| {
        Ok((meta::device(tx).await?, outbox::entries(tx, person).await?))
    })
    .await?;
    let now = clock::now();
    let (before, after) = written(device, person, now, &entries)?;
    // Piece by piece: photos fill a phone's memory.
    let pieces = Array::of1(&before.into());
    let mut held = Held::default();
    for sha256 in photos(&entries) {
        if let Some(bytes) = held.bytes(person, sha256).await? {
            let photo = FilePhoto { sha256: sha256.clone(), base64: STANDARD.encode(bytes.to_vec()) };
            let before = pieces.length() - 1;
            pieces.push(&photo_written(&photo, before)?.into());
        }
    }
    pieces.push(&after.into());
    download(&format!("xianghu-{}.json", day_stamp(now)), &pieces)
}

/// Photos that have not arrived, each once.
fn photos(entries: &[Entry]) -> BTreeSet<&PhotoHash> {
    let named = entries.iter().filter(|entry| entry.is_open()).flat_map(|entry| {
        entry.photos.iter().map(|photo| &photo.sha256).filter(|hash| !entry.photos_done.contains(*hash))
    });
    named.collect()
}

/// The file as it begins, up to where its photos go, and as it ends after them.
fn written(
    device_id: DeviceId,
    person_id: PersonId,
    exported_at: Timestamp,
    entries: &[Entry],
) -> Outcome<(String, &'static str)> {
    const END: &str = "]}";
    let commands = entries.iter().filter(|entry| entry.is_open()).map(|entry| &entry.sealed).collect();
    let file = OutboxFile::new(device_id, person_id, Some(exported_at), commands);
    let mut text = serde_json::to_string(&file)?;
    // Photos come last in it.
    text.truncate(text.len() - END.len());
    Ok((text, END))
}

/// A photo as it stands in the file, with so many before it.
fn photo_written(photo: &FilePhoto, before: u32) -> Outcome<String> {
    let comma = if before == 0 { "" } else { "," };
    Ok(format!("{comma}{}", serde_json::to_string(photo)?))
}

fn download(name: &str, pieces: &JsValue) -> Outcome<()> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(pieces, &options)?;
    let url = Url::create_object_url_with_blob(&blob)?;
    let document = web_sys::window().and_then(|window| window.document());
    let document = document.ok_or_else(|| Fault::Failed("no page to save from".into()))?;
    let link: HtmlAnchorElement = cast(document.create_element("a")?.into())?;
    link.set_href(&url);
    link.set_download(name);
    link.unchecked_ref::<web_sys::HtmlElement>().click();
    // The browser has taken the bytes over by then.
    gloo_timers::callback::Timeout::new(60_000, move || {
        let _ = Url::revoke_object_url(&url);
    })
    .forget();
    Ok(())
}

#[cfg(test)]
mod tests {
    use domain::ids::{CommandId, TicketId};
    use domain::outbox::State;
    use domain::sync::SealedCommand;
    use serde_json::json;
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_file_holds_what_is_not_through_and_names_its_owner() {
        let person = PersonId(Uuid::from_u128(3));
        let entry = |seq: u64, state: State| {
            let sealed = SealedCommand {
                command_id: CommandId(Uuid::from_u128(u128::from(seq))),
                seq,
                ticket_id: TicketId(Uuid::from_u128(2)),
                kind: "add_note".into(),
                captured_at: "2026-11-23T08:00:00+08:00".into(),
                based_on: None,
                body: json!({"text": "x"}),
            };
            let mut entry = Entry::new(person, sealed, Vec::new());
            entry.state = state;
            entry
        };
        let at = Timestamp::from_second(1_700_000_000).unwrap();
        let entries = [entry(1, State::Accepted { at, revision: 1, number: String::new() }), entry(2, State::fresh())];
        let (before, after) = written(DeviceId(Uuid::from_u128(9)), person, at, &entries).unwrap();
        let photo = FilePhoto { sha256: "a".repeat(64).parse().unwrap(), base64: "AAEC".into() };
        for n in 0..3 {
            let photos: String = (0..n).map(|before| photo_written(&photo, before).unwrap()).collect();
            let file: OutboxFile = serde_json::from_str(&format!("{before}{photos}{after}")).unwrap();
            assert!(file.is_readable());
            assert_eq!((file.person_id, file.photos.len()), (person, n as usize));
            assert_eq!(file.commands.iter().map(|command| command.seq).collect::<Vec<_>>(), [2]);
        }
    }
}
