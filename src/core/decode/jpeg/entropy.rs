//! The coded data of a scan (ITU-T T.81, annexes F and G), counted block by
//! block without decoding it into pixels.

use super::{
    bits::{Bits, Huffman},
    frame::{Component, Frame, torn},
};
use crate::core::error::PictureError;

/// The coefficients coded by the scans so far, for each component of a
/// progressive picture.
#[derive(Default)]
pub(super) struct History {
    /// Which coefficients of each block are known not to be zero.
    known: Vec<Vec<u64>>,
    /// Which coefficients are coded to their last bit.
    told: Vec<u64>,
}

impl History {
    fn prepare(&mut self, frame: &Frame) {
        if self.known.is_empty() && frame.progressive {
            let (wide, high) = frame.units();
            let blocks = |component: &Component| wide * component.wide * high * component.high;
            self.known = frame.components.iter().map(|one| vec![0; blocks(one)]).collect();
            self.told = vec![0; frame.components.len()];
        }
    }

    /// Whether `count` components are complete.
    pub(super) fn is_complete(&self, count: usize) -> bool {
        self.told.len() == count && self.told.iter().all(|told| *told == u64::MAX)
    }
}

/// A scan: which components it has, with their tables for DC and AC, and which
/// coefficients of them.
pub(super) struct Scan<'a> {
    pub(super) frame: &'a Frame,
    pub(super) components: Vec<(usize, Option<&'a Huffman>, Option<&'a Huffman>)>,
    pub(super) band: (u8, u8),
    pub(super) refines: bool,
    pub(super) last: bool,
    /// Units between restart markers; 0 for none.
    pub(super) restart: usize,
}

impl Scan<'_> {
    /// Walks over all blocks.
    ///
    /// # Errors
    ///
    /// [`PictureError::Incomplete`] if the data ends before the last block or
    /// continues after it, [`PictureError::Damaged`] if it is invalid.
    pub(super) fn walk(&self, bits: &mut Bits, history: &mut History) -> Result<(), PictureError> {
        history.prepare(self.frame);
        let (wide, high) = match self.components.as_slice() {
            [(number, ..)] => self.frame.blocks(self.component(*number)?),
            _ => self.frame.units(),
        };
        let stride = self.frame.units().0;
        let mut run = 0;
        for unit in 0..wide * high {
            if self.restart > 0 && unit > 0 && unit % self.restart == 0 {
                bits.restart()?;
                run = 0;
            }
            self.unit((unit % wide, unit / wide), stride, bits, history, &mut run)?;
        }
        for (number, ..) in &self.components {
            if let Some(told) = history.told.get_mut(*number).filter(|_| self.last) {
                let (start, end) = self.band;
                (start..=end).for_each(|coefficient| *told |= 1 << coefficient);
            }
        }
        bits.finish()
    }

    fn component(&self, number: usize) -> Result<Component, PictureError> {
        self.frame.components.get(number).copied().ok_or_else(torn)
    }

    /// Reads the unit at a position. `stride` is the number of units in a row
    /// of an interleaved scan.
    fn unit(
        &self,
        (column, row): (usize, usize),
        stride: usize,
        bits: &mut Bits,
        history: &mut History,
        run: &mut u32,
    ) -> Result<(), PictureError> {
        let alone = self.components.len() == 1;
        for (number, dc, ac) in &self.components {
            let component = self.component(*number)?;
            let (wide, high) = if alone { (1, 1) } else { (component.wide, component.high) };
            for block in 0..wide * high {
                if !self.frame.progressive {
                    sequential(bits, dc.ok_or_else(torn)?, ac.ok_or_else(torn)?)?;
                } else if self.band.0 == 0 {
                    let size = if self.refines { 1 } else { dc.ok_or_else(torn)?.symbol(bits)? };
                    bits.skip(u32::from(size.min(16)))?;
                } else {
                    let place = (row * high + block / wide) * stride * component.wide
                        + column * wide
                        + block % wide;
                    let known = history.known.get_mut(*number).and_then(|all| all.get_mut(place));
                    self.band(bits, ac.ok_or_else(torn)?, known.ok_or_else(torn)?, run)?;
                }
            }
        }
        Ok(())
    }

    /// Reads a band of AC coefficients of one block of a progressive picture.
    /// `run` is the number of blocks, including this one, without further
    /// codes.
    fn band(
        &self,
        bits: &mut Bits,
        table: &Huffman,
        known: &mut u64,
        run: &mut u32,
    ) -> Result<(), PictureError> {
        let (start, end) = self.band;
        let mut at = start;
        while *run == 0 && at <= end {
            let symbol = table.symbol(bits)?;
            let (mut zeros, size) = (symbol >> 4, symbol & 15);
            if size == 0 && zeros < 15 {
                *run = (1 << zeros) + bits.take(u32::from(zeros))?;
                break;
            }
            bits.skip(u32::from(size))?;
            while at <= end {
                if self.refines && *known >> at & 1 == 1 {
                    bits.skip(1)?;
                } else if zeros == 0 {
                    break;
                } else {
                    zeros -= 1;
                }
                at += 1;
            }
            if size > 0 && at <= end {
                *known |= 1 << at;
            }
            at += 1;
        }
        if *run > 0 {
            if self.refines {
                for _ in (at..=end).filter(|at| *known >> at & 1 == 1) {
                    bits.skip(1)?;
                }
            }
            *run -= 1;
        }
        Ok(())
    }
}

/// Reads a block of a sequential picture.
fn sequential(bits: &mut Bits, dc: &Huffman, ac: &Huffman) -> Result<(), PictureError> {
    let size = dc.symbol(bits)?;
    bits.skip(u32::from(size.min(16)))?;
    let mut at = 1;
    while at < 64 {
        let symbol = ac.symbol(bits)?;
        match (symbol >> 4, symbol & 15) {
            (15, 0) => at += 16,
            (_, 0) => break,
            (zeros, size) => {
                bits.skip(u32::from(size))?;
                at += u32::from(zeros) + 1;
            }
        }
    }
    Ok(())
}
