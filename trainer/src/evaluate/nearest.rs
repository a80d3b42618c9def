//! The index of nearest works: created from a data set, and evaluated.

use crate::{
    data::{dataset::Dataset, works::works},
    evaluate::{Evaluation, LabelledAnswer, answers, metrics::percent, predictions},
};
use anyhow::{Context as _, Result};
use rayon::prelude::*;
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};
use whence::core::{
    classifier::Classifier,
    label::{Label, Labels},
    neighbours::{Index, Work, direction},
};

/// The index's file in the model's folder.
pub const WORKS: &str = "works.bin";

/// The part of a data set on which the threshold is chosen.
const VALIDATION: &str = "val";

/// The required share of near works with the picture's own label.
const AGREEMENT: f64 = 0.75;

/// The index of at most `most` works of The Met, from all parts of a data set.
/// It has a threshold if the data set has a part `val`.
///
/// # Errors
///
/// If there are no such works, or a picture cannot be read.
pub fn index(model: &Classifier, data: &Dataset, most: usize) -> Result<Index> {
    let (samples, works): (Vec<_>, Vec<_>) = even(works(data)?, most).into_iter().unzip();
    let answers = answers(model, data, &samples)?.into_iter();
    let works = works.into_iter().zip(answers.map(|answer| answer.embedding)).collect();
    let index = Index::new(&model.card().onnx.sha256, works)?;
    if data.part(VALIDATION).is_err() {
        return Ok(index);
    }
    let found = found(&index, &predictions(model, data, VALIDATION)?);
    Ok(index.with_threshold(Some(threshold(found))))
}

/// At most `most` works, balanced over the labels as far as there are enough,
/// in the order of their numbers.
fn even<T>(mut works: Vec<(T, Work)>, most: usize) -> Vec<(T, Work)> {
    // The numbers of a collection correlate with its works; this order does
    // not.
    works.sort_by_key(|(_, work)| work.id.wrapping_mul(2_654_435_761));
    let mut counts = BTreeMap::<Label, usize>::new();
    let ranked = works.into_iter().map(|one| {
        let rank = counts.entry(one.1.label).or_default();
        *rank += 1;
        (*rank, one)
    });
    let mut ranked: Vec<_> = ranked.collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.truncate(most);
    ranked.sort_by_key(|(_, (_, work))| work.id);
    ranked.into_iter().map(|(_, one)| one).collect()
}

/// Reads the index of a model.
///
/// # Errors
///
/// If it cannot be read, or is not an index of this model.
pub fn load(path: &Path, model: &Classifier) -> Result<Index> {
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    let index = Index::from_bytes(&bytes, &model.card().onnx.sha256);
    index.with_context(|| path.display().to_string())
}

/// The number of works of each label in an index, and its threshold, in words.
pub fn summary(index: &Index) -> String {
    let mut counts = BTreeMap::<Label, usize>::new();
    index.works().iter().for_each(|work| *counts.entry(work.label).or_default() += 1);
    let counts: Vec<_> = counts.iter().map(|(label, count)| format!("{count} {label}")).collect();
    let threshold = match index.threshold() {
        Some(threshold) => format!("{threshold:.3}"),
        None => format!("unknown, as the data has no part {VALIDATION}"),
    };
    format!("works: {}\nnear from a similarity: {threshold}\n", counts.join(", "))
}

/// The evaluation of an index on the pictures of an evaluation, as text.
///
/// # Errors
///
/// If a picture of the index's works cannot be read.
pub fn measure(
    index: &Index,
    model: &Classifier,
    data: &Dataset,
    evaluation: &Evaluation,
) -> Result<String> {
    let found = found(index, &evaluation.predictions);
    let mut lines = format!("\n{}", table(index, &found, &evaluation.labels));
    if let Some(recall) = recall(index, model, data, &evaluation.predictions)? {
        let _ = writeln!(lines, "the same work as an exact search in f32: {}", percent(recall));
    }
    Ok(lines)
}

/// A picture's label and its nearest work.
#[derive(Clone, Copy, Debug)]
struct Found {
    /// The picture's label.
    truth: Label,
    /// The work's label.
    label: Label,
    /// Their similarity.
    similarity: f32,
}

impl Found {
    fn agrees(&self) -> bool {
        self.truth == self.label
    }
}

/// The nearest work to each picture, excluding the picture's own.
fn found(index: &Index, predictions: &[LabelledAnswer]) -> Vec<Found> {
    let found = |of: &LabelledAnswer| {
        let nearest = index.nearest(&of.answer.embedding, |work| Some(work.id) != of.object)?;
        let (label, similarity) = (nearest.work.label, nearest.similarity);
        Some(Found { truth: of.truth, label, similarity })
    };
    predictions.par_iter().filter_map(found).collect()
}

/// The lowest similarity from which on at least [`AGREEMENT`] of the nearest
/// works have the picture's own label, by isotonic regression; 1 if there is
/// none. The regression pools adjacent violators. Ayer et al., "An empirical
/// distribution function for sampling with incomplete information", 1955.
fn threshold(mut found: Vec<Found>) -> f32 {
    found.sort_by(|a, b| a.similarity.total_cmp(&b.similarity));
    // The lowest similarity, the number of agreements, and the number of
    // pictures.
    let mut blocks: Vec<(f32, usize, usize)> = Vec::new();
    for found in found {
        let mut block = (found.similarity, usize::from(found.agrees()), 1);
        while let Some(before) = blocks.pop_if(|before| before.1 * block.2 >= block.1 * before.2) {
            block = (before.0, before.1 + block.1, before.2 + block.2);
        }
        blocks.push(block);
    }
    let enough = |block: &&(f32, usize, usize)| block.1 as f64 >= AGREEMENT * block.2 as f64;
    blocks.iter().find(enough).map_or(1.0, |block| block.0).clamp(-1.0, 1.0)
}

/// How often the nearest work has the picture's label, in total and if it is
/// near, by label.
fn table(index: &Index, found: &[Found], labels: &Labels) -> String {
    let least = index.threshold().unwrap_or(-1.0);
    let mut lines = format!(
        "nearest of {} works, near from a similarity of {least:.3}\n{:<10} {:>9} {:>11} {:>9} {:>17}\n",
        index.works().len(),
        "",
        "pictures",
        "same label",
        "near",
        "same label of it"
    );
    let rows = labels.iter().map(|label| (label.name(), Some(label)));
    for (name, label) in rows.chain([("all", None)]) {
        let own: Vec<_> =
            found.iter().filter(|found| label.is_none_or(|label| found.truth == label)).collect();
        let near: Vec<_> = own.iter().copied().filter(|found| found.similarity >= least).collect();
        let share = |part: usize, all: usize| match all {
            0 => "-".to_owned(),
            all => percent(part as f64 / all as f64),
        };
        let agreeing = |found: &[&Found]| {
            share(found.iter().filter(|found| found.agrees()).count(), found.len())
        };
        let _ = writeln!(
            lines,
            "{name:<10} {:>9} {:>11} {:>9} {:>17}",
            own.len(),
            agreeing(&own),
            share(near.len(), own.len()),
            agreeing(&near)
        );
    }
    lines
}

/// The share of pictures for which the index finds the same work as an exact
/// search in `f32`, among the indexed works that the data set has; `None` if it
/// has none.
///
/// # Errors
///
/// If a picture cannot be read.
fn recall(
    index: &Index,
    model: &Classifier,
    data: &Dataset,
    predictions: &[LabelledAnswer],
) -> Result<Option<f64>> {
    let Ok(own) = works(data) else { return Ok(None) };
    let indexed = |id: u32| index.works().iter().any(|work| work.id == id);
    let (samples, works): (Vec<_>, Vec<_>) =
        own.into_iter().filter(|(_, work)| indexed(work.id)).unzip();
    let answers = answers(model, data, &samples)?.into_iter();
    let exact: Vec<(u32, Vec<f32>)> = works
        .iter()
        .map(|work| work.id)
        .zip(answers.map(|answer| direction(&answer.embedding, index.centre())))
        .collect();
    let same = |of: &&LabelledAnswer| {
        let asked = direction(&of.answer.embedding, index.centre());
        let similarity = |(_, known): &(u32, Vec<f32>)| -> f32 {
            known.iter().zip(&asked).map(|(a, b)| a * b).sum()
        };
        let others = exact.iter().filter(|(id, _)| Some(*id) != of.object);
        let exactly = others.max_by(|a, b| similarity(a).total_cmp(&similarity(b)));
        let known = |id| exact.iter().any(|(known, _)| *known == id);
        let nearest = index
            .nearest(&of.answer.embedding, |work| Some(work.id) != of.object && known(work.id));
        exactly.map(|(id, _)| *id) == nearest.map(|found| found.work.id)
    };
    let count = predictions.par_iter().filter(same).count();
    Ok((!exact.is_empty()).then(|| count as f64 / predictions.len().max(1) as f64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn label(name: &str) -> Label {
        Label::new(name).unwrap()
    }

    fn pair(similarity: f32, agrees: bool) -> Found {
        let truth = label("chinese");
        Found { truth, label: if agrees { truth } else { label("indian") }, similarity }
    }

    #[test]
    fn from_the_threshold_on_enough_agree() {
        let all = |agrees: &[u8]| {
            let pairs = agrees.iter().zip(1u8..);
            threshold(pairs.map(|(agrees, at)| pair(f32::from(at) / 10.0, *agrees == 1)).collect())
        };
        assert_eq!(all(&[0, 1, 0, 1, 1, 1]), 0.4);
        // A disagreement is outweighed by the similarities below it.
        assert_eq!(all(&[0, 0, 1, 1, 1, 0, 1, 1]), 0.3);
        assert_eq!(all(&[1, 1, 1]), 0.1);
        assert_eq!(all(&[1, 0, 0]), 1.0);
        assert_eq!(all(&[]), 1.0);
    }

    #[test]
    fn few_works_are_as_many_of_each_label_as_there_are() {
        let work = |id: u32| {
            let label = label(if id.is_multiple_of(10) { "indian" } else { "chinese" });
            ((), Work::new(id, label, String::new(), String::new(), ""))
        };
        let counts = |most: usize| {
            let few = even((1..=100).map(work).collect(), most);
            assert!(few.is_sorted_by_key(|(_, work)| work.id));
            let indian = few.iter().filter(|(_, work)| work.label == label("indian")).count();
            (indian, few.len() - indian)
        };
        assert_eq!([counts(10), counts(50), counts(999)], [(5, 5), (10, 40), (10, 90)]);
    }
}
