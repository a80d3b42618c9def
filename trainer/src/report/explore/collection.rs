//! The pictures and records of a data set or an acquisition.

use crate::{
    acquire::store::Store,
    data::{
        dataset::{MANIFEST, RECORDS},
        manifest::Manifest,
        sample::OTHER,
        tasks,
    },
};
use anyhow::{Context as _, Result};
use serde_json::{Map, Value};
use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};
use whence::core::{label::Label, picture::Picture};

/// A picture of a collection.
pub(super) struct Work {
    pub(super) path: PathBuf,
    pub(super) label: Option<Label>,
    pub(super) hash: String,
    /// Width and height in pixels, if known.
    pub(super) size: Option<(u32, u32)>,
}

impl Work {
    /// Its picture.
    pub(super) fn open(&self) -> Result<Picture> {
        let failed = || format!("could not read {}", self.path.display());
        let bytes = fs::read(&self.path).with_context(failed)?;
        Picture::decode(&bytes).with_context(failed)
    }
}

/// A collection to explore.
pub struct Collection {
    pub(super) works: Vec<Work>,
    pub(super) records: Vec<Map<String, Value>>,
}

impl Collection {
    /// A data set: a manifest, of which `file` and `class` suffice, and
    /// `records.csv`, if there is one.
    ///
    /// # Errors
    ///
    /// If the manifest cannot be read.
    pub fn of_data(folder: &Path) -> Result<Self> {
        let manifest = Manifest::read(&folder.join(MANIFEST), &["file", "class"])?;
        let work = |row| {
            let get = |column| manifest.get(row, column);
            let size = get("width").trim().parse().ok().zip(get("height").trim().parse().ok());
            let label = tasks::label(get("class").trim()).ok();
            let path = folder.join(get("file"));
            let label = label.filter(|label| label.name() != OTHER);
            Work { path, label, hash: get("hash").to_owned(), size }
        };
        let works = (0..manifest.len()).map(work).collect();
        let path = folder.join(RECORDS);
        let records = csv::Reader::from_path(&path).ok();
        let records = records.map(|mut csv| csv.deserialize().collect::<Result<_, _>>());
        let records = records.transpose().with_context(|| path.display().to_string())?;
        Ok(Self { works, records: records.unwrap_or_default() })
    }

    /// An acquisition: its pictures, and all its records, whether or not their
    /// works were kept.
    ///
    /// # Errors
    ///
    /// If the store fails.
    pub fn of_store(store: &Store) -> Result<Self> {
        let works = store.all_pictured()?.into_iter().map(|work| Work {
            path: store.picture(&work.picture.file),
            label: work.label,
            hash: work.picture.hash,
            size: Some((work.picture.width, work.picture.height)),
        });
        let records = store.records()?;
        let records = records.iter().map(|json| serde_json::from_str(json));
        Ok(Self { works: works.collect(), records: records.collect::<Result<_, _>>()? })
    }

    /// The labels that occur, by name.
    pub(super) fn labels(&self) -> BTreeSet<Label> {
        self.works.iter().filter_map(|work| work.label).collect()
    }

    /// The works of a label.
    pub(super) fn of_label(&self, label: Label) -> Vec<&Work> {
        self.works.iter().filter(|work| work.label == Some(label)).collect()
    }
}
