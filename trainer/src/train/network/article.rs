//! The article's network.

use burn::{
    module::Module,
    nn::{
        Dropout, DropoutConfig, Linear, LinearConfig,
        conv::{Conv2d, Conv2dConfig},
        pool::{MaxPool2d, MaxPool2dConfig},
    },
    tensor::{Device, Tensor, activation::relu},
};

/// The article's network, 3,454,660 parameters with four labels; takes 150 x
/// 150 pixels.
#[derive(Module, Debug)]
pub struct Article {
    pub(crate) convolutions: Vec<Conv2d>,
    pool: MaxPool2d,
    dropout: Dropout,
    pub(crate) dense: Linear,
    pub(crate) head: Linear,
}

impl Article {
    pub(super) fn new(classes: usize, device: &Device) -> Self {
        let convolution =
            |[from, to]: [usize; 2]| Conv2dConfig::new([from, to], [3, 3]).init(device);
        Self {
            convolutions: [[3, 32], [32, 64], [64, 128], [128, 128]].map(convolution).into(),
            pool: MaxPool2dConfig::new([2, 2]).with_strides([2, 2]).init(),
            dropout: DropoutConfig::new(0.5).init(),
            dense: LinearConfig::new(7 * 7 * 128, 512).init(device),
            head: LinearConfig::new(512, classes).init(device),
        }
    }

    pub(super) fn forward(&self, pictures: Tensor<4>) -> Tensor<2> {
        let pooled = self.convolutions.iter().fold(pictures, |features, convolution| {
            self.pool.forward(relu(convolution.forward(features)))
        });
        let features = self.dropout.forward(pooled.flatten(1, 3));
        self.head.forward(relu(self.dense.forward(features)))
    }
}
