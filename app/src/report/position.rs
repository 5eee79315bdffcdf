//! Where the device is: watched while the form is open, so that the fix gets better while the rest is filled in.

use domain::time::seconds_between;
use domain::{Place, PlaceSource};
use leptos::prelude::*;

use super::form::Form;
use crate::position::{NoFix, Watching, watch};
use crate::watermark::ELSEWHERE_SECONDS;

/// How finding the place goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Search {
    /// Nobody has asked for it.
    Off,
    /// Under way; a fix may be there and get better.
    On,
    /// The person or the system does not allow it.
    Denied,
    /// No signal, or no such device.
    Unavailable,
}

/// A watch on the device's position; ends with its owner.
#[derive(Clone, Copy)]
pub struct Watch {
    form: Form,
    /// How it goes.
    pub search: RwSignal<Search>,
    running: StoredValue<Option<Watching>, LocalStorage>,
}

impl Watch {
    /// A watch that will write fixes into the form, and does nothing yet.
    pub fn on(form: Form) -> Self {
        let watch = Self { form, search: RwSignal::new(Search::Off), running: StoredValue::new_local(None) };
        on_cleanup(move || {
            watch.running.try_set_value(None);
        });
        watch
    }

    /// Starts, or starts anew. For event handlers and effects only.
    pub fn start(self) {
        self.running.set_value(None);
        self.search.set(Search::On);
        let running = self.try_start();
        if running.is_none() {
            self.search.set(Search::Unavailable);
        }
        self.running.set_value(running);
    }

    /// Stops, and forgets the place.
    pub fn stop(self) {
        self.running.set_value(None);
        self.search.set(Search::Off);
        self.form.place.set(None);
    }

    /// Stops: it is at the place that somebody chose on the map.
    pub fn pin(self, place: Place) {
        self.stop();
        self.form.place.set(Some(place));
    }

    fn try_start(self) -> Option<Watching> {
        let found = move |fix: Place| {
            self.search.try_set(Search::On);
            let begun = untrack(|| self.form.draft()).is_some_and(|draft| !draft.is_blank());
            let better = |known: &Option<Place>| is_better(known.as_ref(), &fix, begun);
            if self.form.place.try_with_untracked(better) == Some(true) {
                self.form.place.try_set(Some(fix));
            }
        };
        let failed = move |why| {
            self.search.try_set(match why {
                NoFix::Denied => Search::Denied,
                NoFix::Unavailable => Search::Unavailable,
            });
        };
        watch(found, failed)
    }
}

/// Whether a new fix says more than the one there is. What has been begun in one place stays there: later fixes tell
/// where the person has walked to. So does what was chosen on the map.
fn is_better(known: Option<&Place>, new: &Place, begun: bool) -> bool {
    let Some(known) = known else { return true };
    if known.source == PlaceSource::Map {
        return false;
    }
    let accuracy = |place: &Place| place.accuracy_m.unwrap_or(f64::MAX);
    let age = known.fixed_at.zip(new.fixed_at).map(|(then, now)| seconds_between(then, now));
    match age {
        Some(age) if age <= ELSEWHERE_SECONDS => accuracy(new) <= accuracy(known),
        // Of another time, or nobody knows of when.
        _ => !begun,
    }
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn fix(accuracy_m: f64, second: i64) -> Place {
        let fixed_at = Timestamp::from_second(1_700_000_000 + second).ok();
        Place { lat: 37.1, lon: 122.4, accuracy_m: Some(accuracy_m), fixed_at, source: PlaceSource::Gps }
    }

    #[test]
    fn the_place_gets_better_and_never_worse() {
        assert!(is_better(None, &fix(900.0, 0), true));
        assert!(is_better(Some(&fix(40.0, 0)), &fix(8.0, 5), true));
        assert!(!is_better(Some(&fix(8.0, 0)), &fix(40.0, 5), false));
    }

    #[test]
    fn an_untouched_form_walks_along_and_a_begun_one_stays() {
        let later = ELSEWHERE_SECONDS + 1;
        assert!(is_better(Some(&fix(8.0, 0)), &fix(40.0, later), false));
        assert!(!is_better(Some(&fix(8.0, 0)), &fix(4.0, later), true));
        let pinned = Place { fixed_at: None, accuracy_m: None, source: PlaceSource::Map, ..fix(8.0, 0) };
        assert!(!is_better(Some(&pinned), &fix(4.0, 0), true) && !is_better(Some(&pinned), &fix(4.0, later), false));
    }
}
