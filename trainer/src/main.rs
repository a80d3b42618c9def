//! `whence`: from The Met's collection to the model of Whence.

mod cli;
mod collection;
mod out;

use anyhow::{Context as _, Result, ensure};
use burn::tensor::Device;
use clap::Parser as _;
use cli::Command;
use out::{note, say};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};
use whence::core::{classifier::Classifier, neighbours::Index, task::Task};
use whence_trainer::{
    acquire::{self, export, store::Store, summary},
    data::{
        check,
        dataset::Dataset,
        split::{self, How},
        tasks,
    },
    evaluate::{
        self,
        nearest::{self, WORKS},
    },
    export::model,
    report::{
        self, Subject,
        explore::{self, Collection},
    },
    train::{self, Outcome, arch::Arch, config::Config},
};

fn main() -> ExitCode {
    // What the library says is for people, as it is.
    tracing_subscriber::fmt()
        .with_writer(std::io::stdout)
        .log_internal_errors(false)
        .without_time()
        .with_level(false)
        .with_target(false)
        .init();
    match run(cli::Arguments::parse().command) {
        Ok(code) => code,
        Err(error) => out::fail(&error, FAILED),
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Acquire(arguments) => acquire(&arguments),
        Command::Explore { data, db, out, fold, seed } => {
            let collection = match (data, db) {
                (Some(data), _) => Collection::of_data(&data)?,
                (None, db) => {
                    let db = db.unwrap_or_default();
                    let folder = db.parent().unwrap_or(Path::new(""));
                    Collection::of_store(&Store::existing(folder)?)?
                }
            };
            explore::explore(&collection, &out, fold, seed)?;
            say(format_args!("{} written\n", out.join("report.html").display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Split { data, task, by, seed, force, to } => {
            let task = task.map(|task| tasks::load(&task)).transpose()?;
            say(split::split(&data, task, &How { by, seed, force, to })?)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Check { data, task } => {
            let data = Dataset::open(&data, task.map(|task| tasks::load(&task)).transpose()?)?;
            let found = check::whole(&data, &Config::load(Arch::Lite, None)?.input);
            say(&found)?;
            Ok(if found.is_fine() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
        }
        Command::NewTask { name } => {
            say(format_args!("{} written\n", tasks::new(&name, Path::new(""))?.display()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Train {
            task,
            data,
            negatives,
            hold_out,
            arch,
            out,
            config,
            init,
            seed,
            about,
            run,
            resume,
            dry_run,
        } => {
            let mut config = Config::load(arch, config.as_deref())?;
            if let Some(init) = init {
                config = config.with_init(init);
            }
            config.seed = seed.unwrap_or(config.seed);
            let run = run.unwrap_or_else(|| Path::new("runs").join(arch.name()));
            ensure!(
                negatives.is_empty() || config.negative_weight > 0.0,
                "the recipe does not train on negatives: leave out --negatives, or set \
                 `negative_weight` over 0"
            );
            let task = task.map(|task| tasks::load(&task)).transpose()?;
            let mut data = dataset(&data, task, &negatives, "train")?;
            hold_out.iter().try_for_each(|source| data.hold_out(source))?;
            data.about = about.unwrap_or(data.about);
            if config.negative_weight > 0.0 && data.negatives("train")?.is_empty() {
                note(
                    "note: the data has no pictures of the class \"other\", so the network will \
                     not learn to refuse what has none of the labels",
                );
                config = config.without_negatives();
            }
            config.check()?;
            if dry_run {
                if let Some(epochs) = train::done(&run) {
                    note(format_args!(
                        "note: {} holds a run already, of {epochs} epochs; give --resume to go \
                         on with it, or another folder with --run",
                        run.display()
                    ));
                }
                say(train::rehearse(&config, &data, &device())?)?;
                return Ok(ExitCode::SUCCESS);
            }
            train(&config, &data, &run, resume, &out)
        }
        Command::Evaluate { model, data, split, negatives, out, index, report, baseline } => {
            let subject = Subject::load(&model)?;
            let index = match index {
                Some(path) => Some(nearest::load(&path, &subject.model)?),
                None => index_beside(&model, &subject.model),
            };
            let task = subject.model.card().task.clone();
            let data = dataset(&data, Some(task), &negatives, &split)?;
            let evaluation = evaluate::evaluate(&subject.model, &data, &split)?;
            let mut table = evaluation.table();
            if let Some(index) = index {
                table += &nearest::measure(&index, &subject.model, &data, &evaluation)?;
            }
            let architecture = &subject.model.card().architecture;
            if let Some(out) = &out {
                model::report(&evaluation, architecture, &split, out)?;
            }
            if let Some(path) = report {
                let baseline = baseline.map(|folder| Subject::load(&folder)).transpose()?;
                let said =
                    report::write(&subject, evaluation, baseline.as_ref(), &data, &split, &path)?;
                if let Some(out) = &out {
                    std::fs::write(out.join(format!("{architecture}-{split}-full.txt")), said)?;
                }
                table += &format!("{} written\n", path.display());
            }
            // What is written is there whether or not anybody reads the table.
            say(table)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Index { data, model, most, out } => {
            let out = out.unwrap_or(model.join(WORKS));
            let model = evaluate::load(&model)?;
            let data = Dataset::open(&data, Some(model.card().task.clone()))?;
            let index = nearest::index(&model, &data, most)?;
            let bytes = index.to_bytes()?;
            std::fs::write(&out, &bytes)
                .with_context(|| format!("could not write {}", out.display()))?;
            say(nearest::summary(&index))?;
            say(format_args!("{} written, {} bytes\n", out.display(), bytes.len()))?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Card { model, about } => {
            model::describe(&model, about)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Classify(arguments) => Ok(collection::run(&arguments)),
    }
}

/// The data set of a folder, with the pictures of other folders as negatives
/// of one part.
fn dataset(
    folder: &Path,
    task: Option<Task>,
    negatives: &[PathBuf],
    part: &str,
) -> Result<Dataset> {
    let mut data = Dataset::open(folder, task)?;
    negatives.iter().try_for_each(|folder| data.add_negatives(folder, part))?;
    Ok(data)
}

/// The index beside a model, where there is one of this model.
fn index_beside(folder: &Path, model: &Classifier) -> Option<Index> {
    let path = folder.join(WORKS);
    let index = path.exists().then(|| nearest::load(&path, model))?;
    index.inspect_err(|error| note(format_args!("note: {error:#}"))).ok()
}

/// The exit code of a command that failed.
const FAILED: u8 = 1;

/// The exit code of a command that was stopped and can be resumed.
const STOPPED: u8 = 130;

fn acquire(arguments: &cli::Acquire) -> Result<ExitCode> {
    let (store, outcome) = if arguments.status {
        (Arc::new(Store::existing(&arguments.into)?), Ok(Some(())))
    } else {
        let store = Arc::new(Store::open(&arguments.into)?);
        let (source, manners) = (arguments.source(), arguments.manners()?);
        let task = tasks::load(&arguments.task)?;
        if arguments.relist {
            store.relist()?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let outcome = runtime.block_on(async {
            tokio::select! {
                outcome = acquire::acquire(&store, &source, &task, &arguments.api, &manners) => outcome.map(Some),
                stop = tokio::signal::ctrl_c() => stop.map(|()| None).context("could not listen for Ctrl-C"),
            }
        });
        (store, outcome)
    };
    // However it ended, this is how far it is.
    let said = say(summary::table(&store.counts()?));
    if outcome?.is_none() {
        note("stopped; the same command goes on where it was");
        return Ok(ExitCode::from(STOPPED));
    }
    if let Some(folder) = &arguments.to {
        let pictures = export::export(&store, folder)?;
        say(format_args!("\n{pictures} labelled pictures written to {}\n", folder.display()))?;
    }
    said?;
    Ok(ExitCode::SUCCESS)
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
            note("stopped; the same command with --resume goes on from the last whole epoch");
            Ok(ExitCode::from(STOPPED))
        }
        Outcome::Done(network) => {
            let card = model::write(&network, config, data, out)?;
            let curve = format!("evaluation/{}-metrics.jsonl", card.architecture);
            let (from, to) = (run.join("metrics.jsonl"), out.join(curve));
            std::fs::copy(&from, &to).with_context(|| {
                format!("could not copy {} to {}", from.display(), to.display())
            })?;
            say(format_args!("{} written to {}\n", card.onnx.file, out.display()))?;
            for (part, metrics) in &card.metrics {
                say(format_args!(
                    "{part}: accuracy {:.3}, macro-F1 {:.3}, {} pictures\n",
                    metrics.accuracy, metrics.macro_f1, metrics.pictures
                ))?;
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
    #[expect(deprecated, reason = "the fastest on a processor, as long as the framework has it")]
    let device = Device::libtorch();
    #[cfg(not(any(feature = "cuda", feature = "libtorch", feature = "wgpu")))]
    let device = Device::flex();
    device.autodiff()
}
