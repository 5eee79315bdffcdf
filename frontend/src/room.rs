//! Taking away what nothing needs any more, and making room when storage is short.

use std::collections::BTreeSet;

use domain::ids::{PersonId, PhotoHash};
use domain::outbox::{Entry, photo_is_disposable};
use domain::time::seconds_between;
use jiff::Timestamp;

use crate::database::{self, META, OUTBOX, PHOTOS, Tx};
use crate::fault::Outcome;
use crate::meta::PhotoMark;
use crate::{clock, meta, outbox, persist};

/// A photo that no command names may belong to a draft; after so long it does not.
const DRAFT_SECONDS: i64 = 30 * 24 * 3600;

/// How urgent it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Need {
    /// Something did not fit.
    Now,
    /// After a pass, as a habit.
    Habit,
}

/// Removes this person's archived commands and photos that have had their time. `backed_up_through` is by the
/// server's clock.
pub(crate) async fn make(person: PersonId, need: Need, backed_up_through: Option<Timestamp>) -> Outcome<()> {
    let need = if persist::is_crowded().await { Need::Now } else { need };
    let now = clock::now();
    database::write_relaxed(&[OUTBOX, PHOTOS, META], async |tx: &Tx<'_>| {
        let entries = outbox::entries(tx, person).await?;
        let prefix = format!("{person}/");
        for key in tx.keys(PHOTOS, &prefix).await? {
            let Some(hash) = key.strip_prefix(&prefix).and_then(|name| name.parse::<PhotoHash>().ok()) else {
                continue;
            };
            let mark = meta::photo_mark(tx, &key).await?;
            if may_go(&hash, mark, &entries, need, backed_up_through, now) {
                tx.delete(PHOTOS, &key)?;
                meta::set_photo_mark(tx, &key, None)?;
            }
        }
        for entry in entries.iter().filter(|entry| entry.is_disposable(now)) {
            tx.delete(OUTBOX, &entry.sealed.command_id.to_string())?;
        }
        Ok(())
    })
    .await
}

fn may_go(
    hash: &PhotoHash,
    mark: Option<PhotoMark>,
    entries: &[Entry],
    need: Need,
    backed_up_through: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let sent: BTreeSet<&PhotoHash> =
        entries.iter().filter(|entry| entry.is_accepted()).flat_map(|it| &it.photos).map(|it| &it.sha256).collect();
    if !photo_is_disposable(hash, entries) {
        return false;
    }
    if !sent.contains(hash) {
        // Of a draft, or of something recalled into one.
        return mark.is_none_or(|mark| seconds_between(mark.stored_at, now) > DRAFT_SECONDS);
    }
    let is_backed_up = mark
        .and_then(|mark| mark.verified_at)
        .is_some_and(|verified| backed_up_through.is_some_and(|through| through >= verified));
    need == Need::Now || is_backed_up
}

#[cfg(test)]
mod tests {
    use domain::ids::{CommandId, TicketId};
    use domain::outbox::State;
    use domain::sync::SealedCommand;
    use domain::{MediaType, Photo};
    use uuid::Uuid;

    use super::*;

    fn hash() -> PhotoHash {
        PhotoHash::from_digest(&[7; 32])
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_700_000_000 + seconds).unwrap()
    }

    fn verified(seconds: i64) -> PhotoMark {
        PhotoMark { stored_at: at(0), verified_at: Some(at(seconds)) }
    }

    fn accepted_with_photo() -> Entry {
        let photo = Photo {
            sha256: hash(),
            bytes: 10,
            media_type: MediaType::Jpeg,
            width: 1,
            height: 1,
            taken_at: None,
            place: None,
        };
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(1)),
            seq: 1,
            ticket_id: TicketId(Uuid::from_u128(2)),
            kind: "whistle".into(),
            captured_at: String::new(),
            based_on: None,
            body: serde_json::Value::Null,
        };
        let mut entry = Entry::new(PersonId(Uuid::from_u128(3)), sealed, vec![photo]);
        entry.state = State::Accepted { at: at(0), revision: 1, number: String::new() };
        entry.photos_done.insert(hash());
        entry
    }

    #[test]
    fn a_verified_photo_stays_until_a_backup_has_it_unless_storage_is_short() {
        let entries = [accepted_with_photo()];
        assert!(!may_go(&hash(), Some(verified(10)), &entries, Need::Habit, None, at(100)));
        assert!(!may_go(&hash(), Some(verified(10)), &entries, Need::Habit, Some(at(9)), at(100)));
        assert!(may_go(&hash(), Some(verified(10)), &entries, Need::Habit, Some(at(10)), at(100)));
        assert!(may_go(&hash(), Some(verified(10)), &entries, Need::Now, None, at(100)));
    }

    #[test]
    fn a_photo_that_the_server_has_not_verified_never_goes() {
        let mut entry = accepted_with_photo();
        entry.photos_done.clear();
        assert!(!may_go(&hash(), None, &[entry], Need::Now, Some(at(1000)), at(10_000_000)));
    }

    #[test]
    fn a_draft_keeps_its_photo_for_a_month() {
        let mark = Some(PhotoMark { stored_at: at(0), verified_at: None });
        assert!(!may_go(&hash(), mark, &[], Need::Now, None, at(DRAFT_SECONDS)));
        assert!(may_go(&hash(), mark, &[], Need::Habit, None, at(DRAFT_SECONDS + 1)));
    }
}
