//! The sizes of a file in transfer. `xtask` includes this file too.
#![allow(clippy::expect_used, reason = "memory does not fail")]

use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// Sizes of a file in bytes: raw, and with gzip and brotli at their highest levels.
pub(crate) fn sizes(bytes: &[u8]) -> [usize; 3] {
    [bytes.len(), gzip(bytes, Compression::best()).len(), brotli(bytes).len()]
}

/// A file compressed with gzip.
pub(crate) fn gzip(bytes: &[u8], level: Compression) -> Vec<u8> {
    let mut gzip = GzEncoder::new(Vec::new(), level);
    gzip.write_all(bytes).expect("memory takes it");
    gzip.finish().expect("memory takes it")
}

/// A file compressed with brotli at its highest level.
pub(crate) fn brotli(bytes: &[u8]) -> Vec<u8> {
    let mut brotli = Vec::new();
    let parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters).expect("memory takes it");
    brotli
}
