//! The networks.
//!
//! ```text
//! article   [conv 3x3 → relu → max pool] × 4 → dropout → dense 512 → dense
//! whence    stem /2 → [down /2 → residual] × 3 → head
//! lite      EfficientNet-Lite0 up to a stage → 1x1 → head
//! ```
//!
//! The last two are fully convolutional: their head is a 1x1 convolution to
//! one map of evidence per label, and the mean of a map is the logit. One
//! more map is for negatives.

mod article;
mod depthwise;
mod layers;
mod lite;
mod whence;

pub use article::Article;
pub use layers::{Answers, ConvNorm, EvidenceHead};
pub(crate) use lite::Activation;
pub use lite::{Block, Lite, STAGES_KEPT};
pub use whence::{Stage, Whence};

use crate::train::{
    arch::Arch,
    config::{Config, Tune},
};
use anyhow::{Result, anyhow, ensure};
use burn::{
    module::{Module, ModuleMapper, ModuleVisitor, Param, ParamId, list_param_ids},
    store::{BurnpackStore, KeyRemapper, ModuleSnapshot},
    tensor::{Device, Tensor, TensorData},
};
use std::{collections::VecDeque, fs, path::Path};

/// A network that can be trained.
#[derive(Module, Debug)]
#[expect(clippy::large_enum_variant, reason = "there are never more than a few of them")]
pub enum Network {
    /// The article's network.
    Article(Article),
    /// The dense network, trained from scratch.
    Whence(Whence),
    /// The pretrained network.
    Lite(Lite),
}

impl Network {
    /// A network for `classes` labels, with random weights.
    pub fn new(config: &Config, classes: usize, device: &Device) -> Self {
        match config.arch {
            Arch::Article => Self::Article(Article::new(classes, device)),
            Arch::Whence => Self::Whence(Whence::new(classes, device)),
            Arch::Lite => Self::Lite(Lite::new(config.cut.unwrap_or_default(), classes, device)),
        }
    }

    /// The same network, with the parameters frozen that the recipe's `tune`
    /// states.
    pub fn tuned(self, tune: Option<Tune>) -> Self {
        match (self, tune) {
            (Self::Lite(network), Some(tune)) => Self::Lite(network.tuned(tune)),
            (network, _) => network,
        }
    }

    /// The parameters with pretrained values; they may have their own learning
    /// rate.
    pub(crate) fn body(&self) -> Vec<ParamId> {
        match self {
            Self::Lite(Lite { stem, blocks, .. }) => {
                let blocks = blocks.iter().flat_map(list_param_ids);
                list_param_ids(stem).into_iter().chain(blocks).collect()
            }
            Self::Article(_) | Self::Whence(_) => Vec::new(),
        }
    }

    /// The outputs for pictures `[n, 3, height, width]`.
    pub fn forward(&self, pictures: Tensor<4>) -> Answers {
        match self {
            Self::Article(network) => Answers { logits: network.forward(pictures), negative: None },
            Self::Whence(network) => network.forward(pictures),
            Self::Lite(network) => network.forward(pictures),
        }
    }

    /// A deep copy. A clone would share the running statistics, which
    /// [`Network::blend`] changes in place.
    pub(crate) fn copy(&self) -> Self {
        self.valid()
    }

    /// `decay * self + (1 - decay) * latest` for every parameter, including
    /// running statistics.
    pub(crate) fn blend(self, latest: &Self, decay: f32) -> Self {
        if decay == 0.0 {
            return latest.clone();
        }
        let mut collect = Collect(VecDeque::new());
        latest.visit(&mut collect);
        self.map(&mut Blend { latest: collect.0, decay })
    }
}

struct Collect(VecDeque<TensorData>);

impl ModuleVisitor for Collect {
    fn visit_float<const D: usize>(&mut self, param: &Param<Tensor<D>>) {
        self.0.push_back(param.val().into_data());
    }
}

struct Blend {
    latest: VecDeque<TensorData>,
    decay: f32,
}

impl ModuleMapper for Blend {
    fn map_float<const D: usize>(&mut self, param: Param<Tensor<D>>) -> Param<Tensor<D>> {
        let Some(latest) = self.latest.pop_front() else { return param };
        let decay = self.decay;
        param.map(|average| {
            let latest = Tensor::from_data(latest, &average.device());
            average * decay + latest * (1.0 - decay)
        })
    }
}

/// The name of the maps of the labels in checkpoints of earlier versions, and
/// in [`EvidenceHead`].
const EARLIER: (&str, &str) = (r"\bhead\.cultures\.", "head.labels.");

/// `network` with the weights of a file that [`Module::save_file`] wrote.
///
/// # Errors
///
/// If the file is missing, is damaged or has other layers.
pub(crate) fn load<M: ModuleSnapshot>(file: &Path, mut network: M) -> Result<M> {
    let weights = fs::read(file)?;
    ensure!(!weights.is_empty(), "the file is empty");
    let names = KeyRemapper::new().add_pattern(EARLIER.0, EARLIER.1);
    let names = names.map_err(|error| anyhow!("{error}"))?;
    let loaded = network.load_from(&mut BurnpackStore::from_file(file).remap(names))?;
    ensure!(loaded.unused.is_empty(), "the network has no {}", loaded.unused.join(", "));
    Ok(network)
}

/// The values of a tensor, on any device.
pub(crate) fn values<const D: usize>(tensor: Tensor<D>) -> Result<Vec<f32>> {
    let values = tensor.into_data().try_to_vec::<f32>();
    values.map_err(|error| anyhow!("could not read a tensor: {error:?}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::nn::conv::{Conv2d, Conv2dConfig};

    fn network(arch: Arch) -> Network {
        Network::new(&Config::load(arch, None).unwrap(), 4, &Device::flex())
    }

    #[test]
    fn the_networks_are_as_large_as_their_cards_say() {
        assert_eq!(network(Arch::Article).num_params(), 3_454_660);
        assert_eq!(network(Arch::Whence).num_params(), 762_349);
        assert_eq!(network(Arch::Lite).num_params(), 747_909);
    }

    #[test]
    fn a_recipe_says_what_is_trained() {
        let config = Config::load(Arch::Lite, None).unwrap();
        for whole in [false, true] {
            let tune = Some(Tune { frozen: 3, rate: 1.0, whole });
            let network = Network::new(&config, 4, &Device::flex().autodiff()).tuned(tune);
            let Network::Lite(network) = network else { panic!("it is another network") };
            let [frozen, tuned] = [2, 3].map(|index| &network.blocks[index]);
            assert!(!frozen.project.convolution.weight.is_require_grad());
            assert!(!frozen.depthwise.norm.training.is_enabled());
            assert!(tuned.project.convolution.weight.is_require_grad());
            assert!(tuned.depthwise.norm.beta.is_require_grad());
            assert_eq!(tuned.depthwise.convolution.weight.is_require_grad(), whole);
            assert_eq!(tuned.depthwise.norm.training.is_enabled(), whole);
        }
    }

    /// A head with its earlier field names.
    #[derive(Module, Debug)]
    struct Earlier {
        cultures: Conv2d,
        foreign: Conv2d,
    }

    #[derive(Module, Debug)]
    struct Headed<H: Module> {
        head: H,
    }

    #[test]
    fn checkpoints_of_earlier_versions_are_read() {
        let device = Device::flex();
        let maps = |count| Conv2dConfig::new([3, count], [1, 1]).init(&device);
        let earlier = Headed { head: Earlier { cultures: maps(4), foreign: maps(1) } };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("network.bpk");
        earlier.clone().save_file(&file).unwrap();
        let now = || Headed { head: EvidenceHead::new(3, 4, &device) };
        let Headed { head } = load(&file, now()).unwrap();
        let weights = |maps: &Conv2d| values(maps.weight.val()).unwrap();
        assert_eq!(weights(&head.labels), weights(&earlier.head.cultures));
        assert_eq!(head.labels.weight.id, earlier.head.cultures.weight.id);

        let other = Headed { head: EvidenceHead::new(3, 5, &device) };
        assert!(load(&file, other).is_err(), "it is of another shape");
        now().save_file(&file).unwrap();
        load(&file, now()).unwrap();
    }

    #[test]
    fn every_network_gives_a_logit_for_each_label() {
        for (arch, side) in [(Arch::Article, 150), (Arch::Whence, 64), (Arch::Lite, 64)] {
            let pictures = Tensor::zeros([2, 3, side, side], &Device::flex());
            let config = Config::load(arch, None).unwrap();
            let answers = Network::new(&config, 7, &Device::flex()).forward(pictures);
            assert_eq!(answers.logits.dims(), [2, 7]);
            let negative = answers.negative.map(|negative| negative.dims());
            assert_eq!(negative, (arch != Arch::Article).then_some([2, 1]));
        }
    }
}
