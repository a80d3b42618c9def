//! `whence train`, and the commands that combine several runs.

use super::{STOPPED, data::asked, dataset};
use crate::{
    cli::{Average, Compare, Train, TrainingData},
    out::{hint, note, say},
};
use anyhow::{Context as _, Result};
use burn::tensor::Device;
use std::{fs, path::Path, process::ExitCode, sync::Arc};
use whence_trainer::{
    data::dataset::Dataset,
    export::model,
    report,
    train::{self, Outcome, Stop, Trained, config::Config},
};

/// Runs the command.
pub(super) fn run(arguments: &Train) -> Result<ExitCode> {
    let config = arguments.config()?;
    let data = training_data(&arguments.training_data)?;
    let config = learnable(config, &data)?;
    let run = arguments.run();
    if arguments.dry_run {
        return rehearse(&config, &data, &run);
    }
    let stop = Arc::new(arguments.stop());
    on_ctrl_c(&stop)?;
    match train::train(&config, &data, &run, arguments.resume, &device(), &stop)? {
        Outcome::Stopped => {
            let why = if stop.is_asked() { "" } else { ": another epoch would take too long" };
            note(format_args!("stopped{why}"));
            hint("the same command with --resume goes on from the last whole epoch");
            Ok(ExitCode::from(STOPPED))
        }
        Outcome::Done(trained) => {
            let curve = run.join("metrics.jsonl");
            export(&trained, &config, &data, Some(&curve), &arguments.out)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Runs `whence average`.
pub(super) fn average(arguments: &Average) -> Result<()> {
    let data = training_data(&arguments.training_data)?;
    let average = train::average(&arguments.runs, &data, &device())?;
    say(&average)?;
    export(&average.trained, &average.config, &data, None, &arguments.out)
}

/// Runs `whence compare`.
pub(super) fn compare(arguments: &Compare) -> Result<()> {
    say(report::compare(&arguments.runs, &arguments.out)?)?;
    Ok(say(format_args!("\n{} written\n", arguments.out.display()))?)
}

/// The data set to learn from.
fn training_data(arguments: &TrainingData) -> Result<Dataset> {
    let TrainingData { task, data, negatives, hold_out, about } = arguments;
    let mut data = dataset(data, asked(task.as_deref())?, negatives, "train")?;
    hold_out.iter().try_for_each(|source| data.hold_out(source))?;
    data.about = about.clone().unwrap_or(data.about);
    Ok(data)
}

/// The recipe, without negatives if the data has none.
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
            "note: {} holds a run already, of {epochs} epochs; continue it with --resume, or \
             name another folder with --run",
            run.display()
        ));
    }
    say(train::rehearse(config, data, &device())?)?;
    Ok(ExitCode::SUCCESS)
}

/// Lets Ctrl-C stop a training.
fn on_ctrl_c(stop: &Arc<Stop>) -> Result<()> {
    let stop = Arc::clone(stop);
    ctrlc::set_handler(move || stop.ask()).context("could not listen for Ctrl-C")
}

/// Writes a model, and the curve of its run if it has one.
fn export(
    trained: &Trained,
    config: &Config,
    data: &Dataset,
    curve: Option<&Path>,
    out: &Path,
) -> Result<()> {
    let card = model::write(trained, config, data, out)?;
    let place = out.join(format!("evaluation/{}-metrics.jsonl", card.architecture));
    match curve {
        Some(curve) => drop(fs::copy(curve, &place).with_context(|| {
            format!("could not copy {} to {}", curve.display(), place.display())
        })?),
        // A curve of another model would be mistaken for this model's.
        None if place.exists() => fs::remove_file(&place)
            .with_context(|| format!("could not remove {}", place.display()))?,
        None => {}
    }
    say(format_args!("{} written to {}\n", card.onnx.file, out.display()))?;
    for (part, metrics) in &card.metrics {
        say(format_args!(
            "{part}: accuracy {:.3}, macro-F1 {:.3}, {} pictures\n",
            metrics.accuracy, metrics.macro_f1, metrics.pictures
        ))?;
    }
    Ok(())
}

/// The fastest device of this build.
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
