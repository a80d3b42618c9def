//! Grids of pictures: random samples and near-duplicates.

use super::collection::{Collection, Work};
use crate::{
    acquire::picture::perceptual_hash,
    data::duplicates::Groups,
    report::html::{Page, thumbnail},
};
use anyhow::Result;
use image::{Rgb, RgbImage, imageops};
use rand::{SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use rayon::prelude::*;

/// Side of a picture in a grid, in pixels.
const TILE: u32 = 120;

/// The number of near-duplicate clusters to show.
const CLUSTERS: usize = 12;

/// `count` of `works`, chosen at random.
fn sampled<'a>(works: &[&'a Work], count: usize, seed: u64) -> Vec<&'a Work> {
    let mut works = works.to_vec();
    works.shuffle(&mut SmallRng::seed_from_u64(seed));
    works.truncate(count);
    works
}

/// Works as tiles, `columns` to a row. No picture is cropped.
fn tiles(works: &[&Work], columns: u32) -> Result<RgbImage> {
    let pictures: Vec<RgbImage> =
        works.par_iter().map(|work| thumbnail(&work.open()?, TILE)).collect::<Result<_>>()?;
    let rows = (pictures.len() as u32).div_ceil(columns).max(1);
    let white = Rgb([255; 3]);
    let mut grid = RgbImage::from_pixel(columns * (TILE + 8), rows * (TILE + 8), white);
    for (index, picture) in pictures.iter().enumerate() {
        let (column, row) = (index as u32 % columns, index as u32 / columns);
        let centre = |side: u32, place: u32| i64::from(place * (TILE + 8) + 4 + (TILE - side) / 2);
        imageops::replace(
            &mut grid,
            picture,
            centre(picture.width(), column),
            centre(picture.height(), row),
        );
    }
    Ok(grid)
}

/// A random sample of all pictures.
pub(super) fn random_grid(collection: &Collection, report: &mut Page<'_>, seed: u64) -> Result<()> {
    let all: Vec<&Work> = collection.works.iter().collect();
    report.text("h2", "A random sample");
    report.picture("sample", "Pictures chosen at random", &tiles(&sampled(&all, 40, seed), 8)?)
}

/// A random sample of the pictures of each label.
pub(super) fn label_grid(collection: &Collection, report: &mut Page<'_>, seed: u64) -> Result<()> {
    for label in collection.labels() {
        let works = collection.of_label(label);
        report.text("h2", &format!("{label}: {} pictures", works.len()));
        let title = format!("{label}: pictures chosen at random");
        report.picture(
            &format!("sample-{label}"),
            &title,
            &tiles(&sampled(&works, 16, seed), 8)?,
        )?;
    }
    Ok(())
}

/// A work's perceptual hash, from its record or from its picture.
fn hash(work: &Work) -> Result<String> {
    if work.hash.is_empty() { Ok(perceptual_hash(&work.open()?)?) } else { Ok(work.hash.clone()) }
}

/// Clusters of near-duplicates.
pub(super) fn duplicates(collection: &Collection, report: &mut Page<'_>) -> Result<()> {
    report.text("h2", "Near-duplicates");
    let mut groups = Groups::apart(collection.works.len());
    let hashes: Vec<String> = collection.works.par_iter().map(hash).collect::<Result<_>>()?;
    groups.join_near(&hashes.iter().map(String::as_str).collect::<Vec<_>>());
    let clusters = groups.several();
    let pictures: usize = clusters.iter().map(Vec::len).sum();
    let count =
        format!("Clusters by perceptual hash: {}, with {pictures} pictures.", clusters.len());
    report.text("p", &count);
    for (index, cluster) in clusters.iter().take(CLUSTERS).enumerate() {
        let works: Vec<&Work> =
            cluster.iter().take(8).filter_map(|work| collection.works.get(*work)).collect();
        let title = format!("Near-duplicates, cluster {}", index + 1);
        report.picture(&format!("duplicates-{}", index + 1), &title, &tiles(&works, 8)?)?;
    }
    Ok(())
}
