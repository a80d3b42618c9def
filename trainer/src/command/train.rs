//! `whence train`: until it is done, or Ctrl-C.

use super::{STOPPED, data::asked, dataset};
use crate::{
    cli::Train,
    out::{hint, note, say},
};
use anyhow::{Context as _, Result};
use burn::tensor::Device;
use std::{
    fs,
    path::Path,
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use whence_trainer::{
    data::dataset::Dataset,
    export::model,
    train::{self, Outcome, config::Config, network::Network},
};

/// Runs the command.
pub(super) fn run(arguments: &Train) -> Result<ExitCode> {
    let config = arguments.config()?;
    let mut data =
        dataset(&arguments.data, asked(arguments.task.as_deref())?, &arguments.negatives, "train")?;
    arguments.hold_out.iter().try_for_each(|source| data.hold_out(source))?;
    data.about = arguments.about.clone().unwrap_or(data.about);
    let config = learnable(config, &data)?;
    let run = arguments.run();
    if arguments.dry_run {
        return rehearse(&config, &data, &run);
    }
    match train::train(&config, &data, &run, arguments.resume, &device(), &*stop()?)? {
        Outcome::Stopped => {
            note("stopped");
            hint("the same command with --resume goes on from the last whole epoch");
            Ok(ExitCode::from(STOPPED))
        }
        Outcome::Done(network) => export(&network, &config, &data, &run, &arguments.out),
    }
}

/// The recipe, without negatives where the data has none.
fn learnable(mut config: Config, data: &Dataset) -> Result<Config> {
    if config.negative_weight > 0.0 && data.negatives("train")?.is_empty() {
        note(
            "note: the data has no pictures of the class \"other\", so the network will not learn \
             to refuse what has none of the labels",
        );
        config = config.without_negatives();
    }
    config.check()?;
    Ok(config)
}

fn rehearse(config: &Config, data: &Dataset, run: &Path) -> Result<ExitCode> {
    if let Some(epochs) = train::done(run) {
        note(format_args!(
            "note: {} holds a run already, of {epochs} epochs; give --resume to go on with it, or \
             another folder with --run",
            run.display()
        ));
    }
    say(train::rehearse(config, data, &device())?)?;
    Ok(ExitCode::SUCCESS)
}

/// What Ctrl-C sets.
fn stop() -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed))
        .context("could not listen for Ctrl-C")?;
    Ok(stop)
}

/// Writes the model of a run, with its curve.
fn export(
    network: &Network,
    config: &Config,
    data: &Dataset,
    run: &Path,
    out: &Path,
) -> Result<ExitCode> {
    let card = model::write(network, config, data, out)?;
    let curve = format!("evaluation/{}-metrics.jsonl", card.architecture);
    let (from, to) = (run.join("metrics.jsonl"), out.join(curve));
    fs::copy(&from, &to)
        .with_context(|| format!("could not copy {} to {}", from.display(), to.display()))?;
    say(format_args!("{} written to {}\n", card.onnx.file, out.display()))?;
    for (part, metrics) in &card.metrics {
        say(format_args!(
            "{part}: accuracy {:.3}, macro-F1 {:.3}, {} pictures\n",
            metrics.accuracy, metrics.macro_f1, metrics.pictures
        ))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The fastest device this build has.
fn device() -> Device {
    #[cfg(feature = "cuda")]
    let device = Device::cuda(0usize);
    #[cfg(all(feature = "wgpu", not(feature = "cuda")))]
    let device = Device::wgpu(burn::tensor::DeviceKind::DefaultDevice);
    #[cfg(all(feature = "libtorch", not(any(feature = "cuda", feature = "wgpu"))))]
    #[expect(deprecated, reason = "the fastest on a processor, as long as the framework has it")]
    let device = Device::libtorch();
    #[cfg(not(any(feature = "cuda", feature = "libtorch", feature = "wgpu")))]
    let device = Device::flex();
    device.autodiff()
}
