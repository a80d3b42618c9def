//! No input makes the classifier panic, give a wrong answer without an error,
//! or use more memory than allowed; and after each input, the next picture gets
//! exactly the same answer as before.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
#![cfg(not(target_arch = "wasm32"))]

#[path = "hostile/mod.rs"]
mod hostile;

use peak_alloc::PeakAlloc;
use std::{fs, path::Path};
use whence::core::{classification::Classification, classifier::Classifier};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// The memory that a picture may use in addition to the classifier, in MB. The
/// files are small: the sizes that they state must cost nothing.
const MOST_MEMORY: f32 = 64.0;

fn read(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("model").join(name)).unwrap()
}

fn same(one: &Classification, other: &Classification, tolerance: f32) -> bool {
    one.predictions.iter().all(|prediction| {
        (prediction.probability - other.predictions.of(prediction.label)).abs() <= tolerance
    })
}

#[test]
fn pictures_are_right_or_refused() {
    let model = Classifier::load(&read("model.json"), &read("whence.onnx")).unwrap();
    let reference = model.classify(&hostile::reference()).unwrap();
    let cases = hostile::pictures();
    assert!(cases.len() >= 60, "{} pictures", cases.len());
    let mut wrong = Vec::new();
    for (name, bytes, expected) in cases {
        let before = MEMORY.current_usage_as_mb();
        MEMORY.reset_peak_usage();
        let answer = model.classify(&bytes);
        let took = MEMORY.peak_usage_as_mb() - before;
        let answer = answer.map_err(|error| error.to_string());
        let near = answer.as_ref().map(|answer| same(answer, &reference, 0.05));
        let as_expected = expected.is_met(near.map_err(String::as_str));
        let found = answer.map(|answer| answer.verdict);
        if !as_expected || took > MOST_MEMORY {
            wrong.push(format!("{name}: {expected:?}, {found:?}, {took:.0} MB"));
        }
        let next = model.classify(&hostile::reference()).unwrap();
        assert!(same(&next, &reference, 0.0), "after {name}");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn models_are_refused() {
    let models = hostile::models(&read("model.json"), &read("whence.onnx"));
    for (name, card, onnx) in models {
        let error = Classifier::load(&card, &onnx).err();
        let error = error.unwrap_or_else(|| panic!("{name} is loaded")).to_string();
        assert!(error.len() > 10, "{name}: {error}");
        // A network is refused for its contents, not for its card.
        let of_network = error.starts_with("the model cannot be used");
        assert_eq!(
            of_network,
            name.starts_with("network") && !name.ends_with("card"),
            "{name}: {error}"
        );
    }
}
