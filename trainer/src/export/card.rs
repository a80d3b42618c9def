//! `MODEL_CARD.md`: the content of `model.json` for readers.

use super::calibration::CONFIDENT_PRECISION;
use crate::{
    evaluate::metrics::{self, percent, percent_within, whole_percent},
    train::arch::Arch,
};
use std::fmt::Write as _;
use whence::core::{
    card::{Card, CardError, Metrics},
    label::Labels,
};

/// The model card as Markdown, from `model.json` alone.
///
/// # Errors
///
/// If the card is not valid.
pub fn markdown(card: &Card, arch: Arch) -> Result<String, CardError> {
    let labels = card.labels()?;
    let mut page = format!("# Model card: {}\n\n", card.architecture);
    let mut say = |paragraph: String| page += &(paragraph + "\n\n");
    say("The trainer writes this page from `model.json`, which the browser reads.".to_owned());
    say(format!(
        "**Purpose.** For a photograph of a work, it gives the probability of each label of the \
         task `{}` ({labels}) and a map of the evidence for each. It knows no other label. Its \
         answer is a guess, not an attribution.",
        card.task.id,
    ));
    let size = card.onnx.bytes as f64 / 1e6;
    let (width, height) = (card.input.width, card.input.height);
    let mirrored = if card.input.mirrored {
        ", and their mirror image: the answer is the mean of both"
    } else {
        ""
    };
    say(format!(
        "**Architecture.** {} It takes {width} x {height} pixels, stretched to this shape{mirrored}. \
         Its file has {size:.2} MB.",
        arch.in_words()
    ));
    let training = &card.training;
    let counts = labels.iter().zip(&training.pictures);
    let counts: Vec<_> = counts.map(|(label, count)| format!("{count} {label}")).collect();
    let total: u32 = training.pictures.iter().sum();
    say(format!(
        "**Training data.** {} It learned from {total} paintings ({}) in {} epochs, with \
         seed {}. SHA-256 of the manifest: `{}`.",
        training.data,
        counts.join(", "),
        training.epochs,
        training.seed,
        training.manifest_sha256
    ));
    if let Some(start) = &training.start {
        say(format!(
            "**Pretrained weights.** {} (licence: {}; SHA-256 of the file: `{}`).",
            start.source, start.licence, start.sha256
        ));
    }
    if let Some(weights) = &training.weights {
        say(format!("**Weights.** {weights}"));
    }
    say(format!("**Results.** {}", scores(card)));
    for (part, metrics) in &card.metrics {
        say(format!("Each label in `{part}`:\n\n{}", classes(&labels, metrics)));
    }
    say(
        "Confusion matrices and every prediction are in `evaluation/`. The part `cross`, if there \
         is one, contains the unseen sources: sources that are in no other part. It is the closest \
         to a photograph of your own."
            .to_owned(),
    );
    say(format!(
        "**Calibration.** One temperature, {:.3}, fitted on the part `val`. A verdict is \
         \"confident\" if the probability of the label, times the probability that the picture has \
         one of the labels at all, is at least {:.3}: the lowest at which the one-sided 95 % \
         confidence bound of the precision on `val` is at least {}.",
        card.temperature,
        card.thresholds.confident,
        whole_percent(CONFIDENT_PRECISION)
    ));
    say("**Shortcuts and robustness.** `whence evaluate --report` removes possible shortcuts one \
         at a time (colour, detail, borders, file quality), degrades pictures as a camera would, \
         deletes the regions with the strongest evidence, and trains a linear probe to find the \
         source of a painting. The results are in `evaluation/`, in the file that ends in \
         `full.txt`; the report itself also shows pictures."
        .to_owned());
    say("**Intended use.** Curiosity and teaching. Do not use it to decide where an object comes \
         from, what it is worth or who owns it."
        .to_owned());
    say(format!("**Licence.** {}. The photographs are not part of it.", card.licence));
    Ok(page.trim_end().to_owned() + "\n")
}

fn scores(card: &Card) -> String {
    let mut table = "Accuracy and macro-F1, with bootstrap 95 % intervals:\n\n\
                     | part | pictures | accuracy | macro-F1 |\n|---|---:|---|---|"
        .to_owned();
    for (part, metrics) in &card.metrics {
        let accuracy = percent_within(metrics.accuracy, metrics.accuracy_interval);
        let macro_f1 = percent_within(metrics.macro_f1, metrics.macro_f1_interval);
        let _ = write!(table, "\n| {part} | {} | {accuracy} | {macro_f1} |", metrics.pictures);
    }
    table
}

fn classes(labels: &Labels, of: &Metrics) -> String {
    let mut table =
        "| label | pictures | precision | recall | F1 |\n|---|---:|---:|---:|---:|".to_owned();
    for (label, class) in metrics::classes(&of.confusion, labels) {
        let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(percent);
        let _ = write!(table, "\n| {label} | {} | {precision} | {recall} | {f1} |", class.pictures);
    }
    table
}
