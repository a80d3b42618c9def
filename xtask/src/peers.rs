//! Other runtimes and frameworks for comparison. They are installed into
//! `.cache` and never shipped.

use crate::{
    package::bind,
    setup::Tools,
    shell::{cache, command, on_path, output, root, step, target_folder},
};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
};

/// The common runtimes for browsers, from npm.
const RUNTIMES: [&str; 4] = [
    "onnxruntime-web@1.30.0",
    "@litertjs/core@2.5.3",
    "@tensorflow/tfjs-core@4.22.0",
    "@tensorflow/tfjs-backend-wasm@4.22.0",
];

/// The framework that burn's `libtorch` backend is made for, from PyPI.
const TORCH: &str = "torch==2.9.0";

/// Checks networks that a test exports with ONNX's checker, and compares their
/// answers with those of ONNX Runtime.
pub(crate) fn compare() -> Result<()> {
    let python = python("peers", &["--requirement", "xtask/peers.txt"])?;
    let folder = cache()?.join("exported");
    fs::create_dir_all(&folder)?;
    let mut export = command(
        "cargo test --locked --package whence-trainer --test pipeline -- \
         the_exported_file_answers_as_the_network_does",
    );
    export.env("WHENCE_PEERS", &folder);
    step("exporting both networks, with the answers of burn and Whence", export)?;
    let mut judge = command(&python.display().to_string());
    judge.arg("xtask/peers.py").arg(&folder);
    step("comparing them with ONNX Runtime", judge)
}

/// Classifies pictures with the example for Ray, and compares its answers with
/// those of `whence classify`.
pub(crate) fn compare_ray(pictures: &[&str]) -> Result<()> {
    let python = python("ray", &["--requirement", "examples/ray/requirements.txt"])?;
    let pictures = if pictures.is_empty() { &["www/deck", "tests/golden"] } else { pictures };
    let folder = std::path::absolute(cache()?)?.join("ray-answers");
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    fs::create_dir_all(&folder)?;
    let (answers, tables) = (folder.join("answers.jsonl"), folder.join("tables"));
    let mut classify =
        command("cargo run --locked --package whence-trainer -- classify --format jsonl --out");
    classify.arg(&answers).args(pictures);
    step("classifying with whence", classify)?;
    let script = |name: &str| {
        let mut script = command(&python.display().to_string());
        script.arg(format!("examples/ray/{name}"));
        script
    };
    let mut ray = script("classify.py");
    ray.args(pictures).arg("--out").arg(&tables);
    step("classifying with Ray", ray)?;
    let mut compare = script("compare.py");
    compare.arg(&answers).arg(&tables);
    step("comparing the answers", compare)
}

/// Measures training speed. The frameworks are dependencies of a separate
/// package, so that they do not slow down the project's own builds; its lock
/// file is updated if the trainer's dependencies have changed.
pub(crate) fn bench_training() -> Result<()> {
    let python = python("torch", &[TORCH, "numpy"])?;
    let bin = python.parent().context("python has no parent folder")?;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(bin.to_owned()).chain(std::env::split_paths(&path));
    let mut ask = command(&python.display().to_string());
    ask.args([
        "-c",
        "import os, torch; print(os.path.join(os.path.dirname(torch.__file__), 'lib'))",
    ]);
    let libraries = output("asking where PyTorch's libraries lie", ask)?;
    let mut bench = command("cargo run --release --manifest-path benches/training/Cargo.toml");
    bench.env("PATH", std::env::join_paths(folders)?).env("LIBTORCH_USE_PYTORCH", "1");
    bench.env("LD_LIBRARY_PATH", libraries.trim());
    step("measuring training in burn and PyTorch", bench)
}

/// The folder of other runtimes for browsers, with the shipped network in their
/// formats.
pub(crate) fn runtimes() -> Result<PathBuf> {
    let folder = std::path::absolute(cache()?)?.join("runtimes");
    let mut install = command("npm install --silent --no-save --ignore-scripts --prefix");
    install.arg(&folder).args(RUNTIMES);
    step("other runtimes, from npm", install)?;
    let python = python("forms", &["--requirement", "xtask/forms.txt"])?;
    let mut convert = command(&python.display().to_string());
    convert.args(["xtask/forms.py", "model/whence.onnx"]).arg(folder.join("forms"));
    step("the network in their formats", convert)?;
    rten(&folder.join("rten"))?;
    Ok(folder)
}

/// Builds RTen, and writes its version beside it.
fn rten(folder: &Path) -> Result<()> {
    let manifest = root()?.join("benches/rten/Cargo.toml");
    let text = fs::read_to_string(&manifest)?;
    let pinned = |line: &str| {
        Some(line.strip_prefix("rten = { version = \"=")?.split_once('"')?.0.to_owned())
    };
    let version = text.lines().find_map(pinned).context("RTen's version is not pinned")?;
    let target = target_folder()?.join("rten");
    let mut build = command("cargo build --locked --release --target wasm32-unknown-unknown");
    build.arg("--manifest-path").arg(manifest).arg("--target-dir").arg(&target);
    step("RTen", build)?;
    let built = target.join("wasm32-unknown-unknown/release/bench_rten.wasm");
    bind(&Tools::for_page()?, &built, "rten", folder)?;
    Ok(fs::write(folder.join("version"), version)?)
}

/// The Python of an environment with these packages, created if necessary.
fn python(name: &str, packages: &[&str]) -> Result<PathBuf> {
    let folder = cache()?.join(name);
    let done = folder.join("done");
    let python = folder.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    let wanted = wanted(packages)?;
    if fs::read_to_string(&done).is_ok_and(|found| found == wanted) {
        return Ok(python);
    }
    let Some(system) = on_path("python3").or_else(|| on_path("python")) else {
        bail!("this needs Python 3.10 or newer with its venv module on PATH")
    };
    let mut create = command(&system.display().to_string());
    create.args(["-m", "venv"]).arg(&folder);
    step("a separate Python environment", create)?;
    let mut install = command(&python.display().to_string());
    install.args(["-m", "pip", "install", "--quiet"]).args(packages);
    step("Python packages, from PyPI", install)?;
    fs::write(done, wanted)?;
    Ok(python)
}

/// The description by which an existing environment is recognised as usable.
fn wanted(packages: &[&str]) -> Result<String> {
    let texts = packages.iter().map(|package| {
        let file = root()?.join(package);
        if file.is_file() { Ok(fs::read_to_string(file)?) } else { Ok((*package).to_owned()) }
    });
    Ok(texts.collect::<Result<Vec<String>>>()?.join("\n"))
}
