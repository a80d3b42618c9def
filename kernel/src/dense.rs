//! Convolutions in which every output channel depends on every input channel.

use crate::{
    Bounds, Size, Window,
    vector::{LANES, Vector, accelerated, copy, padded},
};

/// Pixels of a tile. With the lanes of a vector, their sums fill half of the 16
/// registers of x86-64; the operands need the others.
const PIXELS: usize = 4;

/// Pixels that are multiplied with a panel of weights while both are in cache.
const BLOCK: usize = 4 * PIXELS;

/// A convolution in which every output channel depends on every input channel.
#[derive(Debug)]
pub struct Dense {
    window: Window,
    /// The number of weights of an output channel.
    depth: usize,
    channels: usize,
    /// For each [`LANES`] output channels, their weights, one vector for each
    /// value that the kernel covers.
    panels: Vec<[f32; LANES]>,
    /// One vector for each panel.
    bias: Vec<[f32; LANES]>,
    /// The bounds of the results.
    pub bounds: Bounds,
}

impl Dense {
    /// A convolution with these weights, `[channels, inputs, height, width]`,
    /// and a bias for each channel.
    ///
    /// `None` if the numbers of weights, inputs and channels do not agree.
    pub fn new(weights: &[f32], inputs: usize, bias: &[f32], window: Window) -> Option<Self> {
        let (channels, taps) = (bias.len(), window.taps());
        let depth = inputs * taps;
        if depth == 0 || channels == 0 || weights.len() != depth * channels {
            return None;
        }
        let weight = |channel: usize, at: usize| {
            let (tap, input) = (at / inputs, at % inputs);
            weights.get(channel * depth + input * taps + tap).copied().unwrap_or_default()
        };
        let firsts = (0..channels).step_by(LANES);
        let panels = firsts.flat_map(|first| {
            (0..depth).map(move |at| std::array::from_fn(|lane| weight(first + lane, at)))
        });
        let (panels, bias) = (panels.collect(), padded(bias));
        Some(Self { window, depth, channels, panels, bias, bounds: Bounds::NONE })
    }

    /// The number of input channels.
    pub(crate) fn inputs(&self) -> usize {
        self.depth / self.window.taps()
    }

    /// The size of the result for a map of this size, or `None` if it is too
    /// small.
    pub fn size(&self, size: Size) -> Option<Size> {
        Some(Size { channels: self.channels, ..self.window.size(size)? })
    }

    /// Whether it computes each pixel from one pixel.
    pub fn is_pointwise(&self) -> bool {
        self.window == Window::PIXEL
    }

    /// Writes the result for `map`, of this size, to `output`.
    ///
    /// # Panics
    ///
    /// If `map` or `output` has another size.
    pub fn run(&self, map: &[f32], size: Size, output: &mut [f32]) {
        assert_eq!((map.len(), size.channels), (size.values(), self.inputs()));
        let result = self.size(size);
        assert_eq!(Some(output.len()), result.map(Size::values));
        let Some(result) = result else { return };
        let blocks = output.chunks_mut(BLOCK * self.channels);
        if self.is_pointwise() {
            for (pixels, output) in map.chunks(BLOCK * self.depth).zip(blocks) {
                self.block(pixels, output);
            }
            return;
        }
        let mut patches = vec![0.0; BLOCK.min(result.pixels()) * self.depth];
        for (block, output) in blocks.enumerate() {
            let pixels = output.len() / self.channels;
            let patches = &mut patches[..pixels * self.depth];
            for (pixel, patch) in patches.chunks_exact_mut(self.depth).enumerate() {
                let pixel = block * BLOCK + pixel;
                self.gather(map, size, [pixel / result.width, pixel % result.width], patch);
            }
            self.block(patches, output);
        }
    }

    /// Copies the values that the kernel covers at a position.
    fn gather(&self, map: &[f32], size: Size, position: [usize; 2], patch: &mut [f32]) {
        let Window { kernel, strides, before, .. } = self.window;
        let Size { height, width, channels } = size;
        let [top, left] = [0, 1].map(|axis| position[axis] * strides[axis]);
        let rows = self.window.inside(0, position[0], height);
        let columns = self.window.inside(1, position[1], width);
        for (row, patch) in patch.chunks_exact_mut(kernel[1] * channels).enumerate() {
            if !rows.contains(&row) || columns.is_empty() {
                patch.fill(0.0);
                continue;
            }
            let first = [top + row - before[0], left + columns.start - before[1]];
            let first = (first[0] * width + first[1]) * channels;
            let inside = columns.start * channels..columns.end * channels;
            copy(&map[first..first + inside.len()], &mut patch[inside.clone()]);
            patch[..inside.start].fill(0.0);
            patch[inside.end..].fill(0.0);
        }
    }

    /// Computes at most [`BLOCK`] pixels from the values that the kernel covers
    /// at each.
    #[inline(never)]
    fn block(&self, pixels: &[f32], output: &mut [f32]) {
        accelerated(
            #[inline(always)]
            || {
                for panel in 0..self.bias.len() {
                    let tiles = pixels.chunks(PIXELS * self.depth);
                    for (pixels, output) in tiles.zip(output.chunks_mut(PIXELS * self.channels)) {
                        self.tile(pixels, panel, output, self.channels, panel * LANES);
                    }
                }
            },
        );
    }

    /// The channels `first..first + count` of a pointwise convolution, row by
    /// row: `rows` are those of `map`, as wide as it, with `count` channels.
    #[inline(never)]
    pub(crate) fn channels<'a>(
        &self,
        first: usize,
        count: usize,
        map: &[f32],
        width: usize,
        rows: impl Iterator<Item = &'a mut [f32]>,
    ) {
        accelerated(
            #[inline(always)]
            || {
                for (row, output) in map.chunks_exact(width * self.depth).zip(rows) {
                    for lane in (0..count.min(self.channels - first)).step_by(LANES) {
                        let tiles = row.chunks(PIXELS * self.depth);
                        for (pixels, output) in tiles.zip(output.chunks_mut(PIXELS * count)) {
                            self.tile(pixels, (first + lane) / LANES, output, count, lane);
                        }
                    }
                }
            },
        );
    }

    /// Computes [`LANES`] channels of at most [`PIXELS`] pixels; `output` has
    /// these pixels with `channels` channels each, and these are those from
    /// `first` on.
    #[inline(always)]
    #[allow(unsafe_code, reason = "checks of each index take a quarter of the time")]
    fn tile(
        &self,
        pixels: &[f32],
        panel: usize,
        output: &mut [f32],
        channels: usize,
        first: usize,
    ) {
        let depth = self.depth;
        let weights = &self.panels[panel * depth..][..depth];
        let mut sums = [Vector::load(&self.bias[panel]); PIXELS];
        // Beyond the last pixel, the first one again.
        let values: [&[f32]; PIXELS] = std::array::from_fn(|pixel| {
            let values = pixels.get(pixel * depth..(pixel + 1) * depth);
            values.unwrap_or(&pixels[..depth])
        });
        for (at, weights) in weights.iter().enumerate() {
            let weights = Vector::load(weights);
            for (sum, values) in sums.iter_mut().zip(values) {
                // SAFETY: `at` is less than the depth, the length of `values`.
                let value = unsafe { Vector::splat_at(values, at) };
                *sum = sum.plus_product(value, weights);
            }
        }
        for (pixel, sum) in sums.into_iter().enumerate() {
            if let Some(pixel) = output.get_mut(pixel * channels..(pixel + 1) * channels) {
                sum.clamp(self.bounds).store_at(pixel, first);
            }
        }
    }
}
