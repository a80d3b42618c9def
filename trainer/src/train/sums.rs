//! The digests of the files of a checkpoint, in the format of `sha256sum
//! --check`. A weight that changed on the disk is still a valid number, so only
//! a digest detects it.

use super::run::damaged;
use crate::whole::put;
use anyhow::{Context as _, Result, anyhow, ensure};
use std::{
    collections::BTreeMap,
    fs,
    path::{self, Path},
};
use whence::core::digest::sha256;

/// The file that lists them.
const SUMS: &str = "SHA256SUMS";

/// Lists all files of a new checkpoint.
///
/// # Errors
///
/// If a file cannot be read, or the list cannot be written.
pub(super) fn write(folder: &Path) -> Result<()> {
    let mut sums = BTreeMap::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        sums.insert(entry.file_name(), sha256(&fs::read(entry.path())?));
    }
    let lines = sums.iter().map(|(name, sum)| format!("{sum}  {}\n", name.to_string_lossy()));
    put(&path::absolute(folder.join(SUMS))?, lines.collect::<String>().as_bytes())
}

/// Checks files of a checkpoint against the list. Older checkpoints have no
/// list, and pass.
///
/// # Errors
///
/// If a file is damaged or missing; the message names it.
pub(super) fn check(folder: &Path, names: &[&str]) -> Result<()> {
    let list = folder.join(SUMS);
    if !list.exists() {
        return Ok(());
    }
    let text = fs::read_to_string(&list).with_context(|| damaged(&list))?;
    let sums: BTreeMap<_, _> = text
        .lines()
        .filter_map(|line| line.split_once("  "))
        .map(|(sum, name)| (name, sum))
        .collect();
    for name in names {
        let file = folder.join(name);
        let sum = sums.get(name).with_context(|| damaged(&list))?;
        let bytes = fs::read(&file).with_context(|| damaged(&file))?;
        ensure!(
            sha256(&bytes) == *sum,
            anyhow!("its SHA-256 is not that in {SUMS}").context(damaged(&file))
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_changed_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str| folder.path().join(name);
        let names = ["average.bpk", "network.bpk"];
        let error = || format!("{:#}", check(folder.path(), &names).unwrap_err());
        for name in names {
            fs::write(file(name), name).unwrap();
        }
        check(folder.path(), &names).unwrap();
        write(folder.path()).unwrap();
        check(folder.path(), &names).unwrap();
        let list = fs::read_to_string(file(SUMS)).unwrap();
        assert!(list.lines().next().unwrap().ends_with("  average.bpk"), "{list}");
        assert_eq!(list.lines().count(), 2);

        fs::write(file("network.bpk"), "netwosk.bpk").unwrap();
        assert!(error().contains("network.bpk is damaged or missing: its SHA-256"), "{}", error());
        check(folder.path(), &["average.bpk"]).unwrap();
        fs::remove_file(file("network.bpk")).unwrap();
        assert!(error().contains("network.bpk is damaged or missing"), "{}", error());
        fs::write(file(SUMS), &list[..40]).unwrap();
        assert!(error().contains("SHA256SUMS is damaged"), "{}", error());
    }
}
