//! Keeping what is stored.

use js_sys::Reflect;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::reserve;

/// Part of the quota from which on room is made.
const CROWDED: f64 = 0.8;

/// Asks the browser to keep our data.
pub(crate) async fn begin() {
    if let Some(storage) = storage() {
        // Refused or not, we go on the same way.
        if let Ok(asked) = storage.persist() {
            let _ = JsFuture::from(asked).await;
        }
    }
    reserve::keep().await;
}

/// Whether storage is getting short.
pub(crate) async fn is_crowded() -> bool {
    let Some(Ok(asked)) = storage().map(|storage| storage.estimate()) else { return false };
    let Ok(estimate) = JsFuture::from(asked).await else { return false };
    let number = |name: &str| Reflect::get(&estimate, &name.into()).ok().and_then(|value| value.as_f64());
    match (number("usage"), number("quota")) {
        (Some(usage), Some(quota)) => usage > quota * CROWDED,
        _ => false,
    }
}

/// The storage manager; browsers have none on a page without HTTPS, nor in some workers.
fn storage() -> Option<web_sys::StorageManager> {
    let navigator = Reflect::get(&js_sys::global(), &"navigator".into()).ok()?;
    let storage = Reflect::get(&navigator, &"storage".into()).ok()?;
    (!storage.is_undefined()).then(|| storage.unchecked_into())
}
