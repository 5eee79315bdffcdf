//! Whistles with a photo of 150 KB each, against files written bare with one sync for all.

use std::fs::File;
use std::io::Write as _;

use domain::PhotoHash;
use futures::future::try_join_all;
use image::codecs::jpeg::JpegEncoder;
use serde_json::json;
use server::clock::new_id;
use sha2::{Digest as _, Sha256};

use crate::ground::{Ground, whistle};
use crate::pairs::{Compared, Unit, compare};

const PHOTOS: usize = 50;
const BYTES: usize = 150 * 1024;

/// A real JPEG, filled up to its size behind its end, so that no two are the same.
fn photo(picture: &[u8]) -> Vec<u8> {
    let mut photo = picture.to_vec();
    photo.resize(BYTES - 16, 7);
    photo.extend_from_slice(new_id().as_bytes());
    photo
}

pub async fn whistles(ground: &Ground) -> anyhow::Result<Compared> {
    let mut picture = Vec::new();
    let mut state = 1_u32;
    let noise = image::RgbImage::from_fn(1600, 1200, |x, y| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        image::Rgb([(x / 8) as u8, (y / 8) as u8, (state >> 30) as u8 * 8])
    });
    noise.write_with_encoder(JpegEncoder::new_with_quality(&mut picture, 60))?;
    anyhow::ensure!(picture.len() < BYTES, "the picture has {} bytes", picture.len());
    let ours = async || {
        let people = (0..PHOTOS).map(async |n| {
            let bytes = photo(&picture);
            let sha256 = PhotoHash::from_digest(&Sha256::digest(&bytes));
            let mut body = whistle(n);
            body["photos"] = json!([{
                "sha256": sha256, "bytes": bytes.len(), "media_type": "image/jpeg", "width": 1600, "height": 1200,
            }]);
            ground.push([body]).await?;
            let path = format!("/sync/v1/photos/{sha256}/parts/0?bytes={}", bytes.len());
            let done = ground.http.put(ground.url(&path)).bearer_auth(&ground.token).body(bytes).send().await?;
            let complete = done.headers().get("photo-complete").is_some_and(|said| said == "true");
            anyhow::ensure!(complete, "a photo was answered {}", done.status());
            Ok(())
        });
        try_join_all(people).await.map(drop)
    };
    let folder = ground.folder.path().join("bare");
    std::fs::create_dir_all(&folder)?;
    let floor = async || {
        let mut last = None;
        for _ in 0..PHOTOS {
            let mut file = File::create(folder.join(new_id().to_string()))?;
            file.write_all(&photo(&picture))?;
            last = Some(file);
        }
        // One sync for all of them: what was written before it to this file system goes with it.
        if let Some(file) = last {
            rustix::fs::syncfs(&file)?;
        }
        Ok(())
    };
    compare(Unit::Things(PHOTOS), ours, floor).await
}
