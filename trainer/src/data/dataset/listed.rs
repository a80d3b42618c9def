//! Data sets with a `manifest.csv` and optionally a `split.csv`.

use crate::data::{
    manifest::Manifest,
    sample::{Row, Sample},
};
use anyhow::{Result, bail};
use std::{
    collections::BTreeMap,
    path::{Component, Path, PathBuf},
};
use tracing::warn;
use whence::core::digest::sha256;

/// The list of a data set's pictures and their parts.
pub const MANIFEST: &str = "manifest.csv";

/// The list of the parts of files, if they are not in the manifest.
pub const SPLIT: &str = "split.csv";

/// The columns that may contain the number of a work at The Met.
pub(crate) const OBJECT: [&str; 2] = ["object", "met_object_id"];

/// The rows of the manifest of `folder`, and the digest of the files that list
/// them.
///
/// # Errors
///
/// If a file cannot be read or is not such a list.
pub(super) fn rows(folder: &Path) -> Result<(Vec<Row>, String)> {
    let manifest = Manifest::read(&folder.join(MANIFEST), &["file", "class"])?;
    let mut bytes = manifest.bytes.clone();
    let split = folder.join(SPLIT);
    let split = if split.exists() { Split::read(&split)? } else { None };
    if let Some(split) = &split {
        bytes.extend_from_slice(&split.bytes);
    }
    let mut moved = 0;
    let row = |row| {
        let get = |column| manifest.get(row, column).trim();
        let file = manifest.get(row, "file");
        let own = get("part");
        let part = split.as_ref().and_then(|split| split.of(file)).unwrap_or(own);
        moved += usize::from(!own.is_empty() && own != part);
        let sample = Sample {
            file: file.to_owned(),
            path: file.into(),
            line: Some(manifest.line(row)),
            label: None,
            part: part.to_owned(),
            source: get("source").to_owned(),
            group: get("group").to_owned(),
            object: OBJECT.iter().find_map(|column| get(column).parse().ok()),
        };
        Row { class: manifest.get(row, "class").to_owned(), sample }
    };
    let rows: Vec<Row> = (0..manifest.len()).map(row).collect();
    if moved > 0 {
        warn!(
            "{SPLIT} and {MANIFEST} name different parts for pictures ({moved}); {SPLIT} is used"
        );
    }
    Ok((rows, sha256(&bytes)))
}

/// The contents of a `split.csv`.
pub(crate) struct Split {
    bytes: Vec<u8>,
    parts: BTreeMap<PathBuf, String>,
}

impl Split {
    /// Reads it; `None` for the older format, which names works instead of
    /// files and only repeats the manifest.
    ///
    /// # Errors
    ///
    /// If it cannot be read, or a file is in two parts.
    pub(crate) fn read(path: &Path) -> Result<Option<Self>> {
        let rows = Manifest::read(path, &["part"])?;
        if rows.has("id") && !rows.has("file") {
            return Ok(None);
        }
        let rows = Manifest::parse(path, rows.bytes, &["file", "part"])?;
        let mut parts = BTreeMap::<PathBuf, (String, u64)>::new();
        for row in 0..rows.len() {
            let (file, part) = (rows.get(row, "file"), rows.get(row, "part").trim());
            let before = parts.insert(plain(Path::new(file)), (part.to_owned(), rows.line(row)));
            if let Some((other, line)) = before.filter(|(other, _)| other != part) {
                bail!(
                    "{}: {file} is in two parts, {other} (line {line}) and {part} (line {})",
                    path.display(),
                    rows.line(row)
                );
            }
        }
        let parts = parts.into_iter().map(|(file, (part, _))| (file, part)).collect();
        Ok(Some(Self { bytes: rows.bytes, parts }))
    }

    /// The part of a file, if it is listed.
    pub(crate) fn of(&self, file: &str) -> Option<&str> {
        self.parts.get(&plain(Path::new(file))).map(String::as_str)
    }
}

/// A normalised path: `a/b` for `./a//c/../b`.
pub(super) fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            component => plain.push(component),
        }
    }
    plain
}
