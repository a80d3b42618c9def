//! The road of a picture, from encoded bytes to a verdict, the same natively
//! and in the browser.

pub mod card;
pub mod classification;
#[cfg(feature = "inference")]
pub mod classifier;
pub mod culture;
#[cfg(feature = "digest")]
pub mod digest;
pub mod error;
pub mod evidence;
#[cfg(feature = "inference")]
pub mod picture;
#[cfg(feature = "table")]
pub mod table;
pub mod verdict;
