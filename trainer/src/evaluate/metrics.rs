//! Metrics of predictions, with confidence intervals.

use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use whence::core::{
    card::{Metrics, PerClass},
    label::{Label, Labels},
};

/// Counts: rows are true labels, columns predicted ones, in class order.
pub type Confusion = Vec<Vec<u32>>;

/// The number of resamples for a bootstrap interval.
const RESAMPLES: usize = 2000;

/// The number of bins for the calibration error.
pub const BINS: usize = 15;

/// The counts of pairs `(truth, prediction)`.
pub fn confusion(pairs: &[(Label, Label)], labels: &Labels) -> Confusion {
    let mut counts = vec![vec![0; labels.len()]; labels.len()];
    for (truth, prediction) in pairs {
        let cell = labels.position(*truth).zip(labels.position(*prediction));
        if let Some(count) = cell.and_then(|(row, column)| counts.get_mut(row)?.get_mut(column)) {
            *count += 1;
        }
    }
    counts
}

/// The share of pictures on the diagonal.
pub fn accuracy(confusion: &Confusion) -> f64 {
    let right: u32 = confusion.iter().enumerate().filter_map(|(class, row)| row.get(class)).sum();
    let all: u32 = confusion.iter().flatten().sum();
    f64::from(right) / f64::from(all.max(1))
}

/// The labels with at least one picture, in class order, with their metrics.
pub fn classes(confusion: &Confusion, labels: &Labels) -> impl Iterator<Item = (Label, PerClass)> {
    let all = labels.iter().zip(PerClass::of(confusion));
    all.filter(|(_, class)| class.pictures > 0)
}

/// A metric of each label with at least one picture.
fn present(confusion: &Confusion, figure: fn(&PerClass) -> f64) -> Vec<f64> {
    let there = PerClass::of(confusion).into_iter().filter(|class| class.pictures > 0);
    there.map(|class| figure(&class)).collect()
}

fn mean(figures: &[f64]) -> f64 {
    figures.iter().sum::<f64>() / figures.len().max(1) as f64
}

/// The mean F1 of the labels with at least one picture.
pub fn macro_f1(confusion: &Confusion) -> f64 {
    mean(&present(confusion, |class| class.f1))
}

/// The expected calibration error of answers, each a highest probability in
/// `0.0..=1.0` and whether its label was correct: the mean distance between
/// accuracy and predicted probability, in [`BINS`] bins of equal width. Guo et
/// al., "On Calibration of Modern Neural Networks", 2017.
pub fn calibration_error(answers: &[(f64, bool)]) -> f64 {
    let mut gaps = [0.0; BINS];
    for (confidence, right) in answers {
        let bin = ((confidence * BINS as f64) as usize).min(BINS - 1);
        if let Some(gap) = gaps.get_mut(bin) {
            *gap += confidence - f64::from(u8::from(*right));
        }
    }
    gaps.iter().map(|gap: &f64| gap.abs()).sum::<f64>() / answers.len().max(1) as f64
}

/// The [`calibration_error`] of answers that are perfectly calibrated: the mean
/// and the 95 % interval. It is above 0, and higher for fewer answers. Bröcker
/// and Smith, "Increasing the Reliability of Reliability Diagrams", 2007.
pub fn chance_calibration_error(answers: &[(f64, bool)]) -> (f64, [f64; 2]) {
    let mut random = SmallRng::seed_from_u64(0);
    let mut draw = || -> Vec<_> {
        answers
            .iter()
            .map(|(confidence, _)| (*confidence, random.random::<f64>() < *confidence))
            .collect()
    };
    let errors: Vec<f64> = (0..RESAMPLES).map(|_| calibration_error(&draw())).collect();
    (errors.iter().sum::<f64>() / RESAMPLES as f64, middle(errors))
}

/// `(mean predicted probability, accuracy)` in bins of a tenth; bins of fewer
/// than ten answers are left out.
pub fn reliability(answers: &[(f64, bool)]) -> Vec<(f64, f64)> {
    let bin = |index: usize| {
        let own = answers.iter().filter(|(share, _)| ((share * 10.0) as usize).min(9) == index);
        let own: Vec<_> = own.collect();
        let count = own.len() as f64;
        let confidence = own.iter().map(|(share, _)| share).sum::<f64>() / count;
        let accuracy = own.iter().filter(|(_, right)| *right).count() as f64 / count;
        (own.len() >= 10).then_some((confidence, accuracy))
    };
    (0..10).filter_map(bin).collect()
}

/// The risk-coverage curve, as `(share of answers, share of these that is
/// wrong)`, with the most confident answers first. Geifman and El-Yaniv,
/// "Selective classification for deep neural networks", 2017.
pub fn risk_coverage(answers: &[(f64, bool)]) -> Vec<(f64, f64)> {
    let mut answers = answers.to_vec();
    answers.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (all, mut wrong) = (answers.len() as f64, 0.0);
    let points = answers.iter().zip(1..).map(|((_, right), count)| {
        wrong += f64::from(u8::from(!right));
        (f64::from(count) / all, wrong / f64::from(count))
    });
    // The first few points are not meaningful: one error is a large share of
    // few answers.
    points.filter(|(share, _)| *share >= 0.05).collect()
}

/// The least recall of the labels with at least one picture.
pub fn worst_recall(confusion: &Confusion) -> f64 {
    present(confusion, |class| class.recall).into_iter().fold(1.0, f64::min)
}

/// The mean recall of the labels with at least one picture.
pub fn mean_recall(confusion: &Confusion) -> f64 {
    mean(&present(confusion, |class| class.recall))
}

/// The mean recall of pairs `(truth, guess)` over `classes` classes; a class
/// without pairs does not count.
pub fn accuracy_of(pairs: impl Iterator<Item = (usize, usize)>, classes: usize) -> f64 {
    let mut counts = vec![(0u32, 0u32); classes];
    for (truth, guess) in pairs {
        if let Some((right, all)) = counts.get_mut(truth) {
            *right += u32::from(truth == guess);
            *all += 1;
        }
    }
    let there: Vec<_> = counts.into_iter().filter(|(_, all)| *all > 0).collect();
    let shares = there.iter().map(|(right, all)| f64::from(*right) / f64::from(*all));
    shares.sum::<f64>() / there.len().max(1) as f64
}

/// The area under the receiver operating characteristic (ROC) curve: the
/// probability that a random score of `high` is above a random score of `low`;
/// ties count half. 0.5 if either is empty.
pub fn auroc(high: &[f32], low: &[f32]) -> f64 {
    if high.is_empty() || low.is_empty() {
        return 0.5;
    }
    let mut low = low.to_vec();
    low.sort_by(f32::total_cmp);
    let below = |score: &f32| {
        let under = low.partition_point(|other| other < score);
        let upto = low.partition_point(|other| other <= score);
        (under + upto) as f64 / 2.0
    };
    high.iter().map(below).sum::<f64>() / (high.len() * low.len()) as f64
}

/// Confusion matrices of pairs `(truth, prediction)` drawn from these with
/// replacement. The result is deterministic.
pub fn resamples(pairs: &[(Label, Label)], labels: &Labels) -> Vec<Confusion> {
    let mut random = SmallRng::seed_from_u64(0);
    let mut one = || pairs.get(random.random_range(0..pairs.len())).copied();
    let mut draw = || -> Vec<_> { pairs.iter().filter_map(|_| one()).collect() };
    (0..RESAMPLES).map(|_| confusion(&draw(), labels)).collect()
}

/// The 95 % percentile bootstrap interval of a metric.
pub fn interval(resamples: &[Confusion], figure: fn(&Confusion) -> f64) -> [f64; 2] {
    middle(resamples.iter().map(figure).collect())
}

/// The interval of the middle 95 % of values.
fn middle(mut figures: Vec<f64>) -> [f64; 2] {
    figures.sort_by(f64::total_cmp);
    [25, 975].map(|share| figures.get(figures.len() * share / 1000).copied().unwrap_or_default())
}

/// The Wilson score interval for a `share` of correct answers among `all`. `z`
/// is the quantile of the normal distribution: 1.96 for a two-sided 95 %
/// interval, 1.645 for a one-sided 95 % bound. Wilson, "Probable inference, the
/// law of succession, and statistical inference", 1927.
pub fn wilson(share: f64, all: f64, z: f64) -> [f64; 2] {
    let spread = z * (share * (1.0 - share) / all + z * z / (4.0 * all * all)).sqrt();
    [-spread, spread].map(|side| (share + z * z / (2.0 * all) + side) / (1.0 + z * z / all))
}

/// All metrics of pairs `(truth, prediction)`, with bootstrap intervals over
/// pictures.
pub fn metrics(pairs: &[(Label, Label)], labels: &Labels) -> Metrics {
    let (counts, resamples) = (confusion(pairs, labels), resamples(pairs, labels));
    Metrics {
        pictures: pairs.len() as u32,
        accuracy: accuracy(&counts),
        accuracy_interval: interval(&resamples, accuracy),
        macro_f1: macro_f1(&counts),
        macro_f1_interval: interval(&resamples, macro_f1),
        confusion: counts,
    }
}

/// A ratio as a percentage with one decimal, as reports print it.
pub fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

/// A ratio as a percentage without decimals.
pub fn whole_percent(share: f64) -> String {
    format!("{:.0} %", share * 100.0)
}

/// A ratio and its interval as reports print them: `91.3 % (89.3 to 93.3)`.
pub fn percent_within(share: f64, [low, high]: [f64; 2]) -> String {
    format!("{} ({:.1} to {:.1})", percent(share), low * 100.0, high * 100.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels() -> Labels {
        Labels::new(["a", "b", "c", "d"].map(label).to_vec()).unwrap()
    }

    fn label(name: &str) -> Label {
        Label::new(name).unwrap()
    }

    fn pairs() -> Vec<(Label, Label)> {
        let pairs = [("a", "a"), ("a", "b"), ("b", "b"), ("c", "c"), ("d", "c")];
        pairs.map(|(truth, prediction)| (label(truth), label(prediction))).to_vec()
    }

    #[test]
    fn figures_of_a_case_done_by_hand() {
        let counts = confusion(&pairs(), &labels());
        assert_eq!(accuracy(&counts), 0.6);
        assert!((macro_f1(&counts) - 0.5).abs() < 1e-12);
    }

    #[test]
    fn the_calibration_error_is_how_far_confidence_is_from_accuracy() {
        let answers = |right: usize| (0..10).map(move |index| (0.8, index < right));
        let error = |right| calibration_error(&answers(right).collect::<Vec<_>>());
        assert!(error(8).abs() < 1e-12);
        assert!((error(5) - 0.3).abs() < 1e-12);
        // An overconfident bin does not cancel an underconfident one.
        let both: Vec<_> = answers(5).chain((0..10).map(|index| (0.4, index < 7))).collect();
        assert!((calibration_error(&both) - 0.3).abs() < 1e-12);
        assert_eq!(calibration_error(&[(1.0, true)]), 0.0);
    }

    #[test]
    fn a_few_answers_look_ill_calibrated_whatever_they_are() {
        // The mean absolute deviation of the accuracy of n answers from their
        // probability, one half, is sqrt(1 / (2 pi n)).
        for (count, expected) in [(100, 0.0399), (400, 0.0199)] {
            let (mean, [low, high]) = chance_calibration_error(&vec![(0.5, true); count]);
            assert!((mean - expected).abs() < 0.002, "{mean} of {count}");
            assert!(low < mean && mean < high);
        }
        assert_eq!(chance_calibration_error(&[(1.0, false)]), (0.0, [0.0; 2]));
    }

    #[test]
    fn what_is_surest_is_answered_first() {
        let answers = [(0.9, true), (0.5, false), (0.7, true), (0.6, true)];
        let expected = [(0.25, 0.0), (0.5, 0.0), (0.75, 0.0), (1.0, 0.25)];
        assert_eq!(risk_coverage(&answers), expected);
        let answers = [(0.75, true), (0.75, false)].repeat(5);
        assert_eq!(reliability(&answers), [(0.75, 0.5)]);
        assert_eq!(reliability(&answers[..9]), []);
    }

    #[test]
    fn the_area_is_how_often_the_right_one_is_higher() {
        assert_eq!(auroc(&[2.0, 3.0], &[0.0, 1.0]), 1.0);
        assert_eq!(auroc(&[0.0], &[1.0, 2.0]), 0.0);
        assert_eq!(auroc(&[1.0, 3.0], &[1.0, 2.0]), 0.625);
        assert_eq!(auroc(&[], &[1.0]), 0.5);
    }

    #[test]
    fn the_worst_recall_is_of_a_label_that_is_there() {
        assert_eq!(worst_recall(&confusion(&pairs(), &labels())), 0.0);
        assert_eq!(worst_recall(&confusion(&pairs()[..4], &labels())), 0.5);
    }

    #[test]
    fn a_label_that_is_not_there_does_not_count() {
        let counts = confusion(&[(label("a"), label("a")), (label("c"), label("c"))], &labels());
        assert_eq!(macro_f1(&counts), 1.0);
    }

    #[test]
    fn an_interval_is_wide_where_answers_are_few() {
        let [low, high] = wilson(0.75, 400.0, 1.96);
        assert!((low - 0.705_4).abs() < 1e-4 && (high - 0.790_0).abs() < 1e-4, "{low} {high}");
        let [low, high] = wilson(1.0, 4.0, 1.96);
        assert!((low - 0.510_1).abs() < 1e-4 && (high - 1.0).abs() < 1e-9, "{low} {high}");
    }

    #[test]
    fn intervals_hold_the_figure_and_repeat() {
        let pairs = pairs().repeat(20);
        let first = metrics(&pairs, &labels());
        assert!(first.accuracy_interval[0] < 0.6 && 0.6 < first.accuracy_interval[1]);
        assert_eq!(first, metrics(&pairs, &labels()));
    }
}
