//! WebP: the first frame that shows anything, and a fault that browsers forgive.

use super::{Frame, first_shown, framed, patched, still, u32_le};
use crate::core::error::PictureError;
use image::{AnimationDecoder as _, codecs::webp::WebPDecoder};
use std::{borrow::Cow, io::Cursor};

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    let length = bytes.len().saturating_sub(8);
    let whole = u32_le(bytes, 4).is_some_and(|size| length >= size as usize);
    shown(bytes).map_err(|error| if whole { error } else { error.of_a_cut_file() })
}

fn shown(bytes: &[u8]) -> Result<Frame, PictureError> {
    let bytes = with_true_flags(bytes);
    let decoder = WebPDecoder::new(Cursor::new(&*bytes))?;
    if decoder.has_animation() {
        framed(decoder, |decoder| first_shown(decoder.into_frames()))
    } else {
        still(decoder)
    }
}

/// A chunk's name and length.
fn chunk(bytes: &[u8]) -> Option<(&[u8; 4], u32)> {
    Some((bytes.first_chunk()?, u32_le(bytes, 4)?))
}

/// Clears the flags that announce metadata which is not there.
fn with_true_flags(bytes: &[u8]) -> Cow<'_, [u8]> {
    const FIRST: usize = 12;
    const FLAGS: usize = 20;
    let flags = bytes.get(FLAGS).copied().unwrap_or_default();
    let mut absent = 0x20 | 0x08 | 0x04;
    let mut at = FIRST;
    while let Some((name, length)) = bytes.get(at..).and_then(chunk) {
        absent &= match name {
            b"ICCP" => !0x20,
            b"EXIF" => !0x08,
            b"XMP " => !0x04,
            _ => !0,
        };
        // Chunks are padded to an even length.
        at = at.saturating_add(8).saturating_add((length as usize).saturating_add(1) & !1);
    }
    if bytes.get(FIRST..FIRST + 4) == Some(b"VP8X") && flags & absent != 0 {
        Cow::Owned(patched(bytes, FLAGS, &[flags & !absent]))
    } else {
        Cow::Borrowed(bytes)
    }
}
