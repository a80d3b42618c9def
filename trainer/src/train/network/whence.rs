//! The dense network, trained from scratch.

use super::layers::{Answers, ConvNorm, ConvNormConfig, EvidenceHead};
use burn::{
    module::Module,
    tensor::{Device, Tensor, activation::relu},
};

/// Channels after the stem and after each stage.
const WIDTHS: [usize; 4] = [24, 40, 80, 160];

/// A network of dense 3x3 convolutions, 762,349 parameters with four labels;
/// takes any size divisible by 16.
#[derive(Module, Debug)]
pub struct Whence {
    pub(crate) stem: ConvNorm,
    pub(crate) stages: Vec<Stage>,
    pub(crate) head: EvidenceHead,
}

impl Whence {
    pub(super) fn new(classes: usize, device: &Device) -> Self {
        let [stem, .., last] = WIDTHS;
        let stages = WIDTHS.iter().zip(WIDTHS.iter().skip(1));
        Self {
            stem: ConvNormConfig::new([3, stem], 3, 2).init(device),
            stages: stages.map(|(from, to)| Stage::new(*from, *to, device)).collect(),
            head: EvidenceHead::new(last, classes, device),
        }
    }

    pub(super) fn forward(&self, pictures: Tensor<4>) -> Answers {
        let stem = relu(self.stem.forward(pictures));
        let features = self.stages.iter().fold(stem, |features, stage| stage.forward(features));
        self.head.forward(features)
    }
}

/// Halves the resolution, then a residual: `x → down → relu → x + f(x) → relu`.
#[derive(Module, Debug)]
pub struct Stage {
    pub(crate) down: ConvNorm,
    pub(crate) first: ConvNorm,
    pub(crate) second: ConvNorm,
}

impl Stage {
    fn new(from: usize, to: usize, device: &Device) -> Self {
        Self {
            down: ConvNormConfig::new([from, to], 3, 2).init(device),
            first: ConvNormConfig::new([to, to], 3, 1).init(device),
            second: ConvNormConfig::new([to, to], 3, 1).init(device),
        }
    }

    fn forward(&self, features: Tensor<4>) -> Tensor<4> {
        let features = relu(self.down.forward(features));
        let residual = self.second.forward(relu(self.first.forward(features.clone())));
        relu(features + residual)
    }
}
