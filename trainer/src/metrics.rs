//! How well predictions fit the truth, and how sure one may be of that.

use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use whence::{card::Metrics, culture::Culture};

/// Counts: rows are true cultures, columns predicted ones, in class order.
pub type Confusion = [[u32; Culture::COUNT]; Culture::COUNT];

/// How many resamples a bootstrap interval rests on.
const RESAMPLES: usize = 2000;

/// Precision, recall and number of pictures of one culture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PerClass {
    /// The share of pictures called this culture that are, `0.0..=1.0`.
    pub precision: f64,
    /// The share of this culture's pictures that are called so, `0.0..=1.0`.
    pub recall: f64,
    /// The harmonic mean of the two.
    pub f1: f64,
    /// How many pictures there are of this culture.
    pub pictures: u32,
}

/// The counts of pairs `(truth, prediction)`.
pub fn confusion(pairs: &[(Culture, Culture)]) -> Confusion {
    let mut counts = Confusion::default();
    for (truth, prediction) in pairs {
        counts[truth.index()][prediction.index()] += 1;
    }
    counts
}

/// The figures of each culture, in class order.
pub fn per_class(confusion: &Confusion) -> [PerClass; Culture::COUNT] {
    Culture::ALL.map(|culture| {
        let class = culture.index();
        let right = f64::from(confusion[class][class]);
        let pictures: u32 = confusion[class].iter().sum();
        let called: u32 = confusion.iter().map(|row| row[class]).sum();
        let share = |of: u32| if of == 0 { 0.0 } else { right / f64::from(of) };
        let (precision, recall) = (share(called), share(pictures));
        let sum = f64::from(pictures + called);
        let f1 = if sum == 0.0 { 0.0 } else { 2.0 * right / sum };
        PerClass { precision, recall, f1, pictures }
    })
}

/// The share of pictures on the diagonal.
pub fn accuracy(confusion: &Confusion) -> f64 {
    let right: u32 = (0..Culture::COUNT).map(|class| confusion[class][class]).sum();
    let all: u32 = confusion.iter().flatten().sum();
    f64::from(right) / f64::from(all.max(1))
}

/// The mean F1 of the cultures that are there.
pub fn macro_f1(confusion: &Confusion) -> f64 {
    let classes = per_class(confusion);
    let present: Vec<f64> =
        classes.iter().filter(|class| class.pictures > 0).map(|class| class.f1).collect();
    present.iter().sum::<f64>() / present.len().max(1) as f64
}

/// Every figure of pairs `(truth, prediction)`, with percentile bootstrap
/// intervals of 95 % over pictures. The same pairs give the same intervals.
pub fn metrics(pairs: &[(Culture, Culture)]) -> Metrics {
    let mut random = SmallRng::seed_from_u64(0);
    let resamples: Vec<Confusion> = (0..RESAMPLES)
        .map(|_| {
            let drawn: Vec<_> =
                pairs.iter().map(|_| pairs[random.random_range(0..pairs.len())]).collect();
            confusion(&drawn)
        })
        .collect();
    let interval = |figure: fn(&Confusion) -> f64| {
        let mut figures: Vec<f64> = resamples.iter().map(figure).collect();
        figures.sort_by(f64::total_cmp);
        [figures[RESAMPLES * 25 / 1000], figures[RESAMPLES * 975 / 1000]]
    };
    let counts = confusion(pairs);
    Metrics {
        pictures: pairs.len() as u32,
        accuracy: accuracy(&counts),
        accuracy_interval: interval(accuracy),
        macro_f1: macro_f1(&counts),
        macro_f1_interval: interval(macro_f1),
        confusion: counts,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Culture::{American, Chinese, Indian, Japanese};

    const PAIRS: [(Culture, Culture); 5] = [
        (American, American),
        (American, Chinese),
        (Chinese, Chinese),
        (Indian, Indian),
        (Japanese, Indian),
    ];

    #[test]
    fn figures_of_a_case_done_by_hand() {
        let counts = confusion(&PAIRS);
        assert_eq!(accuracy(&counts), 0.6);
        let [american, chinese, indian, japanese] = per_class(&counts);
        assert_eq!((american.precision, american.recall), (1.0, 0.5));
        assert_eq!((chinese.precision, chinese.recall), (0.5, 1.0));
        assert_eq!((indian.f1, japanese.f1), (2.0 / 3.0, 0.0));
        assert!((macro_f1(&counts) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn a_culture_that_is_not_there_does_not_count() {
        let counts = confusion(&[(American, American), (Indian, Indian)]);
        assert_eq!(macro_f1(&counts), 1.0);
    }

    #[test]
    fn intervals_hold_the_figure_and_repeat() {
        let pairs = PAIRS.repeat(20);
        let first = metrics(&pairs);
        assert!(first.accuracy_interval[0] < 0.6 && 0.6 < first.accuracy_interval[1]);
        assert_eq!(first, metrics(&pairs));
    }
}
