//! The command line: what may be asked, and what it means.

use anyhow::{Context as _, Result, ensure};
use clap::{Args, Parser, Subcommand};
use std::{path::PathBuf, time::Duration};
use whence::met::endpoint;
use whence_trainer::{
    acquire::{client::Manners, source::Source},
    data::split::By,
    train::config::Arch,
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
    /// Bring The Met's paintings and their records onto this machine
    ///
    /// Without a source: what the API's search finds for the task's labels, and
    /// 200 works of each of its negative departments. What is had is kept in --into; stop at any moment, and the same
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
        /// A folder of more pictures that have none of the labels, to learn from,
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
        /// A folder of more pictures that have none of the labels, to be told
        /// from the part's own; repeatable
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
    /// Classify pictures
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
    /// List the source anew, for what was added since
    #[arg(long)]
    pub(crate) relist: bool,
    /// The task: `culture`, or a file that `whence new-task` wrote
    #[arg(long, default_value = "culture", value_name = "TASK")]
    pub(crate) task: String,
    /// Where the database and the pictures are kept
    #[arg(long, default_value = "met", value_name = "DIR")]
    pub(crate) into: PathBuf,
    /// Only tell how far it is
    #[arg(long)]
    pub(crate) status: bool,
    /// Then write what there is as a data set to train on
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// API requests a second; The Met blocks what asks faster for long
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
