//! The trainer of Whence: from The Met's collection to a model and its report.
//!
//! [`acquire`](mod@acquire) fetches paintings from The Met, [`data`] reads,
//! splits and augments data sets, [`train`](mod@train) fits a network,
//! [`export`](mod@export) writes it as ONNX with its card,
//! [`evaluate`](mod@evaluate) measures the exported file through the same core
//! as the browser, and [`report`](mod@report) draws plots and pages.

// The library reports through `tracing`; only the program prints.
#![deny(clippy::print_stdout, clippy::print_stderr)]

pub mod acquire;
pub mod classify;
pub mod data;
pub mod evaluate;
pub mod export;
pub mod hint;
pub mod report;
pub mod train;
pub mod whole;
