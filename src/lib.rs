//! Whence tells which culture a painting comes from.
//!
//! This crate is what the browser and the trainer share. Everything directly
//! in `src/` is pure and compiles natively as well as to WebAssembly, so that
//! a picture walks one road wherever it is looked at:
//!
//! encoded bytes → [`picture`] → tensor → [`classifier`] → [`verdict`]
//!
//! The [`card`] beside a model says everything that road has to know of it.

pub mod card;
#[cfg(feature = "inference")]
pub mod classifier;
pub mod culture;
#[cfg(feature = "inference")]
pub mod picture;
pub mod verdict;
