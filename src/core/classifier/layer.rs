//! The layers of a network, as an operator of tract.
//!
//! Maps are tensors `[height, width, channels]`, the order of
//! [`whence_kernel`]; vectors are maps of one pixel.

use crate::core::{classifier::vet::wrong, error::ClassifierError};
use std::sync::Arc;
use tract_onnx::{
    prelude::DatumExt as _,
    tract_hir::internal::{
        EvalContext, EvalOp, Op, StaticName, TValue, TVec, Tensor, TractResult, TypedFact, TypedOp,
        as_op, bail, not_out_of_plan, op_as_typed_op, tvec,
    },
};
use whence_kernel::{Bounds, Dense, Depthwise, Size, Window, max_pool, transpose};

/// The most values of a map.
const MOST_VALUES: usize = 1 << 24;

/// What a layer computes.
#[derive(Debug)]
pub(super) enum Step {
    /// From the order of ONNX, `[channels, height, width]`, to that of maps.
    ChannelsLast,
    /// Back to the order of ONNX.
    ChannelsFirst,
    /// One pixel with all values, in the order of ONNX.
    Flatten,
    Dense(Dense),
    Depthwise(Depthwise),
    /// A pointwise convolution, and a depthwise one of its result.
    Inverted(Dense, Depthwise),
    Clamp(Bounds),
    /// The sum of two maps of the same size.
    Add,
    MaxPool(Window),
    /// The mean of each channel.
    Mean,
}

impl Step {
    /// The size of the result, or `None` if the input is too small.
    fn output(&self, input: Size) -> Option<Size> {
        Some(match self {
            Self::Dense(dense) => dense.size(input)?,
            Self::Depthwise(depthwise) => depthwise.size(input)?,
            Self::Inverted(dense, depthwise) => depthwise.size(dense.size(input)?)?,
            Self::MaxPool(window) => window.size(input)?,
            Self::Mean => Size { height: 1, width: 1, ..input },
            Self::Flatten => Size { height: 1, width: 1, channels: input.values() },
            Self::ChannelsLast | Self::ChannelsFirst | Self::Clamp(_) | Self::Add => input,
        })
    }
}

/// A step for an input of one size.
#[derive(Debug)]
pub(super) struct Layer {
    step: Step,
    input: Size,
    output: Size,
}

impl Layer {
    /// # Errors
    ///
    /// If the input is too small for the step, or a map is too large.
    pub(super) fn new(step: Step, input: Size) -> Result<Self, ClassifierError> {
        let output = step.output(input).ok_or_else(|| wrong("a layer's input is too small"))?;
        let scratch = match &step {
            Step::Depthwise(depthwise) => depthwise.scratch(input),
            Step::Inverted(dense, depthwise) => {
                dense.size(input).and_then(|between| depthwise.scratch(between))
            }
            _ => None,
        };
        if [output].into_iter().chain(scratch).all(|size| size.fits(MOST_VALUES)) {
            return Ok(Self { step, input, output });
        }
        Err(wrong("a layer is too large"))
    }

    /// Clamps its results and returns `true`, if it is a convolution without
    /// bounds.
    pub(super) fn clamp(&mut self, to: Bounds) -> bool {
        let bounds = match &mut self.step {
            Step::Dense(dense) => &mut dense.bounds,
            Step::Depthwise(depthwise) | Step::Inverted(_, depthwise) => &mut depthwise.bounds,
            _ => return false,
        };
        let free = *bounds == Bounds::NONE;
        if free {
            *bounds = to;
        }
        free
    }

    /// Whether it is a pointwise convolution.
    pub(super) fn is_pointwise(&self) -> bool {
        matches!(&self.step, Step::Dense(dense) if dense.is_pointwise())
    }

    /// A pointwise convolution and a depthwise one of its result as one layer.
    ///
    /// # Errors
    ///
    /// If it is not pointwise, and as [`new`](Self::new).
    pub(super) fn then(self, depthwise: Depthwise) -> Result<Self, ClassifierError> {
        match self.step {
            Step::Dense(dense) => Self::new(Step::Inverted(dense, depthwise), self.input),
            _ => Err(wrong("a layer is not pointwise")),
        }
    }

    /// The size of the result.
    pub(super) fn size(&self) -> Size {
        self.output
    }

    /// The shape of the result's tensor.
    fn shape(&self) -> TVec<usize> {
        let Size { height, width, channels } = self.output;
        match self.step {
            Step::ChannelsFirst => tvec!(1, channels, height, width),
            _ => tvec!(height, width, channels),
        }
    }

    /// Writes the result for `values` to `output`; `others` is the second map
    /// of a sum.
    fn run(&self, values: &[f32], others: Option<&[f32]>, output: &mut [f32]) {
        assert_eq!(values.len(), self.input.values());
        assert_eq!(output.len(), self.output.values());
        let Size { channels, .. } = self.input;
        let pixels = self.input.pixels();
        match &self.step {
            Step::ChannelsLast => transpose(values, pixels, output),
            Step::ChannelsFirst | Step::Flatten => transpose(values, channels, output),
            Step::Dense(dense) => dense.run(values, self.input, output),
            Step::Depthwise(depthwise) => depthwise.run(values, self.input, output),
            Step::Inverted(dense, depthwise) => {
                depthwise.run_after(dense, values, self.input, output);
            }
            Step::Clamp(bounds) => {
                let clamped = values.iter().map(|value| bounds.clamp(*value));
                output.iter_mut().zip(clamped).for_each(|(to, value)| *to = value);
            }
            Step::Add => {
                let others = others.unwrap_or_default();
                assert_eq!(values.len(), others.len());
                let sums = values.iter().zip(others).map(|(a, b)| a + b);
                output.iter_mut().zip(sums).for_each(|(to, sum)| *to = sum);
            }
            Step::MaxPool(window) => max_pool(*window, values, self.input, output),
            Step::Mean => {
                output.fill(0.0);
                for pixel in values.chunks_exact(channels) {
                    output.iter_mut().zip(pixel).for_each(|(sum, value)| *sum += value);
                }
                output.iter_mut().for_each(|sum| *sum /= pixels as f32);
            }
        }
    }
}

/// A layer, as an operator of tract.
#[derive(Clone, Debug)]
pub(super) struct Operator(pub(super) Arc<Layer>);

// Two operators are equal if they share a layer.
impl PartialEq for Operator {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Operator {}

impl Op for Operator {
    fn name(&self) -> StaticName {
        "Layer".into()
    }

    op_as_typed_op!();
}

impl EvalOp for Operator {
    not_out_of_plan!();

    #[allow(unsafe_code, reason = "zeros first would take as long as some layers")]
    fn eval(&self, _: &EvalContext, inputs: TVec<TValue>) -> TractResult<TVec<TValue>> {
        let [input, others @ ..] = inputs.as_slice() else { bail!("a layer without an input") };
        // SAFETY: `run` checks the size of the result, and every step writes
        // every value of it and reads none before.
        let mut output = unsafe { Tensor::uninitialized::<f32>(&self.0.shape())? };
        let values = input.try_as_plain_ram()?.as_slice::<f32>()?;
        let others = match others.first() {
            Some(others) => Some(others.try_as_plain_ram()?.as_slice::<f32>()?),
            None => None,
        };
        self.0.run(values, others, output.try_as_plain_ram_mut()?.as_slice_mut()?);
        Ok(tvec!(output.into()))
    }
}

impl TypedOp for Operator {
    as_op!();

    fn output_facts(&self, _: &[&TypedFact]) -> TractResult<TVec<TypedFact>> {
        Ok(tvec!(f32::fact(self.0.shape())))
    }
}
