//! Every link from one document of the repository to another of its files, or
//! to a heading in it, has a target.
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test may panic")]

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use std::{
    collections::HashMap,
    fs,
    path::{Path, PathBuf},
};

/// Folders with built, fetched or third-party files, and the book's, whose
/// links are relative to another folder.
const SKIPPED: [&str; 9] =
    ["target", "dist", "pkg", "runs", "met", "data", "node_modules", "vendor", "book"];

/// The links of a document and its headings' anchors.
#[derive(Debug)]
struct Document {
    links: Vec<String>,
    anchors: Vec<String>,
}

impl Document {
    fn read(markdown: &str) -> Self {
        let (mut links, mut anchors, mut heading) = (Vec::new(), Vec::new(), None::<String>);
        for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
            match event {
                Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                    links.push(dest_url.into_string());
                }
                Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
                Event::Text(text) | Event::Code(text) => {
                    if let Some(heading) = &mut heading {
                        heading.push_str(&text);
                    }
                }
                Event::End(TagEnd::Heading(_)) => {
                    anchors.extend(heading.take().map(|heading| anchor(&heading)));
                }
                _ => {}
            }
        }
        Self { links, anchors }
    }
}

/// The anchor that GitHub gives a heading.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|&c| c.is_alphanumeric() || " -_".contains(c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn collect(folder: &Path, documents: &mut HashMap<PathBuf, Document>) {
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy();
        if path.is_dir() && !name.starts_with('.') && !SKIPPED.contains(&&*name) {
            collect(&path, documents);
        } else if path.extension() == Some("md".as_ref()) {
            let document = Document::read(&fs::read_to_string(&path).unwrap());
            documents.insert(path.canonicalize().unwrap(), document);
        }
    }
}

#[test]
fn every_link_within_the_repository_leads_somewhere() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
    let mut documents = HashMap::new();
    collect(root, &mut documents);
    assert!(documents.len() > 25, "{}", documents.len());
    let mut broken = Vec::new();
    for (path, document) in &documents {
        for link in document.links.iter().filter(|link| !link.contains(':')) {
            let (file, heading) = link.split_once('#').unwrap_or((link, ""));
            let folder = if file.is_empty() { path.clone() } else { path.with_file_name(file) };
            let goal = folder.canonicalize();
            let leads = goal.is_ok_and(|goal| {
                let headings = documents.get(&goal).map(|document| &document.anchors);
                heading.is_empty()
                    || headings.is_none_or(|anchors| anchors.iter().any(|a| a == heading))
            });
            if !leads {
                broken.push(format!("{}: {link}", path.display()));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn anchors_are_those_of_github() {
    let document = Document::read("# The `whence` program, 2nd part\n\n[a](b.md#c) ![d](e.png)");
    assert_eq!(document.anchors, ["the-whence-program-2nd-part"]);
    assert_eq!(document.links, ["b.md#c", "e.png"]);
}
