//! Probabilities of labels, and their computation from logits.

use super::label::{Label, Labels};
use serde::{Deserialize, Serialize};

/// A label and its probability.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Prediction {
    /// The label.
    pub label: Label,
    /// Calibrated, in `0.0..=1.0`.
    pub probability: f32,
}

/// A prediction for every label of a model, in descending order: at least two.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Vec<Prediction>", into = "Vec<Prediction>")]
pub struct Ranking {
    first: Prediction,
    second: Prediction,
    others: Vec<Prediction>,
}

impl Ranking {
    /// From calibrated `probabilities` in class order, which sum to 1. Equal
    /// probabilities keep the class order. `None` if there is not one for each
    /// label.
    pub fn new(labels: &Labels, probabilities: &[f32]) -> Option<Self> {
        if probabilities.len() != labels.len() {
            return None;
        }
        let each = labels.iter().zip(probabilities);
        let all = each.map(|(label, &probability)| Prediction { label, probability });
        Self::try_from(all.collect::<Vec<_>>()).ok()
    }

    /// The most probable label.
    pub fn first(&self) -> Prediction {
        self.first
    }

    /// The second most probable label.
    pub fn second(&self) -> Prediction {
        self.second
    }

    /// All predictions, the most probable first.
    pub fn iter(&self) -> impl Iterator<Item = Prediction> + Clone {
        [self.first, self.second].into_iter().chain(self.others.iter().copied())
    }

    /// The probability of a label; 0 for one that the model does not have.
    pub fn of(&self, label: Label) -> f32 {
        let found = self.iter().find(|prediction| prediction.label == label);
        found.map_or(0.0, |prediction| prediction.probability)
    }
}

/// Fewer than two predictions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a ranking has at least two predictions")]
pub struct TooFew;

impl TryFrom<Vec<Prediction>> for Ranking {
    type Error = TooFew;

    fn try_from(mut all: Vec<Prediction>) -> Result<Self, Self::Error> {
        all.sort_by(|a, b| b.probability.total_cmp(&a.probability));
        match all.as_slice() {
            [first, second, others @ ..] => {
                Ok(Self { first: *first, second: *second, others: others.to_vec() })
            }
            _ => Err(TooFew),
        }
    }
}

impl From<Ranking> for Vec<Prediction> {
    fn from(ranking: Ranking) -> Self {
        ranking.iter().collect()
    }
}

/// The softmax of logits that are divided by the calibration's `temperature`
/// (positive). Guo et al., "On Calibration of Modern Neural Networks", 2017.
pub fn calibrate(logits: &[f32], temperature: f32) -> Vec<f32> {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let exponentials: Vec<f32> =
        logits.iter().map(|logit| ((logit - highest) / temperature).exp()).collect();
    let sum: f32 = exponentials.iter().sum();
    exponentials.into_iter().map(|exponential| exponential / sum).collect()
}

/// `ln Σ exp(logit)`: high for pictures like the training data, low for others.
/// Liu et al., "Energy-based Out-of-distribution Detection", 2020 (their energy
/// has the opposite sign).
pub fn energy(logits: &[f32]) -> f32 {
    let highest = logits.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    highest + logits.iter().map(|logit| (logit - highest).exp()).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::tests::{american, chinese, japanese, labels};

    #[test]
    fn the_likeliest_comes_first_and_of_equals_the_first_in_class_order() {
        let ranking = Ranking::new(&labels(), &[0.2, 0.4, 0.2, 0.2]).unwrap();
        let names: Vec<_> = ranking.iter().map(|one| one.label.name()).collect();
        assert_eq!(names, ["chinese", "american", "indian", "japanese"]);
        assert_eq!(ranking.first(), Prediction { label: chinese(), probability: 0.4 });
        assert_eq!(ranking.second().label, american());
        assert_eq!(ranking.of(japanese()), 0.2);
        assert_eq!(ranking.of(Label::new("french").unwrap()), 0.0);
    }

    #[test]
    fn a_ranking_needs_a_probability_for_each_label() {
        for wrong in [&[][..], &[0.5, 0.5], &[0.2; 5]] {
            assert_eq!(Ranking::new(&labels(), wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn a_ranking_survives_writing_and_reading_and_has_two() {
        let ranking = Ranking::new(&labels(), &[0.2, 0.4, 0.3, 0.1]).unwrap();
        let json = serde_json::to_string(&ranking).unwrap();
        assert!(json.starts_with(r#"[{"label":"chinese","probability":0.4}"#), "{json}");
        assert_eq!(serde_json::from_str::<Ranking>(&json).unwrap(), ranking);
        let one = r#"[{"label":"chinese","probability":1.0}]"#;
        assert!(serde_json::from_str::<Ranking>(one).is_err());
    }

    #[test]
    fn calibration_sums_to_one_and_softens() {
        let sharp = calibrate(&[2.0, 0.0, 0.0, 1.0], 1.0);
        let soft = calibrate(&[2.0, 0.0, 0.0, 1.0], 2.0);
        assert!((sharp.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(soft[0] < sharp[0] && soft[1] > sharp[1]);
    }

    #[test]
    fn calibration_and_energy_bear_large_logits() {
        assert_eq!(calibrate(&[1e4, 0.0, 0.0, 0.0], 1.0), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(energy(&[1e4, 0.0, 0.0, 0.0]), 1e4);
    }

    #[test]
    fn energy_of_equal_logits_is_the_log_of_their_number() {
        assert!((energy(&[0.0; 4]) - 4f32.ln()).abs() < 1e-6);
    }
}
