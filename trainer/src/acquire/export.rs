//! Exports a store as a data set for training.

use super::store::{Pictured, Store};
use crate::data::{
    dataset::{ABOUT, MANIFEST, RECORDS},
    duplicates::Groups,
    manifest::Manifest,
    sample::class_of,
};
use crate::hint::Hinted;
use anyhow::{Context as _, Result, anyhow, ensure};
use serde::Serialize;
use std::{fs, path::Path};
use whence::{
    core::label::Label,
    met::{
        Record,
        record::{COLUMNS, display},
    },
};

/// A row of the manifest. `part` is empty until the data set is split.
#[derive(Debug, Serialize)]
struct Row<'a> {
    file: String,
    class: &'a str,
    part: &'a str,
    source: &'a str,
    group: &'a str,
    object: Option<u32>,
    title: String,
    artist: String,
    date: String,
    object_name: String,
    accession_number: &'a str,
    miniature: bool,
    width: u32,
    height: u32,
    hash: &'a str,
    duplicate_of: &'a str,
    sha256: &'a str,
    address: &'a str,
}

/// Writes the pictured works of `store` into `folder`: `pictures/`, a
/// `manifest.csv`, the records as `records.csv` and an `about.md`; returns the
/// number of works with a label. If there is a manifest already, its parts, its
/// groups, its additional columns and the rows that a person added are kept; an
/// existing `about.md` is not changed.
///
/// # Errors
///
/// If there are no pictures yet or the folder cannot be written to.
pub fn export(store: &Store, folder: &Path) -> Result<usize> {
    let works = store.all_pictured()?;
    ensure!(
        !works.is_empty(),
        Hinted::new("there are no pictures yet", "the same command without --status fetches them")
    );
    let pictures = folder.join("pictures");
    fs::create_dir_all(&pictures)
        .with_context(|| format!("could not make {}", pictures.display()))?;
    for work in &works {
        let file = &work.picture.file;
        copy(&store.picture(file), &pictures.join(file))?;
    }
    write_manifest(&works, &folder.join(MANIFEST))?;
    write_records(&works, &folder.join(RECORDS))?;
    let about = folder.join(ABOUT);
    if about.exists() {
        return Ok(labelled(&works));
    }
    let words = "Works of The Met's open collection, photographed by the museum, labelled by what \
                 its records say; works of other departments as negatives.\n";
    fs::write(&about, words).with_context(|| format!("could not write {}", about.display()))?;
    Ok(labelled(&works))
}

fn labelled(works: &[Pictured]) -> usize {
    works.iter().filter(|work| work.label.is_some()).count()
}

/// Makes a hard link if possible, which takes no space; otherwise copies the
/// file.
fn copy(from: &Path, to: &Path) -> Result<()> {
    if to.exists() {
        fs::remove_file(to)?;
    }
    fs::hard_link(from, to)
        .or_else(|_| fs::copy(from, to).map(drop))
        .with_context(|| format!("could not copy {}", from.display()))
}

/// The columns that only a person or a split fills in.
const KEPT: [&str; 2] = ["part", "group"];

fn write_manifest(works: &[Pictured], path: &Path) -> Result<()> {
    let mut manifest = Manifest::parse(path, rows(works)?, &["file"])?;
    if path.exists() {
        let before = Manifest::read(path, &["file"])?;
        // Rows that a person added have no address at The Met.
        manifest.keep(&before, &KEPT, |row| before.get(row, "address").is_empty());
    }
    manifest.write()
}

/// The rows of the works, without parts.
fn rows(works: &[Pictured]) -> Result<Vec<u8>> {
    let mut groups = Groups::apart(works.len());
    groups.join_near(&works.iter().map(|work| work.picture.hash.as_str()).collect::<Vec<_>>());
    let mut csv = csv::Writer::from_writer(Vec::new());
    for (index, work) in works.iter().enumerate() {
        let record = record(work)?;
        // A group is identified by the index of its first work.
        let first = Some(groups.of(index)).filter(|first| *first != index);
        let first = first.and_then(|first| works.get(first));
        csv.serialize(Row {
            file: format!("pictures/{}", work.picture.file),
            class: class_of(work.label),
            part: "",
            source: source(work.label, &record),
            group: "",
            object: work.object,
            title: display(&record.title),
            artist: display(&record.artist_display_name),
            date: display(&record.object_date),
            object_name: display(&record.object_name),
            accession_number: &record.accession_number,
            miniature: work.miniature,
            width: work.picture.width,
            height: work.picture.height,
            hash: &work.picture.hash,
            duplicate_of: first.map_or("", |first| &first.picture.file),
            sha256: &work.picture.sha256,
            address: &work.address,
        })?;
    }
    csv.into_inner().map_err(|error| anyhow!("{error}"))
}

/// All paintings have the same source; the source of a negative is its
/// department.
fn source(label: Option<Label>, record: &Record) -> &str {
    if label.is_some() { "met" } else { &record.department }
}

fn record(work: &Pictured) -> Result<Record> {
    match &work.record {
        Some(json) => Ok(Record::from_json(json.as_bytes())?),
        None => Ok(Record::default()),
    }
}

/// Writes all fields as the API returned them; lists as JSON.
fn write_records(works: &[Pictured], path: &Path) -> Result<()> {
    let mut csv = csv::Writer::from_path(path)?;
    csv.write_record(COLUMNS)?;
    for json in works.iter().filter_map(|work| work.record.as_ref()) {
        let record: serde_json::Value = serde_json::from_str(json)?;
        csv.write_record(COLUMNS.iter().map(|column| match record.get(column) {
            None | Some(serde_json::Value::Null) => String::new(),
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }))?;
    }
    Ok(csv.flush()?)
}
