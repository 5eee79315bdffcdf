//! When a photo's bytes may leave the device.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::entry::{ARCHIVE_SECONDS, Entry, State};
use crate::ids::PhotoHash;
use crate::time::seconds_between;

/// A photo that no command names may belong to a draft; after so long it does not.
const DRAFT_SECONDS: i64 = 30 * 24 * 3600;

/// What is known of a photo that lies on the device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhotoMark {
    /// When it was put away, by the server's clock as far as it is known.
    pub stored_at: Timestamp,
    /// When the server said that it holds the photo, by the server's clock.
    #[serde(default)]
    pub verified_at: Option<Timestamp>,
}

impl PhotoMark {
    /// The server has said, at this time by its clock, that it holds the photo. What it said before counts no more: it may
    /// have lost the photo since, and a backup from between the two does not have it.
    #[must_use]
    pub fn verified(self, at: Timestamp) -> Self {
        Self { verified_at: Some(at), ..self }
    }
}

/// How urgently room is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Something did not fit.
    Now,
    /// Storage is getting short.
    Soon,
    /// After a pass, as a habit.
    Habit,
}

/// Whether a photo may be removed from the device that has these entries.
///
/// Never before every command that names it is accepted and the server has verified it, or a person has given it up;
/// and then, storage allowing, not before a backup of the server has it too. Where there is room it stays as long as its
/// command is archived, to be looked at without coverage. `backed_up_through` is by the server's clock, and so is `now`.
pub fn photo_may_go(
    hash: &PhotoHash,
    mark: Option<PhotoMark>,
    entries: &[Entry],
    need: Need,
    backed_up_through: Option<Timestamp>,
    now: Timestamp,
) -> bool {
    let mut naming = entries.iter().filter(|entry| entry.photos.iter().any(|photo| photo.sha256 == *hash)).peekable();
    let is_sent = naming.clone().any(Entry::is_accepted);
    let is_settled = |entry: &Entry| {
        matches!(entry.state, State::Recalled) || entry.is_accepted() && entry.photos_done.contains(hash)
    };
    if !naming.all(is_settled) {
        return false;
    }
    let is_older = |seconds| mark.is_none_or(|mark| seconds_between(mark.stored_at, now) > seconds);
    if !is_sent {
        // Of a draft, or of something recalled into one.
        return is_older(DRAFT_SECONDS);
    }
    let is_backed_up = mark
        .and_then(|mark| mark.verified_at)
        .is_some_and(|verified| backed_up_through.is_some_and(|through| through >= verified));
    match need {
        Need::Now => true,
        Need::Soon => is_backed_up,
        Need::Habit => is_backed_up && is_older(ARCHIVE_SECONDS),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;
    use uuid::Uuid;

    use super::*;
    use crate::ids::{CommandId, PersonId, TicketId};
    use crate::photo::{MediaType, Photo};
    use crate::sync::SealedCommand;

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
            look: None,
        };
        let sealed = SealedCommand {
            command_id: CommandId(Uuid::from_u128(1)),
            seq: 1,
            ticket_id: TicketId(Uuid::from_u128(2)),
            kind: "whistle".into(),
            captured_at: String::new(),
            based_on: None,
            body: Value::Null,
        };
        let mut entry = Entry::new(PersonId(Uuid::from_u128(3)), sealed, vec![photo]);
        entry.state = State::Accepted { at: at(0), revision: 1, number: String::new() };
        entry.photos_done.insert(hash());
        entry
    }

    #[test]
    fn a_verified_photo_stays_until_a_backup_has_it_unless_storage_is_short() {
        let entries = [accepted_with_photo()];
        let may_go = |need, through| photo_may_go(&hash(), Some(verified(10)), &entries, need, through, at(100));
        assert!(!may_go(Need::Soon, None));
        assert!(!may_go(Need::Soon, Some(at(9))));
        assert!(may_go(Need::Soon, Some(at(10))));
        assert!(may_go(Need::Now, None));
    }

    #[test]
    fn where_there_is_room_a_photo_can_be_looked_at_for_a_month() {
        let entries = [accepted_with_photo()];
        let may_go = |now| photo_may_go(&hash(), Some(verified(10)), &entries, Need::Habit, Some(at(20)), at(now));
        assert!(!may_go(ARCHIVE_SECONDS));
        assert!(may_go(ARCHIVE_SECONDS + 1));
        let not_backed_up =
            photo_may_go(&hash(), Some(verified(10)), &entries, Need::Habit, None, at(ARCHIVE_SECONDS + 1));
        assert!(!not_backed_up);
    }

    #[test]
    fn a_photo_that_a_restored_server_verified_anew_waits_for_a_backup_made_since() {
        let mark = Some(verified(10).verified(at(30)));
        let may_go =
            |through| photo_may_go(&hash(), mark, &[accepted_with_photo()], Need::Soon, Some(through), at(100));
        assert!(!may_go(at(20)));
        assert!(may_go(at(30)));
    }

    #[test]
    fn a_photo_that_the_server_has_not_verified_never_goes() {
        let mut entry = accepted_with_photo();
        entry.photos_done.clear();
        assert!(!photo_may_go(&hash(), None, &[entry], Need::Now, Some(at(1000)), at(10_000_000)));
    }

    #[test]
    fn a_draft_keeps_its_photo_for_a_month() {
        let mark = Some(PhotoMark { stored_at: at(0), verified_at: None });
        assert!(!photo_may_go(&hash(), mark, &[], Need::Now, None, at(DRAFT_SECONDS)));
        assert!(photo_may_go(&hash(), mark, &[], Need::Habit, None, at(DRAFT_SECONDS + 1)));
    }
}
