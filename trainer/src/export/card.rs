//! `MODEL_CARD.md`: what `model.json` says, for people.

use crate::{
    evaluate::metrics::{self, percent},
    train::config::Arch,
};
use std::fmt::Write as _;
use whence::core::{
    card::{Card, CardError, Metrics},
    label::Labels,
};

/// The page for a model, from its card alone.
///
/// # Errors
///
/// Where the card is not valid.
pub fn markdown(card: &Card, arch: Arch) -> Result<String, CardError> {
    let labels = card.labels()?;
    let mut page = format!("# Model card: {}\n\n", card.architecture);
    let mut say = |paragraph: String| page += &(paragraph + "\n\n");
    say("Written by the trainer from `model.json`, which says what the browser must know; this \
         page is for people."
        .to_owned());
    say(format!(
        "**What it does.** Given a photograph, it says how likely each of the labels of the task \
         `{}` is ({labels}), and where in the picture the evidence for each lies. It knows no other \
         label. It gives a guess, not an attribution.",
        card.task.id,
    ));
    let size = card.onnx.bytes as f64 / 1e6;
    let (width, height) = (card.input.width, card.input.height);
    let mirrored = if card.input.mirrored {
        ", and their mirror image too: its answer is the mean of both"
    } else {
        ""
    };
    say(format!(
        "**What it is.** {} It takes {width} x {height} pixels, squashed{mirrored}; its file has \
         {size:.1} MB.",
        arch.in_words()
    ));
    let training = &card.training;
    let counts = labels.iter().zip(&training.pictures);
    let counts: Vec<_> = counts.map(|(label, count)| format!("{count} {label}")).collect();
    let total: u32 = training.pictures.iter().sum();
    say(format!(
        "**What it was trained on.** {} It learned from {total} paintings ({}) in {} epochs, with \
         seed {}. SHA-256 of the manifest: `{}`.",
        training.data,
        counts.join(", "),
        training.epochs,
        training.seed,
        training.manifest_sha256
    ));
    if let Some(start) = &training.start {
        say(format!(
            "**What it started from.** {} (licence: {}; SHA-256 of the file: `{}`).",
            start.source, start.licence, start.sha256
        ));
    }
    say(format!("**What it scores.** {}", scores(card)));
    for (part, metrics) in &card.metrics {
        say(format!("Each label in `{part}`:\n\n{}", classes(&labels, metrics)));
    }
    say("Confusion matrices and every prediction are in `evaluation/`. `cross`, where there is \
         one, holds sources that are in no other part: it is the nearer to what a stranger's \
         photograph will meet."
        .to_owned());
    say(format!(
        "**Calibration.** One temperature, {:.3}, fitted on the part `val`. The verdict is \
         \"confident\" from a probability of {:.3}, the least at which answers on `val` are right \
         95 % of the time beyond what chance could do.",
        card.temperature, card.thresholds.confident
    ));
    say("**What it goes by.** `whence evaluate --report` takes away, one at a time, what could be a \
         shortcut (colour, detail, borders, file quality), wears pictures as a visitor's camera \
         would, deletes what the maps say is evidence, and asks a linear probe which source a \
         painting is from. What came of it is in `evaluation/`, in the file that ends in \
         `full.txt`; the report itself shows pictures too."
        .to_owned());
    say("**Use and misuse.** For curiosity and teaching. Not for deciding where an object comes \
         from, what it is worth or whose it is."
        .to_owned());
    say(format!("**Licence.** {}. The photographs are not part of it.", card.licence));
    Ok(page.trim_end().to_owned() + "\n")
}

fn scores(card: &Card) -> String {
    let mut table = "Accuracy and macro-F1, with bootstrap 95 % intervals:\n\n\
                     | part | pictures | accuracy | macro-F1 |\n|---|---:|---|---|"
        .to_owned();
    for (part, metrics) in &card.metrics {
        let with = |share, [low, high]: [f64; 2]| {
            format!("{} ({:.1} to {:.1})", percent(share), low * 100.0, high * 100.0)
        };
        let accuracy = with(metrics.accuracy, metrics.accuracy_interval);
        let macro_f1 = with(metrics.macro_f1, metrics.macro_f1_interval);
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
