//! Changes to pictures that test a network for shortcuts and robustness.
//!
//! The same picture always gets the same change, so that networks can be
//! compared. Changes that the page's lab has too are corruptions of
//! [`whence::core::corruption`].

use image::{Rgb, RgbImage, imageops};
use whence::core::corruption::{Corruption, bilinear, jpeg, through};

/// A change to a picture.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// A short description.
    pub name: &'static str,
    how: How,
}

/// The implementation of a change.
#[derive(Clone, Copy, Debug)]
enum How {
    /// A corruption of the page's lab.
    Corrupt(Corruption),
    /// A change of the report only.
    Apply(fn(&RgbImage) -> RgbImage),
}

impl Change {
    /// The changed picture.
    pub fn apply(&self, picture: &RgbImage) -> RgbImage {
        match self.how {
            How::Corrupt(corruption) => corruption.apply(picture),
            How::Apply(apply) => apply(picture),
        }
    }
}

const fn corrupt(name: &'static str, corruption: Corruption) -> Change {
    Change { name, how: How::Corrupt(corruption) }
}

const fn apply(name: &'static str, apply: fn(&RgbImage) -> RgbImage) -> Change {
    Change { name, how: How::Apply(apply) }
}

/// Changes that remove a possible shortcut.
pub const SHORTCUTS: [Change; 5] = [
    corrupt("in grey", Corruption::Grey),
    corrupt("blurred to 32 x 32 pixels", Corruption::Blur(32)),
    corrupt("a tenth of each side cut off", Corruption::Crop([100; 4])),
    apply("of one quality: 160 pixels, JPEG 60", equal),
    corrupt("only the border, a tenth of each side", Corruption::Cover([100; 4])),
];

/// Changes that a visitor's photograph may have.
pub const ROBUSTNESS: [Change; 11] = [
    corrupt("JPEG of quality 50", Corruption::Jpeg(50)),
    corrupt("JPEG of quality 10", Corruption::Jpeg(10)),
    apply("half the size", |picture| smaller(picture, 2)),
    apply("a quarter of the size", |picture| smaller(picture, 4)),
    corrupt("turned by 5 degrees", Corruption::Turn(5)),
    corrupt("a third darker", Corruption::Light(67)),
    corrupt("a third brighter", Corruption::Light(133)),
    corrupt("lamplight", Corruption::Lamplight),
    apply("on a wall, from the side", gallery),
    apply("glare in a corner", glare),
    apply("three quarters of each side", part),
];

fn smaller(picture: &RgbImage, times: u32) -> RgbImage {
    through(picture, picture.width() / times, picture.height() / times)
}

/// The short side to which pictures are reduced for equal quality, in pixels.
const EQUAL_SIDE: u32 = 160;

fn equal(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let scale = EQUAL_SIDE as f32 / width.min(height).max(1) as f32;
    let side = |length: u32| ((length as f32 * scale) as u32).max(1);
    let filter = imageops::FilterType::Triangle;
    jpeg(imageops::resize(picture, side(width), side(height), filter), 60)
}

/// Warps a picture: `from` maps a point of the result to a point of the
/// picture, both in `0.0..=1.0` along each axis.
fn seen(
    picture: &RgbImage,
    from: impl Fn(f32, f32) -> Option<(f32, f32)>,
    wall: Rgb<u8>,
) -> RgbImage {
    let [width, height] = [picture.width(), picture.height()].map(|length| length as f32);
    RgbImage::from_fn(picture.width(), picture.height(), |column, row| {
        let at = from((column as f32 + 0.5) / width, (row as f32 + 0.5) / height);
        at.map_or(wall, |(x, y)| bilinear(picture, x * width - 0.5, y * height - 0.5))
    })
}

/// The left side closer than the right, with a dark frame and a wall around it.
fn gallery(picture: &RgbImage) -> RgbImage {
    let from = |x: f32, y: f32| {
        // The picture covers the middle eight tenths of the photograph's width.
        let x = (x - 0.1) / 0.8;
        // Its height is 0.85 of the photograph's at the left and 0.65 at the
        // right; the more distant side is also narrower.
        let high = 0.85 - 0.2 * x;
        let across = x * 0.65 / high;
        let down = (y - 0.5) / high + 0.5;
        let far = |value: f32| (value - 0.5).abs();
        (far(across).max(far(down)) < 0.53).then_some((across, down))
    };
    let framed = seen(picture, from, Rgb([214, 208, 198]));
    Corruption::Light(90).apply(&framed)
}

fn glare(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let mut changed = picture.clone();
    for (x, y, pixel) in changed.enumerate_pixels_mut() {
        let across = x as f32 / width as f32 - 0.7;
        let down = y as f32 / height as f32 - 0.25;
        let strength = 0.9 * (-(across * across + down * down) / 0.03).exp();
        pixel.0 = pixel.0.map(|value| {
            let value = f32::from(value);
            (value + (255.0 - value) * strength + 0.5) as u8
        });
    }
    changed
}

fn part(picture: &RgbImage) -> RgbImage {
    let side = |length: u32| (length * 3 / 4).max(1);
    let (width, height) = (side(picture.width()), side(picture.height()));
    imageops::crop_imm(picture, 0, 0, width, height).to_image()
}

#[cfg(test)]
mod tests {
    use super::*;
    use whence::core::digest::sha256;

    fn picture() -> RgbImage {
        RgbImage::from_fn(60, 40, |x, y| Rgb([x as u8 * 4, y as u8 * 6, 100]))
    }

    #[test]
    fn every_change_changes_and_repeats() {
        for change in SHORTCUTS.iter().chain(&ROBUSTNESS) {
            let after = change.apply(&picture());
            assert_ne!(after, picture(), "{}", change.name);
            assert_eq!(after, change.apply(&picture()), "{}", change.name);
        }
    }

    #[test]
    fn the_smallest_picture_bears_every_change() {
        let dot = RgbImage::from_pixel(1, 1, Rgb([9, 8, 7]));
        for change in SHORTCUTS.iter().chain(&ROBUSTNESS) {
            assert!(!change.apply(&dot).is_empty(), "{}", change.name);
        }
    }

    #[test]
    fn in_a_gallery_there_is_a_wall_about_the_picture() {
        let photo = gallery(&picture());
        assert_eq!(photo.get_pixel(0, 0), photo.get_pixel(59, 39));
        assert_ne!(photo.get_pixel(30, 20), photo.get_pixel(0, 0));
    }

    /// The changes must remain those of the published figures: the first bytes
    /// of SHA-256 over the pixels.
    #[test]
    fn every_change_is_what_it_was() {
        let picture = RgbImage::from_fn(150, 101, |x, y| {
            Rgb([x * 7 % 256, y * 5 % 256, x * y % 251].map(|value| value as u8))
        });
        let digests = [
            "561ab30a6875",
            "74e6f90c21fe",
            "8266955f459d",
            "fcc7ab3365c7",
            "9fa0ecb8ae85",
            "8c38828ee80f",
            "985a8eab5f97",
            "2f84c0c1bd03",
            "0ff3990c688a",
            "9e98aac54434",
            "edb9e8376a61",
            "d11ce401b85a",
            "7881e069c192",
            "da8ccde1ca1a",
            "3e0c6d4cafc1",
            "b2468b5eef0f",
        ];
        for (change, digest) in SHORTCUTS.iter().chain(&ROBUSTNESS).zip(digests) {
            let after = sha256(change.apply(&picture).as_raw());
            assert!(after.starts_with(digest), "{}: {after}", change.name);
        }
    }
}
