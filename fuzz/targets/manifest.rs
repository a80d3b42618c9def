//! A data set's manifest: an error, or one that can be written and read again
//! with the same cells.

use crate::data::manifest::Manifest;
use std::path::Path;

/// Reads, writes and reads again.
pub(crate) fn check(bytes: &[u8]) {
    let parse = |bytes| Manifest::parse(Path::new("manifest.csv"), bytes, &["file", "class"]);
    let Ok(manifest) = parse(bytes.to_vec()) else { return };
    let again = parse(manifest.to_bytes().expect("a manifest can be written"));
    let again = again.expect("what was written can be read");
    assert_eq!(again.len(), manifest.len());
    for row in 0..manifest.len() {
        assert!(manifest.line(row) > 1);
        for column in ["file", "class", "part", "group"] {
            assert_eq!(again.get(row, column), manifest.get(row, column));
        }
    }
}
