//! Random changes to training pictures.
//!
//! They work on upright pictures of 8 bits per channel, before
//! [`whence::core::picture::normalise`], and use a single generator, so that
//! the same seed gives the same pictures.

use image::{Rgb, RgbImage};
use rand::{Rng, RngExt as _};
use serde::{Deserialize, Serialize};
use whence::core::corruption::{bilinear, jpeg, through};

/// Random changes to a training picture, each uniform in its range. The
/// default changes nothing.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Augment {
    /// The chance that it is mirrored.
    pub flip: f32,
    /// Rotated by up to this many degrees either way.
    pub rotation: f32,
    /// Moved by up to this share of its side, along each axis.
    pub shift: f32,
    /// Sheared by up to this many degrees either way.
    pub shear: f32,
    /// The visible part of the picture, per axis: under 1 magnifies.
    pub zoom: [f32; 2],
    /// The ratio of `zoom` between the axes, up to 1 ± this; 0 chooses `zoom`
    /// for each axis independently, as the article does.
    pub stretch: f32,
    /// Values multiplied by 1 ± up to this.
    pub brightness: f32,
    /// Distance from mid-grey multiplied by 1 ± up to this.
    pub contrast: f32,
    /// Distance from the pixel's own grey multiplied by 1 ± up to this.
    pub saturation: f32,
    /// Each channel multiplied by 1 ± up to this, like another light or paper.
    pub tint: f32,
    /// The chance that it becomes grey.
    pub grey: f32,
    /// The chance that it is reduced to a third to two thirds of its size and
    /// enlarged again, like a thumbnail.
    pub blur: f32,
    /// The chance that it is compressed as JPEG, quality 20 to 80.
    pub jpeg: f32,
    /// The chance that its sides, up to a twelfth of each, are filled with one
    /// colour, like a mount.
    pub border: f32,
    /// The chance that a rectangle of it is filled with one colour.
    pub erase: f32,
    /// The chance that a rectangle of it is replaced by one from another
    /// picture, and the same share of its label. Yun et al., "CutMix", 2019.
    pub cutmix: f32,
}

impl Default for Augment {
    fn default() -> Self {
        Self {
            flip: 0.0,
            rotation: 0.0,
            shift: 0.0,
            shear: 0.0,
            zoom: [1.0, 1.0],
            stretch: 0.0,
            brightness: 0.0,
            contrast: 0.0,
            saturation: 0.0,
            tint: 0.0,
            grey: 0.0,
            blur: 0.0,
            jpeg: 0.0,
            border: 0.0,
            erase: 0.0,
            cutmix: 0.0,
        }
    }
}

/// An augmented copy of `picture`, `width` x `height` pixels.
pub fn augment(
    picture: &RgbImage,
    (width, height): (u32, u32),
    augment: &Augment,
    random: &mut impl Rng,
) -> RgbImage {
    let view = View::draw(augment, random);
    let mut tone = Tone::draw(augment, random);
    let mut changed = view.of(picture, width, height);
    let mut happens = |chance: f32| random.random::<f32>() < chance;
    let [flips, borders, blurs, erases, compresses] =
        [augment.flip, augment.border, augment.blur, augment.erase, augment.jpeg].map(&mut happens);
    if happens(augment.grey) {
        tone.saturation = 0.0;
    }
    if flips {
        image::imageops::flip_horizontal_in_place(&mut changed);
    }
    if borders {
        border(&mut changed, random);
    }
    if blurs {
        changed = blur(&changed, random.random_range(0.33..0.67));
    }
    tone.apply(&mut changed);
    if compresses {
        changed = jpeg(changed, random.random_range(20..=80));
    }
    if erases {
        erase(&mut changed, random);
    }
    changed
}

/// Copies a rectangle of `other`, which has the same size, to the same place in
/// `picture`, and returns the share of the picture that it covers: uniform in
/// `0.0..1.0`, less the part beyond the edge.
pub fn cutmix(picture: &mut RgbImage, other: &RgbImage, random: &mut impl Rng) -> f32 {
    let (width, height) = picture.dimensions();
    let side = random.random::<f32>().sqrt();
    let mut span = |length: u32| {
        let (half, middle) = (side * length as f32 / 2.0, random.random::<f32>() * length as f32);
        (middle - half).max(0.0) as u32..((middle + half) as u32).min(length)
    };
    let (columns, rows) = (span(width), span(height));
    let share = (columns.len() * rows.len()) as f32 / (width * height) as f32;
    for row in rows {
        for column in columns.clone() {
            picture.put_pixel(column, row, *other.get_pixel(column, row));
        }
    }
    share
}

/// Uniform in `-range..=range`.
fn around(range: f32, random: &mut impl Rng) -> f32 {
    (random.random::<f32>() * 2.0 - 1.0) * range
}

/// The visible part of a picture: an affine map from the unit square of the
/// view to the unit square of the picture, both centred on zero.
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

    /// Beyond the edge, the edge's pixels are repeated.
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

/// Brightness, contrast, saturation and each channel's strength, as factors.
struct Tone {
    brightness: f32,
    contrast: f32,
    saturation: f32,
    tint: [f32; 3],
}

impl Tone {
    fn draw(augment: &Augment, random: &mut impl Rng) -> Self {
        Self {
            brightness: 1.0 + around(augment.brightness, random),
            contrast: 1.0 + around(augment.contrast, random),
            saturation: 1.0 + around(augment.saturation, random),
            tint: [(); 3].map(|()| 1.0 + around(augment.tint, random)),
        }
    }

    fn apply(&self, picture: &mut RgbImage) {
        for pixel in picture.pixels_mut() {
            let [red, green, blue] = pixel.0.map(f32::from);
            let grey = 0.299 * red + 0.587 * green + 0.114 * blue;
            let [red, green, blue] = [red, green, blue].map(|value| {
                let value = grey + (value - grey) * self.saturation;
                let value = 128.0 + (value - 128.0) * self.contrast;
                value * self.brightness
            });
            let [to_red, to_green, to_blue] = self.tint;
            pixel.0 =
                [red * to_red, green * to_green, blue * to_blue].map(|value| (value + 0.5) as u8);
        }
    }
}

fn blur(picture: &RgbImage, scale: f32) -> RgbImage {
    let smaller = |length: u32| (length as f32 * scale) as u32;
    through(picture, smaller(picture.width()), smaller(picture.height()))
}

/// Fills a strip along each side, of up to a twelfth of it, with one colour.
fn border(picture: &mut RgbImage, random: &mut impl Rng) {
    let (width, height) = picture.dimensions();
    let mut strip = |length: u32| random.random_range(0..=length / 12);
    let [left, right] = [strip(width), width - strip(width)];
    let [top, bottom] = [strip(height), height - strip(height)];
    // As light and as warm as paper and silk, or as dark as a frame.
    let light: u8 = random.random_range(20..=255);
    let warm = |share: f32| (f32::from(light) * (1.0 - share)) as u8;
    let warmth = random.random_range(0.0..0.3f32);
    let colour = Rgb([light, warm(warmth / 2.0), warm(warmth)]);
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        if !((left..right).contains(&x) && (top..bottom).contains(&y)) {
            *pixel = colour;
        }
    }
}

/// Fills a rectangle of a twentieth to a fifth of the picture with one colour.
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

    fn picture() -> RgbImage {
        RgbImage::from_fn(16, 12, |x, y| Rgb([x as u8 * 10, y as u8 * 20, (x * y) as u8]))
    }

    fn with(settings: Augment, seed: u64) -> RgbImage {
        augment(&picture(), (16, 12), &settings, &mut SmallRng::seed_from_u64(seed))
    }

    #[test]
    fn an_augmentation_that_is_not_named_changes_nothing() {
        let augment: Augment = toml::from_str("flip = 0.5").unwrap();
        assert_eq!(augment, Augment { flip: 0.5, ..Augment::default() });
    }

    #[test]
    fn no_change_is_no_change() {
        assert_eq!(with(Augment::default(), 1), picture());
    }

    #[test]
    fn the_same_seed_gives_the_same_picture() {
        let settings =
            Augment { rotation: 10.0, shift: 0.2, blur: 0.5, erase: 0.5, ..Augment::default() };
        assert_eq!(with(settings, 7), with(settings, 7));
        assert_ne!(with(settings, 7), with(settings, 8));
    }

    #[test]
    fn zoom_under_one_magnifies() {
        let settings = Augment { zoom: [0.5, 0.5], ..Augment::default() };
        let (near, far) = (with(settings, 1), picture());
        let reds = |picture: &RgbImage| (picture.get_pixel(0, 6)[0], picture.get_pixel(15, 6)[0]);
        assert!(reds(&near).0 > reds(&far).0 && reds(&near).1 < reds(&far).1);
    }

    #[test]
    fn a_flip_is_a_mirror() {
        let flipped = with(Augment { flip: 1.0, ..Augment::default() }, 1);
        assert_eq!(flipped.get_pixel(0, 3), picture().get_pixel(15, 3));
    }

    #[test]
    fn a_border_leaves_the_middle() {
        let mut wide = RgbImage::from_pixel(120, 120, Rgb([1, 2, 3]));
        border(&mut wide, &mut SmallRng::seed_from_u64(3));
        let kept = wide.pixels().filter(|pixel| pixel.0 == [1, 2, 3]).count();
        assert!((100 * 100..120 * 120).contains(&kept), "{kept}");
    }

    #[test]
    fn what_cutmix_takes_is_what_it_says() {
        let (black, white) = (RgbImage::new(20, 10), RgbImage::from_pixel(20, 10, Rgb([255; 3])));
        for seed in 0..50 {
            let mut mixed = black.clone();
            let share = cutmix(&mut mixed, &white, &mut SmallRng::seed_from_u64(seed));
            let taken = mixed.pixels().filter(|pixel| pixel[0] == 255).count();
            assert_eq!((share * 200.0).round() as usize, taken);
        }
    }

    #[test]
    fn without_saturation_everything_is_grey() {
        let tone = Tone { brightness: 1.0, contrast: 1.0, saturation: 0.0, tint: [1.0; 3] };
        let mut grey = picture();
        tone.apply(&mut grey);
        assert!(grey.pixels().all(|pixel| pixel[0] == pixel[1] && pixel[1] == pixel[2]));
    }
}
