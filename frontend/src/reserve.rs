//! Room kept back for words: when storage is full, the reserve goes and what somebody wrote takes its place.
//!
//! It is a file in the browser's cache storage: taking that away frees room at once, which deleting a record need not.

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Cache, Response};

const NAME: &str = "reserve";
const ADDRESS: &str = "/reserve";
/// Chromium lets the last photo that begins to fit exceed the quota; the reserve must be larger than a shrunk photo.
const BYTES: u32 = 2 << 20;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = caches, js_name = open)]
    fn open_cache(name: &str) -> Result<Promise, JsValue>;
}

/// Sees to it that the reserve is there. False if there is no room for it; a page without HTTPS has none to keep.
pub(crate) async fn keep() -> bool {
    let Ok(opened) = open_cache(NAME) else { return true };
    lay_down(opened).await.is_ok()
}

/// Gives the reserve up. False if there was none.
pub(crate) async fn give_up() -> bool {
    let Ok(opened) = open_cache(NAME) else { return false };
    take_away(opened).await.unwrap_or(false)
}

async fn lay_down(opened: Promise) -> Result<(), JsValue> {
    let cache: Cache = JsFuture::from(opened).await?.unchecked_into();
    // Keys, for a response would hold on to the bytes until the garbage is collected.
    let kept: Array = JsFuture::from(cache.keys_with_str(ADDRESS)).await?.unchecked_into();
    if kept.length() == 0 {
        let filling = Response::new_with_opt_js_u8_array(Some(&Uint8Array::new_with_length(BYTES)))?;
        JsFuture::from(cache.put_with_str(ADDRESS, &filling)).await?;
    }
    Ok(())
}

async fn take_away(opened: Promise) -> Result<bool, JsValue> {
    let cache: Cache = JsFuture::from(opened).await?.unchecked_into();
    Ok(JsFuture::from(cache.delete_with_str(ADDRESS)).await?.is_truthy())
}
