//! The worker: a classifier behind messages, off the page's thread.
//!
//! It answers one message at a time and holds nothing but the classifier. If
//! it crashes, the page starts another.

pub mod message;

#[cfg(feature = "worker")]
mod desk;
#[cfg(feature = "worker")]
pub use desk::start;
