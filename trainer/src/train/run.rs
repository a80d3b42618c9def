//! The records of a run: `run.json` and `metrics.jsonl`.

use super::config::Config;
use crate::{data::dataset::Dataset, hint::Hinted, whole::put};
use anyhow::{Context as _, Error, Result, ensure};
use serde::{Deserialize, Serialize};
use std::{
    fmt, fs,
    path::{self, Path},
    process::Command,
};
use whence::core::label::Label;

/// One line of `metrics.jsonl`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Epoch {
    /// Its number, from 1.
    pub epoch: usize,
    /// The mean loss over augmented training pictures.
    pub train_loss: f64,
    /// The share of them that is classified correctly.
    pub train_accuracy: f64,
    /// The mean cross-entropy over validation pictures.
    pub val_loss: f64,
    /// The share of them that is classified correctly.
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

/// The origin of a run, `run.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Run {
    /// The seed.
    pub seed: u64,
    /// The commit of the source code, if known.
    pub commit: Option<String>,
    /// SHA-256 of the data set's manifest and of the names of added pictures.
    pub manifest_sha256: String,
    /// Training pictures of each label, in class order.
    pub pictures: Vec<u32>,
    /// The labels, in class order; empty for runs from before tasks existed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub labels: Vec<Label>,
    /// The number of validation pictures with a label; 0 for older runs, which
    /// do not state it.
    #[serde(default)]
    pub val_pictures: usize,
}

impl Run {
    pub(super) fn new(config: &Config, data: &Dataset) -> Result<Self> {
        let commit = Command::new("git").args(["rev-parse", "HEAD"]).output().ok();
        let commit = commit.filter(|output| output.status.success());
        Ok(Self {
            seed: config.seed,
            commit: commit.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned()),
            manifest_sha256: data.digest.clone(),
            pictures: data.counts("train")?,
            labels: data.labels.iter().collect(),
            val_pictures: data.paintings("val")?.len(),
        })
    }

    /// The recipe and the origin of the run in `folder`.
    pub(super) fn begun(folder: &Path) -> Result<(Config, Self)> {
        let [recipe, run] = ["config.toml", "run.json"].map(|name| folder.join(name));
        ensure!(
            recipe.exists() || run.exists(),
            Hinted::new(
                format!("there is no run in {}", folder.display()),
                "name the folders that `whence train --run` wrote"
            )
        );
        let config = Config::saved(&recipe);
        let begun = fs::read(&run).map_err(Error::from);
        let begun = begun.and_then(|json| Ok(serde_json::from_slice(&json)?));
        Ok((config.with_context(|| damaged(&recipe))?, begun.with_context(|| damaged(&run))?))
    }

    /// Writes the recipe and the origin of the run, unless they exist.
    pub(super) fn begin(&self, config: &Config, folder: &Path) -> Result<()> {
        let path = folder.join("run.json");
        if path.exists() {
            return Ok(());
        }
        fs::create_dir_all(folder)
            .with_context(|| format!("could not make {}", folder.display()))?;
        put(&path::absolute(folder.join("config.toml"))?, toml::to_string(config)?.as_bytes())?;
        put(&path::absolute(path)?, (serde_json::to_string_pretty(self)? + "\n").as_bytes())
    }
}

/// The epoch with the lowest validation loss; the first one if several have it.
pub(super) fn best(epochs: &[Epoch]) -> Option<&Epoch> {
    epochs.iter().min_by(|a, b| a.val_loss.total_cmp(&b.val_loss))
}

/// The epoch whose weights a run exports: the best if its recipe has patience,
/// otherwise the last.
pub(super) fn taken<'a>(config: &Config, epochs: &'a [Epoch]) -> Option<&'a Epoch> {
    if config.patience.is_some() { best(epochs) } else { epochs.last() }
}

/// Whether a run with these epochs is done.
pub(super) fn is_done(config: &Config, epochs: &[Epoch]) -> bool {
    let since_best = best(epochs).map_or(0, |best| epochs.len() - best.epoch);
    let is_over = config.patience.is_some_and(|patience| since_best >= patience);
    epochs.len() >= config.epochs || is_over
}

/// The records of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept {
    /// Its recipe.
    pub config: Config,
    /// Its origin.
    pub run: Run,
    /// The epochs so far.
    pub epochs: Vec<Epoch>,
}

impl Kept {
    /// Reads the records in the folder of a run.
    ///
    /// # Errors
    ///
    /// If there is no run, or one of its files is damaged.
    pub fn read(folder: &Path) -> Result<Self> {
        let (config, run) = Run::begun(folder)?;
        let metrics = folder.join("metrics.jsonl");
        let epochs = if metrics.exists() { epochs(&metrics) } else { Ok(Vec::new()) };
        Ok(Self { config, run, epochs: epochs.with_context(|| damaged(&metrics))? })
    }

    /// The epoch whose weights it exports, or would export if it ended now.
    pub fn exported(&self) -> Option<&Epoch> {
        taken(&self.config, &self.epochs)
    }
}

/// The number of completed epochs of the run in a folder; `None` if there is no
/// run.
pub fn done(folder: &Path) -> Option<usize> {
    let epochs = || epochs(&folder.join("metrics.jsonl")).map_or(0, |epochs| epochs.len());
    folder.join("run.json").exists().then(epochs)
}

/// The epochs of a `metrics.jsonl`, which are numbered from 1.
///
/// # Errors
///
/// If it cannot be read or contains another line; the message names the line.
pub(super) fn epochs(file: &Path) -> Result<Vec<Epoch>> {
    let text = fs::read_to_string(file)?;
    let lines = text.lines().enumerate().map(|(index, line)| {
        let epoch: Epoch =
            serde_json::from_str(line).with_context(|| format!("line {}", index + 1))?;
        ensure!(epoch.epoch == index + 1, "line {} is of epoch {}", index + 1, epoch.epoch);
        Ok(epoch)
    });
    lines.collect()
}

/// The error for an unusable file of a run.
pub(super) fn damaged(file: &Path) -> Hinted {
    Hinted::new(
        format!("{} is damaged or missing", file.display()),
        "restore it, or delete the run's folder to start again",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::train::arch::Arch;

    #[test]
    fn patience_counts_from_the_best_epoch() {
        let epochs = |losses: &[f64]| -> Vec<_> {
            let epoch = |(index, loss): (usize, &f64)| Epoch {
                epoch: index + 1,
                train_loss: 0.0,
                train_accuracy: 0.0,
                val_loss: *loss,
                val_accuracy: 0.0,
            };
            losses.iter().enumerate().map(epoch).collect()
        };
        let without = Config { epochs: 5, ..Config::load(Arch::Whence, None).unwrap() };
        let patient = Config { patience: Some(2), ..without.clone() };
        for (losses, is_over, best) in [
            (&[][..], false, None),
            (&[1.0], false, Some(1)),
            (&[1.0, 2.0], false, Some(1)),
            (&[1.0, 2.0, 1.0], true, Some(1)),
            (&[1.0, 2.0, 0.9], false, Some(3)),
            (&[1.0, 0.9, 0.8, 0.7, 0.6], true, Some(5)),
            (&[1.0, 0.9, 0.8, 0.5, 0.6], true, Some(4)),
        ] {
            let epochs = epochs(losses);
            assert_eq!(is_done(&patient, &epochs), is_over, "{losses:?}");
            assert_eq!(is_done(&without, &epochs), losses.len() == 5, "{losses:?}");
            assert_eq!(taken(&patient, &epochs).map(|epoch| epoch.epoch), best, "{losses:?}");
            assert_eq!(taken(&without, &epochs), epochs.last());
        }
    }
}
