//! Bilinear sampling of a picture.

use image::{Rgb, RgbImage};

/// The colour at a point in pixels, interpolated from the four pixels around
/// it. Beyond the edge, the pixels of the edge repeat.
#[expect(clippy::indexing_slicing, reason = "a pixel has three channels")]
pub fn bilinear(picture: &RgbImage, across: f32, down: f32) -> Rgb<u8> {
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
