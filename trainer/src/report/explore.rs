//! The report on a collection: plots and picture grids on one page.
//!
//! The same data and seed give the same report.

use crate::{
    acquire::{picture::perceptual_hash, store::Store},
    data::{
        dataset::{MANIFEST, OTHER, RECORDS},
        duplicates::Groups,
        manifest::Manifest,
        tasks,
    },
    report::{
        html::{Page, escaped, thumbnail},
        plot::{self, Bar, Spread},
    },
};
use anyhow::{Context as _, Result, ensure};
use image::{Rgb, RgbImage, imageops};
use rand::{SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use rayon::prelude::*;
use serde_json::{Map, Value};
use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use whence::{
    core::{card::Filter, label::Label, picture::Picture},
    met::{
        record::{COLUMNS, display},
        rule,
    },
};

/// Side of a picture in a grid, in pixels.
const TILE: u32 = 120;

/// Near-duplicate clusters that are shown.
const CLUSTERS: usize = 12;

/// A picture of a collection.
struct Work {
    path: PathBuf,
    label: Option<Label>,
    hash: String,
    /// Width and height in pixels, where they are known.
    size: Option<(u32, u32)>,
}

/// What is explored.
pub struct Collection {
    works: Vec<Work>,
    records: Vec<Map<String, Value>>,
}

impl Collection {
    /// A data set: a manifest, of which `file` and `class` are enough, and,
    /// where there is one, `records.csv`.
    ///
    /// # Errors
    ///
    /// Where the manifest cannot be read.
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

    /// An acquisition: its pictures, and all its records, whether or not they
    /// were kept.
    ///
    /// # Errors
    ///
    /// Where the store fails.
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
    fn labels(&self) -> BTreeSet<Label> {
        self.works.iter().filter_map(|work| work.label).collect()
    }

    fn of_label(&self, label: Label) -> Vec<&Work> {
        self.works.iter().filter(|work| work.label == Some(label)).collect()
    }
}

/// Writes the report on `collection` into `folder`: its pictures and
/// `report.html`, which contains them all. `fold` counts kinds of work under
/// their common name ("Textiles-Woven" under "Textiles").
///
/// # Errors
///
/// Where there is nothing to explore or a file cannot be read or written.
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

/// `count` of `works`, chosen at random.
fn sampled<'a>(works: &[&'a Work], count: usize, seed: u64) -> Vec<&'a Work> {
    let mut works = works.to_vec();
    works.shuffle(&mut SmallRng::seed_from_u64(seed));
    works.truncate(count);
    works
}

/// Works as tiles, `columns` to a row. No picture is cropped.
fn tiles(works: &[&Work], columns: u32) -> Result<RgbImage> {
    let pictures: Vec<RgbImage> =
        works.par_iter().map(|work| tile(&work.path)).collect::<Result<_>>()?;
    let rows = (pictures.len() as u32).div_ceil(columns).max(1);
    let white = Rgb([255; 3]);
    let mut grid = RgbImage::from_pixel(columns * (TILE + 8), rows * (TILE + 8), white);
    for (index, picture) in pictures.iter().enumerate() {
        let (column, row) = (index as u32 % columns, index as u32 / columns);
        let centre = |side: u32, place: u32| i64::from(place * (TILE + 8) + 4 + (TILE - side) / 2);
        imageops::replace(
            &mut grid,
            picture,
            centre(picture.width(), column),
            centre(picture.height(), row),
        );
    }
    Ok(grid)
}

fn tile(path: &Path) -> Result<RgbImage> {
    thumbnail(&open(path)?, TILE)
}

fn open(path: &Path) -> Result<Picture> {
    let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
    Picture::decode(&bytes).with_context(|| format!("could not read {}", path.display()))
}

fn random_grid(collection: &Collection, report: &mut Page<'_>, seed: u64) -> Result<()> {
    let all: Vec<&Work> = collection.works.iter().collect();
    report.text("h2", "A random sample");
    report.picture("sample", "Pictures chosen at random", &tiles(&sampled(&all, 40, seed), 8)?)
}

fn label_grid(collection: &Collection, report: &mut Page<'_>, seed: u64) -> Result<()> {
    for label in collection.labels() {
        let works = collection.of_label(label);
        report.text("h2", &format!("{label}: {} pictures", works.len()));
        let title = format!("{label}: pictures chosen at random");
        report.picture(
            &format!("sample-{label}"),
            &title,
            &tiles(&sampled(&works, 16, seed), 8)?,
        )?;
    }
    Ok(())
}

/// The `most` most frequent of `names`, with their counts.
fn frequent(names: impl Iterator<Item = String>, most: usize) -> Vec<Bar> {
    let mut counts = BTreeMap::<String, usize>::new();
    names.for_each(|name| *counts.entry(name).or_default() += 1);
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    counts.truncate(most);
    let bar = |(name, count): (String, usize)| Bar {
        name: if name.is_empty() { "(empty)".to_owned() } else { name },
        value: count as f64,
        label: count.to_string(),
    };
    counts.into_iter().map(bar).collect()
}

/// "Metalwork" and "Metal-Ornaments" are "Metal".
fn folded(classification: &str) -> String {
    let kind = classification.split('-').next().unwrap_or_default().trim();
    kind.strip_suffix("work").filter(|stem| !stem.is_empty()).unwrap_or(kind).to_owned()
}

fn text<'a>(record: &'a Map<String, Value>, column: &str) -> &'a str {
    record.get(column).and_then(Value::as_str).unwrap_or_default()
}

fn is_painting(record: &Map<String, Value>) -> bool {
    let [department, name, classification] =
        ["department", "objectName", "classification"].map(|column| text(record, column));
    rule::is_painting(department, name, classification)
}

fn is_filled(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::String(text)) => !matches!(text.as_str(), "" | "[]" | "0" | "false"),
        Some(Value::Array(items)) => !items.is_empty(),
        Some(Value::Number(number)) => number.as_f64() != Some(0.0),
        Some(Value::Bool(flag)) => *flag,
        Some(Value::Object(_)) => true,
    }
}

fn records(collection: &Collection, report: &mut Page<'_>, fold: bool) -> Result<()> {
    let records = &collection.records;
    let telling = |record: &&Map<String, Value>| {
        is_painting(record) && !text(record, "primaryImageSmall").is_empty()
    };
    let Some(example) = records.iter().find(telling).or(records.first()) else {
        report.text("p", "There are no records for these pictures.");
        return Ok(());
    };
    report.text("h2", "The records");
    let kinds = records.iter().map(|record| text(record, "classification"));
    let kinds = kinds.map(|kind| if fold { folded(kind) } else { kind.to_owned() });
    let kinds = frequent(kinds, 20);
    report.plot("classifications", &plot::bars("Works per classification", &kinds)?)?;
    let paintings = records.iter().filter(|record| is_painting(record));
    let cultures = frequent(paintings.map(|record| display(text(record, "culture"))), 15);
    report.plot("cultures", &plot::bars("Paintings per culture, as recorded", &cultures)?)?;
    let filled: Vec<Bar> = COLUMNS
        .iter()
        .map(|column| {
            let count = records.iter().filter(|record| is_filled(record.get(*column))).count();
            let share = 100.0 * count as f64 / records.len() as f64;
            Bar { name: (*column).to_owned(), value: share, label: format!("{share:.0} %") }
        })
        .collect();
    report.plot("filled", &plot::bars("Share of records with a value, per column", &filled)?)?;
    report.text("h2", "One record");
    report.body += "<table>";
    for column in COLUMNS {
        let value = match example.get(*column) {
            Some(Value::String(text)) => display(text),
            None | Some(Value::Null) => String::new(),
            Some(other) => other.to_string(),
        };
        let _ = writeln!(
            report.body,
            "<tr><th scope=\"row\">{column}</th><td>{}</td></tr>",
            escaped(&value)
        );
    }
    report.body += "</table>\n";
    Ok(())
}

/// The spread of a figure over each label's works.
fn spreads(collection: &Collection, figure: impl Fn(&Work) -> Option<f64>) -> Vec<Spread> {
    let spread = |label: Label| {
        let values = collection.of_label(label).into_iter().filter_map(&figure).collect();
        Spread::of(label.name(), values)
    };
    collection.labels().into_iter().filter_map(spread).collect()
}

fn sizes(collection: &Collection, report: &mut Page<'_>) -> Result<()> {
    if collection.works.iter().all(|work| work.size.is_none()) {
        return Ok(());
    }
    report.text("h2", "Sizes and shapes");
    report.text(
        "p",
        "Boxes contain the middle half of a label's pictures, with the median in orange; lines go \
         from the 5th to the 95th percentile.",
    );
    let longest = spreads(collection, |work| work.size.map(|size| f64::from(size.0.max(size.1))));
    report.plot("sizes", &plot::spreads("Longest side, pixels", &longest)?)?;
    let shape = |(width, height): (u32, u32)| f64::from(width) / f64::from(height.max(1));
    let shape = spreads(collection, |work| work.size.map(shape));
    report.plot("shapes", &plot::spreads("Width by height", &shape)?)
}

/// Mean colour of a picture, 0 to 255 a channel.
fn mean_colour(path: &Path) -> Result<[f64; 3]> {
    let small = open(path)?.resize(16, 16, Filter::Bilinear)?;
    let mut sum = [0.0; 3];
    for pixel in small.pixels() {
        sum.iter_mut().zip(pixel.0).for_each(|(sum, value)| *sum += f64::from(value));
    }
    Ok(sum.map(|channel| channel / 256.0))
}

fn colours(collection: &Collection, report: &mut Page<'_>) -> Result<()> {
    report.text("h2", "Possible shortcuts: colour");
    report.text(
        "p",
        "A network may learn paper, varnish and lighting where it should learn painting. \
                      Where these differ much between labels, it can.",
    );
    let means: Vec<(Label, [f64; 3])> = collection
        .works
        .par_iter()
        .filter_map(|work| Some((work.label?, &work.path)))
        .map(|(label, path)| Ok((label, mean_colour(path)?)))
        .collect::<Result<_>>()?;
    let spreads = |figure: fn(&[f64; 3]) -> f64| -> Vec<Spread> {
        let of = |label: Label| {
            let means = means.iter().filter(|(found, _)| *found == label);
            Spread::of(label.name(), means.map(|(_, mean)| figure(mean)).collect())
        };
        collection.labels().into_iter().filter_map(of).collect()
    };
    let brightness = spreads(|[r, g, b]| (0.299 * r + 0.587 * g + 0.114 * b) / 2.55);
    report.plot("brightness", &plot::spreads("Mean brightness, %", &brightness)?)?;
    let warmth = spreads(|[r, _, b]| (r - b) / 2.55);
    report.plot("warmth", &plot::spreads("Mean warmth (red less blue), %", &warmth)?)?;
    let saturation = spreads(|[r, g, b]| (r.max(*g).max(*b) - r.min(*g).min(*b)) / 2.55);
    report.plot(
        "saturation",
        &plot::spreads("Mean colour (most less least channel), %", &saturation)?,
    )?;
    report.body += "<p class=\"swatches\">";
    for label in collection.labels() {
        let of: Vec<_> = means.iter().filter(|(found, _)| *found == label).collect();
        let mut sums = [0.0; 3];
        for (_, mean) in &of {
            sums.iter_mut().zip(mean).for_each(|(sum, value)| *sum += value);
        }
        let [red, green, blue] = sums.map(|sum| (sum / of.len() as f64) as u8);
        let hex = format!("#{red:02x}{green:02x}{blue:02x}");
        let _ = write!(
            report.body,
            "<span><i style=\"background:{hex}\"></i>{label}, mean colour {hex}</span>"
        );
    }
    report.body += "</p>\n";
    Ok(())
}

/// A work's perceptual hash, as it is known or as its picture gives it.
fn hash(work: &Work) -> Result<String> {
    if work.hash.is_empty() {
        Ok(perceptual_hash(&open(&work.path)?)?)
    } else {
        Ok(work.hash.clone())
    }
}

fn duplicates(collection: &Collection, report: &mut Page<'_>) -> Result<()> {
    report.text("h2", "Near-duplicates");
    let mut groups = Groups::apart(collection.works.len());
    let hashes: Vec<String> = collection.works.par_iter().map(hash).collect::<Result<_>>()?;
    groups.join_near(&hashes.iter().map(String::as_str).collect::<Vec<_>>());
    let clusters = groups.several();
    let pictures: usize = clusters.iter().map(Vec::len).sum();
    let count =
        format!("Clusters by perceptual hash: {}, with {pictures} pictures.", clusters.len());
    report.text("p", &count);
    for (index, cluster) in clusters.iter().take(CLUSTERS).enumerate() {
        let works: Vec<&Work> =
            cluster.iter().take(8).filter_map(|work| collection.works.get(*work)).collect();
        let title = format!("Near-duplicates, cluster {}", index + 1);
        report.picture(&format!("duplicates-{}", index + 1), &title, &tiles(&works, 8)?)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_folded_under_their_common_name() {
        for (kind, expected) in [
            ("Metalwork", "Metal"),
            ("Metal-Ornaments", "Metal"),
            ("Textiles-Woven", "Textiles"),
            ("Paintings", "Paintings"),
            ("", ""),
        ] {
            assert_eq!(folded(kind), expected);
        }
    }

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

    #[test]
    fn the_most_frequent_come_first_and_ties_by_name() {
        let bars = frequent(["b", "a", "", "c", "c"].map(str::to_owned).into_iter(), 3);
        let bars: Vec<_> = bars.iter().map(|bar| (bar.name.as_str(), bar.value)).collect();
        assert_eq!(bars, [("c", 2.0), ("(empty)", 1.0), ("a", 1.0)]);
    }
}
