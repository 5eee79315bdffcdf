//! The photos that go up, one after the other.

use jiff::Timestamp;

use super::step::{Turn, answered, get};
use super::{Answer, Content, Next, Pass, Phase, Reply, Request, Stop, Then, Told, uploads};
use crate::outbox::Uploaded;
use crate::photo::{PART_BYTES, Photo, parts};
use crate::problem::Code;
use crate::sync::PhotoProgress;

impl Pass {
    /// Goes on with the next photo whose command the server has. One that fails delays no other.
    pub(super) fn next_photo(&mut self, turn: &mut Turn<'_>) -> Next {
        let due = |photo: &Photo| !self.tried.contains(&photo.sha256) && !self.uploads.waits(photo, turn.now);
        let photos = turn.records.queue.photos_to_send().into_iter().filter(due);
        match photos.min_by_key(|photo| self.uploads.failures(photo)) {
            Some(photo) => {
                self.tried.insert(photo.sha256.clone());
                if turn.records.queue.begin_photo(&photo.sha256) {
                    let missing = (0..parts(photo.bytes).max(1)).collect();
                    return self.send_parts(turn, photo, missing);
                }
                let path = address(&photo);
                self.phase = Phase::Looking(photo);
                Next::Ask(get(path))
            }
            // A photo's arrival comes back as news of its ticket.
            None if self.photo_arrived => self.pull(turn, true),
            None => Next::End(Ok(())),
        }
    }

    /// What the server has of a photo already.
    pub(super) fn looked(&mut self, turn: &mut Turn<'_>, reply: &Reply, photo: Photo) -> Result<Next, Stop> {
        let Ok(answer) = answered(reply) else { return self.stopped_at(turn, &photo, Stop::Unreachable) };
        let have = match answer.status {
            200 => match answer.json::<PhotoProgress>() {
                Some(progress) if progress.complete => return self.complete(turn, answer, &photo),
                Some(progress) => progress.have,
                None => return self.stopped_at(turn, &photo, Stop::Unreachable),
            },
            404 if answer.problem().is_some() => Vec::new(),
            _ => return self.photo_failed(turn, answer, &photo),
        };
        let mut missing = uploads::not_in(parts(photo.bytes), &have);
        if missing.is_empty() {
            // All parts are there and it is not complete: sending one makes the server look again.
            missing.push(0);
        }
        Ok(self.send_parts(turn, photo, missing))
    }

    pub(super) fn send_parts(&mut self, turn: &Turn<'_>, photo: Photo, missing: Vec<u32>) -> Next {
        let run = self.uploads.first_run(&missing);
        let from = u64::from(missing[0]) * PART_BYTES;
        let until = (from + run as u64 * PART_BYTES).min(photo.bytes);
        let path = format!("{}/parts/{}?bytes={}&person_id={}", address(&photo), missing[0], photo.bytes, self.me);
        let content = Content::Photo { sha256: photo.sha256.clone(), from, until };
        self.phase = Phase::Sending { photo, missing, run, begun: turn.now };
        Next::Ask(Request { method: "PUT", path, content, is_long: true })
    }

    pub(super) fn sent(
        &mut self,
        turn: &mut Turn<'_>,
        reply: &Reply,
        photo: Photo,
        mut missing: Vec<u32>,
        run: usize,
        begun: Timestamp,
    ) -> Result<Next, Stop> {
        let answer = match reply {
            Reply::Answer(answer) => answer,
            // Evicted or rotten: sending it would be refused again and again.
            Reply::NoPhoto => return self.refused(turn, &photo),
            Reply::Nothing => {
                self.uploads.was_cut();
                return self.stopped_at(turn, &photo, Stop::Unreachable);
            }
        };
        self.uploads.took(turn.now.as_millisecond() - begun.as_millisecond());
        match (answer.status, answer.photo_complete) {
            (204, Some(true)) => return self.complete(turn, answer, &photo),
            (204, Some(false)) => {
                missing.drain(..run);
                if !missing.is_empty() {
                    return Ok(self.send_parts(turn, photo, missing));
                }
            }
            _ => return self.photo_failed(turn, answer, &photo),
        }
        self.wait_with(turn, &photo)
    }

    /// What a refusal means for one photo, or for the whole pass.
    pub(super) fn photo_failed(&mut self, turn: &mut Turn<'_>, answer: &Answer, photo: &Photo) -> Result<Next, Stop> {
        match answer.problem() {
            Some(problem) if problem.is(Code::NotAnImage) || problem.is(Code::PhotoTooLarge) => {
                self.refused(turn, photo)
            }
            // The parts were dropped there; they go up again from the first.
            Some(_) if matches!(answer.status, 400 | 404 | 413 | 415 | 422) => self.wait_with(turn, photo),
            _ => self.stopped_at(turn, photo, answer.stops()),
        }
    }

    /// Not this time; the others go on.
    pub(super) fn wait_with(&mut self, turn: &mut Turn<'_>, photo: &Photo) -> Result<Next, Stop> {
        self.uploads.failed(photo, turn.now, (turn.chance)());
        self.push(turn, Then::Photos)
    }

    /// The pass ends here. Whether the photo is to blame nobody knows; the next pass begins with the others.
    fn stopped_at(&mut self, turn: &mut Turn<'_>, photo: &Photo, stop: Stop) -> Result<Next, Stop> {
        if stop != Stop::SignInNeeded {
            self.uploads.failed(photo, turn.now, (turn.chance)());
        }
        Err(stop)
    }

    pub(super) fn complete(&mut self, turn: &mut Turn<'_>, answer: &Answer, photo: &Photo) -> Result<Next, Stop> {
        turn.step.verified = answer.server_time.map(|at| (photo.sha256.clone(), at));
        self.photo_arrived = true;
        self.ended(turn, photo, Uploaded::Complete)
    }

    pub(super) fn refused(&mut self, turn: &mut Turn<'_>, photo: &Photo) -> Result<Next, Stop> {
        self.ended(turn, photo, Uploaded::Refused)
    }

    pub(super) fn ended(&mut self, turn: &mut Turn<'_>, photo: &Photo, how: Uploaded) -> Result<Next, Stop> {
        turn.records.queue.photo_uploaded(&photo.sha256, how);
        self.uploads.ended(&photo.sha256);
        turn.step.told.push(Told::Outbox);
        // Texts before photos: one may have been saved meanwhile.
        self.push(turn, Then::Photos)
    }
}

fn address(photo: &Photo) -> String {
    format!("/sync/v1/photos/{}", photo.sha256)
}
