//! Exports a trained network as an ONNX file.
//!
//! Opset 13, batch of one. Batch normalisation is folded into the convolution
//! before it. The file's outputs are `logits` `[1, n]` of `n` labels, `embedding` `[1, d]`
//! and, from a fully convolutional network, `evidence` `[1, n, h, w]`, whose
//! mean is the logits, and `foreign` `[1, 1]` if it was trained with
//! negatives.

use crate::train::{
    config::{Config, Weights},
    network::{Activation, Article, Block, ConvNorm, EvidenceHead, Lite, Network, Whence, values},
};
use anyhow::{Context, Result};
use burn::nn::{Linear, PaddingConfig2d, conv::Conv2d};
use half::f16;
use prost::Message as _;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, StringStringEntryProto,
    TensorProto, TensorShapeProto, TypeProto, ValueInfoProto,
    attribute_proto::AttributeType,
    tensor_proto::DataType,
    tensor_shape_proto::{Dimension, dimension::Value as Size},
    type_proto,
};
use whence::core::label::{Label, Labels};

/// The operator set that exported files state.
pub const OPSET: i64 = 13;

/// Layers with at least this many weights are stored as integers. Smaller
/// ones, which are the first, would lose the most accuracy and save the least.
const LARGE: usize = 10_000;

/// The ONNX file of a network.
///
/// # Errors
///
/// Where weights cannot be read from their device.
pub fn export(network: &Network, config: &Config, labels: &Labels) -> Result<Vec<u8>> {
    let mut graph = Graph::new(config.weights);
    let (width, height) = (i64::from(config.input.width), i64::from(config.input.height));
    let outputs = match network {
        Network::Article(network) => article(&mut graph, network)?,
        Network::Whence(network) => {
            let features = whence(&mut graph, network)?;
            evidence(&mut graph, &features, &network.head, config)?
        }
        Network::Lite(network) => {
            let features = lite(&mut graph, network)?;
            evidence(&mut graph, &features, &network.head, config)?
        }
    };
    let property = |(key, value): (&str, String)| StringStringEntryProto { key: key.into(), value };
    let classes: Vec<_> = labels.iter().map(Label::name).collect();
    let properties = [
        ("architecture", config.arch.name().to_owned()),
        ("classes", classes.join(",")),
        ("Image.BitmapPixelFormat", "Rgb8".to_owned()),
        ("input.mean", format!("{:?}", config.input.mean)),
        ("input.std", format!("{:?}", config.input.std)),
    ];
    let model = ModelProto {
        ir_version: 8,
        opset_import: vec![OperatorSetIdProto { domain: String::new(), version: OPSET }],
        producer_name: "whence".to_owned(),
        producer_version: env!("CARGO_PKG_VERSION").to_owned(),
        graph: Some(GraphProto {
            name: config.arch.name().to_owned(),
            node: graph.nodes,
            initializer: graph.constants,
            input: vec![value("input", &[1, 3, height, width])],
            output: outputs,
            ..GraphProto::default()
        }),
        metadata_props: properties.into_iter().map(property).collect(),
        ..ModelProto::default()
    };
    Ok(model.encode_to_vec())
}

fn article(graph: &mut Graph, network: &Article) -> Result<Vec<ValueInfoProto>> {
    let mut features = "input".to_owned();
    for convolution in &network.convolutions {
        let map = graph.convolution(&features, &Folded::plain(convolution)?);
        let map = graph.node("Relu", &[&map], vec![]);
        let pool = vec![ints("kernel_shape", &[2, 2]), ints("strides", &[2, 2])];
        features = graph.node("MaxPool", &[&map], pool);
    }
    let flat = graph.node("Flatten", &[&features], vec![int("axis", 1)]);
    let dense = graph.dense(&flat, &network.dense)?;
    let embedding = graph.node("Relu", &[&dense], vec![]);
    let logits = graph.dense(&embedding, &network.head)?;
    graph.name(&embedding, "embedding");
    graph.name(&logits, "logits");
    let classes = network.head.bias.as_ref().map_or(0, |bias| bias.dims()[0]);
    Ok(vec![value("logits", &[1, classes as i64]), value("embedding", &[1, 512])])
}

fn whence(graph: &mut Graph, network: &Whence) -> Result<String> {
    let mut features = graph.normed("input", &network.stem, Some(Activation::Relu))?;
    for stage in &network.stages {
        let down = graph.normed(&features, &stage.down, Some(Activation::Relu))?;
        let first = graph.normed(&down, &stage.first, Some(Activation::Relu))?;
        let second = graph.normed(&first, &stage.second, None)?;
        let sum = graph.node("Add", &[&down, &second], vec![]);
        features = graph.node("Relu", &[&sum], vec![]);
    }
    Ok(features)
}

fn lite(graph: &mut Graph, network: &Lite) -> Result<String> {
    let mut features = graph.normed("input", &network.stem, Some(Activation::Relu6))?;
    for (index, block) in network.blocks.iter().enumerate() {
        let Block { expand, depthwise, project, residual, .. } = block;
        let activation = Some(Activation::of(index));
        let wide = match expand {
            Some(expand) => graph.normed(&features, expand, activation)?,
            None => features.clone(),
        };
        let wide = graph.normed(&wide, depthwise, activation)?;
        let narrow = graph.normed(&wide, project, None)?;
        features =
            if *residual { graph.node("Add", &[&features, &narrow], vec![]) } else { narrow };
    }
    graph.normed(&features, &network.neck, Some(Activation::Relu))
}

/// The outputs of a fully convolutional network, from its last features.
fn evidence(
    graph: &mut Graph,
    features: &str,
    head: &EvidenceHead,
    config: &Config,
) -> Result<Vec<ValueInfoProto>> {
    let [height, width] =
        [config.input.height, config.input.width].map(|side| i64::from(side / 16));
    let mean = || vec![ints("axes", &[2, 3]), int("keepdims", 0)];
    let embedding = graph.node("ReduceMean", &[features], mean());
    let cultures = Folded::plain(&head.cultures)?;
    let evidence = graph.convolution(features, &cultures);
    let logits = graph.node("ReduceMean", &[&evidence], mean());
    graph.name(&embedding, "embedding");
    graph.name(&evidence, "evidence");
    graph.name(&logits, "logits");
    let [classes, channels, ..] = cultures.shape;
    let mut outputs = vec![
        value("logits", &[1, classes]),
        value("evidence", &[1, classes, height, width]),
        value("embedding", &[1, channels]),
    ];
    if config.negative_weight > 0.0 {
        let foreign = graph.convolution(features, &Folded::plain(&head.foreign)?);
        let foreign = graph.node("ReduceMean", &[&foreign], mean());
        graph.name(&foreign, "foreign");
        outputs.push(value("foreign", &[1, 1]));
    }
    Ok(outputs)
}

/// A convolution's weight `[to, from / groups, height, width]`, bias `[to]`
/// and attributes.
struct Folded {
    shape: [i64; 4],
    weight: Vec<f32>,
    bias: Vec<f32>,
    attributes: Vec<AttributeProto>,
}

impl Folded {
    fn plain(convolution: &Conv2d) -> Result<Self> {
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
    fn normed(layer: &ConvNorm) -> Result<Self> {
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

/// Weights as integers from -127 to 127, and for each row, of as many as
/// `rows`, the scale that gives them back. Krishnamoorthi, "Quantizing deep
/// convolutional networks for efficient inference", 2018.
fn quantised(values: &[f32], rows: usize) -> (Vec<f32>, Vec<u8>) {
    let row = |row: &[f32]| {
        let greatest = row.iter().fold(0.0f32, |greatest, value| greatest.max(value.abs()));
        let scale = greatest.max(f32::MIN_POSITIVE) / 127.0;
        let integers = row.iter().map(|value| (value / scale).round() as i8 as u8).collect();
        (scale, integers)
    };
    let rows = values.chunks(values.len().div_ceil(rows.max(1)).max(1)).map(row);
    let (scales, integers): (Vec<f32>, Vec<Vec<u8>>) = rows.unzip();
    (scales, integers.concat())
}

/// The nodes and constants of a graph under construction.
struct Graph {
    weights: Weights,
    nodes: Vec<NodeProto>,
    constants: Vec<TensorProto>,
}

impl Graph {
    fn new(weights: Weights) -> Self {
        Self { weights, nodes: Vec::new(), constants: Vec::new() }
    }

    /// Adds a node and returns its output's name.
    fn node(&mut self, op: &str, inputs: &[&str], attribute: Vec<AttributeProto>) -> String {
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

    /// Gives the value called `old` the name `new`, wherever it stands.
    fn name(&mut self, old: &str, new: &str) {
        let names =
            self.nodes.iter_mut().flat_map(|node| node.input.iter_mut().chain(&mut node.output));
        names.filter(|name| *name == old).for_each(|name| new.clone_into(name));
    }

    /// Adds weights, of which each row, the output channel of a convolution,
    /// may have a scale of its own; returns the name of their value in `f32`.
    fn weights(&mut self, dims: &[i64], values: &[f32]) -> String {
        match self.weights {
            Weights::F32 => self.constant(dims, values),
            Weights::I8 if values.len() >= LARGE => {
                let channels = dims.first().copied().unwrap_or(1);
                let (scales, integers) = quantised(values, channels as usize);
                let stored = self.store(dims, DataType::Int8, integers);
                let rest = dims.iter().skip(1).map(|_| 1);
                let each: Vec<_> = std::iter::once(channels).chain(rest).collect();
                let [widened, scales] = [self.widened(&stored), self.constant(&each, &scales)];
                self.node("Mul", &[&widened, &scales], vec![])
            }
            Weights::F16 | Weights::I8 => {
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

    fn convolution(&mut self, input: &str, folded: &Folded) -> String {
        let weight = self.weights(&folded.shape, &folded.weight);
        let bias = self.constant(&[folded.bias.len() as i64], &folded.bias);
        self.node("Conv", &[input, &weight, &bias], folded.attributes.clone())
    }

    /// A convolution with its batch normalisation and, perhaps, an activation.
    fn normed(
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

    /// A scalar that several nodes may share.
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

    fn dense(&mut self, input: &str, dense: &Linear) -> Result<String> {
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

fn int(name: &str, value: i64) -> AttributeProto {
    let r#type = AttributeType::Int as i32;
    AttributeProto { name: name.to_owned(), r#type, i: value, ..AttributeProto::default() }
}

fn ints(name: &str, values: &[i64]) -> AttributeProto {
    let r#type = AttributeType::Ints as i32;
    let ints = values.to_vec();
    AttributeProto { name: name.to_owned(), r#type, ints, ..AttributeProto::default() }
}

fn value(name: &str, shape: &[i64]) -> ValueInfoProto {
    let size =
        |size: &i64| Dimension { value: Some(Size::DimValue(*size)), ..Dimension::default() };
    let tensor = type_proto::Tensor {
        elem_type: DataType::Float as i32,
        shape: Some(TensorShapeProto { dim: shape.iter().map(size).collect() }),
    };
    let value = Some(type_proto::Value::TensorType(tensor));
    let r#type = Some(TypeProto { value, ..TypeProto::default() });
    ValueInfoProto { name: name.to_owned(), r#type, ..ValueInfoProto::default() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_give_weights_back_within_half_a_step() {
        let values = [0.5, -1.27, 0.004, 0.0, 0.0, 0.0, 40.0, -3.0, 127.0];
        let (scales, integers) = quantised(&values, 3);
        assert_eq!(scales.len(), 3);
        for (index, value) in values.iter().enumerate() {
            let scale = scales[index / 3];
            let back = f32::from(integers[index] as i8) * scale;
            assert!(
                (back - value).abs() <= scale / 2.0 + f32::EPSILON,
                "{value} came back as {back}"
            );
        }
    }
}
