//! Set-up, checks and builds of Whence, run as `cargo xtask <task>`.
//!
//! Every task sets up what it needs first. Set-up looks before it installs,
//! says what it installs and why, and puts tools into `.cache/tools` of this
//! repository, so that nothing else on the machine changes.

mod setup;
mod shell;

use anyhow::{Result, bail};
use setup::Tools;
use shell::{root, step};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <task>

  serve    build the page and open it in your browser
  test     run every check there is
  dist     build the page into dist/, to be uploaded anywhere
  package  build the JavaScript API into pkg/";

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
    std::env::set_current_dir(root()?)?;
    match task {
        Some("serve") => serve(),
        Some("test") => test(),
        Some("dist") => dist(),
        Some("package") => package(),
        Some("help" | "--help" | "-h") => {
            println!("{USAGE}");
            Ok(())
        }
        Some(other) => bail!("no such task: {other}\n\n{USAGE}"),
        None => bail!("which task?\n\n{USAGE}"),
    }
}

fn serve() -> Result<()> {
    let tools = Tools::for_page()?;
    step("serving the page", tools.command("trunk serve --offline --open"))
}

fn dist() -> Result<()> {
    let tools = Tools::for_page()?;
    step("building the page into dist/", tools.command("trunk build --offline"))
}

fn package() -> Result<()> {
    let tools = Tools::for_page()?;
    step(
        "building the API",
        tools.command(
            "cargo build --locked --package whence --bin api --features api \
             --target wasm32-unknown-unknown --profile wasm",
        ),
    )?;
    let built = shell::target_folder()?.join("wasm32-unknown-unknown/wasm/api.wasm");
    let mut bind = tools.command("wasm-bindgen --target web --out-dir pkg --out-name whence");
    bind.arg(built);
    step("binding it to JavaScript in pkg/", bind)
}

/// Everything that must hold before a change lands. The tests of the whole
/// page are built by themselves: together, every dependency would be built
/// anew with the features of all.
fn test() -> Result<()> {
    let tools = Tools::for_tests()?;
    let check = |purpose, line| step(purpose, tools.command(line));
    check("formatting", "cargo fmt --all --check")?;
    check(
        "lints",
        "cargo clippy --locked --workspace --exclude whence-e2e --all-targets \
         -- --deny warnings",
    )?;
    check(
        "lints for the browser",
        "cargo clippy --locked --package whence --features page,worker,api --all-targets \
         --target wasm32-unknown-unknown -- --deny warnings",
    )?;
    check(
        "lints of the tests of the whole page",
        "cargo clippy --locked --package whence-e2e --features browser --all-targets \
         -- --deny warnings",
    )?;
    check("native tests", "cargo test --locked --workspace --exclude whence-e2e")?;
    check(
        "tests in a browser",
        "cargo test --locked --package whence --features api --test browser \
         --target wasm32-unknown-unknown --profile wasm",
    )?;
    dist()?;
    check("tests of the whole page", "cargo test --locked --package whence-e2e --features browser")
}
