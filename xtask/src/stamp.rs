//! Completes a built page. Trunk calls this with the page's folder in
//! TRUNK_STAGING_DIR. It adds:
//!
//! - the strip of paintings that the page shows first;
//! - the English texts, so that the page can be read before any code runs;
//! - a hash in the names of files that trunk does not hash, so that two versions
//!   never mix;
//! - the size of the worker's code: a server that compresses does not say how
//!   large a file is after decompression, and the progress bar needs that;
//! - the Content-Security-Policy, with the hashes of the page's scripts;
//! - the service worker's list of files.

use anyhow::{Context, Result, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256};
use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use whence::{
    app::words::{LabelNames, Language, Words, message},
    core::digest::sha256,
    met::{Record, record::display},
};

const PAGE: &str = "index.html";
const SERVICE_WORKER: &str = "service-worker.js";

/// Files that trunk does not hash.
const UNNAMED: [&str; 4] = ["worker_bg.wasm", "worker.js", "model/model.json", "model/works.bin"];

/// The network.
const NETWORK: &str = "model/whence.onnx";

/// What the page may do. Pictures may come from the Met's picture host, or be
/// the visitor's own; questions go to the page's own host, to the Met's two,
/// and to the two others that the page asks the visitor about.
const RULES: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    script-src 'self' 'wasm-unsafe-eval' SCRIPTS; style-src 'self'; worker-src 'self' blob:; \
    manifest-src 'self'; img-src 'self' blob: https://images.metmuseum.org; media-src blob:; \
    connect-src 'self' https://collectionapi.metmuseum.org https://images.metmuseum.org \
    https://storage.googleapis.com https://wsrv.nl; \
    require-trusted-types-for 'script'; trusted-types default";

/// Completes the built page.
pub(crate) fn stamp() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let folder = folder.context("TRUNK_STAGING_DIR must name the built page; trunk sets it")?;
    let mut html = fs::read_to_string(folder.join(PAGE))?;
    for name in UNNAMED {
        html = name_by_content(&folder, &html, name)?;
    }
    html = ask_by_hash(&folder, &html)?;
    html = hang(&folder, &html)?;
    html = speak(&html)?;
    html = rule(&html)?;
    fs::write(folder.join(PAGE), html)?;
    list(&folder)
}

/// Renames a file by its hash, and everything in the page that speaks of it;
/// there, its size is written down.
fn name_by_content(folder: &Path, html: &str, name: &str) -> Result<String> {
    let file = folder.join(name);
    let bytes = fs::read(&file).with_context(|| format!("the built page lacks {name}"))?;
    let hash: String = sha256(&bytes).chars().take(16).collect();
    let (stem, rest) = name.split_once(['_', '.']).context("a file has a name and an ending")?;
    let parting = &name[stem.len()..=stem.len()];
    let named = format!("{stem}-{hash}{parting}{rest}");
    fs::rename(&file, folder.join(&named))?;
    let link = format!("href=\"{name}\"");
    ensure!(html.matches(&link).count() == 1, "index.html must link to {name} once");
    Ok(html.replace(&link, &format!("href=\"{named}\" data-bytes=\"{}\"", bytes.len())))
}

/// Has the network preloaded from the address at which the page asks for it:
/// with its hash, as its card says it.
fn ask_by_hash(folder: &Path, html: &str) -> Result<String> {
    let network = fs::read(folder.join(NETWORK)).context("the built page lacks the network")?;
    let link = format!("fetchpriority=\"low\" href=\"{NETWORK}");
    ensure!(html.matches(&link).count() == 1, "index.html must preload {NETWORK} once");
    Ok(html.replace(&link, &format!("{link}?{}", sha256(&network))))
}

/// Writes the first works of the deck into the page, as links that the page
/// follows, whether they are pressed before or after its code has come.
fn hang(folder: &Path, html: &str) -> Result<String> {
    const PLACE: &str = "<ul id=\"strip\" lang=\"en\">";
    const SHOWN: usize = 8;
    let deck = fs::read(folder.join("deck/deck.json")).context("the built page lacks the deck")?;
    let records: Vec<Record> = serde_json::from_slice(&deck)?;
    let mut items = PLACE.to_owned();
    for record in records.iter().take(SHOWN) {
        let (id, title) = (record.object_id, escaped(&display(&record.title)));
        write!(
            items,
            "<li><a href=\"#work/{id}\"><img src=\"deck/small/{id}.webp\" width=\"192\" \
             height=\"192\" alt=\"{title}\" /></a></li>"
        )?;
    }
    ensure!(html.contains(PLACE), "index.html must have {PLACE}");
    Ok(html.replacen(PLACE, &items, 1))
}

/// Writes the English words into every element that names a message.
fn speak(html: &str) -> Result<String> {
    const MARK: &str = "data-words=\"";
    let words = Words::new(Language::English, LabelNames::new());
    let mut spoken = String::with_capacity(html.len() * 2);
    let mut rest = html;
    while let Some((before, after)) = rest.split_once(MARK) {
        let (id, after) = after.split_once('"').context("an attribute ends")?;
        let (within, after) = after.split_once('>').context("a tag ends")?;
        write!(spoken, "{before}{MARK}{id}\"")?;
        for name in words.attributes(id) {
            let text = words.text(&message(format!("{id}.{name}"))).unwrap_or_default();
            write!(spoken, " {name}=\"{}\"", escaped(&text))?;
        }
        write!(spoken, "{within}>")?;
        match words.text(&message(id.to_owned())) {
            Some(text) => {
                ensure!(after.starts_with("</"), "the element of {id} must be empty");
                spoken += &escaped(&text);
            }
            None if words.attributes(id).is_empty() => bail!("there are no words for {id}"),
            None => {}
        }
        rest = after;
    }
    Ok(spoken + rest)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

/// Writes the Content-Security-Policy, with a hash for every script in the page.
fn rule(html: &str) -> Result<String> {
    let mut scripts = Vec::new();
    for part in html.split("<script").skip(1) {
        let (attributes, rest) = part.split_once('>').context("a tag ends")?;
        let (script, _) = rest.split_once("</script>").context("a script ends")?;
        ensure!(!attributes.contains("src="), "scripts of other files need no hash");
        let hash = STANDARD.encode(Sha256::digest(script));
        scripts.push(format!("'sha256-{hash}'"));
    }
    let rules = RULES.replace("SCRIPTS", &scripts.join(" "));
    let place = "<meta charset=\"utf-8\" />";
    ensure!(html.contains(place), "index.html must begin with {place}");
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{rules}\" />");
    Ok(html.replacen(place, &format!("{place}\n    {meta}"), 1))
}

/// Writes the service worker's list: every file but itself.
fn list(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(folder, "", &mut files)?;
    files.sort();
    let version: String =
        sha256(serde_json::to_string(&files)?.as_bytes()).chars().take(16).collect();
    let place = folder.join(SERVICE_WORKER);
    let mut script = fs::read_to_string(&place)?;
    for (blank, filled) in [
        ("const FILES = [];", format!("const FILES = {};", serde_json::to_string(&files)?)),
        ("const VERSION = \"\";", format!("const VERSION = \"{version}\";")),
    ] {
        ensure!(script.contains(blank), "{SERVICE_WORKER} must have the line {blank}");
        script = script.replacen(blank, &filled, 1);
    }
    fs::write(place, script)?;
    Ok(())
}

/// Addresses and hashes of the files in a folder. The network is asked for
/// with its own hash, as its card says it.
fn collect(folder: &Path, under: &str, files: &mut Vec<(String, String)>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_str().context("files have plain names")?.to_owned();
        let address = format!("{under}{name}");
        if entry.file_type()?.is_dir() {
            collect(&entry.path(), &format!("{address}/"), files)?;
            continue;
        }
        let hash = sha256(&fs::read(entry.path())?);
        match address.as_str() {
            SERVICE_WORKER => {}
            PAGE => files.push(("./".to_owned(), hash)),
            network if network.ends_with(".onnx") => {
                files.push((format!("{network}?{hash}"), hash));
            }
            _ => files.push((address, hash)),
        }
    }
    Ok(())
}
