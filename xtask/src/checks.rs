//! The checks before a merge.

use crate::{
    package,
    setup::Tools,
    shell::{command, on_path, step, target_folder},
};
use anyhow::{Result, bail};

const FORMATTING: &str = "cargo fmt --all --check";
const LINTS: &str =
    "cargo clippy --locked --workspace --exclude whence-e2e --all-targets -- --deny warnings";
pub(crate) const NATIVE_TESTS: &str = "cargo test --locked --workspace --exclude whence-e2e";

/// The parts of all checks.
const PARTS: &str = "checks, native, browser, page and consumers";

/// The checks that need neither WebAssembly nor a browser.
pub(crate) fn quick() -> Result<()> {
    step("formatting", command(FORMATTING))?;
    step("lints", command(LINTS))?;
    step("native tests", command(NATIVE_TESTS))
}

/// All checks. The tests of the whole page come after the native ones, which
/// write a model of another task for them.
pub(crate) fn all() -> Result<()> {
    let tools = Tools::for_tests()?;
    static_checks(&tools)?;
    native(&tools)?;
    browser(&tools)?;
    page(&tools)?;
    consumers(&tools)
}

/// One part of them, for the parallel jobs of CI.
pub(crate) fn part(part: &str) -> Result<()> {
    let run = match part {
        "checks" => static_checks,
        "native" => native,
        "browser" => browser,
        "page" => page,
        "consumers" => consumers,
        _ => bail!("no such part: {part}; the parts are {PARTS}"),
    };
    run(&Tools::for_tests()?)
}

/// Checks that run no tests. The end-to-end tests are built separately, because
/// a joint build would compile every dependency again with the features of all.
fn static_checks(tools: &Tools) -> Result<()> {
    let check = |purpose, line| step(purpose, tools.command(line));
    check("formatting", FORMATTING)?;
    dependencies(tools)?;
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
    )
}

fn native(tools: &Tools) -> Result<()> {
    with_other_model("native tests", tools, NATIVE_TESTS)
}

/// With the worker's features and profile, so that dependencies are built once.
fn browser(tools: &Tools) -> Result<()> {
    let tests = "cargo test --locked --package whence --no-default-features --features api \
         --test browser --target wasm32-unknown-unknown --profile wasm";
    step("tests in a browser", tools.command(tests))
}

fn page(tools: &Tools) -> Result<()> {
    crate::dist()?;
    let tests = "cargo test --locked --package whence-e2e --features browser";
    with_other_model("tests of the whole page", tools, tests)
}

/// Uses the npm package in other projects.
fn consumers(tools: &Tools) -> Result<()> {
    if on_path("npm").is_none() {
        println!("── the npm package in other projects: SKIPPED, npm is not on PATH");
        return Ok(());
    }
    let tests = "cargo test --locked --package whence-e2e --features browser,consumers \
         --test package";
    let mut tests = tools.command(tests);
    tests.env("WHENCE_PACKAGE", package::pack()?);
    step("the npm package in other projects", tests)
}

/// Runs tests that write a model of another task, or open it in the page.
fn with_other_model(purpose: &str, tools: &Tools, line: &str) -> Result<()> {
    let model = std::path::absolute(target_folder()?)?.join("other-model");
    let mut tests = tools.command(line);
    tests.env("WHENCE_OTHER_MODEL", model);
    step(purpose, tests)
}

/// Checks licences, sources and known vulnerabilities of all dependencies. If
/// the database of vulnerabilities cannot be fetched, it says so and skips
/// them.
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
