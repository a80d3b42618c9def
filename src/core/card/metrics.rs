//! The scores of a model.

use serde::{Deserialize, Serialize};

/// The scores of a model on one part of the data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Metrics {
    /// The number of pictures.
    pub pictures: u32,
    /// The share classified correctly, `0.0..=1.0`.
    pub accuracy: f64,
    /// The bootstrap 95 % interval of `accuracy`.
    pub accuracy_interval: [f64; 2],
    /// The mean over the labels present of the harmonic mean of precision
    /// and recall, `0.0..=1.0`.
    pub macro_f1: f64,
    /// The bootstrap 95 % interval of `macro_f1`.
    pub macro_f1_interval: [f64; 2],
    /// Rows are true labels, columns predicted ones, in class order.
    pub confusion: Vec<Vec<u32>>,
}

/// Precision, recall and number of pictures of one label.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerClass {
    /// The share of its predictions that are right, `0.0..=1.0`.
    pub precision: f64,
    /// The share of its pictures that are predicted as it, `0.0..=1.0`.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
    /// The number of its pictures.
    pub pictures: u32,
}

impl PerClass {
    /// The metrics of each label, in class order, from a confusion matrix as in
    /// [`Metrics`]. A ratio with a denominator of 0 is 0.
    pub fn of(confusion: &[Vec<u32>]) -> Vec<Self> {
        let figures = |(index, row): (usize, &Vec<u32>)| {
            let right = f64::from(row.get(index).copied().unwrap_or_default());
            let called: u32 = confusion.iter().filter_map(|row| row.get(index)).sum();
            let pictures: u32 = row.iter().sum();
            let share = |of: f64| if of == 0.0 { 0.0 } else { right / of };
            Self {
                precision: share(called.into()),
                recall: share(pictures.into()),
                f1: share(f64::from(called + pictures) / 2.0),
                pictures,
            }
        };
        confusion.iter().enumerate().map(figures).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_a_case_done_by_hand() {
        let confusion = [[1, 1, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]];
        let figures = PerClass::of(&confusion.map(Vec::from));
        let [american, chinese, indian, japanese] = figures.try_into().unwrap();
        assert_eq!((american.precision, american.recall), (1.0, 0.5));
        assert_eq!((chinese.precision, chinese.recall), (0.5, 1.0));
        assert_eq!((indian.f1, japanese.f1), (2.0 / 3.0, 0.0));
        assert_eq!((american.pictures, japanese.pictures), (2, 1));
        assert_eq!(PerClass::of(&[vec![0; 2], vec![0; 2]])[0].f1, 0.0);
    }
}
