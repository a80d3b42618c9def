//! Calibration on validation: the temperature, and the thresholds between
//! verdicts.

use crate::evaluate::{LabelledAnswer, metrics::wilson};
use std::collections::BTreeMap;
use whence::core::{
    label::Labels,
    prediction::{Ranking, calibrate},
    verdict::Thresholds,
};

/// The precision of confident answers, as estimated on validation. It decreases
/// for new artists and other sources, so it is higher than the documented one.
pub(super) const CONFIDENT_PRECISION: f64 = 0.97;

/// The share of validation paintings whose two most probable labels must
/// include the true one for a verdict between two labels.
const TORN_PRECISION: f64 = 0.97;

/// The highest threshold for a verdict between two labels: the sum of two
/// probabilities of a two-label model may be below 1 by a rounding error.
const MOST_TORN: f32 = 1.0 - 1e-5;

/// The share of validation paintings that may be refused as none of the labels.
const REFUSED: f64 = 0.04;

/// A validation painting for calibration.
pub(super) struct Observation {
    logits: Vec<f32>,
    foreign: f32,
    familiar: f32,
    /// The class index of its label.
    truth: usize,
    /// Its weight. A picture of a source with `n` pictures of its label has the
    /// weight `1 / √n`, as in training, so that the largest source, often the
    /// easiest, does not determine the threshold for all.
    weight: f64,
}

impl Observation {
    /// The paintings of an evaluation.
    pub(super) fn all(predictions: &[LabelledAnswer], labels: &Labels) -> Vec<Self> {
        let class = |of: &LabelledAnswer| labels.position(of.truth).unwrap_or_default();
        let source = |of: &LabelledAnswer| (class(of), of.source.clone());
        let mut counts = BTreeMap::<_, f64>::new();
        for prediction in predictions {
            *counts.entry(source(prediction)).or_default() += 1.0;
        }
        let observe = |of: &LabelledAnswer| Self {
            logits: of.answer.logits.clone(),
            foreign: of.answer.foreign,
            familiar: of.answer.familiar,
            truth: class(of),
            weight: counts.get(&source(of)).map_or(1.0, |count| count.sqrt().recip()),
        };
        predictions.iter().map(observe).collect()
    }
}

/// The temperature with the least cross-entropy on validation, by ternary
/// search over its logarithm (the cross-entropy is unimodal in it).
pub(super) fn temperature(observations: &[Observation]) -> f32 {
    let loss = |log: f32| -> f64 {
        let each = observations.iter().map(|Observation { logits, truth, weight, .. }| {
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

/// The thresholds with the intended precision on validation.
pub(super) fn thresholds(
    observations: &[Observation],
    labels: &Labels,
    temperature: f32,
) -> Thresholds {
    // The sum of the `count` highest probabilities, times a factor.
    let among = |count: usize, factor: fn(&Observation) -> f32| -> Vec<Scored> {
        let each = observations.iter().map(|of| {
            let ranking = Ranking::new(labels, &calibrate(&of.logits, temperature));
            let likeliest: Vec<_> = ranking.iter().flat_map(Ranking::iter).take(count).collect();
            let sum: f32 = likeliest.iter().map(|one| one.probability).sum();
            let right = likeliest.iter().any(|one| labels.position(one.label) == Some(of.truth));
            Scored { score: factor(of) * sum, right, weight: of.weight }
        });
        each.collect()
    };
    let mut scores: Vec<f32> = observations.iter().map(|of| of.foreign).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    let refused = (scores.len() as f64 * REFUSED) as usize;
    Thresholds {
        confident: least_score(among(1, |of| of.familiar), CONFIDENT_PRECISION),
        // With two labels, the sum of both always suffices.
        torn: least_score(among(2, |_| 1.0), TORN_PRECISION).min(MOST_TORN),
        foreign: scores.get(refused).copied().filter(|_| refused > 0).unwrap_or(f32::MAX),
    }
}

/// An answer's score, whether it was right, and its weight.
#[derive(Clone, Copy)]
struct Scored {
    score: f32,
    right: bool,
    weight: f64,
}

/// The lowest score from which on the precision is at least `precision`, by its
/// one-sided 95 % confidence bound; 1 if there is none.
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
/// among `all`, by Wilson's score interval.
fn surely(share: f64, all: f64) -> f64 {
    let [low, _] = wilson(share, all, 1.645);
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn temperature_undoes_overconfidence() {
        // Predicts 4 : 1 with logits of 3, and is right three times in four.
        let logits = vec![3.0, 0.0, -99.0, -99.0];
        let observations = [0, 0, 0, 1].map(|truth| Observation {
            logits: logits.clone(),
            foreign: 0.0,
            familiar: 1.0,
            truth,
            weight: 1.0,
        });
        let share = calibrate(&logits, temperature(&observations))[0];
        assert!((share - 0.75).abs() < 0.01, "{share}");
    }

    #[test]
    fn the_least_score_reaches_the_precision() {
        // 100 right answers, then as many of which half are right.
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
        assert_eq!(least_score(few, 0.95), 1.0, "nine are too few for the bound");
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
