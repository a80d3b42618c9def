//! Set-up, checks and builds of Whence, run as `cargo xtask <task>`.
//!
//! Every task sets up what it needs first. Set-up installs only what is missing,
//! prints what it installs and why, and puts tools into `.cache/tools` of this
//! repository, so that nothing else on the machine changes.

mod cases;
mod deck;
mod notices;
mod package;
mod peers;
mod pretrained;
mod setup;
mod shell;
mod site;
#[path = "../../tests/e2e/src/sizes.rs"]
mod sizes;
mod stamp;

use anyhow::{Result, bail};
use setup::Tools;
use shell::{root, step};
use std::process::ExitCode;

const USAGE: &str = "\
usage: cargo xtask <task>

  serve       build the page quickly and open it in your browser
  check       run the fast checks: formatting, lints, native tests
  test        run all checks
  dist        build the page into dist/, to be uploaded anywhere
  package     build the npm package into pkg/ (`package --pack`: also pack it)
  consumers   use the packed npm package in projects of others: with Vite, with
              webpack, without a bundler, in Node (needs npm)
  pretrained  fetch the weights that training starts from
  bench       measure the page: sizes, time to the first answer, time per answer
              (`bench beside MODEL`: also the model in that folder;
              `bench visit`: only a visit in full, also on a slow phone;
              `bench training`: training speed against other frameworks)
  cases       classify the pictures of a folder and compare with its expected.csv
              (`cases DIR`)
  soak        classify so many tiny pictures, killed and resumed on the way, and
              measure pictures a second and memory (`soak NUMBER`)
  deck        replace the works of The Met that come with the page (`deck IDS`;
              `deck IDS --from DIR`: from a folder instead of The Met)
  peers       check exported networks with ONNX's checker and ONNX Runtime";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words.iter().map(String::as_str).collect::<Vec<_>>()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(task: &[&str]) -> Result<()> {
    std::env::set_current_dir(root()?)?;
    match task {
        ["serve"] => serve(),
        ["check"] => quick_check(),
        ["test"] => test(),
        ["dist"] => dist(),
        ["package"] => package::build(),
        ["package", "--pack"] => package::pack().map(drop),
        ["consumers"] => consumers(),
        ["bench"] => bench(None),
        ["bench", "beside", model] => bench(Some(model)),
        ["bench", "visit"] => bench_visit(),
        ["bench", "training"] => peers::bench_training(),
        ["peers"] => peers::compare(),
        ["cases", folder] => cases::run(folder),
        ["soak", pictures] => soak(pictures),
        ["deck", words @ ..] => deck::run(words),
        ["pretrained"] => pretrained::fetch(),
        // Trunk calls this one.
        ["stamp"] => stamp::stamp(),
        ["help" | "--help" | "-h"] => {
            println!("{USAGE}");
            Ok(())
        }
        [] => bail!("which task?\n\n{USAGE}"),
        other => bail!("no such task: {}\n\n{USAGE}", other.join(" ")),
    }
}

fn serve() -> Result<()> {
    let tools = Tools::for_page()?;
    let open = if has_desktop() { " --open" } else { "" };
    let serve = format!("trunk serve --offline --cargo-profile serve{open}");
    step("building the page (some minutes the first time) and serving it", tools.command(&serve))
}

/// Whether there is a browser to open. Only Linux has machines without a screen
/// that one works at.
fn has_desktop() -> bool {
    let screens = ["DISPLAY", "WAYLAND_DISPLAY"];
    !cfg!(target_os = "linux") || screens.iter().any(|name| std::env::var_os(name).is_some())
}

fn dist() -> Result<()> {
    let tools = Tools::for_page()?;
    step("building the page into dist/", tools.command("trunk build --offline"))
}

const BENCH: &str =
    "cargo run --locked --quiet --package whence-e2e --features browser --bin whence-bench";

/// Measures what a visit in full is like: speed, steadiness and busy moments.
fn bench_visit() -> Result<()> {
    let tools = Tools::for_tests()?;
    dist()?;
    step("measuring visits", tools.command(&format!("{BENCH} visit")))
}

/// Measures the built page in a browser, and for comparison onnxruntime-web, if
/// npm is installed, and the model in the folder `beside`.
fn bench(beside: Option<&str>) -> Result<()> {
    let beside = beside.map(std::path::absolute).transpose()?;
    let tools = Tools::for_tests()?;
    dist()?;
    package::build()?;
    let relaxed = shell::cache()?.join("relaxed-simd");
    package::build_api("api,relaxed-simd", &relaxed)?;
    let mut bench = tools.command(BENCH);
    bench.env("WHENCE_PKG", root()?.join("pkg")).env("WHENCE_RELAXED", relaxed);
    if let Some(runtime) = peers::onnxruntime_web()? {
        bench.env("WHENCE_ORT", runtime);
    }
    if let Some(model) = beside {
        bench.env("WHENCE_BESIDE", model);
    }
    step("measuring the page", bench)
}

/// Uses the npm package as others do.
fn consumers() -> Result<()> {
    let packed = package::pack()?;
    let tools = Tools::for_tests()?;
    let mut test = tools.command(
        "cargo test --locked --package whence-e2e --features browser,consumers --test package",
    );
    test.env("WHENCE_PACKAGE", packed);
    step("using the package in projects of others", test)
}

/// Runs `trainer/tests/soak.rs` with another number of pictures.
fn soak(pictures: &str) -> Result<()> {
    // The packages of the native tests, so that nothing is built twice.
    let mut soak = shell::command(&format!("{NATIVE_TESTS} --test soak -- --nocapture"));
    soak.env("WHENCE_SOAK", pictures);
    step("classifying a large collection", soak)
}

const FORMATTING: &str = "cargo fmt --all --check";
const LINTS: &str =
    "cargo clippy --locked --workspace --exclude whence-e2e --all-targets -- --deny warnings";
const NATIVE_TESTS: &str = "cargo test --locked --workspace --exclude whence-e2e";

/// The checks that need neither WebAssembly nor a browser.
fn quick_check() -> Result<()> {
    step("formatting", shell::command(FORMATTING))?;
    step("lints", shell::command(LINTS))?;
    step("native tests", shell::command(NATIVE_TESTS))
}

/// All checks before a merge. The end-to-end tests are built separately,
/// because a joint build would compile every dependency again with the features
/// of all; the tests in a browser use the worker's features for the same reason.
/// The end-to-end tests run after the native ones, which leave them a model of
/// another task.
fn test() -> Result<()> {
    let tools = Tools::for_tests()?;
    let check = |purpose, line| step(purpose, tools.command(line));
    check("formatting", FORMATTING)?;
    dependencies(&tools)?;
    check("lints", LINTS)?;
    check(
        "lints for the browser",
        "cargo clippy --locked --package whence --features page,worker,api --all-targets \
         --target wasm32-unknown-unknown -- --deny warnings",
    )?;
    check(
        "lints of the tests of the whole page",
        "cargo clippy --locked --package whence-e2e --features browser,consumers --all-targets \
         -- --deny warnings",
    )?;
    let other = std::path::absolute(shell::target_folder()?)?.join("other-model");
    let with_other = |line| {
        let mut command = tools.command(line);
        command.env("WHENCE_OTHER_MODEL", &other);
        command
    };
    step("native tests", with_other(NATIVE_TESTS))?;
    check(
        "tests in a browser",
        "cargo test --locked --package whence --no-default-features --features api --test browser \
         --target wasm32-unknown-unknown --profile wasm",
    )?;
    dist()?;
    step(
        "tests of the whole page",
        with_other("cargo test --locked --package whence-e2e --features browser"),
    )
}

/// Licences and sources of all that is depended on, and what is known against
/// it. That is in a database to be fetched; where it cannot be, this says so.
fn dependencies(tools: &Tools) -> Result<()> {
    let check = |purpose, line| step(purpose, tools.command(line));
    check(
        "licences and sources of dependencies",
        "cargo deny --locked --workspace check bans licenses sources",
    )?;
    if let Err(error) = check("advisories on dependencies", "cargo deny fetch db") {
        println!("── advisories on dependencies: NOT CHECKED, there is no database ({error:#})");
        return Ok(());
    }
    check(
        "advisories on dependencies",
        "cargo deny --locked --workspace check --disable-fetch advisories",
    )
}
