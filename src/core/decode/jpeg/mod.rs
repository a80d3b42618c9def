//! JPEG: complete files only, with the colours and the orientation that
//! browsers show.

mod bits;
mod entropy;
mod frame;
mod stream;

use super::{Frame, colour::Profile};
use crate::core::error::PictureError;
use image::{DynamicImage, GrayImage, RgbImage, metadata::Orientation};
use jpeg_decoder::{Decoder, Error, PixelFormat};
use std::io::Read;
use stream::Stream;

/// From this many pixels on, decoding is at half the width and height, which
/// saves memory on phones and still exceeds the network's input by far.
const HALVED: u64 = 16_000_000;

/// A decoder of this file, which may lack the marker at its end.
pub(in crate::core) fn decoder(bytes: &[u8]) -> Decoder<impl Read> {
    Decoder::new(bytes.chain(&b"\xFF\xD9"[..]))
}

pub(super) fn decode(bytes: &[u8]) -> Result<Frame, PictureError> {
    let stream = Stream::read(bytes)?;
    let (width, height) = stream.size();
    let size = (u32::from(width), u32::from(height));
    let mut decoder = decoder(bytes);
    if u64::from(width) * u64::from(height) > HALVED {
        decoder.scale(width.div_ceil(2), height.div_ceil(2))?;
    }
    let samples = decoder.decode()?;
    let info = decoder.info().ok_or(PictureError::Incomplete)?;
    let (wide, high) = (u32::from(info.width), u32::from(info.height));
    let pixels: Option<DynamicImage> = match info.pixel_format {
        PixelFormat::L8 => GrayImage::from_raw(wide, high, samples).map(Into::into),
        // Refused before, because it has 16 bits per sample.
        PixelFormat::L16 => None,
        PixelFormat::RGB24 => RgbImage::from_raw(wide, high, samples).map(Into::into),
        PixelFormat::CMYK32 => {
            let samples = from_inks(&samples, stream.is_from_adobe());
            RgbImage::from_raw(wide, high, samples).map(Into::into)
        }
    };
    Ok(Frame {
        pixels: pixels.ok_or(PictureError::Incomplete)?,
        size,
        orientation: stream.orientation().unwrap_or(Orientation::NoTransforms),
        profile: stream.icc().and_then(|icc| Profile::from_icc(&icc)),
    })
}

/// Converts CMYK to RGB. Adobe's programs store inverted values, and the
/// decoder inverts what is stored.
fn from_inks(samples: &[u8], inverted: bool) -> Vec<u8> {
    let light = |ink: u8| u16::from(if inverted { 255 - ink } else { ink });
    let pixel = |[cyan, magenta, yellow, black]: &[u8; 4]| {
        let under = light(*black);
        [cyan, magenta, yellow].map(|ink| (light(*ink) * under / 255) as u8)
    };
    samples.as_chunks().0.iter().flat_map(pixel).collect()
}

impl From<Error> for PictureError {
    fn from(error: Error) -> Self {
        match error {
            Error::Io(_) => Self::Incomplete,
            Error::Unsupported(feature) => Self::UnsupportedVariant {
                format: "JPEG".to_owned(),
                variant: format!("{feature:?}"),
            },
            Error::Format(why) => Self::Damaged(why),
            Error::Internal(why) => Self::Damaged(why.to_string()),
        }
    }
}
