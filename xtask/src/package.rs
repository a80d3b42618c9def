//! The npm package: the handwritten modules of `npm/`, the JavaScript API as
//! WebAssembly, the model and the licences, together in `pkg/`.

use crate::{
    files,
    notices::notices,
    setup::Tools,
    shell::{command, on_path, root, step, target_folder},
    sizes::sizes,
};
use anyhow::{Context, Result, ensure};
use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// The version of the workspace, which the package shares.
pub(crate) const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Folders and files of the repository that the package contains unchanged, and
/// their place in it.
const COPIED: [(&str, &str); 5] = [
    ("LICENSE-MIT", ""),
    ("LICENSE-APACHE", ""),
    ("model/model.json", "model"),
    ("model/whence.onnx", "model"),
    ("model/MODEL_CARD.md", "model"),
];

/// The parts of the package for the table of sizes: their names and files.
const PARTS: [(&str, &[&str]); 5] = [
    ("module", &["index.js", "classifier.js", "host.js", "download.js", "errors.js", "kind.js"]),
    ("element", &["element.js"]),
    ("worker", &["worker.js", "serve.js", "errors.js", "whence.js"]),
    ("WebAssembly", &["whence_bg.wasm"]),
    ("model", &["model/model.json", "model/whence.onnx"]),
];

/// Builds the package into `pkg/`.
pub(crate) fn build() -> Result<()> {
    let root = root()?;
    let folder = files::emptied(root.join("pkg"))?;
    build_api("api", &folder)?;
    for (file, under) in COPIED {
        copy(&root.join(file), &folder.join(under))?;
    }
    for entry in fs::read_dir(root.join("npm"))? {
        copy(&entry?.path(), &folder)?;
    }
    fs::write(folder.join("LICENSES-OF-OTHERS.txt"), notices()?)?;
    fill(
        &folder.join("package.json"),
        "\"version\": \"0.0.0\"",
        &format!("\"version\": \"{VERSION}\""),
    )?;
    fill(&folder.join("README.md"), "<!-- sizes -->", &table(&folder)?)
}

/// Builds the package and packs it as npm publishes it; returns the archive.
pub(crate) fn pack() -> Result<PathBuf> {
    ensure!(
        on_path("npm").is_some(),
        "this needs npm on PATH; install Node 20 or newer, which has it (https://nodejs.org; \
         Debian: apt install nodejs npm)"
    );
    build()?;
    let folder = std::path::absolute(target_folder()?)?.join("npm");
    fs::create_dir_all(&folder)?;
    let mut pack = command("npm pack ./pkg --ignore-scripts --pack-destination");
    pack.arg(&folder);
    step("packing it", pack)?;
    Ok(folder.join(format!("whence-classifier-{VERSION}.tgz")))
}

/// Builds the API with these features into a folder.
pub(crate) fn build_api(features: &str, folder: &Path) -> Result<()> {
    let tools = Tools::for_page()?;
    let mut build = tools.command(
        "cargo build --locked --package whence --bin api --no-default-features \
         --target wasm32-unknown-unknown --profile wasm --features",
    );
    build.arg(features);
    step("building the API", build)?;
    let built = target_folder()?.join("wasm32-unknown-unknown/wasm/api.wasm");
    bind(&tools, &built, "whence", folder)
}

/// Binds WebAssembly to JavaScript, as a module of this name in a folder.
pub(crate) fn bind(tools: &Tools, built: &Path, name: &str, folder: &Path) -> Result<()> {
    let mut bind = tools.command("wasm-bindgen --target web --out-name");
    bind.arg(name).arg("--out-dir").arg(folder).arg(built);
    step("binding it to JavaScript", bind)
}

/// Copies a file into a folder, which is created if necessary.
fn copy(file: &Path, folder: &Path) -> Result<()> {
    let name = file.file_name().context("a file has a name")?;
    fs::create_dir_all(folder)?;
    fs::copy(file, folder.join(name))
        .with_context(|| format!("{} is not there", file.display()))?;
    Ok(())
}

/// Replaces the one placeholder in a text by a value.
fn fill(file: &Path, place: &str, value: &str) -> Result<()> {
    let text = fs::read_to_string(file)?;
    ensure!(text.matches(place).count() == 1, "{} must have {place} once", file.display());
    Ok(fs::write(file, text.replace(place, value))?)
}

/// The parts with their sizes, in Markdown.
fn table(folder: &Path) -> Result<String> {
    let mut table = "| | raw | gzip | brotli |\n|---|---:|---:|---:|".to_owned();
    for (name, files) in PARTS {
        let mut sum = [0; 3];
        for file in files {
            let found = sizes(&fs::read(folder.join(file))?);
            sum.iter_mut().zip(found).for_each(|(sum, size)| *sum += size);
        }
        let [raw, gzip, brotli] = sum.map(grouped);
        write!(table, "\n| {name} | {raw} | {gzip} | {brotli} |")?;
    }
    Ok(table)
}

/// A number with commas between thousands.
fn grouped(number: usize) -> String {
    match (number / 1_000, number % 1_000) {
        (0, rest) => rest.to_string(),
        (thousands, rest) => format!("{},{rest:03}", grouped(thousands)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// The files that wasm-bindgen writes.
    const BUILT: [&str; 3] = ["whence.js", "whence.d.ts", "whence_bg.wasm"];

    fn npm() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../npm")
    }

    /// The paths of files of the package in a part of its `package.json`.
    fn paths(part: &Value) -> Vec<String> {
        match part {
            Value::String(path) => vec![path.trim_start_matches("./").to_owned()],
            Value::Array(parts) => parts.iter().flat_map(paths).collect(),
            Value::Object(parts) => parts.values().flat_map(paths).collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn what_the_package_offers_is_in_it() {
        let description = fs::read(npm().join("package.json")).unwrap();
        let description: Value = serde_json::from_slice(&description).unwrap();
        let offered = ["exports", "types", "sideEffects"];
        let offered: Vec<String> =
            offered.iter().flat_map(|part| paths(&description[*part])).collect();
        assert!(offered.len() > 10, "{offered:?}");
        for path in offered.iter().filter(|path| !path.contains('*')) {
            assert!(BUILT.contains(&path.as_str()) || npm().join(path).is_file(), "{path}");
        }
    }

    #[test]
    fn what_is_weighed_is_in_it() {
        let copied = COPIED.map(|(file, _)| file);
        for path in PARTS.iter().flat_map(|(_, files)| *files) {
            let is_in = BUILT.contains(path) || copied.contains(path) || npm().join(path).is_file();
            assert!(is_in, "{path}");
        }
    }

    #[test]
    fn a_place_is_filled_once() {
        let file = std::env::temp_dir().join(format!("whence-fill-{}", std::process::id()));
        fs::write(&file, "one PLACE").unwrap();
        fill(&file, "PLACE", "value").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "one value");
        assert!(fill(&file, "PLACE", "value").is_err());
        fs::remove_file(file).unwrap();
    }

    #[test]
    fn thousands_are_parted() {
        let grouped = [0, 999, 1_000, 123_456, 5_584_828].map(grouped);
        assert_eq!(grouped, ["0", "999", "1,000", "123,456", "5,584,828"]);
    }
}
