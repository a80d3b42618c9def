//! Convolutions with folded batch normalisation.

use super::attribute::{int, ints};
use crate::train::network::{ConvNorm, values};
use anyhow::Result;
use burn::nn::{PaddingConfig2d, conv::Conv2d};
use tract_onnx::pb::AttributeProto;

/// A convolution's weight `[to, from / groups, height, width]`, bias `[to]`
/// and attributes.
pub(super) struct Folded {
    pub(super) shape: [i64; 4],
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) attributes: Vec<AttributeProto>,
}

impl Folded {
    pub(super) fn plain(convolution: &Conv2d) -> Result<Self> {
        let weight = convolution.weight.val();
        let shape = weight.dims().map(|size| size as i64);
        let bias = convolution.bias.as_ref().map(|bias| values(bias.val())).transpose()?;
        let [channels, ..] = weight.dims();
        let size = |size: usize| size as i64;
        let mut attributes = vec![ints("strides", &convolution.stride.map(size))];
        if let PaddingConfig2d::Explicit(top, left, bottom, right) = convolution.padding {
            attributes.push(ints("pads", &[top, left, bottom, right].map(size)));
        }
        if convolution.groups > 1 {
            attributes.push(int("group", size(convolution.groups)));
        }
        let bias = bias.unwrap_or(vec![0.0; channels]);
        Ok(Self { shape, weight: values(weight)?, bias, attributes })
    }

    /// `norm(conv(x)) = γ (Wx - μ) / √(σ² + ε) + β`, as one convolution.
    pub(super) fn normed(layer: &ConvNorm) -> Result<Self> {
        let mut folded = Self::plain(&layer.convolution)?;
        let norm = &layer.norm;
        let (gamma, beta) = (values(norm.gamma.val())?, values(norm.beta.val())?);
        let mean = values(norm.running_mean.value_sync())?;
        let variance = values(norm.running_var.value_sync())?;
        let scales = gamma.iter().zip(&variance);
        let scales: Vec<f32> =
            scales.map(|(gamma, var)| gamma / (var + norm.epsilon as f32).sqrt()).collect();
        let per_channel = folded.weight.len() / scales.len().max(1);
        for (weights, scale) in folded.weight.chunks_mut(per_channel).zip(&scales) {
            weights.iter_mut().for_each(|weight| *weight *= scale);
        }
        folded.bias =
            beta.iter().zip(mean.iter().zip(&scales)).map(|(b, (m, s))| b - m * s).collect();
        Ok(folded)
    }
}
