//! Running other programs.

use anyhow::{Context, Result, bail};
use std::{
    env,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    time::Instant,
};

/// The repository's folder. Cargo provides it at every run, because a target
/// folder may outlive the clone in which this program was compiled.
pub(crate) fn root() -> Result<PathBuf> {
    let package = env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask`")?;
    let root = Path::new(&package).parent();
    Ok(root.context("xtask has no parent folder")?.to_owned())
}

/// The folder of downloads and generated files that are not part of the
/// project.
pub(crate) fn cache() -> Result<PathBuf> {
    Ok(root()?.join(".cache"))
}

/// Cargo's target folder.
pub(crate) fn target_folder() -> Result<PathBuf> {
    let set = env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    Ok(set.unwrap_or(root()?.join("target")))
}

/// A command from words separated by spaces.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let mut command = Command::new(words.next().unwrap_or_default());
    command.args(words);
    command
}

/// Runs a command, and prints its purpose and duration.
pub(crate) fn step(purpose: &str, mut command: Command) -> Result<()> {
    println!("\n── {purpose}: {}", in_words(&command));
    let started = Instant::now();
    let status = command.status().with_context(|| could_not_start(&command))?;
    if !status.success() {
        bail!("{purpose} failed ({status}): {}", in_words(&command));
    }
    println!("── {purpose}: done in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}

/// The output of a command.
pub(crate) fn output(purpose: &str, mut command: Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output();
    let output = output.with_context(|| could_not_start(&command))?;
    if !output.status.success() {
        bail!("{purpose} failed ({}): {}", output.status, in_words(&command));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The program with this name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

fn in_words(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

fn could_not_start(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    format!("could not start {program}; is it installed and on PATH?")
}
