//! WebP: the first frame that shows anything, and a defect that browsers
//! accept.

use super::{Frame, first_shown, framed, patched, still, u32_le};
use crate::core::error::PictureError;
use image::{AnimationDecoder as _, codecs::webp::WebPDecoder};
use std::{borrow::Cow, io::Cursor};

/// Encoders end a frame's data with at most a few zeros. This many belong to a
/// file that was not written completely.
const UNWRITTEN: usize = 64;

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    let length = bytes.len().saturating_sub(8);
    let whole = u32_le(bytes, 4).is_some_and(|size| length >= size as usize);
    if is_unwritten(bytes) {
        return Err(PictureError::Incomplete);
    }
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

/// Whether the data of the picture, or of its first frame, ends in zeros.
fn is_unwritten(bytes: &[u8]) -> bool {
    let file = bytes.get(FIRST..).unwrap_or_default();
    let frame = chunks(file).find(|(name, _)| *name == b"ANMF");
    let frame = frame.and_then(|(_, data)| data.get(FRAME_HEADER..));
    let data = chunks(frame.unwrap_or(file)).find(|(name, _)| matches!(*name, b"VP8 " | b"VP8L"));
    let end = data.and_then(|(_, data)| data.last_chunk::<UNWRITTEN>());
    end.is_some_and(|end| end.iter().all(|byte| *byte == 0))
}

/// The offset of the first chunk of a file.
const FIRST: usize = 12;

/// The size of the header of an animation frame.
const FRAME_HEADER: usize = 16;

/// Each chunk's name and data, which may be cut off.
fn chunks(mut bytes: &[u8]) -> impl Iterator<Item = (&[u8; 4], &[u8])> {
    std::iter::from_fn(move || {
        let (name, length) = (bytes.first_chunk()?, u32_le(bytes, 4)? as usize);
        let data = bytes.get(8..)?;
        // Chunks are padded to an even length.
        bytes = data.get(length.saturating_add(length & 1)..).unwrap_or_default();
        Some((name, data.get(..length).unwrap_or(data)))
    })
}

/// Clears the flags of metadata that the file does not contain.
fn with_true_flags(bytes: &[u8]) -> Cow<'_, [u8]> {
    const FLAGS: usize = 20;
    let flags = bytes.get(FLAGS).copied().unwrap_or_default();
    let mut absent = 0x20 | 0x08 | 0x04;
    for (name, _) in chunks(bytes.get(FIRST..).unwrap_or_default()) {
        absent &= match name {
            b"ICCP" => !0x20,
            b"EXIF" => !0x08,
            b"XMP " => !0x04,
            _ => !0,
        };
    }
    if bytes.get(FIRST..FIRST + 4) == Some(b"VP8X") && flags & absent != 0 {
        Cow::Owned(patched(bytes, FLAGS, &[flags & !absent]))
    } else {
        Cow::Borrowed(bytes)
    }
}
