//! The command line: its arguments and what they mean.

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Parser, Subcommand};
use std::{
    ffi::OsStr,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};
use whence::met::endpoint;
use whence_trainer::{
    acquire::{client::Manners, source::Source},
    classify::{Format, Job},
    data::split::By,
    train::arch::Arch,
};

/// From The Met's collection to the model of Whence.
#[derive(Parser)]
#[command(version)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Download records and pictures from The Met
    ///
    /// Without a source: what the API's search finds for the task's labels, and
    /// 200 works of each of its negative departments. Ctrl-C stops it; the same
    /// command resumes.
    Acquire(Acquire),
    /// Write a report on a collection: plots and picture grids
    Explore {
        /// A data set: pictures and a manifest.csv
        #[arg(long, required_unless_present = "db")]
        data: Option<PathBuf>,
        /// The database of an acquisition, which has all its records
        #[arg(long, conflicts_with = "data", value_name = "FILE")]
        db: Option<PathBuf>,
        /// Folder for the report
        #[arg(long, default_value = "report")]
        out: PathBuf,
        /// Merge variants of a classification, such as "Textiles-Woven", into one
        #[arg(long)]
        fold: bool,
        /// Seed for every random choice
        #[arg(long, default_value_t = 42)]
        seed: u64,
    },
    /// Split a data set into train, val and test, 70/18/12
    ///
    /// Pictures that have a part keep it. Groups of the manifest stay as they
    /// are; those that are found go into the column split_group.
    Split {
        /// A data set: pictures and a manifest.csv, which is filled in
        #[arg(long)]
        data: PathBuf,
        /// The task: `culture`, or a file that `whence new-task` wrote
        /// [default: the data's own classes]
        #[arg(long)]
        task: Option<String>,
        /// Which pictures stay in the same part
        #[arg(long, value_enum, default_value = "group")]
        by: By,
        /// Seed for every random choice
        #[arg(long, default_value_t = 42)]
        seed: u64,
        /// Overwrite parts that pictures have
        #[arg(long)]
        force: bool,
        /// Write the split to this file alone and leave the manifest as it is;
        /// a split.csv beside the manifest is read with it
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Find what would spoil a training
    ///
    /// Decodes every picture. Exits with 1 where there are errors; warnings may
    /// be meant.
    Check {
        /// A data set: pictures and a manifest.csv, or a folder for each label
        #[arg(long)]
        data: PathBuf,
        /// The task: `culture`, or a file that `whence new-task` wrote
        /// [default: the data's own classes]
        #[arg(long)]
        task: Option<String>,
    },
    /// Write a task file with comments: another question, other labels
    NewTask {
        /// Its name
        name: String,
    },
    /// Train a network and export it with its card
    Train {
        /// The task: `culture`, or a file that `whence new-task` wrote
        /// [default: the data's own classes]
        #[arg(long)]
        task: Option<String>,
        /// A data set: pictures and a manifest.csv, or a folder for each label
        #[arg(long)]
        data: PathBuf,
        /// A folder of more negatives to learn from, such as photographs of yours;
        /// repeatable
        #[arg(long, alias = "others", value_name = "DIR")]
        negatives: Vec<PathBuf>,
        /// Hold out a source: do not train on it, evaluate it separately;
        /// repeatable
        #[arg(long, value_name = "SOURCE")]
        hold_out: Vec<String>,
        /// The network
        #[arg(long, value_enum, default_value = "lite")]
        arch: Arch,
        /// Folder for the model
        #[arg(long, default_value = "model")]
        out: PathBuf,
        /// Recipe (TOML) instead of the built-in one; it may extend another
        #[arg(long)]
        config: Option<PathBuf>,
        /// Pretrained weights to start from, instead of the recipe's; `none`
        /// starts from random ones
        #[arg(long, value_name = "FILE")]
        init: Option<String>,
        /// Seed for every random choice, instead of the recipe's
        #[arg(long)]
        seed: Option<u64>,
        /// What the data is, in a sentence or two for the model's card
        /// [default: what its about.md says]
        #[arg(long)]
        about: Option<String>,
        /// Folder for the run: checkpoints and metrics [default: runs/ARCH]
        #[arg(long)]
        run: Option<PathBuf>,
        /// Resume the run in that folder
        #[arg(long)]
        resume: bool,
        /// Try a batch and the export, print the expected time and disk space,
        /// and write nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Evaluate a model on one part of a data set
    Evaluate {
        /// The model's folder
        #[arg(long, default_value = "model")]
        model: PathBuf,
        /// A data set: pictures and a manifest.csv
        #[arg(long)]
        data: PathBuf,
        /// The part to evaluate on
        #[arg(long, default_value = "test")]
        split: String,
        /// A folder of more negatives for this part; repeatable
        #[arg(long, alias = "others", value_name = "DIR")]
        negatives: Vec<PathBuf>,
        /// Folder for the figures, predictions and confusion matrices
        #[arg(long)]
        out: Option<PathBuf>,
        /// The index of nearest works, to be measured too
        /// [default: the works.bin beside the model, if there is one]
        #[arg(long, value_name = "FILE")]
        index: Option<PathBuf>,
        /// Write the full report as one HTML page
        #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "report.html")]
        report: Option<PathBuf>,
        /// In the report: folder of another model to compare with
        #[arg(long, requires = "report", value_name = "DIR")]
        baseline: Option<PathBuf>,
    },
    /// Write an index of the nearest works for the page
    ///
    /// It has every work of The Met in the data set that has a label and is in
    /// the public domain. The page shows the nearest ones under each answer.
    Index {
        /// A data set of `whence acquire`, or another whose manifest.csv has a
        /// column object or met_object_id
        #[arg(long)]
        data: PathBuf,
        /// The model's folder
        #[arg(long, default_value = "model")]
        model: PathBuf,
        /// The most works, as many of each label as of any other; 1000 take 270 KB
        /// of each visitor's download
        #[arg(long, default_value_t = 1000, value_name = "NUMBER")]
        most: usize,
        /// The index [default: works.bin beside the model]
        #[arg(long, value_name = "FILE")]
        out: Option<PathBuf>,
    },
    /// Rewrite MODEL_CARD.md from model.json
    Card {
        /// The model's folder
        #[arg(long, default_value = "model")]
        model: PathBuf,
        /// New description of the training data
        #[arg(long)]
        about: Option<String>,
    },
    /// Classify pictures
    ///
    /// Exits with 0 where every picture was classified, with 1 where some could
    /// not be, and with 2 where the command could not be carried out.
    Classify(Classify),
}

#[derive(Args)]
pub(crate) struct Classify {
    /// Pictures, folders of pictures, quoted patterns such as 'scans/**/*.jpg',
    /// and `-` for one picture from standard input
    #[arg(required_unless_present = "list", value_name = "PICTURE")]
    pub(crate) pictures: Vec<PathBuf>,
    /// Also the pictures and folders that a file names, one on each line; `-`
    /// reads the names from standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<PathBuf>,
    /// The model's folder
    #[arg(long, default_value = "model", value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// How answers are written [default: as the extension of --out says, or
    /// table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write the answers to a file; one that an earlier run left unfinished is
    /// completed (csv and jsonl)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write the embeddings to a NumPy file (.npy), with a row for each row of
    /// --out
    #[arg(long, requires = "out", value_name = "FILE")]
    pub(crate) embeddings: Option<PathBuf>,
    /// How many pictures are classified at a time [default: one on each core]
    #[arg(long, value_name = "NUMBER")]
    jobs: Option<NonZeroUsize>,
}

impl Classify {
    pub(crate) fn job(&self) -> Job<'_> {
        let extension = self.out.as_deref().and_then(Path::extension).and_then(OsStr::to_str);
        Job {
            format: self.format.or_else(|| Format::of(extension?)).unwrap_or(Format::Table),
            out: self.out.as_deref(),
            embeddings: self.embeddings.as_deref(),
            jobs: self.jobs.map_or(0, NonZeroUsize::get),
        }
    }
}

#[derive(Args)]
pub(crate) struct Acquire {
    /// The whole collection, record by record: about 500,000, six days
    #[arg(long, group = "source")]
    pub(crate) all: bool,
    /// With --all: only this department, by the API's number; repeatable
    #[arg(long, requires = "all", value_name = "NUMBER")]
    pub(crate) department: Vec<u8>,
    /// Objects, an id on each line
    #[arg(long, group = "source", value_name = "FILE")]
    pub(crate) ids: Option<PathBuf>,
    /// Pictures without records: a CSV with the columns culture and
    /// primaryImageSmall
    #[arg(long, group = "source", value_name = "FILE")]
    pub(crate) urls: Option<PathBuf>,
    /// The paintings in The Met's own MetObjects.csv
    #[arg(long, group = "source", value_name = "FILE")]
    pub(crate) objects_csv: Option<PathBuf>,
    /// List the source again, to find works added since
    #[arg(long)]
    pub(crate) relist: bool,
    /// The task: `culture`, or a file that `whence new-task` wrote
    #[arg(long, default_value = "culture", value_name = "TASK")]
    pub(crate) task: String,
    /// Folder for the database and the pictures
    #[arg(long, default_value = "met", value_name = "DIR")]
    pub(crate) into: PathBuf,
    /// Print the progress and exit
    #[arg(long)]
    pub(crate) status: bool,
    /// Then export the pictures as a data set for training
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// API requests per second; The Met blocks faster clients
    #[arg(long, default_value_t = 1.0)]
    pub(crate) rate: f64,
    /// Seconds to wait after a block
    #[arg(long, default_value_t = 65.0)]
    pub(crate) pause: f64,
    /// Seconds to wait for a connection, and for each part of an answer
    #[arg(long, default_value_t = 30.0)]
    pub(crate) timeout: f64,
    /// Another address of the API
    #[arg(long, default_value = endpoint::API, value_name = "URL")]
    pub(crate) api: String,
}

impl Acquire {
    pub(crate) fn source(&self) -> Source {
        match self {
            Self { all: true, department, .. } => Source::All(department.clone()),
            Self { ids: Some(file), .. } => Source::Ids(file.clone()),
            Self { urls: Some(file), .. } => Source::Urls(file.clone()),
            Self { objects_csv: Some(file), .. } => Source::ObjectsCsv(file.clone()),
            _ => Source::Search,
        }
    }

    pub(crate) fn manners(&self) -> Result<Manners> {
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
