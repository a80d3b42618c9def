//! `whence train`, `whence average` and `whence compare`.

use anyhow::{Result, ensure};
use clap::Args;
use std::{
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};
use whence_trainer::{
    hint::Hinted,
    train::{Stop, arch::Arch, config::Config},
};

/// What to learn, and from which pictures.
#[derive(Args)]
pub(crate) struct TrainingData {
    /// The task: `culture`, or a file that `whence new-task` wrote
    /// [default: the data's own classes]
    #[arg(long)]
    pub(crate) task: Option<String>,
    /// A data set: pictures and a manifest.csv, or a folder for each label
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// Folder of additional negatives to learn from, such as your photographs;
    /// repeatable
    #[arg(long, alias = "others", value_name = "DIR")]
    pub(crate) negatives: Vec<PathBuf>,
    /// Hold out a source: do not train on it, evaluate it separately;
    /// repeatable
    #[arg(long, value_name = "SOURCE")]
    pub(crate) hold_out: Vec<String>,
    /// Description of the data for the model's card, a sentence or two
    /// [default: the text of its about.md]
    #[arg(long)]
    pub(crate) about: Option<String>,
}

#[derive(Args)]
pub(crate) struct Train {
    #[command(flatten)]
    pub(crate) training_data: TrainingData,
    /// The network
    #[arg(long, value_enum, default_value = "lite")]
    pub(crate) arch: Arch,
    /// Folder for the model
    #[arg(long, default_value = "model")]
    pub(crate) out: PathBuf,
    /// Recipe (TOML) instead of the built-in one; it may extend another
    #[arg(long)]
    pub(crate) config: Option<PathBuf>,
    /// Pretrained weights to start from, instead of the recipe's; `none` starts
    /// from random weights
    #[arg(long, value_name = "FILE")]
    pub(crate) init: Option<String>,
    /// Seed for every random choice, instead of the recipe's
    #[arg(long)]
    pub(crate) seed: Option<u64>,
    /// Folder for the run: checkpoints and metrics [default: runs/ARCH]
    #[arg(long)]
    pub(crate) run: Option<PathBuf>,
    /// Resume the run in the folder of --run
    #[arg(long)]
    pub(crate) resume: bool,
    /// Stop at the last checkpoint within this number of hours; --resume
    /// continues. The learning rate still follows the recipe's number of epochs
    #[arg(long, value_name = "NUMBER", value_parser = hours)]
    hours: Option<Duration>,
    /// Instead of the recipe's patience: end after this number of epochs in a row
    /// without a lower validation loss, and export the averaged weights of the
    /// epoch with the lowest loss
    #[arg(long, value_name = "EPOCHS")]
    patience: Option<NonZeroUsize>,
    /// Try one batch and the export, print the expected time and disk space, and
    /// write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
}

impl Train {
    /// The recipe, with the overrides of the command line.
    pub(crate) fn config(&self) -> Result<Config> {
        let mut config = Config::load(self.arch, self.config.as_deref())?;
        if let Some(init) = &self.init {
            config = config.with_init(init.clone());
        }
        config.seed = self.seed.unwrap_or(config.seed);
        config.patience = self.patience.map(NonZeroUsize::get).or(config.patience);
        ensure!(
            self.training_data.negatives.is_empty() || config.negative_weight > 0.0,
            Hinted::new(
                "the recipe does not train on negatives",
                "leave out --negatives, or set `negative_weight` over 0"
            )
        );
        Ok(config)
    }

    /// The conditions that end the run early.
    pub(crate) fn stop(&self) -> Stop {
        self.hours.map_or_else(Stop::default, Stop::after)
    }

    /// The folder of the run.
    pub(crate) fn run(&self) -> PathBuf {
        self.run.clone().unwrap_or_else(|| Path::new("runs").join(self.arch.name()))
    }
}

#[derive(Args)]
pub(crate) struct Average {
    /// Folders of finished runs, at least two
    #[arg(required = true, num_args = 2.., value_name = "RUN")]
    pub(crate) runs: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) training_data: TrainingData,
    /// Folder for the model
    #[arg(long, default_value = "model")]
    pub(crate) out: PathBuf,
}

/// A time in hours.
fn hours(text: &str) -> Result<Duration> {
    let time = Duration::try_from_secs_f64(text.parse::<f64>()? * 3600.0)?;
    ensure!(!time.is_zero(), "it must be over 0");
    Ok(time)
}

#[derive(Args)]
pub(crate) struct Compare {
    /// Folders of runs
    #[arg(required = true, value_name = "RUN")]
    pub(crate) runs: Vec<PathBuf>,
    /// File for the HTML page
    #[arg(long, default_value = "compare.html", value_name = "FILE")]
    pub(crate) out: PathBuf,
}
