//! The architectures: their names, recipes and input sizes.

use serde::{Deserialize, Serialize};

/// A network architecture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Arch {
    /// The article's network.
    Article,
    /// The dense network, trained from scratch.
    Whence,
    /// EfficientNet-Lite0, pretrained and truncated.
    Lite,
}

impl Arch {
    /// The built-in recipe for this network.
    pub(super) fn recipe(self) -> &'static str {
        match self {
            Self::Article => include_str!("../../configs/article.toml"),
            Self::Whence => include_str!("../../configs/whence.toml"),
            Self::Lite => include_str!("../../configs/lite.toml"),
        }
    }

    /// Whether the network accepts pictures with this width or height.
    pub(super) fn takes(self, side: u32) -> bool {
        match self {
            Self::Article => side == 150,
            Self::Whence | Self::Lite => side > 0 && side.is_multiple_of(16),
        }
    }

    /// The accepted sizes, in words.
    pub(super) fn sizes(self) -> &'static str {
        match self {
            Self::Article => "150 pixels a side",
            Self::Whence | Self::Lite => "sides that 16 divides",
        }
    }

    /// A description of the network for a model's card.
    pub fn in_words(self) -> &'static str {
        match self {
            Self::Article => {
                "The network of the 2021 article \"End-to-End Image Recognition With Open Source \
                 Data\": four convolutions with pools and two dense layers, 3,454,660 parameters."
            }
            Self::Lite => {
                "EfficientNet-Lite0, cut after its fifth stage, with a 1x1 convolution to evidence \
                 maps. Its logits are the means of these maps."
            }
            Self::Whence => {
                "A fully convolutional network of 762,349 parameters (dense 3x3 convolutions, 24 to \
                 160 channels). Its logits are the means of its evidence maps."
            }
        }
    }

    /// The name used in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Article => "article",
            Self::Whence => "whence",
            Self::Lite => "lite",
        }
    }
}
