//! Writes a model's folder: network, calibration, evaluation, card.

use crate::{
    data::dataset::Dataset,
    evaluate::{self, Evaluation, Prediction},
    export::{card, onnx::export},
    report::plot,
    train::{
        config::{Arch, Config},
        init,
        network::Network,
    },
};
use anyhow::{Context, Result, anyhow};
use clap::ValueEnum as _;
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};
use whence::core::{
    card::{Card, Onnx, SCHEMA, Training},
    classifier::{Classifier, Network as Loaded},
    digest::sha256,
    label::Labels,
    prediction::{Ranking, calibrate},
    verdict::Thresholds,
};

/// The model card for readers.
const MODEL_CARD: &str = "MODEL_CARD.md";

/// The precision of confident answers, as estimated on validation. New artists
/// and other sources cost some of it, so it is higher than what is promised.
pub(super) const CONFIDENT_PRECISION: f64 = 0.97;

/// The share of validation paintings whose two likeliest labels must hold
/// the truth for an answer to be torn between them.
const TORN_PRECISION: f64 = 0.97;

/// The share of validation paintings that may be taken for none of the labels.
const REFUSED: f64 = 0.04;

/// The greatest threshold of an answer that is torn between two labels: two
/// probabilities that sum to 1 may be a rounding error below it.
const MOST_TORN: f32 = 1.0 - 1e-5;

/// A validation painting for calibration.
struct Judged {
    logits: Vec<f32>,
    foreign: f32,
    /// The class index of its label.
    truth: usize,
    /// How much it counts. A picture of a source with `n` pictures of its
    /// label counts `1 / √n`, as it does in training, so that the largest
    /// source, often the easiest, does not set the threshold for all.
    weight: f64,
}

impl Judged {
    fn all(predictions: &[Prediction], labels: &Labels) -> Vec<Self> {
        let class = |of: &Prediction| labels.position(of.truth).unwrap_or_default();
        let source = |of: &Prediction| (class(of), of.source.clone());
        let mut counts = BTreeMap::<_, f64>::new();
        for prediction in predictions {
            *counts.entry(source(prediction)).or_default() += 1.0;
        }
        let judged = |of: &Prediction| Self {
            logits: of.answer.logits.clone(),
            foreign: of.answer.foreign,
            truth: class(of),
            weight: counts.get(&source(of)).map_or(1.0, |count| count.sqrt().recip()),
        };
        predictions.iter().map(judged).collect()
    }
}

/// Exports `network` into `folder`, calibrates it on `val`, judges it on every
/// part that was not trained with, and writes the card.
///
/// # Errors
///
/// Where pictures cannot be read or files not written.
pub fn write(network: &Network, config: &Config, data: &Dataset, folder: &Path) -> Result<Card> {
    let evaluation = folder.join("evaluation");
    fs::create_dir_all(&evaluation)
        .with_context(|| format!("could not make {}", evaluation.display()))?;
    let onnx = export(network, config, &data.labels)?;
    let mut card = blank(config, data, &onnx)?;
    let loaded = Loaded::load(&onnx, &card.input)?;
    let model = Classifier::new(card.clone(), loaded.clone())?;
    let validation = evaluate::evaluate(&model, data, "val")?;
    let judged = Judged::all(&validation.predictions, &data.labels);
    card.temperature = temperature(&judged);
    card.thresholds = thresholds(&judged, &data.labels, card.temperature);
    let model = Classifier::new(card.clone(), loaded)?;
    for part in data.parts().into_iter().filter(|part| !["", "train", "val"].contains(part)) {
        if data.paintings(part)?.is_empty() {
            continue;
        }
        let judged = evaluate::evaluate(&model, data, part)?;
        report(&judged, config.arch.name(), part, &evaluation)?;
        card.metrics.insert(part.to_owned(), judged.metrics);
    }
    fs::write(folder.join(&card.onnx.file), &onnx)?;
    fs::write(folder.join("model.json"), card.to_json()?)?;
    fs::write(folder.join(MODEL_CARD), card::markdown(&card, config.arch)?)?;
    Ok(card)
}

/// Writes a model's `MODEL_CARD.md` again from its card, with `about` as the
/// new description of the data.
///
/// # Errors
///
/// Where there is no such model or its folder cannot be written to.
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

/// Writes an evaluation as text, picture and predictions into `folder`.
///
/// # Errors
///
/// Where a file cannot be written.
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

/// The card of a network before it is evaluated.
///
/// # Errors
///
/// Where the data has no part `train`.
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
            data: description(config, data)?,
            manifest_sha256: data.digest.clone(),
            pictures: data.counts("train")?,
            epochs: config.epochs as u32,
            seed: config.seed,
            start: init::file(&config.init).map(init::describe).transpose()?,
        },
        metrics: BTreeMap::new(),
        licence: "MIT OR Apache-2.0".to_owned(),
    })
}

/// A description of the training data: the pictures, the negatives and their
/// auxiliary labels.
fn description(config: &Config, data: &Dataset) -> Result<String> {
    let mut words = data.description();
    if config.negative_weight > 0.0 {
        let mut counts = BTreeMap::<&str, usize>::new();
        for sample in data.negatives("train")? {
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

/// The temperature with the least cross-entropy on validation, by ternary
/// search over its logarithm (the cross-entropy is unimodal in it).
fn temperature(judged: &[Judged]) -> f32 {
    let loss = |log: f32| -> f64 {
        let each = judged.iter().map(|Judged { logits, truth, weight, .. }| {
            let share = calibrate(logits, log.exp()).get(*truth).copied().unwrap_or_default();
            -weight * f64::from(share.max(f32::MIN_POSITIVE)).ln()
        });
        each.sum()
    };
    let (mut low, mut high) = (-3.0f32, 3.0f32);
    for _ in 0..60 {
        let third = (high - low) / 3.0;
        if loss(low + third) < loss(high - third) { high -= third } else { low += third }
    }
    ((low + high) / 2.0).exp()
}

/// Thresholds with the intended precision on validation.
fn thresholds(judged: &[Judged], labels: &Labels, temperature: f32) -> Thresholds {
    // The sum of the `count` highest probabilities.
    let among = |count: usize| -> Vec<Scored> {
        let each = judged.iter().map(|Judged { logits, truth, weight, .. }| {
            let ranking = Ranking::new(labels, &calibrate(logits, temperature));
            let likeliest: Vec<_> = ranking.iter().flat_map(Ranking::iter).take(count).collect();
            let score = likeliest.iter().map(|one| one.probability).sum();
            let right = likeliest.iter().any(|one| labels.position(one.label) == Some(*truth));
            Scored { score, right, weight: *weight }
        });
        each.collect()
    };
    let mut scores: Vec<f32> = judged.iter().map(|of| of.foreign).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let refused = (scores.len() as f64 * REFUSED) as usize;
    Thresholds {
        confident: least_score(among(1), CONFIDENT_PRECISION),
        // With two labels, both together are always likely enough.
        torn: least_score(among(2), TORN_PRECISION).min(MOST_TORN),
        foreign: scores.get(refused).copied().filter(|_| refused > 0).unwrap_or(f32::MAX),
    }
}

/// An answer's score, whether it was right, and how much it counts.
#[derive(Clone, Copy)]
struct Scored {
    score: f32,
    right: bool,
    weight: f64,
}

/// The lowest score from which on the share of right answers is at least
/// `precision`, by its one-sided 95 % confidence bound; 1 if there is none.
fn least_score(mut scored: Vec<Scored>, precision: f64) -> f32 {
    scored.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut least = 1.0;
    let (mut right, mut all, mut squares) = (0.0, 0.0, 0.0);
    for of in scored {
        right += if of.right { of.weight } else { 0.0 };
        all += of.weight;
        squares += of.weight * of.weight;
        // Kish's effective sample size of weighted answers.
        if surely(right / all, all * all / squares) >= precision {
            least = of.score;
        }
    }
    least.clamp(0.0, 1.0)
}

/// The one-sided 95 % lower confidence bound of a `share` of right answers
/// among `all`: Wilson's. Wilson, "Probable inference,
/// the law of succession, and statistical inference", 1927.
fn surely(share: f64, all: f64) -> f64 {
    const Z: f64 = 1.645;
    let spread = (share * (1.0 - share) / all + Z * Z / (4.0 * all * all)).sqrt();
    (share + Z * Z / (2.0 * all) - Z * spread) / (1.0 + Z * Z / all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperature_undoes_overconfidence() {
        // Says 4 : 1 in logits of 3, is right three times in four.
        let logits = vec![3.0, 0.0, -99.0, -99.0];
        let judged = [0, 0, 0, 1].map(|truth| Judged {
            logits: logits.clone(),
            foreign: 0.0,
            truth,
            weight: 1.0,
        });
        let share = calibrate(&logits, temperature(&judged))[0];
        assert!((share - 0.75).abs() < 0.01, "{share}");
    }

    #[test]
    fn the_least_score_keeps_its_promise() {
        // 100 right ones, then as many of which half are.
        let scored = |index: u16| Scored {
            score: 1.0 - f32::from(index) / 200.0,
            right: index < 100 || index.is_multiple_of(2),
            weight: 0.5,
        };
        let scored: Vec<_> = (0..200).map(scored).collect();
        let least = least_score(scored.clone(), 0.95);
        let kept: Vec<_> = scored.iter().filter(|of| of.score >= least).collect();
        let right = kept.iter().filter(|of| of.right).count();
        assert!((100..110).contains(&kept.len()), "{}", kept.len());
        assert!(surely(right as f64 / kept.len() as f64, kept.len() as f64) >= 0.95);
        let few = vec![Scored { score: 0.9, right: true, weight: 1.0 }; 9];
        assert_eq!(least_score(few, 0.95), 1.0, "nine are too few to promise");
    }

    #[test]
    fn a_small_source_counts_for_more() {
        let of =
            |right: bool, weight| Scored { score: if right { 0.8 } else { 0.9 }, right, weight };
        let even = [vec![of(true, 1.0); 190], vec![of(false, 1.0); 2]].concat();
        assert!(least_score(even, 0.95) < 1.0);
        let small_is_wrong = [vec![of(true, 1.0); 190], vec![of(false, 10.0); 2]].concat();
        assert_eq!(least_score(small_is_wrong, 0.95), 1.0);
    }

    #[test]
    fn little_is_sure_of_few() {
        assert!(surely(1.0, 3.0) < 0.6);
        assert!(surely(1.0, 300.0) > 0.99);
        assert!((surely(0.8, 100.0) - 0.727).abs() < 0.001);
    }
}
