//! The deck: works of The Met that are part of the page, in `www/deck`.
//!
//! `cargo xtask deck IDS` downloads each work's record and picture from The Met.
//! `cargo xtask deck IDS --from DIR` reads `records.json`, a list of records,
//! and `ID.jpg` from a folder instead. Both replace the old files and write:
//!
//! - `deck.json`: the records, in the order of the ids, with the fields that
//!   Whence reads. The page shows the first eight.
//! - `ID.webp`: the picture in its original size.
//! - `small/ID.webp`: its centre, a square of 192 pixels.

use crate::shell::{cache, command, on_path, step};
use anyhow::{Context as _, Result, ensure};
use std::{fs, path::Path, path::PathBuf, process::Command, thread::sleep, time::Duration};
use whence::met::{
    Record,
    endpoint::{API, object},
};

const DECK: &str = "www/deck";

/// The Met allows about one request a second.
const PACE: Duration = Duration::from_secs(1);

/// WebP qualities of pictures and of small ones.
const QUALITY: &str = "76";
const SMALL_QUALITY: &str = "70";

/// The largest size of the deck in bytes: every visitor's browser stores it.
const LIMIT: u64 = 2_500_000;

/// The side of a small picture, in pixels: twice its size on a wide page.
const SMALL: usize = 192;

/// Replaces the deck.
pub(crate) fn run(words: &[&str]) -> Result<()> {
    let (ids, folder) = match words {
        [ids @ .., "--from", folder] => (ids, Some(Path::new(*folder))),
        ids => (ids, None),
    };
    let ids: Vec<u32> = ids
        .iter()
        .map(|id| id.parse().with_context(|| format!("{id} is not an object id")))
        .collect::<Result<_>>()?;
    ensure!(!ids.is_empty(), "name the object ids of the works, as in `cargo xtask deck 39901`");
    ensure!(
        on_path("cwebp").is_some(),
        "cwebp is needed to encode pictures; install it (Debian: apt install webp)"
    );
    let fresh = cache()?.join("deck");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    fs::create_dir_all(fresh.join("small"))?;
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        let (record, picture) = match folder {
            Some(folder) => (read(folder, id)?, folder.join(format!("{id}.jpg"))),
            None => download(id, &fresh)?,
        };
        ensure!(record.is_public_domain, "the picture of work {id} is not in the public domain");
        encode(&picture, &fresh, id)?;
        records.push(record);
    }
    fs::write(fresh.join("deck.json"), serde_json::to_string_pretty(&records)? + "\n")?;
    replace(&fresh)
}

/// The record of a work in a folder.
fn read(folder: &Path, id: u32) -> Result<Record> {
    let path = folder.join("records.json");
    let text = fs::read(&path).with_context(|| format!("reading {}", path.display()))?;
    let records: Vec<Record> =
        serde_json::from_slice(&text).with_context(|| format!("reading {}", path.display()))?;
    let record = records.into_iter().find(|record| record.object_id == id);
    record.with_context(|| format!("{} has no work {id}", path.display()))
}

/// The record of a work and its picture, from The Met.
fn download(id: u32, to: &Path) -> Result<(Record, PathBuf)> {
    let (record, picture) = (to.with_extension("json"), to.with_extension("jpg"));
    get(&object(API, id), &record)?;
    let record = Record::from_json(&fs::read(&record)?).with_context(|| format!("work {id}"))?;
    let address = record.picture().with_context(|| format!("work {id} has no free picture"))?;
    get(address, &picture)?;
    Ok((record, picture))
}

fn get(address: &str, to: &Path) -> Result<()> {
    sleep(PACE);
    let mut curl = command("curl --fail --silent --show-error --location --output");
    curl.arg(to).arg(address);
    step("downloading", curl)
}

/// Encodes a picture, and the square in its centre.
fn encode(picture: &Path, to: &Path, id: u32) -> Result<()> {
    let size = imagesize::size(picture).with_context(|| format!("{}", picture.display()))?;
    let side = size.width.min(size.height);
    let (left, top) = ((size.width - side) / 2, (size.height - side) / 2);
    let square = format!("-crop {left} {top} {side} {side} -resize {SMALL} {SMALL}");
    let encoded = |quality, edits: &str, name: String| {
        let mut encode = command("cwebp -quiet -m 6 -metadata none");
        encode.args(["-q", quality]).args(edits.split_whitespace());
        encode.arg(picture).arg("-o").arg(to.join(name));
        quietly(encode)
    };
    encoded(QUALITY, "", format!("{id}.webp"))?;
    encoded(SMALL_QUALITY, &square, format!("small/{id}.webp"))
}

fn quietly(mut command: Command) -> Result<()> {
    let status = command.status()?;
    ensure!(status.success(), "cwebp failed ({status})");
    Ok(())
}

/// Replaces the old deck by the new one.
fn replace(fresh: &Path) -> Result<()> {
    let mut bytes = 0;
    for folder in [fresh.to_owned(), fresh.join("small")] {
        for file in fs::read_dir(folder)? {
            bytes += file?.metadata()?.len();
        }
    }
    ensure!(bytes <= LIMIT, "the deck takes {bytes} bytes, more than {LIMIT}: name fewer works");
    if Path::new(DECK).exists() {
        fs::remove_dir_all(DECK)?;
    }
    fs::rename(fresh, DECK)?;
    println!("{DECK}: {bytes} bytes");
    Ok(())
}
