//! Straightens the part between four corners: removes its perspective
//! distortion.

use super::bilinear;
use crate::core::{
    card::Filter,
    error::PictureError,
    picture::Picture,
    quad::{Quad, in_pixels},
};
use image::{RgbImage, codecs::jpeg::JpegEncoder};

/// The limit of the longer side, in pixels, of a straightened file: several
/// times the input of a network, and as large as a screen.
const LONGEST: f64 = 2048.0;

/// The JPEG quality of a straightened file.
const QUALITY: u8 = 95;

/// The straightened part between four corners of a picture, as a JPEG file.
///
/// # Errors
///
/// [`PictureError::Resize`] if the picture cannot be resized or encoded; a
/// decoded picture always can.
pub fn straightened_file(picture: &Picture, quad: Quad) -> Result<Vec<u8>, PictureError> {
    let mut bytes = Vec::new();
    straightened(picture, quad)?
        .write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))
        .map_err(|error| PictureError::Resize(error.to_string()))?;
    Ok(bytes)
}

/// If the result would be larger than [`LONGEST`], the picture is scaled down
/// first: bilinear sampling alone would skip pixels.
fn straightened(picture: &Picture, quad: Quad) -> Result<RgbImage, PictureError> {
    let (width, height) = picture.size();
    let (wide, high) = quad.size((width, height));
    let scale = (LONGEST / wide.max(high)).min(1.0);
    let [width, height] = [width, height].map(|side| whole(f64::from(side) * scale));
    let pixels = picture.resize(width, height, Filter::Bilinear)?;
    Ok(straighten(&pixels, quad))
}

/// The straightened pixels between four corners.
pub(super) fn straighten(picture: &RgbImage, quad: Quad) -> RgbImage {
    let size = picture.dimensions();
    let (wide, high) = quad.size(size);
    let (wide, high) = (whole(wide), whole(high));
    let perspective = Perspective::onto(quad.corners().map(|corner| in_pixels(corner, size)));
    RgbImage::from_fn(wide, high, |column, row| {
        let share = |at: u32, side: u32| (f64::from(at) + 0.5) / f64::from(side);
        let [x, y] = perspective.at(share(column, wide), share(row, high));
        bilinear(picture, (x - 0.5) as f32, (y - 0.5) as f32)
    })
}

fn whole(length: f64) -> u32 {
    (length.round() as u32).max(1)
}

/// The projective map of the unit square onto four corners: `x` is
/// `(a u + b v + c) / (g u + h v + 1)`, and `y` likewise (Heckbert,
/// Fundamentals of Texture Mapping, 1989, section 2.2.3).
struct Perspective {
    x: [f64; 3],
    y: [f64; 3],
    /// `g` and `h`.
    depth: [f64; 2],
}

impl Perspective {
    /// The corners are those of a [`Quad`], so `denominator` is not 0.
    fn onto([[x0, y0], [x1, y1], [x2, y2], [x3, y3]]: [[f64; 2]; 4]) -> Self {
        let (right_x, right_y) = (x1 - x2, y1 - y2);
        let (left_x, left_y) = (x3 - x2, y3 - y2);
        let (rest_x, rest_y) = (x0 - x1 + x2 - x3, y0 - y1 + y2 - y3);
        let denominator = right_x * left_y - right_y * left_x;
        let g = (rest_x * left_y - rest_y * left_x) / denominator;
        let h = (right_x * rest_y - right_y * rest_x) / denominator;
        Self {
            x: [x1 - x0 + g * x1, x3 - x0 + h * x3, x0],
            y: [y1 - y0 + g * y1, y3 - y0 + h * y3, y0],
            depth: [g, h],
        }
    }

    fn at(&self, u: f64, v: f64) -> [f64; 2] {
        let [g, h] = self.depth;
        let depth = g * u + h * v + 1.0;
        [&self.x, &self.y].map(|[a, b, c]| (a * u + b * v + c) / depth)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::Rgb;

    const SKEWED: [[u16; 2]; 4] = [[150, 100], [900, 200], [800, 950], [50, 750]];

    fn skewed() -> Quad {
        Quad::new(SKEWED).unwrap()
    }

    /// A chessboard of eight by eight squares: the value at a point, with `u`
    /// and `v` in `0.0..1.0`.
    fn board(u: f64, v: f64) -> u8 {
        if (u * 8.0) as u32 % 2 == (v * 8.0) as u32 % 2 { 220 } else { 30 }
    }

    /// A photograph, 600 by 400, of the board between the skewed corners. The
    /// position on the board follows from the lines between its corners, by
    /// bisection, without the map under test.
    fn photograph() -> RgbImage {
        let size = (600, 400);
        let corners = SKEWED.map(|corner| in_pixels(corner, size));
        RgbImage::from_fn(size.0, size.1, |x, y| {
            let at = [f64::from(x) + 0.5, f64::from(y) + 0.5];
            Rgb([inside(corners, at).map_or(128, |(u, v)| board(u, v)); 3])
        })
    }

    type At = [f64; 2];

    fn side([x0, y0]: At, [x1, y1]: At, [x, y]: At) -> f64 {
        (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
    }

    fn crossing(from: [At; 2], other: [At; 2]) -> At {
        let before = side(other[0], other[1], from[0]);
        let after = side(other[0], other[1], from[1]);
        let share = before / (before - after);
        [0, 1].map(|axis| from[0][axis] + (from[1][axis] - from[0][axis]) * share)
    }

    /// Bisects the board by perspective construction: its centre is the
    /// intersection of its diagonals, and lines through it to the vanishing
    /// points bisect its sides.
    fn inside(corners: [At; 4], at: At) -> Option<(f64, f64)> {
        let [a, b, c, d] = corners;
        let is_in =
            [[a, b], [b, c], [c, d], [d, a]].iter().all(|[from, to]| side(*from, *to, at) >= 0.0);
        is_in.then(|| {
            let vanish_down = crossing([a, d], [b, c]);
            let vanish_across = crossing([a, b], [d, c]);
            let (mut corners, mut u, mut v, mut step) = (corners, 0.0, 0.0, 1.0);
            for _ in 0..12 {
                let [a, b, c, d] = corners;
                let middle = crossing([a, c], [b, d]);
                let (top, bottom) = (
                    crossing([a, b], [middle, vanish_down]),
                    crossing([d, c], [middle, vanish_down]),
                );
                let (left, right) = (
                    crossing([a, d], [middle, vanish_across]),
                    crossing([b, c], [middle, vanish_across]),
                );
                step /= 2.0;
                let is_right = side(top, bottom, at) < 0.0;
                let is_low = side(left, right, at) > 0.0;
                u += if is_right { step } else { 0.0 };
                v += if is_low { step } else { 0.0 };
                corners = match (is_right, is_low) {
                    (false, false) => [a, top, middle, left],
                    (true, false) => [top, b, right, middle],
                    (true, true) => [middle, right, c, bottom],
                    (false, true) => [left, middle, bottom, d],
                };
            }
            (u, v)
        })
    }

    #[test]
    fn the_whole_picture_comes_back_as_it_is() {
        let picture = photograph();
        assert_eq!(straighten(&picture, Quad::WHOLE), picture);
    }

    #[test]
    fn a_board_that_hangs_askew_comes_back_square() {
        let straight = straighten(&photograph(), skewed());
        let (width, height) = straight.dimensions();
        assert_eq!((width, height), (457, 306));
        for (column, row) in (0..8).flat_map(|column| (0..8).map(move |row| (column, row))) {
            let middle = |at: u32| (f64::from(at) + 0.5) / 8.0;
            let (u, v) = (middle(column), middle(row));
            let at = |share: f64, side: u32| (share * f64::from(side)) as u32;
            let pixel = straight.get_pixel(at(u, width), at(v, height));
            assert_eq!(pixel.0, [board(u, v); 3], "square {column}, {row}");
        }
    }

    #[test]
    fn between_upright_corners_it_is_cropped() {
        let picture = photograph();
        let quad = Quad::new([[250, 250], [750, 250], [750, 500], [250, 500]]).unwrap();
        let cropped = image::imageops::crop_imm(&picture, 150, 100, 300, 100).to_image();
        assert_eq!(straighten(&picture, quad), cropped);
    }

    #[test]
    fn corners_can_turn_it_on_its_side() {
        let quad = Quad::new([[1000, 0], [1000, 1000], [0, 1000], [0, 0]]).unwrap();
        let picture = photograph();
        assert_eq!(straighten(&picture, quad), image::imageops::rotate270(&picture));
    }

    #[test]
    fn no_more_than_a_screen_shows_is_kept_of_a_large_picture() {
        let stripes =
            RgbImage::from_fn(4096, 512, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
        let picture = Picture::from(stripes);
        let reduced = straightened(&picture, Quad::WHOLE).unwrap();
        assert_eq!(reduced.dimensions(), (2048, 256));
        assert!(reduced.get_pixel(1000, 100)[0].abs_diff(127) < 3, "no pixel is skipped");
        let half = Quad::new([[0, 0], [500, 0], [500, 1000], [0, 1000]]).unwrap();
        let kept = straightened(&picture, half).unwrap();
        assert_eq!(kept.dimensions(), (2048, 512));
        assert_eq!([kept.get_pixel(0, 9)[0], kept.get_pixel(1, 9)[0]], [0, 255]);
    }

    #[test]
    fn the_file_holds_what_is_straightened() {
        let picture = Picture::from(photograph());
        let file = Picture::decode(&straightened_file(&picture, skewed()).unwrap()).unwrap();
        let straight = straighten(&photograph(), skewed());
        let (width, height) = straight.dimensions();
        assert_eq!(file.size(), (width, height));
        let pixels = file.resize(width, height, Filter::Bilinear).unwrap();
        let off: u64 = pixels
            .as_raw()
            .iter()
            .zip(straight.as_raw())
            .map(|(one, other)| u64::from(one.abs_diff(*other)))
            .sum();
        assert!(off / pixels.as_raw().len() as u64 <= 2, "{off}");
    }
}
