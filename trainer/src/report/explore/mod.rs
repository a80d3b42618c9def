//! The report on a collection: plots and picture grids on one page.
//!
//! The same data and seed give the same report.

mod collection;
mod grids;
mod records;
mod shortcuts;

pub use collection::Collection;

use super::html::Page;
use anyhow::{Context as _, Result, ensure};
use grids::{duplicates, label_grid, random_grid};
use records::records;
use shortcuts::{colours, sizes};
use std::{fs, path::Path};

/// Writes the report on `collection` into `folder`: its pictures, and
/// `report.html`, which contains them all. `fold` counts variants of a
/// classification under their common name ("Textiles-Woven" under "Textiles").
///
/// # Errors
///
/// If there is nothing to explore, or a file cannot be read or written.
pub fn explore(collection: &Collection, folder: &Path, fold: bool, seed: u64) -> Result<()> {
    ensure!(!collection.works.is_empty(), "there are no pictures to explore");
    fs::create_dir_all(folder).with_context(|| format!("could not make {}", folder.display()))?;
    let mut report = Page::new("What is in the collection", Some(folder));
    let total = collection.works.len();
    report.text(
        "p",
        &format!("{total} pictures, {} records, seed {seed}.", collection.records.len()),
    );
    random_grid(collection, &mut report, seed)?;
    label_grid(collection, &mut report, seed)?;
    records(collection, &mut report, fold)?;
    sizes(collection, &mut report)?;
    colours(collection, &mut report)?;
    duplicates(collection, &mut report)?;
    report.write(&folder.join("report.html")).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::dataset::MANIFEST;
    use image::{Rgb, RgbImage};

    #[test]
    fn file_and_class_are_enough() {
        let folder = tempfile::tempdir().unwrap();
        for (name, grey) in [("a.png", 40), ("b.png", 200)] {
            let picture = RgbImage::from_fn(30, 20, |x, y| Rgb([grey, (x * 8) as u8, y as u8]));
            picture.save(folder.path().join(name)).unwrap();
        }
        let manifest = "file,class\na.png,Chinese\nb.png,other\n,\n";
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        let collection = Collection::of_data(folder.path()).unwrap();
        assert_eq!(collection.works.len(), 2);
        assert_eq!(collection.labels().len(), 1);
        explore(&collection, &folder.path().join("report"), false, 1).unwrap();
        let page = fs::read_to_string(folder.path().join("report/report.html")).unwrap();
        assert!(
            page.contains("chinese: 1 pictures") && !page.contains("Sizes and shapes"),
            "{page}"
        );
    }
}
