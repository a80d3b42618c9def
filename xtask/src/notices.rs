//! The licences of the crates in the npm package, as they require.

use crate::shell::{command, output};
use anyhow::{Context, Result};
use serde::Deserialize;
use std::{
    collections::{BTreeMap, HashMap},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The fields of `cargo metadata` that are read.
#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    manifest_path: PathBuf,
}

/// The crates in the API's WebAssembly and their licences, each text once.
pub(crate) fn notices() -> Result<String> {
    let tree = command(
        "cargo tree --locked --package whence --no-default-features --features api \
         --target wasm32-unknown-unknown --edges normal,no-proc-macro --prefix none \
         --format {p}|{l}",
    );
    let tree = output("asking what the API is made of", tree)?;
    let folders = folders()?;
    let mut crates = BTreeMap::new();
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in tree.lines() {
        let (id, licence) = line.split_once('|').context("cargo tree separates them by |")?;
        let id = id.split(" (").next().unwrap_or(id);
        let licence = licence.trim_end_matches(" (*)");
        if crates.insert(id.to_owned(), licence.to_owned()).is_some() {
            continue;
        }
        let folder = folders.get(id).with_context(|| format!("cargo does not know {id}"))?;
        for text in licence_texts(folder)? {
            texts.entry(text).or_default().push(id.to_owned());
        }
    }
    let mut notices = "whence_bg.wasm contains code of these crates:\n\n".to_owned();
    for (id, licence) in crates {
        writeln!(notices, "{id}: {licence}")?;
    }
    for (text, of) in texts {
        write!(notices, "\n{}\n{}\n\n{text}\n", "-".repeat(72), of.join(", "))?;
    }
    Ok(notices)
}

/// The source folder of each crate, by its name and version.
fn folders() -> Result<HashMap<String, PathBuf>> {
    let metadata = command("cargo metadata --locked --format-version 1");
    let metadata = output("asking where the sources lie", metadata)?;
    let Metadata { packages } = serde_json::from_str(&metadata)?;
    let place = |Package { name, version, manifest_path }: Package| {
        Some((format!("{name} v{version}"), manifest_path.parent()?.to_owned()))
    };
    Ok(packages.into_iter().filter_map(place).collect())
}

/// The licences in a folder. If MIT is offered, it is chosen.
fn licence_texts(folder: &Path) -> Result<Vec<String>> {
    const BEGINNINGS: [&str; 5] = ["license", "licence", "copying", "notice", "unlicense"];
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        names.extend(entry?.file_name().into_string().ok());
    }
    names.sort();
    names.retain(|name| {
        let name = name.to_lowercase();
        BEGINNINGS.iter().any(|beginning| name.starts_with(beginning))
    });
    if names.iter().any(|name| is_mit(name)) {
        names.retain(|name| is_mit(name));
    }
    let files = names.into_iter().map(|name| folder.join(name)).filter(|file| file.is_file());
    let read = |file| Ok(String::from_utf8_lossy(&fs::read(file)?).trim().to_owned());
    files.map(read).collect()
}

fn is_mit(name: &str) -> bool {
    name.to_lowercase().contains("mit")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mit_is_chosen_where_it_is_offered() {
        let folder = std::env::temp_dir().join(format!("whence-notices-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("README.md"), "no licence").unwrap();
        fs::write(folder.join("LICENSE-APACHE"), "Apache").unwrap();
        fs::write(folder.join("COPYING"), "of others\n").unwrap();
        assert_eq!(licence_texts(&folder).unwrap(), ["of others", "Apache"]);
        fs::write(folder.join("LICENSE-MIT"), "MIT").unwrap();
        assert_eq!(licence_texts(&folder).unwrap(), ["MIT"]);
        fs::remove_dir_all(folder).unwrap();
    }
}
