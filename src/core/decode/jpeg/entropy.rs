//! The coded data of a scan (ITU-T T.81, annexes F and G), counted block by
//! block without decoding it into pixels.

use super::stream::{Component, Frame, torn};
use crate::core::error::PictureError;

/// Cameras leave a few bytes before a marker. More than these, other than
/// padding, are data for which the picture has no place.
const LEFT_OVER: usize = 8;

/// Codes of at most this many bits are looked up at once.
const SHORT: u32 = 8;

/// How many bytes of fill, which any marker may have, `bytes` begin with.
pub(super) fn fill_bytes(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == 0xFF).count()
}

/// A Huffman table.
pub(super) struct Huffman {
    symbols: Vec<u8>,
    /// For the next [`SHORT`] bits: the code's length and its symbol; a length
    /// of 0 where the code is longer.
    short: [(u8, u8); 1 << SHORT],
    /// For each length: one past the last code, aligned to 16 bits, and what
    /// to add to a code for the place of its symbol.
    long: [(u32, i32); 17],
}

impl Huffman {
    /// From the number of codes of each length, and the symbols in order.
    pub(super) fn new(lengths: &[u8; 16], symbols: &[u8]) -> Self {
        let mut table =
            Self { symbols: symbols.to_vec(), short: [(0, 0); 1 << SHORT], long: [(0, 0); 17] };
        let (mut code, mut place) = (0_u32, 0_i32);
        for ((length, count), long) in (1..).zip(lengths).zip(table.long.iter_mut().skip(1)) {
            let offset = place - code as i32;
            for _ in 0..*count {
                if length <= SHORT {
                    let symbol = symbols.get(place as usize).copied().unwrap_or_default();
                    let first = (code << (SHORT - length)) as usize;
                    let same = table.short.iter_mut().skip(first).take(1 << (SHORT - length));
                    same.for_each(|entry| *entry = (length as u8, symbol));
                }
                code += 1;
                place += 1;
            }
            *long = (code << (16 - length), offset);
            code <<= 1;
        }
        table
    }

    fn symbol(&self, bits: &mut Bits) -> Result<u8, PictureError> {
        let next = bits.peek16();
        if let Some((length @ 1.., symbol)) = self.short.get((next >> (16 - SHORT)) as usize) {
            bits.skip(u32::from(*length))?;
            return Ok(*symbol);
        }
        for (length, (end, offset)) in (0_u32..).zip(&self.long).skip(1) {
            if next < *end {
                bits.skip(length)?;
                let place = (next >> (16 - length)) as i32 + offset;
                return self.symbols.get(place as usize).copied().ok_or_else(torn);
            }
        }
        // Past the end of the data, padding need not be a code.
        bits.skip(16)?;
        Err(torn())
    }
}

/// Bits up to the next marker.
pub(super) struct Bits<'a> {
    data: &'a [u8],
    at: usize,
    buffer: u64,
    count: u32,
}

impl<'a> Bits<'a> {
    pub(super) fn new(data: &'a [u8]) -> Self {
        Self { data, at: 0, buffer: 0, count: 0 }
    }

    /// The bytes from the marker on at which the data ends.
    pub(super) fn rest(&self) -> &'a [u8] {
        self.data.get(self.at..).unwrap_or_default()
    }

    fn fill(&mut self) {
        while self.count <= 56 {
            let Some(byte) = self.byte() else { return };
            self.buffer |= u64::from(byte) << (56 - self.count);
            self.count += 8;
        }
    }

    /// The next byte of data; `None` before a marker and at the end.
    fn byte(&mut self) -> Option<u8> {
        let byte = *self.data.get(self.at)?;
        if byte == 0xFF {
            let fill = fill_bytes(self.rest());
            if self.data.get(self.at + fill) != Some(&0) {
                return None;
            }
            self.at += fill;
        }
        self.at += 1;
        Some(byte)
    }

    fn peek16(&mut self) -> u32 {
        if self.count < 16 {
            self.fill();
        }
        (self.buffer >> 48) as u32
    }

    fn skip(&mut self, count: u32) -> Result<(), PictureError> {
        if self.count < count {
            self.fill();
        }
        self.count = self.count.checked_sub(count).ok_or(PictureError::Incomplete)?;
        self.buffer <<= count;
        Ok(())
    }

    fn take(&mut self, count: u32) -> Result<u32, PictureError> {
        let next = self.peek16() >> (16 - count.min(16));
        self.skip(count)?;
        Ok(next)
    }

    /// Passes over what is left before the next marker.
    fn finish(&mut self) -> Result<(), PictureError> {
        let (mut left, mut padding) = (0, true);
        let whole = self.count / 8;
        // What is left of a byte that was begun is padding.
        let buffered = (self.buffer << (self.count % 8)).to_be_bytes().into_iter();
        for byte in buffered.take(whole as usize).chain(std::iter::from_fn(|| self.byte())) {
            left += 1;
            padding &= matches!(byte, 0 | 0xFF);
        }
        (self.buffer, self.count) = (0, 0);
        if left > LEFT_OVER && !padding {
            return Err(PictureError::Incomplete);
        }
        Ok(())
    }

    /// Passes over a restart marker.
    fn restart(&mut self) -> Result<(), PictureError> {
        self.finish()?;
        let fill = fill_bytes(self.rest());
        match self.data.get(self.at + fill) {
            Some(0xD0..=0xD7) => self.at += fill + 1,
            _ => return Err(PictureError::Incomplete),
        }
        Ok(())
    }
}

/// What the scans so far have told, for each component of a progressive
/// picture.
#[derive(Default)]
pub(super) struct History {
    /// Which coefficients of each block are known not to be zero.
    known: Vec<Vec<u64>>,
    /// Which coefficients are told to their last bit.
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

    /// Whether nothing is missing of `count` components.
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
    /// [`PictureError::Incomplete`] where the data ends before them or goes on
    /// after them, [`PictureError::Damaged`] where it makes no sense.
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

    /// A unit at its place. `stride` is how many units of all components lie
    /// beside one another.
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

    /// A band of AC coefficients of one block of a progressive picture. `run`
    /// is how many blocks, this one among them, have no more codes.
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

/// A block of a picture that is not progressive.
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
