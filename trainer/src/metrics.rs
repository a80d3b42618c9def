//! How well predictions fit the truth, and how sure one may be of that.

use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use whence::{
    card::{Metrics, PerClass},
    culture::Culture,
};

/// Counts: rows are true cultures, columns predicted ones, in class order.
pub type Confusion = [[u32; Culture::COUNT]; Culture::COUNT];

/// How many resamples a bootstrap interval rests on.
const RESAMPLES: usize = 2000;

/// How many bins the calibration error is taken over.
pub const BINS: usize = 15;

/// The counts of pairs `(truth, prediction)`.
pub fn confusion(pairs: &[(Culture, Culture)]) -> Confusion {
    let mut counts = Confusion::default();
    for (truth, prediction) in pairs {
        counts[truth.index()][prediction.index()] += 1;
    }
    counts
}

/// The share of pictures on the diagonal.
pub fn accuracy(confusion: &Confusion) -> f64 {
    let right: u32 = (0..Culture::COUNT).map(|class| confusion[class][class]).sum();
    let all: u32 = confusion.iter().flatten().sum();
    f64::from(right) / f64::from(all.max(1))
}

/// The mean F1 of the cultures that are there.
pub fn macro_f1(confusion: &Confusion) -> f64 {
    let classes = PerClass::of(confusion);
    let present: Vec<f64> =
        classes.iter().filter(|class| class.pictures > 0).map(|class| class.f1).collect();
    present.iter().sum::<f64>() / present.len().max(1) as f64
}

/// The expected calibration error of answers, each a highest probability in
/// `0.0..=1.0` and whether it was right: how far, on average, the share of
/// right answers is from what they promise, in [`BINS`] bins of equal width.
/// Guo et al., "On Calibration of Modern Neural Networks", 2017.
pub fn calibration_error(answers: &[(f64, bool)]) -> f64 {
    let mut gaps = [0.0; BINS];
    for (promised, right) in answers {
        let bin = ((promised * BINS as f64) as usize).min(BINS - 1);
        gaps[bin] += promised - f64::from(u8::from(*right));
    }
    gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / answers.len().max(1) as f64
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
        assert!((macro_f1(&counts) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn calibration_is_how_far_promises_are_from_what_is_kept() {
        let kept = |share: usize| (0..10).map(move |index| (0.8, index < share));
        let error = |share| calibration_error(&kept(share).collect::<Vec<_>>());
        assert!(error(8).abs() < 1e-12);
        assert!((error(5) - 0.3).abs() < 1e-12);
        // What one bin promises too much, another does not make good.
        let both: Vec<_> = kept(5).chain((0..10).map(|index| (0.4, index < 7))).collect();
        assert!((calibration_error(&both) - 0.3).abs() < 1e-12);
        assert_eq!(calibration_error(&[(1.0, true)]), 0.0);
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
