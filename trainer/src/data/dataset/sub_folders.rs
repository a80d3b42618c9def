//! Data sets without a manifest, whose sub-folders are the classes.

use super::listed::MANIFEST;
use crate::data::{
    folders::{is_hidden, pictures_of},
    sample::{PARTS, Row, Sample},
};
use crate::hint::Hinted;
use anyhow::{Context as _, Result, ensure};
use std::{fs, path::Path};
use whence::core::digest::sha256;

/// A row for each picture in a sub-folder of `folder`, and the digest of their
/// names.
///
/// # Errors
///
/// Where there are none, or the sub-folders are parts instead of classes.
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
            format!("{} has parts as sub-folders", folder.display()),
            format!(
                "give the folder whose sub-folders are the labels, or write a {MANIFEST} with the \
                 column part"
            )
        )
    );
    let mut rows = Vec::new();
    for (root, picture) in pictures_of(&classes, &[folder])? {
        let path = picture.strip_prefix(folder)?.to_owned();
        let file = path.to_string_lossy().into_owned();
        let part = part_of(&file).to_owned();
        let (source, group) = ("folders".to_owned(), String::new());
        let sample =
            Sample { file, path, line: None, label: None, part, source, group, object: None };
        let class = classes.get(root).map(|path| class(path)).unwrap_or_default();
        rows.push(Row { class, sample });
    }
    ensure!(
        !rows.is_empty(),
        "{} has neither a {MANIFEST} nor sub-folders with pictures, one for each label",
        folder.display()
    );
    rows.sort_by(|a, b| a.sample.file.cmp(&b.sample.file));
    let names: Vec<_> = rows.iter().map(|row| &*row.sample.file).collect();
    let digest = sha256(names.join("\n").as_bytes());
    Ok((rows, digest))
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
