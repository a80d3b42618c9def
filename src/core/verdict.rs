//! The verdict on an answer: how reliable it is.
//!
//! The thresholds are chosen on validation pictures and stored in the card.

use super::{label::Label, prediction::Ranking};
use serde::{Deserialize, Serialize};

/// The thresholds between verdicts.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Thresholds {
    /// The least probability, in `0.0..=1.0`, at which an answer is confident:
    /// that of the label, times that of having one of the labels at all.
    pub confident: f32,
    /// The least sum of the two highest probabilities, in `0.0..=1.0`, at
    /// which an answer is torn between those two, if the highest is lower than
    /// `confident`.
    pub torn: f32,
    /// The score `foreign` above which a picture is classified as none of the
    /// labels; finite.
    pub foreign: f32,
}

/// The verdict on one picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Verdict {
    /// One label, with confidence.
    Confident {
        /// The label.
        label: Label,
    },
    /// One of two labels, without a clear winner.
    Torn {
        /// The more probable of the two.
        first: Label,
        /// The other.
        second: Label,
    },
    /// The most probable label, with low confidence.
    Unsure {
        /// The most probable label.
        label: Label,
    },
    /// Probably none of the labels.
    NotOneOfThese,
}

impl Verdict {
    /// The names of all verdicts, the most confident first.
    pub const NAMES: [&str; 4] = ["confident", "torn", "unsure", "not_one_of_these"];

    /// The verdict on a ranking and on two figures of the same picture: the
    /// score `foreign`, which is higher if it resembles the labels less, and
    /// `familiar`, the probability that it has one of the labels.
    pub fn new(ranking: &Ranking, foreign: f32, familiar: f32, thresholds: &Thresholds) -> Self {
        let (first, second) = (ranking.first(), ranking.second());
        if foreign > thresholds.foreign {
            Self::NotOneOfThese
        } else if familiar * first.probability >= thresholds.confident {
            Self::Confident { label: first.label }
        } else if first.probability < thresholds.confident
            && first.probability + second.probability >= thresholds.torn
        {
            Self::Torn { first: first.label, second: second.label }
        } else {
            Self::Unsure { label: first.label }
        }
    }

    /// Its name in files and in the ids of messages.
    pub const fn name(self) -> &'static str {
        let [confident, torn, unsure, not_one_of_these] = Self::NAMES;
        match self {
            Self::Confident { .. } => confident,
            Self::Torn { .. } => torn,
            Self::Unsure { .. } => unsure,
            Self::NotOneOfThese => not_one_of_these,
        }
    }

    /// The labels of the verdict, the more probable first: none, one or two.
    pub fn labels(self) -> impl Iterator<Item = Label> {
        let labels = match self {
            Self::Confident { label } | Self::Unsure { label } => [Some(label), None],
            Self::Torn { first, second } => [Some(first), Some(second)],
            Self::NotOneOfThese => [None, None],
        };
        labels.into_iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::tests::{american, chinese, japanese, labels};

    const THRESHOLDS: Thresholds = Thresholds { confident: 0.8, torn: 0.9, foreign: 1.0 };

    fn of(probabilities: [f32; 4], foreign: f32, familiar: f32) -> Verdict {
        let ranking = Ranking::new(&labels(), &probabilities).unwrap();
        Verdict::new(&ranking, foreign, familiar, &THRESHOLDS)
    }

    #[test]
    fn each_verdict_has_its_region() {
        let verdict = |probabilities| of(probabilities, -3.0, 1.0);
        assert_eq!(verdict([0.05, 0.85, 0.05, 0.05]), Verdict::Confident { label: chinese() });
        assert_eq!(
            verdict([0.02, 0.40, 0.03, 0.55]),
            Verdict::Torn { first: japanese(), second: chinese() }
        );
        assert_eq!(verdict([0.4, 0.3, 0.2, 0.1]), Verdict::Unsure { label: american() });
        assert_eq!(of([0.0, 1.0, 0.0, 0.0], 1.1, 1.0), Verdict::NotOneOfThese);
    }

    #[test]
    fn thresholds_themselves_count_as_reached() {
        assert_eq!(of([0.8, 0.1, 0.1, 0.0], 1.0, 1.0), Verdict::Confident { label: american() });
    }

    #[test]
    fn a_picture_that_may_have_no_label_gets_no_confident_one() {
        let share = [0.0, 0.9, 0.0, 0.1];
        assert_eq!(of(share, -3.0, 0.95), Verdict::Confident { label: chinese() });
        assert_eq!(of(share, -3.0, 0.8), Verdict::Unsure { label: chinese() });
        let torn = Verdict::Torn { first: chinese(), second: japanese() };
        assert_eq!(of([0.0, 0.7, 0.0, 0.3], -3.0, 0.8), torn);
    }

    #[test]
    fn it_names_the_labels_it_is_about() {
        let torn = Verdict::Torn { first: japanese(), second: chinese() };
        assert_eq!(torn.labels().collect::<Vec<_>>(), [japanese(), chinese()]);
        assert_eq!(Verdict::NotOneOfThese.labels().count(), 0);
    }

    #[test]
    fn json_calls_each_verdict_by_its_name() {
        let (first, second) = (japanese(), chinese());
        let each = [
            Verdict::Confident { label: first },
            Verdict::Torn { first, second },
            Verdict::Unsure { label: first },
            Verdict::NotOneOfThese,
        ];
        assert_eq!(each.map(Verdict::name), Verdict::NAMES);
        for verdict in each {
            assert_eq!(serde_json::to_value(verdict).unwrap()["kind"], verdict.name());
        }
    }
}
