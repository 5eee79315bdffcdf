//! Taking away what nothing needs any more, and making room when storage is short.

use std::collections::BTreeMap;

use domain::PersonId;
use domain::outbox::{Entry, photo_may_go};
use domain::pass::Heard;
use futures::future::try_join;

use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::Outcome;
use crate::{clock, meta, outbox, persist};

pub(crate) use domain::outbox::Need;

/// Removes photos and archived commands that have had their time, whoever on this device they are of. Whether a command
/// has is known only after a pass, which has `heard` the server's.
pub(crate) async fn make(need: Need, heard: Option<Heard>) -> Outcome<()> {
    let need = if need == Need::Habit && persist::is_crowded().await { Need::Soon } else { need };
    database::write_relaxed(&[OUTBOX, PHOTOS, META], async |tx: &Tx<'_>| {
        let now = match heard {
            Some(heard) => heard.at,
            None => meta::on_server_clock(tx, clock::now()).await?,
        };
        let backed_up_through = heard.and_then(|heard| heard.backed_up_through);
        let mut entries: BTreeMap<PersonId, Vec<Entry>> = BTreeMap::new();
        for entry in outbox::everyones(tx).await? {
            entries.entry(entry.person_id).or_default().push(entry);
        }
        let (photos, marks) = try_join(tx.keys(PHOTOS, ""), meta::photo_marks(tx)).await?;
        for key in photos {
            let Some((person, hash)) = meta::photo_of(&key) else { continue };
            let theirs = entries.get(&person).map(Vec::as_slice).unwrap_or_default();
            if photo_may_go(&hash, marks.get(&key).copied(), theirs, need, backed_up_through, now) {
                tx.delete(PHOTOS, &key)?;
                meta::set_photo_mark(tx, &key, None)?;
            }
        }
        for entry in entries.values().flatten().filter(|entry| heard.is_some() && entry.is_disposable(now)) {
            tx.delete(OUTBOX, &entry.sealed.command_id.to_string())?;
        }
        Ok(())
    })
    .await
}
