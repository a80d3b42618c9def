//! Changes to pictures that test a network for shortcuts and robustness.
//!
//! The same picture always gets the same change, so that networks can be
//! compared.

use crate::data::pixels::{bilinear, jpeg, through};
use image::{Rgb, RgbImage, imageops};

/// A change to a picture.
#[derive(Clone, Copy, Debug)]
pub struct Change {
    /// What it is, in a few words.
    pub name: &'static str,
    apply: fn(&RgbImage) -> RgbImage,
}

impl Change {
    /// The picture after it.
    pub fn apply(&self, picture: &RgbImage) -> RgbImage {
        (self.apply)(picture)
    }
}

/// Changes that remove a possible shortcut.
pub const SHORTCUTS: [Change; 5] = [
    Change { name: "in grey", apply: grey },
    Change { name: "blurred to 32 x 32 pixels", apply: |picture| through(picture, 32, 32) },
    Change { name: "a tenth of each side cut off", apply: inner },
    Change { name: "of one quality: 160 pixels, JPEG 60", apply: equal },
    Change { name: "only the border, a tenth of each side", apply: outer },
];

/// Changes that a visitor's photograph may have.
pub const WEAR: [Change; 11] = [
    Change { name: "JPEG of quality 50", apply: |picture| jpeg(picture.clone(), 50) },
    Change { name: "JPEG of quality 10", apply: |picture| jpeg(picture.clone(), 10) },
    Change { name: "half the size", apply: |picture| smaller(picture, 2) },
    Change { name: "a quarter of the size", apply: |picture| smaller(picture, 4) },
    Change { name: "turned by 5 degrees", apply: turned },
    Change { name: "a third darker", apply: |picture| lit(picture, 0.67) },
    Change { name: "a third brighter", apply: |picture| lit(picture, 1.33) },
    Change { name: "lamplight", apply: lamplight },
    Change { name: "on a wall, from the side", apply: gallery },
    Change { name: "glare in a corner", apply: glare },
    Change { name: "three quarters of each side", apply: part },
];

fn map(picture: &RgbImage, change: impl Fn(Rgb<u8>) -> [f32; 3]) -> RgbImage {
    let mut picture = picture.clone();
    picture.pixels_mut().for_each(|pixel| {
        pixel.0 = change(*pixel).map(|value| (value + 0.5) as u8);
    });
    picture
}

fn grey(picture: &RgbImage) -> RgbImage {
    map(picture, |Rgb([red, green, blue])| {
        [0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue); 3]
    })
}

fn lit(picture: &RgbImage, factor: f32) -> RgbImage {
    map(picture, |pixel| pixel.0.map(|value| f32::from(value) * factor))
}

/// As under a bulb of 2700 K that the camera did not make up for.
fn lamplight(picture: &RgbImage) -> RgbImage {
    map(picture, |Rgb([red, green, blue])| {
        [f32::from(red) * 1.1, f32::from(green) * 0.92, f32::from(blue) * 0.65]
    })
}

fn smaller(picture: &RgbImage, times: u32) -> RgbImage {
    through(picture, picture.width() / times, picture.height() / times)
}

/// How wide the strip is that is taken for the border.
fn strip(length: u32) -> u32 {
    length / 10
}

fn inner(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (left, top) = (strip(width), strip(height));
    imageops::crop_imm(picture, left, top, width - 2 * left, height - 2 * top).to_image()
}

fn outer(picture: &RgbImage) -> RgbImage {
    let (width, height) = picture.dimensions();
    let (left, top) = (strip(width), strip(height));
    let middle = RgbImage::from_pixel(width - 2 * left, height - 2 * top, Rgb([128; 3]));
    let mut changed = picture.clone();
    imageops::replace(&mut changed, &middle, left.into(), top.into());
    changed
}

/// The short side of what is brought to one quality, in pixels.
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

/// Beyond the edge, the pixels of the edge repeat.
fn turned(picture: &RgbImage) -> RgbImage {
    let (sin, cos) = 5f32.to_radians().sin_cos();
    let ratio = picture.width() as f32 / picture.height().max(1) as f32;
    let from = |x: f32, y: f32| {
        let (x, y) = ((x - 0.5) * ratio, y - 0.5);
        Some(((x * cos - y * sin) / ratio + 0.5, x * sin + y * cos + 0.5))
    };
    seen(picture, from, Rgb([0; 3]))
}

/// The left side nearer than the right, with a dark frame and a wall about it.
fn gallery(picture: &RgbImage) -> RgbImage {
    let from = |x: f32, y: f32| {
        // Of the photograph, the middle eight tenths across are the picture.
        let x = (x - 0.1) / 0.8;
        // It is seen as 0.85 of the photograph's height at the left, 0.65 at
        // the right; what is farther is also narrower.
        let high = 0.85 - 0.2 * x;
        let across = x * 0.65 / high;
        let down = (y - 0.5) / high + 0.5;
        let far = |value: f32| (value - 0.5).abs();
        (far(across).max(far(down)) < 0.53).then_some((across, down))
    };
    let framed = seen(picture, from, Rgb([214, 208, 198]));
    lit(&framed, 0.9)
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

    fn picture() -> RgbImage {
        RgbImage::from_fn(60, 40, |x, y| Rgb([x as u8 * 4, y as u8 * 6, 100]))
    }

    #[test]
    fn every_change_changes_and_repeats() {
        for change in SHORTCUTS.iter().chain(&WEAR) {
            let after = change.apply(&picture());
            assert_ne!(after, picture(), "{}", change.name);
            assert_eq!(after, change.apply(&picture()), "{}", change.name);
        }
    }

    #[test]
    fn the_smallest_picture_bears_every_change() {
        let dot = RgbImage::from_pixel(1, 1, Rgb([9, 8, 7]));
        for change in SHORTCUTS.iter().chain(&WEAR) {
            assert!(!change.apply(&dot).is_empty(), "{}", change.name);
        }
    }

    #[test]
    fn the_border_and_what_is_within_part_the_picture() {
        let picture = picture();
        assert_eq!(inner(&picture).dimensions(), (48, 32));
        let outer = outer(&picture);
        assert_eq!(outer.get_pixel(0, 0), picture.get_pixel(0, 0));
        assert_eq!(outer.get_pixel(30, 20), &Rgb([128; 3]));
    }

    #[test]
    fn in_a_gallery_there_is_a_wall_about_the_picture() {
        let photo = gallery(&picture());
        assert_eq!(photo.get_pixel(0, 0), photo.get_pixel(59, 39));
        assert_ne!(photo.get_pixel(30, 20), photo.get_pixel(0, 0));
    }
}
