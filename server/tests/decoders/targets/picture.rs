//! A photo's bytes, as the server looks into them and makes renditions of them.

use bytes::Bytes;
use domain::PhotoHash;
use server::photo_store::Rendition;
use server::picture::{checked, is_only_pixels, make};
use sha2::{Digest as _, Sha256};

/// What is taken can be looked at without harm, and what others see of it says nothing but its pixels.
pub fn check(bytes: &[u8]) -> bool {
    let sha256 = PhotoHash::from_digest(&Sha256::digest(bytes));
    if is_only_pixels(&Bytes::copy_from_slice(bytes)) {
        assert!(!has_metadata(bytes), "metadata in what is only pixels");
    }
    if checked(&sha256, bytes).is_err() {
        return false;
    }
    for rendition in [Rendition::Thumb, Rendition::Shared] {
        let Ok(made) = make(rendition, bytes) else { return false };
        assert!(is_only_pixels(&made) && !has_metadata(&made));
        let picture = image::load_from_memory(&made).expect("a picture of ours");
        assert!(rendition == Rendition::Shared || picture.width().max(picture.height()) <= 320);
    }
    true
}

fn has_metadata(bytes: &[u8]) -> bool {
    exif::Reader::new().read_from_container(&mut std::io::Cursor::new(bytes)).is_ok()
}
