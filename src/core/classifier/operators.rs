//! The operators that a network may contain.
//!
//! Every operator in the table adds to the file that visitors download, and
//! tract's own table has all of ONNX. This one has the operators of the
//! trainer's networks; an error names any other operator.

use tract_onnx::{
    Onnx,
    model::{OnnxOpRegister, ParsingContext},
    pb::NodeProto,
    tract_hir::{
        internal::{
            BinIntoHir as _, DatumType, Expansion, InferenceOp, InferenceResult, OutletId, Solver,
            StaticName, TVec, TensorProxy, TractResult, TypedModel, bail, check_input_arity,
            check_output_arity, expand, tvec, wire_with_rank_broadcast,
        },
        ops::{
            activations::Clip,
            array::Flatten,
            cast::cast,
            cnn::{Conv, HirMaxPool, PaddingSpec, PoolSpec},
            math::{Add, Mul, max, min},
            matmul::MatMulInference,
            nn::{DataFormat, Reduce, Reducer},
        },
    },
};

/// The number of dimensions of the largest tensors of a network.
const RANK: i64 = 4;

type Operator = TractResult<(Box<dyn InferenceOp>, Vec<String>)>;

/// A reader of networks with these operators, as opset 13 defines them.
pub(super) fn onnx() -> Onnx {
    let mut op_register = OnnxOpRegister::default();
    op_register.insert("Add", |_, node| supported(node, &[], Add.into_hir()));
    op_register.insert("Cast", to_type);
    op_register.insert("Clip", clip);
    op_register.insert("Conv", convolution);
    op_register.insert("Flatten", flatten);
    op_register
        .insert("MatMul", |_, node| supported(node, &[], expand(MatMulInference::default())));
    op_register.insert("MaxPool", max_pool);
    op_register.insert("Mul", |_, node| supported(node, &[], Mul.into_hir()));
    op_register.insert("ReduceMean", mean);
    op_register.insert("Relu", |_, node| supported(node, &[], expand(Clip::new(Some(0.0), None))));
    Onnx { op_register, ..Onnx::default() }
}

/// `operator` for `node`, unless it has an attribute that is not in `known`.
fn supported(node: &NodeProto, known: &[&str], operator: Box<dyn InferenceOp>) -> Operator {
    let mut names = node.attribute.iter().map(|attribute| attribute.name.as_str());
    match names.find(|name| !known.contains(name)) {
        Some(name) => bail!("{} with the attribute {name} is not supported", node.op_type),
        None => Ok((operator, vec![])),
    }
}

fn to_type(_: &ParsingContext, node: &NodeProto) -> Operator {
    supported(node, &["to"], Box::new(cast(node.get_attr::<DatumType>("to")?)))
}

fn convolution(_: &ParsingContext, node: &NodeProto) -> Operator {
    let mut convolution = Conv::default().padding(padding(node)?);
    convolution.strides = sides(node, "strides")?;
    convolution.bias_input = (node.input.len() == 3).then_some(2);
    convolution.group = node.get_attr_opt("group")?;
    if convolution.group == Some(0) {
        bail!("Conv of no group is not supported");
    }
    supported(node, &["group", "pads", "strides"], expand(convolution))
}

fn clip(_: &ParsingContext, node: &NodeProto) -> Operator {
    if node.input.len() != 3 || node.input.iter().any(String::is_empty) {
        bail!("Clip without both bounds is not supported");
    }
    supported(node, &[], expand(Clamp))
}

/// `Clip` of opset 11 and later: a value between two bounds, which are inputs.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Clamp;

impl Expansion for Clamp {
    fn name(&self) -> StaticName {
        "Clip".into()
    }

    fn rules<'r, 'p: 'r, 's: 'r>(
        &'s self,
        solver: &mut Solver<'r>,
        inputs: &'p [TensorProxy],
        outputs: &'p [TensorProxy],
    ) -> InferenceResult {
        check_input_arity(inputs, 3)?;
        check_output_arity(outputs, 1)?;
        let ([value, ..], [clamped]) = (inputs, outputs) else { return Ok(()) };
        solver.equals(&value.datum_type, &clamped.datum_type)?;
        solver.equals(&value.shape, &clamped.shape)
    }

    fn wire(
        &self,
        prefix: &str,
        model: &mut TypedModel,
        inputs: &[OutletId],
    ) -> TractResult<TVec<OutletId>> {
        let &[value, least, most] = inputs else { bail!("Clip takes a value and two bounds") };
        let above = [value, least];
        let above = wire_with_rank_broadcast(format!("{prefix}.least"), model, max(), &above)?;
        let within: TVec<OutletId> = above.into_iter().chain([most]).collect();
        wire_with_rank_broadcast(format!("{prefix}.most"), model, min(), &within)
    }
}

fn flatten(_: &ParsingContext, node: &NodeProto) -> Operator {
    let axis = node.get_attr_opt("axis")?.unwrap_or(1);
    if !(0..=RANK).contains(&axis) {
        bail!("Flatten at the axis {axis} is not supported");
    }
    supported(node, &["axis"], expand(Flatten::new(axis)))
}

fn max_pool(_: &ParsingContext, node: &NodeProto) -> Operator {
    let Some(kernel) = sides(node, "kernel_shape")? else {
        bail!("MaxPool without a kernel is not supported");
    };
    let strides = sides(node, "strides")?;
    let pool = PoolSpec::new(DataFormat::NCHW, kernel, padding(node)?, None, strides, 0, 0);
    supported(node, &["kernel_shape", "pads", "strides"], expand(HirMaxPool::new(pool, None)))
}

fn mean(_: &ParsingContext, node: &NodeProto) -> Operator {
    let axes: Option<Vec<i64>> = node.get_attr_opt_vec("axes")?;
    let within = |axis: &i64| (-RANK..RANK).contains(axis);
    if !axes.iter().flatten().all(within) {
        bail!("ReduceMean over the axes {axes:?} is not supported");
    }
    let keep = node.get_attr_opt("keepdims")?.unwrap_or(true);
    supported(node, &["axes", "keepdims"], expand(Reduce::new(axes, keep, Reducer::Mean)))
}

/// The attribute `pads`: the paddings before each dimension, followed by those
/// after each.
fn padding(node: &NodeProto) -> TractResult<PaddingSpec> {
    let Some(pads) = node.get_attr_opt_tvec::<usize>("pads")? else {
        return Ok(PaddingSpec::Valid);
    };
    let &[top, left, bottom, right] = pads.as_slice() else {
        bail!("{} with {} pads is not supported", node.op_type, pads.len());
    };
    Ok(PaddingSpec::Explicit(tvec!(top, left), tvec!(bottom, right)))
}

/// An attribute with one value for each spatial dimension.
fn sides(node: &NodeProto, name: &str) -> TractResult<Option<TVec<usize>>> {
    let sides = node.get_attr_opt_tvec::<usize>(name)?;
    if sides.as_ref().is_some_and(|sides| sides.len() != 2 || sides.contains(&0)) {
        bail!("{} with {name} of {sides:?} is not supported", node.op_type);
    }
    Ok(sides)
}
