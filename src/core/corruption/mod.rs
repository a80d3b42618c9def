//! Changes to a picture that may fool a network.
//!
//! The report measures them on many pictures, and the page's lab applies them
//! to one. Both go through [`Corruption::apply`], so they do the same thing.
//! Straightening is among them because the page asks for it in the same way.
//! What a corruption is needs no pixels, so the page can name what its worker
//! applies.

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

/// A change to a picture. The same picture always gets the same change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Corruption {
    /// Only what lies between four corners is left, as it is seen from the
    /// front.
    Straighten(Quad),
    /// Left and right are exchanged.
    Mirror,
    /// Turned counter-clockwise about its middle by so many degrees. Beyond the
    /// edge, the pixels of the edge repeat.
    Turn(i16),
    /// The margins are cut off.
    Crop(Inset),
    /// Without colour.
    Grey,
    /// As under a bulb of 2700 K that the camera did not make up for.
    Lamplight,
    /// So many per cent as light.
    Light(u8),
    /// Made so many pixels wide and high, and large again.
    Blur(u32),
    /// What JPEG of this quality, 1 to 100, leaves of it.
    Jpeg(u8),
    /// What lies within the margins is covered in grey.
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

    /// One of each.
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
