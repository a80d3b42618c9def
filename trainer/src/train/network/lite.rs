//! EfficientNet-Lite0, truncated after a stage, with a head of evidence maps.
//!
//! ```text
//! stem 3x3 /2 → blocks (expand 1x1 → depthwise → project 1x1, + input) → neck 1x1 → head
//! ```
//!
//! The layers and their order are those of Tan and Le, "EfficientNet:
//! Rethinking Model Scaling for Convolutional Neural Networks", 2019, in the
//! Lite variant of the TensorFlow TPU repository, without
//! squeeze-and-excitation. Padding is TensorFlow's `SAME`, which at stride 2
//! pads only the far side, or pads it more. ReLU6 is kept where pretrained
//! activations exceed 6, up to the second stage; from the third on ReLU
//! replaces it, which every runtime fuses.

use super::layers::{Answers, ConvNorm, ConvNormConfig, EvidenceHead};
use crate::train::config::{Cut, Tune};
use burn::{
    module::Module,
    tensor::{Device, Distribution, Tensor, activation::relu},
};

/// One stage: its blocks, kernel, stride of the first block, expansion and
/// output channels.
struct Stage {
    blocks: usize,
    kernel: usize,
    stride: usize,
    expansion: usize,
    channels: usize,
}

const fn stage(
    blocks: usize,
    kernel: usize,
    stride: usize,
    expansion: usize,
    channels: usize,
) -> Stage {
    Stage { blocks, kernel, stride, expansion, channels }
}

/// The stem's channels.
const STEM: usize = 32;

/// The stages of EfficientNet-Lite0 at 1/16 of the picture or finer.
const STAGES: [Stage; 5] = [
    stage(1, 3, 1, 1, 16),
    stage(2, 3, 2, 6, 24),
    stage(2, 5, 2, 6, 40),
    stage(3, 3, 2, 6, 80),
    stage(3, 5, 1, 6, 112),
];

/// The numbers of stages that [`Cut::stages`] may keep.
pub const STAGES_KEPT: std::ops::RangeInclusive<usize> = 4..=STAGES.len();

/// The blocks whose pretrained activations often exceed 6. Activations above 6
/// make up as much as 11 % of the sum of a layer's activations on paintings
/// there, and less than 3 % in any later layer.
const CAPPED: usize = 3;

/// TensorFlow's epsilon of batch normalisation, used for the pretrained
/// weights.
const EPSILON: f64 = 1e-3;

/// The network; takes any size divisible by 16.
#[derive(Module, Debug)]
pub struct Lite {
    /// 3x3, at stride 2.
    pub stem: ConvNorm,
    /// The inverted residuals.
    pub blocks: Vec<Block>,
    /// 1x1, to the embedding's channels.
    pub neck: ConvNorm,
    /// The evidence maps.
    pub head: EvidenceHead,
    frozen: usize,
}

impl Lite {
    pub(super) fn new(cut: Cut, classes: usize, device: &Device) -> Self {
        let mut blocks = Vec::new();
        let mut from = STEM;
        for stage in STAGES.iter().take(cut.stages) {
            for index in 0..stage.blocks {
                let stride = if index == 0 { stage.stride } else { 1 };
                blocks.push(Block::new([from, stage.channels], stage, stride, device));
                from = stage.channels;
            }
        }
        let last = blocks.len().max(2) - 1;
        for (index, block) in blocks.iter_mut().enumerate() {
            block.drop_path = f64::from(cut.drop_path) * index as f64 / last as f64;
        }
        Self {
            stem: ConvNormConfig::new([3, STEM], 3, 2).with_epsilon(EPSILON).init(device),
            blocks,
            neck: ConvNormConfig::new([from, cut.neck], 1, 1).with_epsilon(EPSILON).init(device),
            head: EvidenceHead::new(cut.neck, classes, device),
            frozen: 0,
        }
    }

    /// The same network, with the parameters frozen that `tune` states.
    pub(super) fn tuned(self, tune: Tune) -> Self {
        let block = |(index, block): (usize, Block)| match tune {
            Tune { frozen, .. } if index < frozen => block.freeze(),
            Tune { whole: true, .. } => block,
            Tune { whole: false, .. } => block.in_part(),
        };
        let stem = self.stem;
        Self {
            stem: match tune {
                Tune { frozen: 1.., .. } => stem.freeze(),
                Tune { whole: true, .. } => stem,
                Tune { whole: false, .. } => stem.keep_statistics(),
            },
            blocks: self.blocks.into_iter().enumerate().map(block).collect(),
            frozen: tune.frozen,
            ..self
        }
    }

    pub(super) fn forward(&self, pictures: Tensor<4>) -> Answers {
        let (frozen, learning) = self.blocks.split_at(self.frozen.min(self.blocks.len()));
        let features = if self.frozen > 0 && pictures.device().is_autodiff() {
            // Frozen layers run outside of the gradient tape.
            let (stem, frozen) = (self.stem.valid(), frozen.to_vec().valid());
            Tensor::from_inner(start(&stem, &frozen, pictures.inner()))
        } else {
            start(&self.stem, frozen, pictures)
        };
        let learning = learning.iter().zip(frozen.len()..);
        let features = learning.fold(features, |map, (block, index)| block.forward(index, map));
        self.head.forward(relu(self.neck.forward(features)))
    }
}

fn start(stem: &ConvNorm, blocks: &[Block], pictures: Tensor<4>) -> Tensor<4> {
    let stem = Activation::Relu6.forward(stem.forward(pictures));
    blocks.iter().enumerate().fold(stem, |features, (index, block)| block.forward(index, features))
}

/// An inverted residual: expansion, depthwise convolution, projection, and the
/// input added if the shapes agree.
#[derive(Module, Debug)]
pub struct Block {
    /// 1x1, to more channels; the first block has none.
    pub expand: Option<ConvNorm>,
    /// One kernel for each channel.
    pub depthwise: ConvNorm,
    /// 1x1, to fewer channels.
    pub project: ConvNorm,
    /// Whether the input is added to the output.
    pub residual: bool,
    drop_path: f64,
}

impl Block {
    fn new([from, to]: [usize; 2], stage: &Stage, stride: usize, device: &Device) -> Self {
        let wide = from * stage.expansion;
        let layer = |config: ConvNormConfig| config.with_epsilon(EPSILON).init(device);
        Self {
            expand: (stage.expansion > 1).then(|| layer(ConvNormConfig::new([from, wide], 1, 1))),
            depthwise: layer(
                ConvNormConfig::new([wide, wide], stage.kernel, stride).with_groups(wide),
            ),
            project: layer(ConvNormConfig::new([wide, to], 1, 1)),
            residual: stride == 1 && from == to,
            drop_path: 0.0,
        }
    }

    /// The same block with fixed depthwise kernels and statistics.
    fn in_part(self) -> Self {
        Self {
            expand: self.expand.map(ConvNorm::keep_statistics),
            depthwise: self.depthwise.keep_weights(),
            project: self.project.keep_statistics(),
            ..self
        }
    }

    fn forward(&self, index: usize, features: Tensor<4>) -> Tensor<4> {
        let activation = Activation::of(index);
        let wide = match &self.expand {
            Some(expand) => activation.forward(expand.forward(features.clone())),
            None => features.clone(),
        };
        let wide = activation.forward(self.depthwise.forward(wide));
        let narrow = self.project.forward(wide);
        if self.residual { features + self.dropped(narrow) } else { narrow }
    }

    /// In training, zero for some pictures, and scaled up for the others
    /// (stochastic depth).
    fn dropped(&self, branch: Tensor<4>) -> Tensor<4> {
        let device = branch.device();
        if self.drop_path == 0.0 || !device.is_autodiff() {
            return branch;
        }
        let kept = 1.0 - self.drop_path;
        let shape = [branch.dims()[0], 1, 1, 1];
        branch * (Tensor::random(shape, Distribution::Bernoulli(kept), &device) / kept)
    }
}

/// The activation after a convolution of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Activation {
    /// From 0 to 6, in the first [`CAPPED`] blocks.
    Relu6,
    /// From 0 up, in the others.
    Relu,
}

impl Activation {
    /// The activation of the block at `index`.
    pub(crate) fn of(index: usize) -> Self {
        if index < CAPPED { Self::Relu6 } else { Self::Relu }
    }

    fn forward(self, features: Tensor<4>) -> Tensor<4> {
        match self {
            Self::Relu6 => features.clamp(0.0, 6.0),
            Self::Relu => relu(features),
        }
    }
}
