//! The seeds of fuzzing: valid inputs of every kind, as small as possible, and
//! those of `tests/hostile`.

use super::hostile;
use prost::Message as _;
use serde_json::{Value, json};
use std::{fs, path::Path};
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, OperatorSetIdProto, TensorProto,
    TensorShapeProto, TypeProto, ValueInfoProto, attribute_proto::AttributeType,
    tensor_proto::DataType, tensor_shape_proto::Dimension,
    tensor_shape_proto::dimension::Value as Size, type_proto,
};
use whence::{
    core::{
        label::Label,
        neighbours::{Index, Work},
    },
    met::Record,
};

/// The seeds of the target with this name.
pub(crate) fn of(target: &str) -> Vec<Vec<u8>> {
    match target {
        "card" => cards(),
        "model" => networks(),
        "picture" => pictures(),
        "record" => records(),
        "works" => indices(),
        other => panic!("there is no target {other}"),
    }
}

fn file(name: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

fn pictures() -> Vec<Vec<u8>> {
    let hostile = hostile::pictures().into_iter().map(|(_, bytes, _)| bytes);
    let golden = ["hills.webp", "phone.jpg", "seal.png", "weave.gif"];
    golden.map(|name| file(&format!("tests/golden/{name}"))).into_iter().chain(hostile).collect()
}

fn cards() -> Vec<Vec<u8>> {
    let shipped = file("model/model.json");
    let mut first: Value = serde_json::from_slice(&shipped).unwrap();
    first["schema"] = 1.into();
    first["labels"] = json!(["american", "chinese", "indian", "japanese"]);
    first.as_object_mut().unwrap().remove("task");
    let rule = json!([{ "object_name": { "equals": "Hanging scroll" } }]);
    let mut table: Value = serde_json::from_slice(&shipped).unwrap();
    table["task"]["rule"] = "table".into();
    for label in table["task"]["labels"].as_array_mut().unwrap() {
        label["when"] = rule.clone();
    }
    vec![shipped, first.to_string().into_bytes(), table.to_string().into_bytes()]
}

fn records() -> Vec<Vec<u8>> {
    let record = Record { object_id: 39901, is_public_domain: true, ..Record::default() };
    let painting = Record {
        department: "Asian Art".to_owned(),
        object_name: "Hanging scroll".to_owned(),
        classification: "Paintings".to_owned(),
        culture: "India (Rajasthan, Mewar)".to_owned(),
        title: "<i>Plum</i> &amp; bamboo".to_owned(),
        medium: "Ink and opaque watercolor on paper".to_owned(),
        ..record.clone()
    };
    let answers = [record, painting].map(|record| serde_json::to_vec(&record).unwrap());
    let refusals = [
        "<html><title>Access denied</title></html>",
        r#"{"message":"Could not find any object"}"#,
        r#"{"objectID":"18","isPublicDomain":"True","title":7,"culture":null,"medium":[1,{}]}"#,
    ];
    answers.into_iter().chain(refusals.map(|text| text.as_bytes().to_vec())).collect()
}

fn indices() -> Vec<Vec<u8>> {
    let work = |id: u32, name: &str| {
        let address = "https://images.metmuseum.org/CRDImages/as/web-large/DP1.jpg";
        Work::new(id, Label::new(name).unwrap(), format!("Work {id}"), "名無し".to_owned(), address)
    };
    let two = vec![(work(1, "chinese"), vec![4.0, 1.0]), (work(2, "japanese"), vec![0.0, 2.0])];
    let index = Index::new("", two).unwrap();
    [None, Some(0.75)].map(|least| index.clone().with_threshold(least).to_bytes().unwrap()).to_vec()
}

/// Small networks with every supported operator, output name and weight type.
fn networks() -> Vec<Vec<u8>> {
    let (plain, small) = (DataType::Float, DataType::Float16);
    let outputs = ["logits", "evidence", "embedding", "foreign"];
    vec![
        convolutions(plain, &outputs[..1]),
        convolutions(small, &outputs[..2]),
        products(plain, &["logits", "embedding", "foreign"]),
        products(small, &outputs[..1]),
        joined(&outputs[..1]),
        joined(&["logits", "embedding"]),
    ]
}

/// A network with depthwise convolutions after pointwise ones, weights of 8
/// bits and a sum of two maps. As an output, `embedding` keeps the first from
/// being joined.
fn joined(outputs: &[&str]) -> Vec<u8> {
    let plain = DataType::Float;
    let nodes = vec![
        node("Cast", &["w1"], "wide", &[("to", &[1])]),
        node("Mul", &["wide", "scales"], "scaled", &[]),
        node("Conv", &["input", "scaled", "b1"], "expanded", &[]),
        node("Clip", &["expanded", "least", "most"], "embedding", &[]),
        node("Conv", &["embedding", "w2", "b1"], "c2", &[("group", &[4]), ("pads", &[1; 4])]),
        node("Conv", &["c2", "w3", "b1"], "c3", &[]),
        node(
            "Conv",
            &["c3", "w5", "b1"],
            "c4",
            &[("group", &[4]), ("pads", &[1, 1, 2, 2]), ("strides", &[2; 2])],
        ),
        node("MaxPool", &["c3"], "p3", &[("kernel_shape", &[2; 2]), ("strides", &[2; 2])]),
        node("Add", &["p3", "c4"], "sum", &[]),
        node("Relu", &["sum"], "active", &[]),
        node("ReduceMean", &["active"], "logits", &[("axes", &[2, 3]), ("keepdims", &[0])]),
    ];
    let mut small = weights(plain, "w1", &[4, 3, 1, 1]);
    small.data_type = DataType::Int8 as i32;
    small.raw_data = vec![1; 12];
    let weights = vec![
        small,
        weights(plain, "scales", &[4, 1, 1, 1]),
        weights(plain, "w2", &[4, 1, 3, 3]),
        weights(plain, "w3", &[4, 4, 1, 1]),
        weights(plain, "w5", &[4, 1, 5, 5]),
        weights(plain, "b1", &[4]),
        weights(plain, "least", &[]),
        weights(plain, "most", &[]),
    ];
    network(nodes, weights, outputs)
}

/// A network with evidence and its mean.
fn convolutions(kind: DataType, outputs: &[&str]) -> Vec<u8> {
    let nodes = vec![
        node("Conv", &["input", "w1", "b1"], "c1", &[("pads", &[1; 4]), ("strides", &[2; 2])]),
        node("Clip", &["c1", "least", "most"], "clipped", &[]),
        node("Conv", &["clipped", "w2", "b2"], "c2", &[("group", &[4]), ("pads", &[1; 4])]),
        node("Relu", &["c2"], "active", &[]),
        node("MaxPool", &["active"], "pooled", &[("kernel_shape", &[2; 2]), ("strides", &[2; 2])]),
        node("Conv", &["pooled", "w3", "b1"], "evidence", &[]),
        node("ReduceMean", &["evidence"], "logits", &[("axes", &[2, 3]), ("keepdims", &[0])]),
    ];
    let weights = vec![
        weights(kind, "w1", &[4, 3, 3, 3]),
        weights(kind, "w2", &[4, 1, 3, 3]),
        weights(kind, "w3", &[4, 4, 1, 1]),
        weights(kind, "b1", &[4]),
        weights(kind, "b2", &[4]),
        weights(DataType::Float, "least", &[]),
        weights(DataType::Float, "most", &[]),
    ];
    network(nodes, weights, outputs)
}

/// A network with an embedding and products with it.
fn products(kind: DataType, outputs: &[&str]) -> Vec<u8> {
    let nodes = vec![
        node("Flatten", &["input"], "embedding", &[("axis", &[1])]),
        node("Mul", &["w1", "scales"], "scaled", &[]),
        node("MatMul", &["embedding", "scaled"], "product", &[]),
        node("Add", &["product", "b1"], "logits", &[]),
        node("MatMul", &["embedding", "w2"], "foreign", &[]),
    ];
    let weights = vec![
        weights(kind, "w1", &[192, 4]),
        weights(kind, "scales", &[192, 1]),
        weights(kind, "b1", &[4]),
        weights(kind, "w2", &[192, 1]),
    ];
    network(nodes, weights, outputs)
}

/// A network of these parts. Weights of 16 bits are cast to 32 before use.
fn network(mut nodes: Vec<NodeProto>, mut weights: Vec<TensorProto>, outputs: &[&str]) -> Vec<u8> {
    for weights in weights.iter_mut().filter(|one| one.data_type == DataType::Float16 as i32) {
        let name = weights.name.clone();
        weights.name += "-small";
        nodes.insert(0, node("Cast", &[&weights.name], &name, &[("to", &[1])]));
    }
    let graph = GraphProto {
        name: "seed".to_owned(),
        node: nodes,
        initializer: weights,
        input: vec![value("input", &[1, 3, 8, 8])],
        output: outputs.iter().map(|name| value(name, &[])).collect(),
        ..GraphProto::default()
    };
    let opset = OperatorSetIdProto { domain: String::new(), version: 13 };
    let model = ModelProto {
        ir_version: 7,
        opset_import: vec![opset],
        graph: Some(graph),
        ..ModelProto::default()
    };
    model.encode_to_vec()
}

fn node(op: &str, inputs: &[&str], output: &str, attributes: &[(&str, &[i64])]) -> NodeProto {
    let attribute = |(name, ints): &(&str, &[i64])| {
        let single = ["group", "keepdims", "axis", "to"].contains(name);
        AttributeProto {
            name: (*name).to_owned(),
            r#type: if single { AttributeType::Int } else { AttributeType::Ints } as i32,
            i: if single { ints[0] } else { 0 },
            ints: if single { Vec::new() } else { ints.to_vec() },
            ..AttributeProto::default()
        }
    };
    NodeProto {
        op_type: op.to_owned(),
        input: inputs.iter().map(|&name| name.to_owned()).collect(),
        output: vec![output.to_owned()],
        attribute: attributes.iter().map(attribute).collect(),
        ..NodeProto::default()
    }
}

/// Weights of 1.
fn weights(kind: DataType, name: &str, dims: &[i64]) -> TensorProto {
    let one: &[u8] = if kind == DataType::Float16 { &[0x00, 0x3C] } else { &[0, 0, 0x80, 0x3F] };
    let count = dims.iter().product::<i64>() as usize;
    TensorProto {
        name: name.to_owned(),
        dims: dims.to_vec(),
        data_type: kind as i32,
        raw_data: one.repeat(count),
        ..TensorProto::default()
    }
}

/// An input or output; its shape, if `shape` has one.
fn value(name: &str, shape: &[i64]) -> ValueInfoProto {
    let size =
        |size: &i64| Dimension { value: Some(Size::DimValue(*size)), ..Dimension::default() };
    let shape = TensorShapeProto { dim: shape.iter().map(size).collect() };
    let tensor = type_proto::Tensor {
        elem_type: DataType::Float as i32,
        shape: (!shape.dim.is_empty()).then_some(shape),
    };
    let value = Some(type_proto::Value::TensorType(tensor));
    let r#type = Some(TypeProto { value, ..TypeProto::default() });
    ValueInfoProto { name: name.to_owned(), r#type, ..ValueInfoProto::default() }
}
