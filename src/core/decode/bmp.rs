//! BMP, including defects that viewers accept.

use super::{Frame, patched, still, u16_le, u32_le};
use crate::core::error::PictureError;
use image::{DynamicImage, codecs::bmp::BmpDecoder};
use std::{borrow::Cow, io::Cursor};

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    let bytes = with_a_palette_that_fits(bytes);
    let mut frame = still(BmpDecoder::new(Cursor::new(&*bytes))?)?;
    if let DynamicImage::ImageRgba8(pixels) = &mut frame.pixels
        && pixels.pixels().all(|pixel| pixel.0[3] == 0)
    {
        // Encoders leave the fourth byte at zero and mean opaque.
        pixels.pixels_mut().for_each(|pixel| pixel.0[3] = 255);
    }
    Ok(frame)
}

/// Limits the palette to the colours that the bits per pixel can address. A
/// header may state more; `0` means all of them.
fn with_a_palette_that_fits(bytes: &[u8]) -> Cow<'_, [u8]> {
    const BITS: usize = 28;
    const COLOURS: usize = 46;
    let wide = u32_le(bytes, 14).is_some_and(|header| header >= 40);
    let bits = u16_le(bytes, BITS).unwrap_or_default();
    let most = if bits <= 8 { 1 << bits } else { u32::MAX };
    if wide && u32_le(bytes, COLOURS).is_some_and(|colours| colours > most) {
        Cow::Owned(patched(bytes, COLOURS, &[0; 4]))
    } else {
        Cow::Borrowed(bytes)
    }
}
