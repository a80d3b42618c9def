//! Convolutions and pooling of one picture.
//!
//! A map is a slice of values, row by row, with the channels of a pixel next to
//! each other: `[height, width, channels]`. A vector has channels of one pixel.
//! It is loaded from consecutive values, and no sum crosses its lanes.
//!
//! It is a separate crate because it is optimised for speed, while the rest of
//! the page is optimised for size. `docs/decisions/0027-layers.md` has the
//! figures.
#![allow(clippy::indexing_slicing, reason = "sizes are checked where a map enters")]

mod dense;
mod depthwise;
mod order;
mod pooling;
mod vector;

pub use dense::Dense;
pub use depthwise::Depthwise;
pub use order::transpose;
pub use pooling::max_pool;
use std::ops::Range;

/// The size of a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    /// Rows of pixels.
    pub height: usize,
    /// Pixels of a row.
    pub width: usize,
    /// Values of a pixel.
    pub channels: usize,
}

impl Size {
    /// The number of pixels.
    pub fn pixels(self) -> usize {
        self.height * self.width
    }

    /// The number of values.
    pub fn values(self) -> usize {
        self.pixels() * self.channels
    }

    /// Whether the number of values is at most `most`.
    pub fn fits(self, most: usize) -> bool {
        let pixels = self.height.checked_mul(self.width);
        pixels.and_then(|pixels| pixels.checked_mul(self.channels)).is_some_and(|all| all <= most)
    }
}

/// How a kernel moves over a map. Pairs are vertical, then horizontal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The size of the kernel, in pixels.
    pub kernel: [usize; 2],
    /// The distance of neighbouring positions, in pixels.
    pub strides: [usize; 2],
    /// Pixels of zeros above and to the left of the map.
    pub before: [usize; 2],
    /// Pixels of zeros below and to the right of the map.
    pub after: [usize; 2],
}

impl Window {
    /// A kernel that covers one pixel, and every pixel in turn.
    pub const PIXEL: Self = Self { kernel: [1; 2], strides: [1; 2], before: [0; 2], after: [0; 2] };

    /// The size of a map with a pixel for each position on a map of this size,
    /// or `None` if there is no position.
    pub fn size(&self, Size { height, width, channels }: Size) -> Option<Size> {
        let along = |axis: usize, length: usize| {
            let length = self.before[axis] + length + self.after[axis];
            Some(length.checked_sub(self.kernel[axis])?.checked_div(self.strides[axis])? + 1)
        };
        Some(Size { height: along(0, height)?, width: along(1, width)?, channels })
    }

    /// The part of the kernel, along an axis, that is inside a map of this
    /// length at a position.
    pub(crate) fn inside(&self, axis: usize, position: usize, length: usize) -> Range<usize> {
        let start = position * self.strides[axis];
        let first = self.before[axis].saturating_sub(start).min(self.kernel[axis]);
        let end = (length + self.before[axis]).saturating_sub(start);
        first..end.clamp(first, self.kernel[axis])
    }

    /// The number of pixels that the kernel covers.
    pub fn taps(&self) -> usize {
        self.kernel[0] * self.kernel[1]
    }
}

/// The bounds to which a result is clamped, as an activation does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The least value.
    pub least: f32,
    /// The greatest value.
    pub most: f32,
}

impl Bounds {
    /// No bounds.
    pub const NONE: Self = Self { least: f32::NEG_INFINITY, most: f32::INFINITY };

    /// Keeps a value within the bounds. NaN stays NaN.
    #[inline(always)]
    pub fn clamp(self, value: f32) -> f32 {
        let value = if value < self.least { self.least } else { value };
        if self.most < value { self.most } else { value }
    }
}
