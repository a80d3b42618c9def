//! The answers to several pictures as a table, to be saved as CSV or JSON.

use crate::core::{classification::Classification, culture::Culture, verdict::Verdict};
use serde::Serialize;

/// What became of one picture.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Row {
    /// The file's name.
    pub name: String,
    /// In class order, where the picture was classified.
    #[serde(flatten)]
    pub answer: Option<Answer>,
    /// Why it was not.
    pub error: Option<String>,
}

/// What a row keeps of a classification.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Answer {
    /// Calibrated, each in `0.0..=1.0`, in class order.
    pub probabilities: [f32; Culture::COUNT],
    /// What they are worth.
    pub verdict: Verdict,
    /// How long it took altogether, in milliseconds.
    pub milliseconds: f64,
}

impl From<&Classification> for Answer {
    fn from(answer: &Classification) -> Self {
        let time = answer.timings;
        let milliseconds = (time.decode + time.resize + time.inference).as_secs_f64() * 1e3;
        Self { probabilities: answer.probabilities, verdict: answer.verdict, milliseconds }
    }
}

/// A table as CSV with a header; numbers as in [`Answer`].
///
/// # Errors
///
/// None that memory does not make.
pub fn csv(rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let cultures = Culture::ALL.map(Culture::name);
    writer.write_record(["name"].into_iter().chain(cultures).chain([
        "verdict",
        "likeliest",
        "second",
        "milliseconds",
        "error",
    ]))?;
    for row in rows {
        let mut record = vec![row.name.clone()];
        match &row.answer {
            Some(answer) => {
                record.extend(answer.probabilities.map(|share| format!("{share:.4}")));
                record.extend(parts(answer.verdict).map(str::to_owned));
                record.push(format!("{:.1}", answer.milliseconds));
            }
            None => record.extend([const { String::new() }; 8]),
        }
        record.push(row.error.clone().unwrap_or_default());
        writer.write_record(record)?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// A table as a JSON array of its rows.
///
/// # Errors
///
/// None that memory does not make.
pub fn json(rows: &[Row]) -> serde_json::Result<Vec<u8>> {
    serde_json::to_vec_pretty(rows)
}

/// A verdict's name, and the cultures it is about.
fn parts(verdict: Verdict) -> [&'static str; 3] {
    match verdict {
        Verdict::Confident { culture } => ["confident", culture.name(), ""],
        Verdict::Torn { first, second } => ["torn", first.name(), second.name()],
        Verdict::Unsure { culture } => ["unsure", culture.name(), ""],
        Verdict::NotOneOfThese => ["not_one_of_these", "", ""],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> [Row; 2] {
        let answer = Answer {
            probabilities: [0.05, 0.6, 0.0, 0.35],
            verdict: Verdict::Torn { first: Culture::Chinese, second: Culture::Japanese },
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
        let table = String::from_utf8(csv(&rows()).unwrap()).unwrap();
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
        assert!(table[1].get("probabilities").is_none());
    }
}
