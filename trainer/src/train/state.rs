//! A run between two steps: its weights, and the checkpoint that holds them.

use super::{
    config::Config,
    init,
    loss::{Lesson, Tally, count_right},
    network::{Network, values},
    run::{Epoch, Run},
};
use crate::{
    data::batches::{Batch, Pictures},
    report::plot,
};
use anyhow::{Context as _, Result, ensure};
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

/// Everything that changes from step to step.
pub(super) struct State {
    network: Network,
    pub(super) average: Network,
    optimizer: ModuleOptimizer,
    pub(super) epochs: Vec<Epoch>,
}

impl State {
    pub(super) fn start(
        config: &Config,
        run: &Run,
        folder: &Path,
        resume: bool,
        device: &Device,
    ) -> Result<Self> {
        device.seed(config.seed);
        let mut network = Network::new(config, run.pictures.len(), device);
        if let Some(file) = init::file(&config.init) {
            let (started, words) = init::load(network, file)?;
            info!("{words}");
            network = started;
        }
        let average = network.valid();
        let optimizer = AdamWConfig::new()
            .with_beta_1(0.9)
            .with_beta_2(0.999)
            .with_epsilon(1e-7)
            .with_weight_decay(config.weight_decay)
            .init();
        let fresh = Self { network, average, optimizer, epochs: Vec::new() };
        let state = if folder.join("run.json").exists() {
            ensure!(
                resume,
                "{} holds a run already; give --resume to go on with it, or another folder with --run",
                folder.display()
            );
            fresh.resume(config, run, folder)?
        } else {
            fresh
        };
        Ok(Self { network: state.network.tuned(config.tune), ..state })
    }

    fn resume(mut self, config: &Config, run: &Run, folder: &Path) -> Result<Self> {
        let mut kept: Config = toml::from_str(&fs::read_to_string(folder.join("config.toml"))?)?;
        let begun: Run = serde_json::from_str(&fs::read_to_string(folder.join("run.json"))?)?;
        // How weights are stored and how pictures are judged is decided at the
        // end, and may be decided anew.
        kept.weights = config.weights;
        kept.input = Input { mean: kept.input.mean, std: kept.input.std, ..config.input.clone() };
        ensure!(kept == *config, "the run in {} has another recipe", folder.display());
        ensure!(
            begun.manifest_sha256 == run.manifest_sha256,
            "the run in {} was begun on other data",
            folder.display()
        );
        ensure!(
            begun.labels.is_empty() || begun.labels == run.labels,
            "the run in {} has other labels",
            folder.display()
        );
        let checkpoint = folder.join("checkpoint");
        // A kill between the two renames of `save` leaves the older one.
        let checkpoint =
            if checkpoint.exists() { checkpoint } else { folder.join("checkpoint.old") };
        if !checkpoint.exists() {
            return Ok(self);
        }
        self.network = self.network.load_file(checkpoint.join("network.bpk"));
        self.average = self.average.load_file(checkpoint.join("average.bpk"));
        self.optimizer = self.optimizer.load(checkpoint.join("optimizer.bpk"))?;
        let lines = fs::read_to_string(checkpoint.join("metrics.jsonl"))?;
        self.epochs = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
        Ok(self)
    }

    pub(super) fn step(
        &mut self,
        batch: Batch,
        (learning_rate, average): (f64, f32),
        lesson: &Lesson<'_>,
        tally: &mut Tally,
    ) -> Result<()> {
        let targets = batch.targets.clone();
        let pictures = batch.pictures(lesson.device);
        let answers = self.network.forward(pictures.clone());
        let logits = answers.logits.clone();
        let mean = lesson.loss(answers, &targets, pictures);
        let value: f32 = mean.clone().into_scalar();
        ensure!(
            value.is_finite(),
            "the loss is no longer a number; a lower learning_rate may help"
        );
        let mut gradients = mean.backward();
        let body = &self.network.body();
        let body = GradientsParams::from_params(&mut gradients, &self.network, body);
        let rest = GradientsParams::from_module(&mut gradients, &self.network);
        let rate = lesson.config.tune.map_or(1.0, |tune| tune.rate);
        for (gradients, share) in [(body, rate), (rest, 1.0)] {
            let rate = learning_rate * share;
            self.network = self.optimizer.step(rate, self.network.clone(), gradients);
        }
        self.average = self.average.clone().blend(&self.network.valid(), average);
        let (right, paintings) = count_right(&values(logits)?, &targets);
        tally.add(f64::from(value) * paintings as f64, right, paintings);
        Ok(())
    }

    pub(super) fn validate(&self, pictures: &Pictures<'_>, device: &Device) -> Result<Tally> {
        let device = device.clone().inner();
        let mut tally = Tally::default();
        for batch in pictures.in_order() {
            let targets = batch.targets.clone();
            let logits = values(self.average.forward(batch.pictures(&device)).logits)?;
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

    /// Writes everything beside the checkpoint there is, then swaps them.
    pub(super) fn save(&self, folder: &Path) -> Result<()> {
        let path = |name: &str| folder.join(name);
        let (fresh, current, old) =
            (path("checkpoint.new"), path("checkpoint"), path("checkpoint.old"));
        clear(&fresh)?;
        fs::create_dir_all(&fresh)?;
        self.network.valid().save_file(fresh.join("network.bpk"))?;
        self.average.clone().save_file(fresh.join("average.bpk"))?;
        self.optimizer.save(fresh.join("optimizer.bpk"))?;
        let mut lines = fs::File::create(fresh.join("metrics.jsonl"))?;
        for epoch in &self.epochs {
            writeln!(lines, "{}", serde_json::to_string(epoch)?)?;
        }
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

fn clear(folder: &PathBuf) -> Result<()> {
    if folder.exists() {
        fs::remove_dir_all(folder)
            .with_context(|| format!("could not clear {}", folder.display()))?;
    }
    Ok(())
}
