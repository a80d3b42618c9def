//! Evaluates an exported model on encoded files, as the browser uses it.

pub mod changes;
pub mod inside;
pub mod metrics;
pub mod nearest;
mod table;

use crate::{
    data::{dataset::Dataset, sample::Sample},
    hint::Hinted,
};
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::path::Path;
use whence::core::{
    card::{Card, Metrics},
    classification::Classification,
    classifier::{Classifier, Network},
    label::{Label, Labels},
    verdict::Verdict,
};

/// Loads the model of a folder by its `model.json`.
///
/// # Errors
///
/// If a file is missing, or the model does not match the card.
pub fn load(folder: &Path) -> Result<Classifier> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let json = read("model.json").context(Hinted::new(
        format!("there is no model in {}", folder.display()),
        "--model names the folder of one; `whence train` makes one",
    ))?;
    let within = |name: &str| folder.join(name).display().to_string();
    let card = Card::from_json(&json).with_context(|| within("model.json"))?;
    let file = &card.onnx.file;
    let network = Network::load(&read(file)?, &card.input).with_context(|| within(file))?;
    Ok(Classifier::new(card, network)?)
}

/// The model's answer for each sample, in order.
///
/// # Errors
///
/// If a picture cannot be read; the message names it.
pub fn answers(
    model: &Classifier,
    data: &Dataset,
    samples: &[&Sample],
) -> Result<Vec<Classification>> {
    samples
        .par_iter()
        .map(|sample| {
            let bytes = data.read(sample)?;
            model.classify(&bytes).with_context(|| format!("could not classify {}", sample.file))
        })
        .collect()
}

/// The most probable label of an answer.
pub fn prediction(answer: &Classification) -> Label {
    answer.predictions.first().label
}

/// A model's answer for one painting, with the painting's label.
#[derive(Debug)]
pub struct LabelledAnswer {
    /// The picture's name in the data set.
    pub file: String,
    /// The picture's source.
    pub source: String,
    /// Its label.
    pub truth: Label,
    /// The number of the work at The Met, for a work of The Met.
    pub object: Option<u32>,
    /// The model's answer.
    pub answer: Classification,
}

impl LabelledAnswer {
    /// The label and the prediction.
    fn pair(&self) -> (Label, Label) {
        (self.truth, prediction(&self.answer))
    }

    /// The highest probability, and whether its label is correct.
    fn confidence(&self) -> (f64, bool) {
        let first = self.answer.predictions.first();
        (f64::from(first.probability), first.label == self.truth)
    }
}

/// A model evaluated on the paintings of one part of a data set.
#[derive(Debug)]
pub struct Evaluation {
    /// The labels, in class order.
    pub labels: Labels,
    /// The metrics.
    pub metrics: Metrics,
    /// The model's answer to each painting.
    pub predictions: Vec<LabelledAnswer>,
    /// The model's answer to each negative of the part.
    pub negatives: Vec<NegativeAnswer>,
}

/// A model's answer for one negative.
#[derive(Debug)]
pub struct NegativeAnswer {
    /// The picture's name in the data set.
    pub file: String,
    /// The picture's source.
    pub source: String,
    /// The model's answer.
    pub answer: Classification,
}

/// Evaluates `model` on `part`.
///
/// # Errors
///
/// If the part has no paintings or a picture cannot be read.
pub fn evaluate(model: &Classifier, data: &Dataset, part: &str) -> Result<Evaluation> {
    let predictions = predictions(model, data, part)?;
    let pairs: Vec<_> = predictions.iter().map(LabelledAnswer::pair).collect();
    let samples = data.negatives(part)?;
    let negatives = samples.iter().zip(self::answers(model, data, &samples)?);
    let negatives = negatives.map(|(sample, answer)| {
        let (file, source) = (sample.file.clone(), sample.source.clone());
        NegativeAnswer { file, source, answer }
    });
    let negatives = negatives.collect();
    let labels = model.labels().clone();
    Ok(Evaluation { metrics: metrics::metrics(&pairs, &labels), labels, predictions, negatives })
}

/// The model's answer to each picture of a part that has a label.
///
/// # Errors
///
/// As [`evaluate`].
pub fn predictions(model: &Classifier, data: &Dataset, part: &str) -> Result<Vec<LabelledAnswer>> {
    let paintings = data.paintings(part)?;
    let samples: Vec<_> = paintings.iter().map(|(sample, _)| *sample).collect();
    let answers = answers(model, data, &samples)?;
    let predictions = paintings.into_iter().zip(answers).map(|((sample, truth), answer)| {
        let (file, source) = (sample.file.clone(), sample.source.clone());
        LabelledAnswer { file, source, truth, object: sample.object, answer }
    });
    Ok(predictions.collect())
}

impl Evaluation {
    /// Each painting's label and prediction.
    pub fn pairs(&self) -> Vec<(Label, Label)> {
        self.predictions.iter().map(LabelledAnswer::pair).collect()
    }

    /// Each painting's highest probability, and whether its label is correct.
    pub fn confidences(&self) -> Vec<(f64, bool)> {
        self.predictions.iter().map(LabelledAnswer::confidence).collect()
    }

    /// The score `foreign` of each painting.
    fn scores(&self) -> Vec<f32> {
        self.predictions.iter().map(|prediction| prediction.answer.foreign).collect()
    }

    /// How well the model tells negatives with these `answers` from the
    /// paintings.
    pub fn separation_from<'a>(
        &self,
        answers: impl IntoIterator<Item = &'a Classification>,
    ) -> Separation {
        let scored = answers.into_iter().map(|answer| (answer.foreign, answer.verdict));
        let (scores, verdicts): (Vec<_>, Vec<_>) = scored.unzip();
        let count = |of: fn(&&Verdict) -> bool| verdicts.iter().filter(of).count();
        Separation {
            auroc: metrics::auroc(&scores, &self.scores()),
            refused: count(|verdict| matches!(verdict, Verdict::NotOneOfThese)),
            confident: count(|verdict| matches!(verdict, Verdict::Confident { .. })),
        }
    }

    /// One row per picture: file, truth, prediction, probabilities, `foreign`,
    /// verdict. Negatives follow the paintings, without a truth.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub fn write_predictions(&self, path: &Path) -> Result<()> {
        let mut csv = csv::Writer::from_path(path)
            .with_context(|| format!("could not write {}", path.display()))?;
        let names = self.labels.iter().map(Label::name);
        let columns = ["file", "truth", "prediction"].into_iter().chain(names);
        csv.write_record(columns.chain(["foreign", "verdict"]))?;
        let paintings = self.predictions.iter().map(|of| (&of.file, of.truth.name(), &of.answer));
        let negatives = self.negatives.iter().map(|of| (&of.file, "", &of.answer));
        for (file, truth, answer) in paintings.chain(negatives) {
            let start = [file, truth, prediction(answer).name()].map(str::to_owned);
            let probabilities = self.labels.iter().map(|label| answer.predictions.of(label));
            let figures = probabilities.chain([answer.foreign]).map(|value| format!("{value:.5}"));
            let row = start.into_iter().chain(figures);
            csv.write_record(row.chain([answer.verdict.name().to_owned()]))?;
        }
        Ok(csv.flush()?)
    }
}

/// How well a model tells negatives from paintings.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Separation {
    /// The area under the ROC curve of the score `foreign`.
    pub auroc: f64,
    /// The number of negatives refused as none of the labels.
    pub refused: usize,
    /// The number of negatives with a confident label.
    pub confident: usize,
}

/// A verdict as text.
pub fn in_words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Confident { label } => format!("confident: {label}"),
        Verdict::Torn { first, second } => format!("torn: {first} or {second}"),
        Verdict::Unsure { label } => format!("unsure: perhaps {label}"),
        Verdict::NotOneOfThese => "not one of these".to_owned(),
    }
}
