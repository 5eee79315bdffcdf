//! From the camera's file to what is stored: upright, small, with its watermark. The browser decodes and encodes in
//! its own threads.

use domain::MediaType;
use domain::photo::MAX_BYTES;
use js_sys::{Promise, Uint8Array};
use wasm_bindgen_futures::JsFuture;
use web_sys::{
    Blob, HtmlImageElement, ImageBitmap, ImageBitmapOptions, ImageOrientation, OffscreenCanvas, ResizeQuality, Url,
    Window,
};

use super::canvas;
use super::untouched;
use crate::fault::{Fault, Outcome, cast};

/// Bytes that a photo should not exceed.
const GOOD_BYTES: usize = 400 * 1024;
/// Longest side and JPEG quality, from what we want to what always fits.
const STEPS: [(u32, f64); 7] =
    [(1600, 0.8), (1600, 0.7), (1600, 0.6), (1280, 0.7), (1280, 0.55), (1024, 0.6), (800, 0.5)];

/// A picture as it is stored.
pub(super) struct Picture {
    pub(super) bytes: Vec<u8>,
    pub(super) media_type: MediaType,
    pub(super) width: u32,
    pub(super) height: u32,
}

/// The picture to store. Where the browser can't draw it, the original as it is, if that is possible.
pub(super) async fn shrunk(file: &Blob, original: &Uint8Array, turned: bool, watermark: &[String]) -> Outcome<Picture> {
    let window = web_sys::window().ok_or(Fault::NotAnImage)?;
    let (width, height) = upright_size(file).await?;
    match drawn(&window, file, (width, height), turned, watermark).await {
        Ok(Some(picture)) => Ok(picture),
        Ok(None) | Err(_) => untouched(original, width, height),
    }
}

/// Width and height as the picture is shown.
async fn upright_size(file: &Blob) -> Outcome<(u32, u32)> {
    let image = HtmlImageElement::new()?;
    let url = Url::create_object_url_with_blob(file)?;
    let loaded = Promise::new(&mut |resolve, reject| {
        image.set_onload(Some(&resolve));
        image.set_onerror(Some(&reject));
    });
    image.set_src(&url);
    let loaded = JsFuture::from(loaded).await;
    let _ = Url::revoke_object_url(&url);
    match (loaded, image.natural_width(), image.natural_height()) {
        (Ok(_), width @ 1.., height @ 1..) => Ok((width, height)),
        _ => Err(Fault::NotAnImage),
    }
}

async fn drawn(
    window: &Window,
    file: &Blob,
    size: (u32, u32),
    turned: bool,
    watermark: &[String],
) -> Outcome<Option<Picture>> {
    let bitmap = decoded(window, file, size, turned).await?;
    let mut canvas: Option<(u32, OffscreenCanvas)> = None;
    let mut best = None;
    for (longest, quality) in STEPS {
        let drawn = match canvas.take() {
            Some((side, drawn)) if side == longest => drawn,
            _ => match with_watermark(&bitmap, fitted(size, longest), watermark)? {
                Some(drawn) => drawn,
                None => return Ok(None),
            },
        };
        let blob = canvas::encoded(&drawn, quality).await?;
        let bytes = Uint8Array::new(&JsFuture::from(blob.array_buffer()).await?).to_vec();
        let (fits, width, height) = (bytes.len() <= GOOD_BYTES, drawn.width(), drawn.height());
        best = Some((blob, Picture { bytes, media_type: MediaType::Jpeg, width, height }));
        if fits {
            break;
        }
        canvas = Some((longest, drawn));
    }
    bitmap.close();
    let Some((blob, picture)) = best else { return Ok(None) };
    let is_sound = MediaType::sniff(&picture.bytes) == Some(MediaType::Jpeg)
        && picture.bytes.len() as u64 <= MAX_BYTES
        && can_be_decoded(window, &blob, &picture).await;
    Ok(is_sound.then_some(picture))
}

/// The drawn picture; none if nothing arrived: a canvas over the browser's limit stays empty.
fn with_watermark(
    bitmap: &ImageBitmap,
    (width, height): (u32, u32),
    watermark: &[String],
) -> Outcome<Option<OffscreenCanvas>> {
    let canvas = canvas::draw(bitmap, width, height)?;
    if canvas::is_blank(&canvas)? {
        return Ok(None);
    }
    canvas::watermark(&canvas, watermark)?;
    Ok(Some(canvas))
}

/// The picture in memory, upright. Scaled while decoding where that can't go wrong: browsers disagree on which side
/// is which in a turned picture.
async fn decoded(window: &Window, file: &Blob, size: (u32, u32), turned: bool) -> Outcome<ImageBitmap> {
    let options = ImageBitmapOptions::new();
    options.set_image_orientation(ImageOrientation::FromImage);
    let (width, height) = fitted(size, STEPS[0].0);
    if !turned && (width, height) != size {
        options.set_resize_width(width);
        options.set_resize_height(height);
        options.set_resize_quality(ResizeQuality::High);
    }
    let decoding = window.create_image_bitmap_with_blob_and_image_bitmap_options(file, &options)?;
    cast(JsFuture::from(decoding).await?)
}

async fn can_be_decoded(window: &Window, blob: &Blob, picture: &Picture) -> bool {
    let Ok(decoding) = window.create_image_bitmap_with_blob(blob) else { return false };
    let Ok(Ok(bitmap)) = JsFuture::from(decoding).await.map(cast::<ImageBitmap>) else { return false };
    let same = (bitmap.width(), bitmap.height()) == (picture.width, picture.height);
    bitmap.close();
    same
}

/// Width and height with neither side over `longest`, in the same proportion.
fn fitted((width, height): (u32, u32), longest: u32) -> (u32, u32) {
    let long = width.max(height);
    if long <= longest {
        return (width, height);
    }
    let scaled = |side: u32| {
        let side = (u64::from(side) * u64::from(longest) + u64::from(long) / 2) / u64::from(long);
        u32::try_from(side).unwrap_or(longest).max(1)
    };
    (scaled(width), scaled(height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_long_side_is_fitted_and_the_proportion_kept() {
        assert_eq!(fitted((4000, 3000), 1600), (1600, 1200));
        assert_eq!(fitted((3000, 4000), 1600), (1200, 1600));
        assert_eq!(fitted((1200, 900), 1600), (1200, 900));
        assert_eq!(fitted((10_000, 1), 1600), (1600, 1));
    }
}
