//! The training configuration, as a recipe states it.

use super::arch::Arch;
use crate::data::augment::Augment;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use whence::core::{
    card::{Filter, Input},
    label::Label,
};

/// The training configuration: everything that determines a run, except the
/// data.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The network.
    pub arch: Arch,
    /// The part of EfficientNet-Lite0 that is kept, for `arch = "lite"`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut: Option<Cut>,
    /// A file of pretrained weights to start from; `none` starts from random
    /// ones.
    #[serde(default = "none", skip_serializing_if = "is_none")]
    pub init: String,
    /// Which parts of a pretrained network are trained; without it, all are, at
    /// one rate.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tune: Option<Tune>,
    /// How often each class and source is sampled in an epoch; without it, every
    /// picture is sampled once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<Sampling>,
    /// Number of epochs. An epoch samples as many pictures as the training set
    /// has.
    pub epochs: usize,
    /// Early stopping: the run ends after this number of consecutive epochs
    /// without a lower validation loss, and exports the moving average of the
    /// weights after the epoch with the lowest loss. Without it, all epochs are
    /// trained, and the average after the last one is exported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patience: Option<usize>,
    /// Pictures per step.
    pub batch: usize,
    /// The (highest) learning rate.
    pub learning_rate: f64,
    /// Decoupled weight decay, as in AdamW.
    pub weight_decay: f32,
    /// Epochs over which the learning rate rises from zero.
    pub warmup: usize,
    /// The schedule of the learning rate after the warmup.
    pub schedule: Schedule,
    /// The share of each label spread over all classes, `0.0..1.0`.
    pub label_smoothing: f32,
    /// The decay per step of the exponential moving average (EMA) of the weights
    /// that is exported, `0.0..1.0`; 0 exports the last weights themselves.
    pub ema_decay: f32,
    /// Weighs classes by their frequency to the power of minus this,
    /// `0.0..=1.0`.
    pub balance: f32,
    /// The weight of the loss for detecting negatives; 0 trains without
    /// negatives.
    pub negative_weight: f32,
    /// Labels for sources of negatives. The label output learns this label from
    /// them, the negative output that they have none. It adds variety to a label
    /// with few pictures.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub auxiliary_labels: BTreeMap<String, Label>,
    /// The number of synthetic negatives per training picture.
    pub synthetic: f32,
    /// How weights are stored in the ONNX file.
    pub weights: Weights,
    /// The seed of every random choice.
    pub seed: u64,
    /// Width and height in pixels of training pictures. A little under the
    /// input's, since `zoom` magnifies them: objects then have the same size as
    /// in use.
    pub train_size: [u32; 2],
    /// The resampling filter of training pictures, if it is not the input's. It
    /// may be sharper than the input's, because augmentation softens pictures.
    pub train_filter: Option<Filter>,
    /// The first epochs, if they are trained on pictures of another size.
    /// Smaller pictures take less time.
    pub early: Option<Early>,
    /// The teachers, if the network also learns from the answers of networks
    /// that are trained before it.
    pub teachers: Option<Teachers>,
    /// Further training on `train` and `val` together; without it, there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refit: Option<Refit>,
    /// The input of the network.
    pub input: Input,
    /// The augmentation of training pictures.
    pub augment: Augment,
}

/// The part of EfficientNet-Lite0 that is kept, and the size of the neck.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cut {
    /// The number of stages that are kept, `4..=5` of seven. Either way the
    /// feature map has a sixteenth of the picture's width and height, and 16
    /// must divide both.
    pub stages: usize,
    /// Channels of the 1x1 convolution between the last stage and the head,
    /// which are the embedding.
    pub neck: usize,
    /// The probability, at the last block, that the residual branch is dropped
    /// for a picture in training; it rises linearly from the first block. Huang
    /// et al., "Deep Networks with Stochastic Depth", 2016.
    pub drop_path: f32,
}

/// Which parts of a pretrained network are trained.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tune {
    /// The number of frozen blocks, from the first on; the stem before them is
    /// frozen too.
    pub frozen: usize,
    /// The learning rate of the others, as a share of the head's.
    pub rate: f64,
    /// Whether all weights of the others are trained, and their activations are
    /// normalised with the statistics of the batch. Otherwise their depthwise
    /// kernels and statistics keep the pretrained values.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub whole: bool,
}

impl Default for Cut {
    fn default() -> Self {
        Self { stages: 5, neck: 256, drop_path: 0.0 }
    }
}

/// How often pictures are sampled. Within a source, all pictures are sampled
/// equally often.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sampling {
    /// A class of `n` pictures is sampled in proportion to `n` to the power of
    /// this, `0.0..=1.0`: 1 keeps its frequency, 0 gives all classes the same.
    pub class: f64,
    /// The same for the sources within a class.
    pub source: f64,
    /// Factors for the frequency of sources, at the cost of the other sources of
    /// their class.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub times: BTreeMap<String, f64>,
}

fn none() -> String {
    "none".to_owned()
}

pub(super) fn is_none(init: &String) -> bool {
    init == "none"
}

/// The first epochs of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Early {
    /// The share of these epochs in all epochs, `0.0..=1.0`.
    pub share: f32,
    /// Width and height in pixels of the pictures in these epochs.
    pub size: [u32; 2],
}

/// Self-distillation: networks with the same recipe and the next seeds are
/// trained first, and the network learns from their answers as well as from the
/// labels. Furlanello et al., "Born Again Neural Networks", 2018.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Teachers {
    /// The number of teachers, at least 1.
    pub count: u64,
    /// Their share of the loss, `0.0..=1.0`; the labels have the rest.
    pub share: f32,
}

/// Further training of a finished network on the parts `train` and `val`
/// together, so that it learns from every picture outside the tests. The network
/// before the refit determines the temperature and the thresholds: no other
/// pictures are left to choose them on.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Refit {
    /// The number of epochs; 0 leaves the refit out, in a recipe that extends one
    /// with a refit.
    pub epochs: usize,
    /// The highest learning rate. It rises and falls as in the run before.
    pub learning_rate: f64,
}

/// A learning rate schedule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Schedule {
    /// Constant.
    Constant,
    /// Falls to zero along a half cosine.
    Cosine,
}

/// How weights are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Weights {
    /// Single precision.
    F32,
    /// Half precision, converted to single precision when the network is
    /// loaded.
    F16,
    /// Integers of 8 bits with a scale for each output channel, which are
    /// multiplied when the network is loaded; half precision in small layers.
    I8,
    /// The same with 7 bits, except for the kernels of depthwise convolutions,
    /// where each weight has more influence. An integer still takes a byte in
    /// the file, but the file compresses better.
    I7,
}

impl Config {
    /// The same recipe with other initial weights: a file or `none`. With
    /// `none`, the entire network is trained.
    pub fn with_init(mut self, init: String) -> Self {
        self.tune = self.tune.filter(|_| !is_none(&init));
        self.init = init;
        self
    }

    /// The recipe of each teacher.
    pub fn teachers(&self) -> impl Iterator<Item = Self> {
        let count = self.teachers.map_or(0, |teachers| teachers.count);
        (1..=count).map(|number| Self {
            seed: self.seed.wrapping_add(number),
            teachers: None,
            refit: None,
            ..self.clone()
        })
    }

    /// The recipe of the refit, if there is one.
    pub fn refit_recipe(&self) -> Option<Self> {
        let Refit { epochs, learning_rate } = self.refit.filter(|refit| refit.epochs > 0)?;
        let (early, patience, teachers, refit) = (None, None, None, None);
        Some(Self { epochs, learning_rate, early, patience, teachers, refit, ..self.clone() })
    }

    /// Width and height in pixels of the pictures in `epoch`, from 0.
    pub fn train_size_at(&self, epoch: usize) -> [u32; 2] {
        let count = |early: &Early| (self.epochs as f32 * early.share).round() as usize;
        let early = self.early.filter(|early| epoch < count(early));
        early.map_or(self.train_size, |early| early.size)
    }

    /// The learning rate at `step` of `steps_per_epoch` steps an epoch.
    pub fn learning_rate_at(&self, step: usize, steps_per_epoch: usize) -> f64 {
        let (warmup, total) = (self.warmup * steps_per_epoch, self.epochs * steps_per_epoch);
        if step < warmup {
            return self.learning_rate * (step + 1) as f64 / warmup as f64;
        }
        match self.schedule {
            Schedule::Constant => self.learning_rate,
            Schedule::Cosine => {
                let done = (step - warmup) as f64 / (total - warmup).max(1) as f64;
                self.learning_rate * 0.5 * (1.0 + (std::f64::consts::PI * done).cos())
            }
        }
    }

    /// The decay of the moving average of the weights at `step`: small at first,
    /// so that it soon forgets the initial weights.
    pub fn ema_decay_at(&self, step: usize) -> f32 {
        self.ema_decay.min((1 + step) as f32 / (10 + step) as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_start_all_of_the_network_learns() {
        let started = Config::load(Arch::Lite, None).unwrap();
        assert!(started.tune.is_some());
        assert!(started.clone().with_init("other.pth".to_owned()).tune.is_some());
        let fresh = started.with_init("none".to_owned());
        assert_eq!((&*fresh.init, fresh.tune), ("none", None));
    }

    #[test]
    fn teachers_have_the_seeds_that_follow_and_no_teachers_themselves() {
        let teachers = Some(Teachers { count: 2, share: 0.5 });
        let whole = Config { seed: 7, teachers, ..Config::load(Arch::Whence, None).unwrap() };
        let seeds: Vec<u64> = whole.teachers().map(|teacher| teacher.seed).collect();
        assert_eq!(seeds, [8, 9]);
        assert!(whole.teachers().all(|teacher| teacher.teachers().next().is_none()));
    }

    #[test]
    fn the_first_epochs_may_be_smaller() {
        let early = Some(Early { share: 0.5, size: [96, 64] });
        let config = Config { early, epochs: 4, ..Config::load(Arch::Whence, None).unwrap() };
        assert_eq!(config.train_size_at(1), [96, 64]);
        assert_eq!(config.train_size_at(2), config.train_size);
        let whole = Config { early: None, ..config };
        assert_eq!(whole.train_size_at(0), whole.train_size);
    }

    #[test]
    fn the_learning_rate_rises_then_falls_to_nothing() {
        let config = Config { warmup: 1, epochs: 3, ..Config::load(Arch::Whence, None).unwrap() };
        let rate = |step| config.learning_rate_at(step, 10) / config.learning_rate;
        assert!((rate(0) - 0.1).abs() < 1e-9);
        assert!((rate(10) - 1.0).abs() < 1e-9);
        assert!((rate(20) - 0.5).abs() < 1e-9);
        assert!(rate(29) < 0.01);
    }
}
