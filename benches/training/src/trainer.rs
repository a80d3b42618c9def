//! The trainer's networks, with the layers frozen that their recipes freeze.

use crate::{BATCH, Contender};
use anyhow::Result;
use burn::{
    nn::loss::{CrossEntropyLoss, CrossEntropyLossConfig},
    optim::{AdamWConfig, GradientsParams, ModuleOptimizer},
    tensor::{Device, Distribution, Int, Tensor},
};
use whence_trainer::train::{arch::Arch, config::Config, network::Network};

pub(crate) struct Burn {
    network: Network,
    optimizer: ModuleOptimizer,
    loss: CrossEntropyLoss,
    pictures: Tensor<4>,
    targets: Tensor<1, Int>,
}

impl Burn {
    pub(crate) fn new(arch: Arch, side: usize, device: Device) -> Result<Self> {
        let config = Config::load(arch, None)?;
        let device = device.autodiff();
        let targets: Vec<i32> = (0..BATCH as i32).map(|index| index % 4).collect();
        Ok(Self {
            network: Network::new(&config, 4, &device).tuned(config.tune),
            optimizer: AdamWConfig::new().init(),
            loss: CrossEntropyLossConfig::new().init(&device),
            pictures: Tensor::random([BATCH, 3, side, side], Distribution::Default, &device),
            targets: Tensor::from_data(targets.as_slice(), &device),
        })
    }
}

impl Contender for Burn {
    fn step(&mut self) -> Result<f32> {
        let logits = self.network.forward(self.pictures.clone()).logits;
        let loss = self.loss.forward(logits, self.targets.clone());
        let gradients = GradientsParams::from_grads(loss.backward(), &self.network);
        self.network = self.optimizer.step(1e-3, self.network.clone(), gradients);
        Ok(loss.into_scalar())
    }
}
