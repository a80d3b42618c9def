//! Findings of fuzzing, and inputs with the same coverage: each is handled
//! without a panic, by the same functions that the targets in `fuzz` call.
//!
//! The trainer's own target, `manifest`, is replayed in its module. `cargo test
//! --package whence --test fuzzed -- --ignored` writes the seeds of fuzzing
//! into `fuzz/seeds`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "../fuzz/targets/card.rs"]
mod card;
#[path = "hostile/mod.rs"]
#[allow(dead_code, reason = "tests/hostile.rs asks for the rest")]
mod hostile;
#[path = "../fuzz/targets/model.rs"]
mod model;
#[path = "../fuzz/targets/picture.rs"]
mod picture;
#[path = "../fuzz/targets/record.rs"]
mod record;
#[path = "../fuzz/replay.rs"]
mod replay;
#[path = "fuzzed/seeds.rs"]
mod seeds;
#[path = "../fuzz/targets/works.rs"]
mod works;

use std::{fs, path::Path};
use whence::core::classifier::Classifier;

type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 5] = [
    ("card", card::check),
    ("model", model::check),
    ("picture", picture::check),
    ("record", record::check),
    ("works", works::check),
];

#[test]
fn what_fuzzing_kept_is_answered() {
    for (name, check) in TARGETS {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
        replay::replay(&corpus, check);
    }
}

#[test]
fn what_fuzzing_starts_from_is_answered() {
    for (name, check) in TARGETS {
        seeds::of(name).iter().for_each(|seed| check(seed));
    }
}

#[test]
#[ignore = "writes what fuzzing starts from"]
fn write_seeds() {
    for (name, _) in TARGETS {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(name);
        fs::create_dir_all(&folder).unwrap();
        for (number, seed) in seeds::of(name).into_iter().enumerate() {
            fs::write(folder.join(format!("{number:03}")), seed).unwrap();
        }
    }
}

#[test]
fn the_networks_that_fuzzing_starts_from_are_loaded() {
    for onnx in seeds::of("model") {
        Classifier::load(&model::card(&onnx), &onnx).unwrap();
    }
}
