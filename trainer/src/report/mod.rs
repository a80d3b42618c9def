//! Reports on a model, on a collection and on runs: one HTML page each.

mod compare;
mod evaluated;
pub mod explore;
mod figures;
mod gallery;
mod html;
pub mod plot;
mod probes;
mod robustness;

pub use compare::compare;
pub use evaluated::Subject;

use crate::{
    data::{dataset::Dataset, sample::Sample},
    evaluate::{
        self, Evaluation,
        changes::{ROBUSTNESS, SHORTCUTS},
    },
};
use anyhow::{Context as _, Result, ensure};
use figures::{calibration, curves, results};
use gallery::{examples, mistakes};
use html::Page;
use image::RgbImage;
use probes::{deletion, embedding};
use rayon::prelude::*;
use robustness::{changed, synthetic};
use std::{fs, path::Path};
use whence::core::{card::Filter, label::Label, picture::Picture};

/// Writes the report on `subject` to `path` and returns it as plain text.
/// `evaluation` is on `part` of `data`; the report adds the part `cross` and a
/// comparison with `baseline`.
///
/// # Errors
///
/// If a picture cannot be read, a network fails or the file cannot be written.
pub fn write(
    subject: &Subject,
    evaluation: Evaluation,
    baseline: Option<&Subject>,
    data: &Dataset,
    part: &str,
    path: &Path,
) -> Result<String> {
    let mut networks = vec![subject.evaluated(evaluation, data, part)?];
    if let Some(baseline) = baseline {
        let (own, other) = (subject.model.labels(), baseline.model.labels());
        ensure!(own == other, "the baseline has other labels: {other} instead of {own}");
        let evaluation = evaluate::evaluate(&baseline.model, data, part)?;
        networks.push(baseline.evaluated(evaluation, data, part)?);
    }
    #[expect(clippy::indexing_slicing, reason = "the first network is always there")]
    let ours = &networks[0];
    let pictures = pictures(data, part)?;
    let title = format!("{}, evaluated on {part}", ours.name);
    let mut page = Page::new(&title, None);
    page.text("p", &subject.model.card().training.data);
    results(&mut page, &networks, part)?;
    curves(&mut page, &networks)?;
    calibration(&mut page, &networks)?;
    synthetic(&mut page, &networks)?;
    changed(&mut page, &networks, &pictures, "Robustness", &ROBUSTNESS)?;
    changed(&mut page, &networks, &pictures, "Shortcuts", &SHORTCUTS)?;
    embedding(&mut page, ours, data)?;
    deletion(&mut page, ours, &pictures)?;
    mistakes(&mut page, ours, &pictures)?;
    examples(&mut page, ours, &pictures)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    page.write(path)
}

/// The paintings of a part, upright, in the order in which they are evaluated.
fn pictures(data: &Dataset, part: &str) -> Result<Vec<RgbImage>> {
    let paintings = data.paintings(part)?;
    let read = |(sample, _): &(&Sample, Label)| {
        let picture = Picture::decode(&data.read(sample)?)?;
        let (width, height) = picture.size();
        picture.resize(width, height, Filter::Bilinear).context(sample.file.clone())
    };
    paintings.par_iter().map(read).collect()
}
