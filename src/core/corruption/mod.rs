//! Changes to a picture that may fool a network.
//!
//! The report measures them on many pictures, and the page's lab applies them
//! to one. Both go through [`Corruption::apply`], so they do the same thing.
//! Straightening is among them because the page requests it in the same way.
//! The type [`Corruption`] needs no pixels, so the page can send one to its
//! worker.

#[cfg(feature = "inference")]
mod apply;
#[cfg(feature = "inference")]
mod sample;
#[cfg(feature = "inference")]
mod straighten;

#[cfg(feature = "inference")]
pub use apply::{apply_all, jpeg, through};
#[cfg(feature = "inference")]
pub use sample::bilinear;
#[cfg(feature = "inference")]
pub use straighten::straightened_file;

use super::quad::Quad;
use serde::{Deserialize, Serialize};

/// Distances from the left, top, right and bottom edge, in thousandths of the
/// width or height. Those of opposite edges sum to less than 1000.
pub type Inset = [u16; 4];

/// A deterministic change to a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corruption {
    /// Only the part between four corners is kept, without its perspective
    /// distortion.
    Straighten(Quad),
    /// Left and right are exchanged.
    Mirror,
    /// Rotated counter-clockwise about its centre by this angle in degrees.
    /// Beyond the edge, the pixels of the edge repeat.
    Turn(i16),
    /// The margins are cut off.
    Crop(Inset),
    /// Without colour.
    Grey,
    /// As under a lamp of 2700 K, without white balance.
    Lamplight,
    /// Brightness, in per cent of the original.
    Light(u8),
    /// Scaled down to this width and height in pixels, and up again.
    Blur(u32),
    /// JPEG compression with this quality, 1 to 100.
    Jpeg(u8),
    /// The part within the margins is covered in grey.
    Cover(Inset),
}

impl Corruption {
    /// Its name in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Straighten(_) => "straighten",
            Self::Mirror => "mirror",
            Self::Turn(_) => "turn",
            Self::Crop(_) => "crop",
            Self::Grey => "grey",
            Self::Lamplight => "lamplight",
            Self::Light(_) => "light",
            Self::Blur(_) => "blur",
            Self::Jpeg(_) => "jpeg",
            Self::Cover(_) => "cover",
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// One corruption of each kind.
    pub(crate) fn each() -> [Corruption; 10] {
        let narrower_above = Quad::new([[200, 0], [800, 0], [1000, 1000], [0, 1000]]).unwrap();
        [
            Corruption::Straighten(narrower_above),
            Corruption::Mirror,
            Corruption::Turn(5),
            Corruption::Crop([100; 4]),
            Corruption::Grey,
            Corruption::Lamplight,
            Corruption::Light(67),
            Corruption::Blur(8),
            Corruption::Jpeg(50),
            Corruption::Cover([100; 4]),
        ]
    }
}
