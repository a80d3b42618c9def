//! External programs and files that the tasks need.

use crate::shell::{cache, command, on_path, output, root, step, target_folder};
use anyhow::{Context, Result, bail};
use std::{
    env,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// The version of trunk that Trunk.toml is written for.
const TRUNK: &str = "0.21.14";

/// The version of cargo-deny that deny.toml is written for.
const CARGO_DENY: &str = "0.20.2";

/// The version of geckodriver that drives the tests in Firefox.
const GECKODRIVER: &str = "0.37.1";

/// Additional compiler flags for WebAssembly, after those in
/// `.cargo/config.toml`.
const WASM_FLAGS: &str = "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS";

/// Program names of Firefox.
const FIREFOX: [&str; 2] = ["firefox", "firefox-esr"];

/// Program names of Chromium and Chrome, and their places outside PATH.
const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];
const BROWSER_PLACES: [&str; 3] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "C:/Program Files/Google/Chrome/Application/chrome.exe",
];

/// Installed tools, and the environment that finds them.
pub(crate) struct Tools {
    variables: Vec<(&'static str, OsString)>,
}

impl Tools {
    /// The tools for building the page.
    pub(crate) fn for_page() -> Result<Self> {
        wasm_target()?;
        let folder = tools_folder()?;
        let bin = folder.join("bin");
        install(&folder, "trunk", TRUNK, &["--locked"])?;
        // Its own lock file names crates that were removed from the registry.
        install(&folder, "wasm-bindgen-cli", &locked_version("wasm-bindgen")?, &[])?;
        let variables = vec![("PATH", with_path(&bin)?), (WASM_FLAGS, anonymous_paths()?.into())];
        Ok(Self { variables })
    }

    /// The tools for tests: the above, cargo-deny, browsers and a web host.
    pub(crate) fn for_tests() -> Result<Self> {
        let mut tools = Self::for_page()?;
        install(&tools_folder()?, "cargo-deny", CARGO_DENY, &["--locked"])?;
        let (browser, driver) = browser()?;
        tools.variables.extend(firefox()?);
        tools.variables.extend(nginx().map(|nginx| ("WHENCE_NGINX", nginx.into_os_string())));
        tools.variables.extend([
            ("CHROME", browser.into_os_string()),
            ("CHROMEDRIVER", driver.into_os_string()),
            ("WASM_BINDGEN_TEST_TIMEOUT", "300".into()),
            ("WHENCE_DIST", root()?.join("dist").into_os_string()),
            ("WHENCE_SCREENSHOTS", target_folder()?.join("screenshots").into_os_string()),
        ]);
        Ok(tools)
    }

    /// A command that finds the tools; its words are separated by spaces.
    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = command(line);
        command.envs(self.variables.iter().cloned());
        command
    }
}

fn wasm_target() -> Result<()> {
    let sysroot = output("asking for the sysroot", command("rustc --print sysroot"))?;
    let installed = Path::new(sysroot.trim()).join("lib/rustlib/wasm32-unknown-unknown");
    if installed.exists() {
        return Ok(());
    }
    let add = command("rustup target add wasm32-unknown-unknown");
    step("the wasm target, to compile for the browser", add)
}

/// `.cache/tools`, or the folder WHENCE_TOOLS.
fn tools_folder() -> Result<PathBuf> {
    let set = env::var_os("WHENCE_TOOLS").map(PathBuf::from);
    Ok(set.unwrap_or(cache()?.join("tools")))
}

/// Installs a crate's programs unless this version is installed. They are
/// compiled for a short build, not for speed, because they run only for
/// moments.
fn install(folder: &Path, name: &str, version: &str, options: &[&str]) -> Result<()> {
    let list = fs::read_to_string(folder.join(".crates.toml")).unwrap_or_default();
    if list.contains(&format!("\"{name} {version} ")) {
        return Ok(());
    }
    let mut install = command("cargo install --quiet --force --root");
    install.arg(folder).args([name, "--version", version]).args(options);
    let build = target_folder()?.join("tools");
    install.envs([
        ("CARGO_TARGET_DIR", build.as_os_str()),
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0".as_ref()),
        ("CARGO_PROFILE_RELEASE_LTO", "off".as_ref()),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16".as_ref()),
    ]);
    let why = match name {
        "trunk" => "to build the page",
        "cargo-deny" => "to check the dependencies",
        "geckodriver" => "to drive Firefox",
        "mdbook" => "to build a book of the documents",
        "cargo-cyclonedx" => "to list the dependencies of the release",
        _ => "to bind WebAssembly to JavaScript",
    };
    step(&format!("{name} {version}, {why} (a minute or two, once)"), install)
}

/// A program from a crate, installed if necessary.
pub(crate) fn tool(name: &str, version: &str, options: &[&str]) -> Result<PathBuf> {
    let folder = tools_folder()?;
    install(&folder, name, version, options)?;
    Ok(folder.join("bin").join(name))
}

/// A crate's version in Cargo.lock.
fn locked_version(name: &str) -> Result<String> {
    let lock = fs::read_to_string(root()?.join("Cargo.lock"))?;
    let entry = lock.split_once(&format!("name = \"{name}\"\nversion = \""));
    let version = entry.and_then(|(_, rest)| rest.split_once('"')).map(|(version, _)| version);
    Ok(version.with_context(|| format!("Cargo.lock does not contain {name}"))?.to_owned())
}

/// A flag that replaces this machine's folder of dependency sources in paths,
/// so that two machines build the same bytes. Flags are separated by spaces, so
/// a folder with a space keeps its name.
fn anonymous_paths() -> Result<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo")));
    let sources = home.context("CARGO_HOME must name cargo's folder")?.join("registry/src");
    let sources = sources.display().to_string();
    let flag = format!("--remap-path-prefix={sources}=dependencies");
    Ok(if sources.contains(' ') { String::new() } else { flag })
}

fn with_path(folder: &Path) -> Result<OsString> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(env::split_paths(&path));
    env::join_paths(folders).context("PATH cannot be extended")
}

/// A browser and its driver: those that CHROME and CHROMEDRIVER name, installed
/// ones, or, as root on Debian and its derivatives, those of apt.
fn browser() -> Result<(PathBuf, PathBuf)> {
    if let Some(found) = find_browser() {
        return Ok(found);
    }
    if is_root() && on_path("apt-get").is_some() {
        step("the list of packages", command("apt-get update"))?;
        let mut install =
            command("apt-get install --yes --no-install-recommends chromium chromium-driver");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        step("Chromium and its driver, for the tests in a browser", install)?;
    }
    match find_browser() {
        Some(found) => Ok(found),
        None => bail!(
            "the tests need Chromium or Chrome and the chromedriver of the same version; install \
             them (Debian: apt install chromium chromium-driver) and put them on PATH, or name \
             them by the environment variables CHROME and CHROMEDRIVER"
        ),
    }
}

fn find_browser() -> Option<(PathBuf, PathBuf)> {
    let set = |name| env::var_os(name).map(PathBuf::from).filter(|file| file.is_file());
    let places = BROWSER_PLACES.iter().map(PathBuf::from).filter(|file| file.is_file());
    let browser = set("CHROME")
        .or_else(|| BROWSERS.iter().find_map(|name| on_path(name)))
        .or_else(|| places.into_iter().next())?;
    let driver = set("CHROMEDRIVER").or_else(|| on_path("chromedriver"))?;
    Some((browser, driver))
}

/// Firefox and its driver, if they are installed or can be installed as root on
/// Debian and its derivatives; elsewhere the tests in it are skipped with a
/// message.
fn firefox() -> Result<Vec<(&'static str, OsString)>> {
    let find = || FIREFOX.iter().find_map(|name| on_path(name));
    if find().is_none() && is_root() && on_path("apt-get").is_some() {
        let mut install = command("apt-get install --yes --no-install-recommends firefox-esr");
        install.env("DEBIAN_FRONTEND", "noninteractive");
        // Other derivatives have it under another name, or not at all.
        if let Err(error) = step("Firefox, for the tests in it", install) {
            eprintln!("without Firefox: {error:#}");
        }
    }
    let Some(browser) = find() else { return Ok(Vec::new()) };
    let folder = tools_folder()?;
    install(&folder, "geckodriver", GECKODRIVER, &["--locked"])?;
    let driver = folder.join("bin/geckodriver");
    Ok(vec![("FIREFOX", browser.into_os_string()), ("GECKODRIVER", driver.into_os_string())])
}

/// nginx, if it is installed; otherwise the tests with it are skipped with a
/// message. It is not installed for them, because Debian's package starts a web
/// server.
fn nginx() -> Option<PathBuf> {
    let place = Some(PathBuf::from("/usr/sbin/nginx")).filter(|file| file.is_file());
    on_path("nginx").or(place)
}

fn is_root() -> bool {
    output("asking who runs this", command("id -u")).is_ok_and(|id| id.trim() == "0")
}
