//! Convolutions and pooling of one picture.
//!
//! A map is a slice of values, row by row; the channels of a pixel are next to
//! each other, `[height, width, channels]`. A vector then has channels of one
//! pixel, so that no sum crosses the lanes of a vector, and a pixel's channels
//! are read as they lie in memory.
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

    /// The number of positions, vertical and horizontal, on a map with this
    /// height and width: at least one each, or `None`.
    pub fn positions(&self, [height, width]: [usize; 2]) -> Option<[usize; 2]> {
        let along = |axis: usize, length: usize| {
            let length = self.before[axis] + length + self.after[axis];
            Some(length.checked_sub(self.kernel[axis])?.checked_div(self.strides[axis])? + 1)
        };
        Some([along(0, height)?, along(1, width)?])
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
}
