//! Looking into a photo's bytes: is it a picture, may we open it, what do others get to see.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use domain::photo::{MAX_PIXELS, MediaType};
use domain::{Code, PhotoHash};
use exif::{In, Tag};
use fast_image_resize::images::Image;
use fast_image_resize::{IntoImageView as _, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageReader, Limits};
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::problem::Failure;

/// Pictures opened at the same time: each may take a few hundred megabytes.
const AT_ONCE: usize = 2;
/// Memory one picture may take while it is opened: 40 million pixels of four bytes, and room.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;
/// Long side of a thumbnail, in pixels.
const THUMB_SIDE: u32 = 320;
/// JPEG quality of thumbnails and of what is shared instead of an original.
const QUALITY: u8 = 82;

/// What was made of a photo's bytes.
#[derive(Debug)]
pub struct Checked {
    /// Small.
    pub thumb: Bytes,
    /// What others see, where the original carries a position.
    pub shared: Option<Bytes>,
}

/// Checks pictures, a few at a time. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Pictures(Arc<Semaphore>);

impl Default for Pictures {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(AT_ONCE)))
    }
}

impl Pictures {
    /// Checks that these bytes are the photo they are named after, and makes its thumbnail.
    pub async fn check(&self, sha256: PhotoHash, bytes: Bytes) -> Result<Checked, Failure> {
        let turn = self.0.clone().acquire_owned().await.map_err(|_| Code::Busy)?;
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            check(&sha256, &bytes)
        });
        // A decoder that panics has met something that is no picture.
        work.await.unwrap_or(Err(Code::NotAnImage)).map_err(Failure::from)
    }
}

fn check(sha256: &PhotoHash, bytes: &[u8]) -> Result<Checked, Code> {
    if PhotoHash::from_digest(&Sha256::digest(bytes)) != *sha256 {
        return Err(Code::HashMismatch);
    }
    MediaType::sniff(bytes).ok_or(Code::NotAnImage)?;
    let reader = || ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Code::NotAnImage);
    let (width, height) = reader()?.into_dimensions().map_err(|_| Code::NotAnImage)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Code::PhotoTooLarge);
    }
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = reader()?;
    reader.limits(limits);
    let mut picture = reader.decode().map_err(|_| Code::NotAnImage)?;
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok();
    let orientation = exif.as_ref().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    if let Some(orientation) = orientation.and_then(|value| Orientation::from_exif(value as u8)) {
        picture.apply_orientation(orientation);
    }
    let has_position = exif.is_some_and(|exif| exif.fields().any(|field| field.tag.context() == exif::Context::Gps));
    let shared = if has_position { Some(jpeg(&picture)?) } else { None };
    Ok(Checked { thumb: thumb(&picture)?, shared })
}

fn thumb(picture: &DynamicImage) -> Result<Bytes, Code> {
    let (width, height) = (picture.width(), picture.height());
    let scale = f64::from(THUMB_SIDE) / f64::from(width.max(height));
    if scale >= 1.0 {
        return jpeg(picture);
    }
    let side = |length: u32| (f64::from(length) * scale).round().max(1.0) as u32;
    let picture = DynamicImage::ImageRgb8(picture.to_rgb8());
    let kind = picture.pixel_type().ok_or(Code::NotAnImage)?;
    let mut small = Image::new(side(width), side(height), kind);
    Resizer::new().resize(&picture, &mut small, None).map_err(|_| Code::NotAnImage)?;
    let small = image::RgbImage::from_raw(side(width), side(height), small.into_vec()).ok_or(Code::NotAnImage)?;
    jpeg(&DynamicImage::ImageRgb8(small))
}

fn jpeg(picture: &DynamicImage) -> Result<Bytes, Code> {
    let mut bytes = Vec::new();
    picture
        .to_rgb8()
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))
        .map_err(|_| Code::NotAnImage)?;
    Ok(bytes.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(bytes: &[u8]) -> PhotoHash {
        PhotoHash::from_digest(&Sha256::digest(bytes))
    }

    fn a_jpeg(width: u32, height: u32) -> Vec<u8> {
        jpeg(&DynamicImage::new_rgb8(width, height)).unwrap().to_vec()
    }

    #[test]
    fn a_photo_gets_a_thumbnail_of_at_most_320_pixels() {
        let bytes = a_jpeg(1600, 1200);
        let checked = check(&named(&bytes), &bytes).unwrap();
        let thumb = image::load_from_memory(&checked.thumb).unwrap();
        assert_eq!((thumb.width(), thumb.height()), (320, 240));
        assert!(checked.shared.is_none());
    }

    #[test]
    fn bytes_that_are_not_what_they_are_named_after_are_told_apart_from_what_is_no_picture() {
        let bytes = a_jpeg(8, 8);
        assert_eq!(check(&named(b"other"), &bytes).unwrap_err(), Code::HashMismatch);
        assert_eq!(check(&named(b"MZ program"), b"MZ program").unwrap_err(), Code::NotAnImage);
        let cut = &bytes[..bytes.len() / 2];
        assert_eq!(check(&named(&cut[..20]), &cut[..20]).unwrap_err(), Code::NotAnImage);
    }

    #[test]
    fn a_picture_that_claims_more_than_40_million_pixels_is_refused_before_it_is_opened() {
        let mut png = Vec::new();
        DynamicImage::new_luma8(1, 1).write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
        // Width and height stand at 16 and 20 of a PNG; the header's checksum follows at 29.
        png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(check(&named(&png), &png).unwrap_err(), Code::PhotoTooLarge);
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }
}
