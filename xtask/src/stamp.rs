//! Completes a built page. Trunk calls this with the page's folder in
//! TRUNK_STAGING_DIR. It adds:
//!
//! - the strip of paintings that the page shows first;
//! - the English texts, so that the page can be read before any code runs;
//! - the lesson in every language, and the list of languages for search engines;
//! - a hash in the names of files that trunk does not hash, so that two versions
//!   never mix;
//! - the size of the worker's code: a server that compresses does not state a
//!   file's decompressed size, and the progress bar needs it;
//! - the page's own address, if `WHENCE_SITE` contains it;
//! - the Content-Security-Policy, with the hashes of the page's scripts;
//! - the style and the policy of the pages of text;
//! - the service worker's list of files;
//! - the probe for relaxed SIMD, in the page and in the service worker.

use crate::{
    files,
    shell::root,
    site::{FOR_PROGRAMS, Site},
};
use anyhow::{Context, Result, bail, ensure};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::Serialize;
use sha2::{Digest as _, Sha256};
use std::{
    env,
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};
use whence::{
    app::{
        format::escaped,
        words::{Language, TaskWords, Words, message},
    },
    core::digest::sha256,
    met::{Record, record::display},
};

const PAGE: &str = "index.html";
const LESSON: &str = "lesson.html";
const SERVICE_WORKER: &str = "service-worker.js";

/// Files that trunk does not hash.
const UNNAMED: [&str; 6] = [
    "worker_bg.wasm",
    "worker.js",
    "plain-worker_bg.wasm",
    "plain-worker.js",
    "model/model.json",
    "model/works.bin",
];

/// A module that adds a product to a sum, `f32x4.relaxed_madd`. It is invalid
/// in a browser without relaxed SIMD.
const PROBE: [u8; 40] = [
    0, 97, 115, 109, 1, 0, 0, 0, // WebAssembly, version 1
    1, 5, 1, 96, 0, 1, 123, // a type: nothing to a vector
    3, 2, 1, 0, // a function of that type
    10, 19, 1, 17, 0, 65, 0, 253, 17, 65, 0, 253, 17, 65, 0, 253, 17, 253, 133, 2, 11,
];

/// The network.
const NETWORK: &str = "model/whence.onnx";

/// The policy of the page. Pictures may come from the Met's picture host, or be
/// the visitor's own; requests may go to the page's own host, to the Met's two,
/// and to the two others for which the page asks for consent.
const RULES: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    script-src 'self' 'wasm-unsafe-eval' SCRIPTS; style-src 'self'; worker-src 'self' blob:; \
    manifest-src 'self'; img-src 'self' blob: https://images.metmuseum.org; media-src blob:; \
    connect-src 'self' https://collectionapi.metmuseum.org https://images.metmuseum.org \
    https://storage.googleapis.com https://wsrv.nl; \
    require-trusted-types-for 'script'; trusted-types default";

/// The policy of the pages of text. They have no code.
const TEXT_RULES: &str = "default-src 'none'; base-uri 'none'; form-action 'none'; \
    style-src 'self' STYLES; img-src 'self'";

/// Completes the built page.
pub(crate) fn stamp() -> Result<()> {
    let folder = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from);
    let folder = folder.context("TRUNK_STAGING_DIR must name the built page; trunk sets it")?;
    let mut html = fs::read_to_string(folder.join(PAGE))?;
    for name in UNNAMED {
        html = name_by_content(&folder, &html, name)?;
    }
    html = fill(&html, "PROBE", &PROBE[..])?;
    html = ask_by_hash(&folder, &html)?;
    html = hang(&folder, &html)?;
    html = speak(&html)?;
    html = name_languages(&html)?;
    let lesson = folder.join(LESSON);
    fs::write(&lesson, teach(&fs::read_to_string(&lesson)?, &root()?.join("www/lesson"))?)?;
    let beside = pages_beside(&folder)?;
    if let Some(site) = Site::from_env()? {
        html = site.sign(&html)?;
        site.list(&folder, &beside)?;
    }
    for name in beside {
        let page = folder.join(name);
        fs::write(&page, dress(&fs::read_to_string(&page)?, &html)?)?;
    }
    fs::write(folder.join(PAGE), rule(&html, RULES)?)?;
    list(&folder)
}

/// Renames a file by its hash, with all references in the page, and writes its
/// size there.
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

/// Preloads the network from the address that the page requests: with its hash,
/// as in its card.
fn ask_by_hash(folder: &Path, html: &str) -> Result<String> {
    let network = fs::read(folder.join(NETWORK)).context("the built page lacks the network")?;
    let link = format!("fetchpriority=\"low\" href=\"{NETWORK}");
    ensure!(html.matches(&link).count() == 1, "index.html must preload {NETWORK} once");
    Ok(html.replace(&link, &format!("{link}?{}", sha256(&network))))
}

/// Writes the first works of the deck into the page, as links that the page
/// follows, whether they are pressed before or after its code has loaded.
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

/// Writes the English text into every element that names a message.
fn speak(html: &str) -> Result<String> {
    const MARK: &str = "data-words=\"";
    let words = Words::new(Language::ENGLISH, TaskWords::default());
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

/// Writes the list of languages for search engines.
fn name_languages(html: &str) -> Result<String> {
    const PLACE: &str = "\"inLanguage\": []";
    ensure!(html.contains(PLACE), "index.html must have {PLACE}");
    let tags = serde_json::to_string(&Language::ALL.map(Language::tag))?;
    Ok(html.replacen(PLACE, &PLACE.replace("[]", &tags), 1))
}

/// Assembles the lesson: for each language, a link and the article with its
/// name in `articles`.
fn teach(html: &str, articles: &Path) -> Result<String> {
    const LINKS: &str = "<!-- A link for each language -->";
    const ARTICLES: &str = "<!-- An article for each language, from `lesson` -->";
    ensure!(html.contains(LINKS) && html.contains(ARTICLES), "{LESSON} lacks a place");
    let (mut links, mut taught) = (String::new(), String::new());
    for language in Language::ALL {
        let (tag, name) = (language.tag(), language.name());
        let article = articles.join(format!("{tag}.html"));
        let article = fs::read_to_string(&article)
            .with_context(|| format!("{} is not there", article.display()))?;
        writeln!(links, "<a href=\"#{tag}\" lang=\"{tag}\" hreflang=\"{tag}\">{name}</a>")?;
        writeln!(taught, "<article id=\"{tag}\" lang=\"{tag}\">\n{article}</article>")?;
    }
    Ok(html.replacen(LINKS, &links, 1).replacen(ARTICLES, &taught, 1))
}

/// The names of the other pages in the page's folder.
fn pages_beside(folder: &Path) -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name().to_str().context("files have plain names")?.to_owned();
        if name.ends_with(".html") && name != PAGE {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}

/// Completes a page of text: the page's style, by the name that trunk gave it,
/// and the Content-Security-Policy.
fn dress(text: &str, page: &str) -> Result<String> {
    let (_, link) = page
        .split_once("<link rel=\"stylesheet\" href=\"")
        .context("index.html must link to its style")?;
    let (style, _) = link.split_once('"').context("an attribute ends")?;
    rule(&text.replace("href=\"style.css\"", &format!("href=\"{style}\"")), TEXT_RULES)
}

/// Writes the Content-Security-Policy, with a hash for every script and style
/// in the page.
fn rule(html: &str, rules: &str) -> Result<String> {
    let place = "<meta charset=\"utf-8\" />";
    ensure!(html.contains(place), "a page must begin with {place}");
    let rules = rules
        .replace("SCRIPTS", &hashes(html, "script")?)
        .replace("STYLES", &hashes(html, "style")?);
    let meta = format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{rules}\" />");
    Ok(html.replacen(place, &format!("{place}\n    {meta}"), 1))
}

/// The hashes of the contents of elements of a kind. Data blocks are not
/// executed and need none.
fn hashes(html: &str, kind: &str) -> Result<String> {
    let mut hashes = Vec::new();
    for part in html.split(&format!("<{kind}")).skip(1) {
        let (attributes, rest) = part.split_once('>').context("a tag ends")?;
        let (content, _) = rest.split_once(&format!("</{kind}>")).context("an element ends")?;
        ensure!(!attributes.contains("src="), "scripts of other files need no hash");
        if !attributes.contains("application/ld+json") {
            hashes.push(format!("'sha256-{}'", STANDARD.encode(Sha256::digest(content))));
        }
    }
    Ok(hashes.join(" "))
}

/// Writes the service worker's list: every file except the service worker and
/// those that only other programs request.
fn list(folder: &Path) -> Result<()> {
    let mut files = collect(folder)?;
    files.sort();
    let version: String =
        sha256(serde_json::to_string(&files)?.as_bytes()).chars().take(16).collect();
    let place = folder.join(SERVICE_WORKER);
    let script = fs::read_to_string(&place)?;
    let script = fill(&script, "VERSION", version)?;
    let script = fill(&script, "FILES", &files)?;
    fs::write(place, fill(&script, "PROBE", &PROBE[..])?)?;
    Ok(())
}

/// Sets a constant of a script, which is an empty list or text.
fn fill(script: &str, name: &str, value: impl Serialize) -> Result<String> {
    let blank = |empty: &str| format!("const {name} = {empty};");
    let filled = blank(&serde_json::to_string(&value)?);
    for blank in [blank("[]"), blank("\"\"")] {
        if script.contains(&blank) {
            return Ok(script.replacen(&blank, &filled, 1));
        }
    }
    bail!("a script must have the line {}", blank("[]"))
}

/// The addresses and hashes of the files in a folder. The network's address
/// includes its hash, as in its card.
fn collect(folder: &Path) -> Result<Vec<(String, String)>> {
    let mut listed = Vec::new();
    for file in files::all(folder)? {
        let (address, hash) = (files::address(&file, folder)?, sha256(&fs::read(&file)?));
        match address.as_str() {
            SERVICE_WORKER => {}
            name if FOR_PROGRAMS.contains(&name) => {}
            PAGE => listed.push(("./".to_owned(), hash)),
            network if network.ends_with(".onnx") => {
                listed.push((format!("{network}?{hash}"), hash));
            }
            _ => listed.push((address, hash)),
        }
    }
    Ok(listed)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<meta charset=\"utf-8\" />";

    /// The output of `printf CONTENT | openssl sha256 -binary | base64`.
    const OF_A: &str = "'sha256-ypeBEsobvcr6wjGzmiPcTaeG7/gUfE5yuYB3ha/uSLs='";

    #[test]
    fn a_policy_has_the_hash_of_what_runs_and_of_nothing_else() {
        let html = format!(
            "{HEAD}<script>a</script><script type=\"application/ld+json\">{{}}</script>\
             <style>a</style>"
        );
        let ruled = rule(&html, "script-src SCRIPTS; style-src STYLES").unwrap();
        assert!(ruled.contains(&format!("\"script-src {OF_A}; style-src {OF_A}\"")), "{ruled}");
        assert!(rule("<script>a</script>", "SCRIPTS").is_err(), "there is no place for it");
        let elsewhere = format!("{HEAD}<script src=\"a.js\"></script>");
        assert!(rule(&elsewhere, "SCRIPTS").is_err());
    }

    #[test]
    fn a_page_of_text_has_the_style_of_the_page_and_no_code() {
        let page = "<link rel=\"stylesheet\" href=\"./style-1f.css\" integrity=\"\"/>";
        let text = format!("{HEAD}<link rel=\"stylesheet\" href=\"style.css\" />");
        let dressed = dress(&text, page).unwrap();
        assert!(dressed.contains("href=\"./style-1f.css\""), "{dressed}");
        assert!(dressed.contains("default-src 'none'"), "{dressed}");
        assert!(dress(&text, "").is_err());
    }

    #[test]
    fn the_lesson_has_a_link_and_an_article_in_every_language() {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        let lesson = fs::read_to_string(www.join(LESSON)).unwrap();
        let taught = teach(&lesson, &www.join("lesson")).unwrap();
        for language in Language::ALL {
            let tag = language.tag();
            for once in [format!("<a href=\"#{tag}\""), format!("<article id=\"{tag}\"")] {
                assert_eq!(taught.matches(&once).count(), 1, "{once}");
            }
        }
        assert!(!taught.contains("<!--"), "nothing is left to fill in");
        assert!(teach("", &www.join("lesson")).is_err());
    }

    #[test]
    fn search_engines_are_told_every_language() {
        let named = name_languages("{ \"inLanguage\": [] }").unwrap();
        let named: serde_json::Value = serde_json::from_str(&named).unwrap();
        assert_eq!(named["inLanguage"], serde_json::json!(Language::ALL.map(Language::tag)));
        assert!(name_languages("{}").is_err());
    }

    #[test]
    fn every_page_of_text_comes_with_the_page_and_leads_back() {
        let www = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www");
        let page = fs::read_to_string(www.join(PAGE)).unwrap();
        let beside = pages_beside(&www).unwrap();
        assert!(beside.len() >= 4, "{beside:?}");
        for name in beside {
            let copied = format!("<link data-trunk rel=\"copy-file\" href=\"{name}\" />");
            assert!(page.contains(&copied), "{copied}");
            assert!(page.matches(&format!("href=\"{name}\"")).count() > 1, "a link to {name}");
            let text = fs::read_to_string(www.join(&name)).unwrap();
            assert!(text.contains("href=\"./\"") && text.contains(HEAD), "{name}");
            assert!(!text.contains("<script") && !text.contains("style=\""), "{name}");
        }
    }
}
