//! Commands and photos as a device sends them.

use std::io::Cursor;

use serde_json::{Value, json};
use uuid::Uuid;

/// A command as a device seals it.
pub fn command(seq: u64, ticket: Uuid, kind: &str, body: Value) -> Value {
    json!({
        "command_id": Uuid::now_v7(), "seq": seq, "ticket_id": ticket, "kind": kind,
        "captured_at": "2026-11-23T08:00:00+08:00", "based_on": null, "body": body,
    })
}

pub fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest as _, Sha256};
    domain::PhotoHash::from_digest(&Sha256::digest(bytes)).into()
}

/// A photo that does not compress: 64 by 48 fit into one part, 640 by 480 need six. Another seed, another photo.
pub fn noise(seed: u32, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut state = seed;
    let picture = image::RgbImage::from_fn(width, height, |_, _| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(state >> 24) as u8, (state >> 16) as u8, (state >> 8) as u8])
    });
    picture.write_with_encoder(image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 90)).unwrap();
    bytes
}

/// How a command names a photo.
pub fn photo(bytes: &[u8]) -> Value {
    let reader = image::ImageReader::with_format(Cursor::new(bytes), image::ImageFormat::Jpeg);
    // What is no picture is named like one all the same.
    let (width, height) = reader.into_dimensions().unwrap_or((640, 480));
    json!({"sha256": sha256(bytes), "bytes": bytes.len(), "media_type": "image/jpeg", "width": width, "height": height})
}
