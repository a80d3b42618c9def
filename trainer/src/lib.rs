//! The trainer of Whence: from a data set to a model and what it is worth.
//!
//! [`acquire`](mod@acquire) brings the Met's paintings, [`explore`](mod@explore)
//! shows what they are, [`split`](mod@split) parts them. [`train`](mod@train) fits
//! a network, [`export`](mod@export) writes it as ONNX,
//! [`evaluate`](mod@evaluate) judges the exported file through the same core as
//! the browser, [`inside`](mod@inside), [`changes`](mod@changes) and
//! [`drawn`](mod@drawn) ask what it goes by, [`report`](mod@report) says it
//! all, [`model`](mod@model) puts the folder together.

// Shapes are fixed by the networks here; an index past them is a bug that a
// test meets at once.
#![allow(clippy::indexing_slicing)]

pub mod acquire;
pub mod augment;
mod batches;
pub mod changes;
pub mod config;
pub mod dataset;
pub mod drawn;
pub mod duplicates;
pub mod evaluate;
pub mod explore;
pub mod export;
mod html;
pub mod init;
pub mod inside;
pub mod metrics;
pub mod model;
pub mod model_card;
pub mod network;
pub mod plot;
pub mod report;
pub mod split;
pub mod train;
