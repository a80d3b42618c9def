//! Pictures with an overlay of their evidence: mistakes and examples.

use super::{
    evaluated::Evaluated,
    html::{Page, thumbnail},
};
use crate::evaluate::{in_words, metrics::percent, prediction};
use anyhow::{Context as _, Result};
use image::{Rgb, RgbImage};
use whence::core::{classification::Classification, label::Label, picture::Picture};

/// The number of mistakes to show, the most confident first.
const MISTAKES: usize = 24;

/// The number of pictures of each label to show as the best, and as the worst.
const EXAMPLES: usize = 4;

/// Longest side of a picture in the report, in pixels.
const TILE: u32 = 160;

/// A picture with an overlay of the evidence for the predicted label.
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

fn all<'a>(ours: &'a Evaluated<'_>) -> Vec<Answer<'a>> {
    let predictions = ours.evaluation.predictions.iter().enumerate();
    predictions.map(|(index, of)| (index, of.truth, &of.answer)).collect()
}

/// The most confident mistakes.
pub(super) fn mistakes(
    page: &mut Page<'_>,
    ours: &Evaluated<'_>,
    pictures: &[RgbImage],
) -> Result<()> {
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

/// The pictures of each label with the highest and the lowest probability.
pub(super) fn examples(
    page: &mut Page<'_>,
    ours: &Evaluated<'_>,
    pictures: &[RgbImage],
) -> Result<()> {
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
