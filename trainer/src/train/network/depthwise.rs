//! A depthwise convolution with a fast gradient of its kernels.
//!
//! burn computes the gradient of grouped kernels with one small convolution per
//! group, which for a depthwise convolution is one per channel. Here it is one
//! convolution: the gradient of a channel's kernel is the correlation of the
//! channel's input with the gradient of its output, summed over the pictures,
//! so each channel of each picture is a group.

use burn::{
    backend::{
        Autodiff, Backend, Dispatch, Flex, TensorMetadata,
        autodiff::{
            NodeId,
            checkpoint::{base::Checkpointer, strategy::CheckpointStrategy},
            grads::Gradients,
            ops::{Backward, Ops, OpsKind},
        },
        backend_extension,
        ops::ConvOptions,
        tensor::FloatTensor,
    },
    tensor::{Shape, Slice, Tensor},
};

/// Convolves each channel of `features`, `[n, channels, height, width]`, with
/// its kernel of `weight`, `[channels, 1, height, width]`. The groups of
/// `options` are the channels.
pub(super) fn depthwise(
    features: Tensor<4>,
    weight: Tensor<4>,
    options: ConvOptions<2>,
) -> Tensor<4> {
    let [features, weight] = [features, weight].map(Tensor::into_dispatch);
    Tensor::from_dispatch(<Dispatch as Depthwise>::depthwise(features, weight, options))
}

#[cfg(all(feature = "wgpu", not(feature = "cuda")))]
type Cube = burn::backend::Wgpu;
#[cfg(feature = "cuda")]
type Cube = burn::backend::Cuda;

#[backend_extension(
    Autodiff,
    Flex,
    LibTorch: cfg(feature = "libtorch"),
    Cube: cfg(any(feature = "cuda", feature = "wgpu"))
)]
trait Depthwise: Backend {
    fn depthwise(
        features: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        options: ConvOptions<2>,
    ) -> FloatTensor<Self> {
        Self::conv2d(features, weight, None, options)
    }
}

impl Depthwise for Flex {}
#[cfg(feature = "libtorch")]
impl Depthwise for burn::backend::LibTorch {}
#[cfg(any(feature = "cuda", feature = "wgpu"))]
impl Depthwise for Cube {}

impl<B: Depthwise, C: CheckpointStrategy> Depthwise for Autodiff<B, C> {
    fn depthwise(
        features: FloatTensor<Self>,
        weight: FloatTensor<Self>,
        options: ConvOptions<2>,
    ) -> FloatTensor<Self> {
        let nodes = [features.node(), weight.node()];
        match Gradient.prepare::<C>(nodes).compute_bound().stateful() {
            OpsKind::Tracked(mut prepared) => {
                let state = [prepared.checkpoint(&features), prepared.checkpoint(&weight)];
                let output = B::depthwise(
                    features.into_primitive(),
                    weight.into_primitive(),
                    options.clone(),
                );
                prepared.finish((state, options), output)
            }
            OpsKind::UnTracked(prepared) => prepared.finish(B::depthwise(
                features.into_primitive(),
                weight.into_primitive(),
                options,
            )),
        }
    }
}

/// The backward pass.
#[derive(Debug)]
struct Gradient;

impl<B: Backend> Backward<B, 2> for Gradient {
    type State = ([NodeId; 2], ConvOptions<2>);

    fn backward(
        self,
        ops: Ops<Self::State, 2>,
        gradients: &mut Gradients,
        checkpoints: &mut Checkpointer,
    ) {
        let output = gradients.consume::<B>(&ops.node);
        let (inputs, options) = ops.state;
        let [features, weight]: [FloatTensor<B>; 2] =
            inputs.map(|input| checkpoints.retrieve_node_output(input));
        let [of_features, of_weight] = ops.parents;
        if let Some(node) = of_weight {
            let gradient =
                weight_gradient::<B>(features.clone(), weight.shape(), output.clone(), &options);
            gradients.register::<B>(node.id, gradient);
        }
        if let Some(node) = of_features {
            let gradient = B::conv2d_x_backward(features, weight, output, options);
            gradients.register::<B>(node.id, gradient);
        }
    }
}

/// The gradient of the kernels, of `shape`, from that of the output.
fn weight_gradient<B: Backend>(
    features: FloatTensor<B>,
    shape: Shape,
    output: FloatTensor<B>,
    options: &ConvOptions<2>,
) -> FloatTensor<B> {
    let [pictures, channels, height, width] = features.shape().dims();
    let [_, _, rows, columns] = output.shape().dims();
    let [_, _, kernel_height, kernel_width] = shape.dims();
    let groups = pictures * channels;
    let features = B::float_reshape(features, Shape::new([1, groups, height, width]));
    let output = B::float_reshape(output, Shape::new([groups, 1, rows, columns]));
    let ConvOptions { stride, padding, dilation, .. } = *options;
    let options = ConvOptions::new_with_padding(dilation, padding, stride, groups);
    let each = B::conv2d(features, output, None, options);
    // If the stride omits the last rows or columns, it is larger than the
    // kernel.
    let kernel = [0..1, 0..groups, 0..kernel_height, 0..kernel_width].map(Slice::from);
    let each = B::float_slice(each, &kernel);
    let each = B::float_reshape(each, Shape::new([pictures, shape.num_elements()]));
    B::float_reshape(B::float_sum_dim(each, 0), shape)
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::{Device, Distribution, Tolerance, module::conv2d};

    #[test]
    fn its_gradients_are_those_of_a_grouped_convolution() {
        let device = Device::flex().autodiff();
        device.seed(1);
        let random = |shape| Tensor::<4>::random(shape, Distribution::Default, &device);
        for (kernel, stride, padding) in
            [(3, 1, (1, 1)), (3, 2, (0, 1)), (5, 2, (1, 2)), (5, 1, (2, 2)), (2, 3, (0, 0))]
        {
            let (features, weight) = (random([2, 3, 8, 10]), random([3, 1, kernel, kernel]));
            let options = ConvOptions::new_with_padding([stride; 2], [padding; 2], [1; 2], 3);
            type Convolution = fn(Tensor<4>, Tensor<4>, ConvOptions<2>) -> Tensor<4>;
            let grouped: Convolution = |x, weight, options| conv2d(x, weight, None, options);
            let [ours, theirs] = [depthwise, grouped].map(|convolution| {
                let [features, weight] = [&features, &weight].map(|t| t.clone().require_grad());
                let output = convolution(features.clone(), weight.clone(), options.clone());
                let gradients = output.clone().powi_scalar(3).sum().backward();
                let gradient = |tensor: &Tensor<4>| tensor.grad(&gradients).unwrap().into_data();
                [output.into_data(), gradient(&features), gradient(&weight)]
            });
            for (ours, theirs) in ours.iter().zip(&theirs) {
                ours.assert_approx_eq::<f32>(theirs, Tolerance::default());
            }
        }
    }
}
