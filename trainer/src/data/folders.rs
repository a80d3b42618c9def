//! Pictures in folders.
//!
//! Links are followed. A folder that is reached again, by a link to itself, to
//! a parent or to another folder, is skipped, so that the search ends and each
//! picture counts once.

use anyhow::{Context as _, Result};
use image::ImageFormat;
use std::{
    collections::{BTreeSet, VecDeque},
    fmt, fs,
    path::{Path, PathBuf},
};

/// Folders that systems create, with pictures of their own.
const SIDECARS: [&str; 2] = ["__MACOSX", "@eaDir"];

/// The entries of a folder that are skipped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Skipped {
    /// Files without the extension of a picture that can be read.
    pub not_pictures: usize,
    /// Hidden files, and files that systems create.
    pub hidden: usize,
    /// Pictures and folders that are reached again through a link.
    pub repeated: usize,
}

impl fmt::Display for Skipped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let reasons = [
            (self.not_pictures, "not named as pictures that can be read"),
            (self.hidden, "hidden"),
            (self.repeated, "reached again through a link"),
        ];
        let reasons = reasons.iter().filter(|(count, _)| *count > 0);
        let reasons: Vec<_> = reasons.map(|(count, why)| format!("{count} {why}")).collect();
        f.write_str(&reasons.join(", "))
    }
}

/// The pictures in a folder and its subfolders, by their extension, in the
/// order of their names.
///
/// # Errors
///
/// If a folder cannot be read; the message names it.
pub fn pictures(folder: &Path) -> Result<Vec<PathBuf>> {
    Ok(pictures_and_rest(folder)?.0)
}

/// The same, and the number of skipped entries.
///
/// # Errors
///
/// As [`pictures`].
pub fn pictures_and_rest(folder: &Path) -> Result<(Vec<PathBuf>, Skipped)> {
    let (found, skipped) = search(&[folder.to_owned()], &[])?;
    Ok((found.into_iter().map(|(_, picture)| picture).collect(), skipped))
}

/// The same for several folders, each picture with the index of its folder;
/// `outer` are folders that links must not lead back to.
pub(crate) fn pictures_of(folders: &[PathBuf], outer: &[&Path]) -> Result<Vec<(usize, PathBuf)>> {
    Ok(search(folders, outer)?.0)
}

fn search(folders: &[PathBuf], outer: &[&Path]) -> Result<(Vec<(usize, PathBuf)>, Skipped)> {
    let mut seen: BTreeSet<PathBuf> =
        outer.iter().filter_map(|folder| folder.canonicalize().ok()).collect();
    let mut files = BTreeSet::new();
    let (mut found, mut skipped) = (Vec::new(), Skipped::default());
    // The contents of the folders are searched before the targets of links, so
    // that a picture keeps its own name.
    let mut open: VecDeque<_> = folders.iter().cloned().enumerate().collect();
    let mut links = VecDeque::new();
    while let Some((root, folder)) = open.pop_front().or_else(|| links.pop_front()) {
        let unreadable = || format!("could not read the folder {}", folder.display());
        if !seen.insert(folder.canonicalize().with_context(unreadable)?) {
            skipped.repeated += 1;
            continue;
        }
        for entry in fs::read_dir(&folder).with_context(unreadable)? {
            let entry = entry.with_context(unreadable)?;
            let path = entry.path();
            if is_hidden(&path) {
                skipped.hidden += 1;
            } else if path.is_dir() {
                let linked = entry.file_type().with_context(unreadable)?.is_symlink();
                if linked { &mut links } else { &mut open }.push_back((root, path));
            } else if path.is_file() && is_picture(&path) {
                found.push((root, path));
            } else {
                skipped.not_pictures += 1;
            }
        }
    }
    found.sort_by(|(_, one), (_, other)| one.cmp(other));
    let all = found.len();
    found.retain(|(root, path)| {
        files.insert((*root, path.canonicalize().unwrap_or_else(|_| path.clone())))
    });
    skipped.repeated += all - found.len();
    Ok((found, skipped))
}

/// Whether it has the extension of a picture that can be read.
pub(crate) fn is_picture(path: &Path) -> bool {
    ImageFormat::from_path(path).is_ok_and(|format| format.reading_enabled())
}

/// Whether it was created by a system rather than a person: `.DS_Store`,
/// `._a.jpg`.
pub(crate) fn is_hidden(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name.as_encoded_bytes().starts_with(b".") || SIDECARS.iter().any(|sidecar| name == *sidecar)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, files: &[&str]) {
        for file in files {
            let path = folder.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
    }

    fn names(folder: &Path) -> Vec<PathBuf> {
        let name = |path: PathBuf| path.strip_prefix(folder).unwrap().to_owned();
        pictures(folder).unwrap().into_iter().map(name).collect()
    }

    #[test]
    fn files_that_are_not_pictures_are_skipped() {
        let folder = tempfile::tempdir().unwrap();
        let beside = ["._a.jpg", ".DS_Store", "Thumbs.db", "@eaDir/a.jpg", "__MACOSX/a.jpg"];
        write(folder.path(), &beside);
        write(folder.path(), &["b/a.PNG", "a.jpg", "notes.txt"]);
        assert_eq!(names(folder.path()), ["a.jpg", "b/a.PNG"].map(Path::new));
        let (_, skipped) = pictures_and_rest(folder.path()).unwrap();
        assert_eq!(skipped, Skipped { not_pictures: 2, hidden: 4, repeated: 0 });
        assert_eq!(skipped.to_string(), "2 not named as pictures that can be read, 4 hidden");
        let error = format!("{:#}", pictures(&folder.path().join("no")).unwrap_err());
        assert!(error.contains("could not read the folder"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn circles_of_links_end_and_each_picture_counts_once() {
        use std::os::unix::fs::symlink;
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(folder.path(), &["a.jpg", "z/b.jpg"]);
        write(other.path(), &["c.jpg"]);
        for (to, from) in [
            (folder.path(), "z/up"),
            (folder.path(), "itself"),
            (&folder.path().join("z"), "a"),
            (other.path(), "other"),
            (&folder.path().join("a.jpg"), "same.jpg"),
        ] {
            symlink(to, folder.path().join(from)).unwrap();
        }
        assert_eq!(names(folder.path()), ["a.jpg", "other/c.jpg", "z/b.jpg"].map(Path::new));
        let (_, skipped) = pictures_and_rest(folder.path()).unwrap();
        assert_eq!(skipped, Skipped { repeated: 4, ..Skipped::default() });
    }
}
