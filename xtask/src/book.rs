//! The site: the page, the documents as a book, and both APIs.
//!
//! The documents link to each other, and to files of the repository, by
//! relative paths. The book has them in the same folders, so that links among
//! them work; links to other files lead to the repository on the web, if
//! `WHENCE_REPOSITORY` contains its address, and become plain text otherwise.

use crate::{
    files, package, setup,
    shell::{command, on_path, root, step, target_folder},
};
use anyhow::{Context, Result, ensure};
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::{
    env, fs,
    path::{Component, Path, PathBuf},
};

/// The version of mdBook that `docs/book` is written for.
const MDBOOK: &str = "0.5.4";

/// The npm program that documents the JavaScript API.
const TYPEDOC: &str = "typedoc@0.28.14";

/// Documents outside `docs`.
const OUTSIDE: [&str; 6] = [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "CHANGELOG.md",
    "model/MODEL_CARD.md",
];

/// Builds the whole site into `target/site`.
pub(crate) fn site() -> Result<()> {
    let site = files::emptied(std::path::absolute(target_folder()?)?.join("site"))?;
    crate::dist()?;
    files::copy(&root()?.join("dist"), &site)?;
    book(&site.join("book"))?;
    rust_api(&site.join("api/rust"))?;
    javascript_api(&site.join("api/javascript"))?;
    println!("\nThe site is in {}.", site.display());
    Ok(())
}

/// The documents as a book.
fn book(to: &Path) -> Result<()> {
    let mdbook = setup::tool("mdbook", MDBOOK, &["--locked", "--no-default-features"])?;
    let folder = files::emptied(std::path::absolute(target_folder()?)?.join("book"))?;
    let (root, source) = (root()?, folder.join("src"));
    let repository = env::var("WHENCE_REPOSITORY").ok();
    let documents = documents(&root)?;
    for document in &documents {
        let markdown = fs::read_to_string(root.join(document))?;
        let lead = |link: &str| lead(link, document, &documents, repository.as_deref());
        write(&source.join(document), &relink(&markdown, lead))?;
    }
    fs::copy(root.join("docs/page.webp"), source.join("docs/page.webp"))?;
    let summary = fs::read_to_string(root.join("docs/book/SUMMARY.md"))?;
    write(&source.join("SUMMARY.md"), &summary.replace("  DECISIONS\n", &decisions(&root)?))?;
    fs::copy(root.join("docs/book/book.toml"), folder.join("book.toml"))?;
    let mut build = command(&mdbook.display().to_string());
    build.arg("build").arg(&folder);
    step("the book", build)?;
    files::copy(&folder.join("html"), to)
}

/// Every document of the book, by its path in the repository.
fn documents(root: &Path) -> Result<Vec<PathBuf>> {
    let mut documents: Vec<PathBuf> = OUTSIDE.iter().map(PathBuf::from).collect();
    for folder in ["docs", "docs/decisions"] {
        for entry in root.join(folder).read_dir()? {
            let name = entry?.file_name();
            if Path::new(&name).extension() == Some("md".as_ref()) {
                documents.push(Path::new(folder).join(name));
            }
        }
    }
    documents.sort();
    Ok(documents)
}

/// A line of the summary for each decision, with its heading.
fn decisions(root: &Path) -> Result<String> {
    let mut lines = String::new();
    for document in documents(root)?.iter().filter(|path| path.starts_with("docs/decisions")) {
        let markdown = fs::read_to_string(root.join(document))?;
        let heading = markdown.lines().find_map(|line| line.strip_prefix("# "));
        let heading = heading.with_context(|| format!("{} has no heading", document.display()))?;
        lines.push_str(&format!("  - [{heading}]({})\n", files::slashed(document)));
    }
    Ok(lines)
}

/// The target in the book of a document's link; `None` if there is none.
fn lead(
    link: &str,
    document: &Path,
    documents: &[PathBuf],
    repository: Option<&str>,
) -> Option<String> {
    let (file, _) = link.split_once('#').unwrap_or((link, ""));
    if file.is_empty() || file.contains(':') {
        return Some(link.to_owned());
    }
    let goal = flat(&document.with_file_name(file));
    if documents.contains(&goal) || goal == Path::new("docs/page.webp") {
        return Some(link.to_owned());
    }
    let repository = repository?.trim_end_matches('/');
    Some(format!("{repository}/blob/main/{}", files::slashed(&goal)))
}

/// A path without `..` and `.`.
fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(flat.pop()),
            Component::CurDir => {}
            part => flat.push(part),
        }
    }
    flat
}

/// The document with the target of every link replaced, or with its text alone
/// if it has no target.
fn relink(markdown: &str, lead: impl Fn(&str) -> Option<String>) -> String {
    let (mut text, mut done, mut link) = (String::new(), 0, None);
    for (event, range) in Parser::new_ext(markdown, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Link { dest_url, .. }) => {
                link = Some((dest_url.into_string(), range.start));
            }
            Event::End(TagEnd::Link) => {
                let Some((goal, start)) = link.take() else { continue };
                let written = format!("]({goal})");
                let source = markdown.get(start..range.end).unwrap_or_default();
                let Some(words) = source.strip_suffix(&written) else { continue };
                text.push_str(markdown.get(done..start).unwrap_or_default());
                match lead(&goal) {
                    Some(goal) => text.push_str(&format!("{words}]({goal})")),
                    None => text.push_str(words.strip_prefix('[').unwrap_or(words)),
                }
                done = range.end;
            }
            _ => {}
        }
    }
    text.push_str(markdown.get(done..).unwrap_or_default());
    text
}

/// The Rust API, as rustdoc generates it.
fn rust_api(to: &Path) -> Result<()> {
    let document = "cargo doc --locked --no-deps --package whence --package whence-trainer";
    step("the Rust API", command(document))?;
    files::copy(&target_folder()?.join("doc"), to)
}

/// The JavaScript API, as TypeDoc generates it.
fn javascript_api(to: &Path) -> Result<()> {
    ensure!(on_path("npx").is_some(), "this needs npm on PATH, which comes with Node");
    package::build()?;
    let mut document = command("npx --yes --package typescript@5.9.3 --package");
    document.args([TYPEDOC, "typedoc", "--name", "@whence/classifier", "--skipErrorChecking"]);
    document.args(["--readme", "pkg/README.md", "--out"]).arg(to);
    document.args(["pkg/index.d.ts", "pkg/element.d.ts"]);
    step("the JavaScript API", document)
}

fn write(file: &Path, text: &str) -> Result<()> {
    fs::create_dir_all(file.parent().context("a file is in a folder")?)?;
    Ok(fs::write(file, text)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_to_other_files_lead_to_the_repository_or_are_words() {
        let documents = [PathBuf::from("README.md"), PathBuf::from("docs/results.md")];
        let text = "See [results](docs/results.md#a), [`code`](src/lib.rs) and \
            [the web](https://example.org).";
        let led = |repository| {
            relink(text, |link| lead(link, Path::new("README.md"), &documents, repository))
        };
        assert_eq!(
            led(None),
            "See [results](docs/results.md#a), `code` and [the web](https://example.org)."
        );
        assert!(
            led(Some("https://example.org/w/"))
                .contains("[`code`](https://example.org/w/blob/main/src/lib.rs)")
        );
    }

    #[test]
    fn links_are_seen_from_the_folder_of_their_document() {
        let documents = [PathBuf::from("CONTRIBUTING.md")];
        let from = Path::new("docs/decisions/0001-a.md");
        let lead = |link| lead(link, from, &documents, None);
        assert_eq!(lead("../../CONTRIBUTING.md#a").as_deref(), Some("../../CONTRIBUTING.md#a"));
        assert_eq!(lead("../results.md"), None);
    }

    #[test]
    fn the_summary_names_each_document_once() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let summary = fs::read_to_string(root.join("docs/book/SUMMARY.md")).unwrap();
        let summary = summary.replace("  DECISIONS\n", &decisions(root).unwrap());
        for document in documents(root).unwrap() {
            let link = format!("]({})", files::slashed(&document));
            assert_eq!(summary.matches(&link).count(), 1, "{}", document.display());
        }
    }
}
