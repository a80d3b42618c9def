//! The training loop.
//!
//! A run lives in a folder: the recipe, `run.json` (seed, commit, data),
//! `metrics.jsonl` with a line per epoch, `curves.svg`, and a checkpoint. The
//! checkpoint is replaced whole after every epoch, so a run that is killed at
//! any moment goes on from the last epoch's end; every random choice of an
//! epoch is drawn from the seed and the epoch's number, so that it goes on as
//! it would have. The runs of its teachers are kept in it, in `teachers`.

use crate::{
    batches::{Batch, Pictures, Target},
    config::Config,
    dataset::Dataset,
    init,
    network::{Answers, Network, values},
    plot,
};
use anyhow::{Context, Result, ensure};
use burn::{
    module::Module,
    optim::{AdamWConfig, GradientsParams, ModuleOptimizer},
    tensor::{
        Device, Tensor, TensorData,
        activation::{log_sigmoid, log_softmax, softmax},
    },
};
use indicatif::{ProgressBar, ProgressStyle};
use serde::{Deserialize, Serialize};
use std::{
    fmt, fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::atomic::{AtomicBool, Ordering},
};
use whence::{card::Input, culture::Culture, verdict};

/// One line of `metrics.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Its number, from 1.
    pub epoch: usize,
    /// The mean loss over training pictures as they were changed.
    pub train_loss: f64,
    /// The share of them called rightly.
    pub train_accuracy: f64,
    /// The mean cross-entropy over validation pictures.
    pub val_loss: f64,
    /// The share of them called rightly.
    pub val_accuracy: f64,
}

impl fmt::Display for Epoch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "epoch {:>3}  loss {:.4}  accuracy {:.3}  validation loss {:.4}  accuracy {:.3}",
            self.epoch, self.train_loss, self.train_accuracy, self.val_loss, self.val_accuracy
        )
    }
}

/// What a run was made of, `run.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// The commit of the source, where it could be told.
    pub commit: Option<String>,
    /// SHA-256 of the data set's manifest, and of the names of what was added.
    pub manifest_sha256: String,
    /// Training pictures per culture, in class order.
    pub pictures: [u32; Culture::COUNT],
}

/// How a call of [`train`] ended.
#[derive(Debug)]
pub enum Outcome {
    /// All epochs are done; this is the network to export.
    Done(Box<Network>),
    /// It was asked to stop; the run's folder holds the way back.
    Stopped,
}

/// Trains as `config` says, on the parts `train` and `val` of `data`, keeping
/// everything in `folder`. Once `stop` is true, it ends after the current
/// step.
///
/// # Errors
///
/// Where the folder holds another run (and `resume` is false or its recipe or
/// data differ), a picture cannot be read, or a file cannot be written.
pub fn train(
    config: &Config,
    data: &Dataset,
    folder: &Path,
    resume: bool,
    device: &Device,
    stop: &AtomicBool,
) -> Result<Outcome> {
    let run = Run::new(config, data)?;
    let mut state = State::start(config, &run, folder, resume, device)?;
    if state.epochs.len() >= config.epochs {
        return Ok(Outcome::Done(Box::new(state.average)));
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
            let rates = (config.learning_rate_at(step, steps), config.average_at(step));
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
        let judged = state.validate(&validation, device)?;
        let epoch = Epoch {
            epoch: epoch + 1,
            train_loss: tally.loss / tally.pictures,
            train_accuracy: tally.right / tally.pictures,
            val_loss: judged.loss / judged.pictures,
            val_accuracy: judged.right / judged.pictures,
        };
        state.epochs.push(epoch.clone());
        state.save(folder)?;
        println!("{epoch}  {:.0} pictures/s", training.len() as f64 / took.as_secs_f64());
    }
    Ok(Outcome::Done(Box::new(state.average)))
}

impl Run {
    fn new(config: &Config, data: &Dataset) -> Result<Self> {
        let commit = Command::new("git").args(["rev-parse", "HEAD"]).output().ok();
        let commit = commit.filter(|output| output.status.success());
        Ok(Self {
            seed: config.seed,
            commit: commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()),
            manifest_sha256: data.digest.clone(),
            pictures: data.counts("train")?,
        })
    }

    /// Writes down what the run is made of, unless that was done before.
    fn begin(&self, config: &Config, folder: &Path) -> Result<()> {
        let path = folder.join("run.json");
        if path.exists() {
            return Ok(());
        }
        fs::create_dir_all(folder)?;
        fs::write(folder.join("config.toml"), toml::to_string(config)?)?;
        Ok(fs::write(path, serde_json::to_string_pretty(self)? + "\n")?)
    }
}

/// Everything that changes from step to step.
struct State {
    network: Network,
    average: Network,
    optimizer: ModuleOptimizer,
    epochs: Vec<Epoch>,
}

impl State {
    fn start(
        config: &Config,
        run: &Run,
        folder: &Path,
        resume: bool,
        device: &Device,
    ) -> Result<Self> {
        device.seed(config.seed);
        let mut network = Network::new(config, device);
        if let Some(file) = init::file(&config.init) {
            let (started, words) = init::load(network, file)?;
            println!("{words}");
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

    fn step(
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

    fn validate(&self, pictures: &Pictures<'_>, device: &Device) -> Result<Tally> {
        let device = device.clone().inner();
        let mut tally = Tally::default();
        for batch in pictures.in_order() {
            let targets = batch.targets.clone();
            let logits = values(self.average.forward(batch.pictures(&device)).logits)?;
            let rows = targets.iter().zip(logits.chunks(Culture::COUNT));
            let losses = rows.filter_map(|(target, row)| {
                let row: [f32; Culture::COUNT] = row.try_into().ok()?;
                let share = verdict::probability(&verdict::calibrate(row, 1.0), target.likeliest());
                Some(-f64::from(share.max(f32::MIN_POSITIVE)).ln())
            });
            let (right, paintings) = count_right(&logits, &targets);
            tally.add(losses.sum(), right, paintings);
        }
        Ok(tally)
    }

    /// Writes everything beside the checkpoint there is, then swaps them.
    fn save(&self, folder: &Path) -> Result<()> {
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

/// Sums over pictures.
#[derive(Default)]
struct Tally {
    loss: f64,
    right: f64,
    pictures: f64,
}

impl Tally {
    fn add(&mut self, loss: f64, right: usize, pictures: usize) {
        self.loss += loss;
        self.right += right as f64;
        self.pictures += pictures as f64;
    }
}

/// How many paintings there are, and how many of them were called rightly; of
/// a mixed one, that which has more of it.
fn count_right(logits: &[f32], targets: &[Target]) -> (usize, usize) {
    let rows = logits.chunks(Culture::COUNT).zip(targets);
    let paintings = rows.filter(|(_, target)| target.foreign < 0.5);
    paintings.fold((0, 0), |(right, all), (row, target)| {
        let called = row.get(target.likeliest().index());
        let is_right = called.is_some_and(|called| row.iter().all(|logit| logit <= called));
        (right + usize::from(is_right), all + 1)
    })
}

/// What the answers of a network are measured by.
struct Lesson<'a> {
    config: &'a Config,
    device: &'a Device,
    /// The weight of each culture.
    weights: [f32; Culture::COUNT],
    teachers: Vec<Network>,
}

impl Lesson<'_> {
    /// The mean cross-entropy over the cultures, each weighed, with the share
    /// that is the teachers', plus that of telling what is none of them.
    fn loss(&self, answers: Answers, targets: &[Target], pictures: Tensor<4>) -> Tensor<1> {
        let logs = log_softmax(answers.logits, 1);
        let mut loss = self.labels(logs.clone(), targets);
        if let Some(teachers) = self.config.teachers {
            loss = loss * (1.0 - teachers.share)
                + self.taught(logs, targets, pictures) * teachers.share;
        }
        let Some(foreign) = answers.foreign.filter(|_| self.config.foreign > 0.0) else {
            return loss;
        };
        let share = self.column(targets, |target| target.foreign);
        let is = log_sigmoid(foreign.clone()) * share.clone();
        let is_not = log_sigmoid(foreign.neg()) * (share.neg() + 1.0);
        loss + (is + is_not).mean().neg() * self.config.foreign
    }

    /// From what the labels say, a little spread over all.
    fn labels(&self, logs: Tensor<2>, targets: &[Target]) -> Tensor<1> {
        let smoothing = self.config.label_smoothing;
        let smooth = |target: &Target| {
            let spread = smoothing / Culture::COUNT as f32;
            let shares = target.cultures.iter().zip(self.weights).map(|(share, weight)| {
                weight * (share * (1.0 - smoothing) + spread * target.called())
            });
            shares.collect::<Vec<_>>()
        };
        let shares: Vec<f32> = targets.iter().flat_map(smooth).collect();
        let total = shares.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        let shares = TensorData::new(shares, [targets.len(), Culture::COUNT]);
        (logs * Tensor::from_data(shares, self.device)).sum().neg() / total
    }

    /// From what the teachers say of the same pictures, on the mean.
    fn taught(&self, logs: Tensor<2>, targets: &[Target], pictures: Tensor<4>) -> Tensor<1> {
        let pictures = pictures.inner();
        let say = |teacher: &Network| softmax(teacher.forward(pictures.clone()).logits, 1);
        let said = Tensor::stack::<3>(self.teachers.iter().map(say).collect(), 0);
        let said = Tensor::from_inner(said.mean_dim(0).squeeze_dim(0));
        let called = self.column(targets, Target::called);
        let total = called.clone().sum().clamp_min(f32::MIN_POSITIVE);
        (logs * said * called).sum().neg() / total
    }

    fn column(&self, targets: &[Target], of: impl Fn(&Target) -> f32) -> Tensor<2> {
        let values = targets.iter().map(of).collect();
        Tensor::from_data(TensorData::new(values, [targets.len(), 1]), self.device)
    }
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
        println!("the teacher of seed {}, in {}", teacher.seed, folder.display());
        match train(&teacher, data, &folder, resume, device, stop)? {
            Outcome::Done(network) => teachers.push(*network),
            Outcome::Stopped => return Ok(None),
        }
    }
    Ok(Some(teachers))
}

fn class_weights(config: &Config, run: &Run) -> [f32; Culture::COUNT] {
    let weights = run.pictures.map(|count| (count.max(1) as f32).powf(-config.balance));
    let mean = weights.iter().sum::<f32>() / weights.len() as f32;
    weights.map(|weight| weight / mean)
}

fn progress(epoch: usize, epochs: usize, pictures: usize) -> ProgressBar {
    let style = ProgressStyle::with_template(
        "epoch {prefix} {bar:30} {pos}/{len} pictures, {per_sec}, {eta} left",
    );
    let bar = ProgressBar::new(pictures as u64).with_prefix(format!("{epoch}/{epochs}"));
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar
}
