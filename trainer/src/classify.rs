//! `whence classify`: pictures, folders of pictures, and standard input.

use crate::out::{note, say};
use anyhow::{Context as _, Result, ensure};
use rayon::prelude::*;
use std::{
    fmt::Write as _,
    fs,
    io::{self, Read as _},
    path::{Path, PathBuf},
    process::ExitCode,
};
use whence::core::{classification::Classification, classifier::Classifier};
use whence_trainer::{
    data::folders::{self, Passed},
    evaluate,
};

/// The name that stands for standard input.
const STANDARD_INPUT: &str = "-";

/// How many pictures each thread is given before answers are printed.
const AHEAD: usize = 4;

/// Each picture by itself, in the order they are given in: one that fails does
/// not stop the others, but counts.
pub(crate) fn classify(names: &[PathBuf], model: &Path, json: bool) -> Result<ExitCode> {
    let model = evaluate::load(model)?;
    let mut code = ExitCode::SUCCESS;
    if !json {
        say(header(&model))?;
    }
    let mut files = Vec::new();
    for name in names {
        match listed(name) {
            Ok(listed) => files.extend(listed),
            Err(error) => {
                note(format_args!("error: {error:#}"));
                code = ExitCode::FAILURE;
            }
        }
    }
    for files in files.chunks(AHEAD * rayon::current_num_threads()) {
        let answers: Vec<_> = files.par_iter().map(|file| answer(&model, file)).collect();
        for (file, answer) in files.iter().zip(answers) {
            match answer {
                Ok(answer) => say(line(&model, file, &answer, json))?,
                Err(error) => {
                    note(format_args!("error: {error:#}"));
                    code = ExitCode::FAILURE;
                }
            }
        }
    }
    Ok(code)
}

/// The pictures that a name stands for.
fn listed(name: &Path) -> Result<Vec<PathBuf>> {
    if !name.is_dir() {
        return Ok(vec![name.to_owned()]);
    }
    let (pictures, passed) = folders::pictures_and_rest(name)?;
    if passed != Passed::default() {
        note(format_args!("note: passed over in {}: {passed}", name.display()));
    }
    ensure!(!pictures.is_empty(), "there are no pictures in {}", name.display());
    Ok(pictures)
}

fn answer(model: &Classifier, file: &Path) -> Result<Classification> {
    let name = || file.display().to_string();
    let bytes = read(file).with_context(name)?;
    model.classify(&bytes).with_context(name)
}

fn read(file: &Path) -> io::Result<Vec<u8>> {
    if file != Path::new(STANDARD_INPUT) {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn header(model: &Classifier) -> String {
    let mut header = format!("{:<40}", "");
    for label in model.labels().iter() {
        let _ = write!(header, " {label:>9}");
    }
    header + "  verdict\n"
}

fn line(model: &Classifier, file: &Path, answer: &Classification, json: bool) -> String {
    if json {
        let name = file.display().to_string();
        return serde_json::json!({ "file": name, "answer": answer }).to_string() + "\n";
    }
    let mut line = format!("{:<40}", file.display().to_string());
    for share in model.labels().iter().map(|label| answer.predictions.of(label)) {
        let _ = write!(line, " {:>7.1} %", share * 100.0);
    }
    line + "  " + &evaluate::in_words(answer.verdict) + "\n"
}
