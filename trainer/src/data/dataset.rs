//! The data set format: a folder with pictures and a `manifest.csv`.
//!
//! The manifest has a header and one row per picture. Columns that are read:
//!
//! | column | meaning |
//! |---|---|
//! | `file` | the picture, relative to the folder |
//! | `class` | a label of the task, or `other` for what is none of them |
//! | `part` | `train`, `val`, `test`, or the name of another part to be judged by itself |
//! | `source` | where the picture comes from |
//! | `group` | pictures of one group never stand in different parts |
//!
//! Other columns are ignored. A file `about.md` beside the manifest, if there
//! is one, says in a sentence or two what the pictures are; it goes into the
//! card of a model that is trained on them.
//!
//! A folder without a manifest is a data set too: its sub-folders are the
//! classes, and each picture's part follows from its name, 70/18/12.

use super::tasks;
use anyhow::{Context, Result, bail, ensure};
use image::ImageFormat;
use serde::Deserialize;
use std::{
    fs, io,
    path::{self, Path, PathBuf},
};
use whence::core::{
    digest::sha256,
    label::{Label, Labels},
    task::Task,
};

/// What a data set's pictures and their parts are listed in.
pub const MANIFEST: &str = "manifest.csv";

/// The parts and their shares, as in the article.
pub const PARTS: [(&str, f64); 3] = [("train", 0.70), ("val", 0.18), ("test", 0.12)];

/// The class of what has none of the labels.
pub const OTHER: &str = "other";

/// The part of sources that are kept from training.
pub const HELD_OUT: &str = "held-out";

/// The records that the pictures came with, if they did.
pub const RECORDS: &str = "records.csv";

/// What a data set says of itself, if it does.
pub const ABOUT: &str = "about.md";

/// One picture of a data set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sample {
    /// The picture: relative to the data set's folder, or where it was added from.
    pub file: String,
    /// Its label; `None` for what has none of them.
    pub label: Option<Label>,
    /// The part it belongs to.
    pub part: String,
    /// Where it comes from.
    pub source: String,
}

/// A data set: a folder and what its manifest says.
#[derive(Clone, Debug)]
pub struct Dataset {
    folder: PathBuf,
    samples: Vec<Sample>,
    /// The task that its labels are of.
    pub task: Task,
    /// The labels, in class order.
    pub labels: Labels,
    /// What the pictures are, in words.
    pub about: String,
    /// SHA-256 of the manifest, and of the names of what was added, in
    /// lower-case hexadecimal.
    pub digest: String,
}

#[derive(Deserialize)]
struct Row {
    file: String,
    class: String,
    #[serde(default)]
    part: String,
    #[serde(default)]
    source: String,
}

impl Dataset {
    /// Reads the manifest of `folder`, or its sub-folders where it has none.
    /// Without a task, the classes are the labels, as their names stand.
    ///
    /// # Errors
    ///
    /// Where there are no pictures, or a row of the manifest has no meaning;
    /// the message names the line.
    pub fn open(folder: &Path, task: Option<Task>) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let listed = path.exists();
        let (rows, digest) = if listed {
            let bytes =
                fs::read(&path).with_context(|| format!("could not read {}", path.display()))?;
            let rows = csv::Reader::from_reader(bytes.as_slice()).into_deserialize();
            let rows = rows.collect::<Result<Vec<Row>, _>>();
            (rows.with_context(|| format!("{} is not valid", path.display()))?, sha256(&bytes))
        } else {
            let rows = of_folders(folder)?;
            let names: Vec<_> = rows.iter().map(|row| &*row.file).collect();
            let digest = sha256(names.join("\n").as_bytes());
            (rows, digest)
        };
        ensure!(!rows.is_empty(), "{} lists no pictures", path.display());
        let task = match task {
            Some(task) => task,
            None => {
                let name = folder.file_name().unwrap_or_default().to_string_lossy();
                tasks::of_classes(&name, rows.iter().map(|row| &*row.class))?
            }
        };
        let labels = task.check()?;
        let sample = |(index, row): (usize, Row)| {
            let label = match row.class.trim() {
                class if class.eq_ignore_ascii_case(OTHER) => None,
                class => Some(task.named(class).with_context(|| {
                    let place = format!("{}, record {}", path.display(), index + 1);
                    format!("{place}: the class {class:?} is none of {labels}, {OTHER}")
                })?),
            };
            Ok(Sample { file: row.file, label, part: row.part, source: row.source })
        };
        let samples = rows.into_iter().enumerate().map(sample).collect::<Result<Vec<Sample>>>()?;
        if !listed {
            all_are_there(folder, &samples, &labels)?;
        }
        let about = fs::read_to_string(folder.join(ABOUT)).unwrap_or_default();
        let about = if about.trim().is_empty() { "Photographs." } else { about.trim() };
        let (folder, about) = (folder.to_owned(), about.to_owned());
        Ok(Self { folder, samples, task, labels, about, digest })
    }

    /// Adds the pictures that lie in `folder`, or deeper, to a part: none of
    /// the labels, in the order of their names, and the folder's name as their
    /// source.
    ///
    /// # Errors
    ///
    /// Where the folder cannot be read or there are no pictures in it; as
    /// [`part`](Self::part).
    pub fn add_others(&mut self, folder: &Path, part: &str) -> Result<()> {
        self.part(part)?;
        let folder = path::absolute(folder)?;
        let files = pictures(&folder);
        let mut files = files.with_context(|| format!("could not read {}", folder.display()))?;
        ensure!(!files.is_empty(), "there are no pictures in {}", folder.display());
        files.sort_unstable();
        let source = folder.file_name().unwrap_or_default().to_string_lossy();
        let names = files.iter().map(|file| file.strip_prefix(&folder).unwrap_or(file));
        let names = names.map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("\n");
        self.digest = sha256(format!("{}\n{part}\n{source}\n{names}", self.digest).as_bytes());
        self.samples.extend(files.iter().map(|file| Sample {
            file: file.to_string_lossy().into_owned(),
            label: None,
            part: part.to_owned(),
            source: source.clone().into_owned(),
        }));
        Ok(())
    }

    /// Moves every picture of a source into the part [`HELD_OUT`].
    ///
    /// # Errors
    ///
    /// Where there is no such source; the message names those there are.
    pub fn hold_out(&mut self, source: &str) -> Result<()> {
        let mut own = self.samples.iter_mut().filter(|sample| sample.source == source).peekable();
        if own.peek().is_none() {
            drop(own);
            let mut sources: Vec<_> = self.samples.iter().map(|sample| &*sample.source).collect();
            sources.sort_unstable();
            sources.dedup();
            bail!("the data set has no source {source:?}, it has {}", sources.join(", "));
        }
        own.for_each(|sample| HELD_OUT.clone_into(&mut sample.part));
        self.digest = sha256(format!("{}\nwithout {source}", self.digest).as_bytes());
        Ok(())
    }

    /// The names of the parts, in alphabetical order.
    pub fn parts(&self) -> Vec<&str> {
        let mut parts: Vec<_> = self.samples.iter().map(|sample| &*sample.part).collect();
        parts.sort_unstable();
        parts.dedup();
        parts
    }

    /// The samples of one part, in the manifest's order.
    ///
    /// # Errors
    ///
    /// Where the part is empty; the message names the parts there are.
    pub fn part(&self, part: &str) -> Result<Vec<&Sample>> {
        let samples: Vec<_> = self.samples.iter().filter(|sample| sample.part == part).collect();
        if samples.is_empty() {
            ensure!(
                self.samples.iter().any(|sample| !sample.part.is_empty()),
                "the data set is not split yet; `whence split --data {}` does that",
                self.folder.display()
            );
            bail!("the data set has no part {part:?}, it has {}", self.parts().join(", "));
        }
        Ok(samples)
    }

    /// The samples of one part that have a label, with that label.
    ///
    /// # Errors
    ///
    /// As [`part`](Self::part).
    pub fn paintings(&self, part: &str) -> Result<Vec<(&Sample, Label)>> {
        let samples = self.part(part)?.into_iter();
        Ok(samples.filter_map(|sample| Some((sample, sample.label?))).collect())
    }

    /// The samples of one part that have none of the labels.
    ///
    /// # Errors
    ///
    /// As [`part`](Self::part).
    pub fn foreign(&self, part: &str) -> Result<Vec<&Sample>> {
        let samples = self.part(part)?.into_iter();
        Ok(samples.filter(|sample| sample.label.is_none()).collect())
    }

    /// How many pictures of each label a part holds, in class order.
    ///
    /// # Errors
    ///
    /// As [`part`](Self::part).
    pub fn counts(&self, part: &str) -> Result<Vec<u32>> {
        let paintings = self.paintings(part)?;
        let count = |label| paintings.iter().filter(|(_, own)| *own == label).count() as u32;
        Ok(self.labels.iter().map(count).collect())
    }

    /// What the pictures are and how many pictures each part holds, in words,
    /// for a model's card.
    pub fn description(&self) -> String {
        let mut counts = std::collections::BTreeMap::<&str, usize>::new();
        for sample in self.samples.iter().filter(|sample| sample.label.is_some()) {
            *counts.entry(&sample.part).or_default() += 1;
        }
        let counts: Vec<_> = counts.iter().map(|(part, count)| format!("{part} {count}")).collect();
        format!("{} Pictures by part: {}.", self.about, counts.join(", "))
    }

    /// The encoded bytes of a sample.
    ///
    /// # Errors
    ///
    /// Where the file cannot be read.
    pub fn read(&self, sample: &Sample) -> Result<Vec<u8>> {
        let path = self.folder.join(&sample.file);
        fs::read(&path).with_context(|| format!("could not read {}", path.display()))
    }
}

/// A row for each picture in a sub-folder of `folder`.
fn of_folders(folder: &Path) -> Result<Vec<Row>> {
    let unreadable = || format!("could not read {}", folder.display());
    let mut rows = Vec::new();
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let path = entry?.path();
        if !path.is_dir() {
            continue;
        }
        let class = path.file_name().unwrap_or_default().to_string_lossy();
        if is_hidden(&path) || class == "__MACOSX" {
            continue;
        }
        ensure!(
            PARTS.iter().all(|(part, _)| *part != class),
            "{} has parts as sub-folders; give the folder whose sub-folders are the labels, or \
             write a {MANIFEST} with the column part",
            folder.display()
        );
        for picture in pictures(&path)? {
            let file = picture.strip_prefix(folder)?.to_string_lossy().into_owned();
            let (class, part) = (class.clone().into_owned(), part_of(&file).to_owned());
            rows.push(Row { file, class, part, source: "folders".to_owned() });
        }
    }
    ensure!(
        !rows.is_empty(),
        "{} has neither a {MANIFEST} nor sub-folders with pictures, one for each label",
        folder.display()
    );
    rows.sort_by(|a, b| a.file.cmp(&b.file));
    Ok(rows)
}

/// What is parted by chance may miss a label where there are few pictures.
fn all_are_there(folder: &Path, samples: &[Sample], labels: &Labels) -> Result<()> {
    for part in ["train", "val"] {
        let has = |label| samples.iter().any(|own| own.part == part && own.label == Some(label));
        if let Some(label) = labels.iter().find(|label| !has(*label)) {
            bail!(
                "{}: by chance, none of the pictures of {label} is in the part {part}; add some, \
                 or write a {MANIFEST} with the column part",
                folder.display()
            );
        }
    }
    Ok(())
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'))
}

/// The part of a picture without a manifest, the same whatever else is there.
fn part_of(file: &str) -> &'static str {
    let digest = sha256(file.as_bytes());
    let number = u32::from_str_radix(digest.get(..4).unwrap_or_default(), 16).unwrap_or_default();
    let place = f64::from(number) / f64::from(0x1_0000);
    let [(train, first), (val, second), (test, _)] = PARTS;
    if place < first {
        train
    } else if place < first + second {
        val
    } else {
        test
    }
}

/// The pictures that lie in a folder, or deeper, by their extension.
fn pictures(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if is_hidden(&path) {
            continue;
        }
        if path.is_dir() {
            files.extend(pictures(&path)?);
        } else if ImageFormat::from_path(&path).is_ok_and(|format| format.reading_enabled()) {
            files.push(path);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn open(manifest: &str) -> Result<Dataset> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
        Dataset::open(folder.path(), None)
    }

    #[test]
    fn parts_and_paintings_are_told_apart() {
        let data = open(
            "part,file,class,source\ntrain,a.jpg,indian,x\nval,b.jpg,other,x\nval,c.jpg,chinese,y\n",
        )
        .unwrap();
        assert_eq!(data.part("val").unwrap().len(), 2);
        let paintings = data.paintings("val").unwrap();
        assert_eq!(paintings.len(), 1);
        assert_eq!(paintings[0].1.name(), "chinese");
        let error = data.part("test").unwrap_err().to_string();
        assert!(error.contains("train, val"), "{error}");
    }

    #[test]
    fn folders_are_classes_and_a_picture_keeps_its_part() {
        let folder = tempfile::tempdir().unwrap();
        let error = Dataset::open(folder.path(), None).unwrap_err().to_string();
        assert!(error.contains("sub-folders"), "{error}");
        for class in ["Blue and white", "celadon", "other"] {
            fs::create_dir(folder.path().join(class)).unwrap();
            for number in 0..40 {
                fs::write(folder.path().join(format!("{class}/{number}.png")), "").unwrap();
            }
        }
        let data = Dataset::open(folder.path(), None).unwrap();
        assert_eq!(data.labels.to_string(), "blue-and-white, celadon");
        assert_eq!(data.parts(), ["test", "train", "val"]);
        assert_eq!(data.part("train").unwrap().len() / 10, 8, "about 84 of 120");
        assert!(!data.foreign("train").unwrap().is_empty());
        let parts = |data: &Dataset| data.part("val").unwrap().into_iter().cloned().collect();
        let before: Vec<Sample> = parts(&data);
        fs::write(folder.path().join("celadon/new.png"), "").unwrap();
        let after: Vec<Sample> = parts(&Dataset::open(folder.path(), None).unwrap());
        assert!(before.iter().all(|sample| after.contains(sample)));
    }

    #[test]
    fn folders_that_are_no_labels_are_told_from_those_that_are() {
        let folder = tempfile::tempdir().unwrap();
        let write = |file: &str| {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        };
        for number in 0..30 {
            write(&format!("a/{number}.png"));
            write(&format!("b/{number}.png"));
        }
        write(".thumbnails/1.png");
        write("a/._1.png");
        write("Other/1.png");
        let data = Dataset::open(folder.path(), None).unwrap();
        assert_eq!(data.labels.to_string(), "a, b");
        assert_eq!(data.samples.len(), 61);
        write("c/1.png");
        let error = Dataset::open(folder.path(), None).unwrap_err().to_string();
        assert!(error.contains("none of the pictures of c"), "{error}");
        write("train/a/1.png");
        let error = Dataset::open(folder.path(), None).unwrap_err().to_string();
        assert!(error.contains("parts as sub-folders"), "{error}");
    }

    #[test]
    fn others_are_added_from_folders() {
        let mut data = open("file,class,part\na.jpg,indian,train\nb.jpg,other,train\n").unwrap();
        let digest = data.digest.clone();
        let folder = tempfile::tempdir().unwrap();
        let photographs = folder.path().join("photographs");
        let error = data.add_others(&photographs, "train").unwrap_err().to_string();
        assert!(error.contains("photographs"), "{error}");
        fs::create_dir_all(photographs.join("1998")).unwrap();
        fs::write(photographs.join("notes.txt"), "").unwrap();
        let error = data.add_others(&photographs, "train").unwrap_err().to_string();
        assert!(error.contains("no pictures"), "{error}");
        fs::write(photographs.join("z.JPG"), "z").unwrap();
        fs::write(photographs.join("1998/y.png"), "y").unwrap();
        data.add_others(&photographs, "train").unwrap();
        let others = data.foreign("train").unwrap();
        let sources: Vec<_> = others.iter().map(|sample| &*sample.source).collect();
        assert_eq!(sources, ["", "photographs", "photographs"]);
        assert_eq!(data.read(others[1]).unwrap(), b"y");
        assert_eq!(data.read(others[2]).unwrap(), b"z");
        assert_ne!(data.digest, digest);
        let error = data.add_others(&photographs, "tset").unwrap_err().to_string();
        assert!(error.contains("no part \"tset\""), "{error}");
    }

    #[test]
    fn a_source_is_held_out_of_every_part() {
        let rows = "a.jpg,indian,train,x\nb.jpg,indian,val,x\nc.jpg,indian,train,y\n";
        let mut data = open(&format!("file,class,part,source\n{rows}")).unwrap();
        let digest = data.digest.clone();
        data.hold_out("x").unwrap();
        assert_eq!(data.parts(), [HELD_OUT, "train"]);
        assert_eq!(data.part(HELD_OUT).unwrap().len(), 2);
        assert_ne!(data.digest, digest);
        let error = data.hold_out("z").unwrap_err().to_string();
        assert!(error.contains("it has x, y"), "{error}");
    }

    #[test]
    fn a_data_set_that_is_not_split_says_so() {
        let data = open("file,class\na.jpg,indian\n").unwrap();
        assert!(data.part("train").unwrap_err().to_string().contains("whence split"));
    }

    #[test]
    fn a_row_without_meaning_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), "file,class\na.jpg,french\n").unwrap();
        let error = Dataset::open(folder.path(), Some(tasks::culture().unwrap())).unwrap_err();
        let error = format!("{error:#}");
        assert!(error.contains("record 1") && error.contains("french"), "{error}");
        assert!(open("file,part\na.jpg,train\n").is_err());
        assert!(open("file,class,part\n").is_err());
    }
}
