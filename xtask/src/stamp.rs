//! The last touch to a built page: the sizes of what it will fetch.
//!
//! A server that compresses does not say how large a file is once it is
//! unpacked, and without that there is no honest progress bar. Trunk calls
//! this after a build, with the page's folder in TRUNK_STAGING_DIR.

use anyhow::{Context, Result, ensure};
use std::{env, fs, path::PathBuf};

/// What the page preloads and cannot know the size of.
const WORKER: &str = "worker_bg.wasm";

/// Writes the worker's size into the link that preloads it.
pub(crate) fn stamp() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let folder = folder.context("TRUNK_STAGING_DIR must name the built page; trunk sets it")?;
    let bytes = fs::metadata(folder.join(WORKER))
        .with_context(|| format!("the built page lacks {WORKER}"))?
        .len();
    let page = folder.join("index.html");
    let html = fs::read_to_string(&page)?;
    let link = format!("href=\"{WORKER}\"");
    ensure!(html.matches(&link).count() == 1, "index.html must preload {WORKER} once");
    fs::write(page, html.replace(&link, &format!("{link} data-bytes=\"{bytes}\"")))?;
    Ok(())
}
