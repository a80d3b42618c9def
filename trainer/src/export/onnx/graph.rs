//! A graph under construction: its nodes and constants.

use super::{attribute::int, folded::Folded};
use crate::train::{
    config::Weights,
    network::{Activation, ConvNorm, values},
};
use anyhow::{Context as _, Result};
use burn::nn::Linear;
use half::f16;
use tract_onnx::pb::{AttributeProto, NodeProto, TensorProto, tensor_proto::DataType};

/// Layers with at least this many weights are stored as integers. The smaller
/// ones are the first layers, where integers would cost the most accuracy and
/// save the least space.
const LARGE: usize = 10_000;

/// The nodes and constants of a graph under construction.
pub(super) struct Graph {
    weights: Weights,
    pub(super) nodes: Vec<NodeProto>,
    pub(super) constants: Vec<TensorProto>,
}

impl Graph {
    pub(super) fn new(weights: Weights) -> Self {
        Self { weights, nodes: Vec::new(), constants: Vec::new() }
    }

    /// Adds a node and returns its output's name.
    pub(super) fn node(
        &mut self,
        op: &str,
        inputs: &[&str],
        attribute: Vec<AttributeProto>,
    ) -> String {
        let name = format!("{}_{}", op.to_lowercase(), self.nodes.len());
        self.nodes.push(NodeProto {
            name: name.clone(),
            op_type: op.to_owned(),
            input: inputs.iter().map(|&input| input.to_owned()).collect(),
            output: vec![name.clone()],
            attribute,
            ..NodeProto::default()
        });
        name
    }

    /// Renames the value `old` to `new` in all inputs and outputs of nodes.
    pub(super) fn name(&mut self, old: &str, new: &str) {
        let names =
            self.nodes.iter_mut().flat_map(|node| node.input.iter_mut().chain(&mut node.output));
        names.filter(|name| *name == old).for_each(|name| new.clone_into(name));
    }

    /// Adds weights and returns the name of their value in `f32`. Weights that
    /// are stored as integers have a scale for each row, which is the output
    /// channel of a convolution.
    fn weights(&mut self, dims: &[i64], values: &[f32]) -> String {
        match greatest(self.weights, dims) {
            Some(greatest) if values.len() >= LARGE => {
                let channels = dims.first().copied().unwrap_or(1);
                let (scales, integers) = quantised(values, channels as usize, greatest);
                let stored = self.store(dims, DataType::Int8, integers);
                let rest = dims.iter().skip(1).map(|_| 1);
                let each: Vec<_> = std::iter::once(channels).chain(rest).collect();
                let [widened, scales] = [self.widened(&stored), self.constant(&each, &scales)];
                self.node("Mul", &[&widened, &scales], vec![])
            }
            _ if self.weights == Weights::F32 => self.constant(dims, values),
            _ => {
                let halves = values.iter().flat_map(|value| f16::from_f32(*value).to_le_bytes());
                let stored = self.store(dims, DataType::Float16, halves.collect());
                self.widened(&stored)
            }
        }
    }

    fn widened(&mut self, stored: &str) -> String {
        self.node("Cast", &[stored], vec![int("to", DataType::Float as i64)])
    }

    /// Adds a constant in `f32` and returns its name.
    fn constant(&mut self, dims: &[i64], values: &[f32]) -> String {
        let bytes = values.iter().flat_map(|value| value.to_le_bytes());
        self.store(dims, DataType::Float, bytes.collect())
    }

    fn store(&mut self, dims: &[i64], data_type: DataType, raw_data: Vec<u8>) -> String {
        let name = format!("constant_{}", self.constants.len());
        self.constants.push(TensorProto {
            name: name.clone(),
            dims: dims.to_vec(),
            data_type: data_type as i32,
            raw_data,
            ..TensorProto::default()
        });
        name
    }

    pub(super) fn convolution(&mut self, input: &str, folded: &Folded) -> String {
        let weight = self.weights(&folded.shape, &folded.weight);
        let bias = self.constant(&[folded.bias.len() as i64], &folded.bias);
        self.node("Conv", &[input, &weight, &bias], folded.attributes.clone())
    }

    /// Adds a convolution with folded batch normalisation and an optional
    /// activation.
    pub(super) fn normed(
        &mut self,
        input: &str,
        layer: &ConvNorm,
        then: Option<Activation>,
    ) -> Result<String> {
        let map = self.convolution(input, &Folded::normed(layer)?);
        Ok(match then {
            Some(Activation::Relu6) => {
                let [least, most] = [0.0, 6.0].map(|bound| self.bound(bound));
                self.node("Clip", &[&map, &least, &most], vec![])
            }
            Some(Activation::Relu) => self.node("Relu", &[&map], vec![]),
            None => map,
        })
    }

    /// The name of a scalar constant, which several nodes may share.
    fn bound(&mut self, value: f32) -> String {
        let name = format!("bound_{value}");
        if self.constants.iter().all(|constant| constant.name != name) {
            self.constants.push(TensorProto {
                name: name.clone(),
                data_type: DataType::Float as i32,
                raw_data: value.to_le_bytes().to_vec(),
                ..TensorProto::default()
            });
        }
        name
    }

    pub(super) fn dense(&mut self, input: &str, dense: &Linear) -> Result<String> {
        let weight = dense.weight.val();
        let shape = weight.dims().map(|size| size as i64);
        let weight = self.weights(&shape, &values(weight)?);
        let bias = dense.bias.as_ref().context("a dense layer has no bias")?;
        let bias = values(bias.val())?;
        let bias = self.constant(&[bias.len() as i64], &bias);
        let product = self.node("MatMul", &[input, &weight], vec![]);
        Ok(self.node("Add", &[&product, &bias], vec![]))
    }
}

/// The greatest integer for weights of this shape, if they are stored as
/// integers. The kernels of a depthwise convolution have one input channel.
fn greatest(weights: Weights, dims: &[i64]) -> Option<f32> {
    let depthwise = dims.get(1) == Some(&1);
    match weights {
        Weights::F32 | Weights::F16 => None,
        Weights::I7 if !depthwise => Some(63.0),
        Weights::I7 | Weights::I8 => Some(127.0),
    }
}

/// The scale of each of the `rows` rows, and the weights as integers from
/// -`greatest` to `greatest`: a weight is its integer times the scale of its
/// row. Krishnamoorthi, "Quantizing deep convolutional networks for efficient
/// inference", 2018.
fn quantised(values: &[f32], rows: usize, greatest: f32) -> (Vec<f32>, Vec<u8>) {
    let row = |row: &[f32]| {
        let largest = row.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        let scale = largest.max(f32::MIN_POSITIVE) / greatest;
        let integers = row.iter().map(|value| (value / scale).round() as i8 as u8).collect();
        (scale, integers)
    };
    let rows = values.chunks(values.len().div_ceil(rows.max(1)).max(1)).map(row);
    let (scales, integers): (Vec<f32>, Vec<Vec<u8>>) = rows.unzip();
    (scales, integers.concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_give_weights_back_within_half_a_step() {
        let values = [0.5, -1.27, 0.004, 0.0, 0.0, 0.0, 40.0, -3.0, 127.0];
        for greatest in [127.0, 63.0] {
            let (scales, integers) = quantised(&values, 3, greatest);
            assert_eq!(scales.len(), 3);
            for (index, value) in values.iter().enumerate() {
                let scale = scales[index / 3];
                let integer = f32::from(integers[index] as i8);
                assert!(integer.abs() <= greatest, "{integer} is over {greatest}");
                let back = integer * scale;
                assert!(
                    (back - value).abs() <= scale / 2.0 + f32::EPSILON,
                    "{value} came back as {back}"
                );
            }
        }
    }

    #[test]
    fn depthwise_kernels_keep_eight_bits() {
        let [dense, depthwise] = [[64, 32, 1, 1], [64, 1, 5, 5]];
        assert_eq!(greatest(Weights::I7, &dense), Some(63.0));
        assert_eq!(greatest(Weights::I7, &depthwise), Some(127.0));
        assert_eq!(greatest(Weights::I8, &dense), Some(127.0));
        assert_eq!(greatest(Weights::F16, &dense), None);
    }
}
