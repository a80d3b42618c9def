//! PNG: colour as its chunks describe it, and the first frame of an animation.

use super::{Frame, check_size, colour::Profile, first_shown, framed, memory, still};
use crate::core::error::PictureError;
use image::{AnimationDecoder as _, codecs::png::PngDecoder};
use std::io::Cursor;

/// The largest size of decompressed metadata.
const METADATA: u64 = 16 << 20;

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    if let Some(size) = size(bytes) {
        check_size(size, 0)?;
    }
    let decoder = PngDecoder::with_limits(Cursor::new(bytes), memory(METADATA))?;
    let mut frame = if decoder.is_apng()? {
        // The default image, for viewers without animation, need not be a
        // frame.
        framed(decoder, |decoder| first_shown(decoder.apng()?.into_frames()))?
    } else {
        still(decoder)?
    };
    frame.profile = frame.profile.or_else(|| profile(bytes));
    Ok(frame)
}

/// Width and height as the header states them. The decoder's own limits come
/// first and depend on the platform.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    let (name, data) = chunks(bytes).next()?;
    let sides = data.as_chunks().0;
    match (&name, sides) {
        (b"IHDR", [width, height, ..]) => {
            Some((u32::from_be_bytes(*width), u32::from_be_bytes(*height)))
        }
        _ => None,
    }
}

/// The colour space from `sRGB`, or otherwise from `gAMA` and `cHRM`.
fn profile(bytes: &[u8]) -> Option<Profile> {
    let find = |wanted: &[u8; 4]| chunks(bytes).find(|(name, _)| name == wanted);
    if find(b"sRGB").is_some() || find(b"cICP").is_some() {
        return None;
    }
    let numbers = |(_, data): (_, &[u8])| {
        let fixed = |number: &[u8; 4]| f64::from(u32::from_be_bytes(*number)) / 100_000.0;
        data.as_chunks().0.iter().map(fixed).collect::<Vec<_>>()
    };
    let gamma = *find(b"gAMA").map(numbers)?.first()?;
    let chromaticities = find(b"cHRM").map(numbers).and_then(|numbers| numbers.try_into().ok());
    Profile::from_gamma(gamma, chromaticities)
}

/// The chunks before the pixels, by name.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, after) = rest.split_first_chunk()?;
        let (name, after) = after.split_first_chunk()?;
        let (data, after) = after.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        rest = after.get(4..)?;
        (name != b"IDAT").then_some((*name, data))
    })
}
