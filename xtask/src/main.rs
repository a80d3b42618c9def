//! Set-up, checks and builds of Whence, run as `cargo xtask <task>`.
//!
//! Every task first sets up what it needs. Set-up installs only what is missing,
//! prints what it installs and why, and puts tools into `.cache/tools` of this
//! repository, so that nothing else on the machine changes.

mod book;
mod cases;
mod checks;
mod deck;
mod files;
mod notices;
mod package;
mod peers;
mod pretrained;
mod release;
mod setup;
mod shell;
mod site;
#[path = "../../tests/e2e/src/sizes.rs"]
mod sizes;
mod stamp;

use anyhow::{Result, bail};
use setup::Tools;
use shell::{root, step};
use std::{path::PathBuf, process::ExitCode};

const USAGE: &str = "\
usage: cargo xtask <task>

  serve       build the page quickly and open it in your browser
  check       run the fast checks: formatting, lints, native tests
  test        run all checks (`test PART`: checks, native, browser, page or
              consumers)
  dist        build the page into dist/, ready to upload to any web host
  package     build the npm package into pkg/ (`package --pack`: also pack it)
  release     set the number and date of the next version (`release VERSION`,
              also `--dry-run`), or build the files of this one (`release files`)
  reproduce   build the page twice, in two folders, and compare byte by byte
  site        build the page with the documents and the API documentation
              (needs npm)
  pretrained  download the weights that training starts from
  bench       measure the page: sizes, time to the first answer, time per answer
              (`bench visit`: only a whole visit, also on a slow phone;
              `bench peers`: the network against other runtimes for browsers;
              `bench beside MODEL`: against the model in that folder;
              `bench training`: training speed against other frameworks)
  cases       classify the pictures in a folder and compare with its expected.csv
              (`cases DIR`)
  soak        classify NUMBER tiny pictures, killed and resumed on the way, and
              measure pictures per second and memory (`soak NUMBER`)
  deck        replace the works of The Met bundled with the page (`deck IDS`;
              `deck IDS --from DIR`: from a folder instead of The Met)
  peers       check exported networks with ONNX's checker and ONNX Runtime
  ray         compare the Ray Data example with `whence classify`
              (`ray [PICTURES...]`)";

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
        ["check"] => checks::quick(),
        ["test"] => checks::all(),
        ["test", part] => checks::part(part),
        ["dist"] => dist(),
        ["package"] => package::build(),
        ["package", "--pack"] => package::pack().map(drop),
        ["bench"] => bench("all", None),
        ["bench", "visit"] => bench("visit", None),
        ["bench", "peers"] => bench("network", Some(("WHENCE_PEERS", peers::runtimes()?))),
        ["bench", "beside", model] => {
            bench("network", Some(("WHENCE_BESIDE", std::path::absolute(model)?)))
        }
        ["bench", "training"] => peers::bench_training(),
        ["peers"] => peers::compare(),
        ["ray", pictures @ ..] => peers::compare_ray(pictures),
        ["cases", folder] => cases::run(folder),
        ["soak", pictures] => soak(pictures),
        ["release", words @ ..] => release::run(words),
        ["reproduce"] => release::reproduce(),
        ["site"] => book::site(),
        ["deck", words @ ..] => deck::run(words),
        ["pretrained"] => pretrained::fetch(),
        // Called by trunk.
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
    let serve = format!("trunk serve --offline --release=false --cargo-profile serve{open}");
    step("building the page (some minutes the first time) and serving it", tools.command(&serve))
}

/// Whether a browser window can be opened. Only Linux machines may have no
/// screen.
fn has_desktop() -> bool {
    let screens = ["DISPLAY", "WAYLAND_DISPLAY"];
    !cfg!(target_os = "linux") || screens.iter().any(|name| std::env::var_os(name).is_some())
}

/// Builds the page into `dist/`.
fn dist() -> Result<()> {
    let tools = Tools::for_page()?;
    step("building the page into dist/", tools.command("trunk build --offline"))
}

/// Measures a part of the built page in a browser, compared with a folder that
/// an environment variable names.
fn bench(part: &str, beside: Option<(&str, PathBuf)>) -> Result<()> {
    let tools = Tools::for_tests()?;
    dist()?;
    let mut bench = tools.command(
        "cargo run --locked --quiet --package whence-e2e --features browser --bin whence-bench",
    );
    bench.arg(part);
    if part != "visit" {
        package::build()?;
        let relaxed = shell::cache()?.join("relaxed-simd");
        package::build_api("api,relaxed-simd", &relaxed)?;
        bench.env("WHENCE_PKG", root()?.join("pkg")).env("WHENCE_RELAXED", relaxed);
    }
    bench.envs(beside);
    step("measuring the page", bench)
}

/// Runs `trainer/tests/soak.rs` with another number of pictures.
fn soak(pictures: &str) -> Result<()> {
    // The packages of the native tests, so that nothing is built twice.
    let mut soak = shell::command(&format!("{} --test soak -- --nocapture", checks::NATIVE_TESTS));
    soak.env("WHENCE_SOAK", pictures);
    step("classifying a large collection", soak)
}
