//! The same two networks, in candle.

use crate::{BATCH, Contender};
use anyhow::Result;
use candle_core::{DType, Device, Module as _, ModuleT as _, Tensor};
use candle_nn::{
    AdamW, BatchNorm, Conv2d, Conv2dConfig, Dropout, Linear, Optimizer as _, ParamsAdamW,
    VarBuilder, VarMap, batch_norm, conv2d, conv2d_no_bias, linear, loss::cross_entropy,
};
use whence_trainer::train::config::Arch;

pub(crate) struct Candle {
    network: Network,
    optimizer: AdamW,
    pictures: Tensor,
    targets: Tensor,
}

enum Network {
    Article { convolutions: Vec<Conv2d>, dropout: Dropout, dense: Linear, head: Linear },
    Whence { stem: ConvNorm, stages: Vec<[ConvNorm; 3]>, head: Conv2d },
}

struct ConvNorm(Conv2d, BatchNorm);

impl Candle {
    pub(crate) fn new(arch: Arch, side: usize) -> Result<Self> {
        let variables = VarMap::new();
        let builder = VarBuilder::from_varmap(&variables, DType::F32, &Device::Cpu);
        let network = match arch {
            Arch::Article => Network::article(&builder)?,
            Arch::Whence => Network::whence(&builder)?,
        };
        let targets: Vec<u32> = (0..BATCH as u32).map(|index| index % 4).collect();
        Ok(Self {
            network,
            optimizer: AdamW::new(variables.all_vars(), ParamsAdamW::default())?,
            pictures: Tensor::rand(0f32, 1.0, (BATCH, 3, side, side), &Device::Cpu)?,
            targets: Tensor::new(targets, &Device::Cpu)?,
        })
    }
}

impl Contender for Candle {
    fn step(&mut self) -> Result<f32> {
        let loss = cross_entropy(&self.network.forward(&self.pictures)?, &self.targets)?;
        self.optimizer.backward_step(&loss)?;
        Ok(loss.to_scalar()?)
    }
}

impl Network {
    fn article(builder: &VarBuilder) -> Result<Self> {
        let convolution = |(index, (from, to))| {
            conv2d(from, to, 3, Conv2dConfig::default(), builder.pp(format!("conv{index}")))
        };
        let widths = [(3, 32), (32, 64), (64, 128), (128, 128)];
        Ok(Self::Article {
            convolutions: widths
                .into_iter()
                .enumerate()
                .map(convolution)
                .collect::<Result<_, _>>()?,
            dropout: Dropout::new(0.5),
            dense: linear(7 * 7 * 128, 512, builder.pp("dense"))?,
            head: linear(512, 4, builder.pp("head"))?,
        })
    }

    fn whence(builder: &VarBuilder) -> Result<Self> {
        let widths = [24, 40, 80, 160];
        let stage = |(index, pair): (usize, &[usize])| -> Result<[ConvNorm; 3]> {
            let builder = builder.pp(format!("stage{index}"));
            let [from, to] = [pair[0], pair[1]];
            Ok([
                ConvNorm::new(from, to, 2, &builder.pp("down"))?,
                ConvNorm::new(to, to, 1, &builder.pp("first"))?,
                ConvNorm::new(to, to, 1, &builder.pp("second"))?,
            ])
        };
        Ok(Self::Whence {
            stem: ConvNorm::new(3, 24, 2, &builder.pp("stem"))?,
            stages: widths.windows(2).enumerate().map(stage).collect::<Result<_>>()?,
            head: conv2d(160, 4, 1, Conv2dConfig::default(), builder.pp("head"))?,
        })
    }

    fn forward(&self, pictures: &Tensor) -> candle_core::Result<Tensor> {
        match self {
            Self::Article { convolutions, dropout, dense, head } => {
                let pooled =
                    convolutions.iter().try_fold(pictures.clone(), |features, layer| {
                        layer.forward(&features)?.relu()?.max_pool2d(2)
                    })?;
                let features = dropout.forward_t(&pooled.flatten_from(1)?, true)?;
                head.forward(&dense.forward(&features)?.relu()?)
            }
            Self::Whence { stem, stages, head } => {
                let start = stem.forward(pictures)?.relu()?;
                let features =
                    stages.iter().try_fold(start, |features, [down, first, second]| {
                        let features = down.forward(&features)?.relu()?;
                        let residual = second.forward(&first.forward(&features)?.relu()?)?;
                        (features + residual)?.relu()
                    })?;
                head.forward(&features)?.mean(3)?.mean(2)
            }
        }
    }
}

impl ConvNorm {
    fn new(from: usize, to: usize, stride: usize, builder: &VarBuilder) -> Result<Self> {
        let config = Conv2dConfig { padding: 1, stride, ..Conv2dConfig::default() };
        let convolution = conv2d_no_bias(from, to, 3, config, builder.pp("convolution"))?;
        Ok(Self(convolution, batch_norm(to, 1e-5, builder.pp("norm"))?))
    }

    fn forward(&self, features: &Tensor) -> candle_core::Result<Tensor> {
        self.1.forward_t(&self.0.forward(features)?, true)
    }
}
