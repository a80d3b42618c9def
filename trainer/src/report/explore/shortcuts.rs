//! Differences between the pictures of the labels that a network could use as
//! shortcuts: sizes and colours.

use super::collection::{Collection, Work};
use crate::report::{
    html::Page,
    plot::{self, Spread},
};
use anyhow::Result;
use rayon::prelude::*;
use std::fmt::Write as _;
use whence::core::{card::Filter, label::Label};

/// The spread of a quantity over each label's works.
fn spreads(collection: &Collection, figure: impl Fn(&Work) -> Option<f64>) -> Vec<Spread> {
    let spread = |label: Label| {
        let values = collection.of_label(label).into_iter().filter_map(&figure).collect();
        Spread::of(label.name(), values)
    };
    collection.labels().into_iter().filter_map(spread).collect()
}

/// The sizes of the pictures of each label.
pub(super) fn sizes(collection: &Collection, report: &mut Page<'_>) -> Result<()> {
    if collection.works.iter().all(|work| work.size.is_none()) {
        return Ok(());
    }
    report.text("h2", "Sizes and shapes");
    report.text(
        "p",
        "Boxes contain the middle half of a label's pictures, with the median in orange; lines go \
         from the 5th to the 95th percentile.",
    );
    let longest = spreads(collection, |work| work.size.map(|size| f64::from(size.0.max(size.1))));
    report.plot("sizes", &plot::spreads("Longest side, pixels", &longest)?)?;
    let shape = |(width, height): (u32, u32)| f64::from(width) / f64::from(height.max(1));
    let shape = spreads(collection, |work| work.size.map(shape));
    report.plot("shapes", &plot::spreads("Width by height", &shape)?)
}

/// The mean colour of a picture, 0 to 255 per channel.
fn mean_colour(work: &Work) -> Result<[f64; 3]> {
    let small = work.open()?.resize(16, 16, Filter::Bilinear)?;
    let mut sum = [0.0; 3];
    for pixel in small.pixels() {
        sum.iter_mut().zip(pixel.0).for_each(|(sum, value)| *sum += f64::from(value));
    }
    Ok(sum.map(|channel| channel / 256.0))
}

/// The brightness, warmth and colourfulness of the pictures of each label.
pub(super) fn colours(collection: &Collection, report: &mut Page<'_>) -> Result<()> {
    report.text("h2", "Possible shortcuts: colour");
    report.text(
        "p",
        "A network may learn paper, varnish and lighting where it should learn painting. \
         Where these differ much between labels, it can.",
    );
    let means: Vec<(Label, [f64; 3])> = collection
        .works
        .par_iter()
        .filter_map(|work| Some((work.label?, work)))
        .map(|(label, work)| Ok((label, mean_colour(work)?)))
        .collect::<Result<_>>()?;
    let spreads = |figure: fn(&[f64; 3]) -> f64| -> Vec<Spread> {
        let of = |label: Label| {
            let means = means.iter().filter(|(found, _)| *found == label);
            Spread::of(label.name(), means.map(|(_, mean)| figure(mean)).collect())
        };
        collection.labels().into_iter().filter_map(of).collect()
    };
    let brightness = spreads(|[r, g, b]| (0.299 * r + 0.587 * g + 0.114 * b) / 2.55);
    report.plot("brightness", &plot::spreads("Mean brightness, %", &brightness)?)?;
    let warmth = spreads(|[r, _, b]| (r - b) / 2.55);
    report.plot("warmth", &plot::spreads("Mean warmth (red less blue), %", &warmth)?)?;
    let saturation = spreads(|[r, g, b]| (r.max(*g).max(*b) - r.min(*g).min(*b)) / 2.55);
    report.plot(
        "saturation",
        &plot::spreads("Mean colour (most less least channel), %", &saturation)?,
    )?;
    report.body += "<p class=\"swatches\">";
    for label in collection.labels() {
        let of: Vec<_> = means.iter().filter(|(found, _)| *found == label).collect();
        let mut sums = [0.0; 3];
        for (_, mean) in &of {
            sums.iter_mut().zip(mean).for_each(|(sum, value)| *sum += value);
        }
        let [red, green, blue] = sums.map(|sum| (sum / of.len() as f64) as u8);
        let hex = format!("#{red:02x}{green:02x}{blue:02x}");
        let _ = write!(
            report.body,
            "<span><i style=\"background:{hex}\"></i>{label}, mean colour {hex}</span>"
        );
    }
    report.body += "</p>\n";
    Ok(())
}
