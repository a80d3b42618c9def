//! The pictures for training and validation: read, augmented and put into
//! batches.

use crate::{
    data::{
        augment::{Augment, augment, cutmix},
        dataset::Dataset,
        sample::Sample,
        sampler, synthetic,
    },
    train::config::Config,
};
use anyhow::{Context as _, Result, ensure};
use burn::tensor::{Device, Tensor, TensorData};
use image::{
    RgbImage,
    imageops::{FilterType, resize},
};
use rand::{RngExt as _, SeedableRng as _, rngs::SmallRng};
use rayon::prelude::*;
use std::{iter::repeat, sync::mpsc};
use whence::core::{
    card::{Filter, Input},
    label::{Label, Labels},
    picture::{Picture, normalise},
};

/// Pictures in memory, the input of the batches.
pub(crate) struct Pictures<'a> {
    config: &'a Config,
    /// Width and height in pixels of the pictures in the batches.
    pub(crate) size: [u32; 2],
    /// The number of labels.
    pub(crate) classes: usize,
    all: Vec<(RgbImage, Target)>,
    /// The relative frequency with which each picture is sampled.
    weights: Vec<f64>,
}

/// A picture that is sampled in an epoch, and its position in the epoch.
type Drawn<'a> = (usize, &'a (RgbImage, Target));

impl<'a> Pictures<'a> {
    /// The training pictures of `epoch`, from 0.
    pub(crate) fn training(config: &'a Config, data: &Dataset, epoch: usize) -> Result<Self> {
        let mut samples = paintings(data, "train")?;
        if config.negative_weight > 0.0 {
            samples.extend(negatives(data, "train")?);
        }
        let size = config.train_size_at(epoch);
        // If blur is an augmentation of its own, pictures are read large enough
        // that the strongest zoom stays sharp.
        let Augment { zoom: [closest, _], blur, .. } = config.augment;
        let detail = if blur > 0.0 { closest.clamp(0.5, 1.0).recip() } else { 1.0 };
        let [width, height] = size.map(|side| (side as f32 * detail).round() as u32);
        let filter = config.train_filter.unwrap_or(config.input.filter);
        let mut all = read(config, data, &samples, ([width, height], filter))?;
        let synthetic =
            synthetic::training((samples.len() as f32 * config.synthetic) as usize).into_par_iter();
        all.par_extend(synthetic.map(|picture| {
            (
                resize(&picture, width, height, FilterType::Triangle),
                Target::new(None, None, &data.labels),
            )
        }));
        let groups = samples.iter().map(|sample| (sample.label, &*sample.source));
        let groups: Vec<_> = groups.chain(repeat((None, SYNTHETIC))).take(all.len()).collect();
        let weights = match &config.sampling {
            Some(how) => sampler::weights(&groups, how),
            None => vec![1.0; all.len()],
        };
        Ok(Self { config, size, classes: data.labels.len(), all, weights })
    }

    /// The validation pictures.
    pub(crate) fn validation(config: &'a Config, data: &Dataset) -> Result<Self> {
        let size = [config.input.width, config.input.height];
        let paintings = paintings(data, "val")?;
        let all = read(config, data, &paintings, (size, config.input.filter))?;
        Ok(Self { config, size, classes: data.labels.len(), weights: vec![1.0; all.len()], all })
    }

    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Batches of the pictures in order, without augmentation.
    pub(crate) fn in_order(&self) -> impl Iterator<Item = Batch> {
        self.all.chunks(self.config.batch).map(|chunk| {
            let mut batch = Batch::new(self.size);
            let add = |(picture, target): &(RgbImage, Target)| {
                batch.add(picture, target.clone(), &self.config.input);
            };
            chunk.iter().for_each(add);
            batch
        })
    }

    /// Calls `each` with the number and the augmented pictures of every batch
    /// of an epoch, until it returns false. A separate thread prepares batches
    /// in advance.
    pub(crate) fn shuffled(
        &self,
        epoch: usize,
        mut each: impl FnMut(usize, Batch) -> Result<bool>,
    ) -> Result<()> {
        let (sender, receiver) = mpsc::sync_channel(2);
        std::thread::scope(|scope| {
            scope.spawn(move || {
                let order = sampler::order(&self.weights, &mut self.random(usize::MAX, epoch));
                let drawn = order.iter().filter_map(|index| self.all.get(*index));
                let drawn: Vec<_> = drawn.enumerate().collect();
                for some in drawn.chunks(self.config.batch) {
                    // The receiver is dropped when the run stops early.
                    if sender.send(self.varied(some, &drawn, epoch)).is_err() {
                        return;
                    }
                }
            });
            for (number, batch) in receiver.into_iter().enumerate() {
                if !each(number, batch)? {
                    break;
                }
            }
            Ok(())
        })
    }

    /// The batch of `some` of the pictures `drawn` in an epoch.
    fn varied(&self, some: &[Drawn<'_>], drawn: &[Drawn<'_>], epoch: usize) -> Batch {
        let mut batch = Batch::new(self.size);
        for (place, own) in some {
            let mut random = self.random(*place, epoch);
            let (mut picture, mut target) = self.changed(own, &mut random);
            if random.random::<f32>() < self.config.augment.cutmix
                && let Some((_, other)) = drawn.get(random.random_range(0..drawn.len()))
            {
                let (other, its) = self.changed(other, &mut random);
                target = target.mixed(&its, cutmix(&mut picture, &other, &mut random));
            }
            batch.add(&picture, target, &self.config.input);
        }
        batch
    }

    fn changed(
        &self,
        (picture, target): &(RgbImage, Target),
        random: &mut SmallRng,
    ) -> (RgbImage, Target) {
        (augment(picture, self.size.into(), &self.config.augment, random), target.clone())
    }

    /// A separate random generator for each position in each epoch.
    fn random(&self, place: usize, epoch: usize) -> SmallRng {
        let [epoch, place] = [epoch, place].map(|number| number as u64);
        let mixed = epoch.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(place);
        SmallRng::seed_from_u64(self.config.seed ^ mixed.wrapping_mul(0xbf58_476d_1ce4_e5b9))
    }
}

/// The source of synthetic pictures.
const SYNTHETIC: &str = "synthetic";

/// The paintings of a part.
fn paintings<'a>(data: &'a Dataset, part: &str) -> Result<Vec<&'a Sample>> {
    Ok(data.paintings(part)?.into_iter().map(|(sample, _)| sample).collect())
}

/// The negatives of a part.
fn negatives<'a>(data: &'a Dataset, part: &str) -> Result<Vec<&'a Sample>> {
    let samples = data.negatives(part)?;
    ensure!(
        !samples.is_empty(),
        "the recipe asks for pictures that are none of the labels (negative_weight is over 0), and \
         the part {part:?} has none of the class \"other\""
    );
    Ok(samples)
}

/// Reads pictures and resizes them to this size with this filter; keeps the
/// order.
fn read(
    config: &Config,
    data: &Dataset,
    samples: &[&Sample],
    ([width, height], filter): ([u32; 2], Filter),
) -> Result<Vec<(RgbImage, Target)>> {
    let read = |sample: &&Sample| {
        let picture = Picture::decode(&data.read(sample)?)
            .and_then(|picture| picture.resize(width, height, filter))
            .with_context(|| format!("could not read {}", sample.file))?;
        let auxiliary = config.auxiliary_labels.get(&sample.source);
        Ok((picture, Target::new(sample.label, auxiliary.copied(), &data.labels)))
    };
    ensure!(!samples.is_empty(), "there are no pictures to train or validate on");
    samples.par_iter().map(read).collect()
}

/// Pictures as input of the network, and the target of each.
pub(crate) struct Batch {
    size: [u32; 2],
    values: Vec<f32>,
    pub(crate) targets: Vec<Target>,
}

impl Batch {
    fn new(size: [u32; 2]) -> Self {
        Self { size, values: Vec::new(), targets: Vec::new() }
    }

    fn add(&mut self, picture: &RgbImage, target: Target, input: &Input) {
        self.values.extend(normalise(picture, input));
        self.targets.push(target);
    }

    /// The tensor `[n, 3, height, width]`.
    pub(crate) fn pictures(self, device: &Device) -> Tensor<4> {
        let [width, height] = self.size;
        let shape = [self.targets.len(), 3, height as usize, width as usize];
        Tensor::from_data(TensorData::new(self.values, shape), device)
    }
}

/// The target output for a picture.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Target {
    /// The share of each label or auxiliary label, in class order.
    pub(crate) labels: Vec<f32>,
    /// The share of negatives, with or without an auxiliary label.
    pub(crate) negative: f32,
}

impl Target {
    /// The target of a picture with a `label`, or of a negative that may have
    /// an auxiliary one.
    fn new(label: Option<Label>, auxiliary: Option<Label>, labels: &Labels) -> Self {
        let share = |is: bool| if is { 1.0 } else { 0.0 };
        let called = label.or(auxiliary);
        Self {
            labels: labels.iter().map(|one| share(called == Some(one))).collect(),
            negative: share(label.is_none()),
        }
    }

    /// This target mixed with a share of another.
    fn mixed(mut self, other: &Self, share: f32) -> Self {
        let mix = |own: f32, other: f32| own * (1.0 - share) + other * share;
        let both = self.labels.iter_mut().zip(&other.labels);
        both.for_each(|(own, other)| *own = mix(*own, *other));
        self.negative = mix(self.negative, other.negative);
        self
    }

    /// The share of the picture that has a label or an auxiliary label.
    pub(crate) fn called(&self) -> f32 {
        self.labels.iter().sum()
    }

    /// The class index with the largest share.
    pub(crate) fn likeliest(&self) -> usize {
        // `max_by` returns the last of equal values, so the order is reversed
        // to get the first.
        let shares = self.labels.iter().enumerate().rev();
        shares.max_by(|a, b| a.1.total_cmp(b.1)).map_or(0, |(class, _)| class)
    }
}
