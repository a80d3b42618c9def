//! The commands about a trained model.

use clap::Args;
use std::path::PathBuf;

#[derive(Args)]
pub(crate) struct Evaluate {
    /// The model's folder
    #[arg(long, default_value = "model")]
    pub(crate) model: PathBuf,
    /// A data set: pictures and a manifest.csv
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// The part to evaluate on
    #[arg(long, default_value = "test")]
    pub(crate) split: String,
    /// Folder of additional negatives for this part; repeatable
    #[arg(long, alias = "others", value_name = "DIR")]
    pub(crate) negatives: Vec<PathBuf>,
    /// Folder for the figures, predictions and confusion matrices
    #[arg(long)]
    pub(crate) out: Option<PathBuf>,
    /// Index of nearest works to evaluate too
    /// [default: works.bin beside the model, if there is one]
    #[arg(long, value_name = "FILE")]
    pub(crate) index: Option<PathBuf>,
    /// Write the full report as one HTML page
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "report.html")]
    pub(crate) report: Option<PathBuf>,
    /// Folder of another model to compare with in the report
    #[arg(long, requires = "report", value_name = "DIR")]
    pub(crate) baseline: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Index {
    /// A data set from `whence acquire`, or another whose manifest.csv has a
    /// column object or met_object_id
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// The model's folder
    #[arg(long, default_value = "model")]
    pub(crate) model: PathBuf,
    /// Maximum number of works, balanced over the labels; 1000 add 270 KB to each
    /// visitor's download
    #[arg(long, default_value_t = 1000, value_name = "NUMBER")]
    pub(crate) most: usize,
    /// File for the index [default: works.bin beside the model]
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
}

#[derive(Args)]
pub(crate) struct Card {
    /// The model's folder
    #[arg(long, default_value = "model")]
    pub(crate) model: PathBuf,
    /// New description of the training data
    #[arg(long)]
    pub(crate) about: Option<String>,
}
