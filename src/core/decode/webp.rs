//! WebP, with a fault that browsers forgive.

use super::{Frame, patched, still, u32_le};
use crate::core::error::PictureError;
use image::codecs::webp::WebPDecoder;
use std::{borrow::Cow, io::Cursor};

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    let whole = u32_le(bytes, 4).is_some_and(|size| bytes.len() >= 8 + size as usize);
    WebPDecoder::new(Cursor::new(&*with_true_flags(bytes)))
        .map_err(PictureError::from)
        .and_then(still)
        .map_err(|error| if whole { error } else { error.of_a_cut_file() })
}

/// Clears the flags that announce metadata which is not there.
fn with_true_flags(bytes: &[u8]) -> Cow<'_, [u8]> {
    const FIRST: usize = 12;
    const FLAGS: usize = 20;
    let flags = bytes.get(FLAGS).copied().unwrap_or_default();
    let mut absent = 0x20 | 0x08 | 0x04;
    let mut at = FIRST;
    while let (Some(name), Some(length)) = (bytes.get(at..at + 4), u32_le(bytes, at + 4)) {
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
