//! The queue as a file, to be sent from another device or by an administrator.

use domain::ids::{DeviceId, PersonId};
use domain::outbox::Entry;
use domain::sync::SealedCommand;
use domain::time::day_stamp;
use jiff::Timestamp;
use serde::Serialize;
use wasm_bindgen::JsCast;
use web_sys::{Blob, BlobPropertyBag, HtmlAnchorElement, Url};

use crate::database::{self, META, OUTBOX, Tx};
use crate::fault::{Fault, Outcome, cast};
use crate::{clock, meta, outbox};

#[derive(Serialize)]
struct Export<'a> {
    format: &'static str,
    version: u32,
    device_id: DeviceId,
    person_id: PersonId,
    exported_at: Timestamp,
    commands: Vec<&'a SealedCommand>,
}

/// Saves everything of this person that is not through to a file.
pub(crate) async fn export(person: PersonId) -> Outcome<()> {
    let (device, entries) = database::write(&[OUTBOX, META], async |tx: &Tx<'_>| {
        Ok((meta::device(tx).await?, outbox::entries(tx, person).await?))
    })
    .await?;
    let now = clock::now();
    download(&format!("xianghu-{}.json", day_stamp(now)), &written(device, person, now, &entries)?)
}

fn written(device_id: DeviceId, person_id: PersonId, exported_at: Timestamp, entries: &[Entry]) -> Outcome<String> {
    let commands = entries.iter().filter(|entry| entry.is_open()).map(|entry| &entry.sealed).collect();
    let export = Export { format: "xianghu-outbox", version: 1, device_id, person_id, exported_at, commands };
    Ok(serde_json::to_string_pretty(&export)?)
}

fn download(name: &str, text: &str) -> Outcome<()> {
    let options = BlobPropertyBag::new();
    options.set_type("application/json");
    let blob = Blob::new_with_str_sequence_and_options(&js_sys::Array::of1(&text.into()), &options)?;
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
    use serde_json::{Value, json};
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
        let text = written(DeviceId(Uuid::from_u128(9)), person, at, &entries).unwrap();
        let file: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((&file["format"], &file["version"]), (&json!("xianghu-outbox"), &json!(1)));
        assert_eq!(file["person_id"], json!(person));
        assert_eq!(file["commands"].as_array().unwrap().len(), 1);
        assert_eq!(file["commands"][0]["seq"], json!(2));
    }
}
