//! The output formats of answers: each picture is one row.

use anyhow::Result;
use std::fmt::Write as _;
use whence::core::{
    classification::Classification,
    label::Labels,
    table::{Answer, Row, columns},
};

use crate::evaluate::{self, metrics::percent};

/// How answers are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns, for people
    Table,
    /// One JSON array of all rows
    Json,
    /// A JSON object on each line
    Jsonl,
    /// Comma-separated values with a header
    Csv,
}

impl Format {
    /// The format for a file with this extension.
    pub fn of(extension: &str) -> Option<Self> {
        match extension {
            "json" => Some(Self::Json),
            "jsonl" | "ndjson" => Some(Self::Jsonl),
            "csv" => Some(Self::Csv),
            _ => None,
        }
    }

    /// The text before the rows.
    pub(super) fn start(self, labels: &Labels) -> Result<String> {
        match self {
            Self::Table => Ok(header(labels)),
            Self::Json => Ok("[".to_owned()),
            Self::Jsonl => Ok(String::new()),
            Self::Csv => comma_separated(&columns(labels)),
        }
    }

    /// A row, without the separator before it.
    pub(super) fn row(
        self,
        name: &str,
        answer: &Result<Classification>,
        labels: &Labels,
    ) -> Result<String> {
        let row = || Row {
            name: name.to_owned(),
            answer: answer.as_ref().ok().map(Answer::from),
            error: answer.as_ref().err().map(in_one_line),
        };
        match self {
            Self::Table => Ok(line(name, answer, labels)),
            Self::Json => Ok(format!("\n{}", serde_json::to_string(&row())?)),
            Self::Jsonl => Ok(serde_json::to_string(&row())? + "\n"),
            Self::Csv => comma_separated(&row().cells(labels)),
        }
    }

    /// The text between two rows.
    pub(super) fn separator(self) -> &'static str {
        if self == Self::Json { "," } else { "" }
    }

    /// The text after the rows.
    pub(super) fn end(self) -> &'static str {
        if self == Self::Json { "\n]\n" } else { "" }
    }
}

/// An error and its causes, in one line. A line break in it would split a row.
fn in_one_line(error: &anyhow::Error) -> String {
    format!("{error:#}").replace(['\r', '\n'], " ")
}

fn comma_separated(cells: &[impl AsRef<[u8]>]) -> Result<String> {
    let mut csv = csv::Writer::from_writer(Vec::new());
    csv.write_record(cells)?;
    Ok(String::from_utf8(csv.into_inner()?)?)
}

fn header(labels: &Labels) -> String {
    let mut header = format!("{:<40}", "");
    for label in labels.iter() {
        let _ = write!(header, " {label:>9}");
    }
    header + "  verdict\n"
}

fn line(name: &str, answer: &Result<Classification>, labels: &Labels) -> String {
    let answer = match answer {
        Ok(answer) => answer,
        Err(error) => return format!("{name:<40} error: {}\n", in_one_line(error)),
    };
    let mut line = format!("{name:<40}");
    for share in labels.iter().map(|label| answer.predictions.of(label)) {
        let _ = write!(line, " {:>9}", percent(share.into()));
    }
    line + "  " + &evaluate::in_words(answer.verdict) + "\n"
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::anyhow;
    use whence::core::label::Label;

    fn labels() -> Labels {
        Labels::new(["chinese", "indian"].map(|name| Label::new(name).unwrap()).to_vec()).unwrap()
    }

    #[test]
    fn an_error_is_a_row_of_every_format() {
        let error = Err(anyhow!("it is\ntorn").context("damaged"));
        let row = |format: Format| format.row("a,b.jpg", &error, &labels()).unwrap();
        assert_eq!(row(Format::Csv), "\"a,b.jpg\",,,,,,,damaged: it is torn\n");
        assert_eq!(
            row(Format::Jsonl),
            "{\"name\":\"a,b.jpg\",\"error\":\"damaged: it is torn\"}\n"
        );
        assert_eq!(row(Format::Json).trim_start(), row(Format::Jsonl).trim_end());
        assert!(row(Format::Table).ends_with(" error: damaged: it is torn\n"));
        let start = Format::Csv.start(&labels()).unwrap();
        assert_eq!(start.matches(',').count(), row(Format::Csv).matches(',').count() - 1);
    }

    #[test]
    fn an_extension_tells_the_format() {
        let of = ["csv", "json", "jsonl", "txt"].map(Format::of);
        assert_eq!(of, [Some(Format::Csv), Some(Format::Json), Some(Format::Jsonl), None]);
    }
}
