//! Bytes to pixels: an error or a picture of its stated size, never a panic.

use whence::core::{card::Filter, picture::Picture};

/// Decodes and resizes.
pub(crate) fn check(bytes: &[u8]) {
    if let Ok(picture) = Picture::decode(bytes) {
        assert!(picture.size().0 > 0 && picture.size().1 > 0);
        let resized = picture.resize(8, 8, Filter::Bilinear);
        assert!(resized.is_ok_and(|pixels| pixels.dimensions() == (8, 8)));
    }
}
