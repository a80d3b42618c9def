//! `whence`: from The Met's collection to the model of Whence.

use anyhow::{Context, Result, ensure};
use burn::tensor::Device;
use clap::{Args, Parser, Subcommand};
use std::{
    path::{Path, PathBuf},
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use whence::{culture::Culture, met::endpoint};
use whence_trainer::{
    acquire::{self, client::Manners, export, source::Source, store::Store, summary},
    config::{Arch, Config},
    dataset::Dataset,
    evaluate,
    explore::{self, Collection},
    model,
    report::{self, Subject},
    split::{self, By},
    train::{self, Outcome},
};

/// From The Met's collection to the model of Whence.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Bring The Met's paintings and their records onto this machine
    ///
    /// Without a source: the paintings of the four cultures, by the API's
    /// search, and 200 works of each of five other departments, to be told
    /// from them. What is had is kept in --into; stop at any moment, and the same
    /// command goes on.
    Acquire(Acquire),
    /// Show what is in a collection: plots, grids, one page with them all
    Explore {
        /// A data set: pictures and a manifest.csv
        #[arg(long, required_unless_present = "db")]
        data: Option<PathBuf>,
        /// The database of an acquisition, which has all its records
        #[arg(long, conflicts_with = "data", value_name = "FILE")]
        db: Option<PathBuf>,
        /// Where the report goes
        #[arg(long, default_value = "report")]
        out: PathBuf,
        /// Count kinds of works under their common name
        #[arg(long)]
        fold: bool,
        /// What is drawn at random
        #[arg(long, default_value_t = 42)]
        seed: u64,
    },
    /// Part a data set into train, val and test, 70/18/12
    Split {
        /// A data set: pictures and a manifest.csv, which is filled in
        #[arg(long)]
        data: PathBuf,
        /// What stays together
        #[arg(long, value_enum, default_value = "group")]
        by: By,
        /// What is drawn at random
        #[arg(long, default_value_t = 42)]
        seed: u64,
    },
    /// Train a network and export it with its card
    Train {
        /// A data set: pictures and a manifest.csv
        #[arg(long)]
        data: PathBuf,
        /// A folder of more pictures that are none of the four, to learn from,
        /// such as photographs of yours; repeatable
        #[arg(long, value_name = "DIR")]
        others: Vec<PathBuf>,
        /// A source that is not trained on but judged by itself, to see how the
        /// model does on a source that it never met; repeatable
        #[arg(long, value_name = "SOURCE")]
        hold_out: Vec<String>,
        /// The network
        #[arg(long, value_enum, default_value = "lite")]
        arch: Arch,
        /// Where the model goes
        #[arg(long, default_value = "model")]
        out: PathBuf,
        /// A recipe (TOML) instead of the one that ships
        #[arg(long)]
        config: Option<PathBuf>,
        /// Pretrained weights to start from, instead of the recipe's; `none`
        /// starts from random ones
        #[arg(long, value_name = "FILE")]
        init: Option<String>,
        /// Another seed than the recipe's
        #[arg(long)]
        seed: Option<u64>,
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
        /// A folder of more pictures that are none of the four, to be told
        /// from the part's paintings; repeatable
        #[arg(long, value_name = "DIR")]
        others: Vec<PathBuf>,
        /// Where reports, predictions and confusion matrices go, if anywhere
        #[arg(long)]
        out: Option<PathBuf>,
        /// Say everything there is to say on one page
        #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "report.html")]
        report: Option<PathBuf>,
        /// In the report: another model's folder, to compare with
        #[arg(long, requires = "report", value_name = "DIR")]
        baseline: Option<PathBuf>,
    },
    /// Write a model's MODEL_CARD.md anew from its model.json
    Card {
        /// The model's folder
        #[arg(long, default_value = "model")]
        model: PathBuf,
        /// What the data was, instead of what the card says of it
        #[arg(long)]
        about: Option<String>,
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

#[derive(Args)]
struct Acquire {
    /// The whole collection, record by record: about 500,000, six days
    #[arg(long, group = "source")]
    all: bool,
    /// With --all: only this department, by the API's number; repeatable
    #[arg(long, requires = "all", value_name = "NUMBER")]
    department: Vec<u8>,
    /// Objects, an id on each line
    #[arg(long, group = "source", value_name = "FILE")]
    ids: Option<PathBuf>,
    /// Pictures without records: a CSV with the columns culture and
    /// primaryImageSmall
    #[arg(long, group = "source", value_name = "FILE")]
    urls: Option<PathBuf>,
    /// The paintings in The Met's own MetObjects.csv
    #[arg(long, group = "source", value_name = "FILE")]
    objects_csv: Option<PathBuf>,
    /// List the source anew, for what was added since
    #[arg(long)]
    relist: bool,
    /// Where the database and the pictures are kept
    #[arg(long, default_value = "met", value_name = "DIR")]
    into: PathBuf,
    /// Only tell how far it is
    #[arg(long)]
    status: bool,
    /// Then write what there is as a data set to train on
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// API requests a second; The Met blocks what asks faster for long
    #[arg(long, default_value_t = 1.0)]
    rate: f64,
    /// Seconds to wait after a block
    #[arg(long, default_value_t = 65.0)]
    pause: f64,
    /// Seconds to wait for a connection, and for each part of an answer
    #[arg(long, default_value_t = 30.0)]
    timeout: f64,
    /// Another address of the API
    #[arg(long, default_value = endpoint::API, value_name = "URL")]
    api: String,
}

impl Acquire {
    fn source(&self) -> Source {
        match self {
            Self { all: true, department, .. } => Source::All(department.clone()),
            Self { ids: Some(file), .. } => Source::Ids(file.clone()),
            Self { urls: Some(file), .. } => Source::Urls(file.clone()),
            Self { objects_csv: Some(file), .. } => Source::ObjectsCsv(file.clone()),
            _ => Source::Paintings,
        }
    }

    fn manners(&self) -> Result<Manners> {
        let seconds = |name: &str, value: f64| {
            Duration::try_from_secs_f64(value).with_context(|| format!("--{name} {value}"))
        };
        ensure!(
            self.rate.is_finite() && self.rate > 0.001,
            "--rate must be over 0.001 requests a second, is {}",
            self.rate
        );
        let manners = Manners { rate: self.rate, ..Manners::default() };
        let timeout = seconds("timeout", self.timeout)?;
        Ok(Manners { pause: seconds("pause", self.pause)?, timeout, ..manners })
    }
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
            println!("{} written", out.join("report.html").display());
            Ok(ExitCode::SUCCESS)
        }
        Command::Split { data, by, seed } => {
            print!("{}", split::split(&data, by, seed)?);
            Ok(ExitCode::SUCCESS)
        }
        Command::Train {
            data,
            others,
            hold_out,
            arch,
            out,
            config,
            init,
            seed,
            about,
            run,
            resume,
        } => {
            let mut config = Config::load(arch, config.as_deref())?;
            if let Some(init) = init {
                config = config.with_init(init);
            }
            config.seed = seed.unwrap_or(config.seed);
            let run = run.unwrap_or_else(|| Path::new("runs").join(arch.name()));
            ensure!(
                others.is_empty() || config.foreign > 0.0,
                "the recipe learns nothing of what is none of the four: leave out --others, or \
                 give it a `foreign` over 0"
            );
            let mut data = dataset(&data, &others, "train")?;
            hold_out.iter().try_for_each(|source| data.hold_out(source))?;
            data.about = about.unwrap_or(data.about);
            if config.foreign > 0.0 && data.foreign("train")?.is_empty() {
                eprintln!(
                    "note: the data has no pictures of the class \"other\", so the network will \
                     not learn to tell what is none of the four"
                );
                (config.foreign, config.drawn) = (0.0, 0.0);
            }
            train(&config, &data, &run, resume, &out)
        }
        Command::Evaluate { model, data, split, others, out, report, baseline } => {
            let subject = Subject::load(&model)?;
            let data = dataset(&data, &others, &split)?;
            let evaluation = evaluate::evaluate(&subject.model, &data, &split)?;
            print!("{}", evaluation.table());
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
                println!("{} written", path.display());
            }
            Ok(ExitCode::SUCCESS)
        }
        Command::Card { model, about } => {
            model::describe(&model, about)?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Classify { files, model, json } => classify(&files, &model, json),
    }
}

/// The data set of a folder, with the pictures of other folders as none of the
/// four in one part.
fn dataset(folder: &Path, others: &[PathBuf], part: &str) -> Result<Dataset> {
    let mut data = Dataset::open(folder)?;
    others.iter().try_for_each(|folder| data.add_others(folder, part))?;
    Ok(data)
}

/// The exit code of what was asked to stop and can go on.
const STOPPED: u8 = 130;

fn acquire(arguments: &Acquire) -> Result<ExitCode> {
    let (store, outcome) = if arguments.status {
        (Arc::new(Store::existing(&arguments.into)?), Ok(Some(())))
    } else {
        let store = Arc::new(Store::open(&arguments.into)?);
        let (source, manners) = (arguments.source(), arguments.manners()?);
        if arguments.relist {
            store.relist()?;
        }
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
        let outcome = runtime.block_on(async {
            tokio::select! {
                outcome = acquire::acquire(&store, &source, &arguments.api, &manners) => outcome.map(Some),
                stop = tokio::signal::ctrl_c() => stop.map(|()| None).context("could not listen for Ctrl-C"),
            }
        });
        (store, outcome)
    };
    // However it ended, this is how far it is.
    print!("{}", summary::table(&store.counts()?));
    if outcome?.is_none() {
        eprintln!("stopped; the same command goes on where it was");
        return Ok(ExitCode::from(STOPPED));
    }
    if let Some(folder) = &arguments.to {
        let pictures = export::export(&store, folder)?;
        println!("\n{pictures} paintings written to {}", folder.display());
    }
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
            eprintln!("stopped; the same command with --resume goes on from the last whole epoch");
            Ok(ExitCode::from(STOPPED))
        }
        Outcome::Done(network) => {
            let card = model::write(&network, config, data, out)?;
            let curve = format!("evaluation/{}-metrics.jsonl", card.architecture);
            std::fs::copy(run.join("metrics.jsonl"), out.join(curve))?;
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
    #[expect(deprecated, reason = "the fastest on a processor, as long as the framework has it")]
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
