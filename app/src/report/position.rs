//! Where the device is: watched while the form is open, so that the fix gets better while the rest is filled in.

use domain::time::seconds_between;
use domain::{Place, PlaceSource};
use jiff::Timestamp;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

use super::form::Form;
use crate::watermark::ELSEWHERE_SECONDS;

/// `GeolocationPositionError.PERMISSION_DENIED`.
const DENIED: f64 = 1.0;

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
    running: StoredValue<Option<Running>, LocalStorage>,
}

struct Running {
    geolocation: web_sys::Geolocation,
    id: i32,
    // The browser calls them until the watch is cleared.
    _found: Closure<dyn FnMut(JsValue)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.geolocation.clear_watch(self.id);
    }
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

    fn try_start(self) -> Option<Running> {
        let geolocation = window().navigator().geolocation().ok()?;
        let found = Closure::<dyn FnMut(JsValue)>::new(move |position: JsValue| {
            let Some(fix) = read(&position) else { return };
            self.search.try_set(Search::On);
            let begun = untrack(|| self.form.draft()).is_some_and(|draft| !draft.is_blank());
            let better = |known: &Option<Place>| is_better(known.as_ref(), &fix, begun);
            if self.form.place.try_with_untracked(better) == Some(true) {
                self.form.place.try_set(Some(fix));
            }
        });
        let failed = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
            let denied = number(&error, "code") == Some(DENIED);
            self.search.try_set(if denied { Search::Denied } else { Search::Unavailable });
        });
        let options = Object::new();
        // web-sys has no `PositionOptions` among our features; setting plain properties cannot fail.
        let _ = Reflect::set(&options, &"enableHighAccuracy".into(), &JsValue::TRUE);
        let _ = Reflect::set(&options, &"maximumAge".into(), &JsValue::from_f64(5000.0));
        let _ = Reflect::set(&options, &"timeout".into(), &JsValue::from_f64(30_000.0));
        let watch: Function = Reflect::get(&geolocation, &"watchPosition".into()).ok()?.dyn_into().ok()?;
        let id = watch.call3(&geolocation, found.as_ref(), failed.as_ref(), &options).ok()?.as_f64()? as i32;
        Some(Running { geolocation, id, _found: found, _failed: failed })
    }
}

/// Whether a new fix says more than the one there is. What has been begun in one place stays there: later fixes tell
/// where the person has walked to.
fn is_better(known: Option<&Place>, new: &Place, begun: bool) -> bool {
    let Some(known) = known else { return true };
    let accuracy = |place: &Place| place.accuracy_m.unwrap_or(f64::MAX);
    let age = known.fixed_at.zip(new.fixed_at).map(|(then, now)| seconds_between(then, now));
    match age {
        Some(age) if age <= ELSEWHERE_SECONDS => accuracy(new) <= accuracy(known),
        // Of another time, or nobody knows of when.
        _ => !begun,
    }
}

fn read(position: &JsValue) -> Option<Place> {
    let coords = Reflect::get(position, &"coords".into()).ok()?;
    let in_range = |value: f64, limit: f64| (value.abs() <= limit).then_some(value);
    Some(Place {
        lat: in_range(number(&coords, "latitude")?, 90.0)?,
        lon: in_range(number(&coords, "longitude")?, 180.0)?,
        accuracy_m: number(&coords, "accuracy").filter(|metres| (0.0..=1_000_000.0).contains(metres)),
        fixed_at: number(position, "timestamp").and_then(|at| Timestamp::from_millisecond(at as i64).ok()),
        source: PlaceSource::Gps,
    })
}

fn number(object: &JsValue, key: &str) -> Option<f64> {
    Reflect::get(object, &key.into()).ok()?.as_f64().filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
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
        let pinned = Place { fixed_at: None, accuracy_m: None, ..fix(8.0, 0) };
        assert!(!is_better(Some(&pinned), &fix(4.0, 0), true));
    }
}
