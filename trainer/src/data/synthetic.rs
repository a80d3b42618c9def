//! Synthetic negatives: generated pictures that are not paintings.

use image::{Rgb, RgbImage, imageops};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};

/// A kind of synthetic picture.
#[derive(Clone, Copy, Debug)]
pub struct Synthetic {
    /// A short description.
    pub name: &'static str,
    draw: fn(&mut SmallRng) -> RgbImage,
}

impl Synthetic {
    /// The picture with this number.
    pub fn picture(&self, number: u64) -> RgbImage {
        (self.draw)(&mut SmallRng::seed_from_u64(number))
    }
}

/// The kinds for training.
pub const TRAINING: [Synthetic; 6] = [
    Synthetic { name: "clouds", draw: clouds },
    Synthetic { name: "a gradient", draw: gradient },
    Synthetic { name: "shapes", draw: shapes },
    Synthetic { name: "lines", draw: lines },
    Synthetic { name: "a page of writing", draw: writing },
    Synthetic { name: "a pattern", draw: pattern },
];

/// The kinds for evaluation only.
pub const HELD_OUT: [Synthetic; 5] = [
    Synthetic { name: "one colour", draw: plain },
    Synthetic { name: "noise", draw: noise },
    Synthetic { name: "a chart", draw: chart },
    Synthetic { name: "a page of music", draw: music },
    Synthetic { name: "a code of squares", draw: code },
];

/// `count` pictures for training, of each kind in turn.
pub fn training(count: usize) -> Vec<RgbImage> {
    let kinds = TRAINING.iter().cycle().take(count).zip(0..);
    kinds.map(|(kind, number)| kind.picture(number)).collect()
}

/// Side of a picture, in pixels.
const SIDE: u32 = 256;

/// Fills a rectangle, clipped to the page.
fn rectangle(page: &mut RgbImage, [left, top]: [u32; 2], [wide, high]: [u32; 2], colour: Rgb<u8>) {
    for y in top..(top + high).min(page.height()) {
        for x in left..(left + wide).min(page.width()) {
            page.put_pixel(x, y, colour);
        }
    }
}

/// Smooth noise in random colours, coarse and fine layers over one another.
fn clouds(random: &mut SmallRng) -> RgbImage {
    let mut sum = vec![0.0f32; (SIDE * SIDE * 3) as usize];
    let mut total = 0.0;
    for octave in 1..6u32 {
        let strength: f32 = random.random();
        let grid = 1 << octave;
        let coarse = RgbImage::from_fn(grid, grid, |_, _| Rgb(random.random()));
        let fine = imageops::resize(&coarse, SIDE, SIDE, imageops::FilterType::CatmullRom);
        let values = fine.as_raw().iter();
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += strength * f32::from(*value));
        total += strength;
    }
    let values = sum.iter().map(|value| (value / total.max(f32::MIN_POSITIVE)) as u8).collect();
    RgbImage::from_raw(SIDE, SIDE, values).unwrap_or_default()
}

/// From one colour to another, in some direction, in up to 32 bands.
fn gradient(random: &mut SmallRng) -> RgbImage {
    let [from, to]: [[u8; 3]; 2] = random.random();
    let (sin, cos) = random.random_range(0.0..std::f32::consts::TAU).sin_cos();
    let bands = random.random_range(3..=32) as f32;
    RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let [x, y] = [x, y].map(|at| at as f32 / SIDE as f32 - 0.5);
        let share = (((x * cos + y * sin + 0.5) * bands).round() / bands).clamp(0.0, 1.0);
        let mix = |from: u8, to: u8| {
            let [from, to] = [from, to].map(f32::from);
            (from + (to - from) * share) as u8
        };
        Rgb([mix(from[0], to[0]), mix(from[1], to[1]), mix(from[2], to[2])])
    })
}

/// Up to 60 overlapping rectangles and ellipses.
fn shapes(random: &mut SmallRng) -> RgbImage {
    let mut page = RgbImage::from_pixel(SIDE, SIDE, Rgb(random.random()));
    for _ in 0..random.random_range(3..60) {
        let colour = Rgb(random.random());
        let round = random.random::<bool>();
        let [left, top] = [(); 2].map(|()| random.random_range(0..SIDE - 8));
        let [wide, high] = [(); 2].map(|()| random.random_range(8..SIDE / 2));
        for y in top..(top + high).min(SIDE) {
            for x in left..(left + wide).min(SIDE) {
                let from_middle = |at: u32, first: u32, length: u32| {
                    2.0 * (at - first) as f32 / length as f32 - 1.0
                };
                let (across, down) = (from_middle(x, left, wide), from_middle(y, top, high));
                if !round || across.hypot(down) < 1.0 {
                    page.put_pixel(x, y, colour);
                }
            }
        }
    }
    page
}

/// Up to 60 straight lines in a few colours.
fn lines(random: &mut SmallRng) -> RgbImage {
    let mut page = RgbImage::from_pixel(SIDE, SIDE, Rgb(random.random()));
    let colours: [[u8; 3]; 3] = random.random();
    let width = random.random_range(1..6u32);
    for _ in 0..random.random_range(3..60) {
        let colour = colours.get(random.random_range(0..colours.len()));
        let colour = Rgb(colour.copied().unwrap_or_default());
        let [from, to] = [(); 2].map(|()| [(); 2].map(|()| random.random_range(0..SIDE) as f32));
        for step in 0..=2 * SIDE {
            let share = step as f32 / (2 * SIDE) as f32;
            let mix = |from: f32, to: f32| (from + (to - from) * share) as u32;
            let place = [mix(from[0], to[0]), mix(from[1], to[1])];
            rectangle(&mut page, place, [width, width], colour);
        }
    }
    page
}

/// A repeated small tile of squares in up to four colours or greys.
fn pattern(random: &mut SmallRng) -> RgbImage {
    let is_grey = random.random::<bool>();
    let mut colours: [[u8; 3]; 4] = random.random();
    if is_grey {
        colours.iter_mut().for_each(|[red, green, blue]| (*green, *blue) = (*red, *red));
    }
    let shown = random.random_range(2..=colours.len());
    let [wide, high] = [(); 2].map(|()| random.random_range(2..=12));
    let square = random.random_range(2..=12);
    let mut colour = || colours.get(random.random_range(0..shown)).copied().unwrap_or_default();
    let tile = RgbImage::from_fn(wide, high, |_, _| Rgb(colour()));
    RgbImage::from_fn(SIDE, SIDE, |x, y| *tile.get_pixel(x / square % wide, y / square % high))
}

fn plain(random: &mut SmallRng) -> RgbImage {
    RgbImage::from_pixel(SIDE, SIDE, Rgb(random.random()))
}

/// Pixels of random colours, in grains of 1 to 8 pixels.
fn noise(random: &mut SmallRng) -> RgbImage {
    let grain = 1 << random.random_range(0..4u32);
    let small = RgbImage::from_fn(SIDE / grain, SIDE / grain, |_, _| Rgb(random.random()));
    imageops::resize(&small, SIDE, SIDE, imageops::FilterType::Nearest)
}

/// Lines of strokes, in words and paragraphs: dark on light, or light on
/// dark.
fn writing(random: &mut SmallRng) -> RgbImage {
    let light = Rgb([(); 3].map(|()| random.random_range(200..=255)));
    let dark = Rgb([random.random_range(0..80); 3]);
    let [paper, ink] = if random.random::<f32>() < 0.2 { [dark, light] } else { [light, dark] };
    let mut page = RgbImage::from_pixel(SIDE, SIDE, paper);
    let size = random.random_range(5..20u32);
    let margin = random.random_range(2..40u32);
    let mut top = margin;
    while top + size < SIDE - margin {
        let end = if random.random::<f32>() < 0.2 { SIDE / 2 } else { SIDE - margin };
        let mut left = margin;
        while left + size < end {
            if random.random::<f32>() < 0.82 {
                glyph(&mut page, [left, top], size, ink, random);
            }
            left += size * 3 / 4;
        }
        top += size * 3 / 2;
    }
    page
}

/// Three to five straight strokes.
fn glyph(
    page: &mut RgbImage,
    [left, top]: [u32; 2],
    size: u32,
    ink: Rgb<u8>,
    random: &mut SmallRng,
) {
    for _ in 0..random.random_range(3..6) {
        let [along, at] = [(); 2].map(|()| random.random_range(0..size.max(2) * 2 / 3));
        let upright = random.random::<bool>();
        for step in at / 2..size * 2 / 3 {
            let (x, y) = if upright { (along, step) } else { (step, along) };
            page.put_pixel(left + x, top + y, ink);
        }
    }
}

/// Bars of a few colours over a line.
fn chart(random: &mut SmallRng) -> RgbImage {
    let mut page = RgbImage::from_pixel(SIDE, SIDE, Rgb([255; 3]));
    let (bars, base) = (random.random_range(4..10u32), SIDE - 24);
    let step = (SIDE - 48) / bars;
    let colour: Rgb<u8> = Rgb(random.random());
    for bar in 0..bars {
        let (left, height) = (28 + bar * step, random.random_range(10..base - 20));
        rectangle(&mut page, [left, base - height], [step * 2 / 3, height], colour);
    }
    rectangle(&mut page, [20, base], [SIDE - 32, 1], Rgb([40; 3]));
    rectangle(&mut page, [20, 12], [1, SIDE - 32], Rgb([40; 3]));
    page
}

/// Staves of five lines with notes on them.
fn music(random: &mut SmallRng) -> RgbImage {
    let mut page = RgbImage::from_pixel(SIDE, SIDE, Rgb([random.random_range(225..=255); 3]));
    let ink = Rgb([random.random_range(0..60); 3]);
    let gap = random.random_range(4..8u32);
    let mut top = 12;
    while top + 7 * gap < SIDE {
        for line in 0..5 {
            rectangle(&mut page, [8, top + line * gap], [SIDE - 16, 1], ink);
        }
        let mut left = 12;
        while left + 2 * gap < SIDE - 8 {
            let at = top + random.random_range(0..9) * gap / 2;
            rectangle(&mut page, [left, at - gap / 2], [gap, gap], ink);
            let high = at.min(3 * gap - 1);
            rectangle(&mut page, [left + gap, at - high], [1, high + 1], ink);
            left += gap * random.random_range(2..5);
        }
        top += 8 * gap;
    }
    page
}

/// A square of small black and white squares.
fn code(random: &mut SmallRng) -> RgbImage {
    let squares = random.random_range(17..50u32);
    let side = SIDE / (squares + 2);
    let small = RgbImage::from_fn(squares, squares, |_, _| {
        Rgb([if random.random::<bool>() { 0 } else { 255 }; 3])
    });
    let large =
        imageops::resize(&small, squares * side, squares * side, imageops::FilterType::Nearest);
    let mut page = RgbImage::from_pixel(SIDE, SIDE, Rgb([255; 3]));
    let margin = i64::from(SIDE - squares * side) / 2;
    imageops::overlay(&mut page, &large, margin, margin);
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_drawings_of_a_kind_are_alike() {
        for kind in TRAINING.iter().chain(&HELD_OUT) {
            assert_ne!(kind.picture(1), kind.picture(2), "{}", kind.name);
            assert_eq!(kind.picture(1), kind.picture(1), "{}", kind.name);
        }
    }

    #[test]
    fn what_is_taught_is_not_what_is_judged_by() {
        let names = TRAINING.map(|kind| kind.name);
        assert!(HELD_OUT.iter().all(|kind| !names.contains(&kind.name)));
        assert_eq!(training(6).len(), 6);
    }
}
