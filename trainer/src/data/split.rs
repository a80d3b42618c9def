//! Splits a data set by groups, so that related pictures are in the same part.
//!
//! Near-duplicates, leaves of one album or series and works by one artist are
//! one group, and all pictures of a group are in one part. The article splits
//! at random by file, so its test set can contain near-duplicates of training
//! pictures. This method is also available, to measure the effect of the leak.
//!
//! Entries by a person are kept: given parts do not change unless the split is
//! forced, and the groups that the split finds have a separate column.

mod assign;

use crate::data::{
    check::{self, Kind},
    dataset::{Dataset, MANIFEST, SPLIT, Split},
    duplicates::Groups,
    manifest::Manifest,
    sample::class_of,
};
use crate::hint::Hinted;
use anyhow::{Result, ensure};
use assign::{Member, assign, table};
use rayon::prelude::*;
use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};
use whence::core::task::Task;

/// The column for the groups that the split finds.
const FOUND: &str = "split_group";

/// Which pictures must be in the same part.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// Near-duplicates, series, works by one artist and given groups.
    Group,
    /// Only rows of the same file, as in the article.
    File,
}

/// The settings of a split.
#[derive(Clone, Debug)]
pub struct How {
    /// Which pictures must be in the same part.
    pub by: By,
    /// The seed; the same seed gives the same split.
    pub seed: u64,
    /// Whether given parts are overwritten.
    pub force: bool,
    /// A file with the columns `file` and `part` to write the split to, instead
    /// of the manifest.
    pub to: Option<PathBuf>,
}

const NOTHING_TO_DO: &str = "every picture has a part already, and nothing was changed; --force \
                             makes a new split and overwrites the parts, --to FILE writes another \
                             split to a file\n";

/// Splits the data set of `folder`: assigns a part to every picture without
/// one, in the manifest and in `split.csv` in the same folder, or only in
/// another file. Returns a table of the parts.
///
/// # Errors
///
/// If a file is listed with two classes or in two parts, or a file cannot be
/// read or written.
pub fn split(folder: &Path, task: Option<Task>, how: &How) -> Result<String> {
    ensure!(
        folder.join(MANIFEST).exists(),
        Hinted::new(
            format!("{} has no {MANIFEST} to split", folder.display()),
            "pictures in subfolders have their parts already, by the names of their files"
        )
    );
    let mut manifest = Manifest::read(&folder.join(MANIFEST), &["file", "class"])?;
    if let Some(to) = how.to.as_deref().filter(|to| to.exists()) {
        ensure!(
            !is_same(to, &folder.join(MANIFEST)),
            Hinted::new("--to names the manifest itself", "name another file, or leave --to out")
        );
        ensure!(
            Split::read(to)?.is_some(),
            Hinted::new(
                format!("{} is there and is not a split (columns file and part)", to.display()),
                "name another file with --to"
            )
        );
    }
    let data = Dataset::open(folder, task)?;
    agrees(&data, how)?;
    let given = given(&data, how)?;
    if given.iter().all(Option::is_some) {
        return Ok(NOTHING_TO_DO.to_owned());
    }
    let mut groups = Groups::apart(manifest.len());
    groups.join_by(data.samples().iter().map(|sample| Some(data.path(sample))));
    if how.by == By::Group {
        groups.join_near(&hashes(&data, &manifest).iter().map(String::as_str).collect::<Vec<_>>());
        join(&mut groups, &manifest);
    }
    let samples = data.samples().iter().zip(&given).enumerate();
    let members = samples.map(|(row, (sample, given))| Member {
        group: groups.of(row),
        class: class_of(sample.label),
        given: given.as_deref(),
    });
    let members: Vec<_> = members.collect();
    let parts = assign(&members, how.seed);
    let kept = given.iter().flatten().count();
    match &how.to {
        Some(to) => write(to, &manifest, &parts)?,
        None => {
            for (row, (member, part)) in members.iter().zip(&parts).enumerate() {
                manifest.set(row, FOUND, &format!("g{}", member.group));
                manifest.set(row, "part", part);
            }
            write(&folder.join(SPLIT), &manifest, &parts)?;
            manifest.write()?;
        }
    }
    let mut table = table(&members, &parts);
    if kept > 0 {
        let _ = writeln!(table, "\n{kept} pictures kept the part that they had");
    }
    Ok(table)
}

fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// Refuses a manifest that lists a file with two classes or, if given parts are
/// kept, in two parts.
fn agrees(data: &Dataset, how: &How) -> Result<()> {
    let found = check::quick(data);
    let kept = !how.force && how.to.is_none();
    let mut problems = found.of(Kind::TwoClasses).to_vec();
    if kept {
        problems.extend_from_slice(found.of(Kind::TwoParts));
    }
    let all = problems.join("\n");
    ensure!(problems.is_empty(), "{MANIFEST} contradicts itself:\n{all}");
    Ok(())
}

/// The part that each picture has already and keeps.
fn given(data: &Dataset, how: &How) -> Result<Vec<Option<String>>> {
    let none = || vec![None; data.samples().len()];
    Ok(match &how.to {
        _ if how.force => none(),
        Some(to) if to.exists() => {
            let split = Split::read(to)?;
            let of = |file: &str| split.as_ref()?.of(file).map(str::to_owned);
            data.samples().iter().map(|sample| of(&sample.file)).collect()
        }
        Some(_) => none(),
        None => {
            let parts = data.samples().iter().map(|sample| sample.part.clone());
            parts.map(|part| Some(part).filter(|part| !part.is_empty())).collect()
        }
    })
}

/// The perceptual hash of each picture, from the manifest or else computed from
/// the file. It is empty for a file that cannot be decoded; training reports
/// such a file.
fn hashes(data: &Dataset, manifest: &Manifest) -> Vec<String> {
    let hash = |(row, sample)| match manifest.get(row, "hash") {
        "" => check::inspect(data, sample).map(|facts| facts.hash).unwrap_or_default(),
        known => known.to_owned(),
    };
    data.samples().par_iter().enumerate().map(hash).collect()
}

/// Merges groups by the columns of the manifest: given groups, artists and
/// series.
fn join(groups: &mut Groups, manifest: &Manifest) {
    let rows = 0..manifest.len();
    let filled = |row, column| Some(manifest.get(row, column)).filter(|cell| !cell.is_empty());
    groups.join_by(rows.clone().map(|row| filled(row, "group")));
    groups.join_by(rows.clone().map(|row| artist(manifest.get(row, "artist"))));
    groups.join_by(rows.clone().map(|row| series_by_number(manifest.get(row, "accession_number"))));
    groups.join_by(rows.map(|row| {
        Some((manifest.get(row, "class"), series_by_title(manifest.get(row, "title"))?))
    }));
}

/// Writes the split to a separate file. If there is one already, its other
/// columns and its rows for other files are kept.
fn write(path: &Path, manifest: &Manifest, parts: &[&str]) -> Result<()> {
    let rows = parts.iter().enumerate().map(|(row, part)| [manifest.get(row, "file"), *part]);
    let mut csv = csv::Writer::from_writer(Vec::new());
    for row in std::iter::once(["file", "part"]).chain(rows) {
        csv.write_record(row)?;
    }
    let mut split = Manifest::parse(path, csv.into_inner()?, &["file", "part"])?;
    if let Some(before) = before(path)? {
        split.keep(&before, &[], |_| true);
    }
    split.write()
}

/// The split in an existing file. A file in the older format, which names works
/// instead of files, is ignored, as it is when a data set is read.
fn before(path: &Path) -> Result<Option<Manifest>> {
    let known = path.exists() && Split::read(path)?.is_some();
    known.then(|| Manifest::read(path, &["file", "part"])).transpose()
}

/// The name of an artist; `None` for unidentified artists.
fn artist(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    let nobody = ["unidentified", "unknown", "anonymous"].iter().any(|word| name.contains(word));
    (!name.is_empty() && !nobody).then_some(name)
}

/// The accession number of a series: its parts have a further number, as in
/// `13.228.7.1` and `13.228.7.2`.
fn series_by_number(number: &str) -> Option<String> {
    let (whole, _) = number.trim().rsplit_once('.')?;
    (whole.split('.').count() >= 3).then(|| whole.to_owned())
}

/// The series that a title names, such as "Folio from a Ramayana series" or
/// "Landscapes: leaf 3".
fn series_by_title(title: &str) -> Option<String> {
    let title = title.trim().to_lowercase();
    let pieces = ["folio", "leaf", "page", "illustration", "scene", "section"];
    for piece in pieces {
        if let Some((_, series)) = title.split_once(&format!("{piece} from ")) {
            return Some(series.trim().to_owned());
        }
        if let Some((series, _)) = title.split_once(&format!(": {piece}")) {
            return Some(series.trim().to_owned());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{check::tests::draw, sample::PARTS};
    use std::{collections::BTreeMap, fs};

    /// 60 works per class: 12 by one artist, 6 of one series by title, 6 by
    /// accession number, and 2 duplicates.
    fn data_set() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let mut manifest = "file,class,artist,title,accession_number,hash\n".to_owned();
        for (number, class) in ["american", "chinese", "indian", "japanese"].iter().enumerate() {
            for work in 0..60u64 {
                let artist =
                    if work < 12 { format!("Artist {number}") } else { "Unidentified".into() };
                let title =
                    if (12..18).contains(&work) { "Folio from an epic" } else { "Untitled" };
                let lot = if (18..24).contains(&work) {
                    format!("13.2{number}.7.{work}")
                } else {
                    String::new()
                };
                let hash = if (24..26).contains(&work) {
                    number as u64 * 0x0f0f_0f0f
                } else {
                    (work * 4 + number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15)
                };
                manifest +=
                    &format!("{class}{work}.jpg,{class},{artist},{title},{lot},{hash:016x}\n");
            }
        }
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        folder
    }

    fn how(by: By, seed: u64) -> How {
        How { by, seed, force: false, to: None }
    }

    /// A column of the manifest, in row order.
    fn column(folder: &Path, name: &str) -> Vec<String> {
        let manifest = Manifest::read(&folder.join(MANIFEST), &[]).unwrap();
        (0..manifest.len()).map(|row| manifest.get(row, name).to_owned()).collect()
    }

    /// A data set with this manifest.
    fn listed(manifest: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        folder
    }

    fn refused(folder: &Path, how: &How) -> String {
        let before = fs::read(folder.join(MANIFEST)).unwrap();
        let error = format!("{:#}", split(folder, None, how).unwrap_err());
        assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), before, "{error}");
        error
    }

    /// The output of a split that does not change the manifest.
    fn unchanged(folder: &Path, how: &How) -> String {
        let before = fs::read(folder.join(MANIFEST)).unwrap();
        let table = split(folder, None, how).unwrap();
        assert_eq!(fs::read(folder.join(MANIFEST)).unwrap(), before, "{table}");
        table
    }

    #[test]
    fn what_belongs_together_lies_in_one_part() {
        let folder = data_set();
        let table = split(folder.path(), None, &how(By::Group, 42)).unwrap();
        let [classes, groups, parts] =
            ["class", FOUND, "part"].map(|name| column(folder.path(), name));
        assert_eq!(groups.len(), 240);
        let mut part_of = BTreeMap::new();
        for (group, part) in groups.iter().zip(&parts) {
            assert_eq!(part_of.entry(group).or_insert(part), &part, "group {group} is torn");
        }
        for (from, to) in [(0, 12), (12, 18), (18, 24), (24, 26)] {
            let mut groups = groups[60 + from..60 + to].to_vec();
            groups.dedup();
            assert_eq!(groups.len(), 1, "works {from} to {to} are one group");
        }
        for (part, share) in PARTS {
            for class in ["american", "chinese", "indian", "japanese"] {
                let rows = classes.iter().zip(&parts);
                let count = rows.filter(|(own, its)| *own == class && *its == part).count();
                assert!(
                    (count as f64 - share * 60.0).abs() <= 2.0,
                    "{class} {part}: {count}\n{table}"
                );
            }
        }
        let alone = Split::read(&folder.path().join(SPLIT)).unwrap().unwrap();
        assert_eq!(alone.of("chinese0.jpg"), Some(&*parts[60]));
    }

    #[test]
    fn the_same_seed_gives_the_same_split_and_a_second_time_too() {
        let (one, other) = (data_set(), data_set());
        let parts = |folder: &tempfile::TempDir| column(folder.path(), "part");
        split(one.path(), None, &how(By::Group, 7)).unwrap();
        split(other.path(), None, &how(By::Group, 7)).unwrap();
        assert_eq!(parts(&one), parts(&other));
        assert!(unchanged(one.path(), &how(By::Group, 7)).contains("--force"));
        split(one.path(), None, &How { force: true, ..how(By::Group, 7) }).unwrap();
        assert_eq!(parts(&one), parts(&other));
        split(one.path(), None, &How { force: true, ..how(By::Group, 8) }).unwrap();
        assert_ne!(parts(&one), parts(&other));
    }

    #[test]
    fn by_file_every_file_is_its_own_group() {
        let folder = data_set();
        split(folder.path(), None, &how(By::File, 42)).unwrap();
        let mut groups = column(folder.path(), FOUND);
        groups.dedup();
        assert_eq!(groups.len(), 240);
    }

    #[test]
    fn what_a_person_wrote_is_kept() {
        let mut manifest = "file,class,group,part,notes\n".to_owned();
        for number in 0..40 {
            let (class, group) = (["a", "b"][number % 2], number / 8);
            let part = ["cross", "", "val", "", ""][group];
            let part = if number % 8 < 2 { part } else { "" };
            manifest += &format!("{number}.jpg,{class},mine{group},{part},\" {number}\"\n");
        }
        let folder = listed(&manifest);
        let table = split(folder.path(), None, &how(By::Group, 1)).unwrap();
        assert!(table.contains("4 pictures kept the part that they had"), "{table}");
        let [groups, parts, notes] =
            ["group", "part", "notes"].map(|name| column(folder.path(), name));
        for number in 0..40 {
            assert_eq!(groups[number], format!("mine{}", number / 8));
            assert_eq!(notes[number], format!(" {number}"));
            assert_eq!(parts[number], parts[number / 8 * 8], "a given group is one part");
        }
        assert_eq!((&*parts[3], &*parts[20]), ("cross", "val"));
        let forced = How { force: true, ..how(By::File, 1) };
        split(folder.path(), None, &forced).unwrap();
        assert_eq!(column(folder.path(), "group"), groups);
        assert_ne!(column(folder.path(), "part"), parts);
    }

    #[test]
    fn a_file_in_two_rows_lies_in_one_part() {
        let mut manifest = "file,class\n".to_owned();
        for row in 0..80 {
            let prefix = if row < 40 { "" } else { "./" };
            manifest += &format!("{prefix}p/{}.jpg,{}\n", row % 40, ["a", "b"][row % 2]);
        }
        for by in [By::Group, By::File] {
            let folder = listed(&manifest);
            split(folder.path(), None, &how(by, 3)).unwrap();
            let parts = column(folder.path(), "part");
            assert_eq!(parts[..40], parts[40..]);
            assert!(parts.contains(&"test".to_owned()));
        }
        let error = refused(listed(&(manifest + "p/4.jpg,b\n")).path(), &how(By::File, 3));
        for said in ["p/4.jpg: a (", "line 6", "line 46", "b (", "line 82"] {
            assert!(error.contains(said), "{error} lacks {said}");
        }
    }

    #[test]
    fn copies_under_other_names_lie_in_one_part_without_hashes() {
        let mut manifest = "file,class\n".to_owned();
        let folder = listed("");
        for number in 0..40 {
            let file = format!("{number}.png");
            draw(&folder.path().join(&file), number / 2, 64);
            manifest += &format!("{file},{}\n", ["a", "b"][number as usize / 20]);
        }
        fs::write(folder.path().join(MANIFEST), manifest).unwrap();
        split(folder.path(), None, &how(By::Group, 3)).unwrap();
        let parts = column(folder.path(), "part");
        assert!(parts.chunks(2).all(|pair| pair[0] == pair[1]), "{parts:?}");
        let mut groups = column(folder.path(), FOUND);
        groups.dedup();
        assert!(groups.len() > 15, "{groups:?}");
    }

    #[test]
    fn a_class_that_has_no_meaning_is_refused() {
        let folder = listed("file,class\na,chinese\nb,korean\nc,\n,\n");
        let error = refused(folder.path(), &how(By::File, 1));
        assert!(error.contains("line 4: no class"), "{error}");
        let folder = listed("file,class\na,chinese\nb,chinse\n,\n");
        let task = crate::data::tasks::culture().unwrap();
        let error = split(folder.path(), Some(task), &how(By::File, 1)).unwrap_err();
        let error = format!("{error:#}");
        assert!(error.contains("line 3") && error.contains("chinse"), "{error}");
    }

    #[test]
    fn a_split_may_lie_in_a_file_alone() {
        let folder = data_set();
        let before = fs::read(folder.path().join(MANIFEST)).unwrap();
        let to = How { to: Some(folder.path().join(SPLIT)), ..how(By::Group, 5) };
        split(folder.path(), None, &to).unwrap();
        assert_eq!(fs::read(folder.path().join(MANIFEST)).unwrap(), before);
        let data = Dataset::open(folder.path(), None).unwrap();
        assert_eq!(data.parts(), ["test", "train", "val"]);
        assert!(unchanged(folder.path(), &to).contains("--force"));
        assert!(unchanged(folder.path(), &how(By::File, 5)).contains("--force"));
        let other = How { to: Some(folder.path().join("other.csv")), ..how(By::File, 5) };
        split(folder.path(), None, &other).unwrap();
        assert_eq!(Dataset::open(folder.path(), None).unwrap().digest, data.digest);
    }

    #[test]
    fn series_are_told_by_number_and_by_title() {
        assert_eq!(series_by_number("13.228.7.1").as_deref(), Some("13.228.7"));
        assert_eq!(series_by_number("45.174.8"), None);
        assert_eq!(
            series_by_title("Folio from a Bhagavata Purana series").as_deref(),
            Some("a bhagavata purana series")
        );
        assert_eq!(series_by_title("Landscapes: Leaf 3").as_deref(), Some("landscapes"));
        assert_eq!(series_by_title("Night-Shining White"), None);
        assert_eq!(artist(" Unidentified artist"), None);
    }
}
