//! Downloaded pictures and their checks.

use super::store::{Checked, Store};
use image::{DynamicImage, ImageDecoder as _, ImageReader};
use image_hasher::{HashAlg, HasherConfig};
use std::{fs, io::Cursor};
use whence::core::{
    card::Filter,
    digest::sha256,
    error::PictureError,
    format::{self, Format, Kind},
    picture::Picture,
};

/// The least width and height, in pixels.
pub const LEAST_SIDE: u32 = 100;

/// Why bytes cannot be used for training.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// They are not a complete picture.
    #[error(transparent)]
    Unreadable(#[from] PictureError),
    /// Too small to recognise anything.
    #[error("the picture is smaller than {LEAST_SIDE} pixels: {0} x {1}")]
    TooSmall(u32, u32),
}

/// Checks the bytes of a picture; `name` becomes its file name without the
/// extension.
///
/// # Errors
///
/// [`Unfit`] if it cannot be used for training.
pub fn check(name: &str, bytes: &[u8]) -> Result<Checked, Unfit> {
    let picture = Picture::decode(bytes)?;
    let (width, height) = picture.size();
    if width.min(height) < LEAST_SIDE {
        return Err(Unfit::TooSmall(width, height));
    }
    Ok(Checked {
        file: format!("{name}.{}", extension(bytes)),
        sha256: sha256(bytes),
        bytes: bytes.len(),
        width,
        height,
        exif: exif(bytes),
        hash: perceptual_hash(&picture)?,
    })
}

fn extension(bytes: &[u8]) -> &'static str {
    let format = match format::of(bytes) {
        Kind::Read(format) => format,
        Kind::Unread(_) | Kind::Unknown => Format::Jpeg,
    };
    format.extension()
}

fn exif(bytes: &[u8]) -> Option<Vec<u8>> {
    let reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format().ok()?;
    reader.into_decoder().ok()?.exif_metadata().ok().flatten()
}

/// 64 bits of a picture's coarsest features, in hexadecimal: the signs of its
/// lowest frequencies relative to their median ("pHash"). Near-duplicates
/// differ in a few bits.
///
/// # Errors
///
/// If it cannot be resized; valid pictures always can.
pub fn perceptual_hash(picture: &Picture) -> Result<String, PictureError> {
    let small = picture.resize(64, 64, Filter::Bilinear)?;
    let hasher = HasherConfig::new().hash_alg(HashAlg::Median).preproc_dct().hash_size(8, 8);
    let hash = hasher.to_hasher().hash_image(&DynamicImage::ImageRgb8(small));
    Ok(hash.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// A picture that was stored before the process was killed, but not recorded in
/// the database.
pub fn left_behind(store: &Store, name: &str) -> Option<Vec<u8>> {
    let extensions = Format::ALL.into_iter().map(Format::extension);
    let files = extensions.map(|extension| store.picture(&format!("{name}.{extension}")));
    files.filter_map(|file| fs::read(file).ok()).next()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::duplicates::{NEAR, distance};
    use image::{ImageFormat, Rgb, RgbImage};

    /// A pattern of light with `waves` periods.
    fn drawn(width: u32, height: u32, waves: f32) -> RgbImage {
        RgbImage::from_fn(width, height, |x, y| {
            let (x, y) = (x as f32 / width as f32, y as f32 / height as f32);
            let light = 128.0 + 60.0 * (x * waves * 6.0).sin() + 50.0 * (y * 11.0 - x * 5.0).cos();
            Rgb([light as u8, (light * 0.8) as u8, (60.0 + 100.0 * x * y) as u8])
        })
    }

    fn encoded(picture: RgbImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    #[test]
    fn a_good_picture_is_described() {
        let bytes = encoded(drawn(160, 120, 1.0), ImageFormat::Jpeg);
        let checked = check("39901", &bytes).unwrap();
        assert_eq!((checked.file.as_str(), checked.width, checked.height), ("39901.jpg", 160, 120));
        assert_eq!((checked.bytes, checked.sha256), (bytes.len(), sha256(&bytes)));
        assert_eq!(
            check("u1", &encoded(drawn(160, 120, 1.0), ImageFormat::Png)).unwrap().file,
            "u1.png"
        );
    }

    #[test]
    fn what_is_no_good_is_named() {
        assert_eq!(check("1", b"<html>moved"), Err(Unfit::Unreadable(PictureError::NotAPicture)));
        assert_eq!(check("1", b""), Err(Unfit::Unreadable(PictureError::Empty)));
        let small = encoded(drawn(300, 99, 1.0), ImageFormat::Jpeg);
        assert_eq!(check("1", &small), Err(Unfit::TooSmall(300, 99)));
    }

    #[test]
    fn near_duplicates_have_near_hashes() {
        let hash = |picture| check("1", &encoded(picture, ImageFormat::Jpeg)).unwrap().hash;
        let (large, small) = (hash(drawn(640, 480, 1.0)), hash(drawn(200, 150, 1.0)));
        assert!(distance(&large, &small).unwrap() <= NEAR, "{large} {small}");
        let other = hash(image::imageops::rotate90(&drawn(200, 150, 1.0)));
        assert!(distance(&large, &other).unwrap() > 2 * NEAR, "{large} {other}");
    }
}
