//! The training loop.
//!
//! A run lives in a folder: the recipe, `run.json` (seed, commit, data),
//! `metrics.jsonl` with a line per epoch, `curves.svg`, and a checkpoint. The
//! checkpoint is replaced whole after every epoch, so a run that is killed at
//! any moment resumes after the last complete epoch. Every random choice of an
//! epoch follows from the seed and the epoch's number, so the resumed run is
//! the same. The runs of its teachers are in its folder `teachers`.

pub mod arch;
mod average;
pub mod config;
pub mod init;
mod loss;
pub mod network;
mod recipe;
mod rehearsal;
mod run;
mod state;

pub use average::{Average, average};
pub use rehearsal::{Rehearsal, rehearse};
pub use run::{Epoch, Run, done};

use crate::data::{batches::Pictures, check, dataset::Dataset};
use anyhow::Result;
use burn::tensor::Device;
use config::Config;
use indicatif::{ProgressBar, ProgressStyle};
use loss::{Lesson, Tally, class_weights};
use network::Network;
use state::{State, judge};
use std::{
    path::Path,
    sync::atomic::{AtomicBool, Ordering},
};
use tracing::info;

/// How a call of [`train`] ended.
#[derive(Debug)]
pub enum Outcome {
    /// All epochs are done.
    Done(Box<Trained>),
    /// It was asked to stop; the run's folder has what `--resume` needs.
    Stopped,
}

/// A network to export.
#[derive(Debug)]
pub struct Trained {
    /// With the weights to export.
    pub network: Network,
    /// How many epochs they learned.
    pub epochs: usize,
    /// Which weights they are, in a sentence, where they are not the moving
    /// average after the last epoch.
    pub weights: Option<String>,
}

/// Trains as `config` says, on the parts `train` and `val` of `data`, keeping
/// everything in `folder`. Once `stop` is true, it ends after the current
/// step.
///
/// # Errors
///
/// Where the data would spoil the training, the folder holds another run (and
/// `resume` is false or its recipe or data differ) or a damaged one, a picture
/// cannot be read, or a file cannot be written.
pub fn train(
    config: &Config,
    data: &Dataset,
    folder: &Path,
    resume: bool,
    device: &Device,
    stop: &AtomicBool,
) -> Result<Outcome> {
    sound(data)?;
    let run = Run::new(config, data)?;
    let mut state = State::start(config, &run, folder, resume, device)?;
    if state.epochs.len() >= config.epochs {
        return Ok(state.done());
    }
    let mut training = Pictures::training(config, data, state.epochs.len())?;
    let validation = Pictures::validation(config, data)?;
    // Not before: a run is not begun where its pictures are not there.
    run.begin(config, folder)?;
    let Some(teachers) = teachers(config, data, folder, resume, device, stop)? else {
        return Ok(Outcome::Stopped);
    };
    let lesson = Lesson { config, device, weights: class_weights(config, &run), teachers };
    let steps = training.len().div_ceil(config.batch);
    for epoch in state.epochs.len()..config.epochs {
        if config.train_size_at(epoch) != training.size {
            training = Pictures::training(config, data, epoch)?;
        }
        device.seed(config.seed.wrapping_add(epoch as u64));
        let bar = progress(epoch + 1, config.epochs, training.len());
        let mut tally = Tally::default();
        let mut stopped = false;
        training.shuffled(epoch, |step, batch| {
            let count = batch.targets.len();
            let step = epoch * steps + step;
            let rates = (config.learning_rate_at(step, steps), config.ema_decay_at(step));
            state.step(batch, rates, &lesson, &mut tally)?;
            bar.inc(count as u64);
            stopped = stop.load(Ordering::Relaxed);
            Ok(!stopped)
        })?;
        let took = bar.elapsed();
        bar.finish_and_clear();
        if stopped {
            return Ok(Outcome::Stopped);
        }
        let judged = judge(&state.ema, &validation, device)?;
        let epoch = Epoch {
            epoch: epoch + 1,
            train_loss: tally.loss / tally.pictures,
            train_accuracy: tally.right / tally.pictures,
            val_loss: judged.loss / judged.pictures,
            val_accuracy: judged.right / judged.pictures,
        };
        state.epochs.push(epoch.clone());
        state.save(folder)?;
        info!("{epoch}  {:.0} pictures/s", training.len() as f64 / took.as_secs_f64());
    }
    Ok(state.done())
}

/// Refuses data that would spoil the training.
fn sound(data: &Dataset) -> Result<()> {
    data.part("train").and_then(|_| data.part("val"))?;
    check::quick(data).refuse()
}

/// The teachers, trained first where they are not yet; `None` once stopped.
fn teachers(
    config: &Config,
    data: &Dataset,
    folder: &Path,
    resume: bool,
    device: &Device,
    stop: &AtomicBool,
) -> Result<Option<Vec<Network>>> {
    let mut teachers = Vec::new();
    for teacher in config.teachers() {
        let folder = folder.join("teachers").join(teacher.seed.to_string());
        info!("the teacher of seed {}, in {}", teacher.seed, folder.display());
        match train(&teacher, data, &folder, resume, device, stop)? {
            Outcome::Done(trained) => teachers.push(trained.network),
            Outcome::Stopped => return Ok(None),
        }
    }
    Ok(Some(teachers))
}

fn progress(epoch: usize, epochs: usize, pictures: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "epoch {prefix} {bar:30} {pos}/{len} pictures, {per_sec}, {eta} left",
    );
    let bar = ProgressBar::new(pictures as u64).with_prefix(format!("{epoch}/{epochs}"));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
