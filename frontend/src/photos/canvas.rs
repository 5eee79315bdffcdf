//! Drawing a picture and its watermark.

use js_sys::Reflect;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, ImageBitmap, ImageEncodeOptions, OffscreenCanvas, OffscreenCanvasRenderingContext2d as Context};

use crate::fault::{Fault, Outcome, cast};

/// Side of the sample by which an empty canvas is told.
const SAMPLE: u32 = 8;
/// Lines of a watermark that would fit, one above the other, along the longer side.
const LINES_PER_SIDE: f64 = 44.0;

/// The picture on a white ground, which transparent ones need.
pub(super) fn draw(bitmap: &ImageBitmap, width: u32, height: u32) -> Outcome<OffscreenCanvas> {
    let canvas = OffscreenCanvas::new(width, height)?;
    let context = context(&canvas)?;
    context.set_fill_style_str("#fff");
    context.fill_rect(0.0, 0.0, width.into(), height.into());
    Reflect::set(&context, &"imageSmoothingQuality".into(), &"high".into())?;
    context.draw_image_with_image_bitmap_and_dw_and_dh(bitmap, 0.0, 0.0, width.into(), height.into())?;
    Ok(canvas)
}

/// Whether nothing arrived on the canvas: one even white, black or nothing.
pub(super) fn is_blank(canvas: &OffscreenCanvas) -> Outcome<bool> {
    let sample = OffscreenCanvas::new(SAMPLE, SAMPLE)?;
    let context = context(&sample)?;
    let side = f64::from(SAMPLE);
    context.draw_image_with_offscreen_canvas_and_dw_and_dh(canvas, 0.0, 0.0, side, side)?;
    let pixels = context.get_image_data(0.0, 0.0, side, side)?.data().0;
    let even = |value: u8| pixels.chunks_exact(4).all(|pixel| pixel[..3].iter().all(|channel| *channel == value));
    Ok(even(0) || even(255))
}

/// The lines at the bottom left, on a dark band that lets the picture through.
pub(super) fn watermark(canvas: &OffscreenCanvas, lines: &[String]) -> Outcome<()> {
    if lines.is_empty() {
        return Ok(());
    }
    let context = context(canvas)?;
    let (width, height) = (f64::from(canvas.width()), f64::from(canvas.height()));
    let size = (width.max(height) / LINES_PER_SIDE).max(14.0).round();
    let (line, margin) = (size * 1.4, size * 0.6);
    context.set_font(&format!("{size}px system-ui, \"PingFang SC\", \"Noto Sans SC\", sans-serif"));
    context.set_text_baseline("middle");
    let room = width - 2.0 * margin;
    let mut widest = 0.0_f64;
    for text in lines {
        widest = widest.max(context.measure_text(text)?.width().min(room));
    }
    let band = line * lines.len() as f64 + margin;
    let top = (height - band).max(0.0);
    context.set_fill_style_str("rgb(0 0 0 / 0.5)");
    context.fill_rect(0.0, top, widest + 2.0 * margin, band);
    context.set_fill_style_str("#fff");
    for (n, text) in lines.iter().enumerate() {
        let middle = top + margin / 2.0 + line * (n as f64 + 0.5);
        context.fill_text_with_max_width(text, margin, middle, room)?;
    }
    Ok(())
}

/// The canvas as JPEG.
pub(super) async fn encoded(canvas: &OffscreenCanvas, quality: f64) -> Outcome<Blob> {
    let options = ImageEncodeOptions::new();
    options.set_type("image/jpeg");
    options.set_quality(quality);
    cast(JsFuture::from(canvas.convert_to_blob_with_options(&options)?).await?)
}

fn context(canvas: &OffscreenCanvas) -> Outcome<Context> {
    let context = canvas.get_context("2d")?.ok_or_else(|| Fault::Failed("no drawing".into()))?;
    cast(context.into())
}
