//! An evaluation as text.

use super::{
    Evaluation, LabelledAnswer, NegativeAnswer, Separation,
    metrics::{self, percent},
};
use std::collections::BTreeMap;
use whence::core::{card::Metrics, classification::Classification, verdict::Verdict};

impl Evaluation {
    /// The metrics and the confusion matrix as text.
    pub fn table(&self) -> String {
        let Metrics { pictures, accuracy, accuracy_interval, macro_f1, macro_f1_interval, .. } =
            &self.metrics;
        let mut table = format!(
            "pictures  {pictures}\naccuracy  {} (95 % interval {})\nmacro-F1  {} (95 % interval {})\n",
            percent(*accuracy),
            between(*accuracy_interval),
            percent(*macro_f1),
            between(*macro_f1_interval),
        );
        let resamples = metrics::resamples(&self.pairs(), &self.labels);
        let figures: [(_, fn(&_) -> _); 2] =
            [("mean of recalls", metrics::mean_recall), ("worst recall", metrics::worst_recall)];
        for (name, figure) in figures {
            let interval = between(metrics::interval(&resamples, figure));
            let share = percent(figure(&self.metrics.confusion));
            table += &format!("{name}  {share} (95 % interval {interval})\n");
        }
        table += "\n";
        table += &self.calibration();
        table += &self.separation();
        table += &format!(
            "{:<10} {:>9} {:>9} {:>9} {:>9}\n",
            "", "pictures", "precision", "recall", "F1"
        );
        for (label, class) in metrics::classes(&self.metrics.confusion, &self.labels) {
            let [precision, recall, f1] = [class.precision, class.recall, class.f1].map(percent);
            table +=
                &format!("{label:<10} {:>9} {precision:>9} {recall:>9} {f1:>9}\n", class.pictures);
        }
        table += "\nrows: true, columns: predicted\n          ";
        for label in self.labels.iter() {
            table += &format!(" {label:>9}");
        }
        for (label, row) in self.labels.iter().zip(&self.metrics.confusion) {
            table += &format!("\n{label:<10}");
            for count in row {
                table += &format!(" {count:>9}");
            }
        }
        table + "\n\n" + &self.by_source()
    }

    /// The accuracy by label and source.
    fn by_source(&self) -> String {
        let mut sources = BTreeMap::<_, Vec<&LabelledAnswer>>::new();
        for prediction in &self.predictions {
            let source = (self.labels.position(prediction.truth), &*prediction.source);
            sources.entry(source).or_default().push(prediction);
        }
        let mut lines = format!(
            "{:<10} {:<24} {:>9} {:>9} {:>16}\n",
            "label", "source", "pictures", "right", "confident, right"
        );
        for ((_, source), predictions) in &sources {
            let right = |prediction: &&&LabelledAnswer| prediction.confidence().1;
            let confident = |prediction: &&&LabelledAnswer| {
                matches!(prediction.answer.verdict, Verdict::Confident { .. })
            };
            let count = predictions.len();
            let rights = predictions.iter().filter(right).count();
            let sure = predictions.iter().filter(confident).count();
            let kept = predictions.iter().filter(confident).filter(right).count();
            let label = predictions.first().map_or("", |prediction| prediction.truth.name());
            let share = percent(rights as f64 / count as f64);
            let sure = format!("{kept} of {sure}");
            lines += &format!("{label:<10} {source:<24} {count:>9} {share:>9} {sure:>16}\n");
        }
        lines
    }

    /// How reliable the answers are: their calibration, and the accuracy of each
    /// verdict.
    fn calibration(&self) -> String {
        let confidences = self.confidences();
        let error = metrics::calibration_error(&confidences);
        let (mean, chance) = metrics::chance_calibration_error(&confidences);
        let verdicts = self.predictions.iter().map(|prediction| prediction.answer.verdict);
        let answered: Vec<_> = verdicts.zip(confidences).collect();
        let mut lines = format!(
            "expected calibration error  {} (were the probabilities exact: {}, 95 % interval {})\n",
            percent(error),
            percent(mean),
            between(chance),
        );
        for name in Verdict::NAMES {
            let of = answered.iter().filter(|(verdict, _)| verdict.name() == name);
            let rights: Vec<bool> = of.map(|(_, (_, right))| *right).collect();
            let right = rights.iter().filter(|right| **right).count();
            let covers = percent(rights.len() as f64 / answered.len().max(1) as f64);
            let all = rights.len();
            lines += &format!(
                "{name:<17} {covers:>7}, of which the likeliest was right in {right} of {all}\n"
            );
        }
        lines + "\n"
    }

    /// How well negatives are separated from paintings, by source.
    fn separation(&self) -> String {
        if self.negatives.is_empty() {
            return String::new();
        }
        let mut sources = BTreeMap::<&str, Vec<&Classification>>::new();
        for NegativeAnswer { source, answer, .. } in &self.negatives {
            sources.entry(source).or_default().push(answer);
        }
        let mut lines = "negatives            pictures      AUROC   refused confident\n".to_owned();
        let all = self.negatives.iter().map(|of| &of.answer).collect();
        for (source, answers) in sources.into_iter().chain([("all", all)]) {
            let count = answers.len();
            let Separation { auroc, refused, confident } = self.separation_from(answers);
            let [refused, confident] =
                [refused, confident].map(|of| percent(of as f64 / count as f64));
            lines +=
                &format!("{source:<20} {count:>8} {auroc:>10.3} {refused:>9} {confident:>9}\n");
        }
        lines + "\n"
    }
}

fn between([low, high]: [f64; 2]) -> String {
    format!("{} to {}", percent(low), percent(high))
}
