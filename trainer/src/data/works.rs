//! The Met's data about the works of a data set.
//!
//! It is read from the `records.csv` beside the manifest, as `whence acquire`
//! writes it, or from the manifest's own columns. Works that are not in the
//! public domain, or have no title, are omitted.

use super::{
    dataset::{Dataset, MANIFEST, OBJECT, RECORDS},
    manifest::Manifest,
    sample::Sample,
};
use anyhow::{Result, ensure};
use std::collections::BTreeMap;
use whence::{core::neighbours::Work, met::record::display};

/// The columns of a file about works.
struct Columns {
    object: &'static [&'static str],
    title: &'static str,
    artist: &'static str,
    picture: &'static str,
    /// `true` for works in the public domain. The Met provides no pictures of
    /// others, so that a manifest need not have this column.
    free: Option<&'static str>,
}

const OF_RECORDS: Columns = Columns {
    object: &["objectID"],
    title: "title",
    artist: "artistDisplayName",
    picture: "primaryImageSmall",
    free: Some("isPublicDomain"),
};

const OF_MANIFEST: Columns =
    Columns { object: &OBJECT, title: "title", artist: "artist", picture: "address", free: None };

/// The works of The Met that have a label, each with its first picture, in the
/// order of the data set.
///
/// # Errors
///
/// If there are none, or their titles cannot be read.
pub(crate) fn works(data: &Dataset) -> Result<Vec<(&Sample, Work)>> {
    let records = data.beside(RECORDS);
    let (path, columns) = match records.exists() {
        true => (records, OF_RECORDS),
        false => (data.beside(MANIFEST), OF_MANIFEST),
    };
    let named = data.samples().iter().any(|sample| sample.object.is_some());
    ensure!(
        named,
        "the data set names no works of The Met: its {MANIFEST} needs a column \"{}\" with their \
         numbers",
        OBJECT.join("\" or \"")
    );
    let mut said = columns.rows(&Manifest::read(&path, &[])?);
    let works = data.samples().iter().filter_map(|sample| {
        let (label, id) = (sample.label?, sample.object?);
        let Said { title, artist, picture } = said.remove(&id)?;
        Some((sample, Work::new(id, label, title, artist, &picture)))
    });
    let works: Vec<_> = works.collect();
    ensure!(!works.is_empty(), "{} has none of the labelled works of The Met", path.display());
    Ok(works)
}

/// A row's data about a work.
struct Said {
    title: String,
    artist: String,
    picture: String,
}

impl Columns {
    /// The rows by the number of the work.
    fn rows(&self, file: &Manifest) -> BTreeMap<u32, Said> {
        let row = |row: usize| {
            let get = |column: &str| file.get(row, column).trim();
            let id = self.object.iter().find_map(|column| get(column).parse().ok())?;
            let free = self.free.is_none_or(|column| get(column).eq_ignore_ascii_case("true"));
            let said = Said {
                title: display(get(self.title)),
                artist: display(get(self.artist)),
                picture: get(self.picture).to_owned(),
            };
            (free && !said.title.is_empty()).then_some((id, said))
        };
        (0..file.len()).filter_map(row).collect()
    }
}
