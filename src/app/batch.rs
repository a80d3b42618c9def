//! Several pictures at once: their rows, in the selected order.

use crate::core::{label::Label, table::Row};
use std::cmp::Ordering;

/// The sort key of the rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The file's name.
    Name,
    /// The probability of a label.
    Label(Label),
    /// The verdict.
    Verdict,
    /// The time that the classification took.
    Time,
}

/// The pictures of one input, each with its row and data of the page.
#[derive(Debug)]
pub struct Batch<T> {
    total: usize,
    rows: Vec<(Row, T)>,
    sorted: Option<(Column, bool)>,
}

impl<T> Batch<T> {
    /// A batch of `total` pictures, none of which is classified yet.
    pub fn of(total: usize) -> Self {
        Self { total, rows: Vec::new(), sorted: None }
    }

    /// The number of pictures.
    pub fn total(&self) -> usize {
        self.total
    }

    /// The number of pictures that are classified or failed.
    pub fn done(&self) -> usize {
        self.rows.len()
    }

    /// The number of pictures that could not be classified.
    pub fn failed(&self) -> usize {
        self.rows.iter().filter(|(row, _)| row.answer.is_none()).count()
    }

    /// Adds the result of one picture.
    pub fn push(&mut self, row: Row, kept: T) {
        self.rows.push((row, kept));
    }

    /// The rows, in display order.
    pub fn rows(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().map(|(row, _)| row)
    }

    /// The page's data of each row, in the same order.
    pub fn kept(&self) -> impl Iterator<Item = &T> {
        self.rows.iter().map(|(_, kept)| kept)
    }

    /// Sorts by a column or, if the rows are sorted by it already, in reverse.
    /// Names and verdicts start with the lowest, probabilities and times with
    /// the highest. Failures are always at the end.
    pub fn sort(&mut self, column: Column) {
        let descending = match self.sorted {
            Some((same, descending)) if same == column => !descending,
            _ => !matches!(column, Column::Name | Column::Verdict),
        };
        self.sorted = Some((column, descending));
        self.rows.sort_by(|(a, _), (b, _)| {
            let order = compare(a, b, column);
            if descending { order.reverse() } else { order }
        });
        self.rows.sort_by_key(|(row, _)| row.answer.is_none());
    }

    /// The order of a column, if the rows are sorted by it, as a value of
    /// `aria-sort`.
    pub fn order_of(&self, column: Column) -> Option<&'static str> {
        let (_, descending) = self.sorted.filter(|(sorted, _)| *sorted == column)?;
        Some(if descending { "descending" } else { "ascending" })
    }
}

fn compare(a: &Row, b: &Row, column: Column) -> Ordering {
    let number = |row: &Row| {
        row.answer.as_ref().map_or(0.0, |answer| match column {
            Column::Label(label) => f64::from(answer.predictions.of(label)),
            _ => answer.milliseconds,
        })
    };
    let verdict = |row: &Row| row.answer.as_ref().map(|answer| format!("{:?}", answer.verdict));
    match column {
        Column::Name => a.name.cmp(&b.name),
        Column::Verdict => verdict(a).cmp(&verdict(b)),
        Column::Label(_) | Column::Time => number(a).total_cmp(&number(b)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        prediction::Ranking,
        table::Answer,
        task::tests::{chinese, labels},
        verdict::Verdict,
    };

    fn batch() -> Batch<char> {
        let row = |name: &str, chinese_share: Option<f32>, milliseconds| Row {
            name: name.to_owned(),
            answer: chinese_share.map(|share| Answer {
                predictions: Ranking::new(&labels(), &[1.0 - share, share, 0.0, 0.0]).unwrap(),
                verdict: Verdict::NotOneOfThese,
                milliseconds,
            }),
            error: None,
        };
        let mut batch = Batch::of(4);
        batch.push(row("b", Some(0.9), 10.0), 'b');
        batch.push(row("x", None, 0.0), 'x');
        batch.push(row("a", Some(0.2), 30.0), 'a');
        batch
    }

    fn order(batch: &Batch<char>) -> String {
        batch.kept().collect()
    }

    #[test]
    fn what_is_done_and_what_failed_is_counted() {
        let batch = batch();
        assert_eq!((batch.total(), batch.done(), batch.failed()), (4, 3, 1));
    }

    #[test]
    fn a_column_sorts_its_own_way_first_and_then_the_other() {
        let mut batch = batch();
        let mut sorted = |column| {
            batch.sort(column);
            (batch.order_of(column).unwrap(), order(&batch))
        };
        assert_eq!(sorted(Column::Name), ("ascending", "abx".to_owned()));
        assert_eq!(sorted(Column::Name), ("descending", "bax".to_owned()), "failures stay last");
        assert_eq!(sorted(Column::Label(chinese())), ("descending", "bax".to_owned()));
        assert_eq!(sorted(Column::Time), ("descending", "abx".to_owned()));
        assert_eq!(sorted(Column::Verdict).0, "ascending", "another column starts anew");
        assert_eq!(batch.rows().map(|row| &*row.name).collect::<String>(), "abx");
        let others = [Column::Name, Column::Label(chinese()), Column::Time];
        assert_eq!(others.map(|column| batch.order_of(column)), [None; 3]);
    }
}
