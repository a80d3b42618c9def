//! A network: an error or one that answers, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use whence::core::{classifier::Classifier, digest::sha256};

static CARD: LazyLock<serde_json::Value> = LazyLock::new(|| {
    serde_json::from_slice(include_bytes!("../../model/model.json")).expect("the card is JSON")
});

fuzz_target!(|onnx: &[u8]| {
    let mut card = CARD.clone();
    card["sha256"] = sha256(onnx).into();
    let card = serde_json::to_vec(&card).expect("a card is JSON");
    let _ = Classifier::load(&card, onnx);
});
