//! Encoded bytes to the pixels that a browser shows: the first frame that
//! shows anything, colours converted to sRGB, transparency over white.
//!
//! A file that ends before its picture does is refused. Decoders that pad
//! missing data, as browsers do, would have the padding classified.

mod bmp;
mod colour;
mod gif;
pub(super) mod jpeg;
mod png;
mod webp;

use super::{
    error::{MAX_ALLOCATION, MAX_PIXELS, PictureError},
    format::{self, Format, Kind},
};
use colour::Profile;
use image::{
    DynamicImage, ImageDecoder, ImageError, Limits, RgbImage,
    error::{LimitErrorKind, UnsupportedErrorKind},
    metadata::Orientation,
};
use std::io::ErrorKind;

/// The number of frames to decode of an animation that starts with empty
/// frames.
const MOST_FRAMES: usize = 64;

/// A decoded picture.
pub(super) struct Decoded {
    /// Pixels as they are stored, which may be half as wide and high as `size`.
    pub pixels: RgbImage,
    /// Width and height as the file states them, in pixels, not yet upright.
    pub size: (u32, u32),
    /// How to turn the pixels upright.
    pub orientation: Orientation,
}

/// The frame that is shown, and its metadata.
struct Frame {
    pixels: DynamicImage,
    size: (u32, u32),
    orientation: Orientation,
    profile: Option<Profile>,
}

/// Decodes a picture. Its first bytes determine the format, not its name.
///
/// # Errors
///
/// [`PictureError`] if the bytes are not a complete picture in a supported
/// format within the limits. Sizes are checked before pixels are decoded.
pub(super) fn decode(bytes: &[u8]) -> Result<Decoded, PictureError> {
    let frame = match format(bytes)? {
        Format::Jpeg => jpeg::decode(bytes),
        Format::Png => png::decode(bytes),
        Format::WebP => webp::decode(bytes),
        Format::Gif => gif::decode(bytes),
        Format::Bmp => bmp::decode(bytes),
    }?;
    let pixels = match frame.profile {
        Some(profile) => profile.to_srgb(frame.pixels),
        None => frame.pixels,
    };
    let pixels = over_white(pixels)?;
    Ok(Decoded { pixels, size: frame.size, orientation: frame.orientation })
}

fn format(bytes: &[u8]) -> Result<Format, PictureError> {
    match format::of(bytes) {
        Kind::Read(format) => Ok(format),
        Kind::Unread(name) => Err(PictureError::UnsupportedFormat(name.to_owned())),
        Kind::Unknown if bytes.is_empty() => Err(PictureError::Empty),
        Kind::Unknown => Err(PictureError::NotAPicture),
    }
}

/// Lays transparency over white.
///
/// # Errors
///
/// [`PictureError::Blank`] where every pixel is transparent.
pub(super) fn over_white(pixels: DynamicImage) -> Result<RgbImage, PictureError> {
    if !pixels.color().has_alpha() {
        return Ok(pixels.into_rgb8());
    }
    let pixels = pixels.into_rgba8();
    if pixels.pixels().all(|pixel| pixel.0[3] == 0) {
        return Err(PictureError::Blank);
    }
    Ok(RgbImage::from_fn(pixels.width(), pixels.height(), |x, y| {
        let [red, green, blue, alpha] = pixels.get_pixel(x, y).0;
        let alpha = u32::from(alpha);
        let blend =
            |value: u8| ((u32::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8;
        image::Rgb([blend(red), blend(green), blend(blue)])
    }))
}

/// Refuses a picture that would take too much time or memory, by the values in
/// its header.
fn check_size((width, height): (u32, u32), bytes: u64) -> Result<(), PictureError> {
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(PictureError::TooLarge { width, height });
    }
    if bytes > MAX_ALLOCATION {
        return Err(PictureError::TooMuchMemory);
    }
    Ok(())
}

/// A decoder of the `image` crate, after a check of its size.
fn limited<D: ImageDecoder>(mut decoder: D) -> Result<D, PictureError> {
    check_size(decoder.dimensions(), decoder.total_bytes())?;
    decoder.set_limits(memory(MAX_ALLOCATION))?;
    Ok(decoder)
}

fn memory(most: u64) -> Limits {
    let mut limits = Limits::no_limits();
    limits.max_alloc = Some(most);
    limits
}

/// The first frame of an animation that shows anything.
fn first_shown(frames: image::Frames<'_>) -> Result<DynamicImage, PictureError> {
    for frame in frames.take(MOST_FRAMES) {
        let pixels = frame?.into_buffer();
        if pixels.pixels().any(|pixel| pixel.0[3] > 0) {
            return Ok(pixels.into());
        }
    }
    Err(PictureError::Blank)
}

/// The only frame of a decoder of the `image` crate.
fn still<D: ImageDecoder>(decoder: D) -> Result<Frame, PictureError> {
    framed(decoder, |decoder| Ok(DynamicImage::from_decoder(decoder)?))
}

/// The pixels that `shown` decodes, with the decoder's metadata.
fn framed<D: ImageDecoder>(
    decoder: D,
    shown: impl FnOnce(D) -> Result<DynamicImage, PictureError>,
) -> Result<Frame, PictureError> {
    let mut decoder = limited(decoder)?;
    let size = decoder.dimensions();
    // Unreadable metadata does not make the pixels unusable.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let profile = decoder.icc_profile().ok().flatten().and_then(|icc| Profile::from_icc(&icc));
    Ok(Frame { pixels: shown(decoder)?, size, orientation, profile })
}

/// The two bytes at `at`, least significant first.
fn u16_le(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// The four bytes at `at`, least significant first.
fn u32_le(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

/// `bytes` with `new` in place of those at `at`.
fn patched(bytes: &[u8], at: usize, new: &[u8]) -> Vec<u8> {
    let mut patched = bytes.to_vec();
    if let Some(old) = patched.get_mut(at..at + new.len()) {
        old.copy_from_slice(new);
    }
    patched
}

impl PictureError {
    /// Turns damage into incompleteness, for a file that is shorter than it
    /// should be.
    fn of_a_cut_file(self) -> Self {
        if matches!(self, Self::Damaged(_)) { Self::Incomplete } else { self }
    }
}

impl From<ImageError> for PictureError {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::Limits(limit) if limit.kind() == LimitErrorKind::InsufficientMemory => {
                Self::TooMuchMemory
            }
            ImageError::Unsupported(unsupported) => Self::UnsupportedVariant {
                format: unsupported.format_hint().to_string().to_uppercase(),
                variant: match unsupported.kind() {
                    UnsupportedErrorKind::GenericFeature(feature) => feature,
                    other => format!("{other:?}"),
                },
            },
            ImageError::IoError(error) if error.kind() == ErrorKind::UnexpectedEof => {
                Self::Incomplete
            }
            other => Self::Damaged(other.to_string()),
        }
    }
}
