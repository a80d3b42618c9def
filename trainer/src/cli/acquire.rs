//! `whence acquire`.

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use std::{path::PathBuf, time::Duration};
use whence::met::endpoint;
use whence_trainer::acquire::{client::RequestPolicy, source::Source};

#[derive(Args)]
pub(crate) struct Acquire {
    /// The whole collection, record by record: about 500,000 records, six days
    #[arg(long, group = "source")]
    pub(crate) all: bool,
    /// With --all: only this department, by its API number; repeatable
    #[arg(long, requires = "all", value_name = "NUMBER")]
    pub(crate) department: Vec<u8>,
    /// A list of objects, one id per line
    #[arg(long, group = "source", value_name = "FILE")]
    pub(crate) ids: Option<PathBuf>,
    /// Pictures without records: a CSV file with the columns culture and
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
    /// Afterwards, export the pictures to this folder as a data set for training
    #[arg(long, value_name = "DIR")]
    pub(crate) to: Option<PathBuf>,
    /// API requests per second; The Met blocks faster clients
    #[arg(long, default_value_t = 1.0)]
    pub(crate) rate: f64,
    /// Seconds to wait after a block
    #[arg(long, default_value_t = 65.0)]
    pub(crate) pause: f64,
    /// Seconds to wait for a connection, and for each part of a response
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

    pub(crate) fn policy(&self) -> Result<RequestPolicy> {
        let seconds = |name: &str, value: f64| {
            Duration::try_from_secs_f64(value).with_context(|| format!("--{name} {value}"))
        };
        ensure!(
            self.rate.is_finite() && self.rate > 0.001,
            "--rate must be over 0.001 requests a second, is {}",
            self.rate
        );
        let policy = RequestPolicy { rate: self.rate, ..RequestPolicy::default() };
        let timeout = seconds("timeout", self.timeout)?;
        Ok(RequestPolicy { pause: seconds("pause", self.pause)?, timeout, ..policy })
    }
}
