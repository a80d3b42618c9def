//! Tests of a model's internals: whether its evidence maps are faithful, how
//! well its embedding separates labels, and whether it reveals the sources of
//! pictures.

use crate::evaluate::{LabelledAnswer, metrics::accuracy_of, prediction};
use anyhow::{Context as _, Result};
use image::{Rgb, RgbImage};
use rand::{SeedableRng as _, rngs::SmallRng, seq::SliceRandom as _};
use rayon::prelude::*;
use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};
use whence::core::{
    classification::{Classification, Decoder},
    classifier::Classifier,
    evidence::Evidence,
    label::Label,
    neighbours::{centre, direction, unit},
    picture::Picture,
};

/// The shares of a picture that are deleted, one after another.
const DELETED: [f64; 7] = [0.0, 0.05, 0.1, 0.2, 0.3, 0.5, 0.7];

/// The mean probability of the most probable label after a share of each
/// picture is deleted: that share, and the probability when the strongest
/// evidence is deleted first and when the deletion is random. Petsiuk et al.,
/// "RISE", 2018.
///
/// # Errors
///
/// If the network fails or has no evidence maps.
pub fn deletion(model: &Classifier, pictures: &[RgbImage]) -> Result<Vec<(f64, [f64; 2])>> {
    let each: Vec<_> = pictures
        .par_iter()
        .enumerate()
        .map(|(number, picture)| deleted(model, picture, number as u64))
        .collect::<Result<_>>()?;
    let mean = |step: usize, way: usize| {
        let values = each.iter().filter_map(|rows| rows.get(step)?.get(way));
        values.sum::<f64>() / each.len().max(1) as f64
    };
    let steps = DELETED.iter().enumerate();
    Ok(steps.map(|(step, share)| (*share, [mean(step, 0), mean(step, 1)])).collect())
}

/// One picture's probabilities, `[strongest first, at random]` for each share.
fn deleted(model: &Classifier, picture: &RgbImage, seed: u64) -> Result<Vec<[f64; 2]>> {
    let input = &model.card().input;
    let small = Picture::from(picture.clone()).resize(input.width, input.height, input.filter)?;
    let whole = judge(model, &small)?;
    let label = prediction(&whole);
    let evidence = whole.evidence.context("the network has no evidence maps")?;
    let map = evidence.maps.get(&label).map(Vec::as_slice).unwrap_or_default();
    let mut strongest: Vec<usize> = (0..map.len()).collect();
    let mut random = strongest.clone();
    let strength = |cell: &usize| map.get(*cell).copied().unwrap_or_default();
    strongest.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    random.shuffle(&mut SmallRng::seed_from_u64(seed));
    let left = |order: &[usize], share: f64| -> Result<f64> {
        let count = (share * order.len() as f64).round() as usize;
        let cells = order.get(..count).unwrap_or(order);
        let answer = judge(model, &without(&small, &evidence, cells))?;
        Ok(f64::from(answer.predictions.of(label)))
    };
    let row = |share: &f64| Ok([left(&strongest, *share)?, left(&random, *share)?]);
    DELETED.iter().map(row).collect()
}

/// The picture with these cells of the evidence map's grid filled with its mean
/// colour.
fn without(picture: &RgbImage, evidence: &Evidence, cells: &[usize]) -> RgbImage {
    let mean = mean(picture);
    let mut picture = picture.clone();
    let (width, height) = picture.dimensions();
    let cell = |at: u32, length: u32, cells: usize| at as usize * cells / length.max(1) as usize;
    let mut gone = vec![false; evidence.width * evidence.height];
    for cell in cells {
        gone.get_mut(*cell).into_iter().for_each(|gone| *gone = true);
    }
    for (x, y, pixel) in picture.enumerate_pixels_mut() {
        let (column, row) = (cell(x, width, evidence.width), cell(y, height, evidence.height));
        if gone.get(row * evidence.width + column) == Some(&true) {
            *pixel = mean;
        }
    }
    picture
}

fn mean(picture: &RgbImage) -> Rgb<u8> {
    let mut sums = [0u64; 3];
    for pixel in picture.pixels() {
        sums.iter_mut().zip(pixel.0).for_each(|(sum, value)| *sum += u64::from(value));
    }
    let count = picture.pixels().len().max(1) as u64;
    Rgb(sums.map(|sum| (sum / count) as u8))
}

/// Classifies an upright picture.
///
/// # Errors
///
/// If the network fails.
pub fn judge(model: &Classifier, picture: &RgbImage) -> Result<Classification> {
    let picture = Picture::from(picture.clone());
    Ok(model.judge(&picture, Decoder::Whence, Duration::ZERO)?)
}

/// The embedding of a picture, of length 1, with the picture's label and
/// source.
pub struct Point {
    label: Label,
    source: String,
    place: Vec<f32>,
}

/// The embeddings of the pictures that a model has classified.
pub fn points(predictions: &[LabelledAnswer]) -> Vec<Point> {
    let point = |of: &LabelledAnswer| Point {
        label: of.truth,
        source: of.source.clone(),
        place: unit(&of.answer.embedding),
    };
    predictions.iter().map(point).collect()
}

/// The accuracy of a vote of the nearest neighbours among `known`, for each
/// number of neighbours. In a tie, the label with the nearest neighbour wins.
/// The similarity is the cosine after the mean of `known` is subtracted, so
/// that features common to all pictures do not count.
pub fn neighbours<const N: usize>(
    points: &[Point],
    known: &[Point],
    counts: [usize; N],
) -> [f64; N] {
    let places: Vec<_> = known.iter().map(|known| known.place.clone()).collect();
    let centre = centre(&places);
    let seen = |point: &Point| direction(&point.place, &centre);
    let known: Vec<_> = known.iter().map(|known| (seen(known), known.label)).collect();
    let same = |point: &Point| {
        let place = seen(point);
        let near = |known: &[f32]| place.iter().zip(known).map(|(a, b)| a * b).sum::<f32>();
        let mut nearest: Vec<_> =
            known.iter().map(|(known, label)| (near(known), *label)).collect();
        nearest.sort_by(|(a, _), (b, _)| b.total_cmp(a));
        counts.map(|count| {
            let nearest = nearest.get(..count).unwrap_or(&nearest);
            let votes = |label| nearest.iter().filter(|(_, known)| *known == label).count();
            // `max_by_key` returns the last of equal values, so the order is
            // reversed to get the nearest.
            let most = nearest.iter().rev().map(|(_, label)| *label);
            most.max_by_key(|label| votes(*label)) == Some(point.label)
        })
    };
    let same: Vec<_> = points.par_iter().map(same).collect();
    let total = points.len().max(1) as f64;
    let right = |index| same.iter().filter(|row| row.get(index) == Some(&true)).count();
    std::array::from_fn(|index| right(index) as f64 / total)
}

/// The result of a linear probe for the sources of one label.
#[derive(Clone, Debug, PartialEq)]
pub struct Sources {
    /// The label. A model that uses only features of the label does not reveal
    /// the source.
    pub label: Label,
    /// The number of its sources.
    pub count: usize,
    /// The mean recall of the probe over its sources, `0.0..=1.0`; the chance
    /// level is one over `count`.
    pub traced: f64,
}

/// Fits a linear probe for the source within each label on `known`, and tests
/// it on `points`. Labels with one source are left out: there the label
/// implies the source.
pub fn sources(points: &[Point], known: &[Point]) -> Vec<Sources> {
    let labels: BTreeSet<Label> = known.iter().map(|known| known.label).collect();
    labels.into_iter().filter_map(|label| traced(label, points, known)).collect()
}

fn traced(label: Label, points: &[Point], known: &[Point]) -> Option<Sources> {
    let of = |points: &[Point]| -> Vec<(Vec<f32>, String)> {
        let own = points.iter().filter(|point| point.label == label);
        own.map(|point| (point.place.clone(), point.source.clone())).collect()
    };
    let (known, points) = (of(known), of(points));
    let mut names = BTreeMap::<&str, usize>::new();
    known.iter().for_each(|(_, source)| *names.entry(source).or_default() += 1);
    if names.len() < 2 {
        return None;
    }
    let index = |source: &str| names.keys().position(|name| *name == source);
    let labelled = |rows: &[(Vec<f32>, String)]| -> Vec<(Vec<f32>, usize)> {
        let labelled = rows.iter().filter_map(|(row, name)| Some((row.clone(), index(name)?)));
        labelled.collect()
    };
    let probe = Probe::fit(&labelled(&known), names.len());
    let asked = labelled(&points);
    let pairs = asked.iter().map(|(row, label)| (*label, probe.guess(row)));
    Some(Sources { label, count: names.len(), traced: accuracy_of(pairs, names.len()) })
}

/// Multinomial logistic regression in which all classes have the same weight.
struct Probe {
    /// For each class, the weight of each dimension, followed by the bias.
    weights: Vec<Vec<f32>>,
}

impl Probe {
    const STEPS: usize = 300;
    const RATE: f32 = 8.0;
    const DECAY: f32 = 1e-4;

    #[expect(clippy::indexing_slicing, reason = "labels and classes are below `classes`")]
    fn fit(rows: &[(Vec<f32>, usize)], classes: usize) -> Self {
        let width = rows.first().map_or(0, |(row, _)| row.len());
        let mut counts = vec![0.0f32; classes];
        rows.iter().for_each(|(_, label)| counts[*label] += 1.0);
        let mut probe = Self { weights: vec![vec![0.0; width + 1]; classes] };
        for _ in 0..Self::STEPS {
            let mut slopes = vec![vec![0.0f32; width + 1]; classes];
            for (row, label) in rows {
                let share = 1.0 / (counts[*label] * classes as f32);
                for (class, probability) in probe.probabilities(row).into_iter().enumerate() {
                    let slope = share * (probability - f32::from(u8::from(class == *label)));
                    let values = row.iter().chain([&1.0]);
                    slopes[class]
                        .iter_mut()
                        .zip(values)
                        .for_each(|(sum, value)| *sum += slope * value);
                }
            }
            for (weights, slopes) in probe.weights.iter_mut().zip(slopes) {
                for (weight, slope) in weights.iter_mut().zip(slopes) {
                    *weight -= Self::RATE * (slope + Self::DECAY * *weight);
                }
            }
        }
        probe
    }

    fn probabilities(&self, row: &[f32]) -> Vec<f32> {
        let score = |weights: &Vec<f32>| -> f32 {
            weights.iter().zip(row.iter().chain([&1.0])).map(|(weight, value)| weight * value).sum()
        };
        let scores: Vec<f32> = self.weights.iter().map(score).collect();
        let highest = scores.iter().copied().fold(f32::MIN, f32::max);
        let shares: Vec<f32> = scores.iter().map(|score| (score - highest).exp()).collect();
        let sum: f32 = shares.iter().sum();
        shares.into_iter().map(|share| share / sum).collect()
    }

    fn guess(&self, row: &[f32]) -> usize {
        let shares = self.probabilities(row);
        let best = shares.iter().enumerate().max_by(|a, b| a.1.total_cmp(b.1));
        best.map_or(0, |(class, _)| class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(label: &str, source: &str, place: [f32; 2]) -> Point {
        Point {
            label: Label::new(label).unwrap(),
            source: source.to_owned(),
            place: place.to_vec(),
        }
    }

    #[test]
    fn the_nearest_neighbours_are_those_in_the_same_direction() {
        let known = [
            point("indian", "a", [1.0, 0.0]),
            point("chinese", "a", [0.0, 1.0]),
            point("chinese", "a", [-0.6, 0.8]),
        ];
        let asked = [point("indian", "a", [0.8, 0.6]), point("indian", "a", [0.2, 0.9])];
        // Two neighbours have one vote for each label, so the nearest wins. Of
        // three, Chinese has the majority.
        assert_eq!(neighbours(&asked, &known, [1, 2, 3]), [0.5, 0.5, 0.0]);
        // Without the subtraction of the mean, a Chinese one would be the
        // nearest.
        let asked = [point("indian", "a", [0.6, 0.8])];
        assert_eq!(neighbours(&asked, &known, [1]), [1.0]);
    }

    #[test]
    fn a_probe_finds_a_source_that_lies_apart_and_only_where_there_are_two() {
        let places = [0.9f32, 0.7, 0.8, 0.75];
        let mut points = Vec::new();
        for place in places {
            let across = (1.0 - place * place).sqrt();
            points.push(point("chinese", "museum", [place, across]));
            points.push(point("chinese", "web", [-place, across]));
            points.push(point("indian", "web", [place, across]));
        }
        let expected = Sources { label: Label::new("chinese").unwrap(), count: 2, traced: 1.0 };
        assert_eq!(sources(&points, &points), [expected]);
    }

    #[test]
    fn only_the_cells_that_are_deleted_change() {
        let picture = RgbImage::from_fn(8, 8, |x, _| Rgb([x as u8 * 30, 0, 0]));
        let evidence = Evidence { width: 2, height: 2, maps: Default::default() };
        let left = without(&picture, &evidence, &[1]);
        assert_eq!(left.get_pixel(0, 0), picture.get_pixel(0, 0));
        assert_eq!(left.get_pixel(5, 0), &Rgb([105, 0, 0]));
        assert_eq!(left.get_pixel(5, 5), picture.get_pixel(5, 5));
    }
}
