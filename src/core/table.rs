//! The answers to several pictures as a table, for CSV or JSON files.

use super::{classification::Classification, label::Labels, prediction::Ranking, verdict::Verdict};
use serde::Serialize;

/// The result for one picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The file's name.
    pub name: String,
    /// The answer, if the picture was classified.
    #[serde(flatten)]
    pub answer: Option<Answer>,
    /// Why it was not classified.
    pub error: Option<String>,
}

/// The part of a classification that a row contains.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Every label with its probability, in descending order.
    pub predictions: Ranking,
    /// The verdict on them.
    pub verdict: Verdict,
    /// How long it took altogether, in milliseconds.
    pub milliseconds: f64,
}

impl From<&Classification> for Answer {
    fn from(answer: &Classification) -> Self {
        let time = answer.timings;
        let milliseconds = (time.decode + time.resize + time.inference).as_secs_f64() * 1e3;
        Self { predictions: answer.predictions.clone(), verdict: answer.verdict, milliseconds }
    }
}

/// The columns of a table as CSV: the name, the probability of each label, the
/// verdict with the labels it is about, the time, and the error.
pub fn columns(labels: &Labels) -> Vec<&'static str> {
    let names = labels.iter().map(|label| label.name());
    let rest = ["verdict", "likeliest", "second", "milliseconds", "error"];
    ["name"].into_iter().chain(names).chain(rest).collect()
}

impl Row {
    /// Its cells, in the order of [`columns`].
    pub fn cells(&self, labels: &Labels) -> Vec<String> {
        let mut cells = vec![self.name.clone()];
        match &self.answer {
            Some(answer) => {
                let shares = labels.iter().map(|label| answer.predictions.of(label));
                cells.extend(shares.map(|share| format!("{share:.4}")));
                cells.push(answer.verdict.name().to_owned());
                let about = answer.verdict.labels().map(|label| label.name());
                cells.extend(about.chain(["", ""]).take(2).map(str::to_owned));
                cells.push(format!("{:.1}", answer.milliseconds));
            }
            None => cells.extend(vec![String::new(); labels.len() + 4]),
        }
        cells.push(self.error.clone().unwrap_or_default());
        cells
    }
}

/// The table as CSV, with a header row of [`columns`].
///
/// # Errors
///
/// Only if memory runs out.
pub fn csv(rows: &[Row], labels: &Labels) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns(labels))?;
    for row in rows {
        writer.write_record(row.cells(labels))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// The table as a JSON array of its rows.
///
/// # Errors
///
/// Only if memory runs out.
pub fn json(rows: &[Row]) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec_pretty(rows)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::tests::{chinese, japanese, labels};

    fn rows() -> [Row; 2] {
        let answer = Answer {
            predictions: Ranking::new(&labels(), &[0.05, 0.6, 0.0, 0.35]).unwrap(),
            verdict: Verdict::Torn { first: chinese(), second: japanese() },
            milliseconds: 12.34,
        };
        let row = |name: &str, answer, error: Option<&str>| Row {
            name: name.to_owned(),
            answer,
            error: error.map(str::to_owned),
        };
        [
            row("plum, \"old\".jpg", Some(answer), None),
            row("letter.txt", None, Some("That is not a picture")),
        ]
    }

    #[test]
    fn csv_has_a_line_for_each_picture_whatever_its_name() {
        let table = String::from_utf8(csv(&rows(), &labels()).unwrap()).unwrap();
        assert_eq!(
            table.lines().collect::<Vec<_>>(),
            [
                "name,american,chinese,indian,japanese,verdict,likeliest,second,milliseconds,error",
                "\"plum, \"\"old\"\".jpg\",0.0500,0.6000,0.0000,0.3500,torn,chinese,japanese,12.3,",
                "letter.txt,,,,,,,,,That is not a picture",
            ]
        );
    }

    #[test]
    fn json_says_the_same() {
        let table: serde_json::Value = serde_json::from_slice(&json(&rows()).unwrap()).unwrap();
        assert_eq!(table[0]["verdict"]["kind"], "torn");
        assert_eq!(table[1]["error"], "That is not a picture");
        assert!(table[1].get("predictions").is_none());
    }
}
