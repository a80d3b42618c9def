//! The bits of a scan and the Huffman codes in them (ITU-T T.81, annex F).

use super::frame::torn;
use crate::core::error::PictureError;

/// Cameras leave a few bytes before a marker. More bytes than these, other than
/// padding, are data without a place in the picture: data of a missing part, or
/// the zeros of an incompletely written file.
const LEFT_OVER: usize = 8;

/// Codes of at most this many bits are looked up at once.
const SHORT: u32 = 8;

/// The number of fill bytes at the start of `bytes`; any marker may have some.
pub(super) fn fill_bytes(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == 0xFF).count()
}

/// A Huffman table.
pub(super) struct Huffman {
    symbols: Vec<u8>,
    /// For the next [`SHORT`] bits: the code's length and its symbol; a length
    /// of 0 where the code is longer.
    short: [(u8, u8); 1 << SHORT],
    /// For each length: one past the last code, aligned to 16 bits, and the
    /// number to add to a code to get the index of its symbol.
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

    /// The symbol of the next code.
    pub(super) fn symbol(&self, bits: &mut Bits) -> Result<u8, PictureError> {
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

    /// The bytes from the marker at which the data ends.
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

    pub(super) fn skip(&mut self, count: u32) -> Result<(), PictureError> {
        if self.count < count {
            self.fill();
        }
        self.count = self.count.checked_sub(count).ok_or(PictureError::Incomplete)?;
        self.buffer <<= count;
        Ok(())
    }

    /// The next bits, at most 16, as a number.
    pub(super) fn take(&mut self, count: u32) -> Result<u32, PictureError> {
        let next = self.peek16() >> (16 - count.min(16));
        self.skip(count)?;
        Ok(next)
    }

    /// Skips the rest of the data before the next marker.
    pub(super) fn finish(&mut self) -> Result<(), PictureError> {
        let (mut left, mut padding) = (0, true);
        let whole = self.count / 8;
        // The remaining bits of a partly read byte are padding.
        let buffered = (self.buffer << (self.count % 8)).to_be_bytes().into_iter();
        for byte in buffered.take(whole as usize).chain(std::iter::from_fn(|| self.byte())) {
            left += 1;
            padding &= byte == 0xFF;
        }
        (self.buffer, self.count) = (0, 0);
        if left > LEFT_OVER && !padding {
            return Err(PictureError::Incomplete);
        }
        Ok(())
    }

    /// Skips a restart marker.
    pub(super) fn restart(&mut self) -> Result<(), PictureError> {
        self.finish()?;
        let fill = fill_bytes(self.rest());
        match self.data.get(self.at + fill) {
            Some(0xD0..=0xD7) => self.at += fill + 1,
            _ => return Err(PictureError::Incomplete),
        }
        Ok(())
    }
}
