//! `whence classify`.

use clap::Args;
use std::{
    ffi::OsStr,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};
use whence_trainer::classify::{Format, Job};

#[derive(Args)]
pub(crate) struct Classify {
    /// Pictures, folders of pictures, quoted patterns such as 'scans/**/*.jpg',
    /// and `-` for one picture from standard input
    #[arg(required_unless_present = "list", value_name = "PICTURE")]
    pub(crate) pictures: Vec<PathBuf>,
    /// A file that names more pictures and folders, one per line; `-` reads the
    /// names from standard input
    #[arg(long, value_name = "FILE")]
    pub(crate) list: Option<PathBuf>,
    /// The model's folder
    #[arg(long, default_value = "model", value_name = "DIR")]
    pub(crate) model: PathBuf,
    /// Output format [default: by the extension of --out, or table]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Write the answers to a file; csv and jsonl complete a file that an earlier
    /// run left unfinished
    #[arg(long, value_name = "FILE")]
    pub(crate) out: Option<PathBuf>,
    /// Write the embeddings to a NumPy file (.npy), one row for each row of --out
    #[arg(long, requires = "out", value_name = "FILE")]
    pub(crate) embeddings: Option<PathBuf>,
    /// How many pictures to classify in parallel [default: one per core]
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
