//! What a training ends with.

use super::network::Network;

/// How a call of [`train`](super::train) ended.
#[derive(Debug)]
pub enum Outcome {
    /// All epochs are done, or the recipe's patience is over.
    Done(Box<Trained>),
    /// It was stopped; the run's folder has what `--resume` needs.
    Stopped,
}

/// A network to export.
#[derive(Debug)]
pub struct Trained {
    /// With the weights to export.
    pub network: Network,
    /// How many epochs they learned.
    pub epochs: usize,
    /// Which weights they are, in a sentence, where they are not the moving
    /// average after the last epoch of all.
    pub weights: Option<String>,
}
