//! What augmentation and the tests of robustness both do to pixels.

use image::{DynamicImage, ImageFormat, Rgb, RgbImage, codecs::jpeg::JpegEncoder};

/// The colour at a place in pixels, mixed of the four around it. Beyond the
/// edge, the edge's pixels go on.
#[expect(clippy::indexing_slicing, reason = "a pixel has three channels")]
pub(crate) fn bilinear(picture: &RgbImage, across: f32, down: f32) -> Rgb<u8> {
    let across = across.clamp(0.0, (picture.width() - 1) as f32);
    let down = down.clamp(0.0, (picture.height() - 1) as f32);
    let (left, top) = (across as u32, down as u32);
    let right = (left + 1).min(picture.width() - 1);
    let bottom = (top + 1).min(picture.height() - 1);
    let (to_right, to_bottom) = (across - left as f32, down - top as f32);
    let mix = |from: Rgb<u8>, to: Rgb<u8>, share: f32| {
        let channel = |index: usize| {
            let (from, to) = (f32::from(from[index]), f32::from(to[index]));
            from + (to - from) * share
        };
        [channel(0), channel(1), channel(2)]
    };
    let upper = mix(*picture.get_pixel(left, top), *picture.get_pixel(right, top), to_right);
    let lower = mix(*picture.get_pixel(left, bottom), *picture.get_pixel(right, bottom), to_right);
    let channel = |index: usize| -> u8 {
        let (upper, lower) = (upper[index], lower[index]);
        (upper + (lower - upper) * to_bottom + 0.5) as u8
    };
    Rgb([channel(0), channel(1), channel(2)])
}

/// Down to this size, at least a pixel a side, and up again.
pub(crate) fn through(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let filter = image::imageops::FilterType::Triangle;
    let small = image::imageops::resize(picture, width.max(1), height.max(1), filter);
    image::imageops::resize(&small, picture.width(), picture.height(), filter)
}

/// What JPEG of this quality, 1 to 100, leaves of a picture.
pub(crate) fn jpeg(picture: RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let written = picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality));
    let read = written
        .and_then(|()| image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg))
        .map(DynamicImage::into_rgb8);
    // What was encoded just now can be decoded.
    read.unwrap_or(picture)
}
