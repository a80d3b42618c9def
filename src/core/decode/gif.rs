//! GIF: the first frame that shows anything.

use super::{Frame, first_shown, limited, patched, u16_le};
use crate::core::error::PictureError;
use image::{
    AnimationDecoder as _, ImageDecoder as _, codecs::gif::GifDecoder, metadata::Orientation,
};
use std::{borrow::Cow, io::Cursor};

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    let ended = bytes.trim_ascii_end().ends_with(b";");
    shown(bytes).map_err(|error| if ended { error } else { error.of_a_cut_file() })
}

fn shown(bytes: &[u8]) -> Result<Frame, PictureError> {
    let bytes = with_a_screen_that_fits(bytes);
    let decoder = limited(GifDecoder::new(Cursor::new(&*bytes))?)?;
    let size = decoder.dimensions();
    let pixels = first_shown(decoder.into_frames())?;
    Ok(Frame { pixels, size, orientation: Orientation::NoTransforms, profile: None })
}

/// Enlarges a screen that is smaller than its first frame, as browsers do.
fn with_a_screen_that_fits(bytes: &[u8]) -> Cow<'_, [u8]> {
    let fitted = || {
        let at = first_frame(bytes)?;
        let side = |side: usize| {
            let end = u16_le(bytes, at + side)?.saturating_add(u16_le(bytes, at + 4 + side)?);
            Some(end.max(u16_le(bytes, 6 + side)?))
        };
        let (screen, fitted) = (bytes.get(6..10)?, [side(0)?, side(2)?]);
        let fitted = fitted.map(u16::to_le_bytes).concat();
        (screen != fitted).then(|| patched(bytes, 6, &fitted))
    };
    fitted().map_or(Cow::Borrowed(bytes), Cow::Owned)
}

/// The offset of the first frame's position and size.
fn first_frame(bytes: &[u8]) -> Option<usize> {
    const HEADER: usize = 13;
    let flags = *bytes.get(10)?;
    let palette = if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) };
    let mut at = HEADER + palette;
    loop {
        match bytes.get(at)? {
            b',' => return Some(at + 1),
            // An extension: its kind, then blocks of a length up to an empty one.
            b'!' => {
                at += 2;
                while let length @ 1.. = usize::from(*bytes.get(at)?) {
                    at += 1 + length;
                }
                at += 1;
            }
            _ => return None,
        }
    }
}
