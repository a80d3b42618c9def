//! Whence tells which culture a painting comes from.
//!
//! This crate is what the browser and the trainer share, and then what only
//! the browser has. What stands directly in `src/` (but for `api`) is pure
//! and compiles natively as well as to WebAssembly, so that a picture walks
//! one road wherever it is looked at:
//!
//! encoded bytes → [`picture`] → tensor → [`classifier`] → [`verdict`]
//!
//! [`met`] is the museum's API without any I/O, [`culture`] the four cultures
//! and the rule by which its records belong to one.
//!
//! The [`card`] beside a model says everything that road has to know of it.
//! On wasm32, `page` is what visitors see, `worker` does the work off the
//! page's thread, and `api` is for other people's pages.

#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub mod api;
pub mod card;
pub mod classification;
#[cfg(feature = "inference")]
pub mod classifier;
pub mod culture;
#[cfg(feature = "digest")]
pub mod digest;
pub mod error;
pub mod evidence;
pub mod game;
pub mod met;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod page;
#[cfg(feature = "inference")]
pub mod picture;
#[cfg(feature = "table")]
pub mod table;
pub mod verdict;
#[cfg(feature = "words")]
pub mod words;
#[cfg(all(target_arch = "wasm32", any(feature = "page", feature = "worker")))]
pub mod worker;
