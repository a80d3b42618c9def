//! `whence acquire`: until it is done, or Ctrl-C.

use super::STOPPED;
use crate::{
    cli::Acquire,
    out::{hint, note, say},
};
use anyhow::{Context as _, Result};
use std::{process::ExitCode, sync::Arc};
use whence_trainer::{
    acquire::{self, export, store::Store, summary},
    data::tasks,
};

/// Runs the command.
pub(super) fn run(arguments: &Acquire) -> Result<ExitCode> {
    let (store, outcome) = if arguments.status {
        (Arc::new(Store::existing(&arguments.into)?), Ok(Some(())))
    } else {
        let store = Arc::new(Store::open(&arguments.into)?);
        let outcome = acquired(arguments, &store)?;
        (store, outcome)
    };
    // However the acquisition ended, this is its progress.
    let said = say(summary::table(&store.counts()?));
    if outcome?.is_none() {
        note("stopped");
        hint("the same command goes on where it was");
        return Ok(ExitCode::from(STOPPED));
    }
    if let Some(folder) = &arguments.to {
        let pictures = export::export(&store, folder)?;
        say(format_args!("\n{pictures} labelled pictures written to {}\n", folder.display()))?;
    }
    said?;
    Ok(ExitCode::SUCCESS)
}

/// The result of the acquisition; the inner `None` means that it was stopped.
/// The outer error concerns the arguments.
fn acquired(arguments: &Acquire, store: &Arc<Store>) -> Result<Result<Option<()>>> {
    let (source, policy) = (arguments.source(), arguments.policy()?);
    let task = tasks::load(&arguments.task)?;
    if arguments.relist {
        store.relist()?;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    Ok(runtime.block_on(async {
        tokio::select! {
            outcome = acquire::acquire(store, &source, &task, &arguments.api, &policy) => outcome.map(Some),
            stop = tokio::signal::ctrl_c() => stop.map(|()| None).context("could not listen for Ctrl-C"),
        }
    }))
}
