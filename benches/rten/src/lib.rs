//! RTen's own interface for JavaScript, linked as one module.

pub use rten::*;
