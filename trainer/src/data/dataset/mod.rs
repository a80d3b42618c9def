//! The data set format: a folder with pictures and a `manifest.csv`.
//!
//! The manifest has a header and one row per picture, in UTF-8. Columns that
//! are read:
//!
//! | column | meaning |
//! |---|---|
//! | `file` | the picture, relative to the folder |
//! | `class` | a label of the task, or `other` for pictures without one |
//! | `part` | `train`, `val`, `test`, or another part, evaluated separately |
//! | `source` | where the picture comes from |
//! | `group` | pictures of one group are always in the same part |
//! | `object` or `met_object_id` | the number of the work at The Met |
//!
//! Only the first two are required. Other columns are ignored, and rows without
//! a value are skipped. A `split.csv` in the same folder, with the columns
//! `file` and `part`, replaces the column `part` for the files that it lists. A
//! file `about.md`, if there is one, describes the pictures in a sentence or
//! two; it becomes part of the card of a model that is trained on them.
//!
//! A folder without a manifest is a data set too: its subfolders are the
//! classes, and each picture's part follows from its name, 70/18/12.

mod listed;
mod subfolders;

pub use listed::{MANIFEST, SPLIT};
pub(crate) use listed::{OBJECT, Split};
pub(crate) use subfolders::FEWEST;

use super::{
    folders::pictures,
    sample::{OTHER, Row, Sample},
    tasks,
};
use crate::hint::Hinted;
use anyhow::{Context as _, Result, bail, ensure};
use listed::plain;
use std::{
    collections::BTreeMap,
    fs,
    path::{self, Path, PathBuf},
};
use tracing::warn;
use whence::core::{
    digest::sha256,
    label::{Label, Labels},
    task::{Class, Task},
};

/// The part of sources that are excluded from training.
pub const HELD_OUT: &str = "held-out";

/// The records of the pictures, if there are any.
pub const RECORDS: &str = "records.csv";

/// The description of a data set, if there is one.
pub const ABOUT: &str = "about.md";

/// A data set: a folder and the contents of its manifest.
#[derive(Clone, Debug)]
pub struct Dataset {
    folder: PathBuf,
    samples: Vec<Sample>,
    /// The task of its labels.
    pub task: Task,
    /// The labels, in class order.
    pub labels: Labels,
    /// A description of the pictures.
    pub about: String,
    /// SHA-256 of the manifest and of the names of added pictures, in
    /// lower-case hexadecimal.
    pub digest: String,
}

impl Dataset {
    /// Reads the manifest of `folder`, or its subfolders if it has none.
    /// Without a task, the classes are the labels, spelled as they are.
    ///
    /// # Errors
    ///
    /// If there are no pictures, or a row of the manifest is invalid; the
    /// message names the line.
    pub fn open(folder: &Path, task: Option<Task>) -> Result<Self> {
        let path = folder.join(MANIFEST);
        let (rows, digest) =
            if path.exists() { listed::rows(folder)? } else { subfolders::rows(folder)? };
        let task = match task {
            Some(task) => task,
            None => own_task(folder, &path, &rows)?,
        };
        let labels = task.check()?;
        let mut respelled = Vec::new();
        let mut samples = Vec::new();
        for Row { class, mut sample } in rows {
            let name = class.trim();
            if !name.eq_ignore_ascii_case(OTHER) {
                let label = task.named(name).with_context(|| {
                    let place = format!("{}, {}", path.display(), sample.place());
                    format!("{place}: the class {class:?} is none of {labels}, {OTHER}")
                })?;
                sample.label = Some(label);
                if !task.labels.iter().any(|one| one.id == label && is_spelled(one, &class)) {
                    respelled.push(format!("{class:?} ({})", sample.place()));
                }
            }
            samples.push(sample);
        }
        if let Some(first) = respelled.first() {
            let count = respelled.len();
            warn!("{count} classes are not spelled like their labels, such as {first}");
        }
        let about = fs::read_to_string(folder.join(ABOUT)).unwrap_or_default();
        let about = if about.trim().is_empty() { "Photographs." } else { about.trim() };
        let (folder, about) = (folder.to_owned(), about.to_owned());
        Ok(Self { folder, samples, task, labels, about, digest })
    }

    /// All pictures, in the manifest's order, followed by added ones.
    pub fn samples(&self) -> &[Sample] {
        &self.samples
    }

    /// A file in the folder of the data set.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// The canonical path of a sample's file, whatever its spelling in the
    /// manifest: each file has one path.
    pub(crate) fn path(&self, sample: &Sample) -> PathBuf {
        let path = self.folder.join(&sample.path);
        path.canonicalize().unwrap_or_else(|_| plain(&path))
    }

    /// The same data, with the pictures of `val` also in `train`.
    pub(crate) fn with_validation_in_train(&self) -> Self {
        let mut data = self.clone();
        data.digest = sha256(format!("{}\nval in train", self.digest).as_bytes());
        let validation = self.samples.iter().filter(|sample| sample.part == "val");
        let again = |sample: &Sample| Sample { part: "train".to_owned(), ..sample.clone() };
        data.samples.extend(validation.map(again));
        data
    }

    /// Adds the pictures in `folder` and its subfolders to a part as negatives,
    /// in the order of their names. Their source is the folder's name.
    ///
    /// # Errors
    ///
    /// If the folder cannot be read or has no pictures; as
    /// [`part`](Self::part).
    pub fn add_negatives(&mut self, folder: &Path, part: &str) -> Result<()> {
        self.part(part)?;
        let folder = path::absolute(folder)?;
        let files = pictures(&folder)?;
        ensure!(!files.is_empty(), "there are no pictures in {}", folder.display());
        let source = folder.file_name().unwrap_or_default().to_string_lossy();
        let names = files.iter().map(|file| file.strip_prefix(&folder).unwrap_or(file));
        let names = names.map(|name| name.to_string_lossy()).collect::<Vec<_>>().join("\n");
        self.digest = sha256(format!("{}\n{part}\n{source}\n{names}", self.digest).as_bytes());
        self.samples.extend(files.into_iter().map(|path| Sample {
            file: path.to_string_lossy().into_owned(),
            path,
            line: None,
            label: None,
            part: part.to_owned(),
            source: source.clone().into_owned(),
            group: String::new(),
            object: None,
        }));
        Ok(())
    }

    /// A copy with at most `count` pictures of each label, and of those without
    /// one, in each part.
    pub(crate) fn few(&self, count: usize) -> Self {
        let mut counts = BTreeMap::new();
        let samples = self.samples.iter().filter(|sample| {
            let seen = counts.entry((&sample.part, sample.label)).or_insert(0);
            *seen += 1;
            *seen <= count
        });
        Self { samples: samples.cloned().collect(), ..self.clone() }
    }

    /// Moves every picture of a source into the part [`HELD_OUT`].
    ///
    /// # Errors
    ///
    /// If there is no such source; the message names the existing ones.
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
    /// If the part is empty; the message names the existing parts.
    pub fn part(&self, part: &str) -> Result<Vec<&Sample>> {
        let samples: Vec<_> = self.samples.iter().filter(|sample| sample.part == part).collect();
        if samples.is_empty() {
            ensure!(
                self.samples.iter().any(|sample| !sample.part.is_empty()),
                Hinted::new(
                    "the data set is not split yet",
                    format!("`whence split --data {}` does that", self.folder.display())
                )
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
    pub fn negatives(&self, part: &str) -> Result<Vec<&Sample>> {
        let samples = self.part(part)?.into_iter();
        Ok(samples.filter(|sample| sample.label.is_none()).collect())
    }

    /// The number of pictures of each label in a part, in class order.
    ///
    /// # Errors
    ///
    /// As [`part`](Self::part).
    pub fn counts(&self, part: &str) -> Result<Vec<u32>> {
        let paintings = self.paintings(part)?;
        let count = |label| paintings.iter().filter(|(_, own)| *own == label).count() as u32;
        Ok(self.labels.iter().map(count).collect())
    }

    /// A description of the pictures and of the size of each part, for a
    /// model's card.
    pub fn description(&self) -> String {
        let mut counts = BTreeMap::<&str, usize>::new();
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
    /// If the file cannot be read.
    pub fn read(&self, sample: &Sample) -> Result<Vec<u8>> {
        let path = self.folder.join(&sample.path);
        fs::read(&path).with_context(|| format!("could not read {}", path.display()))
    }
}

/// Whether this is the task's spelling of a label.
fn is_spelled(label: &Class, name: &str) -> bool {
    label.id.name() == name || label.aliases.iter().any(|alias| alias == name)
}

/// The task with the classes of the rows as labels.
fn own_task(folder: &Path, manifest: &Path, rows: &[Row]) -> Result<Task> {
    for Row { class, sample } in rows {
        tasks::label(class.trim())
            .with_context(|| format!("{}, {}", manifest.display(), sample.place()))?;
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let classes = rows.iter().map(|row| &*row.class);
    let task = if manifest.exists() {
        tasks::of_manifest(&name, classes)
    } else {
        tasks::of_folders(&name, classes)
    };
    task.with_context(|| folder.display().to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hint;

    fn open(manifest: &str) -> Result<Dataset> {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("manifest.csv"), manifest).unwrap();
        Dataset::open(folder.path(), None)
    }

    #[test]
    fn parts_and_paintings_are_distinguished() {
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
        assert!(error.contains("subfolders"), "{error}");
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
        assert!(!data.negatives("train").unwrap().is_empty());
        let parts = |data: &Dataset| data.part("val").unwrap().into_iter().cloned().collect();
        let before: Vec<Sample> = parts(&data);
        fs::write(folder.path().join("celadon/new.png"), "").unwrap();
        let after: Vec<Sample> = parts(&Dataset::open(folder.path(), None).unwrap());
        assert!(before.iter().all(|sample| after.contains(sample)));
    }

    #[test]
    fn folders_for_two_of_the_four_cultures_are_two_labels() {
        let folder = tempfile::tempdir().unwrap();
        for class in ["chinese", "japanese"] {
            fs::create_dir(folder.path().join(class)).unwrap();
            for number in 0..40 {
                fs::write(folder.path().join(format!("{class}/{number}.png")), "").unwrap();
            }
        }
        let data = Dataset::open(folder.path(), None).unwrap();
        assert_eq!(data.labels.to_string(), "chinese, japanese");
        let found = crate::data::check::quick(&data);
        assert!(found.is_fine(), "{found}");
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
        write("train/a/1.png");
        let error = Dataset::open(folder.path(), None).unwrap_err().to_string();
        assert!(error.contains("parts as subfolders"), "{error}");
    }

    #[test]
    fn negatives_are_added_from_folders() {
        let mut data = open("file,class,part\na.jpg,indian,train\nb.jpg,other,train\n").unwrap();
        let digest = data.digest.clone();
        let folder = tempfile::tempdir().unwrap();
        let photographs = folder.path().join("photographs");
        let error = data.add_negatives(&photographs, "train").unwrap_err().to_string();
        assert!(error.contains("photographs"), "{error}");
        fs::create_dir_all(photographs.join("1998")).unwrap();
        fs::write(photographs.join("notes.txt"), "").unwrap();
        let error = data.add_negatives(&photographs, "train").unwrap_err().to_string();
        assert!(error.contains("no pictures"), "{error}");
        fs::write(photographs.join("z.JPG"), "z").unwrap();
        fs::write(photographs.join("1998/y.png"), "y").unwrap();
        data.add_negatives(&photographs, "train").unwrap();
        let others = data.negatives("train").unwrap();
        let sources: Vec<_> = others.iter().map(|sample| &*sample.source).collect();
        assert_eq!(sources, ["", "photographs", "photographs"]);
        assert_eq!(data.read(others[1]).unwrap(), b"y");
        assert_eq!(data.read(others[2]).unwrap(), b"z");
        assert_ne!(data.digest, digest);
        let error = data.add_negatives(&photographs, "tset").unwrap_err().to_string();
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
        let error = data.part("train").unwrap_err();
        assert!(hint::of(&error).unwrap().contains("whence split --data"), "{error}");
    }

    #[test]
    fn a_row_without_meaning_is_named() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(MANIFEST), "file,class\n\na.jpg,french\n").unwrap();
        let error = Dataset::open(folder.path(), Some(tasks::culture().unwrap())).unwrap_err();
        let error = format!("{error:#}");
        assert!(error.contains("manifest.csv, line 3") && error.contains("french"), "{error}");
        assert!(open("file,part\na.jpg,train\n").is_err());
        assert!(open("file,class,part\n").is_err());
        let error = format!("{:#}", open("file,class\na.jpg,x\nb.jpg,\n").unwrap_err());
        assert!(error.contains("line 3: no class"), "{error}");
        let error = format!("{:#}", open("file,class\na.jpg,x\nb.jpg,../y\n").unwrap_err());
        assert!(error.contains("line 3") && error.contains("../y"), "{error}");
    }

    #[test]
    fn classes_are_read_as_they_are_meant() {
        let data = open("file,class\na,chinese\nb,Chinese\nc,chinese \nd,JAPANESE\n").unwrap();
        let labels: Vec<_> =
            data.samples.iter().map(|sample| sample.label.unwrap().name()).collect();
        assert_eq!(labels, ["chinese", "chinese", "chinese", "japanese"]);
        assert_eq!(data.task.id, "culture");
    }

    #[test]
    fn a_split_of_its_own_counts() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        let parts = || -> Result<Vec<String>> {
            let data = Dataset::open(folder.path(), None)?;
            Ok(data.samples.iter().map(|sample| sample.part.clone()).collect())
        };
        write(MANIFEST, "file,class,part\n./p/a,x,train\np/b,y,\nc,y,test\n");
        let digest = Dataset::open(folder.path(), None).unwrap().digest;
        write(SPLIT, "file,part\np/a,val\np//b,train\n");
        assert_eq!(parts().unwrap(), ["val", "train", "test"]);
        assert_ne!(Dataset::open(folder.path(), None).unwrap().digest, digest);
        write(SPLIT, "file,part\np/a,val\n./p/a,train\n");
        let error = parts().unwrap_err().to_string();
        assert!(error.contains("split.csv: ./p/a is in two parts, val (line 2)"), "{error}");
        write(SPLIT, "id,culture,group,part\n7,x,g0,val\n");
        assert_eq!(parts().unwrap(), ["train", "", "test"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn names_that_are_not_utf_8_are_read() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = tempfile::tempdir().unwrap();
        let name = std::ffi::OsStr::from_bytes(b"caf\xe9.png");
        for class in ["x", "y"] {
            fs::create_dir(folder.path().join(class)).unwrap();
            fs::write(folder.path().join(class).join(name), class).unwrap();
        }
        let mut data = Dataset::open(folder.path(), None).unwrap();
        let part = data.samples[0].part.clone();
        data.add_negatives(&folder.path().join("x"), &part).unwrap();
        for (sample, bytes) in data.samples.iter().zip([b"x", b"y", b"x"]) {
            assert_eq!(data.read(sample).unwrap(), bytes);
        }
    }
}
