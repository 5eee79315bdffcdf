//! The device's position, as the browser tells it.

use domain::{Place, PlaceSource};
use jiff::Timestamp;
use js_sys::{Function, Object, Reflect};
use leptos::prelude::window;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};

/// `GeolocationPositionError.PERMISSION_DENIED`.
const DENIED: f64 = 1.0;

/// Why there is no fix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoFix {
    /// The person or the system does not allow it.
    Denied,
    /// No signal, or no such device.
    Unavailable,
}

/// A watch on the position; ends when it is dropped.
pub struct Watching {
    geolocation: web_sys::Geolocation,
    id: i32,
    // The browser calls them until the watch is cleared.
    _found: Closure<dyn FnMut(JsValue)>,
    _failed: Closure<dyn FnMut(JsValue)>,
}

impl Drop for Watching {
    fn drop(&mut self) {
        self.geolocation.clear_watch(self.id);
    }
}

/// Tells each fix, or why there is none; nothing where the browser knows of no positions. For event handlers and
/// effects only.
pub fn watch(mut found: impl FnMut(Place) + 'static, mut failed: impl FnMut(NoFix) + 'static) -> Option<Watching> {
    let geolocation = window().navigator().geolocation().ok()?;
    let found = Closure::<dyn FnMut(JsValue)>::new(move |position: JsValue| {
        if let Some(fix) = read(&position) {
            found(fix);
        }
    });
    let failed = Closure::<dyn FnMut(JsValue)>::new(move |error: JsValue| {
        let denied = number(&error, "code") == Some(DENIED);
        failed(if denied { NoFix::Denied } else { NoFix::Unavailable });
    });
    let options = Object::new();
    // web-sys has no `PositionOptions` among our features; setting plain properties cannot fail.
    let _ = Reflect::set(&options, &"enableHighAccuracy".into(), &JsValue::TRUE);
    let _ = Reflect::set(&options, &"maximumAge".into(), &JsValue::from_f64(5000.0));
    let _ = Reflect::set(&options, &"timeout".into(), &JsValue::from_f64(30_000.0));
    let watch: Function = Reflect::get(&geolocation, &"watchPosition".into()).ok()?.dyn_into().ok()?;
    let id = watch.call3(&geolocation, found.as_ref(), failed.as_ref(), &options).ok()?.as_f64()? as i32;
    Some(Watching { geolocation, id, _found: found, _failed: failed })
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
