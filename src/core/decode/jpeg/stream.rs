//! The segments of a JPEG file (ITU-T T.81, annex B): their metadata, and
//! whether the picture is complete.
//!
//! Decoders fill in missing data, so that a program cannot detect half a
//! picture. This code counts the blocks instead.

use super::{
    bits::{Bits, Huffman, fill_bytes},
    entropy::{History, Scan},
    frame::{Frame, kind, torn},
};
use crate::core::error::PictureError;
use image::metadata::Orientation;
use std::collections::BTreeSet;

/// Scans may code nothing for millions of blocks in a few bytes, so their number
/// is limited. Encoders write about ten.
const MOST_SCANS: usize = 64;

/// A complete JPEG file.
pub(super) struct Stream<'a> {
    frame: Frame,
    icc: Vec<(u8, &'a [u8])>,
    orientation: Option<Orientation>,
    adobe: bool,
}

impl<'a> Stream<'a> {
    /// Walks a file to its end.
    ///
    /// # Errors
    ///
    /// [`PictureError::Incomplete`], [`PictureError::Damaged`], and
    /// [`PictureError::UnsupportedVariant`] for kinds of JPEG that are rare.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, PictureError> {
        let mut walk = Walk::default();
        let mut rest = bytes.get(2..).unwrap_or_default();
        while let Some((marker, after)) = next_marker(rest) {
            rest = match marker {
                0xD9 => return walk.stream(),
                0x01 | 0xD0..=0xD8 => after,
                _ => {
                    let length = after.first_chunk().ok_or(PictureError::Incomplete)?;
                    let length = usize::from(u16::from_be_bytes(*length));
                    let (segment, after) =
                        after.split_at_checked(length).ok_or(PictureError::Incomplete)?;
                    walk.segment(marker, segment.get(2..).ok_or_else(torn)?)?;
                    if marker == 0xDA { walk.scan(segment, after)? } else { after }
                }
            };
        }
        walk.stream()
    }

    /// Width and height in pixels, not yet upright.
    pub(super) fn size(&self) -> (u16, u16) {
        (self.frame.width, self.frame.height)
    }

    /// Whether a program of Adobe's wrote it.
    pub(super) fn is_from_adobe(&self) -> bool {
        self.adobe
    }

    /// The first orientation that is stated.
    pub(super) fn orientation(&self) -> Option<Orientation> {
        self.orientation
    }

    /// The colour profile, joined from its segments.
    pub(super) fn icc(&self) -> Option<Vec<u8>> {
        let mut parts = self.icc.clone();
        parts.sort_by_key(|(number, _)| *number);
        parts.dedup_by_key(|(number, _)| *number);
        (!parts.is_empty()).then(|| parts.iter().flat_map(|(_, part)| *part).copied().collect())
    }
}

/// The state of the walk through a file.
#[derive(Default)]
struct Walk<'a> {
    frame: Option<Frame>,
    dc: [Option<Huffman>; 4],
    ac: [Option<Huffman>; 4],
    restart: usize,
    history: History,
    scans: usize,
    /// The components that occurred in a scan, by number.
    coded: BTreeSet<usize>,
    icc: Vec<(u8, &'a [u8])>,
    orientation: Option<Orientation>,
    adobe: bool,
}

impl<'a> Walk<'a> {
    fn stream(self) -> Result<Stream<'a>, PictureError> {
        let Self { frame, icc, orientation, adobe, .. } = self;
        let frame = frame.ok_or(PictureError::Incomplete)?;
        let whole = if frame.progressive {
            self.history.is_complete(frame.components.len())
        } else {
            self.scans > 0 && self.coded.len() == frame.components.len()
        };
        if whole {
            Ok(Stream { frame, icc, orientation, adobe })
        } else {
            Err(PictureError::Incomplete)
        }
    }

    fn segment(&mut self, marker: u8, data: &'a [u8]) -> Result<(), PictureError> {
        match marker {
            0xC4 => self.tables(data).ok_or_else(torn)?,
            0xC0..=0xC3 if self.frame.is_some() => return Err(torn()),
            0xC0..=0xC3 => self.frame = Some(Frame::read(marker, data)?.check()?),
            0xC5..=0xC7 => return Err(kind("hierarchical")),
            0xC9..=0xCB | 0xCD..=0xCF => return Err(kind("arithmetic coding")),
            0xDD => {
                let interval = data.first_chunk().ok_or_else(torn)?;
                self.restart = usize::from(u16::from_be_bytes(*interval));
            }
            0xE1 => {
                let stated =
                    || Orientation::from_exif_chunk(data.strip_prefix(b"Exif\0")?.get(1..)?);
                self.orientation = self.orientation.or_else(stated);
            }
            0xE2 => {
                if let Some([number, _, part @ ..]) = data.strip_prefix(b"ICC_PROFILE\0") {
                    self.icc.push((*number, part));
                }
            }
            0xEE => self.adobe |= data.starts_with(b"Adobe"),
            _ => {}
        }
        Ok(())
    }

    fn tables(&mut self, mut data: &[u8]) -> Option<()> {
        while let Some((target, rest)) = data.split_first() {
            let (lengths, rest) = rest.split_first_chunk::<16>()?;
            let count = lengths.iter().map(|count| usize::from(*count)).sum();
            let (symbols, rest) = rest.split_at_checked(count)?;
            let tables = if target >> 4 == 0 { &mut self.dc } else { &mut self.ac };
            *tables.get_mut(usize::from(target & 15))? = Some(Huffman::new(lengths, symbols));
            data = rest;
        }
        Some(())
    }

    /// Walks the coded data of a scan and returns what follows it.
    fn scan(&mut self, segment: &[u8], data: &'a [u8]) -> Result<&'a [u8], PictureError> {
        let frame = self.frame.as_ref().ok_or_else(torn)?;
        self.scans += 1;
        if self.scans > MOST_SCANS {
            return Err(kind("more than 64 scans"));
        }
        let [_, _, count @ 1..=4, rest @ ..] = segment else { return Err(torn()) };
        let (selected, [start, end, precision]) = rest
            .split_at_checked(2 * usize::from(*count))
            .and_then(|(selected, rest)| Some((selected, *rest.first_chunk::<3>()?)))
            .ok_or_else(torn)?;
        if frame.progressive && start > 0 && *count != 1 {
            return Err(torn());
        }
        let number = |id: u8| frame.components.iter().position(|component| component.id == id);
        self.coded.extend(selected.iter().step_by(2).filter_map(|id| number(*id)));
        if frame.lossless {
            return after_scan(data).ok_or(PictureError::Incomplete);
        }
        let components = selected.as_chunks().0.iter().map(|[id, tables]| {
            let number = number(*id)?;
            let tables = (usize::from(tables >> 4), usize::from(tables & 15));
            Some((number, self.dc.get(tables.0)?.as_ref(), self.ac.get(tables.1)?.as_ref()))
        });
        let scan = Scan {
            frame,
            components: components.collect::<Option<Vec<_>>>().ok_or_else(torn)?,
            band: (start.min(63), end.min(63)),
            refines: precision >> 4 != 0,
            last: precision & 15 == 0,
            restart: self.restart,
        };
        let mut bits = Bits::new(data);
        scan.walk(&mut bits, &mut self.history)?;
        Ok(bits.rest())
    }
}

/// The next marker, and what comes after it.
fn next_marker(mut bytes: &[u8]) -> Option<(u8, &[u8])> {
    loop {
        let start = bytes.iter().position(|byte| *byte == 0xFF)?;
        let after = bytes.get(start..)?;
        let (marker, rest) = after.get(fill_bytes(after)..)?.split_first()?;
        if *marker != 0 {
            return Some((*marker, rest));
        }
        bytes = rest;
    }
}

/// The rest from the next marker that ends a scan.
fn after_scan(bytes: &[u8]) -> Option<&[u8]> {
    let ends =
        |pair: &[u8]| matches!(pair, [0xFF, marker] if !matches!(marker, 0 | 0xD0..=0xD7 | 0xFF));
    bytes.get(bytes.windows(2).position(ends)?..)
}
