//! Photos as a command names them. The bytes travel apart, under their hash.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::body::{Body, Invalid};
use crate::ids::PhotoHash;
use crate::look::Look;
use crate::place::Place;

/// Bytes of one part of a photo; the last part is shorter.
pub const PART_BYTES: u64 = 65_536;
/// A photo's largest size in bytes.
pub const MAX_BYTES: u64 = 2_097_152;
/// A photo's largest area in pixels.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Photos one command may name.
pub const MAX_PER_COMMAND: usize = 10;
/// Parts one request may carry.
pub const MAX_PARTS_PER_REQUEST: usize = 8;

/// Number of parts of a photo of this size; of one that is too large, as many as the largest has.
pub fn parts(bytes: u64) -> u32 {
    bytes.min(MAX_BYTES).div_ceil(PART_BYTES) as u32
}

/// Formats that are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaType {
    /// JPEG.
    #[serde(rename = "image/jpeg")]
    Jpeg,
    /// WebP.
    #[serde(rename = "image/webp")]
    Webp,
    /// PNG.
    #[serde(rename = "image/png")]
    Png,
}

impl MediaType {
    /// The MIME name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Png => "image/png",
        }
    }

    /// The format these bytes begin like, if it is one of ours.
    pub fn sniff(bytes: &[u8]) -> Option<Self> {
        if bytes.starts_with(&[0xff, 0xd8, 0xff]) {
            Some(Self::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Self::Png)
        } else if bytes.len() >= 12 && bytes.starts_with(b"RIFF") && &bytes[8..12] == b"WEBP" {
            Some(Self::Webp)
        } else {
            None
        }
    }
}

/// What part of the story a photo shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// As it was found.
    Before,
    /// As it was left.
    After,
    /// Anything else.
    Other,
}

/// A photo as the device describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Photo {
    /// Its name.
    pub sha256: PhotoHash,
    /// Size of the stored bytes.
    pub bytes: u64,
    /// Format of the stored bytes.
    pub media_type: MediaType,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// When it was taken, by the camera's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_at: Option<Timestamp>,
    /// Where it was taken, by the camera.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<Place>,
    /// What it looks like from afar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look: Option<Look>,
}

impl Photo {
    fn parse(body: &Body<'_>) -> Result<Self, Invalid> {
        let photo = Self {
            sha256: body.raw_text("sha256")?.parse().map_err(|_| {
                body.invalid("sha256", "64 位小写十六进制的 SHA-256", "a SHA-256 in 64 lower-case hexadecimal digits")
            })?,
            bytes: body.integer("bytes", 1..=MAX_BYTES)?,
            media_type: body.choice("media_type")?,
            width: body.integer("width", 1..=MAX_PIXELS)? as u32,
            height: body.integer("height", 1..=MAX_PIXELS)? as u32,
            taken_at: body.optional("taken_at", Body::time)?,
            place: body.optional("place", |b, k| Place::parse(&b.object(k)?))?,
            look: body.optional("look", |b, k| {
                b.raw_text(k)?
                    .parse()
                    .map_err(|_| b.invalid(k, "16 位小写十六进制", "16 lower-case hexadecimal digits"))
            })?,
        };
        if u64::from(photo.width) * u64::from(photo.height) > MAX_PIXELS {
            return Err(body.invalid("width", "不超过 4000 万像素", "at most 40 million pixels"));
        }
        Ok(photo)
    }

    /// Reads `photos` (absent means none); the same photo named twice counts once.
    pub fn parse_list(body: &Body<'_>) -> Result<Vec<Self>, Invalid> {
        let mut photos: Vec<Self> = Vec::new();
        for entry in body.list("photos", MAX_PER_COMMAND)? {
            let photo = Self::parse(&entry)?;
            if photos.iter().all(|p| p.sha256 != photo.sha256) {
                photos.push(photo);
            }
        }
        Ok(photos)
    }
}
