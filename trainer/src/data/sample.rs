//! One picture of a data set, and the names of classes and parts.

use std::path::PathBuf;
use whence::core::label::Label;

/// The parts and their shares, as in the article.
pub const PARTS: [(&str, f64); 3] = [("train", 0.70), ("val", 0.18), ("test", 0.12)];

/// The class of what has none of the labels.
pub const OTHER: &str = "other";

/// The class of pictures of a label, or of those that have none.
pub(crate) fn class_of(label: Option<Label>) -> &'static str {
    label.map_or(OTHER, Label::name)
}

/// One picture of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name: relative to the data set's folder, or where it was added from.
    pub file: String,
    /// Where it lies, which not every name can say.
    pub path: PathBuf,
    /// The line of the manifest that lists it.
    pub line: Option<u64>,
    /// Its label; `None` for what has none of them.
    pub label: Option<Label>,
    /// The part it belongs to.
    pub part: String,
    /// Where it comes from.
    pub source: String,
    /// What it must not be parted from; empty for nothing.
    pub group: String,
    /// The number of the work at The Met, for a work of The Met.
    pub object: Option<u32>,
}

impl Sample {
    /// Where it is listed: the line of the manifest, or else its name.
    pub fn place(&self) -> String {
        self.line.map_or_else(|| self.file.clone(), |line| format!("line {line}"))
    }
}

/// A picture before its class is known to be a label.
pub(super) struct Row {
    /// Its class, as it is written.
    pub(super) class: String,
    /// The rest, without a label.
    pub(super) sample: Sample,
}
