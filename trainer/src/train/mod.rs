//! The training loop.
//!
//! A run has a folder: the recipe, `run.json` (seed, commit, data),
//! `metrics.jsonl` with a line per epoch, the same for TensorBoard,
//! `curves.svg`, and a checkpoint with the digests of its files. The checkpoint
//! is replaced atomically after every epoch, so a run that is killed at any
//! moment resumes after the last complete epoch. Every random choice of an
//! epoch follows from the seed and the epoch's number, so the resumed run is
//! the same. The runs of its teachers are in its folder `teachers`, its refit
//! is the run in its folder `refit`.

pub mod arch;
mod average;
pub mod config;
pub mod init;
mod loss;
pub mod network;
mod outcome;
mod recipe;
mod rehearsal;
mod run;
mod state;
mod stop;
mod sums;
mod tensorboard;

pub use average::{Average, average};
pub use outcome::{Outcome, Trained};
pub use rehearsal::{Rehearsal, rehearse};
pub use run::{Epoch, Kept, Run, done};
pub use stop::Stop;

use crate::data::{batches::Pictures, check, dataset::Dataset};
use anyhow::Result;
use burn::tensor::Device;
use config::Config;
use indicatif::{ProgressBar, ProgressStyle};
use loss::{Objective, Tally, class_weights};
use network::Network;
use state::{State, judge};
use std::{
    path::Path,
    time::{Duration, Instant},
};
use tensorboard::Events;
use tracing::info;

/// Trains according to `config` on the part `train` of `data`, with validation
/// on the part `val`, then refits if the recipe says so. Keeps everything in
/// `folder`, until it is done or `stop` ends it.
///
/// # Errors
///
/// If the data set has errors, the folder holds another run (and `resume` is
/// false or its recipe or data differ) or a damaged one, a picture cannot be
/// read, or a file cannot be written.
pub fn train(
    config: &Config,
    data: &Dataset,
    folder: &Path,
    resume: bool,
    device: &Device,
    stop: &Stop,
) -> Result<Outcome> {
    check_data(data)?;
    let Outcome::Done(validated) = fit(config, data, folder, None, resume, device, stop)? else {
        return Ok(Outcome::Stopped);
    };
    let Some(again) = config.refit_recipe() else { return Ok(Outcome::Done(validated)) };
    let (weights, place) = (state::weights(folder, config)?, folder.join("refit"));
    info!("the refit on train and val together, in {}", place.display());
    let data = data.with_validation_in_train();
    match fit(&again, &data, &place, Some(&weights), resume, device, stop)? {
        Outcome::Done(refit) => Ok(Outcome::Done(Box::new(refit.after(*validated)))),
        Outcome::Stopped => Ok(Outcome::Stopped),
    }
}

/// The epochs of one run. A new run starts from the weights in the file `from`,
/// or in the recipe's `init`.
fn fit(
    config: &Config,
    data: &Dataset,
    folder: &Path,
    from: Option<&Path>,
    resume: bool,
    device: &Device,
    stop: &Stop,
) -> Result<Outcome> {
    let run = Run::new(config, data)?;
    let mut state = State::start(config, &run, folder, from, resume, device)?;
    if run::is_done(config, &state.epochs) {
        return Ok(state.done());
    }
    let mut training = Pictures::training(config, data, state.epochs.len())?;
    let validation = Pictures::validation(config, data)?;
    // Not earlier: a run is not created if its pictures are missing.
    run.begin(config, folder)?;
    let Some(teachers) = teachers(config, data, folder, resume, device, stop)? else {
        return Ok(Outcome::Stopped);
    };
    let objective = Objective { config, device, weights: class_weights(config, &run), teachers };
    let mut events = Events::begin(folder)?;
    let mut longest = Duration::ZERO;
    while !run::is_done(config, &state.epochs) {
        if stop.is_near(longest) {
            return Ok(Outcome::Stopped);
        }
        let (number, begun) = (state.epochs.len(), Instant::now());
        if config.train_size_at(number) != training.size {
            training = Pictures::training(config, data, number)?;
        }
        let Some((tally, took)) = epoch(&mut state, &training, number, &objective, stop)? else {
            return Ok(Outcome::Stopped);
        };
        let judged = judge(&state.ema, &validation, device)?;
        let epoch = Epoch {
            epoch: number + 1,
            train_loss: tally.loss / tally.pictures,
            train_accuracy: tally.right / tally.pictures,
            val_loss: judged.loss / judged.pictures,
            val_accuracy: judged.right / judged.pictures,
        };
        state.enter(epoch.clone());
        state.save(folder)?;
        let steps = steps(config, &training);
        events.epoch(&epoch, config.learning_rate_at(epoch.epoch * steps - 1, steps))?;
        longest = longest.max(begun.elapsed());
        info!("{epoch}  {:.0} pictures/s", training.len() as f64 / took.as_secs_f64());
    }
    Ok(state.done())
}

/// Trains one epoch, by its number from 0, and returns its metrics and its
/// duration; `None` after a request to stop.
fn epoch(
    state: &mut State,
    training: &Pictures<'_>,
    number: usize,
    objective: &Objective<'_>,
    stop: &Stop,
) -> Result<Option<(Tally, Duration)>> {
    let config = objective.config;
    let steps = steps(config, training);
    objective.device.seed(config.seed.wrapping_add(number as u64));
    let bar = progress(number + 1, config.epochs, training.len());
    let mut tally = Tally::default();
    training.shuffled(number, |step, batch| {
        let count = batch.targets.len();
        let step = number * steps + step;
        let rates = (config.learning_rate_at(step, steps), config.ema_decay_at(step));
        state.step(batch, rates, objective, &mut tally)?;
        bar.inc(count as u64);
        Ok(!stop.is_asked())
    })?;
    let took = bar.elapsed();
    bar.finish_and_clear();
    Ok((!stop.is_asked()).then_some((tally, took)))
}

/// The number of steps in an epoch.
fn steps(config: &Config, training: &Pictures<'_>) -> usize {
    training.len().div_ceil(config.batch)
}

/// Refuses a data set with errors.
fn check_data(data: &Dataset) -> Result<()> {
    data.part("train").and_then(|_| data.part("val"))?;
    check::quick(data).refuse()
}

/// The teachers, trained first if necessary; `None` if stopped.
fn teachers(
    config: &Config,
    data: &Dataset,
    folder: &Path,
    resume: bool,
    device: &Device,
    stop: &Stop,
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
