//! The bytes of a first visit, part by part.

use crate::{server::Server, sizes::sizes};

/// The parts of a first visit without the deck's pictures: their names and the
/// patterns of their files.
pub const PARTS: [(&str, &[&str]); 5] = [
    ("page: HTML, style, code", &["index.html", "style-*.css", "page-*.js", "page-*_bg.wasm"]),
    ("worker's script", &["worker-*.js"]),
    ("worker's code", &["worker-*_bg.wasm"]),
    ("model and card", &["model/model-*.json", "model/whence.onnx"]),
    ("index of nearest works", &["model/works-*.bin"]),
];

/// The size of a part: raw, and with gzip and brotli at their highest levels.
#[must_use]
pub fn of(server: &Server, patterns: &[&str]) -> [usize; 3] {
    let sizes = patterns.iter().map(|pattern| sizes(&server.file(pattern)));
    sizes.fold([0; 3], |sum, part| [sum[0] + part[0], sum[1] + part[1], sum[2] + part[2]])
}
