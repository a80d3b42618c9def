//! Replays the corpus of fuzzing.

use std::{fs, path::Path};

/// Gives a target each file of its corpus.
#[allow(clippy::print_stdout, reason = "a panic is told with the file that makes it")]
pub(crate) fn replay(corpus: &Path, check: fn(&[u8])) {
    let files: Vec<_> = fs::read_dir(corpus).unwrap().map(|file| file.unwrap().path()).collect();
    assert!(files.len() >= 20, "{} has {} files", corpus.display(), files.len());
    for file in files {
        println!("{}", file.display());
        check(&fs::read(&file).unwrap());
    }
}
