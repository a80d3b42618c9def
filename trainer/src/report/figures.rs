//! The scores of a model: results, curves and calibration.

use super::{
    evaluated::{CROSS, Evaluated},
    html::Page,
    plot::{self, Line},
};
use crate::evaluate::metrics;
use anyhow::Result;

/// Tables and confusion matrices.
pub(super) fn results(page: &mut Page<'_>, networks: &[Evaluated<'_>], part: &str) -> Result<()> {
    page.text("h2", "Results");
    let own: Vec<_> =
        networks.iter().map(|network| (network.name, part, &network.evaluation)).collect();
    let cross: Vec<_> = networks
        .iter()
        .filter_map(|network| Some((network.name, CROSS, network.cross.as_ref()?)))
        .collect();
    for evaluations in [own, cross] {
        for (name, part, evaluation) in &evaluations {
            page.text("h3", &format!("{name}, {part}"));
            page.text("pre", &evaluation.table());
        }
        page.beside(|page| {
            for (name, part, evaluation) in &evaluations {
                let title = format!("{name}, {part}");
                page.plot(
                    "confusion",
                    &plot::confusion(&evaluation.metrics.confusion, &evaluation.labels, &title)?,
                )?;
            }
            Ok(())
        })?;
    }
    Ok(())
}

/// The loss and accuracy of each epoch.
pub(super) fn curves(page: &mut Page<'_>, networks: &[Evaluated<'_>]) -> Result<()> {
    let trained = networks.iter().filter(|network| !network.epochs.is_empty());
    for (index, network) in trained.enumerate() {
        if index == 0 {
            page.text("h2", "Training");
        }
        page.text("h3", network.name);
        page.plot("curves", &plot::curves(network.epochs)?)?;
    }
    Ok(())
}

/// The calibration of the probabilities.
pub(super) fn calibration(page: &mut Page<'_>, networks: &[Evaluated<'_>]) -> Result<()> {
    page.text("h2", "Calibration");
    page.text(
        "p",
        "Reliability: the share of right answers by predicted probability. Risk and coverage: the \
         share of wrong answers among the most confident ones, by the share that is answered.",
    );
    let kept = networks.iter().map(|network| {
        Line::new(network.name, metrics::reliability(&network.evaluation.confidences()))
    });
    let ideal = Line::new("ideal", [(0.25, 0.25), (1.0, 1.0)]);
    let lines: Vec<_> = kept.chain([ideal]).collect();
    let axes = ["predicted probability", "accuracy"];
    page.plot("reliability", &plot::lines("Reliability", axes, &lines)?)?;
    let risks = networks.iter().map(|network| {
        Line::new(network.name, metrics::risk_coverage(&network.evaluation.confidences()))
    });
    let axes = ["share of pictures answered", "share of these that is wrong"];
    page.plot("risk", &plot::lines("Risk and coverage", axes, &risks.collect::<Vec<_>>())?)
}
