//! `whence`: trains, evaluates and asks the model of Whence.

use anyhow::{Context, Result};
use burn::tensor::Device;
use clap::{Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use whence::culture::Culture;
use whence_trainer::{
    config::{Arch, Config},
    dataset::Dataset,
    evaluate, model,
    train::{self, Outcome},
};

/// Trains, evaluates and asks the model of Whence.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a network and export it with its card
    Train {
        /// A data set: pictures and a manifest.csv
        #[arg(long)]
        data: PathBuf,
        /// The network
        #[arg(long, value_enum, default_value = "whence")]
        arch: Arch,
        /// Where the model goes
        #[arg(long, default_value = "model")]
        out: PathBuf,
        /// A recipe (TOML) instead of the one that ships
        #[arg(long)]
        config: Option<PathBuf>,
        /// What the data is, in a sentence or two for the model's card
        /// [default: what its about.md says]
        #[arg(long)]
        about: Option<String>,
        /// Where the run is kept [default: runs/ARCH]
        #[arg(long)]
        run: Option<PathBuf>,
        /// Go on with the run that is kept
        #[arg(long)]
        resume: bool,
    },
    /// Judge a model on one part of a data set
    Evaluate {
        /// The model's folder
        #[arg(long, default_value = "model")]
        model: PathBuf,
        /// A data set: pictures and a manifest.csv
        #[arg(long)]
        data: PathBuf,
        /// The part to judge on
        #[arg(long, default_value = "test")]
        split: String,
        /// Where predictions.csv and confusion.svg go, if anywhere
        #[arg(long)]
        out: Option<PathBuf>,
    },
    /// Tell which culture pictures come from
    Classify {
        /// The pictures
        #[arg(required = true)]
        files: Vec<PathBuf>,
        /// The model's folder
        #[arg(long, default_value = "model")]
        model: PathBuf,
        /// Print JSON, one object a line
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    match run(Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Train { data, arch, out, config, about, run, resume } => {
            let config = Config::load(arch, config.as_deref())?;
            let run = run.unwrap_or_else(|| Path::new("runs").join(arch.name()));
            let mut data = Dataset::open(&data)?;
            data.about = about.unwrap_or(data.about);
            train(&config, &data, &run, resume, &out)
        }
        Command::Evaluate { model, data, split, out } => {
            let model = evaluate::load(&model)?;
            let evaluation = evaluate::evaluate(&model, &Dataset::open(&data)?, &split)?;
            print!("{}", evaluation.table());
            if let Some(out) = out {
                model::report(&evaluation, &model.card().architecture, &split, &out)?;
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Classify { files, model, json } => classify(&files, &model, json),
    }
}

fn train(
    config: &Config,
    data: &Dataset,
    run: &Path,
    resume: bool,
    out: &Path,
) -> Result<ExitCode> {
    let stop = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stop);
    ctrlc::set_handler(move || asked.store(true, Ordering::Relaxed))
        .context("could not listen for Ctrl-C")?;
    match train::train(config, data, run, resume, &device(), &stop)? {
        Outcome::Stopped => {
            eprintln!("stopped; the same command with --resume goes on from the last whole epoch");
            Ok(ExitCode::from(130))
        }
        Outcome::Done(network) => {
            let card = model::write(&network, config, data, out)?;
            println!("{} written to {}", card.onnx.file, out.display());
            for (part, metrics) in &card.metrics {
                println!(
                    "{part}: accuracy {:.3}, macro-F1 {:.3}, {} pictures",
                    metrics.accuracy, metrics.macro_f1, metrics.pictures
                );
            }
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// The fastest device this build has.
fn device() -> Device {
    #[cfg(feature = "cuda")]
    let device = Device::cuda(0usize);
    #[cfg(all(feature = "wgpu", not(feature = "cuda")))]
    let device = Device::wgpu(burn::tensor::DeviceKind::DefaultDevice);
    #[cfg(all(feature = "libtorch", not(any(feature = "cuda", feature = "wgpu"))))]
    let device = Device::libtorch();
    #[cfg(not(any(feature = "cuda", feature = "libtorch", feature = "wgpu")))]
    let device = Device::flex();
    device.autodiff()
}

/// Each file by itself: one that fails does not stop the others, but counts.
fn classify(files: &[PathBuf], model: &Path, json: bool) -> Result<ExitCode> {
    let model = evaluate::load(model)?;
    let mut code = ExitCode::SUCCESS;
    if !json {
        print!("{:<40}", "");
        Culture::ALL.iter().for_each(|culture| print!(" {culture:>9}"));
        println!("  verdict");
    }
    for file in files {
        let answer = std::fs::read(file)
            .map_err(anyhow::Error::from)
            .and_then(|bytes| Ok(model.classify(&bytes)?))
            .with_context(|| file.display().to_string());
        match answer {
            Ok(answer) if json => {
                let name = file.display().to_string();
                println!("{}", serde_json::json!({ "file": name, "answer": answer }));
            }
            Ok(answer) => {
                print!("{:<40}", file.display());
                let shares = answer.probabilities.iter();
                shares.for_each(|share| print!(" {:>7.1} %", share * 100.0));
                println!("  {}", evaluate::in_words(answer.verdict));
            }
            Err(error) => {
                eprintln!("error: {error:#}");
                code = ExitCode::FAILURE;
            }
        }
    }
    Ok(code)
}
