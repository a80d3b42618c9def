//! The frame header of a JPEG file (ITU-T T.81, B.2.2).

use crate::core::{decode::check_size, error::PictureError};

/// A component of the frame: its id and its sampling factors.
#[derive(Clone, Copy, Debug)]
pub(super) struct Component {
    pub(super) id: u8,
    /// Blocks in a row of a unit.
    pub(super) wide: usize,
    /// Rows of blocks in a unit.
    pub(super) high: usize,
}

/// The contents of the frame header.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) width: u16,
    pub(super) height: u16,
    pub(super) progressive: bool,
    /// Lossless coding, which has other scans.
    pub(super) lossless: bool,
    pub(super) components: Vec<Component>,
}

impl Frame {
    /// Parses the frame header of the segment that `marker` starts.
    ///
    /// # Errors
    ///
    /// [`PictureError`] if it is invalid or of a kind that is not read.
    pub(super) fn read(marker: u8, data: &[u8]) -> Result<Self, PictureError> {
        let (header, rest) = data.split_first_chunk::<6>().ok_or_else(torn)?;
        let [precision, height @ .., _] = header;
        let [high, low, wide, narrow] = *height;
        let component = |[id, factors, _]: &[u8; 3]| Component {
            id: *id,
            wide: usize::from(factors >> 4).max(1),
            high: usize::from(factors & 15).max(1),
        };
        let frame = Self {
            width: u16::from_be_bytes([wide, narrow]),
            height: u16::from_be_bytes([high, low]),
            progressive: marker == 0xC2,
            lossless: marker == 0xC3,
            components: rest.as_chunks().0.iter().map(component).collect(),
        };
        match (*precision, frame.components.len()) {
            (8, 1 | 3 | 4) => {}
            (8, count) => return Err(kind(&format!("{count} components"))),
            (bits, _) => return Err(kind(&format!("{bits} bits a sample"))),
        }
        match (frame.width, frame.height) {
            (0, _) => Err(torn()),
            (_, 0) => Err(kind("its height is stated at its end")),
            _ => Ok(frame),
        }
    }

    fn most(&self, side: fn(&Component) -> usize) -> usize {
        self.components.iter().map(side).max().unwrap_or(1)
    }

    /// The number of interleaved units in a row and in a column.
    pub(super) fn units(&self) -> (usize, usize) {
        let wide = usize::from(self.width).div_ceil(8 * self.most(|component| component.wide));
        (wide, usize::from(self.height).div_ceil(8 * self.most(|component| component.high)))
    }

    /// The number of blocks of one component in a row and in a column.
    pub(super) fn blocks(&self, component: Component) -> (usize, usize) {
        let count = |side: u16, part: usize, most: usize| {
            (usize::from(side) * part).div_ceil(most).div_ceil(8)
        };
        (
            count(self.width, component.wide, self.most(|component| component.wide)),
            count(self.height, component.high, self.most(|component| component.high)),
        )
    }

    /// Checks the size and the memory that decoding takes.
    pub(super) fn check(self) -> Result<Self, PictureError> {
        let blocks = |component: &Component| {
            let (wide, high) = self.blocks(*component);
            (wide * high) as u64
        };
        // The decoder keeps the coefficients of all scans.
        let scale = if self.progressive { 128 } else { 64 };
        let memory = scale * self.components.iter().map(blocks).sum::<u64>();
        check_size((self.width.into(), self.height.into()), memory)?;
        Ok(self)
    }
}

/// A JPEG of a kind that is not read.
pub(super) fn kind(variant: &str) -> PictureError {
    PictureError::UnsupportedVariant { format: "JPEG".to_owned(), variant: variant.to_owned() }
}

/// An invalid JPEG file.
pub(super) fn torn() -> PictureError {
    PictureError::Damaged("a part of the JPEG file is not what it should be".to_owned())
}
