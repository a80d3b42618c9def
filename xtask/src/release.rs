//! A release: its version, its section of the changelog, and its files.
//!
//! `cargo xtask release VERSION` writes the version into `Cargo.toml` and the
//! date into `CHANGELOG.md`, commits both and tags the commit. With `--dry-run`
//! it only prints the changes. `cargo xtask release files` then makes the files
//! for download.

use crate::{
    files, package,
    setup::{self, Tools},
    shell::{command, output, step, target_folder},
};
use anyhow::{Context, Result, bail, ensure};
use brotli::enc::BrotliEncoderParams;
use flate2::{Compression, GzBuilder, write::GzEncoder};
use std::{
    fs::{self, File},
    io::Write as _,
    path::Path,
};
use time::OffsetDateTime;
use whence::core::digest::sha256;

const MANIFEST: &str = "Cargo.toml";
const CHANGELOG: &str = "CHANGELOG.md";

/// The heading of unreleased changes.
const UNRELEASED: &str = "## [Unreleased]";

/// The version of cargo-cyclonedx that writes the bill of materials.
const CYCLONEDX: &str = "0.5.9";

/// The extensions of files that compression makes smaller.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "onnx", "svg", "wasm", "webmanifest"];

/// Runs `cargo xtask release` with these words.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    match words {
        ["files"] => make_files(),
        [version] => publish(version, false),
        [version, "--dry-run"] | ["--dry-run", version] => publish(version, true),
        _ => bail!("usage: cargo xtask release VERSION [--dry-run], cargo xtask release files"),
    }
}

/// Commits and tags a version, unless it is a dry run.
fn publish(version: &str, dry: bool) -> Result<()> {
    let manifest = with_version(&fs::read_to_string(MANIFEST)?, version)?;
    let today = OffsetDateTime::now_utc().date();
    let changelog = with_section(&fs::read_to_string(CHANGELOG)?, version, &today.to_string())?;
    let notes = section(&changelog, version).context("the changelog lost its new section")?;
    println!("Whence {version}, {today}\n\n{notes}");
    if dry {
        println!("\nNothing was changed. Without --dry-run this is committed and tagged.");
        return Ok(());
    }
    let changes = output("asking for changes", command("git status --porcelain"))?;
    ensure!(changes.is_empty(), "commit or put aside your changes first:\n{changes}");
    fs::write(MANIFEST, manifest)?;
    fs::write(CHANGELOG, &changelog)?;
    step("the version in Cargo.lock", command("cargo update --workspace --offline"))?;
    let mut commit = command("git commit --all --message");
    commit.arg(format!("Release {version}"));
    step("a commit", commit)?;
    let mut tag = command("git tag --annotate --message");
    tag.arg(format!("Whence {version}")).arg(format!("v{version}"));
    step("a tag", tag)?;
    println!("\nNow: git push --follow-tags. The workflow `release` makes the files.");
    Ok(())
}

/// The workspace's manifest with a new version, which must be a later one.
fn with_version(manifest: &str, version: &str) -> Result<String> {
    let old = version_of(manifest)?;
    ensure!(
        numbers(version)? > numbers(old)?,
        "{version} is not later than {old}, the version in {MANIFEST}"
    );
    Ok(manifest.replacen(&format!("version = \"{old}\""), &format!("version = \"{version}\""), 1))
}

/// The version of all packages.
fn version_of(manifest: &str) -> Result<&str> {
    let package = manifest.split_once("[workspace.package]\nversion = \"");
    let version = package.and_then(|(_, rest)| rest.split_once('"'));
    Ok(version.with_context(|| format!("{MANIFEST} has no version"))?.0)
}

fn numbers(version: &str) -> Result<[u64; 3]> {
    let parts: Result<Vec<u64>, _> = version.split('.').map(str::parse).collect();
    let three = parts.ok().and_then(|parts| <[u64; 3]>::try_from(parts).ok());
    three.with_context(|| format!("{version:?} is no version; one has the form 1.2.3"))
}

/// The changelog with the unreleased changes as those of a version.
fn with_section(changelog: &str, version: &str, date: &str) -> Result<String> {
    let unreleased = section(changelog, "Unreleased").unwrap_or_default();
    ensure!(
        unreleased.lines().any(|line| line.starts_with("- ")),
        "{CHANGELOG} has nothing under {UNRELEASED:?}; say there what changes for users"
    );
    let headings = format!("{UNRELEASED}\n\n## [{version}] - {date}");
    Ok(changelog.replacen(UNRELEASED, &headings, 1))
}

/// The changelog's section about a version.
fn section<'a>(changelog: &'a str, version: &str) -> Option<&'a str> {
    let (_, rest) = changelog.split_once(&format!("\n## [{version}]"))?;
    let (_, body) = rest.split_once('\n')?;
    let end = body.find("\n## [").unwrap_or(body.len());
    Some(body.get(..end)?.trim())
}

/// Makes the files of the version that is checked out.
fn make_files() -> Result<()> {
    let version = package::VERSION;
    let folder = files::emptied(target_folder()?.join("release-files"))?;
    crate::dist()?;
    let page = folder.join("page");
    files::copy(Path::new("dist"), &page)?;
    fs::write(page.join("_headers"), headers(&page)?)?;
    compress(&page)?;
    archive(&page, &folder, &format!("whence-page-{version}"))?;
    fs::remove_dir_all(page)?;
    archive(Path::new("model"), &folder, &format!("whence-model-{version}"))?;
    let package = package::pack()?;
    fs::copy(&package, folder.join(package.file_name().context("a package has a name")?))?;
    bill_of_materials(&folder, version)?;
    let changelog = fs::read_to_string(CHANGELOG)?;
    let notes = section(&changelog, version).or_else(|| section(&changelog, "Unreleased"));
    let sums = sums(&folder)?;
    fs::write(folder.join("SHA256SUMS"), &sums)?;
    fs::write(folder.join("NOTES.md"), notes.unwrap_or_default())?;
    println!("\n{sums}\nThe files of Whence {version} are in {}.", folder.display());
    Ok(())
}

/// The file `_headers`, for Netlify and Cloudflare Pages: files with a hash in
/// their name may be cached permanently.
fn headers(page: &Path) -> Result<String> {
    let mut headers = "/*\n  X-Content-Type-Options: nosniff\n".to_owned();
    for file in files::all(page)? {
        let name = files::address(&file, page)?;
        if is_hashed(&name) {
            let kept = "Cache-Control: public, max-age=31536000, immutable";
            headers.push_str(&format!("/{name}\n  {kept}\n"));
        }
    }
    Ok(headers)
}

/// Whether a name contains a hash, as in `style-31ec6f93c70ee80b.css`.
fn is_hashed(name: &str) -> bool {
    name.split(['-', '_', '.'])
        .any(|part| part.len() == 16 && part.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// Writes `NAME.br` and `NAME.gz` for each file that becomes smaller, for hosts
/// that serve precompressed files.
fn compress(page: &Path) -> Result<()> {
    for file in files::all(page)? {
        if !COMPRESSIBLE.iter().any(|end| file.extension() == Some(end.as_ref())) {
            continue;
        }
        let bytes = fs::read(&file)?;
        let parameters = BrotliEncoderParams { quality: 11, ..Default::default() };
        let mut brotli = File::create(format!("{}.br", file.display()))?;
        brotli::BrotliCompress(&mut bytes.as_slice(), &mut brotli, &parameters)?;
        let gzip = File::create(format!("{}.gz", file.display()))?;
        let mut gzip = GzEncoder::new(gzip, Compression::best());
        gzip.write_all(&bytes)?;
        gzip.finish()?;
    }
    Ok(())
}

/// Packs a folder as `NAME.tar.gz`: the same bytes on every machine.
fn archive(from: &Path, to: &Path, name: &str) -> Result<()> {
    let file = File::create(to.join(format!("{name}.tar.gz")))?;
    let gzip = GzBuilder::new().mtime(0).write(file, Compression::best());
    let mut tar = tar::Builder::new(gzip);
    tar.mode(tar::HeaderMode::Deterministic);
    for path in files::all(from)? {
        tar.append_path_with_name(&path, Path::new(name).join(path.strip_prefix(from)?))?;
    }
    tar.into_inner()?.finish()?;
    Ok(())
}

/// The dependencies of the page and of the trainer, in CycloneDX format.
fn bill_of_materials(folder: &Path, version: &str) -> Result<()> {
    let tools = Tools::for_page()?;
    setup::tool("cargo-cyclonedx", CYCLONEDX, &["--locked"])?;
    let name = format!("whence-{version}.cdx");
    let mut list = tools.command("cargo cyclonedx --format json --override-filename");
    list.arg(&name);
    step("the bill of materials", list)?;
    let file = format!("{name}.json");
    for package in [".", "trainer"] {
        let label = if package == "." { "page" } else { package };
        let to = folder.join(format!("whence-{label}-{version}.cdx.json"));
        fs::rename(Path::new(package).join(&file), to)?;
    }
    for package in ["kernel", "tests/e2e", "tests/standin", "xtask"] {
        let _ = fs::remove_file(Path::new(package).join(&file));
    }
    Ok(())
}

/// A line for `sha256sum --check` for each file of a folder.
fn sums(folder: &Path) -> Result<String> {
    let mut sums = String::new();
    for file in files::all(folder)? {
        let name = files::address(&file, folder)?;
        sums.push_str(&format!("{}  {name}\n", sha256(&fs::read(&file)?)));
    }
    Ok(sums)
}

/// Builds the page again, from a clone in another folder without earlier build
/// outputs, and compares it with `dist/` file by file.
pub(crate) fn reproduce() -> Result<()> {
    let changes = output("asking for changes", command("git status --porcelain"))?;
    ensure!(changes.is_empty(), "the second build is that of the last commit; commit first");
    crate::dist()?;
    let again = files::emptied(std::path::absolute(target_folder()?)?.join("again"))?;
    let mut clone = command("git clone --quiet .");
    clone.arg(again.join("clone"));
    step("a clone", clone)?;
    let tools = Tools::for_page()?;
    let mut build = tools.command("cargo xtask dist");
    build.current_dir(again.join("clone")).env("CARGO_TARGET_DIR", again.join("target"));
    step("the page again", build)?;
    let (one, other) = (sums(Path::new("dist"))?, sums(&again.join("clone/dist"))?);
    let different: Vec<&str> = one.lines().filter(|line| !other.contains(line)).collect();
    ensure!(
        one == other,
        "the two builds differ; the first has\n{}\n{} is left to compare",
        different.join("\n"),
        again.display()
    );
    fs::remove_dir_all(&again)?;
    println!("\n{one}\nBoth builds are the same, byte by byte.");
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may panic")]

    use super::*;

    const LOG: &str = "# Changelog\n\n## [Unreleased]\n\n### Added\n\n- A page.\n\n\
        ## [0.1.0] - 2026-01-01\n\n### Added\n\n- A model.\n";

    #[test]
    fn what_is_unreleased_becomes_a_version_with_a_date() {
        let log = with_section(LOG, "0.2.0", "2026-02-03").unwrap();
        assert_eq!(section(&log, "0.2.0"), Some("### Added\n\n- A page."));
        assert!(log.contains("## [0.2.0] - 2026-02-03\n"));
        assert_eq!(section(&log, "Unreleased"), Some(""));
        assert_eq!(section(&log, "0.1.0"), Some("### Added\n\n- A model."));
        let error = with_section(&log, "0.3.0", "2026-03-03").unwrap_err();
        assert!(error.to_string().contains("say there what changes"));
    }

    #[test]
    fn a_version_must_be_a_later_one() {
        let manifest = "[workspace.package]\nversion = \"0.9.1\"\n\n[dependencies]\n\
            other = { version = \"0.9.1\" }\n";
        let later = with_version(manifest, "0.10.0").unwrap();
        assert_eq!(version_of(&later).unwrap(), "0.10.0");
        assert!(later.contains("other = { version = \"0.9.1\" }"));
        for (version, error) in [("0.9.1", "not later"), ("0.9.0", "not later"), ("v1", "form")] {
            assert!(with_version(manifest, version).unwrap_err().to_string().contains(error));
        }
    }

    #[test]
    fn the_projects_own_changelog_can_be_released() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let log = fs::read_to_string(root.join(CHANGELOG)).unwrap();
        assert!(with_section(&log, "9.0.0", "2026-01-01").is_ok());
    }

    #[test]
    fn an_archive_and_its_sums_depend_on_the_files_alone() {
        let folder = std::env::temp_dir().join(format!("whence-release-{}", std::process::id()));
        let page = folder.join("page");
        fs::create_dir_all(page.join("deck")).unwrap();
        fs::write(page.join("deck/a.webp"), "a").unwrap();
        fs::write(page.join("style-31ec6f93c70ee80b.css"), "b { color: red }").unwrap();
        let packed = || {
            let to = folder.join("to");
            fs::create_dir_all(&to).unwrap();
            archive(&page, &to, "page").unwrap();
            sums(&to).unwrap()
        };
        let first = packed();
        // Written again later.
        fs::write(page.join("deck/a.webp"), "a").unwrap();
        assert_eq!(packed(), first);
        let headers = headers(&page).unwrap();
        assert!(headers.contains("/style-31ec6f93c70ee80b.css\n  Cache-Control: public"));
        assert!(!headers.contains("a.webp"));
        compress(&page).unwrap();
        assert_ne!(packed(), first);
        fs::remove_dir_all(folder).unwrap();
    }
}
