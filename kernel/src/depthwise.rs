//! Convolutions of each channel on its own.

use crate::{
    Bounds, Dense, Size, Window,
    vector::{LANES, Vector, accelerated, copy, padded},
};

/// Pixels that are computed together.
const PIXELS: usize = 4;

/// Channels that are computed together, as many as a line of the cache has.
const CHANNELS: usize = 2 * LANES;

/// A convolution of each channel on its own.
#[derive(Debug)]
pub struct Depthwise {
    window: Window,
    channels: usize,
    /// For each [`CHANNELS`] channels, one entry for each pixel of the kernel.
    weights: Vec<[f32; CHANNELS]>,
    bias: Vec<[f32; CHANNELS]>,
    /// The bounds of the results.
    pub bounds: Bounds,
}

/// Some channels of a map, with zeros around it.
struct Plane {
    values: Vec<f32>,
    /// The number of pixels of a row.
    width: usize,
    /// The rows and columns of zeros before the map.
    before: [usize; 2],
    /// The height and width of the map.
    inside: [usize; 2],
}

impl Plane {
    /// The rows of the map.
    fn rows(&mut self) -> impl Iterator<Item = &mut [f32]> {
        let ([top, left], [height, width]) = (self.before, self.inside);
        let rows = self.values.chunks_exact_mut(self.width * CHANNELS).skip(top).take(height);
        rows.map(move |row| &mut row[left * CHANNELS..(left + width) * CHANNELS])
    }
}

impl Depthwise {
    /// A convolution with these weights, `[channels, 1, height, width]`, and a
    /// bias for each channel.
    ///
    /// `None` unless the numbers of weights and channels agree, the kernel is
    /// 3 x 3 or 5 x 5, and both strides are 1 or 2.
    pub fn new(weights: &[f32], bias: &[f32], window: Window) -> Option<Self> {
        let (channels, taps) = (bias.len(), window.taps());
        let known = matches!((window.kernel, window.strides), ([3, 3] | [5, 5], [1 | 2, 1 | 2]));
        if !known || channels == 0 || weights.len() != channels * taps {
            return None;
        }
        let weight = |at: usize| weights.get(at).copied().unwrap_or_default();
        let entries = (0..channels).step_by(CHANNELS).flat_map(|first| {
            (0..taps)
                .map(move |tap| std::array::from_fn(|lane| weight((first + lane) * taps + tap)))
        });
        let (weights, bias) = (entries.collect(), padded(bias));
        Some(Self { window, channels, weights, bias, bounds: Bounds::NONE })
    }

    /// The size of the result for a map of this size, or `None` if it is too
    /// small.
    pub fn size(&self, size: Size) -> Option<Size> {
        self.window.size(size)
    }

    /// The size of the scratch memory for a map of this size, or `None` if the
    /// map is too small.
    pub fn scratch(&self, size: Size) -> Option<Size> {
        let Window { kernel, strides, before, .. } = self.window;
        let result = self.size(size)?;
        let positions = [result.height, result.width.next_multiple_of(PIXELS)];
        let [height, width] = [(0, size.height), (1, size.width)].map(|(axis, length)| {
            let covered = (positions[axis] - 1) * strides[axis] + kernel[axis];
            covered.max(before[axis] + length)
        });
        Some(Size { height, width, channels: CHANNELS })
    }

    /// Writes the result for `map`, of this size, to `output`.
    ///
    /// # Panics
    ///
    /// If `map` or `output` has another size.
    pub fn run(&self, map: &[f32], size: Size, output: &mut [f32]) {
        assert_eq!(map.len(), size.values());
        let fill = |first: usize, plane: &mut Plane| {
            for (row, output) in map.chunks_exact(size.width * size.channels).zip(plane.rows()) {
                let pixels = row.chunks_exact(size.channels);
                for (pixel, output) in pixels.zip(output.chunks_exact_mut(CHANNELS)) {
                    let pixel = &pixel[first..];
                    let count = pixel.len().min(CHANNELS);
                    copy(&pixel[..count], &mut output[..count]);
                }
            }
        };
        self.each_plane(size, output, fill);
    }

    /// Writes the result for what a pointwise convolution makes of `map`, of
    /// this size, to `output`. Only 16 channels of the map between them are in
    /// memory at a time.
    ///
    /// # Panics
    ///
    /// If `map` or `output` has another size, or `before` is not pointwise.
    pub fn run_after(&self, before: &Dense, map: &[f32], size: Size, output: &mut [f32]) {
        assert!(before.is_pointwise());
        assert_eq!((map.len(), size.channels), (size.values(), before.inputs()));
        let between = Size { channels: self.channels, ..size };
        assert_eq!(before.size(size), Some(between));
        self.each_plane(between, output, |first, plane| {
            before.channels(first, CHANNELS, map, size.width, plane.rows());
        });
    }

    /// Computes [`CHANNELS`] channels at a time; `fill` writes the map's
    /// values of those from `first` on to the rows of a plane.
    fn each_plane(&self, size: Size, output: &mut [f32], fill: impl Fn(usize, &mut Plane)) {
        assert_eq!(size.channels, self.channels);
        let result = self.size(size);
        assert_eq!(Some(output.len()), result.map(Size::values));
        let (Some(result), Some(plane)) = (result, self.scratch(size)) else { return };
        let mut plane = Plane {
            values: vec![0.0; plane.values()],
            width: plane.width,
            before: self.window.before,
            inside: [size.height, size.width],
        };
        for (block, first) in (0..self.channels).step_by(CHANNELS).enumerate() {
            fill(first, &mut plane);
            match (self.window.kernel[1], self.window.strides[1]) {
                (3, 1) => self.channels::<3, 1>(block, &plane, result, output),
                (3, 2) => self.channels::<3, 2>(block, &plane, result, output),
                (5, 1) => self.channels::<5, 1>(block, &plane, result, output),
                (5, 2) => self.channels::<5, 2>(block, &plane, result, output),
                _ => unreachable!("`new` refuses other windows"),
            }
        }
    }

    /// Computes the channels of a plane.
    #[inline(never)]
    fn channels<const KERNEL: usize, const STRIDE: usize>(
        &self,
        block: usize,
        plane: &Plane,
        size: Size,
        output: &mut [f32],
    ) {
        accelerated(
            #[inline(always)]
            || self.block::<KERNEL, STRIDE>(block, plane, size, output),
        );
    }

    /// Computes the channels of a plane with a kernel of one size and one
    /// horizontal stride.
    #[inline(always)]
    fn block<const KERNEL: usize, const STRIDE: usize>(
        &self,
        block: usize,
        plane: &Plane,
        Size { height, width, channels }: Size,
        output: &mut [f32],
    ) {
        let taps = KERNEL * KERNEL;
        let weights = &self.weights[block * taps..][..taps];
        let line = plane.width * CHANNELS;
        // What a row of the kernel covers, at as many positions.
        let span = ((PIXELS - 1) * STRIDE + KERNEL) * CHANNELS;
        for (row, output) in output.chunks_exact_mut(width * channels).take(height).enumerate() {
            let rows = &plane.values[row * self.window.strides[0] * line..];
            for (group, output) in output.chunks_mut(PIXELS * channels).enumerate() {
                let pixels = &rows[group * PIXELS * STRIDE * CHANNELS..];
                for lane in (0..CHANNELS).step_by(LANES) {
                    let first = block * CHANNELS + lane;
                    if first >= channels {
                        break;
                    }
                    let mut sums = [Vector::load(part(&self.bias[block], lane)); PIXELS];
                    for (row, weights) in weights.chunks_exact(KERNEL).enumerate() {
                        let pixels = &pixels[row * line..][..span];
                        for column in 0..KERNEL {
                            let weights = Vector::load(part(&weights[column], lane));
                            for (number, sum) in sums.iter_mut().enumerate() {
                                let at = (number * STRIDE + column) * CHANNELS + lane;
                                *sum = sum.plus_product(Vector::load(part(pixels, at)), weights);
                            }
                        }
                    }
                    for (pixel, sum) in sums.into_iter().enumerate() {
                        let pixel = output.get_mut(pixel * channels..(pixel + 1) * channels);
                        if let Some(pixel) = pixel {
                            sum.clamp(self.bounds).store_at(pixel, first);
                        }
                    }
                }
            }
        }
    }
}

/// The values of a vector, from `at` on.
#[inline(always)]
fn part(values: &[f32], at: usize) -> &[f32; LANES] {
    &values[at..].as_chunks().0[0]
}
