//! Data sets: their manifests, their splits, and batches for training.

pub mod augment;
pub(crate) mod batches;
pub mod check;
pub mod dataset;
pub mod duplicates;
pub mod folders;
pub(crate) mod manifest;
pub mod sample;
mod sampler;
pub mod split;
pub mod synthetic;
pub mod tasks;
pub(crate) mod works;
