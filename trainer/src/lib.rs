//! The trainer of Whence: from a data set to a model and what it is worth.
//!
//! [`train`](mod@train) fits a network, [`export`](mod@export) writes it as
//! ONNX, [`evaluate`](mod@evaluate) judges the exported file through the same
//! core as the browser, [`model`](mod@model) puts the folder together.

// Shapes are fixed by the networks here; an index past them is a bug that a
// test meets at once.
#![allow(clippy::indexing_slicing)]

pub mod augment;
pub mod config;
pub mod dataset;
pub mod evaluate;
pub mod export;
pub mod metrics;
pub mod model;
pub mod model_card;
pub mod network;
pub mod plot;
pub mod train;
