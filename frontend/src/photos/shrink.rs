//! Shrinking, in `public/pkg/shrink.js`: a worker draws and encodes, so that the form stays quick meanwhile.

use domain::photo::MAX_BYTES;
use domain::{Look, MediaType};
use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::fault::{Fault, Outcome};

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_name = shrinkPhoto)]
    fn shrink_photo(file: &File, turned: bool, lines: Array) -> Result<Promise, JsValue>;

    type Shrunk;
    #[wasm_bindgen(method, getter)]
    fn width(this: &Shrunk) -> u32;
    #[wasm_bindgen(method, getter)]
    fn height(this: &Shrunk) -> u32;
    #[wasm_bindgen(method, getter)]
    fn look(this: &Shrunk) -> Option<String>;
    #[wasm_bindgen(method, getter)]
    fn bytes(this: &Shrunk) -> Option<Uint8Array>;
}

/// A picture as it is stored.
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: MediaType,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) look: Option<Look>,
}

/// The picture to store: small, upright and with its watermark; the original as it is where this browser can't do that.
pub(super) async fn shrunk(file: &File, original: &Uint8Array, turned: bool, watermark: &[String]) -> Outcome<Picture> {
    let lines = watermark.iter().map(JsValue::from).collect::<Array>();
    let shrunk = JsFuture::from(shrink_photo(file, turned, lines)?).await.map_err(|_| Fault::NotAnImage)?;
    let shrunk: Shrunk = shrunk.unchecked_into();
    let bytes = shrunk.bytes().as_ref().unwrap_or(original).to_vec();
    let media_type = MediaType::sniff(&bytes).ok_or(Fault::NotAnImage)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Fault::TooLarge);
    }
    let look = shrunk.look().and_then(|look| look.parse().ok());
    Ok(Picture { bytes, media_type, width: shrunk.width(), height: shrunk.height(), look })
}
