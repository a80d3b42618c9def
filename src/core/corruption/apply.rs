//! How corruptions change pixels.

use super::{Corruption, Inset, bilinear, straighten::straighten};
use crate::core::decode::jpeg::decoder;
use image::{
    Rgb, RgbImage,
    codecs::jpeg::JpegEncoder,
    imageops::{self, FilterType},
};

/// The colour of a covered part of a picture.
const COVER: Rgb<u8> = Rgb([128; 3]);

impl Corruption {
    /// The corrupted picture.
    pub fn apply(self, picture: &RgbImage) -> RgbImage {
        match self {
            Self::Straighten(quad) => straighten(picture, quad),
            Self::Mirror => imageops::flip_horizontal(picture),
            Self::Turn(degrees) => turned(picture, degrees),
            Self::Crop(inset) => cropped(picture, inset),
            Self::Grey => map(picture, |Rgb([red, green, blue])| {
                [0.299 * f32::from(red) + 0.587 * f32::from(green) + 0.114 * f32::from(blue); 3]
            }),
            Self::Lamplight => map(picture, |Rgb([red, green, blue])| {
                [f32::from(red) * 1.1, f32::from(green) * 0.92, f32::from(blue) * 0.65]
            }),
            Self::Light(percent) => {
                let factor = f32::from(percent) / 100.0;
                map(picture, |pixel| pixel.0.map(|value| f32::from(value) * factor))
            }
            Self::Blur(side) => through(picture, side, side),
            Self::Jpeg(quality) => jpeg(picture.clone(), quality),
            Self::Cover(inset) => covered(picture, inset),
        }
    }
}

/// The picture after all corruptions, applied in order.
pub fn apply_all(corruptions: &[Corruption], picture: &RgbImage) -> RgbImage {
    corruptions.iter().fold(picture.clone(), |picture, corruption| corruption.apply(&picture))
}

fn map(picture: &RgbImage, change: impl Fn(Rgb<u8>) -> [f32; 3]) -> RgbImage {
    let mut picture = picture.clone();
    picture.pixels_mut().for_each(|pixel| {
        pixel.0 = change(*pixel).map(|value| (value + 0.5) as u8);
    });
    picture
}

fn turned(picture: &RgbImage, degrees: i16) -> RgbImage {
    let (sin, cos) = f32::from(degrees).to_radians().sin_cos();
    let [width, height] = [picture.width(), picture.height()].map(|length| length as f32);
    let ratio = width / height.max(1.0);
    RgbImage::from_fn(picture.width(), picture.height(), |column, row| {
        let x = ((column as f32 + 0.5) / width - 0.5) * ratio;
        let y = (row as f32 + 0.5) / height - 0.5;
        let (across, down) = ((x * cos - y * sin) / ratio + 0.5, x * sin + y * cos + 0.5);
        bilinear(picture, across * width - 0.5, down * height - 0.5)
    })
}

/// The rectangle within the margins: left, top, width and height in pixels.
fn within(picture: &RgbImage, [left, top, right, bottom]: Inset) -> [u32; 4] {
    let share = |length: u32, part: u16| length * u32::from(part) / 1000;
    let (width, height) = picture.dimensions();
    let (left, top) = (share(width, left), share(height, top));
    let wide = width.saturating_sub(left + share(width, right));
    let high = height.saturating_sub(top + share(height, bottom));
    [left, top, wide.max(1), high.max(1)]
}

fn cropped(picture: &RgbImage, inset: Inset) -> RgbImage {
    let [left, top, width, height] = within(picture, inset);
    imageops::crop_imm(picture, left, top, width, height).to_image()
}

fn covered(picture: &RgbImage, inset: Inset) -> RgbImage {
    let [left, top, width, height] = within(picture, inset);
    let cover = RgbImage::from_pixel(width, height, COVER);
    let mut covered = picture.clone();
    imageops::replace(&mut covered, &cover, left.into(), top.into());
    covered
}

/// Scales a picture down to this size, at least one pixel per side, and up
/// again.
pub fn through(picture: &RgbImage, width: u32, height: u32) -> RgbImage {
    let filter = FilterType::Triangle;
    let small = imageops::resize(picture, width.max(1), height.max(1), filter);
    imageops::resize(&small, picture.width(), picture.height(), filter)
}

/// The picture after JPEG compression with this quality, 1 to 100.
pub fn jpeg(picture: RgbImage, quality: u8) -> RgbImage {
    let mut bytes = Vec::new();
    let written = picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality));
    let read = written.ok().and_then(|()| decoder(&bytes).decode().ok());
    let (width, height) = picture.dimensions();
    // A file that was just encoded can be decoded.
    read.and_then(|samples| RgbImage::from_raw(width, height, samples)).unwrap_or(picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::corruption::tests::each;

    fn picture() -> RgbImage {
        RgbImage::from_fn(60, 40, |x, y| Rgb([x as u8 * 4, y as u8 * 6, 100]))
    }

    #[test]
    fn every_corruption_changes_and_repeats() {
        for corruption in each() {
            let after = corruption.apply(&picture());
            assert_ne!(after, picture(), "{corruption:?}");
            assert_eq!(after, corruption.apply(&picture()), "{corruption:?}");
        }
    }

    #[test]
    fn the_smallest_picture_bears_every_corruption() {
        let dot = RgbImage::from_pixel(1, 1, Rgb([9, 8, 7]));
        for corruption in each().into_iter().chain([Corruption::Crop([499, 499, 500, 500])]) {
            assert_eq!(corruption.apply(&dot).dimensions(), (1, 1), "{corruption:?}");
        }
    }

    #[test]
    fn margins_are_cut_off_or_stay() {
        let inset = [100, 200, 300, 250];
        let cut = Corruption::Crop(inset).apply(&picture());
        assert_eq!(cut.dimensions(), (36, 22));
        assert_eq!(cut.get_pixel(0, 0), picture().get_pixel(6, 8));
        let covered = Corruption::Cover(inset).apply(&picture());
        for (x, y, kept) in [(5, 20, true), (6, 8, false), (41, 29, false), (42, 20, true)] {
            let pixel = covered.get_pixel(x, y);
            assert_eq!(pixel == picture().get_pixel(x, y), kept, "{x}, {y}");
            assert_eq!(*pixel == COVER, !kept, "{x}, {y}");
        }
    }

    #[test]
    fn a_half_turn_puts_it_upside_down() {
        assert_eq!(Corruption::Turn(180).apply(&picture()), imageops::rotate180(&picture()));
    }

    #[test]
    fn a_turn_is_counter_clockwise() {
        let mut square = RgbImage::new(9, 9);
        square.put_pixel(8, 4, Rgb([255; 3]));
        let turned = Corruption::Turn(90).apply(&square);
        assert!(turned.get_pixel(4, 0)[0] > 200, "what was right is at the top");
    }

    #[test]
    fn jpeg_keeps_the_size_and_about_the_colour() {
        let plain = RgbImage::from_pixel(9, 7, Rgb([200, 100, 50]));
        let after = jpeg(plain.clone(), 20);
        assert_eq!(after.dimensions(), plain.dimensions());
        assert!(after.get_pixel(4, 3)[0].abs_diff(200) < 12, "{:?}", after.get_pixel(4, 3));
    }

    #[test]
    fn one_corruption_follows_the_other() {
        let both = apply_all(&[Corruption::Mirror, Corruption::Grey], &picture());
        assert_eq!(both, Corruption::Grey.apply(&Corruption::Mirror.apply(&picture())));
        assert_eq!(apply_all(&[], &picture()), picture());
    }
}
