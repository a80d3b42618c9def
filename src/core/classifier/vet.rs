//! Validates a network before it is translated.
//!
//! The translation assumes that names are unique and known before they
//! are used, that sizes and attributes are in range, and that weights are as
//! many as their size states. A file that differs from what the trainer writes
//! is refused here with a reason.

use crate::core::error::ClassifierError;
use std::collections::BTreeSet;
use tract_onnx::pb::{
    AttributeProto, GraphProto, ModelProto, NodeProto, TensorProto, tensor_proto::DataType,
};

/// The most nodes of a network.
const MOST_NODES: usize = 4096;

/// The most weights in one tensor.
const MOST_WEIGHTS: u64 = 1 << 26;

/// The largest attribute: a side of a kernel, a stride, a group, an axis.
const LARGEST: i64 = 4096;

/// The most dimensions of a tensor.
const MOST_DIMENSIONS: usize = 6;

/// Refuses a network that is not well-formed.
///
/// # Errors
///
/// [`ClassifierError::Network`] says what is wrong with it.
pub(super) fn vet(model: &ModelProto) -> Result<&GraphProto, ClassifierError> {
    let graph = model.graph.as_ref().ok_or_else(|| wrong("it has no graph"))?;
    vet_graph(graph).map_err(|problem| wrong(&problem))?;
    Ok(graph)
}

pub(super) fn wrong(problem: &str) -> ClassifierError {
    ClassifierError::Network(problem.to_owned())
}

type Vetted = Result<(), String>;

fn ensure(is_so: bool, problem: impl FnOnce() -> String) -> Vetted {
    if is_so { Ok(()) } else { Err(problem()) }
}

fn vet_graph(graph: &GraphProto) -> Vetted {
    ensure(graph.input.len() == 1, || "it must have one input".to_owned())?;
    ensure(graph.sparse_initializer.is_empty() && graph.value_info.is_empty(), || {
        "it has sparse weights or sizes of its own".to_owned()
    })?;
    ensure(graph.node.len() <= MOST_NODES, || format!("it has more than {MOST_NODES} nodes"))?;
    let inputs = graph.input.iter().map(|input| input.name.as_str());
    let weights = graph.initializer.iter().map(|weights| weights.name.as_str());
    let mut known = BTreeSet::new();
    let mut name = |name| ensure(known.insert(name), || format!("{name:?} is there twice"));
    inputs.chain(weights).try_for_each(&mut name)?;
    for node in &graph.node {
        node.output.iter().try_for_each(|output| name(output.as_str()))?;
    }
    graph.initializer.iter().try_for_each(vet_weights)?;
    graph.node.iter().try_for_each(|node| node.attribute.iter().try_for_each(vet_attribute))?;
    vet_order(graph)
}

/// Checks that each node uses only earlier values, so that there is no cycle,
/// and that each output of the graph exists.
fn vet_order(graph: &GraphProto) -> Vetted {
    let inputs = graph.input.iter().map(|input| input.name.as_str());
    let weights = graph.initializer.iter().map(|weights| weights.name.as_str());
    let mut there: BTreeSet<_> = inputs.chain(weights).collect();
    for NodeProto { op_type, input, output, .. } in &graph.node {
        ensure(output.len() == 1, || format!("{op_type} has not one output"))?;
        // Operators themselves check which of their inputs are required.
        let missing = input.iter().find(|name| !name.is_empty() && !there.contains(name.as_str()));
        ensure(missing.is_none(), || format!("{op_type} takes what is not there: {missing:?}"))?;
        there.extend(output.iter().map(String::as_str));
    }
    let mut outputs = BTreeSet::new();
    for name in graph.output.iter().map(|output| output.name.as_str()) {
        ensure(there.contains(name), || format!("its output {name:?} is not there"))?;
        ensure(outputs.insert(name), || format!("its output {name:?} is there twice"))?;
    }
    Ok(())
}

/// Checks that the type of weights is supported and that their number matches
/// their size.
fn vet_weights(weights: &TensorProto) -> Vetted {
    let TensorProto { name, dims, raw_data, .. } = weights;
    let wrong = |what: &str| format!("the weights {name:?} {what}");
    ensure(dims.len() <= MOST_DIMENSIONS, || wrong("have too many dimensions"))?;
    let count = dims.iter().try_fold(1_u64, |count, size| {
        let count = count.checked_mul(u64::try_from(*size).ok()?)?;
        (1..=MOST_WEIGHTS).contains(&count).then_some(count)
    });
    let count = count.ok_or_else(|| wrong("have a size that makes no sense"))?;
    let bytes = match DataType::try_from(weights.data_type) {
        Ok(DataType::Float) => 4,
        Ok(DataType::Float16) => 2,
        Ok(DataType::Int8) => 1,
        _ => return Err(wrong("have a type that is not supported")),
    };
    let found = raw_data.len() as u64;
    ensure(found == count * bytes, || wrong("are not as many as their size states"))
}

fn vet_attribute(attribute: &AttributeProto) -> Vetted {
    let AttributeProto { name, i, ints, .. } = attribute;
    let values = ints.iter().chain([i]);
    let within = ints.len() <= MOST_DIMENSIONS
        && values.into_iter().all(|value| (-LARGEST..=LARGEST).contains(value));
    ensure(within, || format!("the attribute {name} makes no sense"))
}
