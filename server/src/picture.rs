//! Looking into a photo's bytes: is it a picture, may we open it, what do others get to see.

use std::io::Cursor;
use std::sync::Arc;

use bytes::Bytes;
use domain::photo::{MAX_BYTES, MAX_PIXELS, MediaType};
use domain::{Code, PhotoHash};
use exif::{In, Tag};
use fast_image_resize::images::Image;
use fast_image_resize::{IntoImageView as _, Resizer};
use image::codecs::jpeg::JpegEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageReader, Limits};
use img_parts::DynImage;
use img_parts::jpeg::markers;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;

use crate::photo_store::{PhotoStore, Rendition};
use crate::problem::Failure;

/// Pictures opened at the same time: each may take a few hundred megabytes.
const AT_ONCE: usize = 2;
/// Memory one picture may take while it is opened: 40 million pixels of four bytes, and room.
const MAX_ALLOC: u64 = 256 * 1024 * 1024;
/// Long side of a thumbnail, in pixels.
const THUMB_SIDE: u32 = 320;
/// JPEG quality of thumbnails and of what is shared instead of an original.
const QUALITY: u8 = 82;

/// Checks that these bytes are the photo they are named after, and a picture that may be opened, without opening it:
/// whole offices send at once, and most pictures are looked at by few.
pub async fn check(sha256: PhotoHash, bytes: Bytes) -> Result<(), Failure> {
    // A decoder that panics has met something that is no picture.
    tokio::task::spawn_blocking(move || checked(&sha256, &bytes)).await.unwrap_or(Err(Code::NotAnImage))?;
    Ok(())
}

/// As [`check`], on this thread.
pub fn checked(sha256: &PhotoHash, bytes: &[u8]) -> Result<(), Code> {
    if PhotoHash::from_digest(&Sha256::digest(bytes)) != *sha256 {
        return Err(Code::HashMismatch);
    }
    MediaType::sniff(bytes).ok_or(Code::NotAnImage)?;
    if bytes.len() as u64 > MAX_BYTES {
        return Err(Code::PhotoTooLarge);
    }
    let (width, height) = reader(bytes)?.into_dimensions().map_err(|_| Code::NotAnImage)?;
    if u64::from(width) * u64::from(height) > MAX_PIXELS { Err(Code::PhotoTooLarge) } else { Ok(()) }
}

fn reader(bytes: &[u8]) -> Result<ImageReader<Cursor<&[u8]>>, Code> {
    ImageReader::new(Cursor::new(bytes)).with_guessed_format().map_err(|_| Code::NotAnImage)
}

/// What is made of originals when somebody first looks, a few at a time, and kept. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Renditions {
    photos: PhotoStore,
    turns: Arc<Semaphore>,
}

impl Renditions {
    /// Of the photos in this store.
    pub fn of(photos: PhotoStore) -> Self {
        Self { photos, turns: Arc::new(Semaphore::new(AT_ONCE)) }
    }

    /// A photo as its uploader sees it; none if its bytes are not here.
    pub async fn original(&self, sha256: &PhotoHash) -> Result<Option<Bytes>, Failure> {
        Ok(self.photos.get(Rendition::Original, sha256).await?)
    }

    /// A photo as others see it: no metadata, and so no position, leaves with it.
    pub async fn shared(&self, sha256: &PhotoHash) -> Result<Option<Bytes>, Failure> {
        match self.original(sha256).await? {
            Some(original) if is_only_pixels(&original) => Ok(Some(original)),
            _ => self.made(Rendition::Shared, sha256).await,
        }
    }

    /// A small picture of it.
    pub async fn thumb(&self, sha256: &PhotoHash) -> Result<Option<Bytes>, Failure> {
        self.made(Rendition::Thumb, sha256).await
    }

    async fn made(&self, rendition: Rendition, sha256: &PhotoHash) -> Result<Option<Bytes>, Failure> {
        if let Some(kept) = self.photos.get(rendition, sha256).await? {
            return Ok(Some(kept));
        }
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| Code::Busy)?;
        // Somebody who had the turn before us may have made it.
        if let Some(kept) = self.photos.get(rendition, sha256).await? {
            return Ok(Some(kept));
        }
        let Some(original) = self.original(sha256).await? else { return Ok(None) };
        let work = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            make(rendition, &original)
        });
        let made = work.await.unwrap_or(Err(Code::NotAnImage))?;
        if let Err(error) = self.photos.put(rendition, sha256, made.clone()).await {
            // A full disk keeps nobody from looking.
            tracing::warn!(%error, "a rendition could not be kept");
        }
        Ok(Some(made))
    }
}

/// Makes a rendition of an original.
pub fn make(rendition: Rendition, original: &[u8]) -> Result<Bytes, Code> {
    let picture = open(original)?;
    if rendition == Rendition::Thumb { thumb(&picture) } else { jpeg(&picture) }
}

/// Opens a picture, the right way up.
fn open(bytes: &[u8]) -> Result<DynamicImage, Code> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_ALLOC);
    let mut reader = reader(bytes)?;
    reader.limits(limits);
    let mut picture = reader.decode().map_err(|_| Code::NotAnImage)?;
    let exif = exif::Reader::new().read_from_container(&mut Cursor::new(bytes)).ok();
    let orientation = exif.as_ref().and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0));
    if let Some(orientation) = orientation.and_then(|value| Orientation::from_exif(value as u8)) {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

/// Whether a file holds a picture and nothing that could tell where or by whom it was taken: no metadata of any kind,
/// and nothing behind its end.
pub fn is_only_pixels(bytes: &Bytes) -> bool {
    match DynImage::from_bytes(bytes.clone()) {
        Ok(Some(DynImage::Jpeg(jpeg))) => {
            let harmless = |marker: u8| {
                !matches!(marker, markers::APP1..=markers::APP15 | markers::COM)
                    || matches!(marker, markers::APP2 | markers::APP14)
            };
            // Pixels begin with the last segment and go on to the first end; between scans nothing else may stand.
            let pixels = jpeg.segments().last().map_or(0, |last| last.len_with_entropy() - last.len());
            let pixels = &bytes[bytes.len().saturating_sub(pixels)..];
            let mut marks = pixels.windows(2).enumerate().filter(|(_, pair)| pair[0] == markers::P);
            let ends = marks.clone().find(|(_, pair)| pair[1] == markers::EOI).map(|(at, _)| at + 2);
            jpeg.segments().iter().all(|segment| harmless(segment.marker()))
                && marks.all(|(_, pair)| harmless(pair[1]))
                && ends == Some(pixels.len())
        }
        Ok(Some(DynImage::Png(png))) => {
            let harmless = |kind: [u8; 4]| {
                matches!(
                    &kind,
                    b"IHDR"
                        | b"PLTE"
                        | b"IDAT"
                        | b"IEND"
                        | b"tRNS"
                        | b"cHRM"
                        | b"gAMA"
                        | b"sBIT"
                        | b"sRGB"
                        | b"bKGD"
                        | b"pHYs"
                )
            };
            png.len() == bytes.len() && png.chunks().iter().all(|chunk| harmless(chunk.kind()))
        }
        Ok(Some(DynImage::WebP(webp))) => {
            let harmless = |id: [u8; 4]| matches!(&id, b"VP8 " | b"VP8L" | b"VP8X" | b"ALPH" | b"ANIM" | b"ANMF");
            webp.len() as usize == bytes.len() && webp.chunks().iter().all(|chunk| harmless(chunk.id()))
        }
        _ => false,
    }
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
    fn a_thumbnail_has_at_most_320_pixels() {
        let small = thumb(&open(&a_jpeg(1600, 1200)).unwrap()).unwrap();
        let small = image::load_from_memory(&small).unwrap();
        assert_eq!((small.width(), small.height()), (320, 240));
    }

    #[test]
    fn bytes_that_are_not_what_they_are_named_after_are_told_apart_from_what_is_no_picture() {
        let bytes = a_jpeg(8, 8);
        assert_eq!(checked(&named(&bytes), &bytes), Ok(()));
        assert_eq!(checked(&named(b"other"), &bytes), Err(Code::HashMismatch));
        assert_eq!(checked(&named(b"MZ program"), b"MZ program"), Err(Code::NotAnImage));
        let cut = &bytes[..20];
        assert_eq!(checked(&named(cut), cut), Err(Code::NotAnImage));
    }

    #[test]
    fn metadata_of_any_kind_and_anything_behind_the_end_is_more_than_pixels() {
        let plain = Bytes::from(a_jpeg(64, 48));
        assert!(is_only_pixels(&plain));
        let with = |segment: &[u8]| Bytes::from([&plain[..2], segment, &plain[2..]].concat());
        assert!(!is_only_pixels(&with(b"\xff\xe1\x00\x08Exif\x00\x00")));
        assert!(!is_only_pixels(&with(b"\xff\xe1\x00\x1fhttp://ns.adobe.com/xap/1.0/\x00")));
        assert!(!is_only_pixels(&with(b"\xff\xfe\x00\x07hello")));
        assert!(!is_only_pixels(&Bytes::from([&plain[..], b"37.17,122.42"].concat())));
        for format in [image::ImageFormat::Png, image::ImageFormat::WebP] {
            let mut bytes = Vec::new();
            DynamicImage::new_rgb8(8, 8).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
            assert!(is_only_pixels(&bytes.clone().into()), "{format:?}");
            bytes.extend_from_slice(b"more");
            assert!(!is_only_pixels(&bytes.into()), "{format:?}");
        }
    }

    #[test]
    fn a_picture_that_claims_more_than_40_million_pixels_is_refused_before_it_is_opened() {
        let mut png = Vec::new();
        DynamicImage::new_luma8(1, 1).write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
        // Width and height stand at 16 and 20 of a PNG; the header's checksum follows at 29.
        png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
        let crc = crc32(&png[12..29]);
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(checked(&named(&png), &png), Err(Code::PhotoTooLarge));
    }

    fn crc32(bytes: &[u8]) -> u32 {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        crc.sum()
    }
}
