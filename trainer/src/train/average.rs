//! The mean of the weights of several runs, a "model soup": Wortsman et al.,
//! "Model soups: averaging weights of multiple fine-tuned models improves
//! accuracy without increasing inference time", 2022.

use super::{
    config::{Config, Cut},
    init,
    network::Network,
    outcome::Trained,
    run::{self, Epoch, Run},
    state::{exported, judge},
};
use crate::{
    data::{batches::Pictures, dataset::Dataset},
    hint::Hinted,
};
use anyhow::{Context as _, Result, ensure};
use burn::tensor::Device;
use std::{
    fmt,
    path::{Path, PathBuf},
};

/// The average of runs.
#[derive(Debug)]
pub struct Average {
    /// The network to export.
    pub trained: Trained,
    /// The recipe of the first run, which determines how it is exported.
    pub config: Config,
    /// The mean cross-entropy over validation pictures.
    pub val_loss: f64,
    /// The share of them that is classified correctly.
    pub val_accuracy: f64,
    /// The runs, each with the epoch whose weights were taken.
    pub runs: Vec<(PathBuf, Epoch)>,
}

impl fmt::Display for Average {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut row = |name: &str, epoch: &str, loss, accuracy| {
            writeln!(f, "{name:<32} {epoch:>5}  validation loss {loss:.4}  accuracy {accuracy:.3}")
        };
        for (folder, epoch) in &self.runs {
            let name = folder.display().to_string();
            row(&name, &epoch.epoch.to_string(), epoch.val_loss, epoch.val_accuracy)?;
        }
        row("average", "", self.val_loss, self.val_accuracy)
    }
}

/// Averages the weights of the runs in `folders`, without their refits, and
/// evaluates the average on the part `val` of `data`.
///
/// # Errors
///
/// If a run is damaged or not done; if runs have other networks, labels, starts
/// or inputs than the first; if they were trained on other data than `data`, or
/// its pictures cannot be read.
pub fn average(folders: &[PathBuf], data: &Dataset, device: &Device) -> Result<Average> {
    let runs = folders.iter().map(|folder| Part::read(folder, data));
    let runs = runs.collect::<Result<Vec<_>>>()?;
    let (first, others) = runs.split_first().context("no run was given")?;
    others.iter().try_for_each(|other| first.agrees(other))?;
    let device = device.clone().inner();
    let (mut mean, epoch) = first.weights(&device)?;
    let mut taken = vec![(first.folder.to_owned(), epoch)];
    for (other, count) in others.iter().zip(1..) {
        let (network, epoch) = other.weights(&device)?;
        mean = mean.blend(&network, count as f32 / (count + 1) as f32);
        taken.push((other.folder.to_owned(), epoch));
    }
    let judged = judge(&mean, &Pictures::validation(&first.config, data)?, &device)?;
    let epochs = taken.iter().map(|(_, epoch)| epoch.epoch).max().unwrap_or_default();
    let weights = Some(sentence(&runs, &taken));
    Ok(Average {
        trained: Trained { network: mean, validated: None, epochs, weights },
        config: first.config.clone(),
        val_loss: judged.loss / judged.pictures,
        val_accuracy: judged.right / judged.pictures,
        runs: taken,
    })
}

/// The sentence about the weights in the model card.
fn sentence(runs: &[Part<'_>], taken: &[(PathBuf, Epoch)]) -> String {
    let names = runs.iter().zip(taken).map(|(run, (folder, epoch))| {
        let name = folder.file_name().unwrap_or(folder.as_os_str()).to_string_lossy();
        format!("{name} (seed {}, epoch {})", run.config.seed, epoch.epoch)
    });
    let names = names.collect::<Vec<_>>().join(", ");
    format!(
        "The mean of the weights of {} runs (Wortsman et al., \"Model soups\", 2022): {names}.",
        runs.len()
    )
}

/// One of the runs.
struct Part<'a> {
    folder: &'a Path,
    config: Config,
    run: Run,
}

impl<'a> Part<'a> {
    fn read(folder: &'a Path, data: &Dataset) -> Result<Self> {
        let (config, run) = Run::begun(folder)?;
        ensure!(
            run.manifest_sha256 == data.digest,
            Hinted::new(
                format!("the run in {} was trained on other data", folder.display()),
                "give the --data, --negatives and --hold-out of the runs, which must be the same"
            )
        );
        Ok(Self { folder, config, run })
    }

    /// Checks that the runs are compatible, so that their average is a useful
    /// network.
    fn agrees(&self, other: &Self) -> Result<()> {
        let (ours, theirs) = (&self.config, &other.config);
        let kept = |cut: Option<Cut>| cut.unwrap_or_default();
        let kept = |config: &Config| (kept(config.cut).stages, kept(config.cut).neck);
        // Without a common start, the same units represent different things.
        let started = |config: &Config| init::file(&config.init).is_some();
        for (key, same) in [
            ("arch", ours.arch == theirs.arch),
            ("cut", kept(ours) == kept(theirs)),
            ("init", ours.init == theirs.init),
            ("seed, without init", started(ours) || ours.seed == theirs.seed),
            ("input", ours.input == theirs.input),
            ("negative_weight", (ours.negative_weight > 0.0) == (theirs.negative_weight > 0.0)),
        ] {
            ensure!(
                same,
                Hinted::new(
                    format!(
                        "the run in {} cannot be averaged with that in {}: they differ in {key}",
                        other.folder.display(),
                        self.folder.display()
                    ),
                    "average runs of one network, start and input; seeds after a pretrained start, \
                     learning rates and augmentation may differ"
                )
            );
        }
        ensure!(
            self.run.labels == other.run.labels,
            "the run in {} has other labels than that in {}",
            other.folder.display(),
            self.folder.display()
        );
        Ok(())
    }

    /// The weights that it would export, and their epoch.
    fn weights(&self, device: &Device) -> Result<(Network, Epoch)> {
        let network = Network::new(&self.config, self.run.pictures.len(), device);
        let (network, epochs) = exported(self.folder, &self.config, network)?;
        let done = run::is_done(&self.config, &epochs).then(|| run::taken(&self.config, &epochs));
        let epoch = done.flatten().with_context(|| {
            Hinted::new(
                format!(
                    "the run in {} is not done: {} of {} epochs",
                    self.folder.display(),
                    epochs.len(),
                    self.config.epochs
                ),
                "continue it with `whence train --resume --run` and its folder",
            )
        })?;
        Ok((network, epoch.clone()))
    }
}
