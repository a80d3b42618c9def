//! The commands and their exit codes.

mod acquire;
mod classify;
mod data;
mod model;
mod shell;
mod train;

use crate::{cli::Command, out::fail};
use anyhow::Result;
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};
use whence::core::task::Task;
use whence_trainer::data::dataset::Dataset;

/// The exit code of a command that failed.
const FAILED: u8 = 1;

/// The exit code of a command that was stopped and can be resumed.
const STOPPED: u8 = 130;

/// Runs a command to its exit code.
pub(crate) fn run(command: Command) -> ExitCode {
    let ended = match command {
        Command::Acquire(arguments) => acquire::run(&arguments),
        Command::Explore(arguments) => done(data::explore(&arguments)),
        Command::Split(arguments) => done(data::split(arguments)),
        Command::Check(arguments) => data::check(&arguments),
        Command::NewTask(arguments) => done(data::new_task(&arguments)),
        Command::Train(arguments) => train::run(&arguments),
        Command::Compare(arguments) => done(train::compare(&arguments)),
        Command::Average(arguments) => done(train::average(&arguments)),
        Command::Evaluate(arguments) => done(model::evaluate(&arguments)),
        Command::Index(arguments) => done(model::index(&arguments)),
        Command::Card(arguments) => done(model::card(arguments)),
        Command::Classify(arguments) => Ok(classify::run(&arguments)),
        Command::Completions { shell } => done(shell::completions(shell)),
        Command::Man { folder } => done(shell::man(&folder)),
    };
    ended.unwrap_or_else(|error| fail(&error, FAILED))
}

/// The exit code of a command whose only success code is 0.
fn done(ended: Result<()>) -> Result<ExitCode> {
    ended.map(|()| ExitCode::SUCCESS)
}

/// The data set in a folder, with the pictures of other folders as negatives of
/// one part.
fn dataset(
    folder: &Path,
    task: Option<Task>,
    negatives: &[PathBuf],
    part: &str,
) -> Result<Dataset> {
    let mut data = Dataset::open(folder, task)?;
    negatives.iter().try_for_each(|folder| data.add_negatives(folder, part))?;
    Ok(data)
}
