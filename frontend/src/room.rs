//! Taking away what nothing needs any more, and making room when storage is short.

use domain::ids::{PersonId, PhotoHash};
use domain::outbox::photo_may_go;
use domain::pass::Heard;

use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::Outcome;
use crate::{clock, meta, outbox, persist};

pub(crate) use domain::outbox::Need;

/// Removes this person's photos and archived commands that have had their time. Whether a command has is known only
/// after a pass, which has `heard` the server's.
pub(crate) async fn make(person: PersonId, need: Need, heard: Option<Heard>) -> Outcome<()> {
    let need = if persist::is_crowded().await { Need::Now } else { need };
    database::write_relaxed(&[OUTBOX, PHOTOS, META], async |tx: &Tx<'_>| {
        let now = match heard {
            Some(heard) => heard.at,
            None => meta::on_server_clock(tx, clock::now()).await?,
        };
        let backed_up_through = heard.and_then(|heard| heard.backed_up_through);
        let entries = outbox::entries(tx, person).await?;
        let prefix = format!("{person}/");
        for key in tx.keys(PHOTOS, &prefix).await? {
            let Some(hash) = key.strip_prefix(&prefix).and_then(|name| name.parse::<PhotoHash>().ok()) else {
                continue;
            };
            let mark = meta::photo_mark(tx, &key).await?;
            if photo_may_go(&hash, mark, &entries, need, backed_up_through, now) {
                tx.delete(PHOTOS, &key)?;
                meta::set_photo_mark(tx, &key, None)?;
            }
        }
        for entry in entries.iter().filter(|entry| heard.is_some() && entry.is_disposable(now)) {
            tx.delete(OUTBOX, &entry.sealed.command_id.to_string())?;
        }
        Ok(())
    })
    .await
}
