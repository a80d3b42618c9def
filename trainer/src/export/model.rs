//! Writes a model's folder: network, calibration, evaluation, card.

use crate::{
    data::dataset::Dataset,
    evaluate::{self, Evaluation},
    export::{
        calibration::{Observation, temperature, thresholds},
        card,
        onnx::export,
    },
    report::plot,
    train::{Trained, arch::Arch, config::Config, init},
};
use anyhow::{Context, Result, anyhow};
use clap::ValueEnum as _;
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};
use whence::core::{
    card::{Card, Onnx, SCHEMA, Training},
    classifier::{Classifier, Network as Loaded},
    digest::sha256,
    verdict::Thresholds,
};

/// The model card for readers.
const MODEL_CARD: &str = "MODEL_CARD.md";

/// Exports a network into `folder`, calibrates it on `val` (by the network
/// before the refit, if there was one), evaluates it on every part that it was
/// not trained on, and writes the card.
///
/// # Errors
///
/// If pictures cannot be read or files cannot be written.
pub fn write(trained: &Trained, config: &Config, data: &Dataset, folder: &Path) -> Result<Card> {
    let evaluation = folder.join("evaluation");
    fs::create_dir_all(&evaluation)
        .with_context(|| format!("could not make {}", evaluation.display()))?;
    let onnx = export(&trained.network, config, &data.labels)?;
    let mut card = blank(config, data, &onnx)?;
    if trained.validated.is_some() {
        let learned = data.with_validation_in_train();
        card.training.pictures = learned.counts("train")?;
        card.training.data = description(config, data, &learned)?;
    }
    card.training.epochs = trained.epochs as u32;
    card.training.weights.clone_from(&trained.weights);
    let loaded = Loaded::load(&onnx, &card.input)?;
    let judged = match &trained.validated {
        Some(network) => {
            let onnx = export(network, config, &data.labels)?;
            Classifier::new(blank(config, data, &onnx)?, Loaded::load(&onnx, &card.input)?)?
        }
        None => Classifier::new(card.clone(), loaded.clone())?,
    };
    let validation = evaluate::evaluate(&judged, data, "val")?;
    let observations = Observation::all(&validation.predictions, &data.labels);
    card.temperature = temperature(&observations);
    card.thresholds = thresholds(&observations, &data.labels, card.temperature);
    let model = Classifier::new(card.clone(), loaded)?;
    for part in data.parts().into_iter().filter(|part| !["", "train", "val"].contains(part)) {
        if data.paintings(part)?.is_empty() {
            continue;
        }
        let evaluated = evaluate::evaluate(&model, data, part)?;
        report(&evaluated, config.arch.name(), part, &evaluation)?;
        card.metrics.insert(part.to_owned(), evaluated.metrics);
    }
    fs::write(folder.join(&card.onnx.file), &onnx)?;
    fs::write(folder.join("model.json"), card.to_json()?)?;
    fs::write(folder.join(MODEL_CARD), card::markdown(&card, config.arch)?)?;
    Ok(card)
}

/// Rewrites a model's `MODEL_CARD.md` from its card, with `about` as the new
/// description of the data.
///
/// # Errors
///
/// If there is no such model or its folder cannot be written to.
pub fn describe(folder: &Path, about: Option<String>) -> Result<()> {
    let path = folder.join("model.json");
    let json = fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
    let mut card = Card::from_json(&json)?;
    card.training.data = about.unwrap_or(card.training.data);
    let arch = Arch::from_str(&card.architecture, false);
    let arch = arch.map_err(|problem| anyhow!("{}: {problem}", path.display()))?;
    fs::write(&path, card.to_json()?)?;
    Ok(fs::write(folder.join(MODEL_CARD), card::markdown(&card, arch)?)?)
}

/// Writes an evaluation into `folder` as text, figures and predictions.
///
/// # Errors
///
/// If a file cannot be written.
pub fn report(
    evaluation: &Evaluation,
    architecture: &str,
    part: &str,
    folder: &Path,
) -> Result<()> {
    fs::create_dir_all(folder)?;
    let path = |kind: &str| folder.join(format!("{architecture}-{part}-{kind}"));
    fs::write(path("report.txt"), evaluation.table())
        .with_context(|| format!("could not write into {}", folder.display()))?;
    evaluation.write_predictions(&path("predictions.csv"))?;
    let title = format!("{architecture}, {part}");
    Ok(fs::write(
        path("confusion.svg"),
        plot::confusion(&evaluation.metrics.confusion, &evaluation.labels, &title)?,
    )?)
}

/// The card of a network before its evaluation.
///
/// # Errors
///
/// If the data has no part `train`.
pub fn blank(config: &Config, data: &Dataset, onnx: &[u8]) -> Result<Card> {
    Ok(Card {
        schema: SCHEMA,
        architecture: config.arch.name().to_owned(),
        onnx: Onnx {
            file: "whence.onnx".to_owned(),
            sha256: sha256(onnx),
            bytes: onnx.len() as u64,
        },
        input: config.input.clone(),
        task: data.task.clone(),
        temperature: 1.0,
        thresholds: Thresholds { confident: 1.0, torn: 1.0, foreign: f32::MAX },
        training: Training {
            data: description(config, data, data)?,
            manifest_sha256: data.digest.clone(),
            pictures: data.counts("train")?,
            epochs: config.epochs as u32,
            seed: config.seed,
            start: init::file(&config.init).map(init::describe).transpose()?,
            weights: None,
        },
        metrics: BTreeMap::new(),
        licence: "MIT OR Apache-2.0".to_owned(),
    })
}

/// A description of the training data: the pictures, the negatives in the part
/// `train` of `learned`, and their auxiliary labels.
fn description(config: &Config, data: &Dataset, learned: &Dataset) -> Result<String> {
    let mut words = data.description();
    if config.negative_weight > 0.0 {
        let mut counts = BTreeMap::<&str, usize>::new();
        for sample in learned.negatives("train")? {
            *counts.entry(&sample.source).or_default() += 1;
        }
        let counts = counts.into_iter().map(|(source, count)| {
            let label = config.auxiliary_labels.get(source);
            let label = label.map(|label| format!(" (auxiliary label {label})"));
            let source = if source.is_empty() { "no named source" } else { source };
            format!("{count} of {source}{}", label.unwrap_or_default())
        });
        let counts = counts.collect::<Vec<_>>().join(", ");
        let _ = write!(words, " Trained with negatives too: {counts}.");
    }
    Ok(words)
}
