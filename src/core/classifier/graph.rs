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
use std::{collections::HashMap, rc::Rc, sync::Arc};
use tract_onnx::{
    pb::{GraphProto, NodeProto, TensorProto, tensor_proto::DataType},
    prelude::{DatumExt as _, OutletId, SpecialOps as _, TVec, Tensor, TypedModel, f16, tvec},
    tract_hir::internal::TypedOp,
};
use whence_kernel::{Bounds, Dense, Depthwise, Size, Window};

type Read<T> = Result<T, ClassifierError>;

/// The most weights of a network, counted as often as they are in memory.
const MOST_WEIGHTS: usize = 1 << 26;

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
    let mut reader =
        Reader { model: TypedModel::default(), uses, values: HashMap::new(), weights: 0 };
    let input = graph.input.first().ok_or_else(|| wrong("it has no input"))?;
    reader.source(&input.name, Size { height, width, channels: 3 })?;
    for weights in &graph.initializer {
        let constant = Constant::read(weights)?;
        reader.count(constant.values.len())?;
        reader.values.insert(&weights.name, Value::Constant(constant));
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
    /// The weights that were read, scaled or given to a layer so far.
    weights: usize,
}

/// The value of a name.
enum Value {
    Constant(Constant),
    /// A layer that is not in the model yet, because the next one may join it.
    Layer(Box<Layer>, TVec<OutletId>),
    Map(OutletId, Size),
}

#[derive(Clone)]
struct Constant {
    shape: Vec<usize>,
    values: Rc<[f32]>,
}

impl<'a> Reader<'a> {
    /// Adds the input.
    fn source(&mut self, name: &'a str, size: Size) -> Read<()> {
        let fact = f32::fact([1, size.channels, size.height, size.width]);
        let source = self.model.add_source(name, fact)?;
        let layer = Layer::new(Step::ChannelsLast, size)?;
        let outlet = self.wire(format!("{name}, channels last"), layer, &[source])?;
        self.values.insert(name, Value::Map(outlet, size));
        Ok(())
    }

    /// Refuses more weights than a network may have.
    fn count(&mut self, weights: usize) -> Read<()> {
        self.weights = self.weights.saturating_add(weights);
        if self.weights <= MOST_WEIGHTS { Ok(()) } else { Err(wrong("it has too many weights")) }
    }

    fn wire(&mut self, name: String, layer: Layer, inputs: &[OutletId]) -> Read<OutletId> {
        let operator: Box<dyn TypedOp> = Box::new(Operator(Arc::new(layer)));
        let outlets = self.model.wire_node(name, operator, inputs)?;
        outlets.first().copied().ok_or_else(|| wrong("a layer has no result"))
    }

    /// What is computed under a name.
    fn map(&mut self, name: &'a str) -> Read<(OutletId, Size)> {
        let (outlet, size) = match self.values.remove(name) {
            Some(Value::Layer(layer, inputs)) => {
                let size = layer.size();
                (self.wire(name.to_owned(), *layer, &inputs)?, size)
            }
            Some(Value::Map(outlet, size)) => (outlet, size),
            _ => return Err(wrong(&format!("{name:?} is not computed"))),
        };
        self.values.insert(name, Value::Map(outlet, size));
        Ok((outlet, size))
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
        let last = Layer::new(Step::ChannelsFirst, size)?;
        Ok((self.wire(format!("{name}, channels first"), last, &[outlet])?, size))
    }

    /// The value that a node computes.
    fn value(&mut self, node: &'a NodeProto) -> Read<Value> {
        let inputs: Vec<&str> = node.input.iter().map(String::as_str).collect();
        let known = attributes(&node.op_type).ok_or_else(|| unsupported(node, ""))?;
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
                let scaled = self.constant(values)?.scaled(self.constant(scales)?)?;
                self.count(scaled.values.len())?;
                Ok(Value::Constant(scaled))
            }
            ("ReduceMean", &[name]) if matches!(ints(node, "axes"), [2 | -2, 3 | -1]) => {
                self.then(name, Step::Mean)
            }
            ("Relu", &[name]) => self.clamp(name, Bounds { least: 0.0, ..Bounds::NONE }),
            _ => Err(unsupported(node, "with these inputs and attributes")),
        }
    }

    /// A step that takes a map.
    fn then(&mut self, name: &'a str, step: Step) -> Read<Value> {
        let (outlet, size) = self.map(name)?;
        Ok(Value::Layer(Box::new(Layer::new(step, size)?), tvec!(outlet)))
    }

    fn add(&mut self, a: &'a str, b: &'a str) -> Read<Value> {
        let differ = || wrong(&format!("{a:?} and {b:?} have different sizes"));
        let (first, size) = self.map(a)?;
        let second = match self.constant(b) {
            Ok(Constant { shape, values }) => {
                if size.pixels() != 1 || *shape != [size.channels] {
                    return Err(differ());
                }
                let tensor = Tensor::from_shape(&[1, 1, size.channels], values)?;
                self.model.add_const(b, tensor)?
            }
            Err(_) => {
                let (second, other) = self.map(b)?;
                if size != other {
                    return Err(differ());
                }
                second
            }
        };
        Ok(Value::Layer(Box::new(Layer::new(Step::Add, size)?), tvec!(first, second)))
    }

    fn clamp(&mut self, name: &'a str, bounds: Bounds) -> Read<Value> {
        match self.joinable(name, |layer| layer.clamp(bounds)) {
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
            Some(bias) => self.constant(bias)?.clone(),
            None => Constant { shape: vec![channels], values: vec![0.0; channels].into() },
        };
        let window = window(node, [height, width])?;
        let group = int(node, "group", 1);
        let refused = || unsupported(node, &format!("of {group} groups with weights {shape:?}"));
        let taken = if group == 1 { inputs } else { channels };
        if bias.shape != [channels] || self.channels(name) != Some(taken) {
            return Err(refused());
        }
        self.count(values.len() / channels * padded(channels))?;
        if group == 1 {
            let dense = Dense::new(&values, inputs, &bias.values, window).ok_or_else(refused)?;
            return self.then(name, Step::Dense(dense));
        }
        if inputs != 1 || usize::try_from(group) != Ok(channels) {
            return Err(refused());
        }
        let depthwise = Depthwise::new(&values, &bias.values, window).ok_or_else(refused)?;
        match self.joinable(name, |layer| layer.is_pointwise()) {
            Some((before, inputs)) => Ok(Value::Layer(Box::new(before.then(depthwise)?), inputs)),
            None => self.then(name, Step::Depthwise(depthwise)),
        }
    }

    /// The number of channels of what is computed under a name.
    fn channels(&self, name: &str) -> Option<usize> {
        match self.values.get(name)? {
            Value::Layer(layer, _) => Some(layer.size().channels),
            Value::Map(_, size) => Some(size.channels),
            Value::Constant(_) => None,
        }
    }

    /// The product of a vector and a matrix.
    fn product(&mut self, name: &'a str, weights: &str) -> Read<Value> {
        let Constant { shape, values } = self.constant(weights)?.clone();
        let refused =
            || wrong(&format!("MatMul with weights of the shape {shape:?} is not supported"));
        let &[rows, columns] = shape.as_slice() else { return Err(refused()) };
        let (_, size) = self.map(name)?;
        if size.pixels() != 1 || size.channels != rows {
            return Err(refused());
        }
        self.count(rows * padded(columns))?;
        let column = |column: usize| values.iter().skip(column).step_by(columns).copied();
        let transposed: Vec<f32> = (0..columns).flat_map(column).collect();
        let bias = vec![0.0; columns];
        let dense = Dense::new(&transposed, rows, &bias, Window::PIXEL).ok_or_else(refused)?;
        self.then(name, Step::Dense(dense))
    }
}

/// At least the number of channels for which a layer keeps weights.
fn padded(channels: usize) -> usize {
    channels.next_multiple_of(16)
}

/// The attributes that an operator may have, or `None` if it is not supported.
fn attributes(operator: &str) -> Option<&'static [&'static str]> {
    Some(match operator {
        "Add" | "Clip" | "MatMul" | "Mul" | "Relu" => &[],
        "Cast" => &["to"],
        "Conv" => &["group", "pads", "strides"],
        "Flatten" => &["axis"],
        "MaxPool" => &["kernel_shape", "pads", "strides"],
        "ReduceMean" => &["axes", "keepdims"],
        _ => return None,
    })
}

impl Constant {
    fn new(shape: Vec<usize>, values: Vec<f32>) -> Read<Self> {
        // The network's output would not always show them: an activation turns
        // infinity into its bound.
        if values.iter().all(|value| value.is_finite()) {
            return Ok(Self { shape, values: values.into() });
        }
        Err(wrong("a weight is not a number; its file is damaged, or its training failed"))
    }

    /// Weights that were vetted.
    fn read(weights: &TensorProto) -> Read<Self> {
        let bytes = &weights.raw_data;
        let values = match DataType::try_from(weights.data_type) {
            Ok(DataType::Float) => {
                bytes.as_chunks().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
            }
            Ok(DataType::Float16) => {
                let halves = bytes.as_chunks().0.iter();
                halves.map(|bytes| f16::from_le_bytes(*bytes).to_f32()).collect()
            }
            _ => bytes.iter().map(|byte| f32::from(byte.cast_signed())).collect(),
        };
        let shape = weights.dims.iter().map(|size| usize::try_from(*size).unwrap_or_default());
        Self::new(shape.collect(), values)
    }

    fn scalar(&self) -> Read<f32> {
        match *self.values {
            [value] => Ok(value),
            _ => Err(wrong("a bound is not a single number")),
        }
    }

    /// Each row, which is all that the first index selects, times its scale.
    fn scaled(&self, scales: &Self) -> Read<Self> {
        let each =
            self.shape.iter().enumerate().map(|(axis, size)| if axis == 0 { *size } else { 1 });
        if self.shape.is_empty() || !each.eq(scales.shape.iter().copied()) {
            return Err(wrong(
                "Mul of other than weights and a scale for each row is not supported",
            ));
        }
        let row = self.values.len() / scales.values.len();
        let rows = self.values.chunks_exact(row).zip(&*scales.values);
        let values = rows.flat_map(|(row, scale)| row.iter().map(move |value| value * scale));
        Self::new(self.shape.clone(), values.collect())
    }
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

/// The window of a convolution or a pooling. Pads are smaller than the kernel,
/// so that every position covers a part of the map.
fn window(node: &NodeProto, kernel: [usize; 2]) -> Read<Window> {
    let strides = pair(node, "strides")?.unwrap_or([1; 2]);
    let pads = ints(node, "pads");
    if pads.is_empty() {
        return Ok(Window { kernel, strides, before: [0; 2], after: [0; 2] });
    }
    let sizes: Vec<usize> = pads.iter().filter_map(|pad| usize::try_from(*pad).ok()).collect();
    match *sizes {
        [top, left, bottom, right]
            if top.max(bottom) < kernel[0] && left.max(right) < kernel[1] && pads.len() == 4 =>
        {
            Ok(Window { kernel, strides, before: [top, left], after: [bottom, right] })
        }
        _ => Err(unsupported(node, &format!("with pads of {pads:?}"))),
    }
}
