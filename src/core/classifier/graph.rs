//! Translates an ONNX graph into a model of tract whose operators are
//! [`Layer`]s.
//!
//! It knows the operators of the trainer's networks, as opset 13 defines them;
//! an error names any other. Weights are decoded here, and activations and
//! depthwise convolutions join the convolution before them if nothing else
//! uses its result.

use crate::core::{
    classifier::{
        layer::{Layer, Operator, Step},
        vet::wrong,
    },
    error::ClassifierError,
};
use std::{collections::HashMap, sync::Arc};
use tract_onnx::{
    pb::{GraphProto, NodeProto, TensorProto, tensor_proto::DataType},
    prelude::{DatumExt as _, OutletId, SpecialOps as _, TVec, Tensor, TypedModel, f16, tvec},
    tract_hir::internal::TypedOp,
};
use whence_kernel::{Bounds, Dense, Depthwise, Size, Window};

type Read<T> = Result<T, ClassifierError>;

/// The most values of a map.
const MOST_VALUES: usize = 1 << 26;

/// The model of a graph for an input `[1, 3, height, width]`, and the size of
/// each of its outputs, in the order of the graph.
pub(super) fn read(
    graph: &GraphProto,
    [height, width]: [usize; 2],
) -> Read<(TypedModel, Vec<Size>)> {
    let mut uses = HashMap::new();
    let inputs = graph.node.iter().flat_map(|node| &node.input);
    for name in inputs.chain(graph.output.iter().map(|output| &output.name)) {
        *uses.entry(name.as_str()).or_default() += 1;
    }
    let mut reader = Reader { model: TypedModel::default(), uses, values: HashMap::new() };
    reader.source(
        &graph.input.first().ok_or_else(|| wrong("it has no input"))?.name,
        height,
        width,
    )?;
    for weights in &graph.initializer {
        reader.values.insert(&weights.name, Value::Constant(Constant::read(weights)?));
    }
    for node in &graph.node {
        let name = node.output.first().map(String::as_str).unwrap_or_default();
        let value = reader.value(node)?;
        reader.values.insert(name, value);
    }
    let mut outputs = Vec::new();
    let mut sizes = Vec::new();
    for output in &graph.output {
        let (outlet, size) = reader.output(&output.name)?;
        outputs.push(outlet);
        sizes.push(size);
    }
    reader.model.select_output_outlets(&outputs)?;
    Ok((reader.model, sizes))
}

struct Reader<'a> {
    model: TypedModel,
    /// How often each value is used.
    uses: HashMap<&'a str, usize>,
    values: HashMap<&'a str, Value>,
}

/// The value of a name.
enum Value {
    Constant(Constant),
    /// A layer that is not in the model yet, because the next one may join it.
    Layer(Box<Layer>, TVec<OutletId>),
    Map {
        outlet: OutletId,
        size: Size,
    },
}

#[derive(Clone)]
struct Constant {
    shape: Vec<usize>,
    values: Vec<f32>,
}

impl<'a> Reader<'a> {
    /// Adds the input.
    fn source(&mut self, name: &'a str, height: usize, width: usize) -> Read<()> {
        let size = Size { height, width, channels: 3 };
        let fact = f32::fact([1, size.channels, height, width]);
        let source = self.model.add_source(name, fact)?;
        let outlet = self.wire(
            format!("{name}, channels last"),
            layer(Step::ChannelsLast, size)?,
            &[source],
        )?;
        self.values.insert(name, Value::Map { outlet, size });
        Ok(())
    }

    fn wire(&mut self, name: String, layer: Layer, inputs: &[OutletId]) -> Read<OutletId> {
        let operator: Box<dyn TypedOp> = Box::new(Operator(Arc::new(layer)));
        let outlets = self.model.wire_node(name, operator, inputs)?;
        outlets.first().copied().ok_or_else(|| wrong("a layer has no result"))
    }

    /// What is computed under a name.
    fn map(&mut self, name: &'a str) -> Read<(OutletId, Size)> {
        match self.values.remove(name) {
            Some(Value::Layer(layer, inputs)) => {
                let size = layer.size();
                let outlet = self.wire(name.to_owned(), *layer, &inputs)?;
                self.values.insert(name, Value::Map { outlet, size });
                Ok((outlet, size))
            }
            Some(Value::Map { outlet, size }) => {
                self.values.insert(name, Value::Map { outlet, size });
                Ok((outlet, size))
            }
            Some(constant @ Value::Constant(_)) => {
                self.values.insert(name, constant);
                Err(wrong(&format!("{name:?} is a constant where a value is computed")))
            }
            None => Err(wrong(&format!("{name:?} is not there"))),
        }
    }

    fn constant(&self, name: &str) -> Read<&Constant> {
        match self.values.get(name) {
            Some(Value::Constant(constant)) => Ok(constant),
            _ => Err(wrong(&format!("{name:?} is not a constant"))),
        }
    }

    /// The layer under a name, if the next one may join it: if `joins`, and
    /// nothing else uses its result.
    fn joinable(
        &mut self,
        name: &str,
        joins: impl FnOnce(&mut Layer) -> bool,
    ) -> Option<(Box<Layer>, TVec<OutletId>)> {
        let (Some(1), Value::Layer(layer, _)) = (self.uses.get(name), self.values.get_mut(name)?)
        else {
            return None;
        };
        if !joins(layer) {
            return None;
        }
        let Value::Layer(layer, inputs) = self.values.remove(name)? else { return None };
        Some((layer, inputs))
    }

    /// The outlet of an output of the graph, in the order of ONNX.
    fn output(&mut self, name: &'a str) -> Read<(OutletId, Size)> {
        let (outlet, size) = self.map(name)?;
        let last = layer(Step::ChannelsFirst, size)?;
        Ok((self.wire(format!("{name}, channels first"), last, &[outlet])?, size))
    }

    /// The value that a node computes.
    fn value(&mut self, node: &'a NodeProto) -> Read<Value> {
        let inputs: Vec<&str> = node.input.iter().map(String::as_str).collect();
        let known: &[&str] = match node.op_type.as_str() {
            "Cast" => &["to"],
            "Conv" => &["group", "pads", "strides"],
            "Flatten" => &["axis"],
            "MaxPool" => &["kernel_shape", "pads", "strides"],
            "ReduceMean" => &["axes", "keepdims"],
            _ => &[],
        };
        let mut names = node.attribute.iter().map(|attribute| attribute.name.as_str());
        if let Some(name) = names.find(|name| !known.contains(name)) {
            return Err(unsupported(node, &format!("with the attribute {name}")));
        }
        match (node.op_type.as_str(), inputs.as_slice()) {
            ("Add", &[a, b]) => self.add(a, b),
            ("Cast", &[stored]) if int(node, "to", 0) == DataType::Float as i64 => {
                self.constant(stored).cloned().map(Value::Constant)
            }
            ("Clip", &[name, least, most]) if !least.is_empty() && !most.is_empty() => {
                let bound = |name| self.constant(name)?.scalar();
                let bounds = Bounds { least: bound(least)?, most: bound(most)? };
                self.clamp(name, bounds)
            }
            ("Clip", _) => Err(unsupported(node, "without both bounds")),
            ("Conv", &[name, weights]) => self.convolution(node, name, weights, None),
            ("Conv", &[name, weights, bias]) => self.convolution(node, name, weights, Some(bias)),
            ("Flatten", &[name]) if int(node, "axis", 1) == 1 => self.then(name, Step::Flatten),
            ("MatMul", &[name, weights]) => self.product(name, weights),
            ("MaxPool", &[name]) => {
                let kernel = pair(node, "kernel_shape")?;
                let kernel = kernel.ok_or_else(|| unsupported(node, "without a kernel"))?;
                self.then(name, Step::MaxPool(window(node, kernel)?))
            }
            ("Mul", &[values, scales]) => {
                self.constant(values)?.scaled(self.constant(scales)?).map(Value::Constant)
            }
            ("ReduceMean", &[name]) if matches!(ints(node, "axes"), [2 | -2, 3 | -1]) => {
                self.then(name, Step::Mean)
            }
            ("Relu", &[name]) => self.clamp(name, Bounds { least: 0.0, ..Bounds::NONE }),
            (
                "Add" | "Cast" | "Conv" | "Flatten" | "MatMul" | "MaxPool" | "Mul" | "ReduceMean"
                | "Relu",
                _,
            ) => Err(unsupported(node, "with these inputs and attributes")),
            _ => Err(unsupported(node, "")),
        }
    }

    /// A step that takes a map and that no other joins.
    fn then(&mut self, name: &'a str, step: Step) -> Read<Value> {
        let (outlet, size) = self.map(name)?;
        Ok(Value::Layer(Box::new(layer(step, size)?), tvec!(outlet)))
    }

    fn add(&mut self, a: &'a str, b: &'a str) -> Read<Value> {
        let (first, size) = self.map(a)?;
        let second = if let Ok(constant) = self.constant(b) {
            if size.pixels() != 1 || constant.values.len() != size.channels {
                return Err(wrong(&format!("{a:?} and {b:?} have different sizes")));
            }
            let tensor = Tensor::from_shape(&[1, 1, size.channels], &constant.values)?;
            self.model.add_const(b, tensor)?
        } else {
            let (second, other) = self.map(b)?;
            if size != other {
                return Err(wrong(&format!("{a:?} and {b:?} have different sizes")));
            }
            second
        };
        Ok(Value::Layer(Box::new(layer(Step::Add, size)?), tvec!(first, second)))
    }

    fn clamp(&mut self, name: &'a str, bounds: Bounds) -> Read<Value> {
        let bound = |layer: &mut Layer| layer.unbounded().map(|free| *free = bounds).is_some();
        match self.joinable(name, bound) {
            Some((layer, inputs)) => Ok(Value::Layer(layer, inputs)),
            None => self.then(name, Step::Clamp(bounds)),
        }
    }

    fn convolution(
        &mut self,
        node: &NodeProto,
        name: &'a str,
        weights: &str,
        bias: Option<&str>,
    ) -> Read<Value> {
        let Constant { shape, values } = self.constant(weights)?.clone();
        let &[channels, inputs, height, width] = shape.as_slice() else {
            return Err(unsupported(node, &format!("with weights of the shape {shape:?}")));
        };
        let bias = match bias {
            Some(bias) => self.constant(bias)?.values.clone(),
            None => vec![0.0; channels],
        };
        let window = window(node, [height, width])?;
        let group = int(node, "group", 1);
        let refused = || unsupported(node, &format!("of {group} groups with weights {shape:?}"));
        if bias.len() != channels {
            return Err(refused());
        }
        if group == 1 {
            let dense = Dense::new(&values, inputs, &bias, window).ok_or_else(refused)?;
            let (outlet, size) = self.map(name)?;
            if size.channels != inputs {
                return Err(refused());
            }
            return Ok(Value::Layer(Box::new(layer(Step::Dense(dense), size)?), tvec!(outlet)));
        }
        if inputs != 1 || usize::try_from(group) != Ok(channels) {
            return Err(refused());
        }
        let depthwise = Depthwise::new(&values, &bias, window).ok_or_else(refused)?;
        if self.channels(name) != Some(channels) {
            return Err(refused());
        }
        match self.joinable(name, |layer| layer.is_pointwise()) {
            Some((before, inputs)) => {
                let layer = before.then(depthwise).ok_or_else(too_small)?;
                Ok(Value::Layer(Box::new(layer), inputs))
            }
            None => self.then(name, Step::Depthwise(depthwise)),
        }
    }

    /// The number of channels of what is computed under a name.
    fn channels(&self, name: &str) -> Option<usize> {
        match self.values.get(name)? {
            Value::Layer(layer, _) => Some(layer.size().channels),
            Value::Map { size, .. } => Some(size.channels),
            Value::Constant(_) => None,
        }
    }

    /// The product of a vector and a matrix.
    fn product(&mut self, name: &'a str, weights: &str) -> Read<Value> {
        let Constant { shape, values } = self.constant(weights)?;
        let refused =
            || wrong(&format!("MatMul with weights of the shape {shape:?} is not supported"));
        let &[rows, columns] = shape.as_slice() else { return Err(refused()) };
        let column = |column: usize| values.iter().skip(column).step_by(columns).copied();
        let transposed: Vec<f32> = (0..columns).flat_map(column).collect();
        let bias = vec![0.0; columns];
        let dense = Dense::new(&transposed, rows, &bias, Window::PIXEL).ok_or_else(refused)?;
        let refused = refused();
        let (outlet, size) = self.map(name)?;
        if size.pixels() != 1 || size.channels != rows {
            return Err(refused);
        }
        Ok(Value::Layer(Box::new(layer(Step::Dense(dense), size)?), tvec!(outlet)))
    }
}

impl Constant {
    /// The values of weights, as `f32`.
    fn read(weights: &TensorProto) -> Read<Self> {
        let TensorProto { dims, raw_data, float_data, int32_data, int64_data, .. } = weights;
        let shape = dims.iter().map(|size| usize::try_from(*size).unwrap_or_default()).collect();
        let raw = !raw_data.is_empty();
        let values: Vec<f32> = match DataType::try_from(weights.data_type) {
            Ok(DataType::Float) if raw => {
                raw_data.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
            }
            Ok(DataType::Float16) if raw => {
                let halves = raw_data.as_chunks().0.iter();
                halves.map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
            }
            Ok(DataType::Int8) if raw => {
                raw_data.iter().map(|byte| f32::from(*byte as i8)).collect()
            }
            Ok(DataType::Uint8) if raw => raw_data.iter().map(|byte| f32::from(*byte)).collect(),
            Ok(DataType::Int64) if raw => {
                let integers = raw_data.as_chunks().0.iter();
                integers.map(|bytes| i64::from_le_bytes(*bytes) as f32).collect()
            }
            Ok(DataType::Float) => float_data.clone(),
            Ok(DataType::Float16) => {
                let halves = int32_data.iter();
                halves.map(|bits| f16::from_bits(*bits as u16).to_f32()).collect()
            }
            Ok(DataType::Int64) => int64_data.iter().map(|integer| *integer as f32).collect(),
            _ => int32_data.iter().map(|integer| *integer as f32).collect(),
        };
        // The network's output would not always show them: an activation turns
        // infinity into its bound.
        if values.iter().all(|value| value.is_finite()) {
            return Ok(Self { shape, values });
        }
        Err(wrong("a weight is not a number; its file is damaged, or its training failed"))
    }

    fn scalar(&self) -> Read<f32> {
        match self.values.as_slice() {
            &[value] => Ok(value),
            _ => Err(wrong("a bound is not a single number")),
        }
    }

    /// Each row, which is all that the first index selects, times its scale.
    fn scaled(&self, scales: &Self) -> Read<Self> {
        let rows = scales.values.len();
        let row = self.values.len().checked_div(rows).unwrap_or_default();
        if row == 0 || self.shape.first() != Some(&rows) || scales.shape.first() != Some(&rows) {
            return Err(wrong(
                "Mul of other than weights and a scale for each row is not supported",
            ));
        }
        let rows = self.values.chunks_exact(row).zip(&scales.values);
        let values = rows.flat_map(|(row, scale)| row.iter().map(move |value| value * scale));
        Ok(Self { shape: self.shape.clone(), values: values.collect() })
    }
}

/// A layer whose result is not too large.
fn layer(step: Step, input: Size) -> Read<Layer> {
    let layer = Layer::new(step, input).ok_or_else(too_small)?;
    let Size { height, width, channels } = layer.size();
    let values = height.checked_mul(width).and_then(|pixels| pixels.checked_mul(channels));
    match values {
        Some(values) if values <= MOST_VALUES => Ok(layer),
        _ => Err(wrong("a map is too large")),
    }
}

fn too_small() -> ClassifierError {
    wrong("the input is too small")
}

fn unsupported(node: &NodeProto, how: &str) -> ClassifierError {
    let what = [node.op_type.as_str(), how].join(" ");
    wrong(&format!("{} is not supported", what.trim_end()))
}

/// An attribute that is an integer.
fn int(node: &NodeProto, name: &str, otherwise: i64) -> i64 {
    let attribute = node.attribute.iter().find(|attribute| attribute.name == name);
    attribute.map_or(otherwise, |attribute| attribute.i)
}

/// An attribute that is a list of integers, empty if it is missing.
fn ints<'a>(node: &'a NodeProto, name: &str) -> &'a [i64] {
    let attribute = node.attribute.iter().find(|attribute| attribute.name == name);
    attribute.map_or(&[], |attribute| attribute.ints.as_slice())
}

/// An attribute with a positive integer for each spatial dimension.
fn pair(node: &NodeProto, name: &str) -> Read<Option<[usize; 2]>> {
    match *ints(node, name) {
        [] => Ok(None),
        [vertical, horizontal] if vertical > 0 && horizontal > 0 => {
            Ok(Some([vertical as usize, horizontal as usize]))
        }
        ref sides => Err(unsupported(node, &format!("with {name} of {sides:?}"))),
    }
}

/// The window of a convolution or a pooling.
fn window(node: &NodeProto, kernel: [usize; 2]) -> Read<Window> {
    let strides = pair(node, "strides")?.unwrap_or([1; 2]);
    let (before, after) = match *ints(node, "pads") {
        [] => ([0; 2], [0; 2]),
        [top, left, bottom, right] if [top, left, bottom, right].iter().all(|pad| *pad >= 0) => {
            ([top as usize, left as usize], [bottom as usize, right as usize])
        }
        ref pads => return Err(unsupported(node, &format!("with pads of {pads:?}"))),
    };
    Ok(Window { kernel, strides, before, after })
}
