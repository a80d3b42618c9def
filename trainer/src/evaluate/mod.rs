//! Evaluates an exported model on encoded files, as the browser uses it.

pub mod changes;
pub mod inside;
pub mod metrics;
pub mod nearest;

use crate::{
    data::dataset::{Dataset, Sample},
    evaluate::metrics::percent,
};
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::{collections::BTreeMap, path::Path};
use whence::core::{
    card::Metrics,
    classification::Classification,
    classifier::{Classifier, Network},
    label::{Label, Labels},
    verdict::Verdict,
};

/// Loads the model of a folder by its `model.json`.
///
/// # Errors
///
/// Where a file is missing, or the model is not the card's.
pub fn load(folder: &Path) -> Result<Classifier> {
    let read = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).with_context(|| format!("could not read {}", path.display()))
    };
    let json = read("model.json")?;
    let card = whence::core::card::Card::from_json(&json)?;
    let network = Network::load(&read(&card.onnx.file)?, &card.input)?;
    Ok(Classifier::new(card, network)?)
}

/// The model's answer for each sample, in order.
///
/// # Errors
///
/// Where a picture cannot be read; the message names it.
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

/// The likeliest label of an answer.
pub fn prediction(answer: &Classification) -> Label {
    answer.predictions.first().label
}

/// A model's answer for one painting.
#[derive(Debug)]
pub struct Prediction {
    /// The picture, as the data set names it.
    pub file: String,
    /// Where it comes from.
    pub source: String,
    /// Its label.
    pub truth: Label,
    /// The number of the work at The Met, for a work of The Met.
    pub object: Option<u32>,
    /// The model's answer.
    pub answer: Classification,
}

impl Prediction {
    /// Its label and the likeliest one.
    fn pair(&self) -> (Label, Label) {
        (self.truth, prediction(&self.answer))
    }

    /// The highest probability and whether it was right.
    fn promise(&self) -> (f64, bool) {
        let likeliest = self.answer.predictions.first();
        (f64::from(likeliest.probability), likeliest.label == self.truth)
    }
}

/// A model judged on the paintings of one part of a data set.
#[derive(Debug)]
pub struct Evaluation {
    /// The labels, in class order.
    pub labels: Labels,
    /// The figures.
    pub metrics: Metrics,
    /// The model's answer to each painting.
    pub predictions: Vec<Prediction>,
    /// The negatives of the part: the source of each and the model's answer.
    pub negatives: Vec<(String, Classification)>,
}

/// Judges `model` on `part`.
///
/// # Errors
///
/// Where the part has no paintings or a picture cannot be read.
pub fn evaluate(model: &Classifier, data: &Dataset, part: &str) -> Result<Evaluation> {
    let predictions = predictions(model, data, part)?;
    let pairs: Vec<_> = predictions.iter().map(Prediction::pair).collect();
    let negatives = data.negatives(part)?;
    let sources = negatives.iter().map(|sample| sample.source.clone());
    let negatives = sources.zip(self::answers(model, data, &negatives)?).collect();
    let labels = model.labels().clone();
    Ok(Evaluation { metrics: metrics::metrics(&pairs, &labels), labels, predictions, negatives })
}

/// The model's answer to each picture of a part that has a label.
///
/// # Errors
///
/// As [`evaluate`].
pub fn predictions(model: &Classifier, data: &Dataset, part: &str) -> Result<Vec<Prediction>> {
    let paintings = data.paintings(part)?;
    let samples: Vec<_> = paintings.iter().map(|(sample, _)| *sample).collect();
    let answers = answers(model, data, &samples)?;
    let predictions = paintings.into_iter().zip(answers).map(|((sample, truth), answer)| {
        let (file, source) = (sample.file.clone(), sample.source.clone());
        Prediction { file, source, truth, object: sample.object, answer }
    });
    Ok(predictions.collect())
}

impl Evaluation {
    /// Each painting's label and the likeliest one.
    pub fn pairs(&self) -> Vec<(Label, Label)> {
        self.predictions.iter().map(Prediction::pair).collect()
    }

    /// Each painting's highest probability and whether it was right.
    pub fn promises(&self) -> Vec<(f64, bool)> {
        self.predictions.iter().map(Prediction::promise).collect()
    }

    /// The score `foreign` of each painting.
    fn scores(&self) -> Vec<f32> {
        self.predictions.iter().map(|prediction| prediction.answer.foreign).collect()
    }

    /// The figures and the confusion matrix as text.
    pub fn table(&self) -> String {
        let Metrics { pictures, accuracy, accuracy_interval, macro_f1, macro_f1_interval, .. } =
            &self.metrics;
        let mut table = format!(
            "pictures  {pictures}\naccuracy  {} (95 % interval {})\nmacro-F1  {} (95 % interval {})\n",
            percent(*accuracy),
            between(*accuracy_interval),
            percent(*macro_f1),
            between(*macro_f1_interval),
        );
        let resamples = metrics::resamples(&self.pairs(), &self.labels);
        let figures: [(_, fn(&_) -> _); 2] =
            [("mean of recalls", metrics::mean_recall), ("worst recall", metrics::worst_recall)];
        for (name, figure) in figures {
            let interval = between(metrics::interval(&resamples, figure));
            let share = percent(figure(&self.metrics.confusion));
            table += &format!("{name}  {share} (95 % interval {interval})\n");
        }
        table += "\n";
        table += &self.honesty();
        table += &self.told_apart();
        table += &format!(
            "{:<10} {:>9} {:>9} {:>9} {:>9}\n",
            "", "pictures", "precision", "recall", "F1"
        );
        for (label, class) in metrics::classes(&self.metrics.confusion, &self.labels) {
            let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(percent);
            table +=
                &format!("{label:<10} {:>9} {precision:>9} {recall:>9} {f1:>9}\n", class.pictures);
        }
        table += "\nrows: true, columns: predicted\n          ";
        for label in self.labels.iter() {
            table += &format!(" {label:>9}");
        }
        for (label, row) in self.labels.iter().zip(&self.metrics.confusion) {
            table += &format!("\n{label:<10}");
            for count in row {
                table += &format!(" {count:>9}");
            }
        }
        table + "\n\n" + &self.by_source()
    }

    /// How often answers are right, by culture and source.
    fn by_source(&self) -> String {
        let mut sources = BTreeMap::<_, Vec<&Prediction>>::new();
        for prediction in &self.predictions {
            let source = (self.labels.position(prediction.truth), &*prediction.source);
            sources.entry(source).or_default().push(prediction);
        }
        let mut lines = format!(
            "{:<10} {:<24} {:>9} {:>9} {:>16}\n",
            "label", "source", "pictures", "right", "confident, right"
        );
        for ((_, source), predictions) in &sources {
            let right = |prediction: &&&Prediction| prediction.promise().1;
            let confident =
                |prediction: &&&Prediction| prediction.answer.verdict.name() == "confident";
            let count = predictions.len();
            let rights = predictions.iter().filter(right).count();
            let sure = predictions.iter().filter(confident).count();
            let kept = predictions.iter().filter(confident).filter(right).count();
            let label = predictions.first().map_or("", |prediction| prediction.truth.name());
            let share = percent(rights as f64 / count as f64);
            let sure = format!("{kept} of {sure}");
            lines += &format!("{label:<10} {source:<24} {count:>9} {share:>9} {sure:>16}\n");
        }
        lines
    }

    /// How reliable the answers are: their calibration, and the accuracy of each
    /// verdict.
    fn honesty(&self) -> String {
        let promises = self.promises();
        let error = metrics::calibration_error(&promises);
        let (mean, chance) = metrics::chance_calibration_error(&promises);
        let verdicts = self.predictions.iter().map(|prediction| prediction.answer.verdict);
        let judged: Vec<_> = verdicts.zip(promises).collect();
        let mut lines = format!(
            "expected calibration error  {} (were the probabilities exact: {}, 95 % interval {})\n",
            percent(error),
            percent(mean),
            between(chance),
        );
        for name in ["confident", "torn", "unsure", "not_one_of_these"] {
            let of = judged.iter().filter(|(verdict, _)| verdict.name() == name);
            let rights: Vec<bool> = of.map(|(_, (_, right))| *right).collect();
            let right = rights.iter().filter(|right| **right).count();
            let covers = 100.0 * rights.len() as f64 / judged.len().max(1) as f64;
            let all = rights.len();
            lines += &format!(
                "{name:<17} {covers:>5.1} %, of which the likeliest was right in {right} of {all}\n"
            );
        }
        lines + "\n"
    }

    /// How well negatives are separated from paintings, by source.
    fn told_apart(&self) -> String {
        if self.negatives.is_empty() {
            return String::new();
        }
        let mut sources = BTreeMap::<&str, Vec<&Classification>>::new();
        for (source, answer) in &self.negatives {
            sources.entry(source).or_default().push(answer);
        }
        let mut lines = "negatives            pictures      AUROC   refused\n".to_owned();
        let all = self.negatives.iter().map(|(_, answer)| answer).collect();
        for (source, answers) in sources.into_iter().chain([("all", all)]) {
            let count = answers.len();
            let (area, refused) = self.told_apart_from(answers);
            let share = 100.0 * refused as f64 / count as f64;
            lines += &format!("{source:<20} {count:>8} {area:>10.3} {share:>7.1} %\n");
        }
        lines + "\n"
    }

    /// How well negatives are separated from the paintings by their scores: the
    /// area under the ROC curve, and how many are refused.
    pub fn told_apart_from<'a>(
        &self,
        answers: impl IntoIterator<Item = &'a Classification>,
    ) -> (f64, usize) {
        let scored = answers.into_iter().map(|answer| (answer.foreign, answer.verdict));
        let (scores, verdicts): (Vec<_>, Vec<_>) = scored.unzip();
        let refused = verdicts.iter().filter(|verdict| **verdict == Verdict::NotOneOfThese);
        (metrics::auroc(&scores, &self.scores()), refused.count())
    }

    /// One row per picture: file, truth, prediction, probabilities, verdict.
    ///
    /// # Errors
    ///
    /// Where the file cannot be written.
    pub fn write_predictions(&self, path: &Path) -> Result<()> {
        let mut csv = csv::Writer::from_path(path)
            .with_context(|| format!("could not write {}", path.display()))?;
        let names = self.labels.iter().map(Label::name);
        let columns = ["file", "truth", "prediction"].into_iter().chain(names);
        csv.write_record(columns.chain(["verdict"]))?;
        for Prediction { file, truth, answer, .. } in &self.predictions {
            let probabilities = self.labels.iter().map(|label| answer.predictions.of(label));
            let probabilities: Vec<_> = probabilities.map(|share| format!("{share:.5}")).collect();
            let predicted = prediction(answer);
            let start = [file.as_str(), truth.name(), predicted.name()];
            let probabilities = probabilities.iter().map(String::as_str);
            let row = start.into_iter().chain(probabilities).chain([answer.verdict.name()]);
            csv.write_record(row)?;
        }
        Ok(csv.flush()?)
    }
}

fn between([low, high]: [f64; 2]) -> String {
    format!("{} to {}", percent(low), percent(high))
}

/// A verdict in words.
pub fn in_words(verdict: Verdict) -> String {
    match verdict {
        Verdict::Confident { label } => format!("confident: {label}"),
        Verdict::Torn { first, second } => format!("torn: {first} or {second}"),
        Verdict::Unsure { label } => format!("unsure: perhaps {label}"),
        Verdict::NotOneOfThese => "not one of these".to_owned(),
    }
}
