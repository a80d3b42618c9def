//! The commands about data sets and tasks.

use clap::Args;
use std::path::PathBuf;
use whence_trainer::data::split::By;

#[derive(Args)]
pub(crate) struct Explore {
    /// A data set: pictures and a manifest.csv
    #[arg(long, required_unless_present = "db")]
    pub(crate) data: Option<PathBuf>,
    /// The database of an acquisition, which contains all its records
    #[arg(long, conflicts_with = "data", value_name = "FILE")]
    pub(crate) db: Option<PathBuf>,
    /// Folder for the report
    #[arg(long, default_value = "report")]
    pub(crate) out: PathBuf,
    /// Merge variants of a classification, such as "Textiles-Woven", into one
    #[arg(long)]
    pub(crate) fold: bool,
    /// Seed for every random choice
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
}

#[derive(Args)]
pub(crate) struct Split {
    /// A data set: pictures and a manifest.csv, which is filled in
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// The task: `culture`, or a file that `whence new-task` wrote
    /// [default: the data's own classes]
    #[arg(long)]
    pub(crate) task: Option<String>,
    /// Which pictures stay in the same part
    #[arg(long, value_enum, default_value = "group")]
    pub(crate) by: By,
    /// Seed for every random choice
    #[arg(long, default_value_t = 42)]
    pub(crate) seed: u64,
    /// Overwrite the parts that pictures already have
    #[arg(long)]
    pub(crate) force: bool,
    /// Write the split to this file only and leave the manifest unchanged; a
    /// split.csv beside the manifest is read with it
    #[arg(long, value_name = "FILE")]
    pub(crate) to: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Check {
    /// A data set: pictures and a manifest.csv, or a folder for each label
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// The task: `culture`, or a file that `whence new-task` wrote
    /// [default: the data's own classes]
    #[arg(long)]
    pub(crate) task: Option<String>,
}

#[derive(Args)]
pub(crate) struct NewTask {
    /// Name of the task
    pub(crate) name: String,
}
