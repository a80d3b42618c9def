//! Problems in a data set, found before they cost hours of training.
//!
//! [`quick`] checks the manifest and takes no time; every training run starts
//! with it. [`whole`] decodes every picture too.

mod findings;

pub use findings::{Findings, Kind};

use crate::{
    acquire::picture::perceptual_hash,
    data::{
        dataset::{Dataset, FEWEST, MANIFEST},
        duplicates::Groups,
        sample::{PARTS, Sample},
    },
};
use anyhow::Result;
use indicatif::{ProgressBar, ProgressStyle};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    path::PathBuf,
};
use whence::core::{card::Input, digest::sha256, label::Label, picture::Picture};

/// With fewer pictures of a label, training is unreliable.
const FEW_TO_LEARN: usize = 10;

/// With fewer pictures of a label, evaluation is unreliable.
const FEW_TO_JUDGE: usize = 5;

/// Checks the manifest of a data set.
pub fn quick(data: &Dataset) -> Findings {
    let mut found = Findings::default();
    files(data, &mut found);
    labels(data, &mut found);
    sources(data, &mut found);
    parts(data, &mut found);
    found
}

/// Checks everything, for a network with this input.
pub fn whole(data: &Dataset, input: &Input) -> Findings {
    let mut found = quick(data);
    let samples = first_of_each(data);
    let bar = ProgressBar::new(samples.len() as u64);
    if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} pictures, {eta} left") {
        bar.set_style(style);
    }
    let facts = samples.par_iter().map(|sample| {
        let facts = inspect(data, sample);
        bar.inc(1);
        facts
    });
    let facts: Vec<_> = facts.collect();
    bar.finish_and_clear();
    let mut seen = Vec::new();
    for (sample, facts) in samples.into_iter().zip(facts) {
        match facts {
            Ok(facts) => seen.push((sample, facts)),
            // A missing file is reported already.
            Err(_) if !data.path(sample).exists() => {}
            Err(error) => found.add(Kind::Broken, format!("{}: {error:#}", sample.file)),
        }
    }
    for (sample, Facts { size: (width, height), .. }) in &seen {
        if *width < input.width || *height < input.height {
            found.add(Kind::Small, format!("{}: {width} x {height}", sample.file));
        }
    }
    equal(&seen, &mut found);
    near(&seen, &mut found);
    found
}

/// Properties of a picture, from its file.
pub(super) struct Facts {
    size: (u32, u32),
    sha256: String,
    /// Its perceptual hash.
    pub(super) hash: String,
}

pub(super) fn inspect(data: &Dataset, sample: &Sample) -> Result<Facts> {
    let bytes = data.read(sample)?;
    let picture = Picture::decode(&bytes)?;
    let hash = perceptual_hash(&picture)?;
    Ok(Facts { size: picture.size(), sha256: sha256(&bytes), hash })
}

/// The samples of each file.
fn by_file(data: &Dataset) -> BTreeMap<PathBuf, Vec<&Sample>> {
    let mut files = BTreeMap::<_, Vec<&Sample>>::new();
    data.samples()
        .iter()
        .for_each(|sample| files.entry(data.path(sample)).or_default().push(sample));
    files
}

/// A sample of each file, in the manifest's order.
fn first_of_each(data: &Dataset) -> Vec<&Sample> {
    let mut seen = BTreeSet::new();
    data.samples().iter().filter(|sample| seen.insert(data.path(sample))).collect()
}

fn files(data: &Dataset, found: &mut Findings) {
    for (path, samples) in by_file(data) {
        if let ([first, ..], false) = (samples.as_slice(), path.exists()) {
            found.add(Kind::Missing, format!("{} ({})", first.file, first.place()));
        }
        same(&samples, found);
    }
}

/// Checks samples that are one picture.
fn same(samples: &[&Sample], found: &mut Findings) {
    let [first, _, ..] = samples else { return };
    let listed = |what: fn(&Sample) -> String| {
        let each = samples.iter().map(|sample| format!("{} ({})", what(sample), sample.place()));
        format!("{}: {}", first.file, each.collect::<Vec<_>>().join(", "))
    };
    let differ = |what: fn(&Sample) -> String| samples.iter().any(|own| what(own) != what(first));
    let class = |sample: &Sample| sample.label.map_or("other", Label::name).to_owned();
    let part = |sample: &Sample| sample.part.clone();
    if differ(class) {
        found.add(Kind::TwoClasses, listed(class));
    }
    if differ(part) {
        found.add(Kind::TwoParts, listed(part));
    } else if !differ(class) {
        found.add(Kind::Twice, listed(|sample| sample.file.clone()));
    }
}

fn equal(seen: &[(&Sample, Facts)], found: &mut Findings) {
    let mut files = BTreeMap::<&str, Vec<&Sample>>::new();
    seen.iter().for_each(|(sample, facts)| files.entry(&facts.sha256).or_default().push(sample));
    files.values().for_each(|samples| same(samples, found));
}

fn near(seen: &[(&Sample, Facts)], found: &mut Findings) {
    let mut groups = Groups::apart(seen.len());
    groups.join_near(&seen.iter().map(|(_, facts)| &*facts.hash).collect::<Vec<_>>());
    for group in groups.several() {
        let of: Vec<_> = group.iter().filter_map(|index| seen.get(*index)).collect();
        let Some((first, facts)) = of.first().copied() else { continue };
        let other = of
            .iter()
            .find(|(sample, other)| sample.part != first.part && other.sha256 != facts.sha256);
        if let Some((other, _)) = other {
            let pair = format!("{} ({}), {} ({})", first.file, first.part, other.file, other.part);
            found.add(Kind::NearInTwoParts, pair);
        }
    }
}

fn labels(data: &Dataset, found: &mut Findings) {
    if data.samples().iter().all(|sample| sample.part.is_empty()) {
        let command = "`whence split` gives every picture a part".to_owned();
        return found.add(Kind::NotSplit, command);
    }
    for (part, _) in PARTS {
        let of_part = || data.samples().iter().filter(move |sample| sample.part == part);
        let needed = part != "test";
        let few = if part == "train" { FEW_TO_LEARN } else { FEW_TO_JUDGE };
        for label in data.labels.iter() {
            let lines = lines_of(data, label);
            let count = of_part().filter(|sample| sample.label == Some(label)).count();
            if count == 0 && needed {
                // Reported once.
                let first = found.of(Kind::NoPictures).is_empty();
                let mend = if first { mend(data) } else { String::new() };
                found.add(Kind::NoPictures, format!("{label} in {part}{lines}{mend}"));
            } else if count < few {
                found.add(Kind::Few, format!("{label} in {part}: {count}{lines}"));
            }
        }
    }
}

/// The lines of a label with few pictures in all: without a task, a misspelled
/// class is a label too.
fn lines_of(data: &Dataset, label: Label) -> String {
    let own = data.samples().iter().filter(|sample| sample.label == Some(label));
    let lines: Vec<_> = own.filter_map(|sample| sample.line).map(|line| line.to_string()).collect();
    if lines.is_empty() || lines.len() >= FEW_TO_JUDGE {
        return String::new();
    }
    let lines = if let [line] = &*lines {
        format!("line {line}")
    } else {
        format!("lines {}", lines.join(", "))
    };
    format!(" (only in {lines} of {MANIFEST})")
}

/// The advice for a label without pictures.
fn mend(data: &Dataset) -> String {
    if data.beside(MANIFEST).exists() {
        return ": add some, or give a task without this label".to_owned();
    }
    format!(": put {FEWEST} pictures or more into its folder, or leave the label out")
}

fn sources(data: &Dataset, found: &mut Findings) {
    let listed: Vec<_> = data.samples().iter().filter(|sample| sample.line.is_some()).collect();
    if !listed.is_empty() && listed.iter().all(|sample| sample.source.is_empty()) {
        let why = "where pictures come from, to find what gives a label away";
        found.add(Kind::NoColumn, format!("source in {MANIFEST}: {why}"));
    }
    let mut sources = BTreeMap::<&str, BTreeSet<Label>>::new();
    for sample in data.samples() {
        if let Some(label) = sample.label {
            sources.entry(&sample.source).or_default().insert(label);
        }
    }
    for (source, labels) in sources.iter().filter(|(source, _)| !source.is_empty()) {
        if let (Some(label), 1) = (labels.first(), labels.len()) {
            found.add(Kind::SourceOfOneClass, format!("{source:?}: only {label}"));
        }
    }
}

/// Common names for the parts in other data sets.
const ODD_PARTS: [&str; 6] = ["training", "valid", "validation", "dev", "testing", "eval"];

fn parts(data: &Dataset, found: &mut Findings) {
    let mut groups = BTreeMap::<&str, BTreeSet<&str>>::new();
    for sample in data.samples().iter().filter(|sample| !sample.group.is_empty()) {
        groups.entry(&sample.group).or_default().insert(&sample.part);
    }
    for (group, parts) in groups.iter().filter(|(_, parts)| parts.len() > 1) {
        let parts: Vec<_> = parts.iter().copied().collect();
        found.add(Kind::GroupInTwoParts, format!("{group}: {}", parts.join(", ")));
    }
    let names = data.parts();
    for name in names.iter().filter(|name| !name.is_empty()) {
        let lower = name.to_lowercase();
        let known = PARTS.iter().any(|(part, _)| *part == lower && part != name);
        if known || ODD_PARTS.contains(&&*lower) {
            let parts = PARTS.map(|(part, _)| part).join(", ");
            found.add(Kind::OddPart, format!("{name:?}: training uses the names {parts}"));
        }
    }
    if names.len() > 1 {
        for sample in data.samples().iter().filter(|sample| sample.part.is_empty()) {
            found.add(Kind::NoPart, format!("{} ({})", sample.file, sample.place()));
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use image::{Rgb, RgbImage};
    use std::{fs, path::Path};
    use tempfile::TempDir;

    /// A picture that is not similar to that of any other number: eight by
    /// eight blocks, each dark or bright.
    pub(crate) fn draw(path: &Path, number: u64, side: u32) {
        let mixed = (number + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let picture = RgbImage::from_fn(side, side, |x, y| {
            let block = y * 8 / side * 8 + x * 8 / side;
            Rgb([if mixed >> block & 1 == 0 { 20 } else { 220 }; 3])
        });
        picture.save(path).unwrap();
    }

    /// Twelve pictures for training and six of each other part, of two labels.
    fn rows() -> Vec<[String; 4]> {
        let mut rows = Vec::new();
        for (part, count) in [("train", 12), ("val", 6), ("test", 6)] {
            for class in ["ding", "ru"] {
                for number in 0..count {
                    let source = if number % 2 == 0 { "a" } else { "b" };
                    let file = format!("{part}-{class}-{number}.png");
                    rows.push([file, class.into(), part.into(), source.into()]);
                }
            }
        }
        rows
    }

    fn data_set(rows: &[[String; 4]]) -> (TempDir, Dataset) {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = "file,class,part,source\n".to_owned();
        for (number, row) in rows.iter().enumerate() {
            draw(&folder.path().join(&row[0]), number as u64, 64);
            manifest += &(row.join(",") + "\n");
        }
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        let data = Dataset::open(folder.path(), None).unwrap();
        (folder, data)
    }

    fn input() -> Input {
        let config = crate::train::config::Config::load(crate::train::arch::Arch::Lite, None);
        Input { width: 48, height: 48, ..config.unwrap().input }
    }

    #[test]
    fn a_sound_data_set_is_fine() {
        let (_folder, data) = data_set(&rows());
        let found = whole(&data, &input());
        assert!(found.is_fine(), "{found}");
        assert_eq!(found.to_string(), "nothing found\n");
        assert!(found.refuse().is_ok());
    }

    #[test]
    fn what_the_manifest_lists_is_found_without_decoding() {
        let mut rows = rows();
        let row = |cells: [&str; 4]| cells.map(str::to_owned);
        rows.retain(|row| row[1] != "ru" || row[2] != "val");
        rows.push(row(["./train-ding-0.png", "ru", "train", "c"]));
        rows.push(row(["train-ding-1.png", "ding", "val", "a"]));
        rows.push(row(["train-ding-3.png", "ding", "train", "b"]));
        rows.push(row(["gone.png", "ding", "Train", "a"]));
        let (folder, data) = data_set(&rows);
        fs::remove_file(folder.path().join("gone.png")).unwrap();
        let found = quick(&data);
        assert_eq!(found.of(Kind::TwoClasses).len(), 1, "{found}");
        assert!(found.of(Kind::TwoClasses)[0].contains("line 2"), "{found}");
        assert!(found.of(Kind::TwoParts)[0].contains("val ("), "{found}");
        assert_eq!(found.of(Kind::Twice).len(), 1, "{found}");
        assert!(found.of(Kind::Missing)[0].starts_with("gone.png"), "{found}");
        assert!(found.of(Kind::NoPictures)[0].starts_with("ru in val"), "{found}");
        assert_eq!(found.of(Kind::SourceOfOneClass), ["\"c\": only ru"]);
        assert_eq!(found.of(Kind::OddPart).len(), 1, "{found}");
        let refused = found.refuse().unwrap_err().to_string();
        assert!(refused.contains("ru in val") && !refused.contains("warning"), "{refused}");
    }

    #[test]
    fn what_pictures_show_is_found_by_decoding() {
        let mut rows = rows();
        rows.push(["equal.png", "ding", "val", "a"].map(str::to_owned));
        rows.push(["near.png", "ding", "val", "a"].map(str::to_owned));
        let (folder, data) = data_set(&rows);
        let path = |file: &str| folder.path().join(file);
        fs::copy(path("train-ding-0.png"), path("equal.png")).unwrap();
        draw(&path("near.png"), 1, 40);
        fs::write(path("train-ding-5.png"), "<html>").unwrap();
        let found = whole(&data, &input());
        assert_eq!(found.of(Kind::TwoParts).len(), 1, "{found}");
        assert_eq!(found.of(Kind::Small), ["near.png: 40 x 40"]);
        let near = found.of(Kind::NearInTwoParts);
        assert!(near.len() == 1 && near[0].contains("near.png (val)"), "{found}");
        assert!(found.of(Kind::Broken)[0].contains("not a picture"), "{found}");
        assert!(!found.is_fine());
    }

    #[test]
    fn the_rows_of_a_label_that_may_be_a_slip_are_named() {
        let mut listed = rows();
        listed.push(["mars-1.png", "martian", "train", "a"].map(str::to_owned));
        let (_folder, data) = data_set(&listed);
        let found = quick(&data);
        let no_pictures = found.of(Kind::NoPictures);
        assert!(no_pictures[0].starts_with("martian in val (only in line 50 of"), "{found}");
        listed.push(["mars-2.png", "martian", "val", "a"].map(str::to_owned));
        let (_folder, data) = data_set(&listed);
        let found = quick(&data);
        assert!(found.is_fine(), "{found}");
        let few = found.of(Kind::Few);
        assert!(few[0].starts_with("martian in train: 1 (only in lines 50, 51 of"), "{found}");
        assert!(few.iter().all(|label| label.starts_with("martian")), "{found}");
    }

    #[test]
    fn a_folder_with_too_few_pictures_says_how_many_it_needs() {
        let folder = tempfile::tempdir().unwrap();
        for (class, pictures) in [("ding", 6), ("ge", 6), ("maps", 1)] {
            fs::create_dir(folder.path().join(class)).unwrap();
            for number in 0..pictures {
                fs::write(folder.path().join(format!("{class}/{number}.png")), "").unwrap();
            }
        }
        let found = quick(&Dataset::open(folder.path(), None).unwrap());
        let maps = &found.of(Kind::NoPictures)[0];
        assert!(maps.starts_with("maps in ") && maps.contains("3 pictures or more"), "{maps}");
        for number in 1..FEWEST {
            fs::write(folder.path().join(format!("maps/{number}.png")), "").unwrap();
        }
        let found = quick(&Dataset::open(folder.path(), None).unwrap());
        assert!(found.is_fine(), "{found}");
    }

    #[test]
    fn what_is_missing_from_the_manifest_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), "file,class\na.png,ding\nb.png,ru\n").unwrap();
        let found = quick(&Dataset::open(folder.path(), None).unwrap());
        assert_eq!(found.of(Kind::NotSplit).len(), 1, "{found}");
        assert_eq!(found.of(Kind::NoColumn).len(), 1, "{found}");
        assert_eq!(found.of(Kind::Missing).len(), 2, "{found}");
    }
}
