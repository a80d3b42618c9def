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
    /// The number of epochs that they were trained for.
    pub epochs: usize,
    /// Which weights they are, in a sentence, if they are not the moving
    /// average after the last of all epochs.
    pub weights: Option<String>,
}
