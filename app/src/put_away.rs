//! Saving what a form says.

use domain::{Command, CommandId, TicketId};

use crate::device::{Device, DeviceError, DeviceResult, Taken};

/// Saves a command. Where its photos find no room, its words are saved all the same, if the command has a meaning
/// without them. Returns how many photos were left out.
pub async fn put_away(
    device: Device,
    id: CommandId,
    ticket: TicketId,
    command: Command,
    taken: &[Taken],
) -> DeviceResult<usize> {
    let put = |command: Command| device.call(move |calls| (calls.enqueue)(id, ticket, command));
    match put(command.clone()).await {
        Err(DeviceError::Full) => match without_unstored(&command, taken) {
            Some(rest) => {
                let left_out = command.photos().len() - rest.photos().len();
                put(rest).await.map(|()| left_out)
            }
            None => Err(DeviceError::Full),
        },
        saved => saved.map(|()| 0),
    }
}

/// The command without the photos for which there was no room; none if there are no such photos, or nothing is left.
fn without_unstored(command: &Command, taken: &[Taken]) -> Option<Command> {
    let is_unstored =
        |photo: &domain::Photo| taken.iter().any(|taken| !taken.stored && taken.photo.sha256 == photo.sha256);
    let mut rest = command.clone();
    rest.retain_photos(|photo| !is_unstored(photo));
    let is_less = rest.photos().len() < command.photos().len();
    (is_less && Command::parse(rest.kind(), &rest.body()).is_ok()).then_some(rest)
}

#[cfg(test)]
mod tests {
    use domain::{MediaType, Photo, PhotoHash, Stage};

    use super::*;

    fn taken(n: u8, stored: bool) -> Taken {
        let photo = Photo {
            sha256: PhotoHash::from_digest(&[n; 32]),
            bytes: 10,
            media_type: MediaType::Jpeg,
            width: 1,
            height: 1,
            taken_at: None,
            place: None,
            look: None,
        };
        Taken { photo, stored }
    }

    fn photos(taken: &[Taken]) -> Vec<Photo> {
        taken.iter().map(|taken| taken.photo.clone()).collect()
    }

    #[test]
    fn a_check_without_room_for_its_photo_keeps_its_words_and_the_photos_that_are_stored() {
        let taken = [taken(1, true), taken(2, false)];
        let text = Some("井盖已换".to_owned());
        let check = Command::Check { passed: true, text: text.clone(), photos: photos(&taken) };
        let rest = Command::Check { passed: true, text, photos: photos(&taken[..1]) };
        assert_eq!(without_unstored(&check, &taken), Some(rest));
    }

    #[test]
    fn what_is_nothing_without_its_photo_is_not_saved_without_it() {
        let taken = [taken(1, false)];
        let result = Command::ReportResult { text: "已更换".into(), photos: photos(&taken) };
        assert_eq!(without_unstored(&result, &taken), None);
        let more = Command::AddPhotos { photos: photos(&taken), stage: Stage::After };
        assert_eq!(without_unstored(&more, &taken), None);
    }

    #[test]
    fn photos_that_are_stored_are_no_reason_to_leave_any_out() {
        let taken = [taken(1, true)];
        let note = Command::AddNote { text: "井盖松动".into(), photos: photos(&taken) };
        assert_eq!(without_unstored(&note, &taken), None);
    }
}
