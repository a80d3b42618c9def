//! Set-up and checks of Whence, run as `cargo xtask <task>`.

use anyhow::{Context, Result, bail};
use std::{
    process::{Command, ExitCode},
    time::Instant,
};

const USAGE: &str = "\
cargo xtask test    set up what the tests need and run every check";

fn main() -> ExitCode {
    match run(std::env::args().nth(1).as_deref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: Option<&str>) -> Result<()> {
    match task {
        Some("test") => test(),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => bail!("no such task: {other}\n{USAGE}"),
        None => bail!("which task?\n{USAGE}"),
    }
}

/// Everything that must hold before a change lands.
fn test() -> Result<()> {
    step("wasm target, to compile for the browser", "rustup target add wasm32-unknown-unknown")?;
    step("formatting", "cargo fmt --all --check")?;
    step("lints", "cargo clippy --locked --workspace --all-targets -- --deny warnings")?;
    step(
        "lints for the browser",
        "cargo clippy --locked --package whence --target wasm32-unknown-unknown -- --deny warnings",
    )?;
    step("native tests", "cargo test --locked --workspace")
}

/// Runs one command line (words parted by spaces) and says what it is for.
fn step(purpose: &str, command: &str) -> Result<()> {
    println!("\n── {purpose}: {command}");
    let started = Instant::now();
    let mut words = command.split(' ');
    let program = words.next().context("an empty command")?;
    let status = Command::new(program)
        .args(words)
        .status()
        .with_context(|| format!("could not start {program}; is it installed and on PATH?"))?;
    if !status.success() {
        bail!("{purpose} failed ({status}): {command}");
    }
    println!("── {purpose}: done in {:.1} s", started.elapsed().as_secs_f32());
    Ok(())
}
