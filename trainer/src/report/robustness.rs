//! A model's answers to synthetic pictures, and to changed ones.

use super::{evaluated::Evaluated, html::Page};
use crate::{
    data::synthetic::{HELD_OUT, Synthetic},
    evaluate::{
        Separation,
        changes::Change,
        inside::judge,
        metrics::{self, percent},
        prediction,
    },
};
use anyhow::Result;
use image::RgbImage;
use rayon::prelude::*;
use std::ops::Range;
use whence::core::{classification::Classification, classifier::Classifier};

/// The number of synthetic pictures of each kind to classify.
const SYNTHETIC: u64 = 50;

/// How well synthetic pictures of kinds that were not trained on are detected
/// as negatives.
pub(super) fn synthetic(page: &mut Page<'_>, networks: &[Evaluated<'_>]) -> Result<()> {
    page.text("h2", "Synthetic negatives");
    page.text(
        "p",
        "The area under the ROC curve of these synthetic pictures against the paintings of the \
         part, and how many of them are refused. No network was trained on these kinds.",
    );
    let mut rows = vec![row(networks, "kind", |network| network.name.to_owned())];
    let pictures =
        |kind: &Synthetic| (0..SYNTHETIC).map(|number| kind.picture(number)).collect::<Vec<_>>();
    let synthetic: Vec<_> = HELD_OUT.iter().flat_map(pictures).collect();
    let answers: Vec<_> =
        networks.iter().map(|network| answers(network.model, &synthetic)).collect::<Result<_>>()?;
    let mut tell = |name: &str, of: Range<usize>| {
        let cells = networks.iter().zip(&answers).map(|(network, answers)| {
            let answers = answers.get(of.clone()).unwrap_or_default();
            let Separation { auroc, refused, .. } = network.evaluation.separation_from(answers);
            format!("{auroc:.3}, refused {refused} of {}", of.len())
        });
        rows.push([name.to_owned()].into_iter().chain(cells).collect());
    };
    let each = SYNTHETIC as usize;
    for (index, kind) in HELD_OUT.iter().enumerate() {
        tell(kind.name, index * each..(index + 1) * each);
    }
    tell("all", 0..synthetic.len());
    page.table(&rows);
    Ok(())
}

fn row(
    networks: &[Evaluated<'_>],
    name: &str,
    cell: impl Fn(&Evaluated<'_>) -> String,
) -> Vec<String> {
    [name.to_owned()].into_iter().chain(networks.iter().map(cell)).collect()
}

fn answers(model: &Classifier, pictures: &[RgbImage]) -> Result<Vec<Classification>> {
    pictures.par_iter().map(|picture| judge(model, picture)).collect()
}

/// The accuracy after each change.
pub(super) fn changed(
    page: &mut Page<'_>,
    networks: &[Evaluated<'_>],
    pictures: &[RgbImage],
    title: &str,
    changes: &[Change],
) -> Result<()> {
    page.text("h2", title);
    page.text("p", "Accuracy on the same pictures after a change, and the difference in points.");
    let mut rows = vec![row(networks, "change", |network| network.name.to_owned())];
    rows.push(row(networks, "none", |network| percent(network.evaluation.metrics.accuracy)));
    for change in changes {
        let pictures: Vec<_> = pictures.par_iter().map(|picture| change.apply(picture)).collect();
        let mut cells = vec![change.name.to_owned()];
        for network in networks {
            let truths = network.evaluation.predictions.iter().map(|of| of.truth);
            let answers = answers(network.model, &pictures)?;
            let pairs: Vec<_> = truths.zip(answers.iter().map(prediction)).collect();
            let accuracy =
                metrics::accuracy(&metrics::confusion(&pairs, &network.evaluation.labels));
            let points = 100.0 * (accuracy - network.evaluation.metrics.accuracy);
            cells.push(format!("{} ({points:+.1})", percent(accuracy)));
        }
        rows.push(cells);
    }
    page.table(&rows);
    Ok(())
}
