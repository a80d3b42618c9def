//! Whence classifies paintings by culture.
//!
//! A picture takes the same path everywhere:
//!
//! encoded bytes → [`core::picture`] → tensor → [`core::classifier`] →
//! [`core::verdict`]
//!
//! [`core`], [`met`] and [`app`] are pure: they compile and test natively as
//! well as to WebAssembly. `page`, `net`, `worker`, `protocol` and `api` need a
//! browser. The folder decides the thread: `page` never decodes or classifies,
//! `worker` never touches the DOM.

#[cfg(all(target_arch = "wasm32", feature = "api"))]
pub mod api;
pub mod app;
pub mod core;
pub mod met;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub(crate) mod net;
#[cfg(all(target_arch = "wasm32", feature = "page"))]
pub mod page;
#[cfg(all(target_arch = "wasm32", any(feature = "page", feature = "worker")))]
pub mod protocol;
#[cfg(all(target_arch = "wasm32", feature = "worker"))]
pub mod worker;
