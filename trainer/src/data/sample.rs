//! One picture of a data set, and the names of classes and parts.

use std::path::PathBuf;
use whence::core::label::Label;

/// The parts and their shares, as in the article.
pub const PARTS: [(&str, f64); 3] = [("train", 0.70), ("val", 0.18), ("test", 0.12)];

/// The class of pictures without a label.
pub const OTHER: &str = "other";

/// The class name of a label, or of pictures without one.
pub(crate) fn class_of(label: Option<Label>) -> &'static str {
    label.map_or(OTHER, Label::name)
}

/// One picture of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// Its name: relative to the data set's folder, or to the folder it was
    /// added from.
    pub file: String,
    /// Its path, which not every name can represent.
    pub path: PathBuf,
    /// The line of the manifest that lists it.
    pub line: Option<u64>,
    /// Its label; `None` for pictures without one.
    pub label: Option<Label>,
    /// The part it belongs to.
    pub part: String,
    /// Its source.
    pub source: String,
    /// The group that must stay in one part; empty for none.
    pub group: String,
    /// The number of the work at The Met, for a work of The Met.
    pub object: Option<u32>,
}

impl Sample {
    /// Its position: the line of the manifest, or its name.
    pub fn place(&self) -> String {
        self.line.map_or_else(|| self.file.clone(), |line| format!("line {line}"))
    }
}

/// A picture before its class is mapped to a label.
pub(super) struct Row {
    /// Its class, as written.
    pub(super) class: String,
    /// The rest, without a label.
    pub(super) sample: Sample,
}
