//! The model that ships gives the same answers as when it was made, natively
//! and in the browser (`browser.rs` reads the same files).
//!
//! After the model changes: `cargo test --test golden -- --ignored`.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
#![cfg(not(target_arch = "wasm32"))]

use image::{
    DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage, Rgba, RgbaImage,
};
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fs, io::Cursor, path::Path};
use whence::core::{
    classification::Classification, classifier::Classifier, prediction::Ranking, verdict::Verdict,
};

/// The answer to each picture, by its file name.
type Golden = BTreeMap<String, Answer>;

#[derive(Deserialize, Serialize)]
struct Answer {
    predictions: Ranking,
    verdict: Verdict,
    familiar: f32,
}

/// Works of the page's deck among the pictures: a confident and a torn answer.
const WORKS: [&str; 2] = ["40087.webp", "36025.webp"];

fn folder() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden"))
}

fn work(file: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/deck").join(file)).unwrap()
}

fn model() -> Classifier {
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("model");
    let read = |name: &str| fs::read(model.join(name)).unwrap();
    Classifier::load(&read("model.json"), &read("whence.onnx")).unwrap()
}

#[test]
fn the_model_answers_as_it_did() {
    let golden: Golden =
        serde_json::from_slice(&fs::read(folder().join("golden.json")).unwrap()).unwrap();
    assert_eq!(golden.len(), 6);
    let model = model();
    for (file, expected) in golden {
        let bytes = fs::read(folder().join(&file)).unwrap_or_else(|_| work(&file));
        let answer = model.classify(&bytes).unwrap();
        for expected in expected.predictions.iter() {
            let found = answer.predictions.of(expected.label);
            let close = (found - expected.probability).abs() < 1e-4;
            assert!(close, "{file}: {:?}", answer.predictions);
        }
        assert_eq!(answer.verdict, expected.verdict, "{file}");
        assert!((answer.familiar - expected.familiar).abs() < 1e-4, "{file}: {}", answer.familiar);
    }
}

/// The first screen of the page shows this painting and its verdict as an
/// example (`example-verdict` in `www/words`).
#[test]
fn the_example_on_the_first_screen_is_what_the_model_says() {
    let answer = model().classify(&work("40087.webp")).unwrap();
    let says = matches!(answer.verdict, Verdict::Confident { label } if label.name() == "chinese");
    assert!(says, "choose another example: {:?}", answer.verdict);
}

#[test]
#[ignore = "writes what the other tests compare with"]
fn write_golden_files() {
    let model = model();
    let mut golden = Golden::new();
    for (file, bytes) in pictures() {
        fs::write(folder().join(file), bytes).unwrap();
    }
    let works = WORKS.map(|file| (file, work(file)));
    for (file, bytes) in pictures().into_iter().chain(works) {
        let answer = model.classify(&bytes).unwrap();
        let Classification { predictions, verdict, familiar, .. } = answer;
        golden.insert(file.to_owned(), Answer { predictions, verdict, familiar });
    }
    let json = serde_json::to_string_pretty(&golden).unwrap();
    fs::write(folder().join("golden.json"), json + "\n").unwrap();
}

/// One picture of each encoding, drawn so that size, orientation and
/// transparency matter.
fn pictures() -> [(&'static str, Vec<u8>); 4] {
    let hills = RgbImage::from_fn(180, 120, |x, y| {
        let (x, y) = (x as f32 / 180.0, y as f32 / 120.0);
        let hill = 0.5 + 0.2 * (x * 9.0).sin() + 0.1 * (x * 23.0).cos();
        let sky = [214.0 - 60.0 * y, 200.0 - 40.0 * y, 170.0 + 30.0 * y];
        let earth = [70.0 + 60.0 * y, 84.0 + 20.0 * x, 50.0];
        Rgb(if y < hill { sky } else { earth }.map(|value| value as u8))
    });
    let seal = RgbaImage::from_fn(96, 160, |x, y| {
        let ink = (x / 7 + y / 11).is_multiple_of(3);
        Rgba(if ink { [30, 26, 24, 220] } else { [200, 40, 30, ((x * y) % 256) as u8] })
    });
    let weave = RgbImage::from_fn(130, 130, |x, y| {
        Rgb([((x * 5) ^ (y * 3)) as u8, (x + y) as u8, 255 - (x * 2 % 200) as u8])
    });
    let mut phone = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut phone, 90);
    // Rotated by a quarter: EXIF orientation 6.
    let exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    encoder.set_exif_metadata(exif.to_vec()).unwrap();
    encoder.write_image(hills.as_raw(), 180, 120, ExtendedColorType::Rgb8).unwrap();
    let encode = |picture: DynamicImage, format| {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    };
    [
        ("hills.webp", encode(hills.into(), ImageFormat::WebP)),
        ("phone.jpg", phone),
        ("seal.png", encode(seal.into(), ImageFormat::Png)),
        ("weave.gif", encode(weave.into(), ImageFormat::Gif)),
    ]
}
