//! What four probabilities are worth in words.
//!
//! A network always answers; the verdict says whether to believe it. Its
//! thresholds are chosen on validation pictures and travel in the card.

use crate::core::culture::Culture;
use serde::{Deserialize, Serialize};

/// Where the verdicts part.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The least probability, in `0.0..=1.0`, at which an answer is confident.
    pub confident: f32,
    /// The least sum of the two highest probabilities, in `0.0..=1.0`, at
    /// which an answer that is not confident is torn between those two.
    pub torn: f32,
    /// The score `foreign` over which a picture is taken for none of the four
    /// cultures; finite.
    pub foreign: f32,
}

/// What Whence makes of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// One culture, and reason to believe it.
    Confident {
        /// The culture.
        culture: Culture,
    },
    /// One of two cultures, hard to say which.
    Torn {
        /// The likelier of the two.
        first: Culture,
        /// The other.
        second: Culture,
    },
    /// The likeliest culture, with little behind it.
    Unsure {
        /// The likeliest culture.
        culture: Culture,
    },
    /// Probably no painting of any of the four cultures.
    NotOneOfThese,
}

impl Verdict {
    /// The verdict on calibrated `probabilities` (each in `0.0..=1.0`, in
    /// class order, summing to 1) and the score `foreign` of the same
    /// picture, higher where it is less like any of the four.
    pub fn new(
        probabilities: [f32; Culture::COUNT],
        foreign: f32,
        thresholds: &Thresholds,
    ) -> Self {
        let [(highest, first), (next, second), ..] = ranked(&probabilities);
        if foreign > thresholds.foreign {
            Self::NotOneOfThese
        } else if highest >= thresholds.confident {
            Self::Confident { culture: first }
        } else if highest + next >= thresholds.torn {
            Self::Torn { first, second }
        } else {
            Self::Unsure { culture: first }
        }
    }
}

/// The cultures with their probabilities, likeliest first; of equals, the
/// first in class order.
pub fn ranked(probabilities: &[f32; Culture::COUNT]) -> [(f32, Culture); Culture::COUNT] {
    let mut ranked = Culture::ALL.map(|culture| (probability(probabilities, culture), culture));
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    ranked
}

/// The probability of one culture.
pub fn probability(probabilities: &[f32; Culture::COUNT], culture: Culture) -> f32 {
    let [american, chinese, indian, japanese] = *probabilities;
    match culture {
        Culture::American => american,
        Culture::Chinese => chinese,
        Culture::Indian => indian,
        Culture::Japanese => japanese,
    }
}

/// Probabilities from logits, divided by the calibration's `temperature`
/// (positive) first. Guo et al., "On Calibration of Modern Neural Networks",
/// 2017.
pub fn calibrate(logits: [f32; Culture::COUNT], temperature: f32) -> [f32; Culture::COUNT] {
    let highest = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let exponentials = logits.map(|logit| ((logit - highest) / temperature).exp());
    let sum: f32 = exponentials.iter().sum();
    exponentials.map(|exponential| exponential / sum)
}

/// `ln Σ exp(logit)`: high where the network has seen the like, low where it
/// has not. Liu et al., "Energy-based Out-of-distribution Detection", 2020
/// (theirs has the opposite sign).
pub fn energy(logits: [f32; Culture::COUNT]) -> f32 {
    let highest = logits.into_iter().fold(f32::NEG_INFINITY, f32::max);
    highest + logits.map(|logit| (logit - highest).exp()).iter().sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    const THRESHOLDS: Thresholds = Thresholds { confident: 0.8, torn: 0.9, foreign: 1.0 };

    #[test]
    fn each_verdict_has_its_region() {
        let of = |probabilities, foreign| Verdict::new(probabilities, foreign, &THRESHOLDS);
        assert_eq!(
            of([0.05, 0.85, 0.05, 0.05], -3.0),
            Verdict::Confident { culture: Culture::Chinese }
        );
        assert_eq!(
            of([0.02, 0.40, 0.03, 0.55], -3.0),
            Verdict::Torn { first: Culture::Japanese, second: Culture::Chinese }
        );
        assert_eq!(of([0.4, 0.3, 0.2, 0.1], -3.0), Verdict::Unsure { culture: Culture::American });
        assert_eq!(of([0.0, 1.0, 0.0, 0.0], 1.1), Verdict::NotOneOfThese);
    }

    #[test]
    fn thresholds_themselves_count_as_reached() {
        let verdict = Verdict::new([0.8, 0.1, 0.1, 0.0], 1.0, &THRESHOLDS);
        assert_eq!(verdict, Verdict::Confident { culture: Culture::American });
    }

    #[test]
    fn calibration_sums_to_one_and_softens() {
        let sharp = calibrate([2.0, 0.0, 0.0, 1.0], 1.0);
        let soft = calibrate([2.0, 0.0, 0.0, 1.0], 2.0);
        assert!((sharp.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert!(soft[0] < sharp[0] && soft[1] > sharp[1]);
    }

    #[test]
    fn calibration_and_energy_bear_large_logits() {
        assert_eq!(calibrate([1e4, 0.0, 0.0, 0.0], 1.0), [1.0, 0.0, 0.0, 0.0]);
        assert_eq!(energy([1e4, 0.0, 0.0, 0.0]), 1e4);
    }

    #[test]
    fn energy_of_equal_logits_is_the_log_of_their_number() {
        assert!((energy([0.0; 4]) - 4f32.ln()).abs() < 1e-6);
    }
}
