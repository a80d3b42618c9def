//! What the page does, without a browser: plain data and functions, tested
//! natively.

pub mod format;
pub mod game;
#[cfg(feature = "words")]
pub mod trouble;
#[cfg(feature = "words")]
pub mod words;
