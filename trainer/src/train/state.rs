//! The state of a run between two steps, and its checkpoint.

use super::{
    config::Config,
    init,
    loss::{Objective, Tally, count_right},
    network::{Network, load, values},
    outcome::{Outcome, Trained},
    run::{self, Epoch, Run, damaged},
    sums,
};
use crate::{
    data::batches::{Batch, Pictures},
    hint::Hinted,
    report::plot,
};
use anyhow::{Context as _, Result, anyhow, ensure};
use burn::{
    module::Module as _,
    optim::{AdamWConfig, GradientsParams, ModuleOptimizer},
    tensor::Device,
};
use std::{
    fs,
    io::Write as _,
    path::{Path, PathBuf},
};
use tracing::info;
use whence::core::{card::Input, prediction::calibrate};

/// The file of the moving average after the best epoch.
const BEST: &str = "best.bpk";

/// Everything that changes from step to step.
pub(super) struct State {
    network: Network,
    pub(super) ema: Network,
    optimizer: ModuleOptimizer,
    pub(super) epochs: Vec<Epoch>,
    /// The moving average after the best epoch, if the recipe has patience.
    best: Option<Network>,
}

impl State {
    /// The state of the run in a folder. A new one starts from the weights in
    /// the file `from`, or in the recipe's `init`.
    pub(super) fn start(
        config: &Config,
        run: &Run,
        folder: &Path,
        from: Option<&Path>,
        resume: bool,
        device: &Device,
    ) -> Result<Self> {
        device.seed(config.seed);
        let mut network = Network::new(config, run.pictures.len(), device);
        if let Some(file) = from.or_else(|| init::file(&config.init)) {
            let (started, words) = init::load(network, file)?;
            info!("{words}");
            network = started;
        }
        let ema = network.valid();
        let optimizer = AdamWConfig::new()
            .with_beta_1(0.9)
            .with_beta_2(0.999)
            .with_epsilon(1e-7)
            .with_weight_decay(config.weight_decay)
            .init();
        let best = config.patience.map(|_| ema.copy());
        let fresh = Self { network, ema, optimizer, epochs: Vec::new(), best };
        let begun = folder.join("run.json");
        ensure!(begun.exists() || checkpoint(folder).is_none(), damaged(&begun));
        let state = if begun.exists() {
            ensure!(
                resume,
                Hinted::new(
                    format!("{} holds a run already", folder.display()),
                    "continue it with --resume, or name another folder with --run"
                )
            );
            fresh.resume(config, run, folder)?
        } else {
            fresh
        };
        Ok(Self { network: state.network.tuned(config.tune), ..state })
    }

    fn resume(mut self, config: &Config, run: &Run, folder: &Path) -> Result<Self> {
        let (mut kept, begun) = Run::begun(folder)?;
        // The refit is a run of its own. The storage of weights and the geometry
        // of the input only matter for the export. All three may change.
        kept.refit = config.refit;
        kept.weights = config.weights;
        kept.input = Input { mean: kept.input.mean, std: kept.input.std, ..config.input.clone() };
        let other = |said: &str| {
            Hinted::new(
                format!("the run in {} {said}", folder.display()),
                "resume with the same recipe, data and task, or name another folder with --run",
            )
        };
        ensure!(kept == *config, other("has another recipe"));
        ensure!(begun.manifest_sha256 == run.manifest_sha256, other("was trained on other data"));
        ensure!(begun.labels.is_empty() || begun.labels == run.labels, other("has other labels"));
        let Some(checkpoint) = checkpoint(folder) else { return Ok(self) };
        let path = |name: &str| checkpoint.join(name);
        let names = ["network.bpk", "average.bpk", "optimizer.bpk", "metrics.jsonl"];
        let best = self.best.is_some().then_some(BEST);
        sums::check(&checkpoint, &names.into_iter().chain(best).collect::<Vec<_>>())?;
        let [network, average, optimizer, metrics] = names.map(path);
        self.network = load(&network, self.network).with_context(|| damaged(&network))?;
        self.ema = load(&average, self.ema).with_context(|| damaged(&average))?;
        if let Some(best) = self.best {
            let file = path(BEST);
            self.best = Some(load(&file, best).with_context(|| damaged(&file))?);
        }
        self.optimizer = self.optimizer.load(&optimizer).with_context(|| damaged(&optimizer))?;
        self.epochs = run::epochs(&metrics).with_context(|| damaged(&metrics))?;
        let copy = folder.join("metrics.jsonl");
        let known = run::epochs(&copy).map_or(0, |epochs| epochs.len());
        ensure!(
            (1..=config.epochs).contains(&self.epochs.len()) && self.epochs.len() >= known,
            anyhow!("it has {} epochs, not those of the checkpoint", self.epochs.len())
                .context(damaged(&metrics))
        );
        // The process may have been killed during an earlier copy.
        fs::copy(&metrics, &copy).with_context(|| format!("could not write {}", copy.display()))?;
        Ok(self)
    }

    pub(super) fn step(
        &mut self,
        batch: Batch,
        (learning_rate, ema_decay): (f64, f32),
        objective: &Objective<'_>,
        tally: &mut Tally,
    ) -> Result<()> {
        let targets = batch.targets.clone();
        let pictures = batch.pictures(objective.device);
        let answers = self.network.forward(pictures.clone());
        let logits = answers.logits.clone();
        let mean = objective.loss(answers, &targets, pictures);
        let value: f32 = mean.clone().into_scalar();
        ensure!(
            value.is_finite(),
            Hinted::new("the loss is no longer a number", "a lower learning_rate may help")
        );
        let mut gradients = mean.backward();
        let body = &self.network.body();
        let body = GradientsParams::from_params(&mut gradients, &self.network, body);
        let rest = GradientsParams::from_module(&mut gradients, &self.network);
        let rate = objective.config.tune.map_or(1.0, |tune| tune.rate);
        for (gradients, share) in [(body, rate), (rest, 1.0)] {
            let rate = learning_rate * share;
            self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        }
        self.ema = self.ema.clone().blend(&self.network.valid(), ema_decay);
        let (right, paintings) = count_right(&values(logits)?, &targets);
        tally.add(f64::from(value) * paintings as f64, right, paintings);
        Ok(())
    }

    /// Adds an epoch.
    pub(super) fn enter(&mut self, epoch: Epoch) {
        self.epochs.push(epoch);
        let is_best = run::best(&self.epochs).is_some_and(|best| best.epoch == self.epochs.len());
        self.best = self.best.take().map(|best| if is_best { self.ema.copy() } else { best });
    }

    /// The outcome of a finished run.
    pub(super) fn done(self) -> Outcome {
        let all = self.epochs.len();
        let (Some(network), Some(Epoch { epoch, .. })) = (self.best, run::best(&self.epochs))
        else {
            return Outcome::Done(Box::new(Trained {
                network: self.ema,
                validated: None,
                epochs: all,
                weights: None,
            }));
        };
        let weights = Some(format!(
            "The moving average of the weights after epoch {epoch}, the one with the lowest \
             validation loss of {all}."
        ));
        Outcome::Done(Box::new(Trained { network, validated: None, epochs: *epoch, weights }))
    }

    /// Writes the files of a checkpoint into an empty folder.
    pub(super) fn write(&self, folder: &Path) -> Result<()> {
        self.network.valid().save_file(folder.join("network.bpk"))?;
        self.ema.clone().save_file(folder.join("average.bpk"))?;
        if let Some(best) = &self.best {
            best.clone().save_file(folder.join(BEST))?;
        }
        self.optimizer.save(folder.join("optimizer.bpk"))?;
        let mut lines = fs::File::create(folder.join("metrics.jsonl"))?;
        for epoch in &self.epochs {
            writeln!(lines, "{}", serde_json::to_string(epoch)?)?;
        }
        sums::write(folder)
    }

    /// Writes a new checkpoint, then replaces the old one.
    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let path = |name: &str| folder.join(name);
        let (fresh, current, old) =
            (path("checkpoint.new"), path("checkpoint"), path("checkpoint.old"));
        clear(&fresh)?;
        fs::create_dir_all(&fresh)?;
        self.write(&fresh)?;
        clear(&old)?;
        if current.exists() {
            fs::rename(&current, &old)?;
        }
        fs::rename(&fresh, &current)?;
        clear(&old)?;
        fs::copy(current.join("metrics.jsonl"), path("metrics.jsonl"))?;
        fs::write(path("curves.svg"), plot::curves(&self.epochs)?)?;
        Ok(())
    }
}

/// Evaluates a network on the validation pictures.
pub(super) fn judge(network: &Network, pictures: &Pictures<'_>, device: &Device) -> Result<Tally> {
    let device = device.clone().inner();
    let mut tally = Tally::default();
    for batch in pictures.in_order() {
        let targets = batch.targets.clone();
        let logits = values(network.forward(batch.pictures(&device)).logits)?;
        let rows = targets.iter().zip(logits.chunks(pictures.classes));
        let losses = rows.map(|(target, row)| {
            let share = calibrate(row, 1.0).get(target.likeliest()).copied();
            -f64::from(share.unwrap_or_default().max(f32::MIN_POSITIVE)).ln()
        });
        let (right, paintings) = count_right(&logits, &targets);
        tally.add(losses.sum(), right, paintings);
    }
    Ok(tally)
}

/// `network` with the weights that the run in a folder exports once it is done,
/// without its refit, and the epochs of the run.
///
/// # Errors
///
/// If the run has no checkpoint, or a damaged one.
pub(super) fn exported(
    folder: &Path,
    config: &Config,
    network: Network,
) -> Result<(Network, Vec<Epoch>)> {
    let average = weights(folder, config)?;
    let metrics = average.with_file_name("metrics.jsonl");
    let epochs = run::epochs(&metrics).with_context(|| damaged(&metrics))?;
    Ok((load(&average, network).with_context(|| damaged(&average))?, epochs))
}

/// The file with the weights that the run in a folder exports once it is done,
/// or that its refit starts from.
///
/// # Errors
///
/// If the run has no checkpoint, or a damaged one.
pub(super) fn weights(folder: &Path, config: &Config) -> Result<PathBuf> {
    let place = checkpoint(folder).unwrap_or_else(|| folder.join("checkpoint"));
    let average = if config.patience.is_some() { BEST } else { "average.bpk" };
    sums::check(&place, &[average, "metrics.jsonl"])?;
    Ok(place.join(average))
}

/// The folder of the checkpoint, if there is one. If the process was killed
/// between the two renames of [`State::save`], it is the older one.
fn checkpoint(folder: &Path) -> Option<PathBuf> {
    let places = ["checkpoint", "checkpoint.old"].map(|name| folder.join(name));
    places.into_iter().find(|place| place.exists())
}

fn clear(folder: &PathBuf) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("could not clear {}", folder.display()))?;
    }
    Ok(())
}
