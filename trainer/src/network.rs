//! The two networks.
//!
//! ```text
//! article   [conv 3x3 → relu → max pool] × 4 → dropout → dense 512 → dense 4
//! whence    stem /2 → [down /2 → residual] × 3 → conv 1x1 → mean
//! ```
//!
//! Ours is fully convolutional and dense (no depthwise convolution, which
//! tract runs at a third of the speed per multiply-add): its last convolution
//! gives a map of evidence per culture, and the mean of a map is the logit.
//! Beside the four stands a fifth, which tells what is none of them.

use crate::config::Arch;
use anyhow::{Result, anyhow};
use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param},
    nn::{
        BatchNorm, BatchNormConfig, Dropout, DropoutConfig, Linear, LinearConfig, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
        pool::{MaxPool2d, MaxPool2dConfig},
    },
    tensor::{Device, Tensor, TensorData, activation::relu},
};
use std::collections::VecDeque;
use whence::culture::Culture;

/// A network that can be trained.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "there are never more than a few of them")]
pub enum Network {
    /// The article's.
    Article(Article),
    /// Ours.
    Whence(Whence),
}

impl Network {
    /// A network with fresh weights.
    pub fn new(arch: Arch, device: &Device) -> Self {
        match arch {
            Arch::Article => Self::Article(Article::new(device)),
            Arch::Whence => Self::Whence(Whence::new(device)),
        }
    }

    /// What the network makes of pictures `[n, 3, height, width]`.
    pub fn forward(&self, pictures: Tensor<4>) -> Answers {
        match self {
            Self::Article(network) => Answers { logits: network.forward(pictures), foreign: None },
            Self::Whence(network) => network.forward(pictures),
        }
    }

    /// `decay * self + (1 - decay) * latest`, parameter by parameter, running
    /// statistics among them.
    pub(crate) fn blend(self, latest: &Self, decay: f32) -> Self {
        if decay == 0.0 {
            return latest.clone();
        }
        let mut collect = Collect(VecDeque::new());
        latest.visit(&mut collect);
        self.map(&mut Blend { latest: collect.0, decay })
    }
}

struct Collect(VecDeque<TensorData>);

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push_back(param.val().into_data());
    }
}

struct Blend {
    latest: VecDeque<TensorData>,
    decay: f32,
}

impl ModuleMapper for Blend {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(latest) = self.latest.pop_front() else { return param };
        let decay = self.decay;
        param.map(|average| {
            let latest = Tensor::from_data(latest, &average.device());
            average * decay + latest * (1.0 - decay)
        })
    }
}

/// What a network makes of pictures.
pub struct Answers {
    /// Of the four cultures, `[n, 4]`.
    pub logits: Tensor<2>,
    /// That it is none of them, `[n, 1]`, over 0 where that is likelier than
    /// not; `None` from a network that does not say.
    pub foreign: Option<Tensor<2>>,
}

/// The article's network, 3,454,660 parameters; takes 150 x 150 pixels.
#[derive(Module, Debug)]
pub struct Article {
    pub(crate) convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
    dropout: Dropout,
    pub(crate) dense: Linear,
    pub(crate) head: Linear,
}

impl Article {
    fn new(device: &Device) -> Self {
        let convolution =
            |[from, to]: [usize; 2]| Conv2dConfig::new([from, to], [3, 3]).init(device);
        Self {
            convolutions: [[3, 32], [32, 64], [64, 128], [128, 128]].map(convolution).into(),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            dropout: DropoutConfig::new(0.5).init(),
            dense: LinearConfig::new(7 * 7 * 128, 512).init(device),
            head: LinearConfig::new(512, Culture::COUNT).init(device),
        }
    }

    fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let pooled = self.convolutions.iter().fold(pictures, |features, convolution| {
            self.pool.forward(relu(convolution.forward(features)))
        });
        let features = self.dropout.forward(pooled.flatten(1, 3));
        self.head.forward(relu(self.dense.forward(features)))
    }
}

/// Channels of our network after the stem and after each stage.
const WIDTHS: [usize; 4] = [24, 40, 80, 160];

/// Our network, 762,349 parameters; takes any size that 16 divides.
#[derive(Module, Debug)]
pub struct Whence {
    pub(crate) stem: ConvNorm,
    pub(crate) stages: Vec<Stage>,
    pub(crate) head: Conv2d,
    pub(crate) foreign: Conv2d,
}

impl Whence {
    fn new(device: &Device) -> Self {
        let [stem, .., last] = WIDTHS;
        let stages = WIDTHS.iter().zip(WIDTHS.iter().skip(1));
        let maps = |count: usize| Conv2dConfig::new([last, count], [1, 1]).init(device);
        Self {
            stem: ConvNorm::new(3, stem, 2, device),
            stages: stages.map(|(from, to)| Stage::new(*from, *to, device)).collect(),
            head: maps(Culture::COUNT),
            foreign: maps(1),
        }
    }

    fn forward(&self, pictures: Tensor<4>) -> Answers {
        let stem = relu(self.stem.forward(pictures));
        let features = self.stages.iter().fold(stem, |features, stage| stage.forward(features));
        let mean = |maps: Tensor<4>| maps.mean_dim(3).mean_dim(2).flatten(1, 3);
        let logits = mean(self.head.forward(features.clone()));
        Answers { logits, foreign: Some(mean(self.foreign.forward(features))) }
    }
}

/// Halves the picture, then looks again: `x → down → relu → x + f(x) → relu`.
#[derive(Module, Debug)]
pub struct Stage {
    pub(crate) down: ConvNorm,
    pub(crate) first: ConvNorm,
    pub(crate) second: ConvNorm,
}

impl Stage {
    fn new(from: usize, to: usize, device: &Device) -> Self {
        Self {
            down: ConvNorm::new(from, to, 2, device),
            first: ConvNorm::new(to, to, 1, device),
            second: ConvNorm::new(to, to, 1, device),
        }
    }

    fn forward(&self, features: Tensor<4>) -> Tensor<4> {
        let features = relu(self.down.forward(features));
        let residual = self.second.forward(relu(self.first.forward(features.clone())));
        relu(features + residual)
    }
}

/// A 3x3 convolution and its batch normalisation, which the export folds
/// into one.
#[derive(Module, Debug)]
pub struct ConvNorm {
    pub(crate) convolution: Conv2d,
    pub(crate) norm: BatchNorm,
}

impl ConvNorm {
    fn new(from: usize, to: usize, stride: usize, device: &Device) -> Self {
        let convolution = Conv2dConfig::new([from, to], [3, 3])
            .with_stride([stride, stride])
            .with_padding(PaddingConfig2d::Explicit(1, 1, 1, 1))
            .with_bias(false);
        Self { convolution: convolution.init(device), norm: BatchNormConfig::new(to).init(device) }
    }

    fn forward(&self, features: Tensor<4>) -> Tensor<4> {
        self.norm.forward(self.convolution.forward(features))
    }
}

/// The values of a tensor, wherever it is kept.
pub(crate) fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let values = tensor.into_data().try_to_vec::<f32>();
    values.map_err(|error| anyhow!("could not read a tensor: {error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_articles_network_is_as_large_as_the_articles() {
        assert_eq!(Network::new(Arch::Article, &Device::flex()).num_params(), 3_454_660);
    }

    #[test]
    fn our_network_is_as_large_as_its_card_says() {
        assert_eq!(Network::new(Arch::Whence, &Device::flex()).num_params(), 762_349);
    }

    #[test]
    fn both_networks_give_four_logits() {
        let device = Device::flex();
        for (arch, side) in [(Arch::Article, 150), (Arch::Whence, 64)] {
            let pictures = Tensor::zeros([2, 3, side, side], &device);
            let answers = Network::new(arch, &device).forward(pictures);
            assert_eq!(answers.logits.dims(), [2, 4]);
            let foreign = answers.foreign.map(|foreign| foreign.dims());
            assert_eq!(foreign, (arch == Arch::Whence).then_some([2, 1]));
        }
    }
}
