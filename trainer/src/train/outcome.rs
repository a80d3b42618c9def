//! The outcome of a training run.

use super::network::Network;

/// How a call of [`train`](super::train) ended.
#[derive(Debug)]
pub enum Outcome {
    /// All epochs are done, or the recipe's patience is over.
    Done(Box<Trained>),
    /// It was stopped; the run's folder has everything that `--resume` needs.
    Stopped,
}

/// A network to export.
#[derive(Debug)]
pub struct Trained {
    /// The network with the weights to export.
    pub network: Network,
    /// The network before the refit, which determines the calibration; `None` if
    /// `network` itself was not trained on the validation pictures.
    pub validated: Option<Network>,
    /// The number of epochs that they were trained for.
    pub epochs: usize,
    /// Which weights they are, in a sentence, if they are not the moving
    /// average after the last of all epochs.
    pub weights: Option<String>,
}

impl Trained {
    /// This network as the refit of another.
    pub(super) fn after(self, validated: Self) -> Self {
        let first = validated
            .weights
            .unwrap_or_else(|| format!("Trained on `train` for {} epochs.", validated.epochs));
        let weights = format!(
            "{first} Then trained on `train` and `val` together for {} epochs, so `val` no longer \
             tests it; the temperature and the thresholds are those of the network before that.",
            self.epochs
        );
        Self {
            network: self.network,
            validated: Some(validated.network),
            epochs: validated.epochs + self.epochs,
            weights: Some(weights),
        }
    }
}
