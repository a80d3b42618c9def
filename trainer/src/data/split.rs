//! A split that does not leak: what belongs together stays together.
//!
//! Near-duplicates, leaves of one album or series and works by one artist are
//! one group, and a group lies in one part. The article split at random by
//! file, which lets a network recognise in the test what it was trained on;
//! that way stays available, to show what the leak is worth.

use crate::data::{
    dataset::{MANIFEST, PARTS},
    duplicates::Groups,
};
use anyhow::{Context as _, Result, ensure};
use csv::StringRecord;
use rand::{SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use std::{collections::BTreeMap, fmt::Write as _, fs, path::Path};

/// What stays together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum By {
    /// Near-duplicates, series and works by one artist.
    Group,
    /// Nothing but the file itself, as in the article.
    File,
}

/// Splits the data set of `folder`: fills in `group` and `part` in its
/// manifest, writes `split.csv`, and returns the table of what lies where.
/// The same seed gives the same split.
///
/// # Errors
///
/// Where the manifest cannot be read or written.
pub fn split(folder: &Path, by: By, seed: u64) -> Result<String> {
    let path = folder.join(MANIFEST);
    let mut manifest = Manifest::read(&path)?;
    let groups = match by {
        By::Group => manifest.groups(),
        By::File => Groups::apart(manifest.rows.len()),
    };
    let members: Vec<usize> = (0..manifest.rows.len()).map(|index| groups.of(index)).collect();
    let classes: Vec<String> =
        (0..members.len()).map(|row| manifest.get(row, "class").to_owned()).collect();
    let parts = assign(&members, &classes, seed);
    for (row, (group, part)) in members.iter().zip(&parts).enumerate() {
        manifest.set(row, "group", &format!("g{group}"));
        manifest.set(row, "part", part);
    }
    manifest.write_split(&folder.join("split.csv"))?;
    manifest.write(&path)?;
    Ok(table(&members, &classes, &parts))
}

/// A manifest with all its columns, whatever they are.
struct Manifest {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Manifest {
    fn read(path: &Path) -> Result<Self> {
        let unreadable = || format!("could not read {}", path.display());
        let mut csv = csv::Reader::from_path(path).with_context(unreadable)?;
        let cells = |row: &StringRecord| row.iter().map(str::to_owned).collect::<Vec<_>>();
        let columns = cells(csv.headers().with_context(unreadable)?);
        let rows: Result<Vec<_>, _> = csv.records().map(|row| row.map(|row| cells(&row))).collect();
        let mut manifest = Self { columns, rows: rows.with_context(unreadable)? };
        ensure!(!manifest.rows.is_empty(), "{} lists no pictures", path.display());
        for needed in ["file", "class"] {
            ensure!(
                manifest.columns.iter().any(|column| column == needed),
                "{} has no column {needed:?}",
                path.display()
            );
        }
        for column in ["group", "part"] {
            if !manifest.columns.iter().any(|found| found == column) {
                manifest.columns.push(column.to_owned());
                manifest.rows.iter_mut().for_each(|row| row.push(String::new()));
            }
        }
        Ok(manifest)
    }

    /// A cell; empty where there is no such column.
    fn get(&self, row: usize, column: &str) -> &str {
        let index = self.columns.iter().position(|found| found == column);
        index.map_or("", |index| self.rows[row][index].as_str())
    }

    fn set(&mut self, row: usize, column: &str, value: &str) {
        if let Some(index) = self.columns.iter().position(|found| found == column) {
            value.clone_into(&mut self.rows[row][index]);
        }
    }

    /// Groups by all that the manifest says: groups that are named already,
    /// perceptual hashes, artists, series.
    fn groups(&self) -> Groups {
        let rows = 0..self.rows.len();
        let mut groups = Groups::apart(self.rows.len());
        groups.join_near(&rows.clone().map(|row| self.get(row, "hash")).collect::<Vec<_>>());
        groups.join_by(
            rows.clone().map(|row| Some(self.get(row, "group")).filter(|g| !g.is_empty())),
        );
        groups.join_by(rows.clone().map(|row| artist(self.get(row, "artist"))));
        groups.join_by(rows.clone().map(|row| series_by_number(self.get(row, "accession_number"))));
        groups.join_by(rows.map(|row| {
            Some((self.get(row, "class").to_owned(), series_by_title(self.get(row, "title"))?))
        }));
        groups
    }

    fn write(&self, path: &Path) -> Result<()> {
        let fresh = path.with_extension("new");
        let mut csv = csv::Writer::from_path(&fresh)
            .with_context(|| format!("could not write {}", fresh.display()))?;
        csv.write_record(&self.columns)?;
        self.rows.iter().try_for_each(|row| csv.write_record(row))?;
        csv.flush()?;
        Ok(fs::rename(&fresh, path)?)
    }

    fn write_split(&self, path: &Path) -> Result<()> {
        let mut csv = csv::Writer::from_path(path)
            .with_context(|| format!("could not write {}", path.display()))?;
        csv.write_record(["id", "culture", "group", "part"])?;
        for row in 0..self.rows.len() {
            let object = self.get(row, "object");
            let id = if object.is_empty() { self.get(row, "file") } else { object };
            csv.write_record([
                id,
                self.get(row, "class"),
                self.get(row, "group"),
                self.get(row, "part"),
            ])?;
        }
        Ok(csv.flush()?)
    }
}

/// A named artist; nobody in particular is none.
fn artist(name: &str) -> Option<String> {
    let name = name.trim().to_lowercase();
    let nobody = ["unidentified", "unknown", "anonymous"].iter().any(|word| name.contains(word));
    (!name.is_empty() && !nobody).then_some(name)
}

/// Parts of one acquisition are numbered on from it: `13.228.7.1`, `.2`, ...
fn series_by_number(number: &str) -> Option<String> {
    let (whole, _) = number.trim().rsplit_once('.')?;
    (whole.split('.').count() >= 3).then(|| whole.to_owned())
}

/// "Folio from a Ramayana series", "Landscapes: leaf 3".
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

/// A part for every member: the largest groups first, each to the part that
/// lacks most of its class.
fn assign(members: &[usize], classes: &[String], seed: u64) -> Vec<&'static str> {
    let mut groups = BTreeMap::<usize, Vec<usize>>::new();
    let mut totals = BTreeMap::<&str, f64>::new();
    for (index, (group, class)) in members.iter().zip(classes).enumerate() {
        groups.entry(*group).or_default().push(index);
        *totals.entry(class).or_default() += 1.0;
    }
    let mut groups: Vec<Vec<usize>> = groups.into_values().collect();
    groups.shuffle(&mut SmallRng::seed_from_u64(seed));
    groups.sort_by_key(|group| std::cmp::Reverse(group.len()));
    let mut filled = BTreeMap::<(&str, &str), f64>::new();
    let mut parts = vec![PARTS[0].0; members.len()];
    for group in groups {
        let class = group.first().map_or("", |first| classes[*first].as_str());
        let total = totals.get(class).copied().unwrap_or_default();
        let lack = |(part, share): &(&'static str, f64)| {
            share * total - filled.get(&(*part, class)).copied().unwrap_or_default()
        };
        let most = PARTS
            .iter()
            .copied()
            .reduce(|most, part| if lack(&part) > lack(&most) { part } else { most });
        let part = most.map_or(PARTS[0].0, |(part, _)| part);
        for index in group {
            parts[index] = part;
            *filled.entry((part, classes[index].as_str())).or_default() += 1.0;
        }
    }
    parts
}

fn table(members: &[usize], classes: &[String], parts: &[&str]) -> String {
    let mut names: Vec<&str> = classes.iter().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let mut table = format!("{:<10}", "");
    for (part, _) in PARTS {
        let _ = write!(table, "{part:>16}");
    }
    table += "          groups\n";
    for name in names {
        let of_class = || (0..members.len()).filter(|index| classes[*index] == name);
        let all = of_class().count();
        let _ = write!(table, "{name:<10}");
        for (part, _) in PARTS {
            let count = of_class().filter(|index| parts[*index] == part).count();
            let share = 100.0 * count as f64 / all as f64;
            let _ = write!(table, "{:>16}", format!("{count} ({share:.0} %)"));
        }
        let mut groups: Vec<usize> = of_class().map(|index| members[index]).collect();
        groups.sort_unstable();
        groups.dedup();
        let _ = writeln!(table, "{:>16}", groups.len());
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 60 works a class: an artist's dozen, an album's six, two duplicates.
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

    fn rows(folder: &Path) -> Vec<StringRecord> {
        let mut csv = csv::Reader::from_path(folder.join("split.csv")).unwrap();
        csv.records().map(Result::unwrap).collect()
    }

    #[test]
    fn what_belongs_together_lies_in_one_part() {
        let folder = data_set();
        let table = split(folder.path(), By::Group, 42).unwrap();
        let rows = rows(folder.path());
        assert_eq!(rows.len(), 240);
        let mut parts = BTreeMap::<String, String>::new();
        for row in &rows {
            let part = parts.entry(row[2].to_owned()).or_insert_with(|| row[3].to_owned());
            assert_eq!(*part, row[3], "group {} is torn", &row[2]);
        }
        let chinese = |from: usize, to: usize| (from..to).map(|work| rows[60 + work][2].to_owned());
        for (from, to) in [(0, 12), (12, 18), (18, 24), (24, 26)] {
            let mut groups: Vec<_> = chinese(from, to).collect();
            groups.dedup();
            assert_eq!(groups.len(), 1, "works {from} to {to} are one group");
        }
        for (part, share) in PARTS {
            for class in ["american", "chinese", "indian", "japanese"] {
                let count = rows.iter().filter(|row| &row[1] == class && &row[3] == part).count();
                assert!(
                    (count as f64 - share * 60.0).abs() <= 2.0,
                    "{class} {part}: {count}\n{table}"
                );
            }
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_split_and_a_second_time_too() {
        let (one, other) = (data_set(), data_set());
        split(one.path(), By::Group, 7).unwrap();
        split(other.path(), By::Group, 7).unwrap();
        assert_eq!(rows(one.path()), rows(other.path()));
        split(one.path(), By::Group, 7).unwrap();
        assert_eq!(rows(one.path()), rows(other.path()));
        split(one.path(), By::Group, 8).unwrap();
        assert_ne!(rows(one.path()), rows(other.path()));
    }

    #[test]
    fn by_file_every_file_is_its_own_group() {
        let folder = data_set();
        split(folder.path(), By::File, 42).unwrap();
        let mut groups: Vec<_> = rows(folder.path()).iter().map(|row| row[2].to_owned()).collect();
        groups.dedup();
        assert_eq!(groups.len(), 240);
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
