//! A dry run of a training: one batch, the export, and an estimate of the time
//! and the disk space.

use super::{
    config::Config,
    loss::{Objective, Tally, class_weights},
    run::Run,
    state::{State, judge},
};
use crate::{
    data::{batches::Pictures, dataset::Dataset},
    export::{model, onnx},
};
use anyhow::{Context as _, Result};
use burn::tensor::Device;
use indicatif::{FormattedDuration, HumanBytes};
use std::{
    collections::{BTreeMap, btree_map::Entry},
    fmt, fs,
    path::Path,
    time::{Duration, Instant},
};
use whence::core::classifier::Classifier;

/// The resources of a training run, estimated from one batch.
#[derive(Clone, Copy, Debug)]
pub struct Rehearsal {
    /// The duration of the longest epoch.
    pub epoch: Duration,
    /// The number of epochs, with those of the refit.
    pub epochs: usize,
    /// The total duration: teachers, reading, training, validation and refit.
    pub whole: Duration,
    /// The largest size of the run's folder in bytes.
    pub run: u64,
    /// The size of the exported network in bytes.
    pub network: u64,
}

impl fmt::Display for Rehearsal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [epoch, whole] = [self.epoch, self.whole].map(FormattedDuration);
        let [run, network] = [self.run, self.network].map(HumanBytes);
        writeln!(f, "a step, the export and an answer of the exported network: fine")?;
        writeln!(f, "time: about {epoch} an epoch, {whole} for all {} epochs", self.epochs)?;
        writeln!(f, "disk: {run} in the folder of the run, {network} for the network")
    }
}

/// Tries the steps of [`train`](super::train) with the pictures of a batch, and
/// leaves no files behind.
///
/// # Errors
///
/// As [`train`](super::train), and if the exported network does not answer.
pub fn rehearse(config: &Config, data: &Dataset, device: &Device) -> Result<Rehearsal> {
    super::check_data(data)?;
    let few = data.few(config.batch.div_ceil(data.labels.len() + 1));
    let scratch = tempfile::tempdir().context("could not make a folder for temporary files")?;
    let run = Run::new(config, data)?;
    let mut state = State::start(config, &run, scratch.path(), None, false, device)?;
    let teachers = config.teachers().count();
    let objective = Objective {
        config,
        device,
        weights: class_weights(config, &run),
        teachers: vec![state.ema.clone(); teachers],
    };
    let share = |part: &str| -> Result<f64> {
        Ok(data.part(part)?.len() as f64 / few.part(part)?.len() as f64)
    };
    let mut epochs = BTreeMap::new();
    let mut whole = Duration::ZERO;
    let refit = config.refit_recipe().map_or(0, |refit| refit.epochs);
    // The pictures of a refit have the size of those after the last epoch.
    for epoch in 0..config.epochs + refit.min(1) {
        if let Entry::Vacant(entry) = epochs.entry(config.train_size_at(epoch)) {
            let start = Instant::now();
            let pictures = Pictures::training(config, &few, epoch)?;
            whole += start.elapsed().mul_f64(share("train")?);
            let pass = pass(&mut state, &pictures, &objective)?;
            entry.insert(pass.mul_f64(share("train")?));
        }
    }
    let validation = Pictures::validation(config, &few)?;
    let start = Instant::now();
    judge(&state.ema, &validation, device)?;
    let judging = start.elapsed().mul_f64(share("val")?);
    let at = |epoch| epochs.get(&config.train_size_at(epoch)).copied().unwrap_or_default();
    whole += (0..config.epochs).map(|epoch| at(epoch) + judging).sum::<Duration>();
    whole *= teachers as u32 + 1;
    let more = data.part("val")?.len() as f64 / data.part("train")?.len() as f64;
    whole += (at(config.epochs).mul_f64(1.0 + more) + judging) * refit as u32;
    state.write(scratch.path())?;
    let checkpoint = size_of(scratch.path())?;
    Ok(Rehearsal {
        epoch: epochs.values().max().copied().unwrap_or_default() + judging,
        epochs: config.epochs + refit,
        whole,
        // The next checkpoint is written before the last one is deleted.
        run: checkpoint * (teachers as u64 + refit.min(1) as u64 + 2),
        network: round_trip(&state, config, &few)?,
    })
}

/// The duration of an epoch with these pictures, after a warm-up epoch.
fn pass(state: &mut State, pictures: &Pictures<'_>, objective: &Objective<'_>) -> Result<Duration> {
    let mut took = Duration::ZERO;
    for epoch in 0..2 {
        let start = Instant::now();
        pictures.shuffled(epoch, |step, batch| {
            let config = objective.config;
            // The rates of the first steps of a run, which change little.
            let rates = (config.learning_rate_at(0, 1), config.ema_decay_at(step));
            state.step(batch, rates, objective, &mut Tally::default())?;
            Ok(true)
        })?;
        took = start.elapsed();
    }
    Ok(took)
}

/// Exports the network and classifies with the file; returns its size in bytes.
fn round_trip(state: &State, config: &Config, data: &Dataset) -> Result<u64> {
    let onnx = onnx::export(&state.ema, config, &data.labels)?;
    let card = model::blank(config, data, &onnx)?.to_json()?;
    let model = Classifier::load(card.as_bytes(), &onnx)?;
    for sample in data.part("val")?.into_iter().take(1) {
        model.classify(&data.read(sample)?).with_context(|| sample.file.clone())?;
    }
    Ok(onnx.len() as u64)
}

fn size_of(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
