//! Random changes to training pictures.
//!
//! They work on upright pictures of 8 bits a channel, before
//! [`whence::picture::normalise`], and draw everything from one generator, so
//! that the same seed gives the same pictures.

use crate::config::Augment;
use image::{Rgb, RgbImage};
use rand::{Rng, RngExt as _};

/// A changed copy of `picture`, `width` x `height` pixels.
pub fn augment(
    picture: &RgbImage,
    (width, height): (u32, u32),
    augment: &Augment,
    random: &mut impl Rng,
) -> RgbImage {
    let view = View::draw(augment, random);
    let tone = Tone::draw(augment, random);
    let mut changed = view.of(picture, width, height);
    if random.random::<f32>() < augment.blur {
        changed = blur(&changed, random.random_range(0.33..0.67));
    }
    tone.apply(&mut changed);
    if random.random::<f32>() < augment.erase {
        erase(&mut changed, random);
    }
    changed
}

/// Evenly from `-range..=range`.
fn around(range: f32, random: &mut impl Rng) -> f32 {
    (random.random::<f32>() * 2.0 - 1.0) * range
}

/// Which part of a picture is seen, and how: an affine map from the unit
/// square seen to the unit square of the picture, both centred on zero.
struct View {
    matrix: [[f32; 2]; 2],
    shift: [f32; 2],
}

impl View {
    fn draw(augment: &Augment, random: &mut impl Rng) -> Self {
        let (sin, cos) = around(augment.rotation, random).to_radians().sin_cos();
        let shear = around(augment.shear, random).to_radians();
        let [least, most] = augment.zoom;
        let mut zoom = || least + (most - least) * random.random::<f32>();
        let zoom = if augment.stretch > 0.0 {
            let both = zoom();
            let ratio = (1.0 + around(augment.stretch, random)).sqrt();
            [both * ratio, both / ratio]
        } else {
            [zoom(), zoom()]
        };
        let shift = [around(augment.shift, random), around(augment.shift, random)];
        // Rotation, then shear, then zoom, as Keras's generator composes them.
        let (tilt, squeeze) = shear.sin_cos();
        let sheared = [[cos, -sin * squeeze - cos * tilt], [sin, cos * squeeze - sin * tilt]];
        Self { matrix: sheared.map(|[a, b]| [a * zoom[0], b * zoom[1]]), shift }
    }

    /// Beyond the edge, the edge's pixels go on.
    fn of(&self, picture: &RgbImage, width: u32, height: u32) -> RgbImage {
        let [[xx, xy], [yx, yy]] = self.matrix;
        let side = |length: u32| length as f32;
        RgbImage::from_fn(width, height, |column, row| {
            let x = (side(column) + 0.5) / side(width) - 0.5 + self.shift[0];
            let y = (side(row) + 0.5) / side(height) - 0.5 + self.shift[1];
            let across = (xx * x + xy * y + 0.5) * side(picture.width()) - 0.5;
            let down = (yx * x + yy * y + 0.5) * side(picture.height()) - 0.5;
            bilinear(picture, across, down)
        })
    }
}

fn bilinear(picture: &RgbImage, across: f32, down: f32) -> Rgb<u8> {
    let across = across.clamp(0.0, (picture.width() - 1) as f32);
    let down = down.clamp(0.0, (picture.height() - 1) as f32);
    let (left, top) = (across as u32, down as u32);
    let right = (left + 1).min(picture.width() - 1);
    let bottom = (top + 1).min(picture.height() - 1);
    let (to_right, to_bottom) = (across - left as f32, down - top as f32);
    let mix = |from: Rgb<u8>, to: Rgb<u8>, share: f32| {
        let channel = |index: usize| {
            let (from, to) = (f32::from(from[index]), f32::from(to[index]));
            from + (to - from) * share
        };
        [channel(0), channel(1), channel(2)]
    };
    let upper = mix(*picture.get_pixel(left, top), *picture.get_pixel(right, top), to_right);
    let lower = mix(*picture.get_pixel(left, bottom), *picture.get_pixel(right, bottom), to_right);
    let channel = |index: usize| -> u8 {
        let (upper, lower) = (upper[index], lower[index]);
        (upper + (lower - upper) * to_bottom + 0.5) as u8
    };
    Rgb([channel(0), channel(1), channel(2)])
}

/// Brightness, contrast and saturation, as factors.
struct Tone {
    brightness: f32,
    contrast: f32,
    saturation: f32,
}

impl Tone {
    fn draw(augment: &Augment, random: &mut impl Rng) -> Self {
        Self {
            brightness: 1.0 + around(augment.brightness, random),
            contrast: 1.0 + around(augment.contrast, random),
            saturation: 1.0 + around(augment.saturation, random),
        }
    }

    fn apply(&self, picture: &mut RgbImage) {
        for pixel in picture.pixels_mut() {
            let [red, green, blue] = pixel.0.map(f32::from);
            let grey = 0.299 * red + 0.587 * green + 0.114 * blue;
            pixel.0 = [red, green, blue].map(|value| {
                let value = grey + (value - grey) * self.saturation;
                let value = 128.0 + (value - 128.0) * self.contrast;
                (value * self.brightness + 0.5) as u8
            });
        }
    }
}

fn blur(picture: &RgbImage, scale: f32) -> RgbImage {
    let (width, height) = picture.dimensions();
    let smaller = |length: u32| ((length as f32 * scale) as u32).max(1);
    let filter = image::imageops::FilterType::Triangle;
    let small = image::imageops::resize(picture, smaller(width), smaller(height), filter);
    image::imageops::resize(&small, width, height, filter)
}

/// Paints a rectangle of a twentieth to a fifth of the picture in one colour.
fn erase(picture: &mut RgbImage, random: &mut impl Rng) {
    let (width, height) = picture.dimensions();
    let (area, ratio) = (random.random_range(0.05..0.2f32), random.random_range(0.5..2.0f32));
    let wide = (width as f32 * (area * ratio).sqrt()) as u32;
    let high = (height as f32 * (area / ratio).sqrt()) as u32;
    let left = random.random_range(0..=width.saturating_sub(wide));
    let top = random.random_range(0..=height.saturating_sub(high));
    let colour = Rgb(random.random::<[u8; 3]>());
    for row in top..(top + high).min(height) {
        for column in left..(left + wide).min(width) {
            picture.put_pixel(column, row, colour);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng as _, rngs::SmallRng};

    const NOTHING: Augment = Augment {
        rotation: 0.0,
        shift: 0.0,
        shear: 0.0,
        zoom: [1.0, 1.0],
        stretch: 0.0,
        brightness: 0.0,
        contrast: 0.0,
        saturation: 0.0,
        blur: 0.0,
        erase: 0.0,
    };

    fn picture() -> RgbImage {
        RgbImage::from_fn(16, 12, |x, y| Rgb([x as u8 * 10, y as u8 * 20, (x * y) as u8]))
    }

    fn with(settings: Augment, seed: u64) -> RgbImage {
        augment(&picture(), (16, 12), &settings, &mut SmallRng::seed_from_u64(seed))
    }

    #[test]
    fn no_change_is_no_change() {
        assert_eq!(with(NOTHING, 1), picture());
    }

    #[test]
    fn the_same_seed_gives_the_same_picture() {
        let settings = Augment { rotation: 10.0, shift: 0.2, blur: 0.5, erase: 0.5, ..NOTHING };
        assert_eq!(with(settings, 7), with(settings, 7));
        assert_ne!(with(settings, 7), with(settings, 8));
    }

    #[test]
    fn zoom_under_one_magnifies() {
        let settings = Augment { zoom: [0.5, 0.5], ..NOTHING };
        let (near, far) = (with(settings, 1), picture());
        let reds = |picture: &RgbImage| (picture.get_pixel(0, 6)[0], picture.get_pixel(15, 6)[0]);
        assert!(reds(&near).0 > reds(&far).0 && reds(&near).1 < reds(&far).1);
    }

    #[test]
    fn without_saturation_everything_is_grey() {
        let tone = Tone { brightness: 1.0, contrast: 1.0, saturation: 0.0 };
        let mut grey = picture();
        tone.apply(&mut grey);
        assert!(grey.pixels().all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    }
}
