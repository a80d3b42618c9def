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

use image::{DynamicImage, ImageFormat, Rgba, RgbaImage};
use js_sys::{Array, Error, Reflect, Uint8Array, Uint8ClampedArray};
use std::io::Cursor;
use wasm_bindgen::{JsCast as _, JsValue};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use whence::api::{Bytes, Classifier};

wasm_bindgen_test_configure!(run_in_browser);

const CARD: &[u8] = include_bytes!("../model/model.json");
const ONNX: &[u8] = include_bytes!("../model/whence.onnx");
const GOLDEN: &[u8] = include_bytes!("golden/golden.json");
const PICTURES: [(&str, &[u8]); 6] = [
    ("hills.webp", include_bytes!("golden/hills.webp")),
    ("phone.jpg", include_bytes!("golden/phone.jpg")),
    ("seal.png", include_bytes!("golden/seal.png")),
    ("weave.gif", include_bytes!("golden/weave.gif")),
    ("40087.webp", include_bytes!("../www/deck/40087.webp")),
    ("36025.webp", include_bytes!("../www/deck/36025.webp")),
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

fn message(error: Error) -> String {
    error.message().into()
}

fn code(error: &Error) -> String {
    get(error, "code").as_string().unwrap()
}

/// Every label with its probability, in descending order.
fn predictions(answer: &JsValue) -> Vec<(String, f64)> {
    let one = |of: JsValue| {
        let label = get(&of, "label").as_string().unwrap();
        (label, get(&of, "probability").as_f64().unwrap())
    };
    get(answer, "predictions").unchecked_into::<Array>().iter().map(one).collect()
}

#[wasm_bindgen_test]
fn the_browser_answers_as_the_trainer_does() {
    let golden: serde_json::Value = serde_json::from_slice(GOLDEN).unwrap();
    let model = model();
    for (file, bytes) in PICTURES {
        let answer = model.classify(&given(bytes)).ok().unwrap();
        let found = predictions(&answer);
        let expected = golden[file]["predictions"].as_array().unwrap();
        assert_eq!(found.len(), expected.len());
        for ((label, found), expected) in found.into_iter().zip(expected) {
            assert_eq!(Some(label.as_str()), expected["label"].as_str(), "{file}");
            let expected = expected["probability"].as_f64().unwrap();
            assert!((found - expected).abs() < 1e-4, "{file}: {found} {expected}");
        }
        let [found, expected] =
            [get(&answer, "familiar").as_f64(), golden[file]["familiar"].as_f64()];
        assert!((found.unwrap() - expected.unwrap()).abs() < 1e-4, "{file}: {found:?}");
        let kind = get(&get(&answer, "verdict"), "kind").as_string();
        assert_eq!(kind.as_deref(), golden[file]["verdict"]["kind"].as_str(), "{file}");
    }
}

#[wasm_bindgen_test]
fn simd_is_on() {
    assert!(std::hint::black_box(cfg!(target_feature = "simd128")));
}

#[wasm_bindgen_test]
fn an_answer_has_the_shape_of_its_type() {
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
    assert_eq!(code(&error), "not-a-picture");
    assert!(message(error).contains("not a picture"));
    let error = model.classify(&given(b"")).err().unwrap();
    assert_eq!(code(&error), "empty");
    let error = model.classify(&JsValue::from_str("a path").unchecked_into()).err().unwrap();
    assert_eq!(code(&error), "not-a-file");
    assert!(message(error).contains("Uint8Array"));
    let pixels = Uint8ClampedArray::new_with_length(12).unchecked_into();
    let error = model.classify_pixels(&pixels, 2, 2).err().unwrap();
    assert_eq!(code(&error), "damaged");
    assert!(model.classify(&given(PICTURES[0].1)).is_ok());
}

#[wasm_bindgen_test]
fn pixels_get_the_answer_of_their_file() {
    let (width, height) = (97, 61);
    let drawn = RgbaImage::from_fn(width, height, |x, y| {
        Rgba([((x * 5) ^ (y * 3)) as u8, (x + y) as u8, (200 - 2 * y) as u8, (x * y % 256) as u8])
    });
    let pixels = Uint8ClampedArray::from(drawn.as_raw().as_slice()).unchecked_into();
    let mut png = Cursor::new(Vec::new());
    DynamicImage::ImageRgba8(drawn).write_to(&mut png, ImageFormat::Png).unwrap();
    let model = model();
    let of_file = model.classify(&given(png.get_ref())).ok().unwrap();
    let of_pixels = model.classify_pixels(&pixels, width, height).ok().unwrap();
    assert_eq!(predictions(&of_pixels), predictions(&of_file));
    assert_eq!(numbers(get(&of_pixels, "embedding")), numbers(get(&of_file, "embedding")));
    assert_eq!(get(&of_pixels, "decoder").as_string().as_deref(), Some("caller"));
    assert_eq!(numbers(get(&of_pixels, "size")), [97.0, 61.0]);
}

#[wasm_bindgen_test]
fn hostile_pictures_are_right_or_refused() {
    let model = model();
    let probabilities = |answer: &JsValue| {
        let mut of = predictions(answer);
        of.sort_by(|one, other| one.0.cmp(&other.0));
        of.into_iter().map(|(_, probability)| probability).collect::<Vec<_>>()
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
    assert_eq!(code(&error), "mismatch");
    assert!(message(error).contains("does not match its card"));
    let error = Classifier::new(b"{}", ONNX).err().unwrap();
    assert_eq!(code(&error), "model");
    assert!(message(error).contains("card"));
}

#[wasm_bindgen_test]
async fn a_model_that_is_not_there_is_named() {
    let error = Classifier::load("nowhere/model.json".to_owned()).await.err().unwrap();
    assert_eq!(code(&error), "missing");
    assert!(message(error).contains("nowhere/model.json"));
}

#[wasm_bindgen_test]
fn convolutions_are_as_defined() {
    kernel::convolutions_are_as_defined();
}

#[wasm_bindgen_test]
fn what_is_not_a_number_stays() {
    kernel::what_is_not_a_number_stays();
}

#[wasm_bindgen_test]
fn weights_that_do_not_agree_are_refused() {
    kernel::weights_that_do_not_agree_are_refused();
}

#[wasm_bindgen_test]
fn the_order_of_values_changes_both_ways() {
    kernel::the_order_of_values_changes_both_ways();
}
