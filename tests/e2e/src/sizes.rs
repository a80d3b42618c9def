//! What a file weighs on its way. `xtask` includes this file too.
#![allow(clippy::expect_used, reason = "memory does not fail")]

use flate2::{Compression, write::GzEncoder};
use std::io::Write as _;

/// Sizes of a file in bytes: raw, and with gzip and brotli at their highest levels.
pub(crate) fn sizes(bytes: &[u8]) -> [usize; 3] {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(bytes).expect("memory takes it");
    let mut brotli = Vec::new();
    let parameters =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    brotli::BrotliCompress(&mut &*bytes, &mut brotli, &parameters).expect("memory takes it");
    [bytes.len(), gzip.finish().expect("memory takes it").len(), brotli.len()]
}
