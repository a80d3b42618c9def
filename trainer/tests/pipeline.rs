//! The trainer from end to end, on pictures that are drawn here.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use burn::tensor::{Device, Tensor, TensorData};
use image::{Rgb, RgbImage};
use std::{
    path::Path,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};
use tempfile::TempDir;
use whence::{card::Card, classifier::Classifier, culture::Culture, picture::Picture};
use whence_trainer::{
    config::{Arch, Config, Weights},
    dataset::Dataset,
    evaluate,
    export::export,
    model,
    network::Network,
    train::{self, Epoch, Outcome},
};

const PER_CLASS: u32 = 8;

/// Stripes of a colour and a width for each culture, with a little noise.
fn drawn(culture: Culture, number: u32) -> RgbImage {
    let colours = [[200, 40, 40], [40, 160, 60], [40, 60, 200], [220, 200, 60]];
    let stripe = 4 + 3 * culture.index() as u32;
    RgbImage::from_fn(72, 56, |x, y| {
        let dark = ((x + number) / stripe).is_multiple_of(2);
        let noise = (x * 7 + y * 13 + number * 31) % 23;
        Rgb(colours[culture.index()]
            .map(|value: u32| (if dark { value / 2 } else { value } + noise) as u8))
    })
}

fn data_set() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let mut manifest = "file,class,part\n".to_owned();
    for part in ["train", "val", "test"] {
        for culture in Culture::ALL {
            for number in 0..PER_CLASS {
                let file = format!("{part}-{culture}-{number}.png");
                drawn(culture, number * 3 + part.len() as u32)
                    .save(folder.path().join(&file))
                    .unwrap();
                manifest += &format!("{file},{culture},{part}\n");
            }
        }
    }
    std::fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
    folder
}

/// The recipe that ships, brought down to seconds.
fn tiny(epochs: usize) -> Config {
    let mut config = Config::load(Arch::Whence, None).unwrap();
    config.epochs = epochs;
    config.batch = 8;
    config.warmup = 0;
    config.average = 0.5;
    (config.input.width, config.input.height) = (48, 32);
    config
}

/// The framework has one random generator per process, so that two runs in
/// one would draw from each other's.
fn alone() -> MutexGuard<'static, ()> {
    static ALONE: Mutex<()> = Mutex::new(());
    ALONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn device() -> Device {
    Device::flex().autodiff()
}

fn train(config: &Config, data: &Dataset, run: &Path, resume: bool) -> Outcome {
    train::train(config, data, run, resume, &device(), &AtomicBool::new(false)).unwrap()
}

fn curve(run: &Path) -> Vec<Epoch> {
    let lines = std::fs::read_to_string(run.join("metrics.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_network_is_trained_exported_reloaded_and_judged() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path()).unwrap();
    let run = out.path().join("run");
    let config = tiny(6);
    let Outcome::Done(network) = train(&config, &data, &run, false) else {
        panic!("nobody asked it to stop")
    };
    let epochs = curve(&run);
    assert_eq!(epochs.len(), 6);
    assert!(epochs[5].train_loss < epochs[0].train_loss, "{epochs:?}");
    for file in ["config.toml", "run.json", "curves.svg", "checkpoint/network.bpk"] {
        assert!(run.join(file).exists(), "{file} is missing");
    }

    let folder = out.path().join("model");
    let card = model::write(&network, &config, &data, &folder).unwrap();
    let model = evaluate::load(&folder).unwrap();
    assert_eq!(*model.card(), card);
    assert_eq!(card.training.pictures, [PER_CLASS; 4]);
    assert!(card.metrics["test"].accuracy > 0.9, "{:?}", card.metrics);

    let again = evaluate::evaluate(&model, &data, "test").unwrap();
    assert_eq!(again.metrics, card.metrics["test"]);
    let evaluation = folder.join("evaluation");
    let csv = std::fs::read_to_string(evaluation.join("whence-test-predictions.csv")).unwrap();
    assert_eq!(csv.lines().count(), 1 + 4 * PER_CLASS as usize);
    assert!(evaluation.join("whence-test-confusion.svg").exists());
}

#[test]
fn a_resumed_run_has_the_same_curve() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path()).unwrap();
    let (whole, parts) = (out.path().join("whole"), out.path().join("parts"));
    train(&tiny(8), &data, &whole, false);

    // Stopped within an epoch, three times; a run goes on from whole epochs.
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let stopped =
            scope.spawn(|| train::train(&tiny(8), &data, &parts, false, &device(), &stop).unwrap());
        while !parts.join("checkpoint").exists() && !stopped.is_finished() {
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        stop.store(true, Ordering::Relaxed);
        assert!(matches!(stopped.join().unwrap(), Outcome::Stopped));
    });
    assert!(curve(&parts).len() < 8);
    train(&tiny(8), &data, &parts, true);
    assert_eq!(curve(&parts), curve(&whole));
}

#[test]
fn a_run_is_neither_overwritten_nor_mixed_up() {
    let _alone = alone();
    let (folder, out) = (data_set(), tempfile::tempdir().unwrap());
    let data = Dataset::open(folder.path()).unwrap();
    train(&tiny(1), &data, out.path(), false);
    let again = |config: &Config, resume| {
        let stop = AtomicBool::new(false);
        train::train(config, &data, out.path(), resume, &device(), &stop).unwrap_err().to_string()
    };
    assert!(again(&tiny(1), false).contains("--resume"));
    assert!(again(&Config { seed: 7, ..tiny(1) }, true).contains("another recipe"));
}

#[test]
fn the_exported_file_answers_as_the_network_does() {
    let _alone = alone();
    for arch in [Arch::Article, Arch::Whence] {
        let mut config = Config::load(arch, None).unwrap();
        config.weights = Weights::F32;
        let network = Network::new(arch, &Device::flex());
        let onnx = export(&network, &config).unwrap();
        let card = Card { input: config.input.clone(), ..card(arch, &onnx) };
        let model = Classifier::load(card.to_json().unwrap().as_bytes(), &onnx).unwrap();
        for number in 0..8 {
            for culture in Culture::ALL {
                let bytes = png(&drawn(culture, number));
                let tensor = Picture::decode(&bytes).unwrap().tensor(&config.input).unwrap();
                let shape = [1, 3, config.input.height as usize, config.input.width as usize];
                let tensor = Tensor::from_data(TensorData::new(tensor, shape), &Device::flex());
                let expected = network.forward(tensor).into_data().try_to_vec::<f32>().unwrap();
                let answer = model.classify(&bytes).unwrap();
                for (ours, theirs) in expected.iter().zip(answer.logits) {
                    assert!((ours - theirs).abs() < 1e-4, "{arch:?}: {ours} is not {theirs}");
                }
                let Some(evidence) = answer.evidence else { continue };
                for (map, logit) in evidence.maps.iter().zip(answer.logits) {
                    let mean = map.iter().sum::<f32>() / map.len() as f32;
                    assert!((mean - logit).abs() < 1e-4, "{mean} is not {logit}");
                }
            }
        }
    }
}

fn card(arch: Arch, onnx: &[u8]) -> Card {
    let config = Config::load(arch, None).unwrap();
    let folder = data_set();
    model::blank(&config, &Dataset::open(folder.path()).unwrap(), onnx).unwrap()
}

fn png(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
