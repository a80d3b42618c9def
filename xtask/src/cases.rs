//! A folder of pictures with expected outcomes: `cargo xtask cases DIR`.
//!
//! `DIR/expected.csv` has the columns `file` and `expected`. The expectation is
//! written in words, of which these are understood:
//!
//! | words | meaning |
//! |---|---|
//! | `the control` | any answer |
//! | `same answer as NAME.png` | the answer to that file of the folder |
//! | `same answer as the base`, `about the base` | the answer to `base_X.png`, where X is the letter at the start (`X_...`) or the end (`..._X.jpg`) of the file's name, or `c` |
//! | `within 0.02` | the largest difference of a probability; 0.03 without it |
//! | `about`, `libjpeg decodes` | a difference of 0.06 |
//! | `a named error` | an error; where `names the format` or `cut off` follows, with that name or that word |
//! | `or a named error`, `or a word` | an error passes too |
//! | `not confident`, `not be confident` | no confident answer |
//! | `likeliest, or`, `or the unturned` | another answer needs manual review |
//!
//! Other words are listed with the answer, for manual review.

use crate::shell::{command, step, target_folder};
use anyhow::{Context, Result, bail};
use serde_json::Value;
use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    process::Command,
};

/// Each label's probability and the kind of the verdict, or the error.
type Outcome = Result<(BTreeMap<String, f64>, String), String>;

enum Judgement {
    AsExpected,
    Fault,
    /// Words that are not understood.
    Unknown,
}

/// Runs every case and prints those that differ from the expectation.
pub(crate) fn run(folder: &str) -> Result<()> {
    let folder = Path::new(folder);
    let list = folder.join("expected.csv");
    let mut reader =
        csv::Reader::from_path(&list).with_context(|| format!("cannot read {}", list.display()))?;
    let rows = reader.deserialize().collect::<Result<Vec<BTreeMap<String, String>>, _>>()?;
    // The packages of the native tests, so that nothing is built twice.
    let build = "cargo build --locked --workspace --exclude whence-e2e";
    step("building the trainer", command(build))?;
    let program = target_folder()?.join("debug").join("whence");
    let mut classifier = Classifier { program, folder, outcomes: BTreeMap::new() };
    let (mut as_expected, mut faults, mut unknown) = (0, 0, 0);
    for row in &rows {
        let (Some(file), Some(expected)) = (row.get("file"), row.get("expected")) else {
            bail!("{} needs the columns file and expected", list.display());
        };
        let judgement = classifier.judge(file, expected)?;
        let mark = match judgement {
            Judgement::AsExpected => {
                as_expected += 1;
                continue;
            }
            Judgement::Fault => {
                faults += 1;
                "fault"
            }
            Judgement::Unknown => {
                unknown += 1;
                "look "
            }
        };
        let found = in_words(classifier.outcome(file)?);
        println!("{mark}  {file}\n       expected: {expected}\n       found:    {found}");
    }
    println!("{as_expected} as expected, {faults} faults, {unknown} for manual review");
    if faults > 0 { bail!("{faults} of {} cases are faults", rows.len()) } else { Ok(()) }
}

struct Classifier<'a> {
    program: PathBuf,
    folder: &'a Path,
    outcomes: BTreeMap<String, Outcome>,
}

impl Classifier<'_> {
    fn judge(&mut self, file: &str, expected: &str) -> Result<Judgement> {
        let says = |words: &str| expected.contains(words);
        let base = base(file, expected).filter(|base| self.folder.join(base).is_file());
        let passes = match self.outcome(file)?.clone() {
            Err(error) if expected.starts_with("a named error") => {
                let format = expected.split_once("names the format ").and_then(|(_, rest)| {
                    let end = [" (", ";", ", "].iter().filter_map(|end| rest.find(end)).min();
                    rest.get(..end.unwrap_or(rest.len()))
                });
                format.is_none_or(|format| error.contains(format))
                    && (!says("cut off") || error.contains("cut off"))
            }
            Err(_) => says("named error") || says("or a word"),
            Ok(_) if says("the control") => true,
            Ok((_, verdict)) if says("not confident") || says("not be confident") => {
                if verdict == "confident" && says("likeliest, or") {
                    return Ok(Judgement::Unknown);
                }
                verdict != "confident"
            }
            Ok((found, _)) => match base.map(|base| self.outcome(&base).cloned()).transpose()? {
                Some(Ok((expected, _))) => {
                    let far = found.iter().map(|(label, probability)| {
                        (probability - expected.get(label).copied().unwrap_or_default()).abs()
                    });
                    let near = far.fold(0.0, f64::max) <= tolerance(says);
                    if !near && says("or the unturned") {
                        return Ok(Judgement::Unknown);
                    }
                    near
                }
                _ if expected.starts_with("a named error") => false,
                _ => return Ok(Judgement::Unknown),
            },
        };
        Ok(if passes { Judgement::AsExpected } else { Judgement::Fault })
    }

    fn outcome(&mut self, file: &str) -> Result<&Outcome> {
        if !self.outcomes.contains_key(file) {
            let outcome = self.classify(&self.folder.join(file))?;
            self.outcomes.insert(file.to_owned(), outcome);
        }
        self.outcomes.get(file).context("the outcome is missing")
    }

    fn classify(&self, picture: &Path) -> Result<Outcome> {
        let output = Command::new(&self.program)
            .args(["classify", "--format", "jsonl"])
            .arg(picture)
            .output()
            .with_context(|| format!("cannot start {}", self.program.display()))?;
        let answer: Value = serde_json::from_slice(&output.stdout)
            .with_context(|| String::from_utf8_lossy(&output.stderr).into_owned())?;
        if let Some(error) = answer.get("error").and_then(Value::as_str) {
            return Ok(Err(error.to_owned()));
        }
        let predictions = answer.get("predictions").and_then(Value::as_array);
        let probabilities = predictions.into_iter().flatten().filter_map(|prediction| {
            let label = prediction.get("label")?.as_str()?;
            Some((label.to_owned(), prediction.get("probability")?.as_f64()?))
        });
        let verdict = answer.pointer("/verdict/kind").and_then(Value::as_str);
        Ok(Ok((probabilities.collect(), verdict.unwrap_or_default().to_owned())))
    }
}

/// The file with the expected answer.
fn base(file: &str, expected: &str) -> Option<String> {
    if let Some((_, rest)) = expected.split_once("same answer as base_") {
        return rest.split_once(".png").map(|(name, _)| format!("base_{name}.png"));
    }
    let about_base = expected.contains("same answer") || expected.starts_with("about the");
    let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
    let letter = match (stem.get(..2), stem.get(stem.len().saturating_sub(2)..)) {
        (Some(start), _) if start.ends_with('_') => start.get(..1),
        (_, Some(end)) if end.starts_with('_') => end.get(1..),
        _ => None,
    };
    let letter = letter.filter(|letter| letter.chars().all(char::is_alphabetic));
    about_base.then(|| format!("base_{}.png", letter.unwrap_or("c")))
}

fn tolerance(says: impl Fn(&str) -> bool) -> f64 {
    let about = says("about the") || says("libjpeg decodes");
    match (about, says("within 0.04"), says("within 0.02")) {
        (true, ..) => 0.06,
        (_, true, _) => 0.04,
        (_, _, true) => 0.02,
        _ => 0.03,
    }
}

fn in_words(outcome: &Outcome) -> String {
    match outcome {
        Ok((probabilities, verdict)) => {
            let probabilities = probabilities.iter();
            let probabilities = probabilities.map(|(label, value)| format!("{label} {value:.3}"));
            format!("{verdict}: {}", probabilities.collect::<Vec<_>>().join(", "))
        }
        Err(error) => error.clone(),
    }
}
