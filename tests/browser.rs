//! The classifier and the JavaScript API, in a browser.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
#![cfg(target_arch = "wasm32")]

#[path = "hostile/mod.rs"]
mod hostile;
#[path = "kernel/mod.rs"]
mod kernel;

use js_sys::{Array, Reflect, Uint8Array};
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use whence::api::{Bytes, Classifier};

wasm_bindgen_test_configure!(run_in_browser);

const CARD: &[u8] = include_bytes!("../model/model.json");
const ONNX: &[u8] = include_bytes!("../model/whence.onnx");
const GOLDEN: &[u8] = include_bytes!("golden/golden.json");
const PICTURES: [(&str, &[u8]); 4] = [
    ("hills.webp", include_bytes!("golden/hills.webp")),
    ("phone.jpg", include_bytes!("golden/phone.jpg")),
    ("seal.png", include_bytes!("golden/seal.png")),
    ("weave.gif", include_bytes!("golden/weave.gif")),
];

fn model() -> Classifier {
    Classifier::new(CARD, ONNX).ok().unwrap()
}

fn given(bytes: &[u8]) -> Bytes {
    Uint8Array::from(bytes).unchecked_into()
}

fn get(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &name.into()).unwrap()
}

fn numbers(value: JsValue) -> Vec<f64> {
    value.unchecked_into::<Array>().iter().map(|number| number.as_f64().unwrap()).collect()
}

fn message(error: wasm_bindgen::JsError) -> String {
    get(&error.into(), "message").as_string().unwrap()
}

#[wasm_bindgen_test]
fn the_browser_answers_as_the_trainer_does() {
    let golden: serde_json::Value = serde_json::from_slice(GOLDEN).unwrap();
    let model = model();
    for (file, bytes) in PICTURES {
        let answer = model.classify(&given(bytes)).ok().unwrap();
        let found: Array = get(&answer, "predictions").unchecked_into();
        let expected = golden[file]["predictions"].as_array().unwrap();
        assert_eq!(found.length() as usize, expected.len());
        for (found, expected) in found.iter().zip(expected) {
            let label = get(&found, "label").as_string();
            assert_eq!(label.as_deref(), expected["label"].as_str(), "{file}");
            let found = get(&found, "probability").as_f64().unwrap();
            let expected = expected["probability"].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-4, "{file}: {found} {expected}");
        }
        let kind = get(&get(&answer, "verdict"), "kind").as_string();
        assert_eq!(kind.as_deref(), golden[file]["verdict"]["kind"].as_str(), "{file}");
    }
}

#[wasm_bindgen_test]
fn simd_is_on() {
    assert!(std::hint::black_box(cfg!(target_feature = "simd128")));
}

#[wasm_bindgen_test]
fn an_answer_has_the_shape_that_its_type_promises() {
    let (file, bytes) = PICTURES[1];
    let answer = model().classify(&given(bytes)).ok().unwrap();
    assert_eq!(numbers(get(&answer, "size")), [120.0, 180.0], "{file} is turned upright");
    let logits = numbers(get(&answer, "logits"));
    let evidence = get(&answer, "evidence");
    let cells =
        get(&evidence, "width").as_f64().unwrap() * get(&evidence, "height").as_f64().unwrap();
    let maps = get(&evidence, "maps");
    for (label, logit) in model().labels().iter().zip(logits) {
        let map = numbers(get(&maps, label));
        assert_eq!(map.len() as f64, cells);
        assert!((map.iter().sum::<f64>() / cells - logit).abs() < 1e-3);
    }
    assert!(get(&get(&answer, "verdict"), "kind").is_string());
    assert!(!numbers(get(&answer, "embedding")).is_empty());
    for part in ["decode", "resize", "inference"] {
        assert!(get(&get(&answer, "timings"), part).as_f64().unwrap() >= 0.0);
    }
}

#[wasm_bindgen_test]
fn errors_are_errors_and_leave_the_classifier_working() {
    let model = model();
    let error = model.classify(&given(b"not a picture")).err().unwrap();
    assert!(message(error).contains("not a picture"));
    let error = model.classify(&given(b"")).err().unwrap();
    assert!(message(error).contains("empty"));
    let error = model.classify(&JsValue::from_str("a path").unchecked_into()).err().unwrap();
    assert!(message(error).contains("Uint8Array"));
    assert!(model.classify(&given(PICTURES[0].1)).is_ok());
}

#[wasm_bindgen_test]
fn hostile_pictures_are_right_or_refused() {
    let model = model();
    let probabilities = |answer: &JsValue| {
        let mut of: Vec<_> = get(answer, "predictions")
            .unchecked_into::<Array>()
            .iter()
            .map(|one| (get(&one, "label").as_string(), get(&one, "probability").as_f64()))
            .collect();
        of.sort_by(|one, other| one.0.cmp(&other.0));
        of.into_iter().map(|(_, probability)| probability.unwrap()).collect::<Vec<_>>()
    };
    let reference = || probabilities(&model.classify(&given(&hostile::reference())).ok().unwrap());
    let expected_answer = reference();
    for (name, bytes, expected) in hostile::pictures() {
        let answer = model.classify(&given(&bytes)).map_err(message);
        let near = answer.as_ref().map(|answer| {
            let mut pairs = probabilities(answer).into_iter().zip(&expected_answer);
            pairs.all(|(found, expected)| (found - expected).abs() < 0.05)
        });
        assert!(expected.is_met(near.map_err(String::as_str)), "{name}: not {expected:?}");
        assert_eq!(reference(), expected_answer, "after {name}");
    }
}

#[wasm_bindgen_test]
fn hostile_models_are_refused() {
    for (name, card, onnx) in hostile::models(CARD, ONNX) {
        let error = Classifier::new(&card, &onnx).err();
        assert!(error.is_some_and(|error| message(error).len() > 10), "{name}");
    }
}

#[wasm_bindgen_test]
fn a_model_that_is_not_its_cards_is_refused() {
    let error = Classifier::new(CARD, b"another").err().unwrap();
    assert!(message(error).contains("does not match its card"));
    let error = Classifier::new(b"{}", ONNX).err().unwrap();
    assert!(message(error).contains("card"));
}

#[wasm_bindgen_test]
async fn a_model_that_is_not_there_is_named() {
    let error = Classifier::load("nowhere/model.json".to_owned()).await.err().unwrap();
    assert!(message(error).contains("nowhere/model.json"));
}
