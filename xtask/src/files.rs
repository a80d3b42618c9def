//! Folders and their contents.

use anyhow::{Context, Result};
use std::{
    fs,
    path::{MAIN_SEPARATOR, Path, PathBuf},
};

/// Every file in a folder and its subfolders, in the order of their names.
pub(crate) fn all(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries =
        folder.read_dir().with_context(|| format!("{} is not there", folder.display()))?;
    let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    let mut files = Vec::new();
    for entry in entries {
        if entry.file_type()?.is_dir() {
            files.extend(all(&entry.path())?);
        } else {
            files.push(entry.path());
        }
    }
    Ok(files)
}

/// The path of a file relative to a folder that contains it, with slashes.
pub(crate) fn address(file: &Path, folder: &Path) -> Result<String> {
    let path = file.strip_prefix(folder)?;
    path.to_str().context("files have plain names")?;
    Ok(slashed(path))
}

/// A path with slashes on every system, as in a link.
pub(crate) fn slashed(path: &Path) -> String {
    path.display().to_string().replace(MAIN_SEPARATOR, "/")
}

/// Copies a folder with its contents.
pub(crate) fn copy(from: &Path, to: &Path) -> Result<()> {
    for file in all(from)? {
        let copy = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(copy.parent().unwrap_or(to))?;
        fs::copy(&file, copy)?;
    }
    Ok(())
}

/// An empty folder; its earlier contents are deleted.
pub(crate) fn emptied(folder: PathBuf) -> Result<PathBuf> {
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    Ok(folder)
}
