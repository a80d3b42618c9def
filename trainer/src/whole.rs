//! Files that are written atomically.

use anyhow::{Context as _, Result};
use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};

/// The extension of a file that is being written.
pub const PART: &str = "part";

/// Writes a file atomically: whatever happens, it has either the old or the new
/// contents.
///
/// # Errors
///
/// If the disk is full or cannot be written to.
pub fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    let failed = || format!("could not write {}", path.display());
    let folder = path.parent().with_context(failed)?;
    let part = path.with_extension(PART);
    let mut file = File::create(&part).with_context(failed)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).with_context(failed)?;
    fs::rename(&part, path).with_context(failed)?;
    // The name is on the disk only after its folder is synced.
    #[cfg(unix)]
    File::open(folder).and_then(|folder| folder.sync_all()).with_context(failed)?;
    #[cfg(not(unix))]
    let _ = folder;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_put_in_place_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("1.jpg");
        put(&path, b"first").unwrap();
        put(&path, b"second").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"second");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
