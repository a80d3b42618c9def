//! Forward, backward and one step of AdamW: the article's network and the one
//! that ships, in burn on its two CPU backends and in PyTorch, interleaved in
//! one run.
//!
//! Prints pictures per second, the median of the rounds, as a Markdown table.

mod trainer;

use anyhow::{Context as _, Result, anyhow};
use burn::tensor::Device;
use std::{
    io::{BufRead as _, BufReader, Write as _},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    time::Instant,
};
use trainer::Burn;
use whence_trainer::train::arch::Arch;

const BATCH: usize = 32;
const ROUNDS: usize = 5;
const CASES: [(Arch, usize); 2] = [(Arch::Article, 150), (Arch::Lite, 176)];

/// One network in one framework.
trait Contender {
    /// One training step; the loss is read, so that no work is deferred.
    fn step(&mut self) -> Result<f32>;
}

fn main() -> Result<()> {
    println!(
        "| pictures per second | {} |",
        CASES.map(|(a, s)| format!("{}, {s} px", a.name())).join(" | ")
    );
    println!("|---|{}", "---:|".repeat(CASES.len()));
    let mut columns = Vec::new();
    for (arch, side) in CASES {
        columns.push(race(arch, side)?);
    }
    let names: Vec<&str> = columns[0].iter().map(|(name, _)| *name).collect();
    for (index, name) in names.iter().enumerate() {
        let cells = columns.iter().map(|column| format!("{:.1}", column[index].1));
        println!("| {name} | {} |", cells.collect::<Vec<_>>().join(" | "));
    }
    Ok(())
}

/// Pictures per second of every framework.
fn race(arch: Arch, side: usize) -> Result<Vec<(&'static str, f64)>> {
    let mut contenders: Vec<(&str, Box<dyn Contender>)> = vec![
        ("burn, flex", Box::new(Burn::new(arch, side, Device::flex())?)),
        ("burn, libtorch", Box::new(Burn::new(arch, side, Device::libtorch())?)),
        ("PyTorch, NCHW", Box::new(Python::start(arch, side, "contiguous")?)),
        ("PyTorch, channels last", Box::new(Python::start(arch, side, "channels_last")?)),
    ];
    let mut speeds = vec![Vec::new(); contenders.len()];
    // The first round only warms up.
    for round in 0..=ROUNDS {
        for ((name, contender), speeds) in contenders.iter_mut().zip(&mut speeds) {
            let since = Instant::now();
            let loss = contender.step()?;
            anyhow::ensure!(loss.is_finite(), "{name} lost its loss");
            if round > 0 {
                speeds.push(BATCH as f64 / since.elapsed().as_secs_f64());
            }
        }
    }
    let median = |mut speeds: Vec<f64>| {
        speeds.sort_by(f64::total_cmp);
        speeds[speeds.len() / 2]
    };
    let names = contenders.iter().map(|(name, _)| *name);
    Ok(names.zip(speeds.into_iter().map(median)).collect())
}

/// PyTorch in its own process, which runs a step for every line.
struct Python {
    child: Child,
    lines: BufReader<ChildStdout>,
    asks: ChildStdin,
}

impl Python {
    fn start(arch: Arch, side: usize, layout: &str) -> Result<Self> {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/steps.py");
        let mut child = Command::new("python")
            .args([script, arch.name(), &side.to_string(), &BATCH.to_string(), layout])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("could not start python; run this as `cargo xtask bench training`")?;
        let missing = || anyhow!("a pipe is missing");
        let lines = BufReader::new(child.stdout.take().ok_or_else(missing)?);
        let asks = child.stdin.take().ok_or_else(missing)?;
        Ok(Self { child, lines, asks })
    }
}

impl Contender for Python {
    fn step(&mut self) -> Result<f32> {
        writeln!(self.asks)?;
        self.asks.flush()?;
        let mut line = String::new();
        self.lines.read_line(&mut line)?;
        line.trim().parse().with_context(|| format!("python said {line:?}"))
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
