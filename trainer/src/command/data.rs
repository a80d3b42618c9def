//! The commands about data sets and tasks.

use crate::{
    cli::{Check, Explore, NewTask, Split},
    out::say,
};
use anyhow::Result;
use std::{path::Path, process::ExitCode};
use whence::core::task::Task;
use whence_trainer::{
    acquire::store::Store,
    data::{
        check,
        dataset::Dataset,
        split::{self, How},
        tasks,
    },
    report::explore::{self, Collection},
    train::{arch::Arch, config::Config},
};

/// `whence explore`.
pub(super) fn explore(arguments: &Explore) -> Result<()> {
    let Explore { data, db, out, fold, seed } = arguments;
    let collection = match (data, db) {
        (Some(data), _) => Collection::of_data(data)?,
        (None, db) => {
            let folder = db.as_deref().and_then(Path::parent).unwrap_or(Path::new(""));
            Collection::of_store(&Store::existing(folder)?)?
        }
    };
    explore::explore(&collection, out, *fold, *seed)?;
    Ok(say(format_args!("{} written\n", out.join("report.html").display()))?)
}

/// `whence split`.
pub(super) fn split(arguments: Split) -> Result<()> {
    let Split { data, task, by, seed, force, to } = arguments;
    Ok(say(split::split(&data, asked(task.as_deref())?, &How { by, seed, force, to })?)?)
}

/// `whence check`.
pub(super) fn check(arguments: &Check) -> Result<ExitCode> {
    let data = Dataset::open(&arguments.data, asked(arguments.task.as_deref())?)?;
    let found = check::whole(&data, &Config::load(Arch::Lite, None)?.input);
    say(&found)?;
    Ok(if found.is_fine() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// `whence new-task`.
pub(super) fn new_task(arguments: &NewTask) -> Result<()> {
    let path = tasks::new(&arguments.name, Path::new(""))?;
    Ok(say(format_args!("{} written\n", path.display()))?)
}

/// The task that `--task` names, if it is given.
pub(super) fn asked(task: Option<&str>) -> Result<Option<Task>> {
    task.map(tasks::load).transpose()
}
