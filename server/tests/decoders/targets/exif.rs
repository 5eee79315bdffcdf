//! What a camera wrote, as the device reads it before it sends a photo.

use domain::{Body, Place};
use serde_json::Value;

use super::exif_reader::{Facts, read};

/// A position that is read is one that the server takes.
pub fn facts(bytes: &[u8]) -> bool {
    let facts = read(bytes);
    if let Some(place) = &facts.place {
        let value: Value = serde_json::to_value(place).expect("JSON");
        let body = Body::new(&value).expect("an object");
        assert_eq!(Place::parse(&body).as_ref(), Ok(place));
    }
    facts != Facts::default()
}
