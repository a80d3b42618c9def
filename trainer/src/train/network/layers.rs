//! Layers that the fully convolutional networks share, and their outputs.

use super::depthwise::depthwise;
use burn::{
    module::Module,
    nn::{
        BatchNorm, BatchNormConfig, PaddingConfig2d,
        conv::{Conv2d, Conv2dConfig},
    },
    tensor::{Device, Tensor, module::conv2d, ops::ConvOptions},
};

/// The outputs of a network for a batch.
pub struct Answers {
    /// The logits of the labels, `[n, labels]`.
    pub logits: Tensor<2>,
    /// The logit of being a negative, `[n, 1]`; `None` from a network without
    /// this output.
    pub negative: Option<Tensor<2>>,
}

/// Evidence maps, one per label, whose means are the logits, and one more
/// for negatives. Checkpoints contain the names of these fields.
#[derive(Module, Debug)]
pub struct EvidenceHead {
    pub(crate) labels: Conv2d,
    pub(crate) foreign: Conv2d,
}

impl EvidenceHead {
    pub(super) fn new(channels: usize, classes: usize, device: &Device) -> Self {
        let maps = |count: usize| Conv2dConfig::new([channels, count], [1, 1]).init(device);
        Self { labels: maps(classes), foreign: maps(1) }
    }

    pub(super) fn forward(&self, features: Tensor<4>) -> Answers {
        let mean = |maps: Tensor<4>| maps.mean_dim(3).mean_dim(2).flatten(1, 3);
        let logits = mean(self.labels.forward(features.clone()));
        Answers { logits, negative: Some(mean(self.foreign.forward(features))) }
    }
}

/// A convolution without bias and its batch normalisation, which the export
/// folds into one.
#[derive(Module, Debug)]
pub struct ConvNorm {
    /// The convolution.
    pub convolution: Conv2d,
    /// The normalisation after it.
    pub norm: BatchNorm,
}

/// The configuration of a [`ConvNorm`].
pub(super) struct ConvNormConfig {
    convolution: Conv2dConfig,
    norm: BatchNormConfig,
}

impl ConvNorm {
    pub(super) fn forward(&self, features: Tensor<4>) -> Tensor<4> {
        let weight = self.convolution.weight.val();
        if self.norm.training.is_enabled() {
            self.norm.forward(self.convolve(features, weight))
        } else {
            self.folded(features, weight)
        }
    }

    /// The same if the normalisation keeps its statistics: it is then a scale
    /// of the weights and a bias, `γ (Wx - μ) / √(σ² + ε) + β`, which costs
    /// nothing per pixel.
    fn folded(&self, features: Tensor<4>, weight: Tensor<4>) -> Tensor<4> {
        let norm = &self.norm;
        let device = features.device();
        let [mean, variance] =
            [&norm.running_mean, &norm.running_var].map(|state| state.value().to_device(&device));
        let scale = norm.gamma.val() / (variance + norm.epsilon).sqrt();
        let bias = norm.beta.val() - mean * scale.clone();
        let [channels] = scale.dims();
        let weight = weight * scale.reshape([channels, 1, 1, 1]);
        self.convolve(features, weight) + bias.reshape([1, channels, 1, 1])
    }

    /// The convolution with these weights, in a form for which every backend
    /// computes a fast gradient: a 1x1 convolution is a matrix product.
    fn convolve(&self, features: Tensor<4>, weight: Tensor<4>) -> Tensor<4> {
        let Conv2d { stride, dilation, groups, .. } = self.convolution;
        let [channels, from, kernel, _] = weight.dims();
        if kernel == 1 && groups == 1 {
            let [pictures, _, height, width] = features.dims();
            let weight = weight.reshape([1, channels, from]);
            let product = weight.matmul(features.reshape([pictures, from, height * width]));
            return product.reshape([pictures, channels, height, width]);
        }
        let options = ConvOptions::new_with_padding(stride, self.padding(), dilation, groups);
        if groups == channels {
            depthwise(features, weight, options)
        } else {
            conv2d(features, weight, None, options)
        }
    }

    /// The number of rows added above and below, and of columns left and right;
    /// [`ConvNormConfig`] states them.
    fn padding(&self) -> [(usize, usize); 2] {
        match self.convolution.padding {
            PaddingConfig2d::Explicit(top, left, bottom, right) => [(top, bottom), (left, right)],
            PaddingConfig2d::Valid | PaddingConfig2d::Same => [(0, 0); 2],
        }
    }

    /// The same layer with fixed normalisation statistics.
    pub(super) fn keep_statistics(self) -> Self {
        let mut norm = self.norm.freeze();
        norm.gamma = norm.gamma.set_require_grad(true);
        norm.beta = norm.beta.set_require_grad(true);
        Self { norm, ..self }
    }

    /// The same layer, in which only the bias is trained.
    pub(super) fn keep_weights(self) -> Self {
        let mut layer = self.freeze();
        layer.norm.beta = layer.norm.beta.set_require_grad(true);
        layer
    }
}

impl ConvNormConfig {
    /// From `from` to `to` channels, with a kernel of `kernel` x `kernel`,
    /// padded like TensorFlow's `SAME` for a side that `stride` divides.
    pub(super) fn new([from, to]: [usize; 2], kernel: usize, stride: usize) -> Self {
        let padding = kernel.saturating_sub(stride);
        let (before, after) = (padding / 2, padding.div_ceil(2));
        let padding = PaddingConfig2d::Explicit(before, before, after, after);
        Self {
            convolution: Conv2dConfig::new([from, to], [kernel; 2])
                .with_stride([stride; 2])
                .with_padding(padding)
                .with_bias(false),
            norm: BatchNormConfig::new(to),
        }
    }

    pub(super) fn with_groups(self, groups: usize) -> Self {
        Self { convolution: self.convolution.with_groups(groups), ..self }
    }

    pub(super) fn with_epsilon(self, epsilon: f64) -> Self {
        Self { norm: self.norm.with_epsilon(epsilon), ..self }
    }

    pub(super) fn init(self, device: &Device) -> ConvNorm {
        ConvNorm { convolution: self.convolution.init(device), norm: self.norm.init(device) }
    }
}
