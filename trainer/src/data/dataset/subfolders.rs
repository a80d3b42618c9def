//! Data sets without a manifest, whose subfolders are the classes.
//!
//! The part of a picture follows from its name. A class of three pictures or
//! more has some in `train` and `val`, and one of five or more in `test` too.

use super::listed::MANIFEST;
use crate::data::{
    folders::{is_hidden, pictures_of},
    sample::{PARTS, Row, Sample},
};
use crate::hint::Hinted;
use anyhow::{Context as _, Result, ensure};
use std::{collections::BTreeMap, fs, path::Path};
use whence::core::digest::sha256;

/// The number of pictures from which a class has some for training and some for
/// validation.
pub(crate) const FEWEST: usize = 3;

/// The number from which it has some for testing too.
const FEWEST_TO_TEST: usize = 5;

/// A row for each picture in a subfolder of `folder`, and the digest of their
/// names.
///
/// # Errors
///
/// If there are none, or the subfolders are parts instead of classes.
pub(super) fn rows(folder: &Path) -> Result<(Vec<Row>, String)> {
    let unreadable = || format!("could not read {}", folder.display());
    let mut classes = Vec::new();
    for entry in fs::read_dir(folder).with_context(unreadable)? {
        let path = entry.with_context(unreadable)?.path();
        if path.is_dir() && !is_hidden(&path) {
            classes.push(path);
        }
    }
    classes.sort();
    let class = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    ensure!(
        classes.iter().all(|path| PARTS.iter().all(|(part, _)| *part != class(path))),
        Hinted::new(
            format!("{} has parts as subfolders", folder.display()),
            format!(
                "give the folder whose subfolders are the labels, or write a {MANIFEST} with the \
                 column part"
            )
        )
    );
    let mut rows = Vec::new();
    for (root, picture) in pictures_of(&classes, &[folder])? {
        let path = picture.strip_prefix(folder)?.to_owned();
        let file = path.to_string_lossy().into_owned();
        let (source, part, group) = ("folders".to_owned(), String::new(), String::new());
        let sample =
            Sample { file, path, line: None, label: None, part, source, group, object: None };
        let class = classes.get(root).map(|path| class(path)).unwrap_or_default();
        rows.push(Row { class, sample });
    }
    ensure!(
        !rows.is_empty(),
        "{} has neither a {MANIFEST} nor subfolders with pictures, one for each label",
        folder.display()
    );
    rows.sort_by(|a, b| a.sample.file.cmp(&b.sample.file));
    give_parts(&mut rows);
    let names: Vec<_> = rows.iter().map(|row| &*row.sample.file).collect();
    let digest = sha256(names.join("\n").as_bytes());
    Ok((rows, digest))
}

/// Assigns the pictures of each class to parts, by the digests of their names.
fn give_parts(rows: &mut [Row]) {
    let mut classes = BTreeMap::<&str, Vec<(String, &mut Sample)>>::new();
    for Row { class, sample } in rows {
        let digest = sha256(sample.file.as_bytes());
        classes.entry(class).or_default().push((digest, sample));
    }
    let [(train, _), (val, _), (test, _)] = PARTS;
    for mut pictures in classes.into_values() {
        pictures.sort_by(|(one, _), (other, _)| one.cmp(other));
        let places: Vec<_> = pictures.iter().map(|(digest, _)| place(digest)).collect();
        let (first, second) = cuts(&places);
        for (rank, (_, sample)) in pictures.into_iter().enumerate() {
            let part = if rank < first {
                train
            } else if rank < second {
                val
            } else {
                test
            };
            part.clone_into(&mut sample.part);
        }
    }
}

/// A number from 0 to 1, derived from a digest.
fn place(digest: &str) -> f64 {
    let number = u32::from_str_radix(digest.get(..4).unwrap_or_default(), 16).unwrap_or_default();
    f64::from(number) / f64::from(0x1_0000)
}

/// The indices at which `val` and `test` start among the sorted numbers of a
/// class. They follow from the shares alone, so that a picture keeps its part
/// whatever else is there. Only if `train` would get less than half of the
/// pictures, or another part none, are the pictures next to the cut moved.
fn cuts(places: &[f64]) -> (usize, usize) {
    let [(_, train), (_, val), _] = PARTS;
    let [first, second] =
        [train, train + val].map(|share| places.partition_point(|place| *place < share));
    let all = places.len();
    if all < FEWEST {
        return (first, second);
    }
    let (half, last) = (all / 2, if all < FEWEST_TO_TEST { all } else { all - 1 });
    let second = second.clamp(half + 1, last);
    (first.clamp(half, second - 1), second)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The number of pictures of each class in each part.
    fn counts(classes: usize, pictures: usize) -> Vec<[usize; 3]> {
        let folder = tempfile::tempdir().unwrap();
        for class in 0..classes {
            fs::create_dir(folder.path().join(class.to_string())).unwrap();
            for number in 0..pictures {
                fs::write(folder.path().join(format!("{class}/{number}.png")), "").unwrap();
            }
        }
        let (rows, _) = rows(folder.path()).unwrap();
        let count = |class: usize, part| {
            let of_part = rows.iter().filter(|row| row.sample.part == part);
            of_part.filter(|row| row.class == class.to_string()).count()
        };
        (0..classes).map(|class| PARTS.map(|(part, _)| count(class, part))).collect()
    }

    #[test]
    fn every_class_with_some_pictures_has_some_in_every_part() {
        for counts in counts(7, 6) {
            let [train, val, test] = counts;
            assert!(train >= 3 && val >= 1 && test >= 1, "{counts:?}");
        }
        for pictures in 3..12 {
            for counts in counts(20, pictures) {
                let [train, val, test] = counts;
                assert_eq!(train + val + test, pictures);
                assert!(train >= pictures / 2 && val >= 1, "{counts:?}");
                assert!(pictures < 5 || test >= 1, "{counts:?}");
            }
        }
    }

    #[test]
    fn places_are_cut_at_the_shares_unless_a_part_would_be_empty() {
        let spread: Vec<_> = (0..50).map(|number| f64::from(number) / 50.0).collect();
        assert_eq!(cuts(&spread), (35, 44));
        assert_eq!(cuts(&[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]), (4, 5));
        assert_eq!(cuts(&[0.9; 6]), (3, 4));
        assert_eq!(cuts(&[0.8; 6]), (3, 5));
        assert_eq!(cuts(&[0.1; 4]), (3, 4));
        assert_eq!(cuts(&[0.9; 3]), (1, 2));
        assert_eq!(cuts(&[0.1; 2]), (2, 2));
        assert_eq!(cuts(&[]), (0, 0));
    }
}
