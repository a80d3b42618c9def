//! Exports a trained network as an ONNX file.
//!
//! Opset 13, batch of one. Batch normalisation is folded into the convolution
//! before it. The file's outputs are `logits` `[1, n]` of `n` labels,
//! `embedding` `[1, d]` and, from a fully convolutional network, `evidence`
//! `[1, n, h, w]`, whose mean is the logits, and `foreign` `[1, 1]` if it was
//! trained with negatives.

mod attribute;
mod folded;
mod graph;

use crate::train::{
    config::Config,
    network::{Activation, Article, Block, EvidenceHead, Lite, Network, Whence},
};
use anyhow::Result;
use attribute::{int, ints};
use folded::Folded;
use graph::Graph;
use prost::Message as _;
use tract_onnx::pb::{
    GraphProto, ModelProto, OperatorSetIdProto, StringStringEntryProto, TensorShapeProto,
    TypeProto, ValueInfoProto,
    tensor_proto::DataType,
    tensor_shape_proto::{Dimension, dimension::Value as Size},
    type_proto,
};
use whence::core::label::{Label, Labels};

/// The opset of exported files.
pub const OPSET: i64 = 13;

/// The ONNX file of a network.
///
/// # Errors
///
/// If weights cannot be read from their device.
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

/// The outputs of a fully convolutional network, from its last feature map.
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
    let labels = Folded::plain(&head.labels)?;
    let evidence = graph.convolution(features, &labels);
    let logits = graph.node("ReduceMean", &[&evidence], mean());
    graph.name(&embedding, "embedding");
    graph.name(&evidence, "evidence");
    graph.name(&logits, "logits");
    let [classes, channels, ..] = labels.shape;
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
