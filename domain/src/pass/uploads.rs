//! How photos go up: which parts, how many at a time, and when one that failed is tried again.

use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::ids::PhotoHash;
use crate::photo::{MAX_PARTS_PER_REQUEST, Photo};
use crate::time::{after, seconds_between};

/// Milliseconds under which a request could have carried more, and over which it should carry less.
const BRISK: i64 = 3_000;
const SLOW: i64 = 10_000;
/// After so many failures the pause grows no more.
const MOST_DOUBLINGS: u32 = 8;
/// No pause is longer, in seconds; a later time comes from a clock that was wrong.
const LONGEST_PAUSE: i64 = 1 + (1 << (MOST_DOUBLINGS + 1));

/// What a running device remembers of its uploads from pass to pass.
#[derive(Clone, Debug)]
pub struct Uploads {
    /// Parts per request, as the network bears them.
    stride: usize,
    /// Photos that failed: how often, and until when they wait.
    failed: BTreeMap<PhotoHash, (u32, Option<Timestamp>)>,
}

impl Default for Uploads {
    fn default() -> Self {
        Self { stride: 2, failed: BTreeMap::new() }
    }
}

impl Uploads {
    /// When the next photo that failed may be tried again.
    pub fn next_due(&self, now: Timestamp) -> Option<Timestamp> {
        self.failed.values().filter_map(|(_, until)| *until).filter(|until| is_ahead(*until, now)).min()
    }

    /// Somebody looks or tapped, or the network came back.
    pub fn retry_now(&mut self) {
        self.failed.values_mut().for_each(|(_, until)| *until = None);
    }

    pub(super) fn waits(&self, photo: &Photo, now: Timestamp) -> bool {
        self.failed.get(&photo.sha256).is_some_and(|(_, until)| until.is_some_and(|until| is_ahead(until, now)))
    }

    /// How often this photo failed. Those that never did go first, or one that ends every pass would keep them here.
    pub(super) fn failures(&self, photo: &Photo) -> u32 {
        self.failed.get(&photo.sha256).map_or(0, |(failures, _)| *failures)
    }

    pub(super) fn failed(&mut self, photo: &Photo, now: Timestamp, chance: f64) {
        let failures = self.failures(photo) + 1;
        let ceiling = f64::from(2_u32.saturating_pow(failures.min(MOST_DOUBLINGS) + 1));
        let until = after(now, 1 + (ceiling * chance) as i64);
        self.failed.insert(photo.sha256.clone(), (failures, Some(until)));
    }

    pub(super) fn ended(&mut self, hash: &PhotoHash) {
        self.failed.remove(hash);
    }

    /// A request that carried parts took so many milliseconds.
    pub(super) fn took(&mut self, milliseconds: i64) {
        if milliseconds < BRISK {
            self.stride = (self.stride * 2).min(MAX_PARTS_PER_REQUEST);
        } else if milliseconds > SLOW {
            self.stride = (self.stride / 2).max(1);
        }
    }

    /// A request that carried parts was not answered.
    pub(super) fn was_cut(&mut self) {
        self.stride = 1;
    }

    /// The first of the missing parts that lie side by side, no more than the network bears.
    pub(super) fn first_run(&self, missing: &[u32]) -> usize {
        let most = self.stride.clamp(1, MAX_PARTS_PER_REQUEST);
        let Some(first) = missing.first() else { return 0 };
        missing.iter().zip(*first..).take_while(|(part, next)| *part == next).take(most).count()
    }
}

/// Whether a pause that lasts until then is still going on.
fn is_ahead(until: Timestamp, now: Timestamp) -> bool {
    until > now && seconds_between(now, until) <= LONGEST_PAUSE
}

/// The parts that are in none of these inclusive ranges.
pub(super) fn not_in(parts: u32, have: &[(u32, u32)]) -> Vec<u32> {
    (0..parts).filter(|part| !have.iter().any(|(from, to)| (from..=to).contains(&part))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::photo::MediaType;

    #[test]
    fn only_parts_that_are_missing_are_sent() {
        assert_eq!(not_in(7, &[(0, 3), (5, 5)]), [4, 6]);
        assert_eq!(not_in(2, &[]), [0, 1]);
    }

    #[test]
    fn a_photo_that_failed_while_the_clock_was_years_ahead_does_not_wait_for_years() {
        let at = |seconds| Timestamp::from_second(1_700_000_000 + seconds).unwrap();
        let photo = Photo {
            sha256: PhotoHash::from_digest(&[7; 32]),
            bytes: 10,
            media_type: MediaType::Jpeg,
            width: 1,
            height: 1,
            taken_at: None,
            place: None,
            look: None,
        };
        let mut uploads = Uploads::default();
        for _ in 0..20 {
            uploads.failed(&photo, at(100_000_000), 1.0);
        }
        assert!(uploads.waits(&photo, at(100_000_000)));
        assert_eq!(uploads.next_due(at(100_000_000)), Some(at(100_000_000 + LONGEST_PAUSE)));
        assert!(!uploads.waits(&photo, at(0)));
        assert_eq!(uploads.next_due(at(0)), None);
    }

    #[test]
    fn a_request_carries_parts_that_lie_side_by_side() {
        let mut uploads = Uploads::default();
        assert_eq!(uploads.first_run(&[2, 3, 4, 6]), 2);
        uploads.took(0);
        assert_eq!(uploads.first_run(&[2, 3, 4, 6]), 3);
        uploads.took(0);
        uploads.took(0);
        assert_eq!(uploads.first_run(&(0..20).collect::<Vec<_>>()), MAX_PARTS_PER_REQUEST);
        uploads.was_cut();
        assert_eq!(uploads.first_run(&[0, 1]), 1);
    }
}
