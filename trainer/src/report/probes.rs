//! The internals of a network: its embedding and its evidence.

use super::{
    evaluated::Evaluated,
    html::Page,
    plot::{self, Line},
};
use crate::{
    data::dataset::Dataset,
    evaluate::{self, inside, metrics::percent},
};
use anyhow::Result;
use image::RgbImage;

/// Numbers of neighbours in the embedding that vote, in addition to the nearest
/// one.
const NEIGHBOURS: [usize; 2] = [5, 20];

/// Whether neighbours in the embedding share a label, and the accuracy of a
/// linear probe.
pub(super) fn embedding(page: &mut Page<'_>, ours: &Evaluated<'_>, data: &Dataset) -> Result<()> {
    let points = inside::points(&ours.evaluation.predictions);
    let known = inside::points(&evaluate::predictions(ours.model, data, "train")?);
    let [few, many] = NEIGHBOURS;
    let [one, of_few, of_many] = inside::neighbours(&points, &known, [1, few, many]).map(percent);
    page.text("h2", "Embedding");
    page.text(
        "p",
        &format!(
            "The nearest training painting shares the label {one} of the time, most of the \
             nearest {few} {of_few} of the time, most of the nearest {many} {of_many}; the network \
             is right {} of the time.",
            percent(ours.evaluation.metrics.accuracy)
        ),
    );
    for sources in inside::sources(&points, &known) {
        page.text(
            "p",
            &format!(
                "Among {} paintings, a linear probe traces {} to the right one of {} sources; \
                 chance is {}.",
                sources.label,
                percent(sources.traced),
                sources.count,
                percent(1.0 / sources.count as f64)
            ),
        );
    }
    Ok(())
}

/// Whether the answer depends on the evidence.
pub(super) fn deletion(
    page: &mut Page<'_>,
    ours: &Evaluated<'_>,
    pictures: &[RgbImage],
) -> Result<()> {
    if ours.evaluation.predictions.iter().any(|of| of.answer.evidence.is_none()) {
        return Ok(());
    }
    let steps = inside::deletion(ours.model, pictures)?;
    page.text("h2", "Deletion of the evidence");
    page.text(
        "p",
        "The mean probability of the likeliest label while parts of a picture are deleted: the \
         strongest evidence first, or at random. The faster the first line falls below the \
         second, the more faithful the maps are.",
    );
    let strongest =
        Line::new("strongest first", steps.iter().map(|(at, [first, _])| (*at, *first)));
    let random = Line::new("at random", steps.iter().map(|(at, [_, random])| (*at, *random)));
    let axes = ["share deleted", "probability left"];
    page.plot("deletion", &plot::lines("Deletion", axes, &[strongest, random])?)?;
    let mut rows = vec![["deleted", "strongest first", "at random"].map(str::to_owned).to_vec()];
    for (share, [first, random]) in steps {
        rows.push(vec![percent(share), format!("{first:.3}"), format!("{random:.3}")]);
    }
    page.table(&rows);
    Ok(())
}
