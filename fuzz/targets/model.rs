//! A network: an error or one that answers, never a panic.

use std::sync::LazyLock;
use whence::core::{classifier::Classifier, digest::sha256, error::ClassifierError};

/// The card that ships, for a small input: a pass takes no time.
static CARD: LazyLock<serde_json::Value> = LazyLock::new(|| {
    let card = include_bytes!("../../model/model.json");
    let mut card: serde_json::Value = serde_json::from_slice(card).expect("the card is JSON");
    card["input"]["width"] = 8.into();
    card["input"]["height"] = 8.into();
    card
});

/// Loads the network and classifies a picture.
pub(crate) fn check(onnx: &[u8]) {
    if let Ok(model) = Classifier::load(&card(onnx), onnx) {
        match model.classify(include_bytes!("../../tests/golden/hills.webp")) {
            Ok(answer) => assert!(answer.logits.iter().all(|logit| logit.is_finite())),
            Err(error) => assert!(matches!(error, ClassifierError::Network(_)), "{error}"),
        }
    }
}

/// The card of this network.
pub(crate) fn card(onnx: &[u8]) -> Vec<u8> {
    let mut card = CARD.clone();
    card["onnx"]["sha256"] = sha256(onnx).into();
    card["onnx"]["bytes"] = onnx.len().into();
    serde_json::to_vec(&card).expect("a card is JSON")
}
