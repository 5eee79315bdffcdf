//! A photo's way from the camera into the device's storage.

mod address;
mod exif;
mod shrink;
mod store;

use app::device::Taken;
use app::watermark::Watermark;
use domain::{MediaType, Photo, PhotoHash};
use jiff::Timestamp;
use js_sys::Uint8Array;
use sha2::{Digest, Sha256};
use wasm_bindgen_futures::JsFuture;
use web_sys::File;

use crate::clock;
use crate::fault::Outcome;
use crate::page::Page;

pub(crate) use address::{forget, local as local_address};
pub(crate) use store::{Held, kept_in_memory, put};

/// Where the facts of a JPEG, PNG or WebP stand at the latest.
const HEAD_BYTES: u32 = 1 << 19;

/// Shrinks, turns, watermarks and puts away a photo.
pub(crate) async fn take(page: &Page, file: &File, watermark: &Watermark) -> Outcome<Taken> {
    let me = page.me()?;
    // At once: a phone may take the camera's file away again.
    let original = Uint8Array::new(&JsFuture::from(file.array_buffer()).await?);
    let facts = exif::read(&head(&original));
    let saved_at = Timestamp::from_millisecond(file.last_modified() as i64).ok();
    let taken_at = facts.taken_at.or(saved_at);
    let now = clock::now();
    let lines = watermark.lines(taken_at.unwrap_or(now), now, facts.place.as_ref());
    let picture = shrink::shrunk(file, &original, facts.turned, &lines).await?;
    let photo = Photo {
        sha256: hash(&picture.bytes),
        bytes: picture.bytes.len() as u64,
        media_type: picture.media_type,
        width: picture.width,
        height: picture.height,
        taken_at,
        place: facts.place,
        look: picture.look,
    };
    let stored = store::put_away(me.id, &photo.sha256, &picture.bytes).await?;
    Ok(Taken { photo, stored })
}

/// A photo's name.
pub(crate) fn hash(bytes: &[u8]) -> PhotoHash {
    PhotoHash::from_digest(&Sha256::digest(bytes))
}

fn head(original: &Uint8Array) -> Vec<u8> {
    let start = original.slice(0, HEAD_BYTES).to_vec();
    if MediaType::sniff(&start).is_some() { start } else { original.to_vec() }
}
