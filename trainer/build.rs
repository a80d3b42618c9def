//! Determines the commit of the build, for `whence --version`.
//!
//! `WHENCE_COMMIT` names it if there is no repository. A debug build has none,
//! because it would be rebuilt after each commit.

use std::{env, path::Path, process::Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=WHENCE_COMMIT");
    let given = env::var("WHENCE_COMMIT").ok().filter(|commit| !commit.is_empty());
    let is_debug = env::var("PROFILE").is_ok_and(|profile| profile == "debug");
    if given.is_none() && !is_debug {
        watch();
    }
    let commit = given.or_else(|| if is_debug { None } else { commit() });
    let number = env::var("CARGO_PKG_VERSION").unwrap_or_default();
    println!("cargo:rustc-env=WHENCE_VERSION={}", version(&number, commit.as_deref()));
}

/// `0.1.0 (abcdef123 2026-11-28)`, or the number alone.
pub(crate) fn version(number: &str, commit: Option<&str>) -> String {
    commit.map_or_else(|| number.to_owned(), |commit| format!("{number} ({commit})"))
}

/// Makes cargo watch the files that change with the commit: `logs/HEAD` with
/// each commit, `HEAD` with another branch.
fn watch() {
    for file in ["HEAD", "logs/HEAD"] {
        let path = git(&["rev-parse", "--git-path", file]);
        if let Some(path) = path.filter(|path| Path::new(path).exists()) {
            println!("cargo:rerun-if-changed={path}");
        }
    }
}

/// The commit and its date.
pub(crate) fn commit() -> Option<String> {
    git(&["show", "--no-patch", "--abbrev=9", "--format=%h %cs", "HEAD"])
}

/// The output of git; `None` outside a repository, or without git.
pub(crate) fn git(words: &[&str]) -> Option<String> {
    let output = Command::new("git").args(words).output().ok()?;
    let said = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| said.trim().to_owned())
}
