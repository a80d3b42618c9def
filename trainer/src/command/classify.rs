//! `whence classify`: its progress bar, its summary and its exit codes.

use crate::{
    cli::Classify,
    out::{fail, note},
};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::{
    io::{self, IsTerminal as _},
    process::ExitCode,
    time::{Duration, Instant},
};
use whence_trainer::{
    classify::{Inputs, Sum, classify},
    evaluate,
};

/// The exit code if some pictures could not be classified.
const SOME_FAILED: u8 = 1;

/// The exit code if the command could not be carried out; the same as clap's.
const NOT_DONE: u8 = 2;

/// Runs the command.
pub(super) fn run(arguments: &Classify) -> ExitCode {
    match classified(arguments) {
        Ok(Sum { failed: 0, .. }) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(SOME_FAILED),
        Err(error) => fail(&error, NOT_DONE),
    }
}

fn classified(arguments: &Classify) -> Result<Sum> {
    let inputs = Inputs::new(&arguments.pictures, arguments.list.as_deref(), |said| note(said))?;
    let model = evaluate::load(&arguments.model)?;
    let (job, bar) = (arguments.job(), bar(inputs.total, arguments.out.is_some()));
    let started = Instant::now();
    let sum = classify(&model, inputs, &job, &bar);
    bar.finish_and_clear();
    let sum = sum?;
    if let Some(out) = job.out {
        note(format_args!("{}, in {}", in_words(&sum, started.elapsed()), out.display()));
    }
    Ok(sum)
}

/// A bar on standard error, if that is a terminal and rows do not go to the
/// terminal.
fn bar(total: Option<usize>, to_file: bool) -> ProgressBar {
    let bar = ProgressBar::no_length();
    let template = match total {
        Some(_) => "{bar:30} {pos}/{len}{msg}, {per_sec}, {eta} left",
        None => "{pos} pictures{msg}, {per_sec}",
    };
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    if let Some(total) = total {
        bar.set_length(total as u64);
    }
    if !to_file && io::stdout().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    bar
}

fn in_words(sum: &Sum, time: Duration) -> String {
    let Sum { earlier, rows, failed } = *sum;
    let new = rows - earlier;
    let mut said = format!("{rows} pictures, {failed} failed");
    if earlier > 0 {
        said += &format!(", {earlier} were there already");
    }
    if new > 0 {
        said += &format!(", {:.1} a second", new as f64 / time.as_secs_f64().max(1e-3));
    }
    said
}
