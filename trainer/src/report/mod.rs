//! The report on a model: one HTML page.

pub mod explore;
mod html;
pub mod plot;

use crate::{
    data::{
        dataset::Dataset,
        synthetic::{HELD_OUT, Synthetic},
    },
    evaluate::{
        self, Evaluation,
        changes::{Change, SHORTCUTS, WEAR},
        in_words,
        inside::{self, judge},
        metrics::{self, percent},
        prediction,
    },
    report::{
        html::{Page, thumbnail},
        plot::Line,
    },
    train::Epoch,
};
use anyhow::{Context as _, Result, ensure};
use image::{Rgb, RgbImage};
use rayon::prelude::*;
use std::{fs, ops::Range, path::Path};
use whence::core::{
    card::Filter, classification::Classification, classifier::Classifier, label::Label,
    picture::Picture,
};

/// The part of the unseen sources, which are in no other part.
const CROSS: &str = "cross";

/// How many mistakes are shown, the most confident first.
const MISTAKES: usize = 24;

/// How many pictures of each culture are shown as the best, and as the worst.
const EXAMPLES: usize = 4;

/// Numbers of neighbours in the embedding that vote, besides the nearest one.
const NEIGHBOURS: [usize; 2] = [5, 20];

/// How many synthetic pictures of each kind are classified.
const SYNTHETIC: u64 = 50;

/// Longest side of a picture in the report, in pixels.
const TILE: u32 = 160;

/// A network and its evaluation.
struct Judged<'a> {
    name: &'a str,
    model: &'a Classifier,
    evaluation: Evaluation,
    cross: Option<Evaluation>,
    epochs: &'a [Epoch],
}

/// A model and the folder that it and its evaluation lie in.
pub struct Subject {
    /// The model.
    pub model: Classifier,
    curve: Vec<Epoch>,
}

impl Subject {
    /// Loads the model of a folder with the curve of its training, where
    /// that was kept.
    ///
    /// # Errors
    ///
    /// As [`evaluate::load`].
    pub fn load(folder: &Path) -> Result<Self> {
        let model = evaluate::load(folder)?;
        let name = format!("evaluation/{}-metrics.jsonl", model.card().architecture);
        let path = folder.join(name);
        let lines = fs::read_to_string(&path).unwrap_or_default();
        let curve = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>();
        let damaged = || format!("{} is damaged; restore or delete it", path.display());
        Ok(Self { model, curve: curve.with_context(damaged)? })
    }

    fn judged(&self, evaluation: Evaluation, data: &Dataset, part: &str) -> Result<Judged<'_>> {
        let cross = data.part(CROSS).is_ok() && part != CROSS;
        let cross = cross.then(|| evaluate::evaluate(&self.model, data, CROSS)).transpose()?;
        Ok(Judged {
            name: &self.model.card().architecture,
            model: &self.model,
            evaluation,
            cross,
            epochs: &self.curve,
        })
    }
}

/// Writes the report on `subject` to `path` and returns it as plain text.
/// `evaluation` is on `part` of `data`; the report adds the part `cross` and
/// compares with `baseline`.
///
/// # Errors
///
/// Where a picture cannot be read, a network fails or the file cannot be
/// written.
pub fn write(
    subject: &Subject,
    evaluation: Evaluation,
    baseline: Option<&Subject>,
    data: &Dataset,
    part: &str,
    path: &Path,
) -> Result<String> {
    let mut networks = vec![subject.judged(evaluation, data, part)?];
    if let Some(baseline) = baseline {
        let (own, other) = (subject.model.labels(), baseline.model.labels());
        ensure!(own == other, "the baseline has other labels: {other} instead of {own}");
        let evaluation = evaluate::evaluate(&baseline.model, data, part)?;
        networks.push(baseline.judged(evaluation, data, part)?);
    }
    #[expect(clippy::indexing_slicing, reason = "the first network is always there")]
    let ours = &networks[0];
    let pictures = pictures(data, part)?;
    let title = format!("{}, judged on {part}", ours.name);
    let mut page = Page::new(&title, None);
    page.text("p", &subject.model.card().training.data);
    figures(&mut page, &networks, part)?;
    curves(&mut page, &networks)?;
    honesty(&mut page, &networks)?;
    nothing(&mut page, &networks)?;
    changed(&mut page, &networks, &pictures, "Robustness", &WEAR)?;
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

/// The paintings of a part, upright, in the order they are judged in.
fn pictures(data: &Dataset, part: &str) -> Result<Vec<RgbImage>> {
    let paintings = data.paintings(part)?;
    let read = |(sample, _): &(&crate::data::dataset::Sample, Label)| {
        let picture = Picture::decode(&data.read(sample)?)?;
        let (width, height) = picture.size();
        picture.resize(width, height, Filter::Bilinear).context(sample.file.clone())
    };
    paintings.par_iter().map(read).collect()
}

fn figures(page: &mut Page<'_>, networks: &[Judged<'_>], part: &str) -> Result<()> {
    page.text("h2", "Results");
    let own: Vec<_> =
        networks.iter().map(|judged| (judged.name, part, &judged.evaluation)).collect();
    let cross: Vec<_> = networks
        .iter()
        .filter_map(|judged| Some((judged.name, CROSS, judged.cross.as_ref()?)))
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

fn curves(page: &mut Page<'_>, networks: &[Judged<'_>]) -> Result<()> {
    let trained = networks.iter().filter(|judged| !judged.epochs.is_empty());
    for (index, judged) in trained.enumerate() {
        if index == 0 {
            page.text("h2", "Training");
        }
        page.text("h3", judged.name);
        page.plot("curves", &plot::curves(judged.epochs)?)?;
    }
    Ok(())
}

fn honesty(page: &mut Page<'_>, networks: &[Judged<'_>]) -> Result<()> {
    page.text("h2", "Calibration");
    page.text(
        "p",
        "Reliability: the share of right answers by predicted probability. Risk and coverage: the \
         share of wrong answers among the most confident ones, by the share that is answered.",
    );
    let kept = networks
        .iter()
        .map(|judged| Line::new(judged.name, metrics::reliability(&judged.evaluation.promises())));
    let ideal = Line::new("ideal", [(0.25, 0.25), (1.0, 1.0)]);
    let lines: Vec<_> = kept.chain([ideal]).collect();
    let axes = ["predicted probability", "accuracy"];
    page.plot("reliability", &plot::lines("Reliability", axes, &lines)?)?;
    let risks = networks.iter().map(|judged| {
        Line::new(judged.name, metrics::risk_coverage(&judged.evaluation.promises()))
    });
    let axes = ["share of pictures answered", "share of these that is wrong"];
    page.plot("risk", &plot::lines("Risk and coverage", axes, &risks.collect::<Vec<_>>())?)
}

/// How well synthetic pictures of kinds that were never trained on are
/// detected as negatives.
fn nothing(page: &mut Page<'_>, networks: &[Judged<'_>]) -> Result<()> {
    page.text("h2", "Synthetic negatives");
    page.text(
        "p",
        "The area under the ROC curve of these synthetic pictures against the paintings of the \
         part, and how many of them are refused. No network was trained on these kinds.",
    );
    let mut rows = vec![row(networks, "kind", |judged| judged.name.to_owned())];
    let pictures =
        |kind: &Synthetic| (0..SYNTHETIC).map(|number| kind.picture(number)).collect::<Vec<_>>();
    let synthetic: Vec<_> = HELD_OUT.iter().flat_map(pictures).collect();
    let answers: Vec<_> =
        networks.iter().map(|judged| answers(judged.model, &synthetic)).collect::<Result<_>>()?;
    let mut tell = |name: &str, of: Range<usize>| {
        let cells = networks.iter().zip(&answers).map(|(judged, answers)| {
            let (area, refused) =
                judged.evaluation.told_apart_from(answers.get(of.clone()).unwrap_or_default());
            format!("{area:.3}, refused {refused} of {}", of.len())
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

fn row(networks: &[Judged<'_>], name: &str, cell: impl Fn(&Judged<'_>) -> String) -> Vec<String> {
    [name.to_owned()].into_iter().chain(networks.iter().map(cell)).collect()
}

fn answers(model: &Classifier, pictures: &[RgbImage]) -> Result<Vec<Classification>> {
    pictures.par_iter().map(|picture| judge(model, picture)).collect()
}

/// The accuracy after each change.
fn changed(
    page: &mut Page<'_>,
    networks: &[Judged<'_>],
    pictures: &[RgbImage],
    title: &str,
    changes: &[Change],
) -> Result<()> {
    page.text("h2", title);
    page.text("p", "Accuracy on the same pictures after a change, and the difference in points.");
    let mut rows = vec![row(networks, "change", |judged| judged.name.to_owned())];
    rows.push(row(networks, "none", |judged| percent(judged.evaluation.metrics.accuracy)));
    for change in changes {
        let pictures: Vec<_> = pictures.par_iter().map(|picture| change.apply(picture)).collect();
        let mut cells = vec![change.name.to_owned()];
        for judged in networks {
            let truths = judged.evaluation.predictions.iter().map(|of| of.truth);
            let answers = answers(judged.model, &pictures)?;
            let pairs: Vec<_> = truths.zip(answers.iter().map(prediction)).collect();
            let accuracy =
                metrics::accuracy(&metrics::confusion(&pairs, &judged.evaluation.labels));
            let points = 100.0 * (accuracy - judged.evaluation.metrics.accuracy);
            cells.push(format!("{} ({points:+.1})", percent(accuracy)));
        }
        rows.push(cells);
    }
    page.table(&rows);
    Ok(())
}

fn embedding(page: &mut Page<'_>, ours: &Judged<'_>, data: &Dataset) -> Result<()> {
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

fn deletion(page: &mut Page<'_>, ours: &Judged<'_>, pictures: &[RgbImage]) -> Result<()> {
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

/// A picture with the evidence for the predicted label over it.
fn seen(picture: &RgbImage, answer: &Classification) -> Result<RgbImage> {
    let mut tile = thumbnail(&Picture::from(picture.clone()), TILE)?;
    let (width, height) = tile.dimensions();
    let Some(evidence) = &answer.evidence else { return Ok(tile) };
    let strength = evidence.strength(prediction(answer));
    for (x, y, pixel) in tile.enumerate_pixels_mut() {
        let column = x as usize * evidence.width / width as usize;
        let row = y as usize * evidence.height / height as usize;
        let share = strength.get(row * evidence.width + column).copied().unwrap_or_default() * 0.6;
        let mix = |value: u8, glow: f32| (f32::from(value) * (1.0 - share) + glow * share) as u8;
        let [red, green, blue] = pixel.0;
        *pixel = Rgb([mix(red, 230.0), mix(green, 80.0), mix(blue, 0.0)]);
    }
    Ok(tile)
}

type Answer<'a> = (usize, Label, &'a Classification);

fn shown(page: &mut Page<'_>, answers: &[Answer<'_>], pictures: &[RgbImage]) -> Result<()> {
    let tile = |(index, truth, answer): &Answer<'_>| {
        let share = answer.predictions.first().probability;
        let said = in_words(answer.verdict);
        let caption = format!("{truth}; {said}, {}", percent(share.into()));
        let picture = pictures.get(*index).context("an answer has no picture")?;
        Ok((seen(picture, answer)?, caption))
    };
    page.gallery(&answers.iter().map(tile).collect::<Result<Vec<_>>>()?)
}

fn all<'a>(ours: &'a Judged<'_>) -> Vec<Answer<'a>> {
    let predictions = ours.evaluation.predictions.iter().enumerate();
    predictions.map(|(index, of)| (index, of.truth, &of.answer)).collect()
}

fn mistakes(page: &mut Page<'_>, ours: &Judged<'_>, pictures: &[RgbImage]) -> Result<()> {
    let mut wrong = all(ours);
    wrong.retain(|(_, truth, answer)| prediction(answer) != *truth);
    let sure = |answer: &Classification| answer.predictions.first().probability;
    wrong.sort_by(|a, b| sure(b.2).total_cmp(&sure(a.2)));
    wrong.truncate(MISTAKES);
    page.text("h2", "Most confident mistakes");
    page.text(
        "p",
        "The true label; the verdict. The evidence for the predicted label is in orange.",
    );
    shown(page, &wrong, pictures)
}

fn examples(page: &mut Page<'_>, ours: &Judged<'_>, pictures: &[RgbImage]) -> Result<()> {
    page.text("h2", "Best and worst of each label");
    for label in ours.evaluation.labels.iter() {
        let share = |answer: &Answer<'_>| answer.2.predictions.of(label);
        let mut own = all(ours);
        own.retain(|(_, truth, _)| *truth == label);
        own.sort_by(|a, b| share(b).total_cmp(&share(a)));
        let worst = own.split_off(own.len().saturating_sub(EXAMPLES).max(own.len().min(EXAMPLES)));
        own.truncate(EXAMPLES);
        own.extend(worst);
        page.text("h3", label.name());
        shown(page, &own, pictures)?;
    }
    Ok(())
}
